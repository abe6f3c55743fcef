"""Two ways to start fine-tuning, side by side; and how often a probability is right."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import torch
from matplotlib.figure import Figure
from torch import Tensor

from course.views import style

_MARKS = (("o", style.BLUE), ("s", style.ORANGE), ("^", style.GREEN))


def starts_picture(
    runs: Mapping[str, Sequence[Mapping[str, float]]], lines: Mapping[str, float]
) -> None:
    """Show every number of every run, one panel for each number and one mark for each seed.

    Args:
        runs: for each way to start, its runs; each run is a dict of numbers by name.
        lines: for numbers that should be compared with something, that value.
    """
    text = []
    for way, each in runs.items():
        for name in each[0]:
            values = ", ".join(f"{run[name]:.2f}" for run in each)
            text.append(f"{way}: {name} {values}")
    text += [f"dotted line: {name} {value:.2f}" for name, value in lines.items()]
    style.show(_draw_starts(runs, lines), "\n".join(text))


@matplotlib.rc_context(style.RC)
def _draw_starts(runs: Mapping, lines: Mapping[str, float]) -> Figure:
    names = list(next(iter(runs.values()))[0])
    figure = style.figure(9.5, 3)
    panels = figure.subplots(1, len(names), squeeze=False)[0]
    for axes, name in zip(panels, names, strict=True):
        for at, ((way, each), (mark, colour)) in enumerate(zip(runs.items(), _MARKS, strict=False)):
            values = [run[name] for run in each]
            places = [at + 0.12 * (i - (len(values) - 1) / 2) for i in range(len(values))]
            axes.plot(places, values, mark, color=colour, linestyle="", label=way)
        if name in lines:
            axes.axhline(lines[name], color=style.GREY, linestyle=":", marker="")
        axes.set_xticks(range(len(runs)), runs)
        axes.set_xlim(-0.6, len(runs) - 0.4)
        axes.axhline(0, linewidth=0, marker="")  # the margin above is then one of all heights
        axes.set_ylim(bottom=0)
        axes.set_title(name, size=style.NORMAL)
    figure.tight_layout()
    return figure


def reliability_picture(shares: Mapping[str, Tensor], labels: Any, bins: int = 5) -> None:
    """Show how often the most probable class is right, for groups of images of rising confidence.

    Args:
        shares: probabilities (N, C), by name.
        labels: class indices (N,).
        bins: how many groups of equal size.
    """
    labels, text, points = torch.as_tensor(labels).cpu(), [], {}
    for name, each in shares.items():
        sure, guess = each.detach().cpu().max(dim=1)
        groups = sure.argsort().chunk(bins)
        right = (guess == labels).float()
        points[name] = [(sure[g].mean().item(), right[g].mean().item()) for g in groups]
        pairs = "; ".join(f"{said:.2f} said, {true:.2f} right" for said, true in points[name])
        text.append(f"{name}: {pairs}")
    style.show(_draw_reliability(points), "\n".join(text))


@matplotlib.rc_context(style.RC)
def _draw_reliability(points: Mapping[str, list[tuple[float, float]]]) -> Figure:
    figure = style.figure(5.5, 4)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], ":", color=style.GREY, marker="")
    for (name, pairs), (mark, colour) in zip(points.items(), _MARKS, strict=False):
        axes.plot(*zip(*pairs, strict=True), f"-{mark}", color=colour, label=name)
    axes.set_xlabel("mean probability of the predicted class")
    axes.set_ylabel("fraction that is right")
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.legend(frameon=False, loc="upper left")
    figure.tight_layout()
    return figure
