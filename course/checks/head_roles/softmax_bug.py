"""01-softmax-bug: a head that ends in softmax, fixed, and the lowest loss that it could reach."""

import copy
import math
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional as F

from course import audit, roles
from course.checks.cases import Case
from course.checks.compare import expect_number
from course.checks.core import Mistake, describe, fail, refuse
from course.checks.exercise import exercise


@exercise(
    "01-softmax-bug",
    proves="The fixed head learns past the floor, and the floor is right",
    tries=["10 classes", "2 classes", "100 classes"],
    table=["n classes"],
    library=[roles.build_head, roles.loss_floor],
)
def softmax_bug(build_head: Callable, loss_floor: Callable, case: Case) -> str:
    """``build_head(in_features, num_classes)`` fixed, ``loss_floor(num_classes)`` computed."""
    [classes] = case.numbers
    floor = loss_floor(classes)
    head = build_head(8, classes)
    if not isinstance(head, nn.Module):
        fail(
            "wrong-type",
            f"Expected build_head to return a module, got {describe(head)}.",
            "A head takes features and returns logits.",
            "the return line of build_head.",
        )
    _learns(head, classes)
    want = math.log(1 + (classes - 1) / math.e)
    expect_number(
        floor,
        want,
        f"the floor for {classes} classes",
        [
            Mistake(
                "floor-is-not-chance",
                math.log(classes),
                "That is the loss of a head that knows nothing.",
                "what is the best output that softmax can give?",
            ),
            Mistake(
                "floor-is-zero",
                0.0,
                "Zero would need an infinite logit.",
                "between which two numbers do softmax's outputs lie?",
            ),
            Mistake(
                "sign-of-the-log",
                -want,
                "A cross-entropy is never negative.",
                "what is the sign of the logarithm of a number below 1?",
            ),
            Mistake(
                "off-by-one-class",
                math.log(1 + classes / math.e),
                "The right class was counted as a wrong one too.",
                "how many of the classes get a 0?",
            ),
            Mistake(
                "hard-coded",
                math.log(1 + 9 / math.e),
                "That is the floor for 10 classes.",
                "does your function use its argument?",
            ),
            Mistake(
                "log-base",
                want / math.log(2),
                "That is in bits.",
                "which logarithm does cross-entropy use?",
            ),
        ],
        otherwise=(
            "The best output of the softmax is 1 for the right class and 0 for every other.",
            "what does cross-entropy make of these numbers, taken as logits?",
        ),
        rel=1e-3,
    )
    return f"floor {want:.3f}"


def _learns(head: nn.Module, classes: int) -> None:
    """Fit the head to one separable point per class; with logits the loss goes far below 0.3."""
    y = torch.arange(min(classes, 8))
    x = 4 * F.one_hot(y, 8).float()
    try:
        with torch.no_grad():
            shape = tuple(head(x).shape)
    except Exception as error:
        fail(
            "width-mismatch",
            f"Expected a head from 8 features to {classes} classes, got {type(error).__name__}: "
            f"{error}",
            "The head cannot take a batch with 8 features per image.",
            "the arguments of the layer.",
        )
    if shape != (len(x), classes):
        fail(
            "wrong-class-count",
            f"Expected logits of shape {(len(x), classes)}, got {shape}.",
            "The output's width ignores one of the arguments.",
            "where does the layer get its number of outputs from?",
        )
    copied = copy.deepcopy(head).eval()
    refuse(audit.squashed(copied, x, list(copied.parameters())))
    trained = copy.deepcopy(head).eval()  # a dropout in the head is fine, and slows this down
    if not any(p.requires_grad for p in trained.parameters()):
        fail(
            "head-frozen",
            "Expected a head that can learn, got one with nothing to train.",
            "No parameter has requires_grad=True.",
            "what should the optimizer move?",
        )
    optimizer = torch.optim.Adam([p for p in trained.parameters() if p.requires_grad], lr=0.1)
    for _ in range(60):
        optimizer.zero_grad()
        loss = F.cross_entropy(trained(x), y)
        loss.backward()
        optimizer.step()
    if loss.item() > 0.3:
        fail(
            "clipped-logits",
            f"Expected a loss below 0.3 after 60 steps on easy data, got {loss.item():.3f}.",
            "The head does not learn what a plain layer of logits learns.",
            "what stands between the last layer and the loss?",
        )
