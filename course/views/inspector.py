"""The trainability inspector: what one training step did to each layer, at a glance."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape

from torch import Tensor, equal, nn
from torch.optim import Optimizer

from course.audit.step import training_step
from course.misconceptions import Finding
from course.views import style
from course.views.movement import is_statistic, row_name
from course.wording import wrapped

COLUMNS = ("layer", "requires_grad", "in the optimizer", "got a gradient", "moved", "statistics")


@dataclass
class Row:
    """One layer: how many of its parameters and running statistics have each property."""

    name: str
    parameters: int = 0
    trainable: int = 0
    held: int = 0
    graded: int = 0
    moved: int = 0
    statistics: int = 0
    drifted: int = 0
    groups: set[str] = field(default_factory=set)  # such as "group 0, lr 0.01"

    def cells(self) -> tuple[str, ...]:
        """The row as text."""

        def of(count: int, total: int) -> str:
            return f"{count} of {total}" if total else "–"

        held = of(self.held, self.parameters)
        if self.groups:
            held += f": {'; '.join(sorted(self.groups))}"
        if self.statistics:
            drifted = f"{of(self.drifted, self.statistics)} moved" if self.drifted else "still"
        return (
            self.name,
            of(self.trainable, self.parameters),
            held,
            of(self.graded, self.parameters),
            of(self.moved, self.parameters),
            drifted if self.statistics else "–",
        )

    def stands_out(self) -> bool:
        """Whether the numbers in the row contradict each other."""
        learned = self.trainable == self.graded == self.moved <= self.held
        return not learned or bool(self.drifted and not self.trainable)


@contextmanager
def inspect_step(model: nn.Module, optimizer: Optimizer, depth: int = 1) -> Iterator[None]:
    """Show what one training step does, layer by layer, and the findings of `course.audit`.

    The block is the step: forward, ``backward()``, ``optimizer.step()``. Gradients of earlier steps
    are cleared before it starts; do not clear its own gradients before it ends::

        with inspect_step(model, optimizer):
            F.cross_entropy(model(images), labels).backward()
            optimizer.step()

    Args:
        depth: how many parts of a parameter's name identify a row; 1 puts ``layer1`` in one row.
    """
    model.zero_grad(set_to_none=True)
    before = {name: value.detach().clone() for name, value in model.state_dict().items()}
    yield
    rows = inspect(model, optimizer, before, depth)
    show(rows, training_step(model, optimizer, before))


def inspect(
    model: nn.Module, optimizer: Optimizer, before: dict[str, Tensor], depth: int = 1
) -> list[Row]:
    """Return one row per layer, with what the step since ``before`` did to it."""
    groups = {
        id(p): f"group {i}, lr {group['lr']:g}"
        for i, group in enumerate(optimizer.param_groups)
        for p in group["params"]
    }
    rows: dict[str, Row] = {}
    for name, p in model.named_parameters():
        row = rows.setdefault(row_name(name, depth), Row(row_name(name, depth)))
        row.parameters += 1
        row.trainable += p.requires_grad
        row.held += id(p) in groups
        row.graded += p.grad is not None and bool(p.grad.any())
        row.moved += name not in before or not equal(p.detach(), before[name])
        row.groups |= {groups[id(p)]} if id(p) in groups else set()
    for name, value in model.named_buffers():
        if is_statistic(name):
            row = rows.setdefault(row_name(name, depth), Row(row_name(name, depth)))
            row.statistics += 1
            row.drifted += name not in before or not equal(value, before[name])
    return list(rows.values())


def show(rows: Sequence[Row], findings: Sequence[Finding]) -> None:
    """Show the rows as a table, and print the findings below it."""
    nothing = "Nothing found: the trainable layers moved, and nothing else."
    text = wrapped("\n\n".join(map(str, findings)) or nothing)
    head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in COLUMNS)
    body = "".join(map(_line, rows))
    html = (
        f'<table style="{_TABLE}"><caption style="{_CAPTION}">One training step, layer by layer'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
    style.show_html(html, text)


def _line(row: Row) -> str:
    first, *others = map(escape, row.cells())
    ground = style.tinted(style.ORANGE, 0.25 * row.stands_out())
    mark = "▶ " * row.stands_out()
    cells = "".join(f'<td style="{_CELL}">{text}</td>' for text in others)
    return (
        f'<tr style="background:{ground};color:{style.TEXT}">'
        f'<th scope="row" style="{_CELL}">{mark}{first}</th>{cells}</tr>'
    )


_COLOURS = f"background:{style.PAGE};color:{style.TEXT}"
_TABLE = f"{_COLOURS};border-collapse:collapse;font-size:13px"
_CAPTION = f"{_COLOURS};text-align:left;padding:6px;font-weight:bold"
_CELL = f"border:1px solid {style.LINE};padding:4px 8px;text-align:left;color:{style.TEXT}"
