"""Find layers that are in the wrong place: on a wrapper, beside the path, in a list."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from course.audit.kept import within
from course.audit.probe import in_mode
from course.heads import HEADS, tensors_in, without_gradient
from course.misconceptions import Finding
from course.wording import listed

_WRAPPERS = {  # by name: neither must be imported to be recognised
    "DataParallel": "module",
    "DistributedDataParallel": "module",
    "OptimizedModule": "_orig_mod",  # what torch.compile returns
}


def unwrapped(model: nn.Module) -> tuple[nn.Module, list[Finding]]:
    """Return the model inside DataParallel or torch.compile, and what is wrong with those."""
    findings: list[Finding] = []
    while inner := _WRAPPERS.get(type(model).__name__):
        beside = [n for n, _ in model.named_parameters() if not within(n, inner)]
        if beside:
            findings.append(
                Finding(
                    "wrapper-attribute",
                    f"Expected the new layer in the model, got it on the {type(model).__name__} "
                    "around it.",
                    f"{listed(beside)} belong to the wrapper, whose forward pass only calls "
                    f"its .{inner}.",
                    "which object holds the layers that forward() runs?",
                    tuple(beside),
                )
            )
        model = getattr(model, inner)
    return model, findings


def misplaced(model: nn.Module, x: Tensor, head_name: str | None, dead: set[str]) -> list[Finding]:
    """Name a layer that is kept where the forward pass, or the training, misses it.

    Without the old model, a layer that has no effect in either mode counts as new if it was
    registered after the head and beside it; one further in is the old head of a wrapped backbone.

    Args:
        model: a copy.
        head_name: the layer that runs last, None if that is not known.
        dead: the parameters without effect in eval mode.
    """
    beside = _beside(model, x, head_name, dead) if head_name and dead else ()
    return [*_dotted(model), *_edited(model), *_hidden(model, x), *beside][:1]


def _dotted(model: nn.Module) -> Iterator[Finding]:
    for name, module in model.named_modules():
        for child in module._modules:
            if "." in child:
                where = f"{name}.{child}" if name else child
                yield Finding(
                    "dotted-attribute",
                    f"Expected a layer inside another one, got an attribute called {child!r}.",
                    "setattr does not follow dots: the forward pass still runs the old layer.",
                    "which method replaces a layer by its path?",
                    (where,),
                )
                return


def _beside(model: nn.Module, x: Tensor, head_name: str, dead: set[str]) -> Iterator[Finding]:
    order = [name for name, _ in model.named_modules()]
    last = order.index(head_name)
    parents = {"", head_name.rpartition(".")[0]}
    # Of one dead container, only the outermost name: model.fc = nn.Sequential(...).
    new = [
        name
        for name in order[last + 1 :]
        if name.rpartition(".")[0] in parents
        and any(isinstance(m, HEADS) for m in model.get_submodule(name).modules())
        and _all_dead(model.get_submodule(name), name, dead)
    ]
    if new and (names := sorted(n for n in dead & _unused_in_training(model, x) if _in(n, new))):
        yield Finding(
            "dead-attribute",
            f"Expected every layer that was added to affect the logits, got {listed(new)} without "
            "effect.",
            f"{listed(names)} got no gradient. The logits come from {head_name}.",
            "which attribute does this model's forward() read last?",
            tuple(names),
        )


def _all_dead(module: nn.Module, name: str, dead: set[str]) -> bool:
    own = [f"{name}.{n}" for n, _ in module.named_parameters()]
    return bool(own) and all(n in dead for n in own)


def _in(parameter: str, modules: list[str]) -> bool:
    return any(within(parameter, module) for module in modules)


def _unused_in_training(model: nn.Module, x: Tensor) -> set[str]:
    """Names of the parameters without effect in train mode, where auxiliary heads have one."""
    return without_gradient(in_mode(model, training=True), x)


def _edited(model: nn.Module) -> Iterator[Finding]:
    for name, module in model.named_modules():
        if type(module) is nn.Linear and module.out_features != len(module.weight):
            yield Finding(
                "out-features-edited",
                f"Expected {module.out_features} outputs of {name}, got {len(module.weight)}.",
                f"It says out_features={module.out_features}, but its weight still has "
                f"{len(module.weight)} rows.",
                "what does a Linear layer multiply with: the attribute or the weight?",
                (name,),
            )
            return


def _hidden(model: nn.Module, x: Tensor) -> Iterator[Finding]:
    """Layers that the output depends on, in a plain list, tuple or dict of a module."""
    known = {id(m) for m in model.modules()}
    for owner, module in model.named_modules():
        for attribute, value in vars(module).items():
            if attribute.startswith("_") or not isinstance(value, list | tuple | dict):
                continue
            items = value.values() if isinstance(value, dict) else value
            layers = [m for m in items if isinstance(m, nn.Module) and id(m) not in known]
            parameters = [p.requires_grad_() for m in layers for p in m.parameters()]
            if parameters and _reached(model, x, parameters):
                where = f"{owner}.{attribute}" if owner else attribute
                yield Finding(
                    "list-hides-parameters",
                    "Expected every layer to be registered in the model, got "
                    f"{len(parameters)} tensors in a Python {type(value).__name__}.",
                    f"The logits depend on {where}, but parameters() and state_dict() do not list "
                    "it.",
                    "which containers register the layers that are put into them?",
                    (where,),
                )


def _reached(model: nn.Module, x: Tensor, parameters: list[Tensor]) -> bool:
    model.eval()
    with torch.enable_grad():
        total = sum(t.sum() for t in tensors_in(model(x)) if t.is_floating_point())
        if not isinstance(total, Tensor) or not total.requires_grad:
            return False
        gradients = torch.autograd.grad(total, parameters, allow_unused=True)
    return any(g is not None for g in gradients)


def auxiliary(output: object, width: int) -> list[Finding]:
    """Check that auxiliary outputs in train mode have the classes of the main one.

    Auxiliary is what a named tuple or a dict calls so, as in torchvision's Inception.

    Args:
        output: what the model returns in train mode.
        width: the number of logits per image of the main output.
    """
    named = output._asdict() if hasattr(output, "_asdict") else output
    if not isinstance(named, dict):
        return []
    others = {
        name: value.shape[1]
        for name, value in named.items()
        if "aux" in name and isinstance(value, Tensor) and value.ndim == 2
    }
    if wrong := [name for name, outputs in others.items() if outputs != width]:
        return [
            Finding(
                "aux-head-forgotten",
                f"Expected {width} logits per image from every head, got {others[wrong[0]]} from "
                f"{wrong[0]}.",
                "That output exists in train mode only.",
                "which heads does this model have in train mode?",
                tuple(wrong),
            )
        ]
    return []
