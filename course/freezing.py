"""Freeze and thaw parts of a model: the library version of the functions of lesson 04.

`course.training.freeze_backbone` belongs to them too.
"""

from collections.abc import Callable, Iterator

from torch import nn
from torch.optim import Optimizer
from torch.utils.data import Dataset

from course import training
from course.heads import replace_head

FIT = {"epochs": 3, "lr": 0.02, "batch_size": 12}  # how lesson 04 trains Lite0's new head


def head_only(model: nn.Module, num_classes: int) -> nn.Module:
    """Freeze a classifier, then give it a new head, in place: only the head is trainable."""
    return replace_head(model.requires_grad_(False), num_classes)


def thaw_fc(model: nn.Module) -> nn.Module:
    """Let ``model.fc`` learn, in place; return the model."""
    model.fc.requires_grad_(True)
    return model


def trainable(model: nn.Module) -> set[str]:
    """Return the names of the parameters that have requires_grad=True."""
    return {name for name, p in model.named_parameters() if p.requires_grad}


def freeze_except(model: nn.Module, head: nn.Module) -> nn.Module:
    """Make exactly the parameters of ``head`` trainable, in place; return the model."""
    model.requires_grad_(False)
    head.requires_grad_(True)
    return model


def collapse(make_model: Callable, train: Dataset, val: Dataset) -> tuple[float, float]:
    """Train the head of a model as it is, and of one whose BatchNorm is held still.

    Args:
        make_model: returns a new pair (model, head) with each call.

    Returns:
        The validation accuracies after the last epoch: (drifting, still).
    """
    accuracies = []
    for hold in (lambda model, head: model, training.freeze_backbone):
        history = training.fit(hold(*make_model()), train, val, **FIT)
        accuracies.append(history.val_accuracy[-1])
    return accuracies[0], accuracies[1]


def blocks(module: nn.Module, prefix: str = "") -> Iterator[str]:
    """Yield the names of the blocks, from the input to the head.

    A block is what a plain ``nn.Sequential`` holds, at any depth; other children of the model are
    blocks themselves.
    """
    for name, child in module.named_children():
        if type(child) is nn.Sequential:
            yield from blocks(child, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def unfreeze_last(model: nn.Module, head: nn.Module, n: int) -> list[str]:
    """Make the head and the n blocks before it trainable, and nothing else, in place.

    Returns:
        The names of the blocks, from the head down. Blocks without parameters do not count.
    """
    freeze_except(model, head)
    modules = {name: model.get_submodule(name) for name in blocks(model)}
    full = [
        name for name, m in modules.items() if m is not head and any(True for _ in m.parameters())
    ]
    names = full[::-1][:n]
    for name in names:
        modules[name].requires_grad_(True)
    return names


def freeze_now(model: nn.Module, optimizer: Optimizer, head: nn.Module) -> nn.Module:
    """Freeze everything but ``head`` in the middle of a run, in place; return the model.

    Without a gradient, the optimizer skips a parameter; so it does not matter that it holds it.
    """
    kept = {id(p) for p in head.parameters()}
    for p in model.parameters():
        if id(p) not in kept:
            p.requires_grad_(False).grad = None
    return model
