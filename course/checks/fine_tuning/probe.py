"""07-probe: a linear head, trained on cached features."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course import tuning
from course.checks.cases import Case
from course.checks.compare import unchanged
from course.checks.core import describe, fail
from course.checks.exercise import exercise
from course.wording import count

# Classes, features and images of each case; the last class of "a class without images" is absent.
_CASES = {
    "4 classes": (4, 12, 400),
    "2 classes": (2, 10, 300),
    "5 classes, one of them without images": (5, 14, 900),
    "5 classes, sorted by class": (5, 16, 900),
    "4 classes, few images": (4, 12, 150),
    "3 classes": (3, 12, 350),
    "4 classes, one of them without images": (4, 14, 350),
    "3 classes, sorted by class": (3, 16, 350),
    "3 classes, few images": (3, 12, 140),
}
_EPOCHS, _LR = 40, 0.1
_POINTS = 3.0


@exercise(
    "07-probe",
    proves="As accurate as logistic regression, and repeatable",
    tries=[*_CASES][:5],
    table={
        "n classes",
        "n classes, one of them without images",
        "n classes, sorted by class",
        "n classes, few images",
    },
    library=[tuning.linear_probe],
)
def linear_probe(answer: Callable, case: Case) -> str:
    """``linear_probe(features, labels, num_classes, epochs, lr)``: a trained ``nn.Linear``."""
    classes, width, n = _CASES[case.text]
    x, y, x_val, y_val = _data(case, classes, width, n)

    def trained(epochs: int = _EPOCHS, lr: float = _LR) -> nn.Linear:
        torch.default_generator.manual_seed(10**6)
        with unchanged(x, "the features"), unchanged(y, "the labels"):
            return _linear(answer(x, y, classes, epochs, lr), classes, width)

    head = trained()
    best = accuracy(logistic_regression(x, y, classes), x_val, y_val)
    got = accuracy(head, x_val, y_val)
    if best - got > _POINTS:
        _explain(head, got, best, x_val, y_val, case)
    if not _same(head, trained()):
        fail(
            "not-reproducible",
            "Expected the same head after the same torch.manual_seed, got another one.",
            "Two calls with the same arguments differ, so no result can be repeated.",
            "which random numbers does your code draw, and from which generator?",
        )
    if not case.text.startswith("4 classes"):
        return f"{got:.1f} points, logistic regression {best:.1f}"
    _require_arguments(trained, head)
    return f"{got:.1f} points, logistic regression {best:.1f}; epochs and lr are used"


def _data(case: Case, classes: int, width: int, n: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Features around a centre for each class, in which any optimizer finds its way."""
    draws = torch.Generator().manual_seed(71 + case.seed)
    centres = torch.linalg.qr(torch.randn(width, width, generator=draws)).Q[:classes] * 2.8
    present = classes - ("without images" in case.text)
    parts = []
    for m in (n, 1000):
        y = torch.randint(present, (m,), generator=draws)
        if "sorted" in case.text:
            y = y.sort().values
        parts += [centres[y] + torch.randn(m, width, generator=draws), y]
    return tuple(parts)


def logistic_regression(x: Tensor, y: Tensor, classes: int) -> nn.Linear:
    """Return what scikit-learn's LogisticRegression finds with C=1, without importing it."""
    head = nn.Linear(x.shape[1], classes).double()
    for p in head.parameters():
        nn.init.zeros_(p)
    steps = torch.optim.LBFGS(head.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        steps.zero_grad()
        loss = F.cross_entropy(head(x.double()), y, reduction="sum")
        loss = loss + head.weight.square().sum() / 2
        loss.backward()
        return loss

    steps.step(closure)
    return head.float()


def accuracy(head: nn.Linear, x: Tensor, y: Tensor) -> float:
    """In points, 0 to 100."""
    with torch.no_grad():
        z = F.linear(x, head.weight.detach(), None if head.bias is None else head.bias.detach())
        return 100 * (z.argmax(dim=1) == y).double().mean().item()


def _linear(value: object, classes: int, width: int) -> nn.Linear:
    if type(value) is not nn.Linear:
        fail(
            "wrong-type",
            f"Expected an nn.Linear, got {describe(value)}.",
            "The head will replace the Linear head of a model.",
            "the return line.",
        )
    shape = tuple(value.weight.shape)
    if shape != (classes, width):
        fail(
            "wrong-class-count" if shape[0] != classes else "width-mismatch",
            f"Expected a head from {width} features to {classes} classes, got one from {shape[1]} "
            f"to {shape[0]}.",
            "A class may have no image in the training set, and is a class all the same.",
            "where does your head get its two sizes from?",
        )
    plain = nn.Linear(width, classes, bias=value.bias is not None)
    plain.weight.data = value.weight.detach().float().cpu()
    if value.bias is not None:
        plain.bias.data = value.bias.detach().float().cpu()
    if not all(p.isfinite().all() for p in plain.parameters()):
        fail(
            "probe-far-from-best",
            "Expected a trained head, got one with nan or inf in it.",
            f"It was called with lr={_LR} and epochs={_EPOCHS}.",
            "how large are your steps?",
        )
    return plain


def _same(one: nn.Linear, other: nn.Linear) -> bool:
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return all(torch.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in pairs)


def _explain(
    head: nn.Linear, got: float, best: float, x_val: Tensor, y_val: Tensor, case: Case
) -> None:
    classes = len(head.weight)
    what = (
        f"Expected at most {_POINTS:g} points less than logistic regression ({best:.1f} on images "
        f"that were not trained on), got {got:.1f} ({case.text})."
    )
    limit = 1.01 / head.in_features**0.5
    if max(p.abs().max().item() for p in head.parameters()) <= limit:
        fail(
            "trained-nothing",
            what,
            f"No weight is above {limit:.2f}, as in a new nn.Linear({head.in_features}, "
            f"{classes}).",
            "does a step of your loop change this layer? Which tensors does the optimizer hold?",
        )
    fail(
        "probe-far-from-best",
        what,
        f"It was called with lr={_LR} and epochs={_EPOCHS}.",
        "the loss, epoch by epoch; the labels beside the features; how many steps an epoch has.",
    )


def _require_arguments(trained: Callable, head: nn.Linear) -> None:
    look = "where does your loop get this number from?"
    if _same(trained(epochs=1), head):
        fail(
            "argument-ignored",
            f"Expected another head after 1 epoch than after {_EPOCHS}, got the same one.",
            "The number of epochs makes no difference.",
            look,
        )
    if not _same(trained(epochs=1, lr=1e-9), trained(epochs=10, lr=1e-9)):
        fail(
            "argument-ignored",
            "Expected a head that hardly moves with lr=1e-9, got one that moves.",
            f"{count(10, 'epoch')} made a difference all the same.",
            look,
        )
