"""Two pictures of counts: a confusion matrix, and precision and recall at every threshold."""

from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from course import metrics
from course.views import style


def confusion_picture(matrix: Any, classes: Sequence[str]) -> None:
    """Show counts (C, C), rows the truth, with the most confused pairs below.

    Raises:
        ValueError: not a square of counts, or another number of class names.
    """
    pairs = metrics.most_confused(matrix)
    rows = [[int(count) for count in row] for row in matrix]
    if len(classes) != len(rows):
        raise ValueError(f"Expected {len(rows)} class names, got {len(classes)}.")
    hits = sum(row[i] for i, row in enumerate(rows))
    width = max(map(len, classes))
    cell = max(3, len(str(max(map(max, rows)))) + 1)
    style.show(
        _draw_matrix(rows, classes),
        f"{hits} of {sum(map(sum, rows))} images lie on the diagonal. Rows are the truth, columns "
        "the prediction:\n"
        + "\n".join(
            f"{name:{width}}" + "".join(f"{count:{cell}}" for count in row)
            for name, row in zip(classes, rows, strict=True)
        )
        + "\nmost confused: "
        + ", ".join(f"{classes[i]} taken for {classes[j]} {n}" for i, j, n in pairs[:3]),
    )


@matplotlib.rc_context(style.RC)
def _draw_matrix(rows: list[list[int]], classes: Sequence[str]) -> Figure:
    side = 0.5 * len(rows)
    figure = style.figure(side + 2.6, side + 1.5)
    axes = figure.subplots()
    # Light enough at its end for dark text: contrast above 6.
    colours = LinearSegmentedColormap.from_list("", ["white", "#56B4E9"])
    sums = [max(1, sum(row)) for row in rows]
    shares = [[n / total for n in row] for row, total in zip(rows, sums, strict=True)]
    axes.imshow(shares, cmap=colours, vmin=0, vmax=1)
    for i, row in enumerate(rows):
        for j, count in enumerate(row):
            if count:
                axes.text(j, i, count, ha="center", va="center", size=style.SMALL)
    axes.set_xticks(range(len(classes)), classes, rotation=40, ha="right")
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("prediction")
    axes.set_ylabel("truth")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    figure.tight_layout()
    return figure


def threshold_picture(y_true: Any, scores: Any, marked: dict[str, float]) -> None:
    """Show precision and recall of ``score >= threshold`` at every threshold.

    Args:
        y_true: 0 or 1, (N,).
        scores: probabilities of 1, (N,), above 0.
        marked: thresholds by name, which are drawn and told in numbers.
    """
    figure = _draw_thresholds(metrics.pr_points(y_true, scores), marked)
    lines = []
    for name, threshold in marked.items():
        at = metrics.counts_at(y_true, scores, threshold)
        found = f"TP {at.tp}, FP {at.fp}, FN {at.fn}, TN {at.tn}: accuracy {at.accuracy:.2f}, "
        lines.append(
            f"{name}: threshold {threshold:.2f}, {found}"
            f"precision {at.precision:.2f}, recall {at.recall:.2f}"
        )
    style.show(figure, "\n".join(lines))


@matplotlib.rc_context(style.RC)
def _draw_thresholds(points: dict, marked: dict[str, float]) -> Figure:
    figure = style.figure(8, 3.6)
    axes = figure.subplots()
    for name, dash, colour in (("recall", "-", style.BLUE), ("precision", "--", style.ORANGE)):
        # What holds at a threshold holds below it, down to the next score.
        step = {"drawstyle": "steps-pre", "marker": ""}
        axes.plot(points["threshold"], points[name], dash, color=colour, label=name, **step)
    for name, threshold in marked.items():
        axes.axvline(threshold, color=style.GREY, linestyle=":", marker="")
        axes.text(threshold, 1.03, name, ha="center", va="bottom", size=style.SMALL)
    axes.set_xscale("log")
    axes.set_xlim(1e-4, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("threshold: from here on the answer is yes")
    axes.set_ylabel("fraction")
    axes.legend(frameon=False, loc="center left")
    figure.tight_layout()
    return figure
