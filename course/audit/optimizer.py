"""Check that an optimizer, and the schedule on it, update the tensors of this model."""

from collections import Counter
from collections.abc import Iterator

from torch import Tensor, nn
from torch.optim import LBFGS, Optimizer

from course.misconceptions import Finding
from course.wording import count, listed


def optimizer_state(
    model: nn.Module, optimizer: Optimizer, scheduler: object = None, frozen: bool = False
) -> list[Finding]:
    """List where an optimizer and a model no longer fit together.

    Tensors are compared by identity, as in the optimizer itself: a copy is a different tensor.

    Args:
        scheduler: a schedule that should drive this optimizer; schedules inside it are checked too.
        frozen: report every frozen parameter that the optimizer holds. By default, only those with
            a gradient are reported, because the next step moves them.

    Returns:
        The findings, root cause first; empty if everything fits. Nothing is changed.
    """
    names = {id(p): name for name, p in model.named_parameters()}
    held = Counter(id(p) for group in optimizer.param_groups for p in group["params"])
    tensors = {id(p): p for group in optimizer.param_groups for p in group["params"]}
    dead = [p for key, p in tensors.items() if key not in names]
    left = {n: p for n, p in model.named_parameters() if p.requires_grad and id(p) not in held}
    return [
        *_who_is_held(names, held, dead, left),
        *_state(optimizer, names, held),
        *_frozen(model, held, frozen),
        *_schedules(optimizer, scheduler),
    ]


def _who_is_held(
    names: dict[int, str], held: Counter, dead: list[Tensor], left: dict[str, Tensor]
) -> Iterator[Finding]:
    missing, shapes = list(left), Counter(p.shape for p in left.values())
    # More than a head, and all shapes are the same: the whole model was replaced, not one layer.
    if 2 * len(dead) > len(held) and shapes == Counter(p.shape for p in dead):
        yield Finding(
            "orphaned-optimizer",
            "Expected the optimizer to hold this model's parameters, got "
            f"{count(len(dead), 'tensor')} of another model.",
            "They have the shapes of this model's parameters, but its forward pass never uses "
            "them.",
            "was the model copied, built again, or given new tensors after the optimizer was made?",
        )
        return
    if dead and missing:
        yield Finding(
            "built-before-swap",
            f"Expected the optimizer to hold the model's tensors, got {len(dead)} that left the "
            f"model. Missing: {listed(missing)}.",
            "The optimizer still holds the layer that was replaced, and not the new one.",
            "which did the code create first: the optimizer or the new layer?",
            tuple(missing),
        )
    elif dead:
        yield Finding(
            "dead-held",
            "Expected the optimizer to hold only tensors of the model, got "
            f"{count(len(dead), 'tensor')} that the model does not have.",
            "The forward pass never uses them, but they take memory and are saved in every "
            "checkpoint.",
            "when the model replaces a layer, what happens to the optimizer's list?",
        )
    elif missing:
        yield Finding(
            "live-not-held",
            "Expected the optimizer to hold every trainable parameter, got one without "
            f"{listed(missing)}.",
            "A parameter that the optimizer does not hold gets a gradient, but never changes.",
            "which parameters was the optimizer given, and when?",
            tuple(missing),
        )
    if twice := [names.get(key, "a dead tensor") for key, count in held.items() if count > 1]:
        yield Finding(
            "held-twice",
            f"Expected the optimizer to hold each tensor once, got {listed(twice)} more than once.",
            "A step updates a tensor once for every time that it is listed.",
            "which of the lists of parameters overlap?",
            tuple(twice),
        )


def _state(optimizer: Optimizer, names: dict[int, str], held: Counter) -> Iterator[Finding]:
    left = [p for p in optimizer.state if isinstance(p, Tensor) and id(p) not in held]
    if left:
        yield Finding(
            "state-of-the-dead",
            "Expected optimizer state only for tensors in its groups, got state for "
            f"{count(len(left), 'tensor')} that no group lists.",
            "Training still runs, but state_dict() cannot name these entries and raises KeyError.",
            "the optimizer's `state`, next to its `param_groups`.",
        )
    if isinstance(optimizer, LBFGS):  # its state is one vector over all parameters
        return
    for p, entries in optimizer.state.items():
        if not isinstance(p, Tensor) or id(p) not in held or not isinstance(entries, dict):
            continue
        for key, value in entries.items():
            if isinstance(value, Tensor) and not _fits(value, p):
                yield Finding(
                    "state-shape-clash",
                    f"Expected {key} of {names.get(id(p), 'a tensor')} to have its shape "
                    f"{tuple(p.shape)}, got {tuple(value.shape)}.",
                    "The state was loaded by position. It raises no error until the next step.",
                    "which tensor was at that position when the state was saved?",
                    (names.get(id(p), ""),),
                )
                return


def _fits(value: Tensor, p: Tensor) -> bool:
    """Whether a state tensor can belong to this parameter; factored state has sides of 1."""
    if value.ndim != p.ndim or value.ndim == 0:
        return True  # counters, and state that an optimizer keeps in a form of its own
    return all(a in (1, b) for a, b in zip(value.shape, p.shape, strict=True))


def _frozen(model: nn.Module, held: Counter, every: bool) -> Iterator[Finding]:
    still = [(n, p) for n, p in model.named_parameters() if not p.requires_grad and id(p) in held]
    moving = [name for name, p in still if p.grad is not None]
    if moving or (every and still):
        seen = (
            f"{moving[0]} still has a gradient from before it was frozen: the next step moves it."
            if moving
            else f"The first is {still[0][0]}. A step skips it, because it has no gradient."
        )
        yield Finding(
            "frozen-held",
            "Expected the optimizer to hold only trainable parameters, got "
            f"{count(len(moving or still), 'frozen tensor')}.",
            seen,
            "which parameters is this optimizer meant to update?",
            tuple(moving or [name for name, _ in still]),
        )


def _schedules(optimizer: Optimizer, scheduler: object) -> Iterator[Finding]:
    inner = getattr(scheduler, "_schedulers", ())  # of SequentialLR and ChainedScheduler
    for each in (scheduler, *inner):
        drives = getattr(each, "optimizer", optimizer)
        if each is not None and drives is not optimizer:
            yield Finding(
                "schedule-elsewhere",
                f"Expected the {type(each).__name__} to drive this optimizer, got one that drives "
                "another optimizer.",
                "It changes learning rates that no step uses. This optimizer's rates stay as they "
                "are.",
                "which optimizer was the schedule created with?",
            )
            return
