"""06-baseline: how much better than the majority class, and how sure that is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from course import scoring
from course.checks.cases import Case
from course.checks.compare import expect_number, number, rounds_to, tensor, unchanged
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise
from course.checks.metric_pitfalls.labels import labels

Interval = tuple[float, float, float]  # the difference, its lower and its upper end

# Confusion matrices, rows the truth.
_COUNTS = {
    "2 classes, better": [[216, 24], [36, 124]],
    "2 classes, worse": [[250, 60], [60, 30]],
    "3 classes, another class predicted most": [[10, 6, 34], [10, 90, 100], [5, 5, 30]],
    "2 classes, better #1": [[30, 40], [20, 110]],
    "2 classes, worse #1": [[20, 30], [60, 150]],
    "4 classes, another class predicted most #1": [
        [30, 5, 5, 0],
        [30, 40, 5, 0],
        [80, 10, 60, 10],
        [20, 0, 0, 5],
    ],
}


@exercise(
    "06-baseline",
    proves="The difference and its 95 % interval, the same for the same seed",
    tries=[text for text in _COUNTS if "#" not in text],
    table=_COUNTS,
    library=[scoring.beats_majority],
    data=True,
)
def beats_majority(answer: Callable, case: Case) -> str:
    """``beats_majority(y_true, y_pred, seed)``: accuracy above the majority's, its interval."""
    y_true, y_pred = labels(_COUNTS[case.text])
    seed = 1 + case.seed
    with unchanged(y_true, "y_true"), unchanged(y_pred, "y_pred"):
        got = _triple(answer(y_true, y_pred, seed))

    def width(guess: Tensor) -> float:
        _, low, high = _triple(answer(y_true, guess, seed))
        return abs(high - low)

    right, majority = (y_pred == y_true).double(), y_true == y_true.mode().values
    paired = _Paired(right, majority.double())
    _compare_difference(got, paired, y_true, y_pred)
    # Some intervals are equally wide on these predictions. Others tell them apart: for a model
    # that is always right only the baseline varies, and for one that is the baseline nothing does.
    _compare_interval(
        got,
        paired,
        baseline_fixed=lambda: width(y_true) < 0.01,
        unpaired=lambda: width(torch.full_like(y_pred, int(y_true.mode().values))) > 0.01,
    )
    again = _triple(answer(y_true, y_pred, seed))
    if got != again:
        fail(
            "not-reproducible",
            f"Expected the same interval for the same seed, got {_ends(got)} and then "
            f"{_ends(again)}.",
            "Your function was called twice with the same three arguments.",
            "which random numbers does the seed control?",
        )
    return f"{got[0]:+.3f}, {_ends(got)}"


@dataclass(frozen=True)
class _Paired:
    """For each image, whether the model is right and whether the majority answer is."""

    right: Tensor
    majority: Tensor

    @property
    def gains(self) -> Tensor:
        return self.right - self.majority


def _ends(of: Interval) -> str:
    return f"{of[1]:.4f} .. {of[2]:.4f}"


def _triple(returned: object) -> Interval:
    if isinstance(returned, Tensor):
        returned = tensor(returned, "the three numbers").tolist()
    if not isinstance(returned, Sequence) or len(returned) != 3:
        fail(
            "wrong-type",
            f"Expected (difference, low, high), got {describe(returned)}.",
            "The exercise asks for three numbers.",
            "what does the return line put together?",
        )
    names = ("the difference", "the lower end", "the upper end")
    low, middle, high = (number(v, name) for v, name in zip(returned, names, strict=True))
    return low, middle, high


def _compare_difference(got: Interval, paired: _Paired, y_true: Tensor, y_pred: Tensor) -> None:
    accuracy, majority = paired.right.mean().item(), paired.majority.mean().item()
    want, error = paired.gains.mean().item(), _standard_error(paired.gains)
    near = not math.isclose(got[0], want, rel_tol=1e-4) and abs(got[0] - want) < 0.5 * error
    if near and not rounds_to(want, got[0]):
        fail(
            "resampled-difference",
            f"Expected the difference to be {want:.4f}, got {got[0]:.4f}.",
            "It is close, but off by chance: only the interval needs resampled images.",
            "which images does your code compute the difference from?",
        )

    def instead(of: Tensor) -> float:
        return accuracy - (y_true == of).double().mean().item()

    by_guess, by_most = accuracy - 1 / (int(y_true.max()) + 1), instead(y_pred.mode().values)
    most = "where does your code look for the most frequent class?"
    labels_of = "the majority of which labels?"
    times = "what does max() compare: labels, or how often they occur?"
    without = "what would you answer without looking?"
    mistakes = [
        Mistake("sign-of-the-difference", -want, "It has the other sign.", "which minus which?"),
        Mistake("chance-not-majority", by_guess, "That compares the model with guessing.", without),
        Mistake(
            "majority-of-predictions",
            by_most,
            "Your code takes the class predicted most.",
            labels_of,
        ),
        Mistake("hard-coded", instead(torch.tensor(0)), "Your code takes class 0.", most),
        Mistake("last-label", instead(y_true.max()), "Your code takes the highest label.", times),
        Mistake("accuracy-not-difference", accuracy, "That is the accuracy alone.", without),
        Mistake("percent-not-fraction", 100 * want, "That is in percent.", "the unit."),
    ]
    if math.isclose(got[1], want, rel_tol=1e-4):
        seen = "The second of your three numbers is the difference."
        mistakes.append(Mistake("wrong-type", got[0], seen, "the order of the three."))
    parts = f"The model's accuracy is {accuracy:.4f}, the majority's {majority:.4f}."
    expect_number(
        got[0], want, "the difference", mistakes, otherwise=(parts, "both parts: print them.")
    )


def _standard_error(values: Tensor) -> float:
    return values.std(correction=0).item() / math.sqrt(len(values))


def _compare_interval(
    got: Interval, paired: _Paired, *, baseline_fixed: Callable, unpaired: Callable
) -> None:
    want, error = got[0], _standard_error(paired.gains)
    of_right, of_majority = _standard_error(paired.right), _standard_error(paired.majority)

    def fits(half: float, close: float = 0.45, middle: float = want, unit: float = 1.0) -> bool:
        """Compare widths and middles, in standard errors.

        With a thousand resamples, the width varies by 0.12 of them.
        """
        width, center = got[2] - got[1] - 2 * unit * half, sum(got[1:]) / 2 - unit * middle
        return abs(width) <= close * error and abs(center) <= max(0.3, close / 2) * error

    if fits(1.96 * error):
        return
    both = math.hypot(of_right, of_majority)
    level = "which part of the resamples lies outside, at each end?"
    resample = "what does your code compute from one resample?"
    one_error = "That is one standard error to each side: a 68 % interval."
    all_of_it = "It reaches about from the lowest resample to the highest."
    fixed = "It has the width for a baseline that never changes."
    is_fixed = fits(1.96 * of_right, 0.4) and baseline_fixed()
    apart = "It has the width for a model and a baseline that see different images."
    is_apart = fits(1.96 * both, 0.4) and unpaired()
    alone = fits(1.96 * of_right, 0.5, paired.right.mean().item())
    wide = got[2] - got[1] > paired.gains.std().item()
    mean = "Single images vary that much, their mean does not."
    same = "It has no width: all your resamples hold the same images."
    percent = fits(1.96 * error, 50.0, unit=100)
    mistakes = [
        Mistake(
            "wrong-type",
            fits(-1.96 * error),
            "The upper end comes first.",
            "the order of the ends.",
        ),
        Mistake("without-replacement", fits(0, 0.01), same, "can an image be drawn twice?"),
        Mistake("wrong-level", fits(1.645 * error, 0.35), "That is a 90 % interval.", level),
        Mistake("wrong-level", fits(error, 0.35), one_error, level),
        Mistake("baseline-kept-fixed", is_fixed, fixed, "is the baseline certain, or measured?"),
        Mistake("unpaired-resampling", is_apart, apart, "which images does each of them see?"),
        Mistake("wrong-level", fits(3.4 * error, 1.0), all_of_it, level),
        Mistake("accuracy-not-difference", alone, "Those are the accuracy's ends.", resample),
        Mistake(
            "percent-not-fraction", percent, "The ends are in percent.", "the units of all three."
        ),
        Mistake("spread-not-error", wide, mean, resample),
    ]
    low, high = want - 1.96 * error, want + 1.96 * error
    what = f"Expected an interval near {low:.3f} .. {high:.3f}, got {got[1]:.3f} .. {got[2]:.3f}."
    diagnose(mistakes, bool, what)
    fail(
        "wrong-value",
        what,
        f"With {len(paired.gains)} images, one standard error of the difference is {error:.3f}.",
        "some of your resampled differences, and how many images each of them was computed from.",
    )
