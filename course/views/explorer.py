"""A model as a tree to unfold: shapes, parameters, the head, and layers without effect."""

from dataclasses import dataclass
from html import escape

import torch
from torch import Tensor, nn

from course.heads import HEADS, dead_parameters, find_head, modes_kept
from course.views import style
from course.wording import wrapped


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
    """The shape of a module's output, as text that fits on a line."""
    if isinstance(output, Tensor):
        return str(tuple(output.shape))
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, tuple | list):
        parts = [_shape(part) for part in output if part is not None]
        return f"{len(parts)} outputs: {', '.join(parts[:3])}{' …' * (len(parts) > 3)}"
    return type(output).__name__


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
    f"background:{style.WHITE};color:{style.INK};border:1px solid {style.PALE};padding:8px;"
    "font-family:monospace;font-size:13px;line-height:1.5"
)
_MARK = "padding:0 6px;border-radius:3px;font-weight:bold;"


def _tree(root: Node, head: str, text: str) -> str:
    first = escape(text.splitlines()[0])
    return f'<div style="{_BOX}">{_item(root, head, first)}</div>'


def _item(node: Node, head: str, title: str = "") -> str:
    """A module as a line. One with children can be unfolded; those around the head start open."""
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
    """The class of a module, with the arguments of a layer."""
    arguments = module.extra_repr() if not list(module.children()) else ""
    arguments = arguments if len(arguments) <= 60 else f"{arguments[:57]}…"
    return escape(f"{type(module).__name__}({arguments})" if arguments else type(module).__name__)
