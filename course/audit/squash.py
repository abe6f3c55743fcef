"""Detect outputs that are probabilities or clipped values where logits belong."""

import torch
from torch import Tensor, allclose, nn

from course.misconceptions import Finding

DRAWS = 4


def squashed(module: nn.Module, x: Tensor, parameters: list[nn.Parameter]) -> list[Finding]:
    """Check whether a module returns probabilities or clipped values instead of logits.

    Sets the parameters to large random values w, then to -w. Over the two, logits take both signs;
    probabilities and the outputs of a ReLU do not.

    Args:
        module: returns (N, C) for x. Its ``parameters`` are overwritten: pass a copy.
        parameters: the parameters to overwrite.
    """
    generator = torch.Generator().manual_seed(0)
    outputs = []
    with torch.no_grad():
        for _ in range(DRAWS):
            noise = [1000 * torch.randn(p.shape, generator=generator).to(p) for p in parameters]
            for sign in (1, -1):
                for parameter, values in zip(parameters, noise, strict=True):
                    parameter.copy_(sign * values)
                outputs.append(module(x).float().cpu())
            z = torch.cat(outputs)
            if z.min() < 0 and z.numel() >= 8 and _at_limit(z) < 0.9:
                return []  # seen enough
    if not z.isfinite().all() or not z.any():
        return []
    limit = z.abs().max()
    if z.min() < 0:
        if _at_limit(z) < 0.9 or z.numel() < 8:
            return []
        return [
            Finding(
                "clipped-logits",
                f"Expected unbounded logits, got values that stop at ±{limit:.3g}.",
                "However large the weights are, no output goes beyond that.",
                "is there an activation after the last layer?",
            )
        ]
    if z.shape[1:] != (1,) and allclose(z.sum(1), torch.ones(len(z)), atol=1e-4):
        return [
            Finding(
                "softmax-in-head",
                "Expected logits, got probabilities.",
                "In eval mode, the outputs for every image sum to 1, whatever the weights are.",
                "what does cross-entropy do first with its input?",
            )
        ]
    half = torch.cat([z.sum(0) for z in outputs])
    if allclose(half, torch.ones_like(half), atol=1e-4):
        return [
            Finding(
                "softmax-over-batch",
                "Expected logits, got values that sum to 1 in every column.",
                "Softmax was applied across the images of the batch.",
                "which dimension is the batch? And does the head need a softmax at all?",
            )
        ]
    if z.max() <= 1:
        return [
            Finding(
                "sigmoid-in-head",
                "Expected logits, got values that all lie between 0 and 1.",
                "Even with large weights of either sign, no output goes below 0 or above 1.",
                "which losses expect logits, and which expect probabilities?",
            )
        ]
    return [
        Finding(
            "clipped-logits",
            "Expected logits of both signs, got none below 0.",
            "Even with large weights of either sign, no output goes below 0.",
            "is there an activation after the last layer?",
        )
    ]


def _at_limit(z: Tensor) -> float:
    return (z.abs() > 0.999 * z.abs().max()).float().mean().item()
