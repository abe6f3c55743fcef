"""Paths to layers: compared with the path of the head, and read as paths."""

from torch import nn

from course.checks.core import describe, fail
from course.heads import HEADS


def last_registered(model: nn.Module) -> tuple[str, nn.Module]:
    """The head of an unchanged torchvision model: registered last of the layers with weights."""
    return [(name, m) for name, m in model.named_modules() if isinstance(m, HEADS)][-1]


def expect_path(model: nn.Module, got: object, right: str, where: str) -> None:
    """Fail unless the path ``got`` leads to the layer at ``right``, and say where it leads.

    Args:
        where: for which model, such as "for vgg16".
    """
    if not isinstance(got, str):
        fail(
            "wrong-type",
            f"Expected a dotted path as a string {where}, got {describe(got)}.",
            "A path names a layer; it is not the layer.",
            "what does named_modules() give along with each module?",
        )
    what = f"Expected the path of the head {where}, got {got!r}."
    try:
        layer = model.get_submodule(got)
    except AttributeError:
        if got in dict(model.named_parameters()):
            fail(
                "wrong-type",
                what,
                "That is the name of a parameter, one tensor of a layer.",
                "what does named_parameters() name, and what named_modules()?",
            )
        fail(
            "no-such-layer",
            what,
            f"This {type(model).__name__} has no layer at that path.",
            "print(model), or its named_modules(): how are the levels joined there?",
        )
    head = model.get_submodule(right)
    if layer is head:
        return
    kind = type(layer).__name__
    if any(inside is head for inside in layer.modules()):
        fail(
            "container-not-layer",
            what,
            f"{'That' if got else 'The empty path'} names the whole {kind}; the head is inside.",
            "which of the layers inside returns one number per class?",
        )
    if not isinstance(layer, HEADS):
        fail(
            "last-is-not-head",
            what,
            f"That layer is of the class {kind}, which has no weights with a row for each class.",
            "which kinds of layer can turn features into logits?",
        )
    if layer is last_registered(model)[1]:
        fail(
            "registered-not-executed",
            what,
            "That layer was registered last, but another one runs last.",
            "the order of named_modules(), and the order in which forward() calls the layers.",
        )
    fail(
        "not-the-last-layer",
        what,
        f"That {kind} has {len(layer.weight)} outputs, the head {len(head.weight)}.",
        "which layers receive its output?",
    )


def names_are_paths(model: nn.Module) -> None:
    """Fail if a layer is registered under a name with a dot in it."""
    for name, module in model.named_modules(remove_duplicate=False):
        if dotted := [key for key in module._modules if "." in key]:
            fail(
                "dotted-attribute",
                f"Expected every layer at the place that its path names, got {dotted[0]!r} as the "
                f"name of one attribute of {name or 'the model'}.",
                "In a checkpoint its keys look like those of the layer that forward() calls.",
                "does setattr follow the dots of a path?",
            )
