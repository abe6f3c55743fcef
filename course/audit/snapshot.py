"""Whether a model was left as it was found."""

from collections import Counter
from dataclasses import dataclass

from torch import Tensor, equal, nn

from course.misconceptions import Finding


@dataclass(frozen=True)
class Snapshot:
    """What a model was at one moment: see ``take`` and ``untouched``."""

    tensors: dict[str, Tensor]
    flags: dict[str, bool]
    modes: dict[str, bool]
    modules: dict[str, tuple]  # the layer, and the forward() that was put over its own, if any
    hooks: Counter

    @classmethod
    def take(cls, model: nn.Module, tensors: bool = True) -> "Snapshot":
        modules = dict(model.named_modules())
        state = model.state_dict() if tensors else {}
        return cls(
            {name: value.clone() for name, value in state.items()},
            {name: p.requires_grad for name, p in model.named_parameters()},
            {name: module.training for name, module in modules.items()},
            {n: (module, vars(module).get("forward")) for n, module in modules.items()},
            _hooks(model),
        )


def _hooks(model: nn.Module) -> Counter:
    counts: Counter = Counter()
    for name, module in model.named_modules():
        counts[name] = sum(len(v) for k, v in vars(module).items() if k.endswith("_hooks"))
    return counts


def untouched(model: nn.Module, was: Snapshot) -> list[Finding]:
    """Say in which ways a model is no longer what it was when the snapshot was taken."""
    now = Snapshot.take(model, tensors=False)
    if now.modules != was.modules:
        changed = [n for n in was.modules if now.modules.get(n) != was.modules[n]]
        changed += [n for n in now.modules if n not in was.modules]
        return [
            Finding(
                "head-left-replaced",
                "Expected the model to have its own layers afterwards, got others.",
                f"{changed[0]} is not the layer that was there.",
                "what was taken off the model, and is it put back on every way out?",
            )
        ]
    if now.hooks != was.hooks:
        where = next(n for n in now.hooks if now.hooks[n] != was.hooks[n])
        if now.hooks[where] < was.hooks[where]:
            return [
                Finding(
                    "hook-removed",
                    "Expected the model's own hooks to stay, got one removed.",
                    f"It was on {where or 'the model itself'} before the call.",
                    "which hooks does your code remove: its own, or all that it meets?",
                )
            ]
        return [
            Finding(
                "hook-left-behind",
                "Expected no new hook on the model afterwards, got one.",
                f"It sits on {where or 'the model itself'} and will run at every forward pass.",
                "what does register_forward_hook return, and what is it for?",
            )
        ]
    if now.modes != was.modes:
        where = [n for n in now.modes if now.modes[n] != was.modes[n]]
        mode = "train" if now.modes[where[0]] else "eval"
        return [
            Finding(
                "mode-changed",
                "Expected every layer in the mode it was in, got "
                f"{len(where)} in the other one, of {len(now.modes)}.",
                f"{where[0] or 'The model'} is now in {mode} mode.",
                "what does the code that runs afterwards expect? And who remembers the old mode?",
            )
        ]
    tensors = model.state_dict()
    changed = [n for n, v in was.tensors.items() if n not in tensors or not equal(v, tensors[n])]
    changed += [n for n in was.flags if now.flags[n] != was.flags[n]]
    if changed:
        return [
            Finding(
                "weights-changed",
                "Expected the model's tensors and requires_grad flags as they were, got "
                f"{len(changed)} changed.",
                f"The first is {changed[0]}.",
                "which line writes to the model?",
            )
        ]
    return []
