"""06-confusion: how often each class was predicted for each true class."""

from collections.abc import Callable

import torch
from torch import Tensor

from course import metrics
from course.checks.cases import Case
from course.checks.coach import one_line
from course.checks.compare import tensor, unchanged
from course.checks.core import Mistake, diagnose, fail
from course.checks.exercise import exercise
from course.checks.metric_pitfalls.labels import labels


def _random_counts(classes: int, seed: int) -> list[list[int]]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 9, (classes, classes), generator=generator).tolist()


# In "some absent", one class never occurs, one is never predicted, and two are neither: one in the
# middle, and the last.
_COUNTS = {
    "the hundred patients": [[45, 5], [10, 40]],
    "3 classes": [[7, 4, 0], [1, 9, 2], [5, 3, 8]],
    "6 classes, some absent": [
        [3, 2, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [4, 0, 0, 0, 2, 0],
        [1, 3, 0, 0, 6, 0],
        [0, 0, 0, 0, 0, 0],
    ],
    "10 classes": _random_counts(10, 1),
    "6 classes": _random_counts(6, 2),
    "5 classes, some absent": [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [2, 0, 5, 0, 0],
        [7, 0, 3, 0, 0],
        [0, 0, 0, 0, 0],
    ],
}


@exercise(
    "06-confusion",
    proves="Counts with the truth in rows, and a row and a column for every class",
    tries=["the hundred patients", "3 classes", "6 classes, some absent"],
    table=_COUNTS,
    library=[metrics.confusion],
    data=True,
)
def confusion(answer: Callable, case: Case) -> str:
    """``confusion(y_true, y_pred, num_classes)``: counts (C, C), rows the truth."""
    counts = _COUNTS[case.text]
    (y_true, y_pred), classes, want = labels(counts), len(counts), torch.tensor(counts).float()
    with unchanged(y_true, "y_true"), unchanged(y_pred, "y_pred"):
        try:
            returned = answer(y_true, y_pred, classes)
        except (RuntimeError, ValueError) as error:
            if case.words:
                _explain_error(answer, classes, error)
            raise
    got = tensor(returned, "the matrix")
    if got.shape != want.shape:
        _explain_shape(got, y_true, y_pred, classes)
    if not torch.equal(got, want):
        _explain_values(got, want)
    return f"{len(y_true)} images, {int(want.trace())} of them on the diagonal"


def _explain_error(answer: Callable, classes: int, error: Exception) -> None:
    """Fail if the answer works as soon as every class occurs, the last one too."""
    every = torch.arange(classes)
    answer(every, every, classes)
    fail(
        "absent-class-lost",
        f"Expected a matrix of shape {(classes, classes)}, got {one_line(error)}.",
        f"Class {classes - 1} occurs neither in y_true nor in y_pred here. When it does, your code "
        "runs.",
        "how long is your list of counts, and what decides that?",
    )


def _explain_shape(got: Tensor, y_true: Tensor, y_pred: Tensor, classes: int) -> None:
    what = f"Expected a matrix of shape {(classes, classes)}, got {tuple(got.shape)}."
    occurring = torch.cat([y_true, y_pred]).unique()
    sizes = (len(occurring), int(occurring.max()) + 1, len(y_true.unique()))
    if got.ndim == 2 and max(got.shape) in sizes and max(got.shape) != classes:
        fail(
            "absent-class-lost",
            what,
            f"Only {len(occurring)} of the {classes} classes occur in these labels.",
            "which of your three arguments knows how many classes there are?",
        )
    if got.ndim != 2:
        seen = "A row for each true class and a column for each predicted class were asked for."
        fail("wrong-type", what, seen, "the return line: which shape does it return?")
    look = "what decides the size of your matrix?"
    fail("argument-ignored", what, f"num_classes is {classes} in this call.", look)


def _explain_values(got: Tensor, want: Tensor) -> None:
    i, j = (got != want).nonzero()[0].tolist()
    what = f"Expected {int(want[i, j])} in row {i}, column {j}, got {got[i, j]:.4g}."
    if len(want) < 4:
        what = f"Expected {_rows(want)}, got {_rows(got)}."
    wholes = [want.sum(), *(want.sum(dim=d, keepdim=True).clamp(min=1) for d in (0, 1))]
    shares = [want / whole for whole in wholes]
    swapped = "truth-and-prediction-swapped"
    rows = "which argument chooses the row?"
    first = "which class does row 0 belong to?"
    again = "what happens to the second image of the same pair?"
    occurs = ((want.sum(dim=0) + want.sum(dim=1)) > 0).nonzero().flatten()
    packed = torch.zeros_like(want)
    packed[: len(occurs), : len(occurs)] = want[occurs][:, occurs]
    early = "After a class that does not occur, rows and columns are too far up and left."
    hits, sums = want.diagonal().diag(), "Those are shares: the rows, the columns or all sum to 1."
    mistakes = [
        Mistake(swapped, want.T, "Rows and columns are swapped.", rows),
        Mistake("positive-first", want.flip(0, 1), "The last class comes first.", first),
        Mistake(
            "absent-class-lost", packed, early, "which class does each of your rows belong to?"
        ),
        Mistake("repeats-lost", (want > 0).float(), "No entry is above 1.", again),
        Mistake(
            "hits-only",
            hits,
            "Only the right predictions are counted.",
            "where are the wrong ones?",
        ),
        *(
            Mistake("shares-not-counts", share, sums, "the word 'counts' in the text.")
            for share in shares
        ),
    ]
    diagnose(mistakes, lambda value: torch.allclose(got, value, atol=1e-3, rtol=0), what)
    fail(
        "wrong-value",
        what,
        f"{int(want[i, j])} images of class {i} were predicted as class {j}.",
        "one single image, counted by hand: which entry does it change?",
    )


def _rows(matrix: Tensor) -> list:
    return [[int(v) if v % 1 == 0 else round(v, 3) for v in row] for row in matrix.tolist()]
