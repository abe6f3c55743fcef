"""A model as a tree that can be unfolded: shapes, parameters, the head, and what never runs."""

from dataclasses import dataclass
from html import escape

import torch
from torch import Tensor, nn

from course.heads import HEADS, dead_parameters, find_head, modes_kept
from course.views import style
from course.wording import wrapped


@dataclass
class Node:
    """One module: its path, what left it in the forward pass, and what is known of it."""

    path: str
    module: nn.Module
    shape: str  # "" if it did not run as a module
    parameters: int
    dead: bool  # it holds parameters, and the output depends on none of them
    children: list["Node"]


def show_model(model: nn.Module, x: Tensor) -> None:
    """Show a model's modules as a tree, with the shape that leaves each when ``model(x)`` runs.

    The head is marked, and why it is the head; layers that the output does not depend on are
    marked too. Needs no JavaScript. The model is left as it was; the pass runs in eval mode.

    Args:
        x: a batch that the model takes; on the meta device, as the model, nothing is computed.

    Raises:
        TypeError, ValueError: as `course.heads.find_head`.
    """
    head, _ = find_head(model, x)
    root = explore(model, x)
    text = _told(root, head)
    style.show_html(_tree(root, head, text), text)


def explore(model: nn.Module, x: Tensor) -> Node:
    """Return the tree of a model's modules with what one forward pass shows of each."""
    shapes: dict[nn.Module, str] = {}

    def note(module: nn.Module, args: tuple, output: object) -> None:
        shapes[module] = _shape(output)

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


def _shape(output: object) -> str:
    """The shape of what a module returned, in words that fit a line."""
    if isinstance(output, Tensor):
        return str(tuple(output.shape))
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, tuple | list):
        parts = [_shape(part) for part in output if part is not None]
        return f"{len(parts)} outputs: {', '.join(parts[:3])}{' …' * (len(parts) > 3)}"
    return type(output).__name__


def _told(root: Node, head: str) -> str:
    """The tree's message in a few lines of text."""
    nodes = list(_walk(root))
    candidates = [node for node in nodes if isinstance(node.module, HEADS)]
    found = next(node for node in nodes if node.path == head)
    weight = found.module.weight
    lines = [
        f"{type(root.module).__name__}: {len(nodes)} modules, {root.parameters:,} parameters, "
        f"output {root.shape}.",
        f"Head: {head}, a {type(found.module).__name__} from {weight.shape[1]} features to "
        f"{weight.shape[0]}, because it runs last of the {len(candidates)} layers that could be "
        f"one. It holds {found.parameters / root.parameters:.1%} of the parameters.",
    ]
    # The topmost is enough: what lies inside it is dead as well.
    dead = [node for node in nodes if node.dead]
    inside = {child.path for node in dead for child in node.children}
    if top := [node.path for node in dead if node.path not in inside]:
        lines.append(f"In eval mode the output does not depend on: {', '.join(top)}.")
    return wrapped("\n".join(lines))


def _walk(node: Node) -> list[Node]:
    return [node, *(each for child in node.children for each in _walk(child))]


_BOX = (
    f"background:{style.WHITE};color:{style.INK};border:1px solid {style.PALE};padding:8px;"
    "font-family:monospace;font-size:13px;line-height:1.5"
)
_MARK = "padding:0 6px;border-radius:3px;font-weight:bold;"


def _tree(root: Node, head: str, text: str) -> str:
    first = escape(text.splitlines()[0])
    return f'<div style="{_BOX}">{_item(root, head, first)}</div>'


def _item(node: Node, head: str, title: str = "") -> str:
    """A module as a line; one with modules inside can be unfolded, those around the head are."""
    name = title or f"<b>{escape(node.path.rpartition('.')[2])}</b> {_kind(node.module)}"
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


def _kind(module: nn.Module) -> str:
    """The class of a module, with what a layer was made with."""
    told = module.extra_repr() if not list(module.children()) else ""
    told = told if len(told) <= 60 else f"{told[:57]}…"
    return escape(f"{type(module).__name__}({told})" if told else type(module).__name__)
