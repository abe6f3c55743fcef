"""06-per-class: precision, recall, F1 and support of each class."""

import contextlib
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, allclose

from course import metrics
from course.checks.cases import Case
from course.checks.compare import tensor, unchanged
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise

KEYS = ("precision", "recall", "f1", "support")

# Class 1 never occurs, class 2 is never predicted, class 3 is never right, class 4 is neither.
_ABSENT = [[6, 2, 0, 1, 0], [0] * 5, [4, 0, 0, 2, 0], [1, 3, 0, 0, 0], [0] * 5]
_ABSENT_1 = [[0] * 4, [0, 9, 4, 0], [0, 3, 0, 0], [5, 1, 0, 0]]  # the same, in another order
_TEN = torch.randint(0, 30, (10, 10), generator=torch.Generator().manual_seed(4)).tolist()

# The counts, and zero_division where it is given.
_CASES: dict[str, tuple[list[list[int]], float | None]] = {
    "the hundred patients": ([[45, 5], [10, 40]], None),
    "3 classes": ([[7, 4, 0], [1, 9, 2], [5, 3, 8]], None),
    "absent classes": (_ABSENT, None),
    "absent classes, zero_division given": (_ABSENT, 1.0),
    "10 classes": (_TEN, None),
    "absent classes #1": (_ABSENT_1, None),
    "absent classes, zero_division given #1": (_ABSENT_1, 1.0),
}


@exercise(
    "06-per-class",
    proves="Precision, recall, F1 and support of each class, 0/0 included",
    tries=[
        "the hundred patients",
        "3 classes",
        "absent classes",
        "absent classes, zero_division given",
    ],
    table=_CASES,
    library=[metrics.per_class, metrics.average],
    data=True,
)
def per_class(answer: Callable, case: Case) -> str:
    """``per_class(matrix, zero_division=0.0)``: precision, recall, f1 and support, each (C,)."""
    counts, zero = _CASES[case.text]
    matrix = torch.tensor(counts)
    with unchanged(matrix, "the matrix"):
        returned = answer(matrix) if zero is None else answer(matrix, zero)
    for key, got in _vectors(returned, len(matrix)).items():
        right = metrics.per_class(matrix, zero or 0.0)
        if not allclose(got, right[key].double(), atol=1e-5):
            _explain(key, got, right, matrix, zero or 0.0, answer)
    return f"F1 {_listed(right['f1'])}"


def looked_up(returned: object, keys: tuple[str, ...]) -> dict[str, object]:
    """Return these entries of a dict; fail if it is none, or one of them is missing."""
    if not isinstance(returned, Mapping):
        fail(
            "wrong-type",
            f"Expected a dict with {', '.join(keys)}, got {describe(returned)}.",
            "The values are looked up by their names.",
            "what does the return line put together?",
        )
    if missing := [key for key in keys if key not in returned]:
        fail(
            "key-missing",
            f"Expected the key {missing[0]!r}, got {sorted(map(str, returned))}.",
            "The value is looked up by this name.",
            "the names in the exercise, letter by letter.",
        )
    return {key: returned[key] for key in keys}


def _vectors(returned: object, classes: int) -> dict[str, Tensor]:
    vectors = {}
    for key, value in looked_up(returned, KEYS).items():
        if not isinstance(value, Tensor):
            with contextlib.suppress(TypeError, ValueError, RuntimeError):
                value = torch.as_tensor(value, dtype=torch.float64)
        got = tensor(value, key).double()
        if tuple(got.shape) != (classes,):
            seen = f"{got.item():.3f}" if got.numel() == 1 else f"the shape {tuple(got.shape)}"
            fail(
                "averaged-too-early",
                f"Expected {key} with one value for each of the {classes} classes, got {seen}.",
                "One value for all classes hides the weak ones.",
                "along which dimension does your function sum?",
            )
        vectors[key] = got
    return vectors


def _explain(
    key: str,
    got: Tensor,
    right: Mapping[str, Tensor],
    matrix: Tensor,
    zero: float,
    answer: Callable,
) -> None:
    want = right[key].double()
    what = f"Expected {key} {_listed(want)}, got {_listed(got)}."
    hits, support, predicted = (t.double() for t in (matrix.diag(), matrix.sum(1), matrix.sum(0)))
    whole = {"precision": predicted, "recall": support, "f1": predicted + support}.get(key)
    if whole is not None:
        _explain_zero_division(key, got, want, hits, whole, zero, what)
    diagnose(_mistakes(key, right, matrix), lambda v: allclose(got, v.double(), atol=1e-5), what)
    rounded = any(allclose(got, want.round(decimals=n), atol=1e-6) for n in (1, 2, 3))
    if rounded or allclose(got, want.floor()) and _whole_numbers(answer, key):
        seen = "Those are the right numbers, with digits missing."
        fail("rounded", what, seen, "where does your function lose digits?")
    fail(
        "wrong-value",
        what,
        f"TP {_listed(hits)}, predicted {_listed(predicted)}, true {_listed(support)}.",
        "one class, computed by hand from these sums.",
    )


def _whole_numbers(answer: Callable, key: str) -> bool:
    """Whether the answer is right as long as every share is 0 or 1."""
    return bool((_vectors(answer(torch.eye(2, dtype=torch.int64) * 3), 2)[key] == 1).all())


def _explain_zero_division(
    key: str, got: Tensor, want: Tensor, hits: Tensor, whole: Tensor, zero: float, what: str
) -> None:
    wrong = (got - want).abs().nan_to_num(9) > 1e-5
    never_right = (hits == 0) & (whole > 0)
    if key == "f1" and (wrong <= never_right).all():
        fail(
            "zero-division-in-f1",
            what,
            "One class occurs and is never right: the denominator of its F1 is not zero.",
            "the formula 2 TP / (2 TP + FP + FN), with these counts.",
        )
    if got.isnan().any():
        fail(
            "nan-left",
            what,
            "For some classes the denominator is 0: they are never predicted, or do not occur.",
            "what does the exercise want there?",
        )
    if (wrong <= (whole == 0)).all():
        fail(
            "argument-ignored",
            what,
            f"zero_division is {zero} in this call; the classes without 0/0 are right.",
            "where does your function use this argument?",
        )
    if zero and (wrong <= never_right).all() and (got[wrong] == zero).all():
        fail(
            "zero-division-in-f1",
            what,
            "A class that is never right got zero_division, but its denominator is not zero.",
            "which number of the fraction does your function compare with 0?",
        )


def _mistakes(key: str, right: Mapping[str, Tensor], matrix: Tensor) -> list[Mistake]:
    hits, support, predicted = matrix.diag(), matrix.sum(1), matrix.sum(0)
    p, r, f1, images = right["precision"], right["recall"], right["f1"], matrix.sum()
    counterpart = {"precision": r, "recall": p, "f1": f1, "support": predicted}[key]
    swapped, of_class = "truth-and-prediction-swapped", (images - support - predicted + 2 * hits)
    sums = "Your function uses row sums for column sums, or the other way round."
    negatives = "Images that were rightly not given this class are counted too."
    where, formula = (
        "which images are in its row, which in its column?",
        "the formula of F1, above.",
    )
    mistakes = [
        Mistake(swapped, counterpart, sums, where),
        Mistake("per-class-accuracy", of_class / images, negatives, where),
        Mistake("whole-in-denominator", hits / images, "That divides by all images.", where),
        Mistake("hits-as-support", hits, "Those are the right predictions.", "and the wrong ones?"),
        Mistake("percent-not-fraction", 100 * right[key], "Those are percentages.", "the unit."),
    ]
    if key == "f1":
        kind = "mean-not-harmonic"
        mistakes += [
            Mistake(kind, (p + r) / 2, "That is the plain mean of precision and recall.", formula),
            Mistake(kind, p * r, "That is precision times recall.", formula),
            Mistake(kind, f1 / 2, "That is half of F1.", formula),
            Mistake(kind, (p * r).sqrt(), "That is the geometric mean of the two.", formula),
        ]
    return mistakes


def _listed(values: Tensor) -> str:
    return "[" + ", ".join(f"{v:.3g}" for v in values.tolist()) + "]"
