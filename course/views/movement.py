"""Which layers moved at each step: whether a freeze holds, or whether an optimizer is stale."""

from collections.abc import Mapping, Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from torch import Tensor, equal

from course.views import style
from course.wording import wrapped

_KINDS = ("parameters", "BatchNorm statistics")


@matplotlib.rc_context(style.RC)
def show_movement(states: Sequence[Mapping[str, Tensor]], depth: int = 1) -> None:
    """Show which layers moved at which training step, with parameters and statistics apart.

    A tensor moved if at least one of its numbers differs from the step before.

    Args:
        states: ``model.state_dict()`` with its tensors cloned, once before training and once
            after each step. (Without cloning, all of them show the last step.)
        depth: how many parts of a tensor's name identify a row; 1 puts ``layer1`` in one row.

    Raises:
        ValueError: there are fewer than two states, or their tensors have different names.
    """
    if len(states) < 2 or any(state.keys() != states[0].keys() for state in states):
        raise ValueError(
            f"Expected at least two states with the same tensors, got {len(states)} with "
            f"{[len(state) for state in states]} tensors. Take one of the same model before the "
            "first step and after each step."
        )
    tables = {kind: _moved(states, kind, depth) for kind in _KINDS}
    tables = {kind: table for kind, table in tables.items() if table}
    rows = list(dict.fromkeys(row for table in tables.values() for row in table))
    steps = len(states) - 1
    sides = [1.2 + 0.75 * steps] * len(tables)
    figure = style.figure(min(10, 1.2 + sum(sides)), 1.1 + 0.36 * len(rows))
    panels = figure.subplots(1, len(tables), sharey=True, squeeze=False)[0]
    for axes, (kind, table) in zip(panels, tables.items(), strict=True):
        _draw(axes, kind, [table.get(row) for row in rows], steps)
    panels[0].set_yticks(range(len(rows)), rows, color=style.INK)
    figure.tight_layout()
    style.show(figure, "\n".join(_read(kind, table) for kind, table in tables.items()))


def row_name(name: str, depth: int) -> str:
    """The first ``depth`` parts of a tensor's name, always without the last part."""
    path = name.split(".")
    return ".".join(path[: min(depth, len(path) - 1)]) or name


def is_statistic(name: str) -> bool:
    return name.rpartition(".")[2] in ("running_mean", "running_var")


def _moved(
    states: Sequence[Mapping[str, Tensor]], kind: str, depth: int
) -> dict[str, list[tuple[int, int]]]:
    """Return for each row and each step how many of its tensors moved, and how many it has."""
    table: dict[str, list[tuple[int, int]]] = {}
    for name, value in states[0].items():
        if not value.is_floating_point() or is_statistic(name) != (kind == _KINDS[1]):
            continue
        row = table.setdefault(row_name(name, depth), [])
        row += [(0, 0)] * (len(states) - 1 - len(row))
        for i, (old, new) in enumerate(zip(states, states[1:], strict=False)):
            moved, of = row[i]
            row[i] = moved + (not equal(old[name], new[name])), of + 1
    return table


def _draw(axes: Axes, kind: str, rows: Sequence[list[tuple[int, int]] | None], steps: int) -> None:
    grounds = {"none": style.PALE, "some": style.PALE_BLUE, "all": style.BLUE}
    picture = np.ones((len(rows), steps, 3))
    for y, row in enumerate(rows):
        for x, (moved, of) in enumerate(row or ()):
            ground = grounds["none" if not moved else "all" if moved == of else "some"]
            picture[y, x] = matplotlib.colors.to_rgb(ground)
            colour = "white" if moved == of else style.INK
            text = f"{moved} of {of}" if moved else "still"
            axes.text(x, y, text, ha="center", va="center", color=colour, fontsize=style.SMALL)
    axes.imshow(picture, aspect="auto")
    axes.set_title(f"{kind} that moved")
    axes.set_xticks(range(steps), range(1, steps + 1))
    axes.set_xlabel("training step")
    axes.set_xticks([x + 0.5 for x in range(steps - 1)], minor=True)
    axes.set_yticks([y + 0.5 for y in range(len(rows) - 1)], minor=True)
    axes.grid(which="minor", color="white", linewidth=2)
    axes.tick_params(length=0, which="both")
    axes.spines[:].set_visible(False)


def _read(kind: str, table: Mapping[str, list[tuple[int, int]]]) -> str:
    """Describe the table in words, with layers that behave alike in one group."""
    stories: dict[str, list[str]] = {}
    for name, row in table.items():
        at = [step for step, (moved, _) in enumerate(row, 1) if moved]
        most, of = max(moved for moved, _ in row), row[0][1]
        if 0 < most < of:
            name = f"{name} ({most} of {of} tensors)"
        if len(at) == len(row):
            story = "moved at every step"
        elif at:
            story = f"moved only at step{'s' * (len(at) > 1)} {', '.join(map(str, at))}"
        else:
            story = "never moved"
        stories.setdefault(story, []).append(name)
    text = "; ".join(f"{', '.join(names)} {story}" for story, names in stories.items())
    return wrapped(f"{kind[0].upper()}{kind[1:]}: {text}.")
