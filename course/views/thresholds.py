"""Precision and recall at every threshold, in one picture."""

from typing import Any

import matplotlib
from matplotlib.figure import Figure

from course import metrics
from course.views import style


def threshold_picture(y_true: Any, scores: Any, marked: dict[str, float]) -> None:
    """Show precision and recall of ``score >= threshold`` at every threshold.

    Args:
        y_true: 0 or 1, (N,).
        scores: probabilities of class 1, (N,), all above 0.
        marked: thresholds by name; each is drawn, and its numbers are printed.
    """
    figure = _draw_thresholds(metrics.pr_points(y_true, scores), marked)
    lines = []
    for name, threshold in marked.items():
        at = metrics.counts_at(y_true, scores, threshold)
        lines.append(
            f"{name}: threshold {threshold:.2f}, TP {at.tp}, FP {at.fp}, FN {at.fn}, TN {at.tn}: "
            f"accuracy {at.accuracy:.2f}, precision {at.precision:.2f}, recall {at.recall:.2f}"
        )
    style.show(figure, "\n".join(lines))


@matplotlib.rc_context(style.RC)
def _draw_thresholds(points: dict, marked: dict[str, float]) -> Figure:
    figure = style.figure(8, 3.6)
    axes = figure.subplots()
    for name, dash, colour in (("recall", "-", style.BLUE), ("precision", "--", style.ORANGE)):
        # The values at a score hold for all lower thresholds, down to the next score.
        step = {"drawstyle": "steps-pre", "marker": ""}
        axes.plot(points["threshold"], points[name], dash, color=colour, label=name, **step)
    for name, threshold in marked.items():
        axes.axvline(threshold, color=style.GREY, linestyle=":", marker="")
        axes.text(threshold, 1.03, name, ha="center", va="bottom", size=style.SMALL)
    axes.set_xscale("log")
    axes.set_xlim(1e-4, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("threshold: at or above it, the answer is yes")
    axes.set_ylabel("fraction")
    axes.legend(frameon=False, loc="center left")
    figure.tight_layout()
    return figure
