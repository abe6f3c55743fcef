"""Check that a model was left as it was."""

from collections import Counter
from dataclasses import dataclass

from torch import Tensor, equal, nn

from course.misconceptions import Finding


@dataclass(frozen=True)
class Snapshot:
    """The state of a model at one moment: see ``take`` and ``untouched``."""

    tensors: dict[str, Tensor]
    flags: dict[str, bool]
    modes: dict[str, bool]
    modules: dict[str, tuple]  # the layer, and a forward() set on the instance, if any
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
    """List what has changed in a model since the snapshot was taken."""
    now = Snapshot.take(model, tensors=False)
    if now.modules != was.modules:
        changed = [n for n in was.modules if now.modules.get(n) != was.modules[n]]
        changed += [n for n in now.modules if n not in was.modules]
        return [
            Finding(
                "head-left-replaced",
                "Expected the model to have its own layers after the call, got a different one.",
                f"{changed[0]} is not the layer that was there before.",
                "what does your code remove from the model, and does every way out put it back?",
            )
        ]
    if now.hooks != was.hooks:
        where = next(n for n in now.hooks if now.hooks[n] != was.hooks[n])
        if now.hooks[where] < was.hooks[where]:
            return [
                Finding(
                    "hook-removed",
                    "Expected the model to keep its own hooks, got one removed.",
                    f"It was on {where or 'the model itself'} before the call.",
                    "which hooks does your code remove: only its own, or every hook it finds?",
                )
            ]
        return [
            Finding(
                "hook-left-behind",
                "Expected no new hook on the model after the call, got one.",
                f"It is on {where or 'the model itself'} and will run in every forward pass.",
                "what does register_forward_hook return, and what is it for?",
            )
        ]
    if now.modes != was.modes:
        where = [n for n in now.modes if now.modes[n] != was.modes[n]]
        mode = "train" if now.modes[where[0]] else "eval"
        return [
            Finding(
                "mode-changed",
                "Expected every layer to keep its mode, got "
                f"{len(where)} of {len(now.modes)} in the other mode.",
                f"{where[0] or 'The model'} is now in {mode} mode.",
                "which mode does the code after the call expect, and which line restores it?",
            )
        ]
    tensors = model.state_dict()
    changed = [n for n, v in was.tensors.items() if n not in tensors or not equal(v, tensors[n])]
    changed += [n for n in was.flags if now.flags[n] != was.flags[n]]
    if changed:
        ran = all(name.endswith(_STATISTICS) for name in changed)
        return [
            Finding(
                "weights-changed",
                "Expected the model's tensors and requires_grad flags to stay as they were, got "
                f"{len(changed)} changed.",
                f"The first is {changed[0]}.",
                "which mode is the model in when your code runs it?"
                if ran
                else "which line writes to the model?",
            )
        ]
    return []


_STATISTICS = ("running_mean", "running_var", "num_batches_tracked")  # a pass in train mode does it
