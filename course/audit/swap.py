"""Check a model after its head was replaced."""

import re

import torch
from torch import Tensor, allclose, equal, nn

from course.heads import HEADS, copied, dead_parameters, find_head
from course.misconceptions import Finding
from course.wording import count, listed

DRAWS = 4


def head_swap(
    model: nn.Module, num_classes: int, x: Tensor, before: nn.Module | None = None
) -> list[Finding]:
    """List what is wrong with a model after its head was replaced.

    Args:
        model: the model after the swap.
        num_classes: C, the number of logits per image that it should return.
        x: a batch of at least 2 images, on the model's device.
        before: a copy of the model from before the swap. Without it, the old head and what should
            have stayed the same cannot be checked.

    Returns:
        The findings, root cause first; empty if the swap is correct.
    """
    if not isinstance(model, nn.Module):
        return [
            Finding(
                "wrong-type",
                f"Expected a model, got an object of type {type(model).__name__}.",
                "A head swap ends with a model that takes images.",
                "what does your function return?",
            )
        ]
    if model is before:
        raise ValueError(
            "Expected `before` to be a copy of the old model, got `model` itself. "
            "Make the copy before the swap, with copy.deepcopy."
        )
    # If the old model cannot run x, that is the caller's error: it is raised here.
    old = None if before is None else find_head(before, x)
    # Everything runs on a copy. A lazy layer has a shape only after its first run.
    probe = copied(model)
    modes = _modes(probe, x, before)
    if wrong_output := _forward(probe.eval(), num_classes, x, before):
        return wrong_output
    flags = {name: p.requires_grad for name, p in probe.named_parameters()}
    # Without the old model, the layer that runs last counts as the new one.
    head_name, _ = old or find_head(probe, x)
    fresh = _new_parameters(probe, before, head_name)
    dead = _dead(model, x, before)
    kept = [] if before is None else _kept(probe, flags, dead, before, head_name, num_classes)
    detached = len(dead) == len(flags)
    if before is None:  # an auxiliary head, or a backbone under no_grad, may be intended
        dead = [name for name in dead if name in fresh]
    gradients = _gradients(flags, dead, fresh, detached)
    new = [p for name, p in probe.named_parameters() if name in fresh]
    return kept + _squashed_now(probe, x, new, before) + gradients + modes


def _forward(
    model: nn.Module, num_classes: int, x: Tensor, before: nn.Module | None
) -> list[Finding]:
    """Check that the output has the shape (N, C); if it has not, find out why."""
    try:
        with torch.no_grad():
            logits = model(x)
    except Exception as error:  # whatever the model raises is the finding
        return [_forward_error(model, num_classes, error)]
    if isinstance(logits, Tensor) and logits.shape == (len(x), num_classes):
        return []
    expected = f"Expected logits of shape {(len(x), num_classes)} for {len(x)} images"
    if not isinstance(logits, Tensor) or logits.ndim != 2 or len(logits) != len(x):
        got = tuple(logits.shape) if isinstance(logits, Tensor) else type(logits).__name__
        return [
            Finding(
                "wrong-output",
                f"{expected}, got {got}.",
                "The forward pass runs, but does not return one row of logits per image.",
                "what happens to the features between the backbone and the output?",
            )
        ]
    what = f"Expected {num_classes} logits per image, got {logits.shape[1]}."
    if dead := _dead(model, x, before):
        return [
            Finding(
                "dead-attribute",
                what,
                f"{listed(dead)} got no gradient: the forward pass never calls that layer.",
                "which attribute does this model's forward() read last?",
            )
        ]
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear) and module.out_features != len(module.weight):
            return [
                Finding(
                    "out-features-edited",
                    what,
                    f"{name} says out_features={module.out_features}, "
                    f"but its weight still has {len(module.weight)} rows.",
                    "what does a Linear layer multiply with: the attribute or the weight?",
                )
            ]
    if before is not None and logits.shape[1] == len(find_head(before, x)[1].weight):
        return [
            Finding(
                "head-unchanged",
                what,
                "The model still ends in its original head.",
                "which layer produces the logits, and is it a new one in the returned model?",
            )
        ]
    return [
        Finding(
            "wrong-class-count",
            what,
            "The width of the output is not the number of classes that was asked for.",
            "where does the new layer get its number of outputs from?",
        )
    ]


def _forward_error(model: nn.Module, num_classes: int, error: Exception) -> Finding:
    message = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
    what = f"Expected {num_classes} logits per image, got {type(error).__name__}: {message}"
    if isinstance(model, nn.Linear | nn.Conv2d):
        return Finding(
            "returned-the-head",
            f"Expected the whole model, got a {type(model).__name__}.",
            "A single layer cannot take images.",
            "which of the two should your function return: the model or its new layer?",
        )
    if re.search(r"\(\d+x1 and \d+x", message):
        return Finding(
            "flatten-missing",
            what,
            "The features still have trailing dimensions of size 1.",
            "between the pooling and the head, what does forward() do outside its child modules?",
        )
    if "shapes cannot be multiplied" in message or "expected input" in message:
        return Finding(
            "width-mismatch",
            what,
            "The layer's in_features is not the width of the features that enter it.",
            "the last dimension of the features that reach the head.",
        )
    return Finding(
        "forward-error",
        what,
        "The model was built, but its forward pass fails.",
        "the layer that the error names, and the input that reaches it.",
    )


def _squashed_now(
    probe: nn.Module, x: Tensor, new: list[nn.Parameter], before: nn.Module | None
) -> list[Finding]:
    """What ``squashed`` finds, without what the old model does too (as in SqueezeNet)."""
    findings = squashed(probe, x, new)
    if findings and before is not None:
        old = copied(before).eval()
        there = squashed(old, x, list(find_head(old, x)[1].parameters()))
        findings = [f for f in findings if f.misconception not in {t.misconception for t in there}]
    return findings


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


def _kept(
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
    tied = {n for n in before.state_dict() if not _within(n, head_name)}
    alive = {n: v for n, v in tensors.items() if n not in dead and n not in tied and v.any()}
    where = [k for k, v in alive.items() if v.shape == old_weight.shape and equal(v, old_weight)]
    if where and len(tensors) > len(before.state_dict()):
        return [
            Finding(
                "stacked-on-logits",
                "Expected the old head to be replaced, got a new layer on top of it.",
                f"The old head's weights are still in the model, under {where[0]}.",
                "what does your new layer receive: the features, or the old logits?",
            )
        ]
    if where and num_classes == len(old_weight):
        return [
            Finding(
                "head-unchanged",
                "Expected a new head, got the old one.",
                f"The old head's weights are still in the model, under {where[0]}.",
                "which layer produces the logits, and is it a new one in the returned model?",
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
            if _within(name, head_name) or _another_head(name, before, model, head, num_classes):
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
            )
        ]
    return []


def _gradients(
    flags: dict[str, bool], dead: list[str], fresh: set[str], detached: bool
) -> list[Finding]:
    """Check that every parameter affects the output, and that every new one can learn.

    Args:
        flags: requires_grad by parameter name.
        dead: the parameters that the output does not depend on.
        fresh: the new parameters.
    """
    if detached:
        return [
            Finding(
                "head-frozen",
                "Expected a new head that can learn, got logits without a gradient.",
                "No parameter gets a gradient from them, even with nothing frozen.",
                "does something in the forward pass detach its result?",
            )
        ]
    findings = []
    if cut := [name for name in dead if name not in fresh]:
        findings.append(
            Finding(
                "swap-also-froze",
                "Expected the backbone to be trainable as before, got "
                f"{count(len(cut), 'tensor')} without a gradient.",
                f"The first is {cut[0]} (requires_grad={flags[cut[0]]}).",
                "does every step of the forward pass let gradients through?",
            )
        )
    elif dead:
        findings.append(
            Finding(
                "dead-attribute",
                f"Expected every parameter to affect the logits, got {len(dead)} without effect.",
                f"{listed(dead)} got no gradient.",
                "which layers does forward() call, and which are only attributes?",
            )
        )
    if frozen := sorted(name for name in fresh if not flags[name]):
        findings.append(
            Finding(
                "head-frozen",
                "Expected a new head that can learn, got a frozen one.",
                f"requires_grad is False for {listed(frozen)}.",
                "which parameters should training be able to change?",
            )
        )
    return findings


def _modes(probe: nn.Module, x: Tensor, before: nn.Module | None) -> list[Finding]:
    """Check that the mode was kept, and that two passes in eval mode give the same logits."""
    if before is not None and (other := _other_modes(probe, before)):
        return [
            Finding(
                "mode-changed",
                f"Expected the model to stay in {_mode(before.training)} mode, "
                f"got {listed(other)} in {_mode(not before.training)} mode.",
                "Dropout and BatchNorm behave differently in the two modes.",
                "which call changes the mode? And which mode does a new layer start in?",
            )
        ]
    if before is None or before.training:
        probe.eval()
    try:
        with torch.no_grad():
            if equal(probe(x).nan_to_num(), probe(x).nan_to_num()):
                return []
    except Exception:  # _forward reports it
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

    The mode of other layers, wrappers included, does not matter; `_modes` notices a new dropout.
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


def _mode(training: bool) -> str:
    return "train" if training else "eval"


def _new_parameters(model: nn.Module, before: nn.Module | None, head_name: str) -> set[str]:
    """Names of the parameters that are not in the old backbone; without ``before``, the head's."""
    if before is None:
        return {name for name, _ in model.named_parameters() if _within(name, head_name)}
    by_shape: dict[tuple, list[Tensor]] = {}
    for name, value in before.named_parameters():
        if not _within(name, head_name):
            by_shape.setdefault(tuple(value.shape), []).append(value)
    return {
        name
        for name, p in model.named_parameters()
        if not any(equal(old.to(p), p) for old in by_shape.get(tuple(p.shape), []))
    }


def _dead(probe: nn.Module, x: Tensor, before: nn.Module | None) -> list[str]:
    """Names of the parameters without effect on the output, except those dead in ``before`` too."""
    dead = dead_parameters(probe, x)
    if dead and before is not None:
        dead -= dead_parameters(before, x)
    return sorted(dead)


def _within(name: str, module: str) -> bool:
    return not module or name.startswith(f"{module}.")


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
