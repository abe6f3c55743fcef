"""Labels and predictions that have a given confusion matrix."""

from collections.abc import Sequence

import torch
from torch import Tensor


def labels(counts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return y_true (N,) and y_pred (N,), shuffled, from counts whose rows are the truth."""
    flat = torch.tensor(counts).flatten()
    pairs = torch.arange(len(flat)).repeat_interleave(flat)
    pairs = pairs[torch.randperm(len(pairs), generator=torch.Generator().manual_seed(5))]
    return pairs // len(counts), pairs % len(counts)
