"""What one training step shows about a model."""

from collections.abc import Mapping

from torch import Tensor, equal, nn
from torch.optim import Optimizer

from course.audit.optimizer import optimizer_state
from course.misconceptions import Finding
from course.wording import listed


def training_step(
    model: nn.Module, optimizer: Optimizer, before: Mapping[str, Tensor]
) -> list[Finding]:
    """List what is wrong with the last step: forward, backward and ``optimizer.step()``.

    Call it before the gradients of that step are cleared.

    Args:
        before: ``model.state_dict()`` from before the forward pass, with its tensors cloned.

    Returns:
        The findings, root cause first: what the optimizer holds, trainable layers without a
        gradient, and frozen layers whose running statistics changed.
    """
    findings = optimizer_state(model, optimizer)
    if dead := [n for n, p in model.named_parameters() if p.requires_grad and p.grad is None]:
        findings.append(
            Finding(
                "dead-attribute",
                f"Expected a gradient for every trainable parameter, got none for {listed(dead)}.",
                "The loss in this step does not depend on them.",
                "which layers does forward() call, and which are only attributes?",
                tuple(dead),
            )
        )
    if drifted := [name for name, norm in frozen_norms(model) if moved(norm, name, before)]:
        findings.append(
            Finding(
                "batchnorm-drifts",
                f"Expected frozen layers to stay fixed, got {len(drifted)} whose running "
                "statistics changed.",
                f"The first is {drifted[0]}. It changed without a gradient.",
                "what does a BatchNorm layer update during a forward pass in train mode?",
                tuple(drifted),
            )
        )
    return findings


def frozen_norms(model: nn.Module) -> list[tuple[str, nn.Module]]:
    """Norm layers with running statistics whose own parameters are all frozen, with their names."""
    return [
        (name, module)
        for name, module in model.named_modules()
        if getattr(module, "running_mean", None) is not None
        and getattr(module, "weight", None) is not None
        and not any(p.requires_grad for p in module.parameters())
    ]


def moved(norm: nn.Module, name: str, before: Mapping[str, Tensor]) -> bool:
    """Whether a norm layer's running statistics differ from those in a state dict."""
    prefix = f"{name}." if name else ""
    return any(
        not equal(getattr(norm, key), before[f"{prefix}{key}"])
        for key in ("running_mean", "running_var")
    )
