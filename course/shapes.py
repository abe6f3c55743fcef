"""Shapes and labels that must fit: the library version of functions of lesson 03."""

import re

import torch
from torch import Tensor, nn

from course.heads import copied

_MATMUL = re.compile(r"shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")


def read_mismatch(message: str) -> dict[str, int] | None:
    """Return the four numbers of a failed matrix multiplication, or None for any other error."""
    found = _MATMUL.search(message)
    return found and dict(
        zip(("batch", "got", "expected", "out"), map(int, found.groups()), strict=True)
    )


def repair(model: nn.Module) -> nn.Module:
    """Make the ``head`` fit the ``backbone``, in place: logits (N, ``model.num_classes``).

    A head of the right kind and shape keeps its weights.
    """
    x = torch.zeros(1, 3, 32, 32)
    model.head.to(x.dtype)
    with torch.no_grad():
        features = model.backbone(x)
    width, positions = features.shape[1], features.shape[2:].numel()
    if features.ndim > 2 and positions > 1:
        if isinstance(model.head, nn.Linear):
            model.head = nn.Conv2d(width, model.num_classes, kernel_size=1)
        return model
    if features.ndim > 2:
        model.backbone = nn.Sequential(*model.backbone, nn.Flatten())
    if model.head.weight.shape != (model.num_classes, width):
        model.head = nn.Linear(width, model.num_classes)
    return model


def check_targets(targets: Tensor, num_classes: int) -> None:
    """Accept the targets of a cross-entropy, class indices (N,) or -100.

    Raises:
        ValueError: they are not; the message names what is wrong.
    """
    if targets.numel() == 0:
        raise ValueError("Expected at least one target, got an empty batch.")
    if targets.is_floating_point():
        raise ValueError(f"Expected targets of an integer type, got {targets.dtype}.")
    if targets.ndim != 1:
        raise ValueError(f"Expected targets of shape (N,), got shape {tuple(targets.shape)}.")
    counted = targets[targets != -100]
    if len(counted) == 0:
        raise ValueError("Expected a target that counts, but all are -100: the loss would be nan.")
    low, high = counted.min().item(), counted.max().item()
    if low > 0 and (counted == num_classes).any():
        raise ValueError(f"Expected targets from 0, got {low} to {high}: they count from 1.")
    if low < 0 or high >= num_classes:
        raise ValueError(f"Expected targets in 0..{num_classes - 1}, got {low} to {high}.")


def accepts(model: nn.Module, size: int) -> bool:
    """Return whether the model takes images of this size in eval mode; tried on a copy."""
    probe, like = copied(model).eval(), next(model.parameters())
    try:
        with torch.no_grad():
            probe(torch.zeros(1, 3, size, size, dtype=like.dtype, device=like.device))
    except (RuntimeError, AssertionError):
        return False
    return True
