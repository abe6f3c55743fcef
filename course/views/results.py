"""A model's answers in one form, and what the confusion view shows about them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from course import metrics
from course.views.prices import Prices, amount, checked
from course.views.thumbnails import thumbnail

NORMALISE = ("truth", "prediction", "none")
CLASSES = 40  # the most that a table can show
CURVE = 300  # points of a curve: more would not be visible


def read(
    y_true: Any, scores: Any, classes: Sequence[str], images: Any = None, losses: Any = None
) -> "Results":
    """Check the arguments of `show_confusion` and return them in one form; raises as that does."""
    truth, scores = torch.as_tensor(y_true).cpu(), torch.as_tensor(scores).detach().cpu().double()
    classes = tuple(map(str, classes))
    if scores.ndim == 1 and len(classes) == 2:
        if ((scores < 0) | (scores > 1)).any():
            raise ValueError(
                f"Expected probabilities in 0 .. 1, got {scores.min():.3g} .. {scores.max():.3g}. "
                "Are these logits? torch.sigmoid turns them into probabilities."
            )
        scores = torch.stack([1 - scores, scores], dim=1)
    if len(classes) > CLASSES:
        raise ValueError(
            f"Expected at most {CLASSES} classes, got {len(classes)}: the table would be too large "
            "to read. Find confused pairs with metrics.most_confused, and show those classes."
        )
    if truth.ndim != 1 or scores.shape != (len(truth), len(classes)) or len(classes) < 2:
        raise ValueError(
            "Expected labels (N,), scores (N, C) and C class names, two or more, got "
            f"{tuple(truth.shape)}, {tuple(scores.shape)} and {len(classes)} names."
        )
    if len(truth) == 0 or not torch.isfinite(scores).all():
        raise ValueError("Expected at least one image and finite scores, got none or a nan.")
    if truth.is_floating_point() or truth.min() < 0 or truth.max() >= len(classes):
        raise ValueError(
            f"Expected class indices in 0 .. {len(classes) - 1}, got {truth.dtype} values "
            f"{truth.min()} .. {truth.max()}."
        )
    truth = truth.long()
    # Rows without a negative number that sum to 1 are probabilities: logits do not look like that.
    normalised = (scores >= 0).all() and torch.allclose(
        scores.sum(dim=1), torch.ones(1).double(), 0, 1e-3
    )
    logs = scores.log() if normalised else scores.log_softmax(dim=1)
    losses = F.nll_loss(logs, truth, reduction="none") if losses is None else losses
    losses = torch.as_tensor(losses).detach().cpu().double()
    for name, values in (("losses", losses), *([("images", images)] if images is not None else [])):
        if len(values) != len(truth):
            raise ValueError(f"Expected {len(truth)} {name}, one per label, got {len(values)}.")
    if losses.ndim != 1 or losses.isnan().any():
        raise ValueError(
            f"Expected one loss per image and no nan, got the shape {tuple(losses.shape)}."
        )
    # Keep probabilities as they are, to the last digit: a threshold may equal one of them.
    results = Results(truth, scores if normalised else logs.exp(), losses, classes, images)
    if images is not None:
        results.picture(0)  # refuse unusable images here, not at the first click
    return results


@dataclass(frozen=True, eq=False)
class Results:
    """A model's answers for N images of C classes, and what can be shown about them."""

    truth: Tensor  # (N,)
    probabilities: Tensor  # float64 (N, C)
    losses: Tensor  # float64 (N,)
    classes: tuple[str, ...]
    images: Any

    def view(
        self,
        normalise: str,
        threshold: float,
        cell: Sequence[int] | None,
        shown: int,
        costs: Sequence[float] | None = None,
    ) -> dict[str, Any]:
        """Return everything to draw, as text and numbers that are ready for JSON.

        Args:
            cell: the (truth, prediction) whose images to show, or None.
            shown: how many of these images to show at most.
            costs: what a missed image of the second class costs, and a false alarm; or None.
        """
        if normalise not in NORMALISE:
            raise ValueError(f"Expected normalise to be one of {NORMALISE}, got {normalise!r}.")
        matrix = self.matrix(threshold)
        rows = metrics.shares(matrix, "truth" if normalise == "none" else normalise).tolist()
        wrong = [x for i, row in enumerate(rows) for j, x in enumerate(row) if i != j and x == x]
        most = max(wrong, default=0) or 1
        counts = matrix.tolist()
        names, total = self.classes, len(self.truth)
        hits = int(matrix.diagonal().sum())

        def drawn(i: int, j: int) -> dict[str, Any]:
            count, share = counts[i][j], rows[i][j]
            label = f"truth {names[i]}, prediction {names[j]}: {_images(count)}"
            if normalise != "none" and count:
                label += f", {share:.1%} of this {normalise}"
            tint = 0.0 if math.isnan(share) else share if i == j else share / most
            text = str(count) if normalise == "none" else _number(100 * share, 1)
            return {"text": text, "tint": round(tint, 3), "label": label, "zero": not count}

        each = metrics.per_class(matrix, zero_division=math.nan)
        recalls = zip(each["recall"].tolist(), each["support"].tolist(), strict=True)
        return {
            "summary": f"{hits:,} of {_images(total)} classified correctly: accuracy "
            f"{hits / total:.3f}.",
            "cells": [[drawn(i, j) for j in range(len(names))] for i in range(len(names))],
            "recall": [
                {
                    "share": 0 if math.isnan(recall) else round(recall, 3),
                    "text": _number(recall, 2),
                    "label": f"recall of {names[i]}: {_number(recall, 3)}, {_images(support)}",
                }
                for i, (recall, support) in enumerate(recalls)
            ],
            "confused": [
                {"cell": [i, j], "text": f"{names[i]} taken for {names[j]}: {count}"}
                for i, j, count in metrics.most_confused(matrix)
            ],
            "binary": self.binary(threshold) if self.is_binary else None,
            "costs": None if costs is None else self.priced(threshold, costs),
            "chosen": None if cell is None else self.chosen(threshold, cell, shown),
        }

    def chosen(self, threshold: float, cell: Sequence[int], shown: int) -> dict[str, Any]:
        """Return the images in one cell of the matrix, highest loss first."""
        i, j = (int(side) for side in cell)
        found = self.found(threshold, (i, j))
        what = f"{self.classes[i]} taken for {self.classes[j]}"
        if i == j:
            what = f"{self.classes[i]}, correct"
        ordered = ", highest loss first" if len(found) > 1 else ""
        return {
            "cell": [i, j],
            "heading": f"{what}: {_images(len(found))}{ordered}",
            "images": [self.described(k, j) for k in found[:shown].tolist()],
            "left": max(0, len(found) - shown),
        }

    def found(self, threshold: float, cell: tuple[int, int]) -> Tensor:
        """The indices of the images in a cell (truth, prediction), highest loss first."""
        inside = (self.truth == cell[0]) & (self.predicted(threshold) == cell[1])
        return self.order[inside[self.order]]

    def described(self, k: int, guess: int) -> dict[str, Any]:
        loss, sure = self.losses[k].item(), self.probabilities[k, guess].item()
        lines = [f"image {k}", f"loss {_number(loss, 2)}", f"{self.classes[guess]} {sure:.0%}"]
        if k not in self._pictures:  # keep it: another threshold shows most images again
            self._pictures[k] = self.picture(k)
        return {"index": k, "lines": lines, "src": self._pictures[k]}

    def matrix(self, threshold: float) -> Tensor:
        """The counts (C, C), rows the truth."""
        if not self.is_binary:
            return self._matrix
        at = self.counts(threshold)
        return torch.tensor([[at.tn, at.fp], [at.fn, at.tp]])

    def counts(self, threshold: float) -> metrics.Counts:
        return metrics.counts_at(self.truth, self.probabilities[:, 1], threshold)

    def predicted(self, threshold: float) -> Tensor:
        if not self.is_binary:
            return self._best
        return (self.probabilities[:, 1] >= threshold).long()

    def binary(self, threshold: float) -> dict[str, Any]:
        """The four counts, the scores that follow, and the points on the curves."""
        at = self.counts(threshold)
        ratios = {"precision": at.precision, "recall": at.recall, "F1": at.f1}
        ratios["false positive rate"] = at.fpr
        return {
            "threshold": _short(threshold),
            "counts": {"TP": at.tp, "FP": at.fp, "FN": at.fn, "TN": at.tn},
            "ratios": {name: _number(value, 3) for name, value in ratios.items()},
            "roc": _place(at.fpr, at.recall),
            "pr": _place(at.recall, at.precision),
        }

    def priced(self, threshold: float, costs: Sequence[float]) -> dict[str, Any]:
        """What the mistakes cost at this threshold, where they cost least, and all in a curve."""
        missed, alarm = costs = checked(costs, self.classes)
        at, totals = self.counts(threshold), self._prices.totals(costs)
        total = missed * at.fn + alarm * at.fp
        best, least = self._prices.cheapest(costs)
        most = totals.max().item() or 1.0
        # Steps: the total at a score holds down to the next score.
        ends = torch.tensor([1.0, 0.0]).double()
        x = torch.cat([ends[:1], self._prices.scores.repeat_interleave(2), ends[1:]])
        steps = torch.stack([x, totals.repeat_interleave(2) / most], dim=1)
        return {
            "total": amount(total),
            "sum": f"{at.fn:,} missed × {amount(missed)} + {_alarms(at.fp)} × {amount(alarm)} = "
            f"{amount(total)}",
            "cheapest": {"threshold": best, "text": _short(best), "total": amount(least)},
            "curve": _thinned(steps),
            "most": amount(most),
            "at": [threshold, total / most],
            "best": [best, least / most],
        }

    def curves(self) -> dict[str, list] | None:
        """The ROC and the precision-recall curve as points (x, y), if both labels occur."""
        if not self.is_binary or len(self.truth.unique()) < 2:
            return None
        scores = self.probabilities[:, 1]
        roc, pr = metrics.roc_points(self.truth, scores), metrics.pr_points(self.truth, scores)
        pairs = {"roc": (roc["fpr"], roc["tpr"]), "pr": (pr["recall"], pr["precision"])}
        return {name: _thinned(torch.stack(pair, dim=1)) for name, pair in pairs.items()}

    @property
    def is_binary(self) -> bool:
        return len(self.classes) == 2

    @cached_property
    def _prices(self) -> Prices:
        return Prices.of(self.truth, self.probabilities[:, 1])

    @cached_property
    def order(self) -> Tensor:
        return self.losses.argsort(descending=True, stable=True)

    @cached_property
    def _best(self) -> Tensor:
        return self.probabilities.argmax(dim=1)

    @cached_property
    def _matrix(self) -> Tensor:
        return metrics.confusion(self.truth, self._best, len(self.classes))

    def picture(self, k: int) -> str:
        """Image k as a data URI, small enough for a notebook; empty if there are no images."""
        return "" if self.images is None else thumbnail(self.images[k])

    @cached_property
    def _pictures(self) -> dict[int, str]:
        return {}


def _images(count: int) -> str:
    return f"{count:,} image{'s' * (count != 1)}"


def _alarms(count: int) -> str:
    return f"{count:,} false alarm{'s' * (count != 1)}"


def _short(threshold: float) -> str:
    text = f"{threshold:.2f}"
    return text if math.isclose(float(text), threshold) else f"{threshold:.6g}"


def _number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else "∞" if math.isinf(value) else f"{value:.{digits}f}"


def _place(x: float, y: float) -> list[float] | None:
    return None if math.isnan(x) or math.isnan(y) else [x, y]


def _thinned(points: Tensor) -> list[list[float]]:
    """Return at most CURVE points, evenly spaced along the curve, steep parts included."""
    if len(points) > CURVE:
        length = points.diff(dim=0).abs().sum(dim=1).cumsum(dim=0)
        marks = torch.linspace(0, length[-1].item(), CURVE - 1).double()
        chosen = torch.searchsorted(length, marks).clamp(max=len(length) - 1) + 1
        points = torch.cat([points[:1], points[chosen.unique()]])
    return [[round(x, 4), round(y, 4)] for x, y in points.tolist()]
