"""Find requires_grad where nothing reads it, and where a name has drawn it to the wrong layers."""

from torch import nn

from course.misconceptions import Finding
from course.wording import count


def mislaid_flags(model: nn.Module, what: str) -> list[Finding]:
    """List the flags that were set where nothing reads them.

    Args:
        what: what was expected and what was received, as a sentence.
    """
    parameters = dict(model.named_parameters())
    on_modules = [n for n, m in model.named_modules() if "requires_grad" in vars(m)]
    if on_modules:
        return [
            Finding(
                "flag-on-module",
                what,
                f"requires_grad was set on {on_modules[0] or 'the model'}, which is a module, not "
                "a tensor. Nothing reads it there.",
                "what kind of object does that line set the flag on, and which kind does autograd "
                "look at?",
                tuple(on_modules),
            )
        ]
    if any("requires_grad_" in vars(m) for m in model.modules()):
        return [
            Finding(
                "flag-on-module",
                what,
                "requires_grad_ is a method. It was assigned a value instead of being called.",
                "what is the difference between assigning to a method and calling it?",
            )
        ]
    if misspelt := [n for n, p in parameters.items() for k in vars(p) if k.startswith("require")]:
        key = next(k for k in vars(parameters[misspelt[0]]) if k.startswith("require"))
        return [
            Finding(
                "flag-misspelt",
                what,
                f"{misspelt[0]} has an attribute {key!r}, which PyTorch never reads.",
                "the spelling of the flag, letter by letter.",
                tuple(misspelt),
            )
        ]
    return []


def chosen_by_name(model: nn.Module, head: nn.Module, name: str) -> list[Finding]:
    """Notice a freeze that went by a part of the head's name, and so left other layers trainable.

    A model that is thawed from its end, or as a whole, is fine. Of the others, only those are
    reported in which every trainable parameter outside the head has a name like the head's, and is
    further in: not a norm layer called head_norm beside the head.
    """
    inside, width = {id(p) for p in head.parameters()}, _outputs(head, "")
    extra = [n for n, p in model.named_parameters() if p.requires_grad and id(p) not in inside]
    # Another head, for a distilled or an auxiliary output, has a similar name for a good reason.
    extra = [n for n in extra if _outputs(model, n) != width]
    depth = name.count(".") + 1  # of the head's own parameters
    if not extra or not all(resembles(n, name) and n.count(".") > depth for n in extra):
        return []
    return [
        Finding(
            "frozen-by-name",
            "Expected only the head to be trainable, got "
            f"{count(len(extra), 'tensor')} with a similar name too.",
            f"{extra[0]} is still trainable: its name resembles the head's ({name}).",
            "which other layers have a similar name, in this model or in another?",
            tuple(extra),
        )
    ]


def _outputs(model: nn.Module, parameter: str) -> int:
    """The number of outputs of the layer that a parameter belongs to; 0 if it has none."""
    owner = model.get_submodule(parameter.rpartition(".")[0])
    shape = getattr(getattr(owner, "weight", None), "shape", ())
    return shape[0] if shape else 0


def resembles(extra: str, name: str) -> bool:
    """Whether part of the head's name appears in another place of this name, or inside a word."""
    parts = [(i, part) for i, part in enumerate(name.split(".")) if not part.isdigit()]
    words = list(enumerate(extra.split(".")[:-1]))
    return any(part in word and (i, part) != (j, word) for i, part in parts for j, word in words)
