"""Check a model after its head was replaced."""

import re

import torch
from torch import Tensor, equal, nn

from course.audit.kept import mode_kept, rest_kept, within
from course.audit.squash import squashed
from course.heads import copied, dead_parameters, find_head
from course.misconceptions import Finding
from course.wording import count, listed


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
    modes = mode_kept(probe, x, before)
    probe.eval()
    if wrong_output := forward(probe, num_classes, x, before):
        return wrong_output
    flags = {name: p.requires_grad for name, p in probe.named_parameters()}
    # Without the old model, the layer that runs last counts as the new one.
    head_name, _ = old or find_head(probe, x)
    fresh = _new_parameters(probe, before, head_name)
    dead = _dead(model, x, before)
    kept = [] if before is None else rest_kept(probe, flags, dead, before, head_name, num_classes)
    detached = len(dead) == len(flags)
    if before is None:  # an auxiliary head, or a backbone under no_grad, may be intended
        dead = [name for name in dead if name in fresh]
    unlearnable = gradients(flags, dead, fresh, detached)
    new = [p for name, p in probe.named_parameters() if name in fresh]
    return kept + _squashed_now(probe, x, new, before) + unlearnable + modes


def forward(
    model: nn.Module, num_classes: int, x: Tensor, before: nn.Module | None
) -> list[Finding]:
    """Check that the output has the shape (N, C); if it has not, find out why."""
    try:
        with torch.no_grad():
            logits = model(x)
    except Exception as error:  # whatever the model raises is the finding
        return [forward_error(model, num_classes, error)]
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
                tuple(dead),
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
                    (name,),
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


def forward_error(model: nn.Module, num_classes: int | None, error: Exception) -> Finding:
    """Name what an error of the forward pass is about; ``num_classes`` is None if unknown."""
    message = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
    wanted = f"{num_classes} logits per image" if num_classes else "logits"
    what = f"Expected {wanted}, got {type(error).__name__}: {message}"
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
        old = copied(before)
        old.eval()
        there = squashed(old, x, list(find_head(old, x)[1].parameters()))
        findings = [f for f in findings if f.misconception not in {t.misconception for t in there}]
    return findings


def gradients(
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
                tuple(cut),
            )
        )
    elif dead:
        findings.append(
            Finding(
                "dead-attribute",
                f"Expected every parameter to affect the logits, got {len(dead)} without effect.",
                f"{listed(dead)} got no gradient.",
                "which layers does forward() call, and which are only attributes?",
                tuple(dead),
            )
        )
    if frozen := sorted(name for name in fresh if not flags[name]):
        findings.append(
            Finding(
                "head-frozen",
                "Expected a new head that can learn, got a frozen one.",
                f"requires_grad is False for {listed(frozen)}.",
                "which parameters should training be able to change?",
                tuple(frozen),
            )
        )
    return findings


def _new_parameters(model: nn.Module, before: nn.Module | None, head_name: str) -> set[str]:
    """Names of the parameters that are not in the old backbone; without ``before``, the head's."""
    if before is None:
        return {name for name, _ in model.named_parameters() if within(name, head_name)}
    by_shape: dict[tuple, list[Tensor]] = {}
    for name, value in before.named_parameters():
        if not within(name, head_name):
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
