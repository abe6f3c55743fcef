"""01-choose-head: the head and the loss that belong to a kind of task."""

import copy
import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course import audit, roles
from course.checks.cases import Case
from course.checks.compare import must_refuse, number
from course.checks.core import CheckFailed, describe, fail, refuse
from course.checks.exercise import add_call, exercise

_UNKNOWN = ["multi-class", "regression", "Binary"]


@exercise(
    "01-choose-head",
    proves="Head and loss fit each other and the kind of task",
    tries=["binary", "multiclass", "multilabel", "unknown kind"],
    table=["binary", "multiclass", "multilabel", "unknown kind"],
    library=[roles.head_and_loss],
)
def head_and_loss(answer: Callable, case: Case) -> str:
    """``head_and_loss(kind, in_features, num_classes)`` is the pair (head, loss) for a task."""
    kind = case.name
    if kind == "unknown kind":
        kind = _UNKNOWN[case.seed]
        why = "With a typing error in the kind, the wrong thing would be trained, silently."
        look = "which branch of your code handles a kind that you did not think of?"
        case_text = f"the kind is {kind!r}"
        must_refuse(answer, (kind, 6, 3), case_text, why, look, "unknown-kind-accepted")
        return f"{kind!r} is refused"
    in_features, classes = 6 + 5 * case.seed, 2 if kind == "binary" else 4 + case.seed
    head, loss = _pair(answer(kind, in_features, classes))
    x = torch.randn(16, in_features, generator=case.generator())
    logits = _logits(head, x, kind, classes)
    return f"{tuple(logits.shape)} logits, loss {_compare_loss(loss, logits, kind, classes):.3f}"


def _pair(pair: object) -> tuple[nn.Module, Callable]:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        fail(
            "not-a-pair",
            f"Expected a pair (head, loss), got {describe(pair)}.",
            "The exercise asks for two things.",
            "the return line.",
        )
    head, loss = pair
    for each in pair:
        if isinstance(each, type):
            fail(
                "class-not-instance",
                f"Expected a module that is ready to be called, got {describe(each)}.",
                "A class has to be called once to make an object of it.",
                "what is missing after its name?",
            )
    if not isinstance(head, nn.Module) or isinstance(head, nn.modules.loss._Loss):
        fail(
            "not-a-pair",
            f"Expected the head first, got {describe(head)}.",
            "A head is a module that takes features.",
            "the order of the pair.",
        )
    if not callable(loss):
        fail(
            "not-a-pair",
            f"Expected a loss to call as loss(logits, targets), got {describe(loss)}.",
            "It cannot be called.",
            "what does a training loop do with the loss?",
        )
    return head, loss


def _logits(head: nn.Module, x: Tensor, kind: str, classes: int) -> Tensor:
    try:
        with torch.no_grad():
            z = head(x)
    except Exception as error:
        fail(
            "width-mismatch",
            f"Expected a head for {x.shape[1]} features ({kind}), got {type(error).__name__}: "
            f"{error}",
            "The head cannot take a batch of features of that width.",
            "where does the layer get its in_features from?",
        )
    shapes = [(16, 1), (16,)] if kind == "binary" else [(16, classes)]
    if not isinstance(z, Tensor) or tuple(z.shape) not in shapes:
        fail(
            "wrong-class-count",
            f"Expected logits of shape {shapes[0]} for {kind}, got {describe(z)}.",
            "The table gives the targets of this kind the same shape."
            if kind == "binary"
            else f"There are {classes} classes and 16 images in this test.",
            "how many questions does the head answer about one image?",
        )
    copied = copy.deepcopy(head).eval()
    if z.ndim == 2:
        refuse(audit.squashed(copied, x, list(copied.parameters())))
    return z


def _compare_loss(loss: Callable, z: Tensor, kind: str, classes: int) -> float:
    """Compare the loss with the one that belongs to the kind, on targets of that kind."""
    generator = torch.Generator().manual_seed(1)
    if kind == "multiclass":
        target = torch.randint(classes, (len(z),), generator=generator)
        want, forms = F.cross_entropy(z, target), [target]
        of = "one class index per image"
    else:
        target = torch.randint(2, tuple(z.shape), generator=generator).float()
        want, forms = F.binary_cross_entropy_with_logits(z, target), [target]
        of = "0 or 1 for every logit"
        if kind == "binary":
            forms += [target.flatten(), target.flatten().long()]
    values, errors = [], []
    for form in forms:
        try:
            values.append(number(loss(z, form), "the loss"))
        except CheckFailed:
            raise
        except (AttributeError, KeyError, NameError, TypeError) as error:
            raise add_call(error, "01-choose-head", (z, form)) from None
        except Exception as error:
            errors.append(error)
    if any(math.isclose(value, want, rel_tol=1e-4, abs_tol=1e-5) for value in values):
        return float(want)
    if values:
        _explain_loss(values[0], float(want), z, target, kind)
    message = (str(errors[0]).splitlines() or [""])[0]
    what = f"Expected the {kind} loss {want:.4f}, got {type(errors[0]).__name__}: {message}"
    if "between 0 and 1" in message:
        fail(
            "bce-without-logits",
            what,
            "This loss was made for probabilities; the head returns logits.",
            "which of the two binary cross-entropies has 'logits' in its name?",
        )
    fail(
        "loss-of-another-task",
        what,
        f"The targets of this task are {of}.",
        "what targets does your loss expect?",
    )


def _explain_loss(got: float, want: float, z: Tensor, target: Tensor, kind: str) -> None:
    what = f"Expected the {kind} loss {want:.4f}, got {got:.4f}."
    if got == 0 and kind == "binary":
        fail(
            "one-logit-cross-entropy",
            what,
            "The loss is exactly 0 whatever the target is: softmax over one value is 1.",
            "how many logits does cross-entropy need at least?",
        )
    if kind == "multiclass" and math.isclose(got, -z.mean(), abs_tol=1) and got < 0.5 * want:
        fail(
            "nll-on-logits",
            what,
            "A negative log-likelihood cannot be that low for a head that has not learned.",
            "what does this loss expect: logits or log-probabilities?",
        )
    if any(math.isclose(got, want * n, rel_tol=1e-4) for n in (len(z), z.numel())):
        fail(
            "wrong-value",
            what,
            f"That is the sum over {got / want:.0f} values.",
            "the word 'mean' in the exercise.",
        )
    if any(math.isclose(got, value, rel_tol=1e-4) for value in _other_losses(z, target, kind)):
        fail(
            "loss-of-another-task",
            what,
            "The loss runs, but it answers another question.",
            f"how many right answers can one image have in a {kind} task?",
        )
    fail(
        "wrong-value",
        what,
        "The loss runs, but it is not the plain mean loss of these logits and targets.",
        "its options, and the order loss(logits, targets).",
    )


def _other_losses(z: Tensor, target: Tensor, kind: str) -> list[Tensor]:
    if kind == "multilabel":
        return [F.cross_entropy(z, target), F.mse_loss(z, target)]
    if kind == "binary":
        return [F.mse_loss(z, target)]
    one_hot = F.one_hot(target, z.shape[1]).float()
    return [F.multi_margin_loss(z, target), F.binary_cross_entropy_with_logits(z, one_hot)]
