"""What wrong answers cost: the total at each threshold, and the threshold where it is lowest."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

Costs = tuple[float, float]  # of a missed image of the second class, and of a false alarm


def checked(costs: Any, classes: Sequence[str]) -> Costs:
    """Return the costs as two numbers.

    Raises:
        ValueError: there are not two of them, one is below 0, or there are more than two classes.
    """
    if len(classes) != 2:
        raise ValueError(
            f"Expected costs for two classes, got {len(classes)} classes. To look at one of them "
            "alone, pass its labels and its probabilities: y == k and scores.softmax(1)[:, k]."
        )
    try:
        missed, false_alarm = map(float, costs)
    except (TypeError, ValueError):
        raise ValueError(
            f"Expected costs=(missed, false_alarm), two numbers, got {costs!r}."
        ) from None
    if not all(math.isfinite(each) and each >= 0 for each in (missed, false_alarm)):
        raise ValueError(f"Expected costs of 0 or more, got {missed:g} and {false_alarm:g}.")
    return missed, false_alarm


@dataclass(frozen=True, eq=False)
class Prices:
    """The mistakes at each threshold: for each distinct score, from the highest down."""

    scores: Tensor  # float64 (K,)
    missed: Tensor  # int64 (K + 1,): the first is above all scores, where no image is flagged
    false_alarms: Tensor  # int64 (K + 1,)

    @staticmethod
    def of(truth: Tensor, scores: Tensor) -> "Prices":
        """Count the mistakes of ``score >= threshold``, for labels 0 or 1 (N,) and scores (N,)."""
        values, place = scores.unique(return_inverse=True)  # the lowest first
        yes = torch.bincount(place, truth, minlength=len(values)).long().flip(0).cumsum(0)
        no = torch.bincount(place, 1 - truth, minlength=len(values)).long().flip(0).cumsum(0)
        none = torch.zeros(1, dtype=torch.long)
        return Prices(values.flip(0), yes[-1] - torch.cat([none, yes]), torch.cat([none, no]))

    def totals(self, costs: Costs) -> Tensor:
        """The total cost above all scores, and at each score: float64 (K + 1,)."""
        return costs[0] * self.missed.double() + costs[1] * self.false_alarms.double()

    def cheapest(self, costs: Costs) -> tuple[float, float]:
        """The highest of the cheapest thresholds, as a short number, and the total cost there."""
        totals = self.totals(costs)
        best = int((totals <= totals.min() * (1 + 1e-12)).nonzero()[0])  # equal but for rounding
        scores = [math.inf, *self.scores.tolist(), -math.inf]
        return short(scores[best + 1], scores[best]), totals[best].item()


def short(low: float, high: float) -> float:
    """Return a number in low < x <= high with few digits, two or more: the highest of them."""
    if math.isinf(high):
        low, high = low, low + 0.01
    for digits in range(2, 17):
        rounded = math.floor(high * 10**digits) / 10**digits
        if low < rounded <= high:
            return rounded
    return high


def amount(value: float) -> str:
    """A cost as text: 1,234 or 0.5."""
    return f"{value:,.10g}"
