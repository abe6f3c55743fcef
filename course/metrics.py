"""How good is it: counts, what follows from them, and how sure one can be; over scikit-learn.

Takes tensors, arrays or lists; hands out tensors on the CPU. Precision, recall, F1 and accuracy are
fractions in 0 .. 1. scikit-learn is imported when it is needed: it takes a second.
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
    """Return how often each class was taken for each: int64 (C, C), rows the truth.

    Args:
        y_true, y_pred: class indices (N,) in 0 .. C-1. A class that does not occur keeps its row.

    Raises:
        ValueError: other shapes, lengths or values, or num_classes below 1.
    """
    from sklearn.metrics import confusion_matrix

    if num_classes < 1:
        raise ValueError(f"Expected num_classes of 1 or more, got {num_classes}.")
    truth, guess = (_classes(y, num_classes) for y in (y_true, y_pred))
    _same_length(truth, guess)
    if len(truth) == 0:  # scikit-learn refuses it
        return torch.zeros(num_classes, num_classes, dtype=torch.int64)
    return torch.from_numpy(confusion_matrix(truth, guess, labels=range(num_classes))).long()


def per_class(matrix: Any, zero_division: float = 0.0) -> dict[str, Tensor]:
    """Return precision, recall, f1 (float64) and support (int64) of each class, (C,) each.

    Args:
        matrix: counts (C, C), rows the truth.
        zero_division: what 0/0 gives. Precision: the class was never predicted; recall: it never
            occurred; F1 = 2 TP / (2 TP + FP + FN): both.

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
    """Return precision, recall and f1 in one number each.

    Args:
        matrix: counts (C, C), rows the truth.
        how: "macro": the mean over classes; "weighted": over images, by their true class;
            "micro": of the sums of all counts (the accuracy, if no class is left out).
        labels: the classes to average over, by default all C.

    Raises:
        ValueError: another ``how``, a label outside 0 .. C-1, or none.
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
    """Return each count as a fraction of its row or its column: float64 (C, C), 0/0 is nan.

    Args:
        matrix: counts (C, C), rows the truth.
        of: "truth", so that a row sums to 1, or "prediction", so that a column does.

    Raises:
        ValueError: the matrix is not a square of counts, or another ``of``.
    """
    if of not in ("truth", "prediction"):
        raise ValueError(f"Expected 'truth' or 'prediction', got {of!r}.")
    counts = _counts(matrix)
    return counts / counts.sum(dim=1 if of == "truth" else 0, keepdim=True).double()


def most_confused(matrix: Any, k: int = 5) -> list[tuple[int, int, int]]:
    """Return up to k triples (truth, prediction, count) off the diagonal, the largest first."""
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
    """The four counts of a yes-or-no question, and what follows; a ratio 0/0 is nan."""

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
        """The false positive rate: which part of those with the answer no got a yes."""
        return _share(self.fp, self.fp + self.tn)

    @property
    def f1(self) -> float:
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)


def counts_at(y_true: Any, scores: Any, threshold: float) -> Counts:
    """Return the counts when ``score >= threshold`` is answered with yes.

    Args:
        y_true: 0 or 1, (N,).
        scores: (N,), higher for yes.

    Raises:
        ValueError: other shapes, lengths or values, or a nan.
    """
    truth, scores = _binary(y_true, scores)
    if math.isnan(threshold):
        raise ValueError("Expected a threshold, got nan.")
    yes, positive = scores >= threshold, truth == 1
    cells = (yes & positive, yes & ~positive, ~yes & positive, ~yes & ~positive)
    return Counts(*(int(cell.sum()) for cell in cells))


def pr_points(y_true: Any, scores: Any) -> dict[str, Tensor]:
    """Return "threshold", "precision" and "recall" (K,), thresholds ascending, all those in use.

    Raises:
        ValueError: as ``counts_at``, or one of the two answers does not occur.
    """
    from sklearn.metrics import precision_recall_curve

    curve = precision_recall_curve(*_both_answers(y_true, scores))
    precision, recall, threshold = (torch.from_numpy(np.array(values)).double() for values in curve)
    # The last point of scikit-learn's curve, precision 1 at recall 0, belongs to no threshold.
    return {"threshold": threshold, "precision": precision[:-1], "recall": recall[:-1]}


def roc_points(y_true: Any, scores: Any) -> dict[str, Tensor]:
    """Return "threshold", "fpr" and "tpr" (K,), from nobody (threshold inf) to everybody.

    Raises:
        ValueError: as ``counts_at``, or one of the two answers does not occur.
    """
    from sklearn.metrics import roc_curve

    curve = roc_curve(*_both_answers(y_true, scores), drop_intermediate=False)
    fpr, tpr, threshold = (torch.from_numpy(np.array(values)).double() for values in curve)
    return {"threshold": threshold, "fpr": fpr, "tpr": tpr}


def gain_interval(
    gains: Any, seed: int, draws: int = 2000, level: float = 0.95
) -> tuple[float, float, float]:
    """Return the mean gain and its bootstrap interval: (mean, low, high).

    Args:
        gains: what each image contributes, (N,): 1, 0 or -1 where right answers of one model and
            of another are compared, so that the two stay paired.
        seed: of the resampling; the global generators are not touched.
        draws: how many times N images are drawn with replacement.

    Raises:
        ValueError: no gains, not a vector of numbers, draws below 1, or a level outside 0 .. 1.
    """
    gains = _vector(gains).astype(np.float64)
    if len(gains) == 0 or not np.isfinite(gains).all():
        raise ValueError("Expected at least one gain, all finite, got none or a nan.")
    if draws < 1 or not 0 < level < 1:
        raise ValueError(f"Expected draws >= 1 and 0 < level < 1, got {draws} and {level}.")
    rng = np.random.default_rng(seed)
    means = [rng.choice(gains, len(gains)).mean() for _ in range(draws)]
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(gains.mean()), float(low), float(high)


def evaluate(
    model: nn.Module, data: Dataset | Iterable[tuple[Tensor, Tensor]], batch_size: int = 64
) -> dict[str, float]:
    """Return "loss", the mean cross-entropy per image in nats, and "accuracy".

    In eval mode, without gradients, on the model's device. Every module's mode is restored.

    Args:
        data: a dataset of (tensor, label), or batches (x (n, ...), y (n,)) such as a DataLoader's.
        batch_size: for a dataset.

    Raises:
        ValueError: there is no image.
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
    """Divide as float64, with zero_division where the whole is zero."""
    return torch.where(whole == 0, float(zero_division), part.double() / whole.clamp(min=1))


def _vector(values: Any) -> np.ndarray:
    if isinstance(values, Tensor):
        values = values.detach().cpu()
        values = (values.float() if values.dtype == torch.bfloat16 else values).numpy()
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"Expected one value an image, (N,), got the shape {array.shape}.")
    return array


def _classes(values: Any, num_classes: int) -> np.ndarray:
    array = _vector(values)
    if array.size and array.dtype.kind not in "iub":
        raise ValueError(f"Expected class indices, whole numbers, got {array.dtype}.")
    if array.size and not (array.min() >= 0 and array.max() < num_classes):
        raise ValueError(
            f"Expected class indices in 0 .. {num_classes - 1}, got {array.min()} .. {array.max()}."
        )
    return array.astype(np.int64)


def _same_length(one: np.ndarray, other: np.ndarray) -> None:
    if len(one) != len(other):
        raise ValueError(f"Expected as many of one as of the other, got {len(one)}, {len(other)}.")


def _binary(y_true: Any, scores: Any) -> tuple[np.ndarray, np.ndarray]:
    truth, scores = _classes(y_true, 2), _vector(scores)
    _same_length(truth, scores)
    if scores.dtype.kind not in "iubf" or np.isnan(scores).any():
        raise ValueError("Expected a number for every image as its score, got a nan or another.")
    return truth, scores


def _both_answers(y_true: Any, scores: Any) -> tuple[np.ndarray, np.ndarray]:
    truth, scores = _binary(y_true, scores)
    if len(np.unique(truth)) < 2:
        raise ValueError("Expected images of both answers, 0 and 1, got at most one of them.")
    return truth, scores


def _counts(matrix: Any) -> Tensor:
    counts = torch.as_tensor(matrix).detach().cpu()
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or len(counts) == 0:
        raise ValueError(f"Expected a matrix (C, C) of counts, got {tuple(counts.shape)}.")
    if counts.is_floating_point() or counts.is_complex() or (counts < 0).any():
        raise ValueError(f"Expected counts, whole and not below 0, got {counts.dtype} values.")
    return counts.long()
