"""Checks of lesson 06: how good is it, and compared with what."""

import contextlib
import functools
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course import audit, data, metrics
from course.checks import legacy as core
from course.checks.legacy import (
    describe,
    exercise,
    fail,
    number,
    refuse,
    suspect,
    tensor,
    told,
    unchanged,
)
from course.wording import count

_ROUNDED = ("It is right, with digits missing.", "where does your function lose digits?")


def _random(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _alike(texts: dict, *keys: str) -> None:
    """Say of these suspects what is said of their kind."""
    texts.update({key: texts[key.partition(":")[0]] for key in keys})


def _compare(got: float, want: float, values: Mapping, texts: Mapping, what: str) -> None:
    """Fail unless the number is right, with the well-known wrong one that came."""
    if math.isclose(got, want, rel_tol=1e-4, abs_tol=1e-6):
        return
    wrong = {key: v for key, v in values.items() if not math.isclose(v, want, rel_tol=1e-4)}
    suspect(wrong, lambda v: math.isclose(got, v, rel_tol=1e-4, abs_tol=1e-6), texts, what)
    if got == math.floor(want) or any(math.isclose(got, round(want, n)) for n in (0, 1, 2, 3)):
        fail("rounded", what, *_ROUNDED)


def _must_refuse(answer: Callable, args: tuple, case: str, why: str) -> None:
    """Fail unless the call raises ValueError."""
    what = f"Expected ValueError for {case}, got"
    try:
        got = describe(answer(*args))
    except ValueError:
        return
    except core.NotAttempted:
        raise
    except core.CheckFailed:  # None, which is an answer too
        got = "None"
    except Exception as error:
        fail(
            "another-error",
            f"{what} {type(error).__name__}: {error}.",
            "The caller was promised a ValueError, and catches that.",
            "which line meets this case first?",
        )
    fail("impossible-answered", f"{what} {got}.", why, "which line meets this case first?")


# --- accuracy ---------------------------------------------------------------------------------

_TWICE = (
    "These batches come from a generator; from a list, your number is right.",
    "how often does your code go through the batches?",
)
# Images in each batch and how many of them are right; four classes throughout.
_BATCHES = {
    "uneven": ((4, 1), (4, 1), (4, 2), (4, 2), (1, 1)),
    "once": ((8, 8), (8, 3), (3, 1)),
    "long last": ((2, 2), (2, 1), (7, 3)),
    "empty batch": ((5, 4), (0, 0), (2, 1)),
}

_ACCURACY = told("""
mean-of-batches | That is the mean of the batches' own accuracies. | what should one image weigh?
nominal-batch-size | All batches were taken for as long as the first. | the last one.
last-batch-only | That is the accuracy of the last batch. | what is kept from the others?
last-batch-only:first | That is the accuracy of the first batch. | where does the function return?
last-batch-dropped | That leaves the last batch out. | which images are counted?
batches-added | That is the sum of the batches' accuracies. | can an accuracy be above 1?
count-not-share | That is how many were right. | of how many?
count-not-share:per batch | That is how many were right in a batch, on average. \
| what was it divided by?
wrong-ones-counted | That is the share of wrong answers. | which of the two are you asked for?
percent-not-fraction | That is a percentage. | the unit.
over-the-batch | The largest logit was looked for over the images. \
| which dimension holds the classes?
smallest-index | That takes the smallest logit. | which end of the scores is the answer?
broadcast-comparison | Every prediction was compared with every target. \
| the shape of the comparison.
nan-left | One of these batches holds no image. | what is the mean of nothing?
""")


@exercise("06-streaming-accuracy")
def accuracy(answer: Callable, on: Sequence[str] = ("uneven",), refuses: bool = False) -> str:
    """``accuracy(batches)``: the share of all images that are right, batch by batch.

    Args:
        on: which batches: names in ``_BATCHES``; "once" comes as a generator.
        refuses: whether to ask for a ValueError where there is no image.
    """
    for case in on:
        batches = _batches(_BATCHES[case])
        want = sum(right for _, right in _BATCHES[case]) / sum(n for n, _ in _BATCHES[case])
        what = f"Expected the accuracy {want:.4f} for batches of "
        what += f"{_joined(n for n, _ in _BATCHES[case])} images, got "
        try:
            came = answer((batch for batch in batches) if case == "once" else batches)
        except (ArithmeticError, ValueError) as error:  # as if there were no images
            if case == "once" and math.isclose(number(answer(batches), "it"), want, rel_tol=1e-4):
                fail("iterated-twice", f"{what}{type(error).__name__}: {error}.", *_TWICE)
            error.add_note(f"The batches hold {_joined(n for n, _ in _BATCHES[case])} images.")
            raise
        if not all(n for n, _ in _BATCHES[case]) and _is_nan(came):
            core.fail_as(_ACCURACY, "nan-left", f"{what}nan.")
        got = number(came, "the accuracy")
        what += f"{got:.4f}."
        if math.isclose(got, want, rel_tol=1e-4, abs_tol=1e-6):
            continue
        if case == "once" and math.isclose(number(answer(batches), "it"), want, rel_tol=1e-4):
            fail("iterated-twice", what, *_TWICE)
        _compare(got, want, _wrong_accuracies(batches), _ACCURACY, what)
        sums = ", ".join(f"{right} of {n}" for n, right in _BATCHES[case])
        fail("wrong-value", what, f"Right in the batches: {sums}.", "the two sums, printed.")
    if refuses:
        why = "Of no images, no share can be right."
        _must_refuse(answer, ([],), "no batch at all", why)
        _must_refuse(answer, (_batches([(0, 0)]),), "a single batch, which is empty", why)
    return f"The share of all images, on {count(len(on), 'set')} of uneven batches."


def _is_nan(value: object) -> bool:
    with contextlib.suppress(TypeError, ValueError, RuntimeError):
        return math.isnan(value)
    return False


def _batches(plan: Iterable[tuple[int, int]]) -> list[tuple[Tensor, Tensor]]:
    """Logits (n, 4) and targets (n,), the first ``right`` of each batch predicted right."""
    random, made = _random(3), []
    for n, right in plan:
        logits = torch.randn(n, 4, generator=random)
        best = logits.argmax(dim=1)
        wrong = (best + torch.randint(1, 4, (n,), generator=random)) % 4
        made.append((logits, torch.where(torch.arange(n) < right, best, wrong)))
    return made


def _wrong_accuracies(batches: list[tuple[Tensor, Tensor]]) -> dict[str, float]:
    batches = [(z, y) for z, y in batches if len(y)]
    sizes = [len(y) for _, y in batches]

    def of(z: Tensor, y: Tensor) -> float:
        return (z.argmax(1) == y).sum().item()

    hits = [of(z, y) for z, y in batches]
    each = [hit / n for hit, n in zip(hits, sizes, strict=True)]
    crossed = [(z.argmax(1, keepdim=True) == y).sum().item() for z, y in batches]
    over = [(z.argmax(0) == y).sum().item() for z, y in batches if len(y) in (1, 4)]
    total = sum(sizes)
    return {
        "mean-of-batches": sum(each) / len(each),
        "broadcast-comparison": sum(crossed) / total,
        "broadcast-comparison:pairs": sum(crossed) / sum(n * n for n in sizes),
        "broadcast-comparison:mean": sum(c / n for c, n in zip(crossed, sizes, strict=True))
        / total,
        "broadcast-comparison:means": sum(c / n / n for c, n in zip(crossed, sizes, strict=True))
        / len(sizes),
        "nominal-batch-size": sum(hits) / (len(sizes) * sizes[0]),
        "last-batch-only": each[-1],
        "last-batch-only:first": each[0],
        "last-batch-dropped": sum(hits[:-1]) / sum(sizes[:-1]),
        "batches-added": sum(each),
        "count-not-share": sum(hits),
        "count-not-share:per batch": sum(hits) / len(sizes),
        "wrong-ones-counted": 1 - sum(hits) / total,
        "percent-not-fraction": 100 * sum(hits) / total,
        "mean-of-batches:percent": 100 * sum(each) / len(each),
        "over-the-batch": sum(over) / total,
        "smallest-index": sum(of(-z, y) for z, y in batches) / total,
    }


_alike(
    _ACCURACY,
    "broadcast-comparison:pairs",
    "broadcast-comparison:mean",
    "broadcast-comparison:means",
    "mean-of-batches:percent",
)


def _joined(values: Iterable[object]) -> str:
    *first, last = map(str, values)
    return f"{', '.join(first)} and {last}" if first else last


# --- the confusion matrix -----------------------------------------------------------------------

_CONFUSION = told("""
truth-and-prediction-swapped | Yours has rows and columns exchanged. \
| which argument chooses the row?
positive-first | Yours has the last class first. | which class does row 0 belong to?
positive-first:swapped | Exchanged, and the last class comes first. | whose is row 0?
repeats-lost | No entry of yours is above 1. | what happens to a pair that comes twice?
hits-only | Yours holds the right answers alone. | which images fall off the diagonal?
shares-not-counts | Those are shares. | the word 'counts' in the exercise.
shares-not-counts:rows | Each row of yours sums to 1. | the word 'counts' in the exercise.
shares-not-counts:columns | Each column of yours sums to 1. | the word 'counts' in the exercise.
""")


@exercise("06-confusion")
def confusion(answer: Callable, on: Sequence[str] = ("patients",)) -> str:
    """``confusion(y_true, y_pred, num_classes)``: counts (C, C), rows the truth.

    Args:
        on: which labels: "patients" (the hundred of the lesson), "asymmetric", "absent" (a class
            that never occurs and one that is never predicted), "ten" classes.
    """
    for case in on:
        y_true, y_pred, classes = _labels(case)
        want = metrics.confusion(y_true, y_pred, classes).float()
        with unchanged(y_true, "y_true"), unchanged(y_pred, "y_pred"):
            try:
                came = answer(y_true, y_pred, classes)
            except (RuntimeError, ValueError) as error:
                _cannot_be_reshaped(error, case, classes)
                raise
        got = tensor(came, "the matrix")
        if got.shape != want.shape:
            _wrong_confusion_shape(got, y_true, y_pred, classes)
        if torch.equal(got, want):
            continue
        what = "Expected a matrix with other counts."
        if classes < 4:
            what = f"Expected {want.long().tolist()}, got {_rows(got)}."
        rows, columns = (want.sum(dim=d, keepdim=True).clamp(min=1) for d in (1, 0))
        values = {
            "truth-and-prediction-swapped": want.T,
            "positive-first": want.flip(0, 1),
            "positive-first:swapped": want.T.flip(0, 1),
            "repeats-lost": (want > 0).float(),
            "hits-only": want.diagonal().diag(),
            "shares-not-counts": want / want.sum(),
            "shares-not-counts:rows": want / rows,
            "shares-not-counts:columns": want / columns,
        }
        suspect(
            values, lambda v, got=got: torch.allclose(got, v, atol=1e-3, rtol=0), _CONFUSION, what
        )
        i, j = (got != want).nonzero()[0].tolist()
        fail(
            "wrong-value",
            what,
            f"{int(want[i, j])} images of class {i} were taken for class {j}; yours says "
            f"{got[i, j]:g}.",
            "count one image by hand: where does it go?",
        )
    return f"Counts with the truth in rows, on {count(len(on), 'set')} of labels."


def _cannot_be_reshaped(error: Exception, case: str, classes: int) -> None:
    """Fail for a list of counts that ends with the last class that occurs."""
    if case == "absent" and re.search("invalid for input of size|cannot reshape", str(error)):
        fail(
            "absent-class-lost",
            f"Expected a matrix of shape {(classes, classes)}, got {type(error).__name__}: "
            f"{error}.",
            f"Class {classes - 1} occurs neither in y_true nor in y_pred, but has a row.",
            "how long is the list of counts, and what decides that?",
        )


def _rows(matrix: Tensor) -> list:
    return [[int(v) if v % 1 == 0 else round(v, 3) for v in row] for row in matrix.tolist()]


def _labels(case: str) -> tuple[Tensor, Tensor, int]:
    if case == "patients":
        counts = [[45, 5], [10, 40]]
    elif case == "asymmetric":
        counts = [[7, 4, 0], [1, 9, 2], [5, 3, 8]]
    elif case == "absent":  # class 1 never occurs, class 2 is never predicted, 4 is neither
        counts = [[3, 2, 0, 1, 0], [0] * 5, [4, 0, 0, 2, 0], [1, 3, 0, 6, 0], [0] * 5]
    else:
        counts = torch.randint(0, 9, (10, 10), generator=_random(1)).tolist()
    flat = torch.tensor(counts).flatten()
    pairs = torch.arange(len(flat)).repeat_interleave(flat)
    pairs = pairs[torch.randperm(len(pairs), generator=_random(2))]
    return pairs // len(counts), pairs % len(counts), len(counts)


def _wrong_confusion_shape(got: Tensor, y_true: Tensor, y_pred: Tensor, classes: int) -> None:
    what = f"Expected a matrix of shape {(classes, classes)}, got {tuple(got.shape)}."
    occur = len(torch.cat([y_true, y_pred]).unique())
    highest = int(torch.cat([y_true, y_pred]).max()) + 1
    if got.ndim == 2 and max(got.shape) in (occur, highest, len(y_true.unique())) != classes:
        fail(
            "absent-class-lost",
            what,
            f"In these labels only {occur} of the {classes} classes occur.",
            "which of your three arguments knows how many classes there are?",
        )
    if got.ndim != 2:
        where = "the return line, and the shape that was asked for."
        fail("wrong-type", what, "One row for each true class was asked for.", where)
    fail("argument-ignored", what, f"num_classes is {classes}.", "what decides the size of yours?")


# --- precision, recall, F1 ----------------------------------------------------------------------

_KEYS = ("precision", "recall", "f1", "support")
_MATRICES = {
    "patients": ([[45, 5], [10, 40]], 0.0),
    "three": ([[7, 4, 0], [1, 9, 2], [5, 3, 8]], 0.0),
    # Class 1 never occurs, class 2 is never predicted, class 3 is never right, 4 is not there.
    "absent": ([[6, 2, 0, 1, 0], [0] * 5, [4, 0, 0, 2, 0], [1, 3, 0, 0, 0], [0] * 5], 0.0),
    "absent, 1": ([[6, 2, 0, 1, 0], [0] * 5, [4, 0, 0, 2, 0], [1, 3, 0, 0, 0], [0] * 5], 1.0),
    "ten": (torch.randint(0, 30, (10, 10), generator=_random(4)).tolist(), 0.0),
}

_PER_CLASS = told("""
truth-and-prediction-swapped | Row sums stand where column sums belong, or the other way round. \
| which images of a class lie in its row, which in its column?
per-class-accuracy | Images rightly kept out of the class were counted. \
| are they in its row or column?
whole-in-denominator | That divides by the number of all images. | of which images is it a share?
mean-not-harmonic | That is the plain mean of precision and recall. | the formula of F1, further up.
mean-not-harmonic:product | That is precision times recall. | the formula of F1, further up.
mean-not-harmonic:half | That is half of F1. | the formula of F1, further up.
mean-not-harmonic:root | That is the square root of precision times recall. \
| the formula of F1, further up.
hits-as-support | Those are the right answers. | how many images of the class are there?
percent-not-fraction | Those are percentages. | the unit.
""")


@exercise("06-per-class")
def per_class(answer: Callable, on: Sequence[str] = ("patients",)) -> str:
    """``per_class(matrix, zero_division=0.0)``: precision, recall, f1 and support, each (C,).

    Args:
        on: names in ``_MATRICES``.
    """
    for case in on:
        counts, zero = _MATRICES[case]
        matrix = torch.tensor(counts)
        with unchanged(matrix, "the matrix"):
            came = answer(matrix, zero) if zero else answer(matrix)
        for key, got in _vectors(came, len(matrix)).items():
            _one_key(key, got, matrix, zero)
    matrices = count(len(on), "matrix", "matrices")
    return f"Precision, recall, F1 and support of each class, on {matrices}."


def _vectors(came: object, classes: int) -> dict[str, Tensor]:
    if not isinstance(came, Mapping):
        fail(
            "wrong-type",
            f"Expected a dict with {', '.join(_KEYS)}, got {describe(came)}.",
            "The four are looked up by their names.",
            "the return line.",
        )
    vectors = {}
    for key in _KEYS:
        value = _looked_up(came, key)
        if not isinstance(value, Tensor):
            with contextlib.suppress(TypeError, ValueError, RuntimeError):
                value = torch.as_tensor(value, dtype=torch.float64)
        got = tensor(value, key).double()
        if tuple(got.shape) != (classes,):
            fail(
                "averaged-too-early",
                f"Expected {key} with one value for each of {classes} classes, got "
                f"{f'{got.item():.3f}' if got.numel() == 1 else f'the shape {tuple(got.shape)}'}.",
                "An average over classes is taken later, when somebody has looked at them.",
                "along which dimension is the sum taken?",
            )
        vectors[key] = got
    return vectors


def _looked_up(came: Mapping, key: str) -> Any:
    if key not in came:
        fail(
            "key-missing",
            f"Expected the key {key!r}, got {sorted(map(str, came))}.",
            "Whoever uses the dict looks the value up by this name.",
            "the names in the exercise, letter by letter.",
        )
    return came[key]


def _one_key(key: str, got: Tensor, matrix: Tensor, zero: float) -> None:
    right = metrics.per_class(matrix, zero)
    want = right[key].double()
    if torch.allclose(got, want, atol=1e-5):
        return
    what = f"Expected {key} {_listed(want)}, got {_listed(got)}."
    hits, support, predicted = (t.double() for t in (matrix.diag(), matrix.sum(1), matrix.sum(0)))
    whole = {"precision": predicted, "recall": support, "f1": predicted + support}.get(key, support)
    wrong = (got - want).abs().nan_to_num(9) > 1e-5
    if key != "support" and got.isnan().any():
        fail(
            "nan-left",
            what,
            "A class has nothing to divide by: never predicted, or not there.",
            "what does zero_division say about 0/0?",
        )
    if key == "f1" and (wrong <= ((hits == 0) & (whole > 0))).all():
        fail(
            "zero-division-in-f1",
            what,
            "A class of this matrix occurs and is never right: its denominator is not zero.",
            "the formula 2 TP / (2 TP + FP + FN), with these counts.",
        )
    if key != "support" and (wrong <= (whole == 0)).all():
        fail(
            "argument-ignored",
            what,
            f"zero_division is {zero} in this call; the other classes are right.",
            "where does your function use it?",
        )
    _suspect_key(key, got, right, matrix, what)
    no_hits = (hits == 0) & (whole > 0)
    if zero and key != "support" and (wrong <= no_hits).all() and (got[wrong] == zero).all():
        fail(
            "zero-division-in-f1",
            what,
            "A class without a hit got zero_division, and its denominator is not zero.",
            "which of the two numbers of the fraction does your function ask about?",
        )
    if any(torch.allclose(got, want.round(decimals=n), atol=1e-6) for n in (0, 1, 2, 3)):
        fail("rounded", what, *_ROUNDED)
    fail(
        "wrong-value",
        what,
        f"TP {_listed(hits)}, predicted {_listed(predicted)}, true {_listed(support)}.",
        "compute one class by hand from these sums.",
    )


def _suspect_key(key: str, got: Tensor, right: dict, matrix: Tensor, what: str) -> None:
    hits, support, predicted = (t.double() for t in (matrix.diag(), matrix.sum(1), matrix.sum(0)))
    p, r, f1, images = right["precision"], right["recall"], right["f1"], matrix.sum()
    counterpart = {"precision": r, "recall": p, "support": predicted}
    values = {
        "truth-and-prediction-swapped": counterpart.get(key, f1),
        "per-class-accuracy": (images - support - predicted + 2 * hits) / images,
        "whole-in-denominator": hits / images,
        "hits-as-support": hits,
        "percent-not-fraction": 100 * right[key],
    }
    if key == "f1":
        values |= {
            "mean-not-harmonic": (p + r) / 2,
            "mean-not-harmonic:product": p * r,
            "mean-not-harmonic:half": f1 / 2,
            "mean-not-harmonic:root": (p * r).sqrt(),
        }
    suspect(values, lambda v: torch.allclose(got, v.double(), atol=1e-5), _PER_CLASS, what)


def _listed(values: Tensor) -> str:
    return "[" + ", ".join(f"{v:.3g}" for v in values.tolist()) + "]"


# --- better than the majority -------------------------------------------------------------------

# The confusion matrix of each case, rows the truth. In "three" another class is predicted most.
_GAIN_CASES = {
    "good": [[216, 24], [36, 124]],
    "worse": [[250, 60], [60, 30]],
    "three": [[10, 6, 34], [10, 90, 100], [5, 5, 30]],
    "small": [[30, 40], [20, 110]],
}

_DIFFERENCE = told("""
sign-of-the-difference | It has the other sign. | is the model the better one here?
chance-not-majority | That compares with guessing. | what would you answer without looking?
majority-of-predictions | The class that is predicted most was taken. | a majority of which labels?
hard-coded | Class 0 was taken for the majority. | how do you look for it?
last-label | The highest label was taken for the majority. | what does max() of labels say?
accuracy-not-difference | That is the model's accuracy alone. | compared with what?
percent-not-fraction | That is in percent. | the unit.
""")


@exercise("06-baseline")
def beats_majority(answer: Callable, on: Sequence[str] = ("good",)) -> str:
    """``beats_majority(y_true, y_pred, seed)``: accuracy above the majority's, and its interval.

    Args:
        on: names in ``_GAIN_CASES``.
    """
    for seed, case in enumerate(on, start=1):
        y_true, y_pred, baseline = _gain_labels(case)
        with unchanged(y_true, "y_true"), unchanged(y_pred, "y_pred"):
            came = answer(y_true, y_pred, seed)
        got = _triple(came)

        def width(guess: Tensor, y_true: Tensor = y_true, seed: int = seed) -> float:
            _, low, high = _triple(answer(y_true, guess, seed))
            return abs(high - low)

        _one_gain(got, y_true, y_pred, baseline, width)
        again = got if seed > 1 else _triple(answer(y_true, y_pred, seed))
        if got != again:
            fail(
                "not-reproducible",
                f"Expected the same interval for the same seed, got {got[1]:.4f} .. {got[2]:.4f} "
                f"and then {again[1]:.4f} .. {again[2]:.4f}.",
                "The same three arguments went in twice.",
                "which random numbers does the seed reach?",
            )
    return f"Difference and 95 % interval are right on {count(len(on), 'set')} of predictions."


@functools.cache
def _gain_labels(case: str) -> tuple[Tensor, Tensor, int]:
    counts = _GAIN_CASES[case]
    flat = torch.tensor(counts).flatten()
    pairs = torch.arange(len(flat)).repeat_interleave(flat)
    pairs = pairs[torch.randperm(len(pairs), generator=_random(5))]
    y_true, y_pred = pairs // len(counts), pairs % len(counts)
    return y_true, y_pred, int(y_true.bincount().argmax())


def _triple(came: object) -> tuple[float, float, float]:
    if isinstance(came, Tensor):
        came = tensor(came, "the three numbers").tolist()
    if not isinstance(came, Sequence) or len(came) != 3:
        fail(
            "wrong-type",
            f"Expected (difference, low, high), got {describe(came)}.",
            "Three numbers were asked for.",
            "the return line.",
        )
    names = ("the difference", "the lower end", "the upper end")
    return tuple(number(value, name) for value, name in zip(came, names, strict=True))


def _one_gain(
    got: tuple[float, float, float],
    y_true: Tensor,
    y_pred: Tensor,
    most: int,
    width: Callable[[Tensor], float],
) -> None:
    right, usual = (y_pred == y_true).double(), (y_true == most).double()
    gains = right - usual
    want, n = gains.mean().item(), len(gains)
    what = f"Expected the difference {want:.4f}, got {got[0]:.4f}."
    of = {
        "sign-of-the-difference": -want,
        "chance-not-majority": right.mean() - 1 / (int(y_true.max()) + 1),
        "majority-of-predictions": right.mean()
        - (y_true == y_pred.bincount().argmax()).double().mean(),
        "hard-coded": right.mean() - (y_true == 0).double().mean(),
        "last-label": right.mean() - (y_true == y_true.max()).double().mean(),
        "accuracy-not-difference": right.mean(),
        "percent-not-fraction": 100 * want,
    }
    _compare(got[0], want, {key: float(value) for key, value in of.items()}, _DIFFERENCE, what)
    error = gains.std(correction=0).item() / math.sqrt(n)
    if not math.isclose(got[0], want, rel_tol=1e-4, abs_tol=1e-6):
        if abs(got[0] - want) < 0.5 * error:
            fail(
                "resampled-difference",
                what,
                "The interval comes from resampled images; the difference needs no chance.",
                "from which images is the difference taken?",
            )
        if math.isclose(got[1], want, rel_tol=1e-4):
            fail("wrong-type", what, "The second one is the difference.", "the order of the three.")
        parts = f"accuracy {right.mean():.4f}, majority {usual.mean():.4f}"
        fail("wrong-value", what, f"These predictions have {parts}.", "both parts, printed.")
    # What no number tells apart, other predictions do: a model that is always right varies only
    # with its baseline, and a model that is the baseline not at all.
    other = {
        "baseline-kept-fixed": lambda: width(y_true) < 0.01,
        "unpaired-resampling": lambda: width(torch.full_like(y_pred, most)) > 0.01,
    }
    _interval(got, gains, right, usual, other)


_INTERVAL = told("""
without-replacement | It has no width: all resamples hold the same images. | can one be drawn twice?
spread-not-error | Single images vary that much, their mean does not. \
| what is computed from a resample?
unpaired-resampling | It fits a model and a baseline that were drawn apart. \
| did both see the same images?
baseline-kept-fixed | It fits a baseline that never changes. \
| is the majority's accuracy certain, or measured?
wrong-level | It fits 90 %. | how much is left out at each end?
wrong-level:68 | It fits one standard error to each side, 68 %. | how much is left out at each end?
wrong-level:99 | It fits 99 %. | how much is left out at each end?
wrong-level:100 | It reaches about from the lowest resample to the highest. \
| how much is left out at each end?
accuracy-not-difference | Those are the ends for the accuracy alone. \
| what is computed from a resample?
percent-not-fraction | That is in percent. | the unit.
""")


def _interval(
    got: tuple, gains: Tensor, right: Tensor, usual: Tensor, other: Mapping[str, Callable]
) -> None:
    n, want = len(gains), got[0]
    error, of_right, of_usual = (
        t.std(correction=0).item() / math.sqrt(n) for t in (gains, right, usual)
    )
    low, high = want - 1.96 * error, want + 1.96 * error
    what = f"Expected an interval near {low:.3f} .. {high:.3f}, got {got[1]:.3f} .. {got[2]:.3f}."

    def fits(ends: tuple[float, float], close: float = 0.45) -> bool:
        """Compare widths and middles; a thousand resamples leave the width 0.12 errors unsure."""
        width, middle = got[2] - got[1] - (ends[1] - ends[0]), sum(got[1:]) / 2 - sum(ends) / 2
        return abs(width) <= close * error and abs(middle) <= max(0.3, close / 2) * error

    if fits((low, high)):
        return
    if fits((high, low)):
        fail("wrong-type", what, "The upper end comes first.", "the order of the three.")

    def around(half: float, middle: float = want) -> tuple[float, float]:
        return middle - half, middle + half

    both = math.hypot(of_right, of_usual)
    values = {
        "without-replacement": (around(0), 0.01),
        "wrong-level": (around(1.645 * error), 0.35),
        "wrong-level:68": (around(error), 0.35),
        "baseline-kept-fixed": (around(1.96 * of_right), 0.4),
        "unpaired-resampling": (around(1.96 * both), 0.4),
        "wrong-level:99": (around(2.576 * error), 0.25),
        "wrong-level:100": (around(3.4 * error), 1.0),
        "accuracy-not-difference": (around(1.96 * of_right, right.mean().item()), 0.5),
        "percent-not-fraction": (tuple(100 * v for v in around(1.96 * error)), 50.0),
    }
    values = {
        key: v for key, v in values.items() if fits(*v) and (key not in other or other[key]())
    }
    suspect(values, bool, _INTERVAL, what)
    if got[2] - got[1] > gains.std().item():
        core.fail_as(_INTERVAL, "spread-not-error", what)
    fail(
        "wrong-value",
        what,
        f"The difference varies by {error:.3f} (one standard error) with {n} images.",
        "print a few of the resampled differences, and where their middle 95 % end.",
    )


# --- the threshold ------------------------------------------------------------------------------

_THRESHOLD = told("""
threshold-half | That is 0.5, whatever the scores are. | what made 0.5 the right place?
everybody-flagged | It flags everybody. | how far up can it go?
quantile-of-all | That is a quantile of all the scores. | of which images is recall a share?
precision-for-recall | Precision reaches the number there. | of which images is recall a share?
accuracy-chosen | That is where accuracy is highest. | what was to be at least min_recall?
f1-chosen | That is where F1 is highest. | what was to be at least min_recall?
index-not-score | That is the position in a list. | what stands at that position?
""")


@exercise("06-threshold")
def choose_threshold(
    answer: Callable, on: Sequence[str] = ("plain",), refuses: bool = False
) -> str:
    """``choose_threshold(y_val, p_val, min_recall)``: the highest that reaches the recall.

    Args:
        on: which scores: "plain", "all" (recall 1), "ties", "constant", "rare".
        refuses: whether to ask for ValueError where no threshold can do it.
    """
    for case in on:
        y, p, least = _scores(case)
        with unchanged(y, "y_val"), unchanged(p, "p_val"):
            came = answer(y, p, least)
        _one_threshold(number(came, "the threshold"), y, p, least)
    if refuses:
        y, p, _ = _scores("plain")
        why = "No threshold can reach that."
        _must_refuse(answer, (y, p, 1.2), "a recall of 1.2", why)
        _must_refuse(answer, (torch.zeros_like(y), p, 0.5), "labels without a single 1", why)
    return f"Enough recall and not one flag more, on {count(len(on), 'set')} of scores."


def _scores(case: str) -> tuple[Tensor, Tensor, float]:
    """Labels (N,), probabilities (N,) and the recall to reach, none at a rounding edge."""
    random = _random(7)
    n, positives, least = {"rare": (400, 8, 0.8), "all": (50, 12, 1.0)}.get(case, (80, 20, 0.75))
    y = torch.zeros(n, dtype=torch.int64)
    y[torch.randperm(n, generator=random)[:positives]] = 1
    p = (1.2 * y - 2.2 + torch.randn(n, generator=random)).sigmoid()
    if case == "ties":
        p = (p * 8).round() / 8
    if case == "rare":  # scores close together, between the steps of a grid
        p = 0.1 + p / 100
    if case == "constant":
        p = torch.full((n,), 0.25)
    return y, p, least


def _one_threshold(got: float, y: Tensor, p: Tensor, least: float) -> None:
    scores, positive = p.double(), y == 1
    ranked = scores[positive].sort(descending=True).values
    want = ranked[math.ceil(least * len(ranked)) - 1].item()

    def flags(threshold: float) -> tuple[int, float]:
        yes = scores >= threshold
        return int(yes.sum()), (yes & positive).sum().item() / len(ranked)

    (many, recall), (enough, reached) = flags(got), flags(want)
    if many == enough:
        return
    what = (
        f"Expected a threshold near {want:.6g} (recall {reached:.2f}, {enough} flagged), got "
        f"{got:.6g} (recall {recall:.2f}, {many} flagged)."
    )
    values = _wrong_thresholds(y, scores, least)
    values = {key: value for key, value in values.items() if flags(value)[0] != enough}
    suspect(values, lambda v: math.isclose(got, v, rel_tol=1e-5, abs_tol=1e-7), _THRESHOLD, what)
    if recall < least:
        fail(
            "recall-missed",
            what,
            f"Recall must be at least {least}, and there are {len(ranked)} positives.",
            "is the score at the threshold itself flagged? And how many are above?",
        )
    fail(
        "threshold-too-low",
        what,
        f"Recall would still be {least} or more with {count(many - enough, 'flag')} fewer.",
        "which of the scores are possible thresholds, and which of these is the highest?",
    )


def _wrong_thresholds(y: Tensor, p: Tensor, least: float) -> dict[str, float]:
    candidates = p.unique().tolist()
    at = {t: metrics.counts_at(y, p, t) for t in candidates}
    precise = [t for t in candidates if at[t].precision >= least]
    values = {
        "threshold-half": 0.5,
        "everybody-flagged": p.min(),
        "everybody-flagged:zero": 0.0,
        "quantile-of-all": p.quantile(1 - least),
        "quantile-of-all:other": p.quantile(least),
        "accuracy-chosen": max(candidates, key=lambda t: at[t].accuracy),
        "f1-chosen": max(candidates, key=lambda t: at[t].f1),
        "index-not-score": math.ceil(least * int(y.sum())) - 1,
    }
    if precise:
        values |= {
            "precision-for-recall": min(precise),
            "precision-for-recall:highest": max(precise),
        }
    return {key: float(value) for key, value in values.items()}


_alike(
    _THRESHOLD, "everybody-flagged:zero", "quantile-of-all:other", "precision-for-recall:highest"
)


# --- leakage ------------------------------------------------------------------------------------

_MOVES = {
    "moved up": (-1, -2),
    "moved down": (1, -2),
    "moved left": (-1, -1),
    "moved right": (1, -1),
}
_KINDS = ("exact", "mirrored", *_MOVES, "lighter", "darker", "noisy")


@exercise("06-leakage")
def leaked(answer: Callable, on: Sequence[str] = ("exact", "mirrored")) -> str:
    """``leaked(train_images, test_images)``: indices of test images that training holds already.

    Args:
        on: the kinds of copies among the test images, names in ``_KINDS``; or "none".
    """
    train, test, planted, sources = _leaky(tuple(on))
    with unchanged(train, "train_images"), unchanged(test, "test_images"):
        came = answer(train, test)
    got = _indices(came, len(test))
    missed = [kind for i, kind in planted.items() if i not in got]
    alarms = [i for i in got if i not in planted]
    copies = count(len(planted), "planted copy", "planted copies")
    what = f"Expected the {copies} among {len(test)} test images, got "
    what += f"{count(len(got), 'index', 'indices')}."
    if sources and set(sources) <= set(got) and len(got) <= len(sources) + 1:
        fail(
            "index-of-training",
            what,
            "They are the positions of the images that were copied, in training.",
            "which of your two loops gives the index?",
        )
    allowed = (len(test) - len(planted)) // 50
    if len(alarms) > allowed:
        if len(got) == len(test):
            seen = "Every test image was reported."
        else:
            seen = f"{len(alarms)} of them have no copy in training; {allowed} may be wrong."
        fail("false-alarms", what, seen, "how far apart are two different pairs of trousers?")
    if not missed:
        others = f"{count(len(alarms), 'false alarm')} in {len(test) - len(planted)}."
        return f"{copies[0].upper()}{copies[1:]} found, {others}"
    if "exact" in missed:
        fail(
            "copy-missed",
            what,
            "A test image that is equal to a training image, pixel by pixel, was not reported.",
            "which pairs of images does your code compare?",
        )
    pair = {"lighter", "darker"}
    if pair <= {*planted.values()} and len(pair & {*missed}) == 1:
        (kind,), (other,) = pair & {*missed}, pair - {*missed}
        fail(
            "uint8-wraps",
            what,
            f"Copies a little {other} were found, those a little {kind} were not.",
            "what is 3 - 5, if both are uint8?",
        )
    if len(missed) == len(planted) - 1 and len(planted) > 2:
        fail(
            "exact-copies-only",
            what,
            f"Exact copies were found. Missed: {_joined(missed)}.",
            "which of these changes survive a comparison for equality?",
        )
    fail(
        "near-copy-missed",
        what,
        f"Other copies were found. Missed: {_joined(missed)}.",
        "what does that change do to the distance between the two images?",
    )


@functools.cache
def _leaky(kinds: tuple[str, ...]) -> tuple[Tensor, Tensor, dict[int, str], list[int]]:
    """Training images, test images (uint8), which of these are copies, and of which others."""
    fashion, random = data.load("fashion"), _random(11)
    train, test = fashion.train.images[:150], fashion.test.images[:60].clone()
    if kinds == ("none",):
        return train, fashion.test.images[60:160], {}, []
    places = torch.randperm(len(test), generator=random)[: len(kinds)].tolist()
    asymmetric = [i for i in range(len(train)) if _is_asymmetric(train[i])]
    planted = {}
    for place, source, kind in zip(places, asymmetric, kinds, strict=False):
        test[place] = _copy(train[source], kind, random)
        planted[place] = kind
    return train, test, planted, asymmetric[: len(kinds)]


def _is_asymmetric(image: Tensor) -> bool:
    """Whether mirroring or moving it is a visible change, and noise has room at both ends."""
    x = image.float()
    return all((x - other).square().mean() > 900 for other in (x.flip(-1), x.roll(1, -1)))


def _copy(image: Tensor, kind: str, random: torch.Generator) -> Tensor:
    if kind == "mirrored":
        return image.flip(-1)
    if kind in _MOVES:
        step, dim = _MOVES[kind]
        moved = image.roll(step, dim)
        moved.select(dim, 0 if step > 0 else -1).zero_()
        return moved
    low, high = {"lighter": (0, 5), "darker": (-4, 1), "noisy": (-4, 5)}.get(kind, (0, 1))
    noise = torch.randint(low, high, image.shape, generator=random)
    return (image.int() + noise).clamp(0, 255).to(torch.uint8)


def _is_single(value: object) -> bool:
    """Whether it is one number of NumPy's, or a tensor of one."""
    return (isinstance(value, Tensor) and value.numel() == 1) or getattr(value, "ndim", None) == 0


def _indices(came: object, n: int) -> list[int]:
    if isinstance(came, Tensor) and came.ndim > 1 and came.numel() != len(came):
        fail(
            "wrong-type",
            f"Expected a list of indices, got {describe(came)}.",
            "One number for each copy was asked for.",
            "the return line: what stands in one row of it?",
        )
    if isinstance(came, Tensor) and came.dtype != torch.bool:
        came = [int(i) if i % 1 == 0 else i for i in tensor(came, "the indices").flatten().tolist()]
    try:
        listed = [i.item() if _is_single(i) else i for i in came]
    except TypeError:
        listed = [None]
    if len(listed) == n and all(isinstance(i, bool) for i in listed):
        fail(
            "wrong-type",
            f"Expected indices, got {n} times True or False.",
            "One value came for each test image.",
            "at which positions is it True?",
        )
    try:
        if any(isinstance(i, bool) for i in listed):
            raise TypeError
        listed = [operator.index(i) for i in listed]
    except TypeError:
        fail(
            "wrong-type",
            f"Expected a list of whole numbers, got {describe(came)}.",
            "Each one says which test image it is.",
            "the return line: what is one entry of it?",
        )
    if beyond := [i for i in listed if not 0 <= i < n]:
        fail(
            "index-of-training",
            f"Expected positions among the {n} test images, got {beyond[0]}.",
            "There is no such test image, but there is such a training image.",
            "which of your two loops gives the index?",
        )
    if len(set(listed)) < len(listed):
        fail(
            "listed-twice",
            f"Expected each index once, got {len(listed)}, {len(set(listed))} of them different.",
            "A test image can have several copies in training, and is one image.",
            "what happens after the first copy was found?",
        )
    return listed


# --- the evaluator ------------------------------------------------------------------------------

_EVALUATE = told("""
mean-of-batches | That is the mean of the batches' means. | what should an image weigh?
nominal-batch-size | That takes every batch for as long as the first. | the last batch.
last-batch-only | That is the last batch alone. | what is carried from batch to batch?
batches-added | That is the sum of the batches' means. | what is it to be divided by?
count-not-share | That is a sum over images. | what is it to be divided by?
count-not-share:per batch | That was divided by the batches. | how many images?
wrong-ones-counted | That is the share of wrong answers. | which of the two is asked for?
percent-not-fraction | That is a percentage. | the unit.
forward-in-train-mode | That is what the model gives in train mode. \
| what do dropout and BatchNorm do?
forward-in-train-mode:dropout | Dropout was active. | who has a mode, and who sets it?
softmax-before-loss | That is the loss of probabilities. | what does cross-entropy expect?
nll-on-logits | That is a loss for log-probabilities, and it got logits. | what does it expect?
""")


class _Elsewhere(Tensor):
    """A tensor that behaves as if it lay on another device than the model, for machines with one.

    It can be worked with among its like and moved to the CPU. Beside an ordinary tensor it raises
    what a GPU would raise.
    """

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: Any = None):
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name == "__get__":  # a property
            asked = getattr(func.__self__, "__name__", "")
            if asked in ("device", "is_cuda"):
                return _AWAY if asked == "device" else True
        given = [*args, *kwargs.values()]
        given += [each for many in given if isinstance(many, list | tuple) for each in many]
        others = [each for each in given if isinstance(each, Tensor) and each is not args[0]]
        if name in ("to", "cpu", "type_as"):
            asked = [
                torch.device(each) for each in (*args[1:], *kwargs.values()) if _is_device(each)
            ]
            asked += [each.device for each in others]
            if name == "cpu" or any(device.type == "cpu" for device in asked):
                here = args[0].as_subclass(Tensor)
                dtypes = [each for each in args[1:] if isinstance(each, torch.dtype)]
                return here.to(kwargs.get("dtype", dtypes[0] if dtypes else here.dtype), copy=True)
            return args[0] if asked else super().__torch_function__(func, types, args, kwargs)
        if any(isinstance(each, Tensor) and type(each) is not cls and each.ndim for each in given):
            raise RuntimeError(_TWO_DEVICES)
        return super().__torch_function__(func, types, args, kwargs)


def _is_device(value: object) -> bool:
    return isinstance(value, torch.device | str)


_AWAY = torch.device("cuda", 0)
_TWO_DEVICES = "Expected all tensors to be on the same device, but found at least two devices!"


class _Notes:
    """What was seen in forward passes. A copy of the model writes into the same notes."""

    gradients = dropout = False

    def __deepcopy__(self, memo: dict) -> "_Notes":
        return self


class _Watched(nn.Module):
    """A small classifier that notes how it was called."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(12, 16), nn.BatchNorm1d(16), nn.ReLU())
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(16, 4)
        self.notes = _Notes()

    def forward(self, x: Tensor) -> Tensor:
        logits = self.fc(self.drop(self.body(x)))
        self.notes.gradients |= logits.requires_grad
        self.notes.dropout |= self.drop.training
        return logits


@exercise("06-evaluate")
def evaluate(answer: Callable, on: Sequence[str] = ("uneven",)) -> str:
    """``evaluate(model, loader)``: mean loss and accuracy per image, the model left as it was.

    Args:
        on: "uneven" batches, "once" (a generator), "modes" (a part in eval mode), "error" (the
            loader fails half way, then the model), "device" (the batches lie on another device).
    """
    for case in on:
        model, batches = _watched(), _images()
        model.train()
        if case == "modes":
            model.body.eval()
        was = audit.Snapshot.take(model)
        if case == "error":
            for who, failing in (("loader", _Unreadable), ("model", RuntimeError)):
                _one_error(answer, model, _broken(batches, who), was, who, failing)
                _gradients_on()
            continue
        loader: Any = {"once": iter(batches), "device": _moved(batches)}.get(case, batches)
        try:
            came = answer(model, loader)
        except RuntimeError as error:
            if _TWO_DEVICES not in str(error):
                raise
            fail(
                "device-mismatch",
                "Expected batches to be taken to the model, got: tensors on two devices.",
                "The model lies on the CPU here, the batches of the loader elsewhere.",
                "who knows on which device the model is, and what has to follow it there?",
            )
        if case == "once" and not _is_right(came) and _is_right(answer(_watched(), batches)):
            what = f"Expected the numbers of {len(batches)} batches, got {came}."
            fail("iterated-twice", what, *_TWICE)
        _one_evaluation(came, model, batches)
        _gradients_on()
        if model.notes.gradients:
            fail(
                "gradients-recorded",
                "Expected a forward pass without gradients, got logits that require one.",
                "Nothing is learned here, and all intermediate values were kept in memory.",
                "which context switches recording off?",
            )
        refuse(audit.untouched(model, was))
    return f"Loss and accuracy per image, the model left as it was ({_joined(on)})."


def _gradients_on() -> None:
    if not torch.is_grad_enabled():
        fail(
            "gradients-left-off",
            "Expected gradients to be recorded again afterwards, got: switched off.",
            "Whatever trains after this evaluation will fail.",
            "which line switches them off, and until when?",
        )


@functools.cache
def _images() -> list[tuple[Tensor, Tensor]]:
    random = _random(13)
    sizes = (6, 6, 2)
    return [
        (torch.randn(n, 3, 2, 2, generator=random), torch.randint(0, 4, (n,), generator=random))
        for n in sizes
    ]


def _watched() -> _Watched:
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(17)
        model = _Watched()
        model.body[2].running_mean.fill_(0.3)
        model.body[2].running_var.fill_(0.5)
        return model


def _moved(batches: list) -> list[tuple[Tensor, Tensor]]:
    return [
        (x.clone().as_subclass(_Elsewhere), y.clone().as_subclass(_Elsewhere)) for x, y in batches
    ]


class _Unreadable(Exception):
    """What a loader raises."""


def _broken(batches: list, who: str) -> Iterator:
    """Yield a good batch, then one that the loader cannot read or the model cannot take."""
    yield batches[0]
    if who == "loader":
        raise _Unreadable("the second batch could not be read")
    yield batches[1][0][:, :1], batches[1][1]


def _one_error(
    answer: Callable, model: nn.Module, loader: Iterator, was: object, who: str, failing: type
) -> None:
    try:
        answer(model, loader)
    except failing:
        pass
    else:
        fail(
            "error-swallowed",
            f"Expected the {who}'s error to come through, got a result.",
            f"The {who} failed at the second batch; the numbers are of the first alone.",
            "which line catches an error that is not yours?",
        )
    for finding in audit.untouched(model, was):
        if finding.misconception == "mode-changed":
            fail(
                "mode-lost-on-error",
                "Expected train mode after an evaluation that failed, got eval mode.",
                f"The {who} raised an error at its second batch.",
                "which lines run when an error comes in the middle?",
            )
        refuse([finding])


def _is_right(came: object) -> bool:
    right = metrics.evaluate(_watched(), _images())
    return isinstance(came, Mapping) and all(
        key in came and math.isclose(number(came[key], key), value, rel_tol=1e-4)
        for key, value in right.items()
    )


def _one_evaluation(came: object, model: nn.Module, batches: list) -> None:
    if not isinstance(came, Mapping):
        fail(
            "wrong-type",
            f"Expected a dict with loss and accuracy, got {describe(came)}.",
            "The two are looked up by their names.",
            "the return line.",
        )
    got = {key: number(_looked_up(came, key), key) for key in ("loss", "accuracy")}
    still = _watched()
    right = metrics.evaluate(still, batches)
    means, sizes = _batch_means(_watched().eval(), batches)
    for key, of in means.items():
        sums = [mean * n for mean, n in zip(of, sizes, strict=True)]
        values = {
            "mean-of-batches": sum(of) / len(of),
            "nominal-batch-size": sum(sums) / (len(of) * sizes[0]),
            "last-batch-only": of[-1],
            "batches-added": sum(of),
            "count-not-share": sum(sums),
            "count-not-share:per batch": sum(sums) / len(of),
            "percent-not-fraction": 100 * right[key],
        }
        if key == "accuracy":
            values["wrong-ones-counted"] = 1 - right[key]
        else:
            logits, y = (torch.cat(parts) for parts in zip(*batches, strict=True))
            logits = still.eval()(logits)
            values["softmax-before-loss"] = F.cross_entropy(logits.softmax(1), y).item()
            values["nll-on-logits"] = F.nll_loss(logits, y).item()
        what = f"Expected the {key} {right[key]:.4f}, got {got[key]:.4f}."
        if math.isclose(got[key], right[key], rel_tol=1e-4, abs_tol=1e-6):
            continue
        if not torch.equal(model.body[2].running_mean, still.body[2].running_mean):
            core.fail_as(_EVALUATE, "forward-in-train-mode", what)
        if model.notes.dropout:
            core.fail_as(_EVALUATE, "forward-in-train-mode:dropout", what)
        _compare(got[key], right[key], values, _EVALUATE, what)
        fail(
            "wrong-value",
            what,
            f"The batches hold {_joined(sizes)} images.",
            "the sum over images, and by what it is divided.",
        )


def _batch_means(model: nn.Module, batches: list) -> tuple[dict[str, list[float]], list[int]]:
    means: dict[str, list[float]] = {"loss": [], "accuracy": []}
    for x, y in batches:
        logits = model(x).detach()
        means["loss"].append(F.cross_entropy(logits, y).item())
        means["accuracy"].append((logits.argmax(1) == y).sum().item() / len(y))
    return means, [len(y) for _, y in batches]


quiz = core.quiz(
    {
        "06-quiz-1": {
            "a": (
                "bar-without-baseline",
                "A bar for all tasks knows nothing of yours. Answering 'no' each time scores 97 % "
                "here.",
            ),
            "b": (
                "accuracy-is-enough",
                "The accuracy of the majority class is 97 % here, so 96 % may have found nothing.",
            ),
            "c": "Compare first: 'no' each time scores 97 %. Then look at the 3 %.",
            "d": (
                "few-images-are-enough",
                "More images make the same number surer. They do not say what it is compared with.",
            ),
        },
        "06-quiz-2": {
            "a": (
                "truth-and-prediction-swapped",
                "Rows are the truth: this divides by row 1, all 25 that are truly positive. "
                "That is the recall, 20/25.",
            ),
            "b": "Column 1 is what was predicted positive: 30 images, 20 of them rightly.",
            "c": (
                "positive-first",
                "That reads the upper left entry as the true positives. Libraries sort the "
                "classes: it belongs to class 0.",
            ),
            "d": (
                "per-class-accuracy",
                "That is the accuracy: it counts the 65 true negatives as well.",
            ),
        },
        "06-quiz-3": {
            "a": (
                "test-used-to-choose",
                "Then the test set was part of the choice, and its number flatters.",
            ),
            "b": (
                "threshold-half",
                "0.5 is a habit. With a rare class few scores come near it.",
            ),
            "c": (
                "measured-in-training",
                "On training images the scores are too good: the model has seen the answers.",
            ),
            "d": "Chosen on images that nothing else was learned from, and the test set is left "
            "to say how it went.",
        },
        "06-quiz-4": {
            "a": (
                "unfreezing-overfits",
                "Many texts say so. It is one possible reason, and nobody measured it here.",
            ),
            "b": "The gap says that the model knows its training images better than new ones. "
            "How much of it, and why, other runs have to tell.",
            "c": (
                "measured-in-training",
                "99 % was measured on images that the model has learned from.",
            ),
            "d": (
                "gap-is-a-bug",
                "A gap of this size is what training on few images does, without any bug.",
            ),
        },
    }
)
