"""Scores that are easy to get wrong: the library version of what lesson 06 has students write.

Confusion matrices, and what follows from them, are in `course.metrics`.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor


def accuracy(batches: Iterable[tuple[Tensor, Tensor]]) -> float:
    """Return the share of all images that are right, whatever the size of the batches.

    Args:
        batches: logits (n, C) and targets (n,); read once.

    Raises:
        ValueError: there are no images.
    """
    right = images = 0
    for logits, targets in batches:
        right += int((logits.argmax(dim=1) == targets).sum())
        images += len(targets)
    if images == 0:
        raise ValueError("Expected at least one image, got none. Check the loader.")
    return right / images


def choose_threshold(y_val: Tensor, p_val: Tensor, min_recall: float) -> float:
    """Return the highest threshold for which ``p_val >= threshold`` has at least this recall.

    Args:
        y_val: 0 or 1, (N,).
        p_val: scores (N,), higher for yes.

    Raises:
        ValueError: no threshold reaches that recall.
    """
    scores = p_val[y_val == 1].sort(descending=True).values
    if len(scores) == 0 or not 0 < min_recall <= 1:
        raise ValueError(f"Expected a recall that {len(scores)} positives can reach.")
    # Not ceil(recall * n), which may round up: 0.7 * 10 is above 7.
    return next(s for i, s in enumerate(scores.tolist(), 1) if i / len(scores) >= min_recall)


def beats_majority(y_true: Tensor, y_pred: Tensor, seed: int) -> tuple[float, float, float]:
    """Return accuracy minus the majority's, and the ends of its 95 % bootstrap interval.

    Args:
        y_true, y_pred: class indices (N,).
    """
    gains = (y_pred == y_true).double() - (y_true == y_true.mode().values).double()
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randint(len(gains), (2000, len(gains)), generator=generator)
    low, high = gains[drawn].mean(dim=1).quantile(torch.tensor([0.025, 0.975]).double()).tolist()
    return gains.mean().item(), low, high


def leaked(train_images: Tensor, test_images: Tensor) -> list[int]:
    """Return the indices of test images that are copies of a training image.

    A copy may be mirrored, moved by one pixel, or noisy (4 grey levels).

    Args:
        train_images, test_images: uint8 (N, 1, H, W), (M, 1, H, W).
    """
    inside = (..., slice(1, -1), slice(1, -1))  # moving an image changes its border
    test = test_images[inside].flatten(1).float()
    versions = [train_images, train_images.flip(-1)]
    versions += [train_images.roll(step, dim) for step in (-1, 1) for dim in (-2, -1)]
    copies = torch.zeros(len(test), dtype=torch.bool)
    for version in versions:
        nearest = torch.cdist(test, version[inside].flatten(1).float()).amin(dim=1)
        copies |= nearest / math.sqrt(test.shape[1]) < 6  # the mean difference, in grey levels
    return copies.nonzero().flatten().tolist()
