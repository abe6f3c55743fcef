"""Check the learning rates of an optimizer's groups."""

from collections.abc import Iterator

from torch import nn
from torch.optim import Optimizer

from course.misconceptions import Finding
from course.wording import listed

FACTOR = 2  # a body that is this much faster than the new head is no rounding


def rates(
    model: nn.Module, optimizer: Optimizer, head: nn.Module, scheduler: object = None
) -> list[Finding]:
    """List learning rates that keep the head still, or make the body learn faster than the head.

    A schedule may start at 0, and multiplies the rate that a group was given: what counts is that
    rate, ``initial_lr``. Only trainable parameters count.

    Args:
        head: the new head, a module inside the model.
    """
    names = {id(p): name for name, p in model.named_parameters() if p.requires_grad}
    own = {id(p) for p in head.parameters()}
    body, new = {}, {}
    for group in optimizer.param_groups:
        rate = float(group.get("initial_lr", group["lr"]) if scheduler else group["lr"])
        for p in group["params"]:
            if id(p) in names:
                (new if id(p) in own else body)[names[id(p)]] = rate
    return [*_zero(new), *_swapped(body, new)]


def _zero(new: dict[str, float]) -> Iterator[Finding]:
    if still := [name for name, rate in new.items() if rate == 0]:
        yield Finding(
            "rate-zero",
            f"Expected a learning rate above 0 for the head, got 0 for {listed(still)}.",
            "A step multiplies by the rate: it changes nothing there.",
            "which value reaches lr of that group?",
            tuple(still),
        )


def _swapped(body: dict[str, float], new: dict[str, float]) -> Iterator[Finding]:
    if not body or not new or not min(new.values()):
        return
    fast = [name for name, rate in body.items() if rate >= FACTOR * max(new.values())]
    if fast:
        yield Finding(
            "rates-swapped",
            "Expected the new head to learn at least as fast as the body, got "
            f"{max(new.values()):.3g} for the head and {body[fast[0]]:.3g} for {listed(fast, 1)}.",
            "The head starts from random weights, and the body from trained ones.",
            "which of the two groups needs the larger steps?",
            tuple(fast),
        )
