"""Find the head of a classifier, get the features that enter it, and replace it."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

HEADS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def find_head(model: nn.Module, x: Tensor) -> tuple[str, nn.Module]:
    """Return the name and the module of the last Linear or convolution that ``model(x)`` runs.

    The head runs last. It need not be registered last: a layer that is never called is not a head.
    This is correct for all 80 classification models of torchvision 0.29; in GoogLeNet and
    Inception, it finds the main head. The pass runs in eval mode without gradients, and the model
    stays as it was.

    Raises:
        TypeError: ``model`` is not a module.
        ValueError: the forward pass runs no Linear and no convolution.
    """
    name, module, _ = _last_layer(model, x)
    return name, module


def head_input(model: nn.Module, x: Tensor) -> Tensor:
    """Return the features, the input of the head: (N, in_features), or (N, C, H, W) for a Conv2d.

    They do not require a gradient. Everything else is as in `find_head`.
    """
    _, _, features = _last_layer(model, x)
    return features


def replace_head(model: nn.Module, num_classes: int, x: Tensor | None = None) -> nn.Module:
    """Give a classifier a new, random head with ``num_classes`` logits, in place; return the model.

    Everything else stays as it was: the type of the layer and its input size, whether it has a
    bias, its dtype, device, and train or eval mode, and every other layer. Auxiliary heads keep
    their number of classes.

    Args:
        x: a batch for the model: the head is then the layer that runs last. Without it, the head is
            the layer registered last (the same one in all 80 classification models of
            torchvision 0.29).

    Raises:
        TypeError, ValueError: as in `find_head`; also if the model is a single layer or
            num_classes < 1.
    """
    if num_classes < 1:
        raise ValueError(f"Expected num_classes to be 1 or more, got {num_classes}.")
    if x is not None:
        name, old = find_head(model, x)
    else:
        layers = [(name, m) for name, m in _modules(model) if isinstance(m, HEADS)]
        if not layers:
            raise ValueError(
                f"Expected a model with a Linear or convolution layer, got {type(model).__name__}."
            )
        name, old = layers[-1]
    if not name:
        raise ValueError(
            f"Expected a model that contains its head, got a single {type(old).__name__} layer."
        )
    where = {"bias": old.bias is not None, "device": old.weight.device, "dtype": old.weight.dtype}
    if isinstance(old, nn.Linear):
        new = nn.Linear(old.in_features, num_classes, **where)
    else:
        shape = ("kernel_size", "stride", "padding", "dilation", "groups", "padding_mode")
        options = {key: getattr(old, key) for key in shape}
        new = type(old)(old.in_channels, num_classes, **options, **where)
    model.set_submodule(name, new.train(old.training), strict=True)
    return model


def dead_parameters(model: nn.Module, x: Tensor) -> set[str]:
    """Return the names of the parameters that ``model(x)`` does not depend on in eval mode.

    A frozen parameter still affects the output: it is not dead. Runs on a copy.
    """
    probe = copied(model)  # a new copy: some models cache results of a no_grad pass
    probe.eval()  # not in the line above: somebody's train() may return nothing
    if any(isinstance(p, nn.parameter.UninitializedParameter) for p in probe.parameters()):
        with torch.no_grad():
            probe(x)
    return without_gradient(probe, x)


def without_gradient(probe: nn.Module, x: Tensor) -> set[str]:
    """Names of the parameters that one backward pass does not reach, in the mode it is in.

    Switches on ``requires_grad`` for all of them, so give a copy.
    """
    names, parameters = zip(*probe.requires_grad_(True).named_parameters(), strict=True)
    with torch.enable_grad():
        total = sum(t.sum() for t in tensors_in(probe(x)) if t.is_floating_point())
        if not isinstance(total, Tensor) or not total.requires_grad:
            return set(names)
        gradients = torch.autograd.grad(total, parameters, allow_unused=True)
    return {name for name, grad in zip(names, gradients, strict=True) if grad is None}


def tensors_in(output: object) -> Iterator[Tensor]:
    """Yield the tensors in a model's output: some models return several, in a tuple or a dict."""
    if isinstance(output, Tensor):
        yield output
    elif isinstance(output, dict | tuple | list):
        for part in output.values() if isinstance(output, dict) else output:
            yield from tensors_in(part)


def copied(model: nn.Module) -> nn.Module:
    """Return a deep copy, even of a model that holds tensors with a graph."""
    # deepcopy refuses a tensor with a graph, such as a stored activation or weight_norm's weight.
    held = [v for m in model.modules() for v in vars(m).values() if isinstance(v, Tensor)]
    return copy.deepcopy(model, {id(v): v.detach().clone() for v in held if not v.is_leaf})


def _modules(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"Expected a torch.nn.Module, got {type(model).__name__}. "
            "If it comes from pretrained(), pass its .model."
        )
    return model.named_modules()


def _last_layer(model: nn.Module, x: Tensor) -> tuple[str, nn.Module, Tensor]:
    last: tuple[nn.Module, Tensor] | None = None

    def remember(module: nn.Module, args: tuple, kwargs: dict[str, Any]) -> None:
        nonlocal last
        last = module, args[0] if args else kwargs["input"]

    names = {m: name for name, m in _modules(model) if isinstance(m, HEADS)}
    handles = [m.register_forward_pre_hook(remember, with_kwargs=True) for m in names]
    try:
        with modes_kept(model), torch.no_grad():
            model.eval()  # in train mode BatchNorm would update its statistics
            model(x)
    finally:
        for handle in handles:
            handle.remove()
    if last is None:
        raise ValueError(
            f"Expected a model whose forward pass runs a Linear or convolution layer, got "
            f"{type(model).__name__}, which runs none of its {len(names)}."
        )
    module, features = last
    return names[module], module, features


@contextmanager
def modes_kept(model: nn.Module) -> Iterator[None]:
    """Restore the mode of each module afterwards: parts of a model may be in different modes."""
    modes = [(module, module.training) for module in model.modules()]
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training
