"""Whether only the head is trained: what freezing was meant to keep still, and what moves."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import torch
from torch import Tensor, equal, nn

from course.heads import copied, modes_kept, tensors_in
from course.misconceptions import Finding

STEPS = 2


def freezing(
    model: nn.Module,
    head: nn.Module,
    x: Tensor,
    *,
    statistics: bool = True,
    on_copy: bool = True,
) -> list[Finding]:
    """Say what is trained besides the head, or moves all the same: a freeze that does not hold.

    ``train()`` is called three times and two optimizer steps are taken, as a training loop would.

    Args:
        model: as it goes into training.
        head: the module of it that is to learn.
        x: a batch that the model takes, N >= 3 images, on the model's device.
        statistics: whether the running statistics of norm layers outside the head are to stay.
        on_copy: False lets the model itself take the steps. A ``train()`` that was put on an
            instance may act on the original from within a copy.

    Returns:
        What was found, the root cause first; empty if nothing but the head learns.

    Raises:
        ValueError: the head is no part of the model, or x holds fewer than 3 images.
    """
    name = next((n for n, m in model.named_modules() if m is head), None)
    if name is None:
        raise ValueError(
            f"Expected a module of the model as its head, got a {type(head).__name__}."
        )
    if len(x) < 3:
        raise ValueError(f"Expected 3 images or more, got {len(x)}.")
    if found := flags(model, head, name):
        return found
    with modes_kept(model) if on_copy else nullcontext():
        probe = copied(model) if on_copy else model
        return _steps(probe, name, x, statistics)


def flags(model: nn.Module, head: nn.Module, name: str) -> list[Finding]:
    """Whether the parameters with requires_grad are exactly the head's."""
    inside = {id(p) for p in head.parameters()}
    parameters = dict(model.named_parameters())
    trained = {n for n, p in parameters.items() if p.requires_grad}
    wanted = {n for n, p in parameters.items() if id(p) in inside}
    if trained == wanted:
        return []
    what = f"Expected {len(wanted)} trainable tensors, those of the head, got {len(trained)}."
    on_modules = [n for n, m in model.named_modules() if "requires_grad" in vars(m)]
    if on_modules:
        return [
            Finding(
                "flag-on-module",
                what,
                f"{on_modules[0] or 'The model'} has an attribute requires_grad of its own, which "
                "nothing reads: it is a module, not a tensor.",
                "what kind of object does that line write to, and who has the flag that counts?",
            )
        ]
    if any("requires_grad_" in vars(m) for m in model.modules()):
        return [
            Finding(
                "flag-on-module",
                what,
                "requires_grad_ is a method of a module. It was given a value, and never called.",
                "what does = do with the name of a method?",
            )
        ]
    if misspelt := [n for n, p in parameters.items() for k in vars(p) if k.startswith("require")]:
        key = next(k for k in vars(parameters[misspelt[0]]) if k.startswith("require"))
        return [
            Finding(
                "flag-misspelt",
                what,
                f"{misspelt[0]} has an attribute {key!r}, which nothing reads.",
                "the name of the flag, letter by letter.",
            )
        ]
    if missing := sorted(wanted - trained):
        return [
            Finding(
                "head-frozen",
                what,
                f"{missing[0]}, of the head ({name}), has requires_grad=False.",
                "the order of your steps, and which parameters each of them reaches.",
            )
        ]
    extra = [n for n in parameters if n in trained - wanted]
    if len(trained) == len(parameters):
        return [
            Finding(
                "swap-is-not-freeze",
                what,
                f"All {len(parameters)} tensors of the model have requires_grad=True.",
                "which line takes the flag away from a parameter, and when does it run?",
            )
        ]
    if alike := [n for n in extra if _resembles(n, name)]:
        return [
            Finding(
                "frozen-by-name",
                what,
                f"{alike[0]} is trained too: its name resembles the head's ({name}).",
                "which other layers have such a name, in this model or in another one?",
            )
        ]
    return [
        Finding(
            "left-trainable",
            what,
            f"{extra[0]} is trained too" + (f", and {n} more." if (n := len(extra) - 1) else "."),
            "which parts of the model does your code go through, and which does it never meet?",
        )
    ]


def _resembles(extra: str, name: str) -> bool:
    """Whether a tensor's name holds a part of the head's name, somewhere else or inside a word."""
    parts = [(i, part) for i, part in enumerate(name.split(".")) if not part.isdigit()]
    words = list(enumerate(extra.split(".")[:-1]))
    return any(part in word and (i, part) != (j, word) for i, part in parts for j, word in words)


def _steps(model: nn.Module, head_name: str, x: Tensor, statistics: bool) -> list[Finding]:
    """Train the model for two steps, and compare its tensors and what enters its head."""
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
            return [_not_learning("The output carries no gradient: something detaches it.")]
        # Any loss will do that no output makes stationary: a random direction.
        noise = torch.randn(z.shape, generator=torch.Generator().manual_seed(step)).to(z)
        (z * noise).mean().backward()
        optimizer.step()
    after = {n: t for n, t in _tensors(model) if n in before}
    moved = [n for n in before if n not in after or not equal(before[n], after[n])]
    moved = [n for n in moved if not n.endswith("num_batches_tracked")]  # a counter, used nowhere
    buffers = {n for n, _ in model.named_buffers()}
    if parameter := [n for n in moved if n not in buffers]:
        return [
            Finding(
                "left-trainable",
                f"Expected every parameter outside the head to stay, got {len(parameter)} that "
                f"moved in {STEPS} steps.",
                f"The first is {parameter[0]}.",
                "what does model.train() do in this model?",
            )
        ]
    if all(equal(a, b) for a, b in zip(learned, head.parameters(), strict=True)):
        return [_not_learning(f"None of its tensors moved in {STEPS} steps.")]
    if not statistics:
        return []
    if moved:
        return [_drifted(moved, in_eval)]
    return _batch_dependent(model, head, x)


def _not_learning(seen: str) -> Finding:
    return Finding(
        "head-frozen",
        f"Expected the head to learn in {STEPS} steps, got the same head.",
        seen,
        "what does the way from the head to the loss look like?",
    )


def _drifted(moved: list[str], in_eval: int) -> Finding:
    what = (
        f"Expected the running statistics outside the head to stay, got {len(moved)} "
        f"moved by train() and {STEPS} steps."
    )
    if in_eval:
        return Finding(
            "eval-undone",
            what,
            f"{in_eval} norm layers were in eval mode, until model.train() was called.",
            "what does model.train() do with the mode of every module inside the model?",
        )
    return Finding(
        "batchnorm-drifts",
        what,
        f"The first is {moved[0]}. No gradient was needed for that.",
        "what does a BatchNorm layer do in the forward pass, in train mode, besides its output?",
    )


def _batch_dependent(model: nn.Module, head: nn.Module, x: Tensor) -> list[Finding]:
    """Whether an image's features depend on the other images of its batch, in train mode."""
    model.train()
    others = x.clone()
    others[1:] = 3 * x[1:].flip(0) + 1
    with torch.no_grad(), entering(head) as features:
        for batch in (x, others):
            with torch.random.fork_rng([x.device] if x.is_cuda else []):
                torch.manual_seed(0)  # the same dropout for both
                model(batch)
    a, b = (f[0] for f in features[-2:])
    if torch.allclose(a, b, rtol=1e-3, atol=1e-3 * a.abs().max().item()):
        return []
    return [
        Finding(
            "batch-statistics",
            "Expected an image to get the same features in any batch, got others.",
            "The running statistics stay as they are, but in train mode they are not used: "
            "the batch's own mean and variance are.",
            "which numbers does a BatchNorm layer normalise with, in either mode?",
        )
    ]


@contextmanager
def entering(head: nn.Module) -> Iterator[list[Tensor]]:
    """Collect what enters the head while the block runs, one tensor a forward pass."""
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
