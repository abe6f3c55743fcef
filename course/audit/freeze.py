"""Check that only the head learns, and name what changes although it should stay fixed."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import torch
from torch import Tensor, equal, nn

from course.audit.mislaid import mislaid_flags, resembles
from course.heads import copied, modes_kept, tensors_in
from course.misconceptions import Finding
from course.wording import count, listed

STEPS = 2


def freezing(
    model: nn.Module,
    head: nn.Module,
    x: Tensor,
    *,
    statistics: bool = True,
    on_copy: bool = True,
) -> list[Finding]:
    """List what changes in training besides the head: the ways in which a freeze fails.

    Calls ``train()`` three times and takes two optimizer steps, as a training loop would.

    Args:
        model: the model, ready for training.
        head: the module inside it that should learn.
        x: a batch of at least 3 images, on the model's device.
        statistics: whether the running statistics of norm layers outside the head must stay fixed.
        on_copy: False trains the model itself. Use it where ``train`` was replaced on the
            instance: in a copy, the replacement may still act on the original.

    Returns:
        The findings, root cause first; empty if only the head learns.

    Raises:
        ValueError: the head is not a module of the model, or x has fewer than 3 images.
    """
    name = next((n for n, m in model.named_modules() if m is head), None)
    if name is None:
        raise ValueError(
            f"Expected head to be a module of the model, got a {type(head).__name__} that is not "
            "in it."
        )
    if len(x) < 3:
        raise ValueError(f"Expected a batch of at least 3 images, got {len(x)}.")
    if found := flags(model, head, name):
        return found
    with modes_kept(model) if on_copy else nullcontext():
        probe = copied(model) if on_copy else model
        return _steps(probe, name, x, statistics)


def flags(model: nn.Module, head: nn.Module, name: str) -> list[Finding]:
    """Check that exactly the head's parameters have requires_grad=True."""
    inside = {id(p) for p in head.parameters()}
    parameters = dict(model.named_parameters())
    trained = {n for n, p in parameters.items() if p.requires_grad}
    wanted = {n for n, p in parameters.items() if id(p) in inside}
    if trained == wanted:
        return []
    head_size = count(len(wanted), "tensor")
    what = f"Expected only the head ({head_size}) to be trainable, got {len(trained)}."
    if mislaid := mislaid_flags(model, what):
        return mislaid
    if missing := sorted(wanted - trained):
        return [
            Finding(
                "head-frozen",
                what,
                f"{missing[0]} belongs to the head ({name}), but has requires_grad=False.",
                "which lines set requires_grad, on which parameters, and in which order?",
                tuple(missing),
            )
        ]
    extra = [n for n in parameters if n in trained - wanted]
    if len(trained) == len(parameters):
        return [
            Finding(
                "swap-is-not-freeze",
                what,
                f"All {len(parameters)} tensors in the model have requires_grad=True.",
                "which line should switch requires_grad off, and does it run?",
            )
        ]
    if alike := [n for n in extra if resembles(n, name)]:
        return [
            Finding(
                "frozen-by-name",
                what,
                f"{alike[0]} is still trainable: its name resembles the head's ({name}).",
                "which other layers have a similar name, in this model or in another?",
                tuple(alike),
            )
        ]
    return [
        Finding(
            "left-trainable",
            what,
            f"Still trainable: {listed(extra)}.",
            "which parts of the model does your code go through, and which does it skip?",
        )
    ]


def _steps(model: nn.Module, head_name: str, x: Tensor, statistics: bool) -> list[Finding]:
    """Train the model for two steps, then compare its tensors and the input of its head."""
    head = model.get_submodule(head_name)
    own = {id(t) for t in (*head.parameters(), *head.buffers())}
    norms = [m for m in model.modules() if _keeps_statistics(m)]
    norms = [m for m in norms if not any(m is inner for inner in head.modules())]
    in_eval = sum(not m.training for m in norms)
    body = {n: t for n, t in _tensors(model) if id(t) not in own}
    before = {n: t.detach().clone() for n, t in body.items()}
    learned = [p.detach().clone() for p in head.parameters()]

    for _ in range(3):
        model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(parameters, lr=0.1, momentum=0.9, weight_decay=0.01)
    for step in range(STEPS):
        optimizer.zero_grad()
        z = torch.cat([t.flatten() for t in tensors_in(model(x))])
        if not z.requires_grad:
            return [_not_learning("The output does not require a gradient: something detaches it.")]
        # A random direction: whatever the output is, the gradient of this loss is not zero.
        noise = torch.randn(z.shape, generator=torch.Generator().manual_seed(step)).to(z)
        (z * noise).mean().backward()
        optimizer.step()
    after = {n: t for n, t in _tensors(model) if n in before}
    moved = [n for n in before if n not in after or not equal(before[n], after[n])]
    moved = [n for n in moved if not n.endswith("num_batches_tracked")]  # only a counter
    buffers = {n for n, _ in model.named_buffers()}
    if parameter := [n for n in moved if n not in buffers]:
        return [
            Finding(
                "left-trainable",
                f"Expected every parameter outside the head to stay fixed, got {len(parameter)} "
                f"that changed in {STEPS} steps.",
                f"The first is {parameter[0]}.",
                "what does model.train() do in this model?",
                tuple(parameter),
            )
        ]
    if all(equal(a, b) for a, b in zip(learned, head.parameters(), strict=True)):
        return [_not_learning("No tensor in the head changed.")]
    if not statistics:
        return []
    if moved:
        return [_drifted(moved, in_eval)]
    return _batch_dependent(model, head, x)


def _not_learning(seen: str) -> Finding:
    return Finding(
        "head-frozen",
        f"Expected the head to learn in {STEPS} steps, got the same weights as before.",
        seen,
        "what happens to the head's output on its way to the loss?",
    )


def _drifted(moved: list[str], in_eval: int) -> Finding:
    what = (
        f"Expected the running statistics outside the head to stay fixed, got {len(moved)} "
        f"that changed in {STEPS} training steps."
    )
    if in_eval:
        return Finding(
            "eval-undone",
            what,
            f"model.train() put {count(in_eval, 'norm layer')} back into train mode.",
            "what does model.train() do to the mode of every module inside the model?",
            tuple(moved),
        )
    return Finding(
        "batchnorm-drifts",
        what,
        f"The first is {moved[0]}. It changed without a gradient.",
        "what does a BatchNorm layer update during a forward pass in train mode?",
        tuple(moved),
    )


def _batch_dependent(model: nn.Module, head: nn.Module, x: Tensor) -> list[Finding]:
    """Check whether an image's features depend on the rest of its batch, in train mode."""
    model.train()
    others = x.clone()
    others[1:] = 3 * x[1:].flip(0) + 1
    with torch.no_grad(), entering(head) as features:
        for batch in (x, others):
            with torch.random.fork_rng([x.device] if x.is_cuda else []):
                torch.manual_seed(0)  # the same dropout mask for both
                model(batch)
    a, b = (f[0] for f in features[-2:])
    if torch.allclose(a, b, rtol=1e-3, atol=1e-3 * a.abs().max().item()):
        return []
    return [
        Finding(
            "batch-statistics",
            "Expected an image to get the same features in every batch, got features that depend "
            "on the other images.",
            "The running statistics no longer change, but train mode does not use them: it "
            "normalises with the mean and variance of the batch.",
            "which mean and variance does a BatchNorm layer use in train mode, and which in eval?",
        )
    ]


@contextmanager
def entering(head: nn.Module) -> Iterator[list[Tensor]]:
    """Collect the input of the head while the block runs: one tensor per forward pass."""
    seen: list[Tensor] = []
    handle = head.register_forward_pre_hook(lambda _, args: seen.append(args[0].detach().clone()))
    try:
        yield seen
    finally:
        handle.remove()


def _keeps_statistics(module: nn.Module) -> bool:
    return getattr(module, "running_mean", None) is not None and hasattr(module, "momentum")


def _tensors(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    yield from model.named_parameters()
    yield from model.named_buffers()
