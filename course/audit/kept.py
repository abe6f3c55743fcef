"""Check that a swap changed the head and nothing else: layers, weights, flags and modes."""

import torch
from torch import Tensor, equal, nn

from course.heads import HEADS
from course.misconceptions import Finding
from course.wording import count, listed


def rest_kept(
    model: nn.Module,
    flags: dict[str, bool],
    dead: list[str],
    before: nn.Module,
    head_name: str,
    num_classes: int,
) -> list[Finding]:
    """Check that the old head is gone and that everything else is as it was."""
    head = before.get_submodule(head_name)
    tensors = dict(model.state_dict())
    old_weight = head.weight.detach()
    # Weights that the head shares with the backbone are no sign of the old head.
    tied = {n for n in before.state_dict() if not within(n, head_name)}
    alive = {n: v for n, v in tensors.items() if n not in dead and n not in tied and v.any()}
    where = [k for k, v in alive.items() if v.shape == old_weight.shape and equal(v, old_weight)]
    if where and len(tensors) > len(before.state_dict()):
        return [
            Finding(
                "stacked-on-logits",
                "Expected the old head to be replaced, got a new layer on top of it.",
                f"The old head's weights are still in the model, under {where[0]}.",
                "what does your new layer receive: the features, or the old logits?",
                tuple(where),
            )
        ]
    if where and num_classes == len(old_weight):
        return [
            Finding(
                "head-unchanged",
                "Expected a new head, got the old one.",
                f"The old head's weights are still in the model, under {where[0]}.",
                "which layer produces the logits, and is it a new one in the returned model?",
                tuple(where),
            )
        ]
    if where:
        return [
            Finding(
                "sliced-logits",
                "Expected a new head, got outputs of the old one.",
                f"The old head's weights are still in the model, under {where[0]}, "
                "and there is no new layer.",
                "what were those rows of weights trained to recognise?",
                tuple(where),
            )
        ]
    sliced = [
        name
        for name, value in alive.items()
        if value.shape[1:] == old_weight.shape[1:]
        and all((row == old_weight).flatten(1).all(1).any() for row in value)
    ]
    if sliced:
        return [
            Finding(
                "sliced-logits",
                "Expected a new head, got rows of the old one.",
                f"{sliced[0]} holds the old head's weights for {len(tensors[sliced[0]])} classes.",
                "what were those rows of weights trained to recognise?",
                tuple(sliced),
            )
        ]
    lost, changed = [], []
    for kept, old in (
        (dict(model.named_parameters()), dict(before.named_parameters())),
        (dict(model.named_buffers()), dict(before.named_buffers())),
    ):
        by_shape: dict[tuple, list[str]] = {}
        for name, value in kept.items():
            by_shape.setdefault(tuple(value.shape), []).append(name)
        for name, value in old.items():
            if within(name, head_name) or _another_head(name, before, model, head, num_classes):
                continue
            # By name first; a backbone wrapped in another module has new names.
            found = [name] if name in kept else by_shape.get(tuple(value.shape), [])
            found = [n for n in found if kept[n].shape == value.shape and equal(kept[n], value)]
            if not found:
                lost.append(name)
            elif all(flags.get(n, False) != value.requires_grad for n in found):
                changed.append(name)
    if lost:
        return [
            Finding(
                "backbone-changed",
                "Expected every tensor outside the head to stay as it was, got "
                f"{len(lost)} changed.",
                f"The first is {lost[0]}.",
                "where do the weights of the returned model's backbone come from?",
                tuple(lost),
            )
        ]
    if changed:
        return [
            Finding(
                "swap-also-froze",
                "Expected requires_grad to stay as it was, got "
                f"{count(len(changed), 'tensor')} with another value.",
                f"The first is {changed[0]}.",
                "what was asked for: a swap, a freeze, or both?",
                tuple(changed),
            )
        ]
    return []


def _another_head(
    name: str, before: nn.Module, model: nn.Module, head: nn.Module, num_classes: int
) -> bool:
    """Whether a tensor belongs to an auxiliary head that was replaced too."""
    owner = name.rpartition(".")[0]
    if owner not in (now := dict(model.named_modules())):
        return False
    old = getattr(before.get_submodule(owner), "weight", None)
    new = getattr(now[owner], "weight", None)
    return (
        isinstance(now[owner], HEADS) and len(old) == len(head.weight) and len(new) == num_classes
    )


def within(name: str, module: str) -> bool:
    return not module or name.startswith(f"{module}.")


def mode_kept(probe: nn.Module, x: Tensor, before: nn.Module | None) -> list[Finding]:
    """Check that the mode was kept, and that two passes in eval mode give the same logits."""
    if before is not None and (other := _other_modes(probe, before)):
        mode, kept = (
            ("train", "eval") if probe.get_submodule(other[0]).training else ("eval", "train")
        )
        return [
            Finding(
                "mode-changed",
                f"Expected {listed(other)} to stay in {kept} mode, got {mode} mode.",
                "Dropout and BatchNorm behave differently in the two modes.",
                "which call changes the mode? And which mode does a new layer start in?",
                tuple(other),
            )
        ]
    if before is None or before.training:
        probe.eval()
    try:
        with torch.no_grad():
            if equal(probe(x).nan_to_num(), probe(x).nan_to_num()):
                return []
    except Exception:  # swap.forward reports it
        return []
    return [
        Finding(
            "dropout-in-eval",
            "Expected the same logits from two passes in eval mode, got different ones.",
            "Dropout is still active.",
            "does the dropout follow the model's mode? And which mode does a new layer start in?",
        )
    ]


def _other_modes(model: nn.Module, before: nn.Module) -> list[str]:
    """Names of the BatchNorm layers, and of the old model's dropouts, that are in another mode.

    The mode of other layers, wrappers included, does not matter; `mode_kept` notices a new dropout.
    BatchNorm layers are compared in order, because they have other names inside a wrapper.
    """
    norms = [(n, m) for n, m in model.named_modules() if hasattr(m, "running_mean")]
    wanted = [m.training for m in before.modules() if hasattr(m, "running_mean")]
    wanted += [before.training] * (len(norms) - len(wanted))
    other = [
        name for (name, m), training in zip(norms, wanted, strict=False) if m.training != training
    ]
    now = dict(model.named_modules())
    return other + [
        name
        for name, module in before.named_modules()
        if isinstance(module, nn.Dropout) and name in now and now[name].training != module.training
    ]
