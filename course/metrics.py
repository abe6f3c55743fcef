"""Counts of right and wrong answers and the scores that follow, on top of scikit-learn.

Functions take tensors, arrays or lists, and return tensors on the CPU. Precision, recall, F1 and
accuracy are fractions in 0 .. 1. scikit-learn takes a second to import, so that happens on use.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from course.heads import modes_kept


def confusion(y_true: Any, y_pred: Any, num_classes: int) -> Tensor:
    """Return how often each class was predicted for each true class: int64 (C, C), rows the truth.

    Args:
        y_true, y_pred: class indices (N,) in 0 .. C-1. A class that never occurs keeps its row.

    Raises:
        ValueError: shapes, lengths or values are not as described, or num_classes is below 1.
    """
    from sklearn.metrics import confusion_matrix

    if num_classes < 1:
        raise ValueError(f"Expected num_classes to be 1 or more, got {num_classes}.")
    truth, guess = (_classes(y, num_classes) for y in (y_true, y_pred))
    _same_length(truth, guess)
    if len(truth) == 0:  # scikit-learn refuses empty input
        return torch.zeros(num_classes, num_classes, dtype=torch.int64)
    return torch.from_numpy(confusion_matrix(truth, guess, labels=range(num_classes))).long()


def per_class(matrix: Any, zero_division: float = 0.0) -> dict[str, Tensor]:
    """Return precision, recall, f1 (float64) and support (int64) per class, each of shape (C,).

    Args:
        matrix: counts (C, C), rows the truth.
        zero_division: the value for 0/0: the precision of a class that is never predicted, the
            recall of one that never occurs, and F1 = 2 TP / (2 TP + FP + FN) where both hold.

    Raises:
        ValueError: the matrix is not a square of counts.
    """
    counts = _counts(matrix)
    hits, support, predicted = counts.diagonal(), counts.sum(dim=1), counts.sum(dim=0)
    return {
        "precision": _ratio(hits, predicted, zero_division),
        "recall": _ratio(hits, support, zero_division),
        "f1": _ratio(2 * hits, support + predicted, zero_division),
        "support": support,
    }


def average(
    matrix: Any, how: str, labels: Sequence[int] | None = None, zero_division: float = 0.0
) -> dict[str, float]:
    """Return precision, recall and f1, each averaged over classes.

    Args:
        matrix: counts (C, C), rows the truth.
        how: "macro": the mean over classes; "weighted": the same, weighted by support; "micro":
            computed from the sums of all counts (the accuracy, if no class is left out).
        labels: the classes to average over; by default all C.

    Raises:
        ValueError: ``how`` is unknown, a label is outside 0 .. C-1, or there are no labels.
    """
    counts = _counts(matrix)
    chosen = _classes(range(len(counts)) if labels is None else labels, len(counts))
    if len(chosen) == 0:
        raise ValueError("Expected at least one label to average over, got none.")
    if how == "micro":
        hits = counts.diagonal()[chosen].sum()
        support, predicted = counts.sum(dim=1)[chosen].sum(), counts.sum(dim=0)[chosen].sum()
        sums = {"precision": (hits, predicted), "recall": (hits, support)}
        sums["f1"] = 2 * hits, support + predicted
        return {name: _ratio(*pair, zero_division).item() for name, pair in sums.items()}
    if how not in ("macro", "weighted"):
        raise ValueError(f"Expected 'macro', 'micro' or 'weighted', got {how!r}.")
    each = per_class(counts, zero_division)
    support = each.pop("support")[chosen].double()
    weights = support if how == "weighted" else torch.ones_like(support)
    if weights.sum() == 0:
        return dict.fromkeys(each, float(zero_division))
    return {
        name: ((values[chosen] * weights).sum() / weights.sum()).item()
        for name, values in each.items()
    }


def shares(matrix: Any, of: str) -> Tensor:
    """Return each count as a fraction of its row or column: float64 (C, C), nan for 0/0.

    Args:
        matrix: counts (C, C), rows the truth.
        of: "truth": each row sums to 1; "prediction": each column does.

    Raises:
        ValueError: the matrix is not a square of counts, or ``of`` is unknown.
    """
    if of not in ("truth", "prediction"):
        raise ValueError(f"Expected 'truth' or 'prediction', got {of!r}.")
    counts = _counts(matrix)
    return counts / counts.sum(dim=1 if of == "truth" else 0, keepdim=True).double()


def most_confused(matrix: Any, k: int = 5) -> list[tuple[int, int, int]]:
    """Return up to k triples (truth, prediction, count) off the diagonal, largest count first."""
    counts = _counts(matrix)
    pairs = [
        (i, j, count)
        for i, row in enumerate(counts.tolist())
        for j, count in enumerate(row)
        if i != j and count
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair))[:k]


@dataclass(frozen=True)
class Counts:
    """The four counts of a yes-or-no question, and the scores that follow; 0/0 is nan."""

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def accuracy(self) -> float:
        return _share(self.tp + self.tn, self.tp + self.fp + self.fn + self.tn)

    @property
    def precision(self) -> float:
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        return _share(self.tp, self.tp + self.fn)

    @property
    def fpr(self) -> float:
        """The false positive rate: of the cases that are really a no, the fraction with a yes."""
        return _share(self.fp, self.fp + self.tn)

    @property
    def f1(self) -> float:
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)


def counts_at(y_true: Any, scores: Any, threshold: float) -> Counts:
    """Return the counts if the answer is yes wherever ``score >= threshold``.

    Args:
        y_true: 0 or 1, (N,).
        scores: (N,), higher for yes.

    Raises:
        ValueError: shapes, lengths or values are not as described, or one of them is nan.
    """
    truth, scores = _binary(y_true, scores)
    if math.isnan(threshold):
        raise ValueError("Expected a threshold, got nan.")
    yes, positive = scores >= threshold, truth == 1
    cells = (yes & positive, yes & ~positive, ~yes & positive, ~yes & ~positive)
    return Counts(*(int(cell.sum()) for cell in cells))


def pr_points(y_true: Any, scores: Any) -> dict[str, Tensor]:
    """Return "threshold", "precision" and "recall" (K,) at every distinct score, ascending.

    Raises:
        ValueError: as in `counts_at`, or one of the two labels does not occur.
    """
    from sklearn.metrics import precision_recall_curve

    curve = precision_recall_curve(*_both_labels(y_true, scores))
    precision, recall, threshold = (torch.from_numpy(np.array(values)).double() for values in curve)
    # The last point of scikit-learn's curve, precision 1 at recall 0, belongs to no threshold.
    return {"threshold": threshold, "precision": precision[:-1], "recall": recall[:-1]}


def roc_points(y_true: Any, scores: Any) -> dict[str, Tensor]:
    """Return "threshold", "fpr" and "tpr" (K,), from no yes at all (threshold inf) to yes for all.

    Raises:
        ValueError: as in `counts_at`, or one of the two labels does not occur.
    """
    from sklearn.metrics import roc_curve

    curve = roc_curve(*_both_labels(y_true, scores), drop_intermediate=False)
    fpr, tpr, threshold = (torch.from_numpy(np.array(values)).double() for values in curve)
    return {"threshold": threshold, "fpr": fpr, "tpr": tpr}


def evaluate(
    model: nn.Module, data: Dataset | Iterable[tuple[Tensor, Tensor]], batch_size: int = 64
) -> dict[str, float]:
    """Return "loss", the mean cross-entropy per image in nats, and "accuracy".

    Runs in eval mode, without gradients, on the model's device; restores the mode of each module.

    Args:
        data: a dataset of (tensor, label), or batches (x (n, ...), y (n,)) as from a DataLoader.
        batch_size: used for a dataset only.

    Raises:
        ValueError: there are no images.
    """
    batches = DataLoader(data, batch_size) if isinstance(data, Dataset) else data
    where = next((p.device for p in model.parameters()), torch.device("cpu"))
    loss, right, images = 0.0, 0, 0
    with modes_kept(model), torch.no_grad():
        model.eval()
        for x, y in batches:
            logits, y = model(x.to(where)), y.to(where)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += (logits.argmax(dim=1) == y).sum().item()
            images += len(y)
    if images == 0:
        raise ValueError("Expected at least one image, got none. Check the loader.")
    return {"loss": loss / images, "accuracy": right / images}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _ratio(part: Tensor, whole: Tensor, zero_division: float) -> Tensor:
    """Divide as float64; where the whole is zero, return zero_division."""
    return torch.where(whole == 0, float(zero_division), part.double() / whole.clamp(min=1))


def _vector(values: Any) -> np.ndarray:
    if isinstance(values, Tensor):
        values = values.detach().cpu()
        values = (values.float() if values.dtype == torch.bfloat16 else values).numpy()
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"Expected one value per image, (N,), got the shape {array.shape}.")
    return array


def _classes(values: Any, num_classes: int) -> np.ndarray:
    array = _vector(values)
    if array.size and array.dtype.kind not in "iub":
        raise ValueError(f"Expected class indices as whole numbers, got {array.dtype}.")
    if array.size and not (array.min() >= 0 and array.max() < num_classes):
        raise ValueError(
            f"Expected class indices in 0 .. {num_classes - 1}, got {array.min()} .. {array.max()}."
        )
    return array.astype(np.int64)


def _same_length(one: np.ndarray, other: np.ndarray) -> None:
    if len(one) != len(other):
        raise ValueError(
            f"Expected one prediction or score per label, got {len(one)} labels and {len(other)}."
        )


def _binary(y_true: Any, scores: Any) -> tuple[np.ndarray, np.ndarray]:
    truth, scores = _classes(y_true, 2), _vector(scores)
    _same_length(truth, scores)
    numeric = scores.dtype.kind in "iubf"
    if not numeric or np.isnan(scores).any():
        got = "nan" if numeric else scores.dtype
        raise ValueError(f"Expected one number per image as its score, got {got}.")
    return truth, scores


def _both_labels(y_true: Any, scores: Any) -> tuple[np.ndarray, np.ndarray]:
    truth, scores = _binary(y_true, scores)
    if len(np.unique(truth)) < 2:
        raise ValueError("Expected both labels, 0 and 1, to occur, got at most one of them.")
    return truth, scores


def _counts(matrix: Any) -> Tensor:
    counts = torch.as_tensor(matrix).detach().cpu()
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or len(counts) == 0:
        raise ValueError(f"Expected a matrix (C, C) of counts, got {tuple(counts.shape)}.")
    if counts.is_floating_point() or counts.is_complex() or (counts < 0).any():
        raise ValueError(f"Expected counts, integers of 0 or more, got {counts.dtype} values.")
    return counts.long()
