"""What checks compare: numbers, tensors, models that must be left alone, promised errors."""

import contextlib
import math
import numbers
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import torch
from torch import Tensor, nn

from course import audit
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.core import CheckFailed, Mistake, NotAttempted, describe, diagnose, fail, refuse

RETURN_LINE = "what does the last line of your function return?"


def number(value: object, name: str) -> float:
    """Return a plain float for a real number or a tensor of one value.

    Raises:
        CheckFailed: it is anything else, nan included.
    """
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.detach().item()
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and value == value:
        with contextlib.suppress(OverflowError):  # an int beyond any float
            return float(value)
    what = f"Expected {name} to be one number, got {describe(value)}."
    fail("wrong-type", what, "Only a plain number can be compared.", RETURN_LINE)


def tensor(value: object, name: str) -> torch.Tensor:
    """Return a detached float32 copy on the CPU, of the plain tensor class.

    Raises:
        CheckFailed: it is not a tensor of real numbers.
    """
    if not isinstance(value, torch.Tensor):
        what = f"Expected {name} to be a tensor, got {describe(value)}."
        fail("wrong-type", what, "Shapes and values are compared as tensors.", RETURN_LINE)
    if value.is_complex() or value.is_meta or value.layout != torch.strided:
        kind = f"a {value.dtype} one on {value.device.type}, {value.layout}"
        what = f"Expected {name} to be an ordinary tensor of real numbers, got {kind}."
        fail("wrong-type", what, "Its values cannot be compared.", RETURN_LINE)
    plain = value.detach().as_subclass(torch.Tensor)
    return plain.to("cpu", torch.float32, copy=True)


def expect_number(
    value: object,
    want: float,
    name: str,
    mistakes: Iterable[Mistake] = (),
    *,
    otherwise: tuple[str, str],
    rel: float = 1e-4,
    digits: int = 4,
) -> float:
    """Fail unless the value is the wanted number, with the known mistake that gives this value.

    Args:
        value: what the student's function returned.
        name: what it is, with the case, such as "the loss for 10 classes".
        otherwise: what was seen and where to look, if the value is no known mistake.
        rel: relative tolerance; the absolute one is a hundredth of it.
    """
    got = number(value, name)

    def close(a: float, b: float) -> bool:
        return math.isclose(a, b, rel_tol=rel, abs_tol=rel / 100)

    if close(got, want):
        return got
    what = f"Expected {name} to be {want:.{digits}f}, got {got:.{digits}f}."
    mistakes = [m for m in mistakes if not close(m.value, want)]
    diagnose(mistakes, lambda v: close(got, v), what)
    if rounds_to(want, got):
        fail(
            "rounded",
            what,
            "That is the right number, with digits missing.",
            "where does your function lose digits?",
        )
    diagnose(mistakes, lambda v: rounds_to(v, got), what)
    fail("wrong-value", what, *otherwise)


def rounds_to(value: float, got: float) -> bool:
    """Whether ``got`` is ``value`` with digits missing; 0 is never taken for a rounding."""
    if got == 0 or not math.isfinite(value):
        return False
    rounded = {round(value, n) for n in range(5)} | {math.floor(value), math.ceil(value)}
    return any(math.isclose(got, r, rel_tol=1e-6) for r in rounded)


@contextlib.contextmanager
def unchanged(value: torch.Tensor, name: str) -> Iterator[None]:
    """Fail if the block changes a tensor in place."""
    before = value.clone()
    yield
    if value.shape != before.shape or not torch.equal(value, before):
        fail(
            "arguments-changed",
            f"Expected {name} to hold the same values after the call, got other values.",
            "The caller still needs that tensor.",
            "which line writes into a tensor that it was given?",
        )


@contextlib.contextmanager
def left_alone(model: nn.Module, *, statistics: bool = False) -> Iterator[None]:
    """Fail if the block changes the model: layers, hooks, modes, tensors, flags or gradients.

    Args:
        statistics: whether BatchNorm's running statistics may move, as in any forward pass in
            train mode.
    """
    on_meta = next(model.parameters()).is_meta
    was = audit.Snapshot.take(model, tensors=not (on_meta or statistics))
    before = {n: v.clone() for n, v in model.state_dict().items()} if not on_meta else {}
    gradients = {n: None if p.grad is None else p.grad.clone() for n, p in model.named_parameters()}
    yield
    refuse(audit.untouched(model, was))
    _same_parameters(model, before, statistics)
    for name, p in model.named_parameters():
        old = gradients[name]
        if (p.grad is None) != (old is None) or old is not None and not torch.equal(p.grad, old):
            fail(
                "gradients-left-behind",
                "Expected every .grad to be as it was, got "
                f"{'None' if p.grad is None else 'another one'}.",
                f"The first is that of {name}, which the next optimizer step would use.",
                "which call sets or clears .grad? Is there one that only returns gradients?",
            )


def _same_parameters(model: nn.Module, before: dict[str, Tensor], statistics: bool) -> None:
    buffers = {name for name, _ in model.named_buffers()} if statistics else set()
    state = model.state_dict()
    changed = [n for n, v in before.items() if n not in buffers and not torch.equal(v, state[n])]
    if changed:
        fail(
            "weights-changed",
            f"Expected the model's weights to be as they were, got {len(changed)} changed tensors.",
            f"The first is {changed[0]}.",
            "which line writes to the model?",
        )


def left_alone_on_error(answer: Callable, case: ModelCase, *more: object) -> None:
    """Call the answer where the model's forward pass fails; it must leave the model as it was.

    The answer may raise, or deal with the error; either way the model is left alone.
    """
    model = case.model()
    try:
        with left_alone(model, statistics=True), contextlib.suppress(Exception):
            answer(model, case.images(), *more)
    except CheckFailed as error:
        seen = f"{error.finding.seen} In this call the forward pass raised an error."
        raise CheckFailed(replace(error.finding, seen=seen)) from None


def must_refuse(
    answer: Callable,
    args: tuple,
    case: str,
    why: str,
    look: str = "",
    accepted: str = "impossible-answered",
) -> None:
    """Fail unless the call raises ValueError.

    Args:
        case: what is wrong with the arguments, such as "there are no images".
        why: why there is no answer, in one sentence.
        accepted: the misconception of whoever returns something.
    """
    look = look or "what is the first line of your function that runs in this case?"
    try:
        returned = describe(answer(*args))
    except ValueError:
        return
    except NotAttempted:
        raise
    except CheckFailed:  # None was returned
        returned = "None"
    except Exception as error:
        fail(
            "another-error",
            f"Expected ValueError when {case}, got {one_line(error)}.",
            "The exercise asks for ValueError in that case, so that the caller can catch it.",
            look,
        )
    fail(accepted, f"Expected ValueError when {case}, got {returned}.", why, look)
