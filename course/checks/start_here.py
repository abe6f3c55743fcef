"""The check of lesson 00: one small exercise, to learn how the exercises work."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, allclose, equal

from course.checks import core
from course.checks.core import exercise, fail, suspect, tensor, told, unchanged

# A first batch whose winners are classes 2, 0, 3: neither the first class nor one for all.
_SHOWN = [[0.1, -1.0, 2.5, 0.3], [3.0, 1.0, -2.0, 0.0], [-0.5, -0.4, -0.9, -0.1]]


_SUSPECTS = told("""
over-the-batch | Those compare the images, class by class. | which dimension counts images?
value-not-index | Those are the largest values themselves. | the position of a value, or the value?
smallest-index | Those are the smallest values' positions. | does a larger logit mean more likely?
first-not-largest | Class 0 won every time. | does the first class always have the largest logit?
hard-coded | Those are the right classes for other logits. | does your function use its argument?
""")


@exercise("00-best-class")
def best_class(answer: Callable, on: Sequence[tuple[int, int]] = ()) -> str:
    """``best_class(logits)`` is the index of the largest logit of each image: (N, C) -> (N,).

    Args:
        on: further shapes (N, C) to try.
    """
    batches = [torch.tensor(_SHOWN)] if not on else [_logits(n, c) for n, c in on]
    for logits in batches:
        with unchanged(logits, "the logits"):
            value = answer(logits)
        _compare(tensor(_stacked(value), "the classes"), logits)
    images = sum(len(logits) for logits in batches)
    return f"The class with the largest logit, for each of {images} images."


def _stacked(value: object) -> object:
    """A list of numbers, or of tensors of one number, as a tensor; anything else as it is."""
    if not isinstance(value, int | list | tuple):
        return value
    try:
        return torch.tensor(value)
    except (TypeError, ValueError, RuntimeError):
        return value


def _logits(n: int, classes: int) -> Tensor:
    return torch.randn(n, classes, generator=torch.Generator().manual_seed(n * classes))


def _compare(got: Tensor, logits: Tensor) -> None:
    n = len(logits)
    want = logits.argmax(1).float()
    if got.shape == (n,) and equal(got, want):
        return
    if got.numel() == 1 and n > 1:
        fail(
            "one-for-the-batch",
            f"Expected one class for each of the {n} images, got {_short(got)}.",
            "A batch of images got a single answer.",
            "along which dimension should the largest value be searched?",
        )
    values = {
        "over-the-batch": logits.argmax(0).float(),
        "value-not-index": logits.max(1).values,
        "smallest-index": logits.argmin(1).float(),
        "first-not-largest": torch.zeros(n),
        "hard-coded": torch.tensor(_SHOWN).argmax(1).float(),
    }

    def came(value: Tensor) -> bool:
        return got.shape == value.shape and allclose(got, value)

    suspect(values, came, _SUSPECTS, f"Expected {_short(want)}, got {_short(got)}.")
    if got.shape != (n,):
        fail(
            "wrong-type",
            f"Expected a result of shape {(n,)}, got {tuple(got.shape)}.",
            f"The batch has {n} rows, and each needs one class index.",
            "the shape of what your function returns.",
        )
    fail(
        "wrong-value",
        f"Expected {_short(want)}, got {_short(got)}.",
        "Those are not the positions of the largest logits.",
        "one row of the logits: find its largest number by eye, and count its place from 0.",
    )


def _short(values: Tensor) -> str:
    return (
        str([round(v, 3) for v in values.flatten().tolist()][:5])
        .replace(".0,", ",")
        .replace(".0]", "]")
    )


quiz = core.quiz(
    {
        "00-quiz-1": {
            "a": ("run-is-enough", "A stub that is run unchanged runs too: you saw ○ for it."),
            "b": "The check calls your function on inputs of its own and looks at what it does. "
            "How it is written is up to you.",
            "c": (
                "text-is-compared",
                "Your text is not read: two different functions that behave alike both pass.",
            ),
        },
    }
)
