"""Whether an optimizer, and the schedule on it, drive the tensors of this very model."""

from collections import Counter
from collections.abc import Iterator

from torch import Tensor, nn
from torch.optim import LBFGS, Optimizer

from course.misconceptions import Finding
from course.wording import count, listed


def optimizer_state(
    model: nn.Module, optimizer: Optimizer, scheduler: object = None, frozen: bool = False
) -> list[Finding]:
    """Say where an optimizer and a model no longer fit together.

    Tensors are told apart by identity, as an optimizer does: a copy is another tensor.

    Args:
        scheduler: one that should drive this optimizer; those inside it are looked at too.
        frozen: also report every parameter that is held and does not require a gradient. Without
            it, only those that the next step can move, because they carry a gradient.

    Returns:
        What was found, the root cause first; empty if everything fits. Nothing is changed.
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
    # More than a head, and the same shapes again: not a layer was replaced, but the tensors.
    if 2 * len(dead) > len(held) and shapes == Counter(p.shape for p in dead):
        yield Finding(
            "orphaned-optimizer",
            "Expected this model's parameters in the optimizer, got "
            f"{count(len(dead), 'tensor')} of another.",
            "They have the shapes of the model's, and no forward pass reads them.",
            "was the model copied, built again, or given new tensors after the optimizer was made?",
        )
        return
    if dead and missing:
        yield Finding(
            "built-before-swap",
            f"Expected the model's tensors, got {len(dead)} that left it, and not "
            f"{listed(missing)}.",
            "It still holds the layer that was replaced, and does not know the new one.",
            "which of the two came first: the optimizer or the new layer?",
        )
    elif dead:
        yield Finding(
            "dead-held",
            "Expected only tensors of the model in the optimizer, got "
            f"{count(len(dead), 'tensor')} that {_are(len(dead))} not in it.",
            "They take memory and are saved with every checkpoint, and no forward pass reads them.",
            "what became of the tensors that the model gave up?",
        )
    elif missing:
        yield Finding(
            "live-not-held",
            "Expected every trainable parameter in the optimizer, got one without "
            f"{listed(missing)}.",
            "What the optimizer does not hold gets a gradient and never moves.",
            "by which rule was its list made, and when?",
        )
    if twice := [names.get(key, "a dead tensor") for key, count in held.items() if count > 1]:
        yield Finding(
            "held-twice",
            f"Expected every tensor once in the optimizer, got {listed(twice)} more than once.",
            "Each time it is listed, a step moves it again.",
            "which two of the lists that were joined overlap?",
        )


def _state(optimizer: Optimizer, names: dict[int, str], held: Counter) -> Iterator[Finding]:
    left = [p for p in optimizer.state if isinstance(p, Tensor) and id(p) not in held]
    if left:
        yield Finding(
            "state-of-the-dead",
            "Expected state for held tensors only, got state of "
            f"{count(len(left), 'tensor')} that no group lists.",
            "Training goes on, but state_dict() cannot name these entries and raises a KeyError.",
            "the optimizer's `state`, beside its groups.",
        )
    if isinstance(optimizer, LBFGS):  # its vectors run over all parameters at once
        return
    for p, entries in optimizer.state.items():
        if not isinstance(p, Tensor) or id(p) not in held or not isinstance(entries, dict):
            continue
        for key, value in entries.items():
            if isinstance(value, Tensor) and not _fits(value, p):
                yield Finding(
                    "state-shape-clash",
                    f"Expected {key} of {names.get(id(p), 'a tensor')} to fit its shape "
                    f"{tuple(p.shape)}, got {tuple(value.shape)}.",
                    "The state was loaded by position; the clash shows at the next step only.",
                    "whose state is it, and what stood at that position when it was saved?",
                )
                return


def _fits(value: Tensor, p: Tensor) -> bool:
    """Whether a state tensor can be this parameter's: a factored one has sides of 1."""
    if value.ndim != p.ndim or value.ndim == 0:
        return True  # counters, and what some optimizers keep in a form of their own
    return all(a in (1, b) for a, b in zip(value.shape, p.shape, strict=True))


def _frozen(model: nn.Module, held: Counter, every: bool) -> Iterator[Finding]:
    still = [(n, p) for n, p in model.named_parameters() if not p.requires_grad and id(p) in held]
    moving = [name for name, p in still if p.grad is not None]
    if moving or (every and still):
        seen = (
            f"{moving[0]} carries a gradient from before it was frozen: the next step moves it."
            if moving
            else f"{still[0][0]} is one. Without a gradient a step passes it by."
        )
        yield Finding(
            "frozen-held",
            "Expected trainable parameters only in the optimizer, got "
            f"{count(len(moving or still), 'tensor')} that {_are(len(moving or still))} frozen.",
            seen,
            "which parameters should this optimizer be able to move?",
        )


def _schedules(optimizer: Optimizer, scheduler: object) -> Iterator[Finding]:
    inner = getattr(scheduler, "_schedulers", ())  # of SequentialLR and ChainedScheduler
    for each in (scheduler, *inner):
        drives = getattr(each, "optimizer", optimizer)
        if each is not None and drives is not optimizer:
            yield Finding(
                "schedule-elsewhere",
                f"Expected the {type(each).__name__} to drive this optimizer, got one that drives "
                "another.",
                "It changes rates that nobody uses; the rates of this optimizer stay where they "
                "are.",
                "which optimizer was the schedule given when it was made?",
            )
            return


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
