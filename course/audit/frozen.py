"""Check what train mode does to the frozen part of a model, whichever part that is."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course.audit.step import frozen_norms, moved
from course.misconceptions import Finding
from course.wording import count, listed


def frozen_part(model: nn.Module, probe: nn.Module, x: Tensor) -> tuple[list[Finding], object]:
    """List what changes, or differs, in the frozen part once a loop has called ``train()``.

    Args:
        model: the model as it was returned. Its modes and flags may change: the caller restores
            them.
        probe: a copy of it, which runs x in train mode.
        x: a batch of at least 2 images.

    Returns:
        The findings, and the output of the probe in train mode, None if it did not run.
    """
    norms = dict(frozen_norms(probe))
    was_held = {n for n, m in norms.items() if probe.training and not m.training}
    trained = {n for n, p in probe.named_parameters() if p.requires_grad}
    into_train_mode(model, probe)
    if thawed := [n for n, p in probe.named_parameters() if p.requires_grad and n not in trained]:
        return [_thawed(thawed)], None
    if (dropouts := list(_silent(probe))) and not any(m.training for m in probe.modules()):
        return [_mode_lost(dropouts)], None
    before = {
        f"{name}.{key}": value.clone()
        for name, m in norms.items()
        for key, value in m.named_buffers()
    }
    with torch.no_grad(), _off_statistics(norms) as off:
        output = probe(x)
    if drifted := [name for name, norm in norms.items() if moved(norm, name, before)]:
        return [_drift(drifted, [n for n in drifted if n in was_held])], output
    return [_of_the_batch(off, len(norms))] if off else [], output


def into_train_mode(model: nn.Module, probe: nn.Module) -> None:
    """Call ``train()`` on a copy, as a training loop would on the model.

    ``own_copy`` leaves out a ``train`` that acts on the original: then the original is switched,
    and the copy takes over its modes and flags.
    """
    probe.train()
    if sum("train" in vars(m) for m in model.modules()) == sum(
        "train" in vars(m) for m in probe.modules()
    ):
        return
    model.train()
    for mine, other in zip(probe.modules(), model.modules(), strict=True):
        mine.training = other.training
    for mine, other in zip(probe.parameters(), model.parameters(), strict=True):
        mine.requires_grad_(other.requires_grad)


def _silent(model: nn.Module) -> Iterator[str]:
    """Names of the dropouts in eval mode before a layer that learns; before others, it is fine."""
    kinds = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d)
    for name, parent in model.named_modules():
        children = list(parent.named_children())
        for i, (child, module) in enumerate(children):
            if not isinstance(module, kinds) or module.training or not module.p:
                continue
            after = (list(m.parameters()) for _, m in children[i + 1 :])
            if any(p.requires_grad for p in next(filter(None, after), ())):
                yield f"{name}.{child}" if name else child


def _thawed(names: list[str]) -> Finding:
    return Finding(
        "left-trainable",
        "Expected train() to leave requires_grad as it is, got "
        f"{count(len(names), 'frozen tensor')} that it made trainable.",
        f"The first is {names[0]}.",
        "what does model.train() do in this model?",
        tuple(names),
    )


def _mode_lost(dropouts: list[str]) -> Finding:
    return Finding(
        "train-mode-lost",
        "Expected train() to switch the model to train mode, got every module in eval mode.",
        f"{count(len(dropouts), 'dropout')} will never be active: {listed(dropouts)}.",
        "which parts does this train() leave in eval mode, and which should it?",
        tuple(dropouts),
    )


def _of_the_batch(names: list[str], of: int) -> Finding:
    return Finding(
        "batch-statistics",
        "Expected frozen norm layers to use their running statistics, got "
        f"{len(names)} of {of} that use those of the batch.",
        f"The first is {names[0]}. Its running statistics do not change, and train mode does not "
        "use them.",
        "which mean and variance does a BatchNorm layer use in train mode, and which in eval?",
        tuple(names),
    )


def _drift(drifted: list[str], undone: list[str]) -> Finding:
    what = (
        f"Expected frozen layers to stay fixed, got {count(len(drifted), 'norm layer')} whose "
        "running statistics change in train mode."
    )
    if undone:
        return Finding(
            "eval-undone",
            what,
            f"{count(len(undone), 'norm layer')} were in eval mode until model.train() was called.",
            "what does model.train() do to the mode of every module inside the model?",
            tuple(undone),
        )
    return Finding(
        "batchnorm-drifts",
        what,
        f"The first is {drifted[0]}. It changed in one forward pass, without a gradient.",
        "what does a BatchNorm layer update during a forward pass in train mode?",
        tuple(drifted),
    )


@contextmanager
def _off_statistics(norms: dict[str, nn.Module]) -> Iterator[list[str]]:
    """Collect the names of the norm layers whose output is not that of eval mode."""
    off: list[str] = []

    def compare(name: str, norm: nn.Module, x: Tensor, out: object) -> None:
        wanted = F.batch_norm(
            x, norm.running_mean, norm.running_var, norm.weight, norm.bias, False, 0.0, norm.eps
        )
        if not torch.allclose(out, wanted, rtol=1e-2, atol=1e-2 * wanted.abs().max().item()):
            off.append(name)

    plain = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
    handles = [
        norm.register_forward_hook(lambda m, args, out, name=name: compare(name, m, args[0], out))
        for name, norm in norms.items()
        if type(norm) in plain  # others, timm's with an activation inside, compute something else
    ]
    try:
        yield off
    finally:
        for handle in handles:
            handle.remove()
