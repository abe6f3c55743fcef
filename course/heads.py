"""Find the head of a classifier by watching which layer its forward pass runs last."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

HEADS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def find_head(model: nn.Module, x: Tensor) -> tuple[str, nn.Module]:
    """Return the name and the module of the last Linear or Conv2d that ``model(x)`` runs.

    Run last, not registered last: a layer that nobody calls is no head. (Right for all 80
    classification models of torchvision 0.29; in GoogLeNet and Inception it is the main head.)
    Runs in eval mode without gradients and leaves the model as it was.

    Raises:
        TypeError: ``model`` is not a module.
        ValueError: the forward pass runs no Linear and no Conv2d.
    """
    name, module, _ = _last_layer(model, x)
    return name, module


def head_input(model: nn.Module, x: Tensor) -> Tensor:
    """Return what enters the head, the features: (N, in_features), or (N, C, H, W) for a Conv2d.

    They carry no gradient. Otherwise as `find_head`.
    """
    _, _, features = _last_layer(model, x)
    return features


def _last_layer(model: nn.Module, x: Tensor) -> tuple[str, nn.Module, Tensor]:
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"Expected a torch.nn.Module, got {type(model).__name__}. "
            "Of what pretrained() returns, pass the .model."
        )
    last: tuple[nn.Module, Tensor] | None = None

    def remember(module: nn.Module, args: tuple, kwargs: dict[str, Any]) -> None:
        nonlocal last
        last = module, args[0] if args else kwargs["input"]

    names = {m: name for name, m in model.named_modules() if isinstance(m, HEADS)}
    handles = [m.register_forward_pre_hook(remember, with_kwargs=True) for m in names]
    try:
        with modes_kept(model), torch.no_grad():
            model.eval()  # in train mode BatchNorm would learn from x
            model(x)
    finally:
        for handle in handles:
            handle.remove()
    if last is None:
        raise ValueError(
            f"Expected a model whose forward pass runs a Linear or Conv2d layer, got "
            f"{type(model).__name__}, which runs none of its {len(names)}."
        )
    module, features = last
    return names[module], module, features


@contextmanager
def modes_kept(model: nn.Module) -> Iterator[None]:
    """Restore each module's own mode: a frozen part may be in eval inside a training model."""
    modes = [(module, module.training) for module in model.modules()]
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training
