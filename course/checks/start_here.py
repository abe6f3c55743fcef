"""The check of lesson 00: one small exercise, to learn how the exercises work."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, equal

from course.checks import core
from course.checks.core import exercise, fail, tensor, unchanged

# A first batch whose winners are classes 2, 0, 3: neither the first class nor one for all.
_SHOWN = [[0.1, -1.0, 2.5, 0.3], [3.0, 1.0, -2.0, 0.0], [-0.5, -0.4, -0.9, -0.1]]


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
        if isinstance(value, int | list | tuple):
            value = torch.tensor(value)
        _compare(tensor(value, "the classes"), logits)
    images = sum(len(logits) for logits in batches)
    return f"The class with the largest logit, for each of {images} images."


def _logits(n: int, classes: int) -> Tensor:
    return torch.randn(n, classes, generator=torch.Generator().manual_seed(n * classes))


def _compare(got: Tensor, logits: Tensor) -> None:
    n, classes = logits.shape
    want = logits.argmax(1).float()
    if got.shape == (n,) and equal(got, want):
        return
    what = f"Expected {_short(want)}, got {_short(got)}"
    if got.ndim == 0 and n > 1 or (got.shape != (n,) and got.numel() == 1):
        fail(
            "one-for-the-batch",
            f"Expected one class for each of the {n} images, got {_short(got)}.",
            "A batch of images got a single answer.",
            "along which dimension should the largest value be searched?",
        )
    if got.shape != (n,) and got.numel() == classes and n != classes:
        fail(
            "over-the-batch",
            f"Expected {n} answers, one an image, got {got.numel()}.",
            f"There are {classes} classes and {n} images: the images were compared, not the "
            "classes.",
            "which dimension of (N, C) counts images?",
        )
    if got.shape != (n,):
        fail(
            "wrong-type",
            f"Expected a result of shape {(n,)}, got {tuple(got.shape)}.",
            f"There are {n} images, and each needs one class index.",
            "the shape of what your function returns.",
        )
    suspects = [
        (
            "value-not-index",
            logits.max(1).values,
            "Those are the largest values themselves.",
            "the position of a value, or the value?",
        ),
        (
            "smallest-index",
            logits.argmin(1).float(),
            "Those are the positions of the smallest values.",
            "does a larger logit mean more or less likely?",
        ),
        (
            "over-the-batch",
            logits.argmax(0).float()[:n],
            "Those compare the images with each other.",
            "which dimension of (N, C) counts images?",
        ),
        (
            "first-not-largest",
            torch.zeros(n),
            "Class 0 won every time.",
            "does the first class always have the largest logit?",
        ),
    ]
    for misconception, value, seen, look in suspects:
        if got.shape == value.shape and torch.allclose(got, value):
            fail(misconception, f"{what}.", seen, look)
    fail("hard-coded", f"{what}.", "Other logits, other winners.", "does your code use `logits`?")


def _short(values: Tensor) -> str:
    return (
        str([round(v, 3) for v in values.flatten().tolist()][:5])
        .replace(".0,", ",")
        .replace(".0]", "]")
    )


quiz = core.quiz(
    {
        "00-quiz-1": {
            "a": (
                "own-error",
                "A stub that was not touched is told apart from a wrong answer: you saw ○, not ✗.",
            ),
            "b": "The check calls your function on inputs of its own and looks at what it does. "
            "How it is written is up to you.",
            "c": (
                "hard-coded",
                "Other inputs are tried too, and typed-in answers are found out: that is what "
                "the hidden tests are for.",
            ),
        },
    }
)
