"""A model as a tree to unfold: shapes, parameters, the head, and layers without effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import torch
from torch import Tensor, nn

from course.heads import HEADS, dead_parameters, find_head, modes_kept
from course.page import cards
from course.views import style
from course.views.verdicts import Hunt, kind, shape_of
from course.wording import count, wrapped

SCRIPT = Path(__file__).resolve().parents[1] / "assets" / "explorer.js"


@dataclass
class Node:
    """One module: its path, its output shape, and what else a forward pass shows about it."""

    path: str
    module: nn.Module
    shape: str  # "" if it did not run as a module
    parameters: int
    dead: bool  # it holds parameters, and the output depends on none of them
    children: list["Node"]


def show_model(model: nn.Module, x: Tensor) -> None:
    """Show a model's modules as a tree, with the output shape of each in ``model(x)``.

    Marks the head, and the layers that the output does not depend on. Needs no JavaScript. The pass
    runs in eval mode, and the model stays as it was.

    Args:
        x: a batch for the model. With both on the meta device, nothing is computed.

    Raises:
        TypeError, ValueError: as in `course.heads.find_head`.
    """
    head, _ = find_head(model, x)
    root = explore(model, x)
    text = _as_text(root, head)
    style.show_html(_tree(root, head, text), text)


def explore(model: nn.Module, x: Tensor) -> Node:
    """Return the tree of a model's modules, with what one forward pass shows about each."""
    shapes: dict[nn.Module, str] = {}

    def note(module: nn.Module, args: tuple, output: object) -> None:
        shapes[module] = shape_of(output)

    handles = [module.register_forward_hook(note) for module in model.modules()]
    try:
        with modes_kept(model), torch.no_grad():
            model.eval()(x)
    finally:
        for handle in handles:
            handle.remove()
    return _node("", model, shapes, dead_parameters(model, x))


def _node(path: str, module: nn.Module, shapes: dict[nn.Module, str], dead: set[str]) -> Node:
    names = [f"{path}.{name}".lstrip(".") for name, _ in module.named_parameters()]
    return Node(
        path,
        module,
        shapes.get(module, ""),
        sum(p.numel() for p in module.parameters()),
        bool(names) and dead.issuperset(names),
        [
            _node(f"{path}.{name}".lstrip("."), child, shapes, dead)
            for name, child in module.named_children()
        ],
    )


def _as_text(root: Node, head: str) -> str:
    """Describe the tree in a few lines of text."""
    nodes = list(_walk(root))
    candidates = [node for node in nodes if isinstance(node.module, HEADS)]
    found = next(node for node in nodes if node.path == head)
    weight = found.module.weight
    lines = [
        f"{type(root.module).__name__}: {len(nodes)} modules, {root.parameters:,} parameters, "
        f"output {root.shape}.",
        f"Head: {head}, a {type(found.module).__name__} from {weight.shape[1]} features to "
        f"{weight.shape[0]} logits. Of the {len(candidates)} Linear and convolution layers, it "
        f"runs last. It holds {found.parameters / root.parameters:.1%} of the parameters.",
    ]
    # Name only the topmost module: everything inside it is dead too.
    dead = [node for node in nodes if node.dead]
    inside = {child.path for node in dead for child in node.children}
    if top := [node.path for node in dead if node.path not in inside]:
        lines.append(f"In eval mode the output does not depend on: {', '.join(top)}.")
    return wrapped("\n".join(lines))


def _walk(node: Node) -> list[Node]:
    return [node, *(each for child in node.children for each in _walk(child))]


_BOX = (
    f"background:{style.PAGE};color:{style.TEXT};border:1px solid {style.LINE};padding:8px;"
    "font-family:monospace;font-size:13px;line-height:1.5"
)
_MARK = "padding:0 6px;border-radius:3px;font-weight:bold;"


def _tree(root: Node, head: str, text: str) -> str:
    first = escape(text.splitlines()[0])
    return f'<div style="{_BOX}">{_item(root, head, first)}</div>'


def _item(node: Node, head: str, title: str = "") -> str:
    """A module as a line. One with children can be unfolded; those around the head start open."""
    name = title or f"<b>{escape(node.path.rpartition('.')[2])}</b> {escape(kind(node.module))}"
    count = f"{node.parameters:,} parameters" if node.parameters else ""
    parts = [] if title else [node.shape and f"→ {escape(node.shape)}", count]
    if node.path == head:
        ground = f"background:{style.BLUE};color:{style.WHITE}"
        parts.append(f'<span style="{_MARK}{ground}">head: runs last</span>')
    elif node.dead:
        ground = f"background:{style.ORANGE_DARK};color:{style.WHITE}"
        parts.append(f'<span style="{_MARK}{ground}">no effect on the output</span>')
    line = " · ".join([name, *filter(None, parts)])
    if not node.children:
        return f'<div style="margin-left:16px">{line}</div>'
    around = not node.path or head.startswith(f"{node.path}.")
    inside = "".join(_item(child, head) for child in node.children)
    return (
        f'<details style="margin-left:{0 if title else 16}px"{" open" * around}>'
        f"<summary>{line}</summary>{inside}</details>"
    )


# --- the student searches ---------------------------------------------------------------------


def find_the_head(models: Mapping[str, nn.Module], x: Tensor) -> None:
    """Let a person find the head of each model: a click on a layer says whether it is, and why.

    On a notebook page with a kernel. Elsewhere, a table of the models that gives no answer away. A
    model runs once, when it is picked, in eval mode without gradients, and stays as it was. Without
    numbers to compute, on the meta device, even large models answer at once.

    Args:
        models: a name for each of them.
        x: a batch for all of them. It is moved to the device of each model, and takes its dtype.

    Raises:
        TypeError: ``models`` is not a mapping to modules.
        ValueError: there are no models.
    """
    named = isinstance(models, Mapping)
    if not named or not all(isinstance(model, nn.Module) for model in models.values()):
        raise TypeError("Expected a dict of models, such as {'resnet18': models.resnet18()}.")
    if not models:
        raise ValueError("Expected at least one model, got an empty dict.")
    sizes = {str(name): len(list(model.modules())) for name, model in models.items()}
    html = _sizes(sizes)
    text = f"Find the head of {count(len(sizes), 'model')}: pick a model, then a layer of it."
    if where := cards.running_cell():
        from course.page import live  # takes half a second, and a batch job has no clicks

        hunt = Hunt({str(name): model for name, model in models.items()}, x)
        fixed = {"models": [{"name": name, "modules": size} for name, size in sizes.items()]}
        name = live.attach(where, SCRIPT, fixed, lambda question: hunt.view(**question))
        html = f'<div data-course-view="{name}">{html}</div>'
    else:
        listed = ", ".join(f"{name} ({size})" for name, size in sizes.items())
        text += f"\n{NEEDS_KERNEL}\nModels, with their number of modules: {listed}."
    style.show_html(html, wrapped(text))


NEEDS_KERNEL = "This needs a notebook page with a kernel: open it in JupyterLab and run this cell."


def _sizes(sizes: Mapping[str, int]) -> str:
    cell = f"text-align:left;padding:3px 12px 3px 0;color:{style.TEXT};background:{style.PAGE}"
    rows = "".join(
        f'<tr><th scope="row" style="{cell};font-weight:normal">{escape(name)}</th>'
        f'<td style="{cell}">{size}</td></tr>'
        for name, size in sizes.items()
    )
    return (
        f'<div style="{cell}">Which layer of each model is its head? {NEEDS_KERNEL}</div>'
        '<table style="border-collapse:collapse;font-size:13px;margin:0"><thead><tr>'
        f'<th scope="col" style="{cell}">model</th><th scope="col" style="{cell}">modules</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )
