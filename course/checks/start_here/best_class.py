"""00-best-class: the index of the largest logit of each image."""

from collections.abc import Callable

import torch
from torch import Tensor, allclose, equal

from course import roles
from course.checks.cases import Case
from course.checks.compare import tensor, unchanged
from course.checks.core import Mistake, diagnose, fail
from course.checks.exercise import exercise

# The batch that the lesson shows above the exercise: classes 2, 0 and 3 win.
_SHOWN = [[0.1, -1.0, 2.5, 0.3], [3.0, 1.0, -2.0, 0.0], [-0.5, -0.4, -0.9, -0.1]]


@exercise(
    "00-best-class",
    proves="The class with the largest logit, for each image",
    tries=["the batch above", "2 images, 6 classes", "4 images, 4 classes", "1 image, 3 classes"],
    table=["the batch above", "n images, n classes", "n image, n classes"],
    data=True,
    library=[roles.best_class],
)
def best_class(answer: Callable, case: Case) -> str:
    """``best_class(logits)`` is the index of the largest logit of each image: (N, C) -> (N,)."""
    logits = torch.tensor(_SHOWN) if not case.numbers else _logits(*case.numbers)
    with unchanged(logits, "the logits"):
        value = answer(logits)
    got, want = tensor(_stacked(value), "the classes"), logits.argmax(1).float()
    if got.shape != want.shape or not equal(got, want):
        _explain(got, want, logits)
    return _short(want)


def _logits(n: int, classes: int) -> Tensor:
    return torch.randn(n, classes, generator=torch.Generator().manual_seed(n * classes))


def _stacked(value: object) -> object:
    """A list of numbers, or of tensors of one number, as a tensor; anything else as it is."""
    if not isinstance(value, int | list | tuple):
        return value
    try:
        return torch.tensor(value)
    except (TypeError, ValueError, RuntimeError):
        return value


def _explain(got: Tensor, want: Tensor, logits: Tensor) -> None:
    n = len(logits)
    what = f"Expected {_short(want)}, got {_short(got)}."
    if got.numel() == 1 and n > 1:
        fail(
            "one-for-the-batch",
            f"Expected one class for each of the {n} images, got {_short(got)}.",
            "Your function returned a single answer for the whole batch.",
            "along which dimension should it search for the largest value?",
        )
    mistakes = [
        Mistake(
            "over-the-batch",
            logits.argmax(0).float(),
            "That compares the images with each other, class by class.",
            "which dimension counts the images?",
        ),
        Mistake(
            "value-not-index",
            logits.max(1).values,
            "Those are the largest values themselves.",
            "does the exercise ask for a value or for its position?",
        ),
        Mistake(
            "smallest-index",
            logits.argmin(1).float(),
            "Those are the positions of the smallest values.",
            "does a larger logit mean more likely, or less?",
        ),
        Mistake(
            "first-not-largest",
            torch.zeros(n),
            "Your function chose class 0 for every image.",
            "does the first class always have the largest logit?",
        ),
        Mistake(
            "hard-coded",
            torch.tensor(_SHOWN).argmax(1).float(),
            "Those are the right classes for the batch in the lesson, not for this one.",
            "does your function use its argument?",
        ),
    ]
    diagnose(mistakes, lambda value: got.shape == value.shape and allclose(got, value), what)
    if got.shape != want.shape:
        fail(
            "wrong-type",
            f"Expected a result of shape {(n,)}, got {tuple(got.shape)}.",
            f"The batch has {n} rows, and each needs one class index.",
            "the shape of what your function returns.",
        )
    fail(
        "wrong-value",
        what,
        "Those are not the positions of the largest logits.",
        "one row of the logits: find its largest number by eye, and count its place from 0.",
    )


def _short(values: Tensor) -> str:
    shown = [round(v, 3) for v in values.flatten().tolist()][:5]
    return str([int(v) if v == int(v) else v for v in shown])
