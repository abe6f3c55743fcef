"""Optimizers that follow a model: the library version of the functions of lesson 05."""

import copy
from collections import Counter
from typing import Any

from torch import Tensor, equal, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from course.heads import replace_head


def compare(model: nn.Module, optimizer: Optimizer) -> dict[str, Any]:
    """Compare by identity what a model has and what an optimizer holds.

    Returns:
        ``missing``: the names of trainable parameters that are not held; ``dead``: how many tensors
        are held that the model does not have; ``duplicated``: how many are listed more than once.
    """
    held = Counter(id(p) for group in optimizer.param_groups for p in group["params"])
    own = {id(p) for p in model.parameters()}
    trainable = {name: id(p) for name, p in model.named_parameters() if p.requires_grad}
    return {
        "missing": [name for name, key in trainable.items() if key not in held],
        "dead": len(held.keys() - own),
        "duplicated": sum(times > 1 for times in held.values()),
    }


def rebuild(model: nn.Module, optimizer: Optimizer) -> Optimizer:
    """Return an optimizer of the same class for the model's trainable parameters, without state.

    A parameter that was held keeps its group's options; the last group takes the others.
    """
    left = {p: None for p in model.parameters() if p.requires_grad}
    groups = []
    for old in optimizer.param_groups:
        kept = [p for p in dict.fromkeys(old["params"]) if p in left]
        for p in kept:
            del left[p]
        options = {key: value for key, value in old.items() if key not in ("params", "param_names")}
        groups.append(options | {"params": kept})
    groups[-1]["params"] += left
    return type(optimizer)(groups)


def two_rate_groups(
    model: nn.Module, head: nn.Module, lr: float, head_factor: float
) -> list[dict[str, Any]]:
    """Return groups in which the head learns faster, and tensors of one dimension do not decay.

    Source for the second: timm's ``param_groups_weight_decay``.
    """
    inside = {id(p) for p in head.parameters()}
    groups: dict[tuple[bool, bool], dict[str, Any]] = {}
    for p in model.parameters():
        if p.requires_grad:
            kind = id(p) in inside, p.ndim <= 1
            new = {"params": [], "lr": lr * (head_factor if kind[0] else 1)}
            groups.setdefault(kind, new | ({"weight_decay": 0.0} if kind[1] else {}))
            groups[kind]["params"].append(p)
    return list(groups.values())


def swap_mid_training(
    model: nn.Module, optimizer: Optimizer, num_classes: int
) -> tuple[nn.Module, Optimizer]:
    """Replace the head, and rebuild the optimizer with the state of all that stays."""
    model = replace_head(model, num_classes)
    new = rebuild(model, optimizer)
    held = {p for group in new.param_groups for p in group["params"]}
    new.state.update({p: state for p, state in optimizer.state.items() if p in held})
    return model, new


def rebind(scheduler: LRScheduler, optimizer: Optimizer) -> LRScheduler:
    """Let a schedule go on with another optimizer, from the step where it is, in place."""
    for old, new in zip(scheduler.optimizer.param_groups, optimizer.param_groups, strict=True):
        new["lr"], new["initial_lr"] = old["lr"], old["initial_lr"]
    scheduler.optimizer = optimizer
    return scheduler


def snapshot(model: nn.Module) -> dict[str, Tensor]:
    """Return copies of all parameters and buffers, by name."""
    return {name: value.clone() for name, value in model.state_dict().items()}


def moved(before: dict[str, Tensor], after: dict[str, Tensor]) -> set[str]:
    """Return the names of the tensors that differ, in whatever digit, between two snapshots."""
    return {name for name, value in before.items() if not equal(value, after[name])}


def resume(model: nn.Module, optimizer: Optimizer, checkpoint: dict[str, Any]) -> list[str]:
    """Restore a run whose head had another size, by name; return the tensors that were skipped.

    Args:
        checkpoint: the state dicts ``"model"`` and ``"optimizer"``, which stay as they are.

    Raises:
        ValueError: a group of the saved optimizer has no ``param_names``. Nothing has changed then.
    """
    saved, own = checkpoint["optimizer"], model.state_dict()
    if not all("param_names" in group for group in saved["param_groups"]):
        raise ValueError(
            "Expected param_names in every group of the saved optimizer, got a group without. "
            "Make the optimizer from model.named_parameters() before the checkpoint is saved."
        )
    names: dict[int, str] = {}
    for group in saved["param_groups"]:
        names.update(zip(group["params"], group["param_names"], strict=True))
    fits = {k: v for k, v in checkpoint["model"].items() if k in own and own[k].shape == v.shape}
    model.load_state_dict(fits, strict=False)
    parameters = dict(model.named_parameters())
    for number, state in saved["state"].items():
        if names[number] in fits:
            optimizer.state[parameters[names[number]]] = copy.deepcopy(state)
    return [name for name in own if name not in fits]
