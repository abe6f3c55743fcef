"""03-label-contract: a ValueError that names what is wrong with the targets."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from course import shapes
from course.checks.cases import Case
from course.checks.coach import one_line
from course.checks.compare import unchanged
from course.checks.core import CheckFailed, NotAttempted, fail
from course.checks.exercise import exercise


@dataclass(frozen=True)
class _Batch:
    """One batch of targets.

    Attributes:
        misconception: of whoever refuses a good batch, or lets another one pass.
        targets: made for a number of classes.
        seen: what is right or wrong with them.
        asks: what the message must name, and a pattern of what such a message may contain, where
            {last}, {classes} and {more} stand for C - 1, C and C + 2; None for a good batch.
    """

    misconception: str
    targets: Callable[[int], list | Tensor]
    seen: str
    asks: tuple[str, str] | None = None


_GOOD = "good-targets-refused"
_TYPE = "the type", r"float|half|int|long|type|whole"
_SHAPE = "the shape", r"shape|dim|rank|\b[12]-?d\b|\(3, |\[3, |flat|vector|column|multi"
_EMPTY = (
    "that there are no targets",
    r"empty|\bno\b|none|nothing|\b0\b|zero|at least|without",
)
_IGNORED = "-100", r"[-−]100|ignor|mask|skip"
_FROM_ONE = (
    "that they count from 1",
    r"\b1\b|\bone\b|based|start|shift|smallest|lowest|minimum|\bmin\b|zero",
)
_RANGE = (
    "the target that is not a class, or the range",
    r"range|bound|between|outside|not in|large|great|exceed|negative|max|min|<|below|num_classes"
    r"|\b{last}\b|\b{classes}\b|\b{more}\b|[-−]1",
)
_CLASSES = "All of them are classes, from 0 to num_classes - 1."
_FLOATS = "Class indices are integers, and these targets are floats."
_TWO = "These targets have two dimensions; one class index per image has the shape (N,)."
_ONE = "No target is 0 and one equals num_classes, so they count from 1."
_OUT = "label-out-of-range"
_BATCHES = {
    "good": _Batch(_GOOD, lambda c: [0, c - 1, 2, 2], _CLASSES),
    "two classes": _Batch(_GOOD, lambda c: [1, 0, 1], _CLASSES),
    "no class 0": _Batch(_GOOD, lambda c: [c - 1, 1, 2], "A batch need not hold every class."),
    "one target": _Batch(_GOOD, lambda c: [c - 1], _CLASSES),
    "floats": _Batch("float-targets", lambda c: [0.0, 2.0, c - 1.0], _FLOATS, _TYPE),
    "half precision": _Batch(
        "float-targets", lambda c: torch.tensor([0, c - 1]).half(), _FLOATS, _TYPE
    ),
    "a column": _Batch("targets-not-flat", lambda c: [[0], [2], [c - 1]], _TWO, _SHAPE),
    "one-hot rows": _Batch(
        "targets-not-flat", lambda c: torch.eye(c, dtype=torch.int64)[:3], _TWO, _SHAPE
    ),
    "empty": _Batch(
        "empty-batch",
        lambda c: torch.tensor([], dtype=torch.int64),
        "There is no target in the batch, and the mean of nothing is nan.",
        _EMPTY,
    ),
    "all ignored": _Batch(
        "all-ignored",
        lambda c: [-100, -100, -100],
        "Cross-entropy skips -100, so no target counts, and the mean of nothing is nan.",
        _IGNORED,
    ),
    "some ignored": _Batch(
        _GOOD, lambda c: [0, -100, c - 1], "Cross-entropy skips -100; the others are classes."
    ),
    "from one": _Batch("labels-from-one", lambda c: [1, c, 3, 2], _ONE, _FROM_ONE),
    "from one, some ignored": _Batch("labels-from-one", lambda c: [-100, 3, c, 2], _ONE, _FROM_ONE),
    "far too large": _Batch(
        _OUT, lambda c: [0, c + 2, 3], "One target is above num_classes.", _RANGE
    ),
    "one too large": _Batch(
        _OUT,
        lambda c: [0, c, 3],
        "One target equals num_classes. There is a 0 too, so they do not count from 1.",
        _RANGE,
    ),
    "negative": _Batch(
        _OUT,
        lambda c: [2, -1, 0],
        "-1 is not a class, and not the number that cross-entropy skips.",
        _RANGE,
    ),
}


@exercise(
    "03-label-contract",
    proves="Good targets pass, and a ValueError names what is wrong with the others",
    tries=list(_BATCHES),
    table=_BATCHES,
    none=True,
    data=True,
    library=[shapes.check_targets],
)
def check_targets(answer: Callable, case: Case) -> str:
    """``check_targets(targets, num_classes)`` raises a ValueError that names what is wrong."""
    classes = 2 if case.name == "two classes" else 5 + 3 * case.seed
    batch = _BATCHES[case.text.partition(" #")[0]]
    targets = torch.as_tensor(batch.targets(classes))
    shown = f"targets {targets.tolist()} and {classes} classes"
    with unchanged(targets, "the targets"):
        error = _raised(answer, targets, classes)
    if batch.asks:
        _must_be_named(error, batch, classes, shown)
    elif error is not None:
        if not isinstance(error, ValueError | AssertionError):
            raise error  # a slip in the student's code
        fail(
            batch.misconception,
            f"Expected no error for {shown}, got {one_line(error)}",
            batch.seen,
            "which of your tests refused these targets, and what does it ask?",
        )
    return f"{targets.tolist()}: {error or 'passes'}"


def _raised(answer: Callable, *args: object) -> Exception | None:
    try:
        answer(*args)
    except (CheckFailed, NotAttempted, NameError, ImportError):
        raise
    except Exception as error:
        return error
    return None


def _must_be_named(error: Exception | None, batch: _Batch, classes: int, shown: str) -> None:
    what = f"Expected a ValueError for {shown}, got"
    if error is None:
        look = "which of your tests should notice this batch?"
        fail(batch.misconception, f"{what} no error.", batch.seen, look)
    if not isinstance(error, ValueError):
        fail(
            "another-error",
            f"{what} {one_line(error)}",
            f"The caller of this function catches ValueError only. {batch.seen}",
            "which line raised this, and is there a test that should come before it?",
        )
    asked, pattern = batch.asks
    words = pattern.format(last=classes - 1, classes=classes, more=classes + 2)
    if not re.search(words, str(error), re.IGNORECASE):
        fail(
            "trouble-not-named",
            f"Expected the message to name {asked}, got {str(error)!r}.",
            f"The call was made with {shown}.",
            "the table in the exercise: what does it ask the message to name?",
        )
