"""The confusion matrix: a static table, and in JupyterLab a view for mouse and keyboard."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from course.page.cards import running_cell
from course.views import style
from course.views.prices import Costs, amount, checked
from course.views.results import Results, read
from course.wording import wrapped

SCRIPT = Path(__file__).parents[1] / "assets" / "confusion.js"
PAGE = 12  # images shown at a time
STATIC = "Run this cell to click on the matrix."


def show_confusion(
    y_true: Any,
    scores: Any,
    classes: Sequence[str],
    images: Any = None,
    losses: Any = None,
    *,
    normalise: str = "truth",
    threshold: float = 0.5,
    costs: tuple[float, float] | None = None,
) -> None:
    """Show which class was predicted for which; in JupyterLab, click a cell to see its images.

    Args:
        y_true: class indices (N,).
        scores: logits or probabilities (N, C), or, for two classes, probabilities of the second
            one (N,). With two classes, the prediction is the second one from ``threshold`` on.
        classes: C names.
        images: N images to show: uint8 or floats in 0 .. 1, (C, H, W) or (H, W), or PIL images; in
            a tensor, a list, or a dataset of (image, label).
        losses: (N,), to sort the images by; by default the cross-entropy of each image.
        normalise: "truth" shows fractions of each row, "prediction" of each column, "none" counts.
        threshold: used with two classes only.
        costs: for two classes, what a missed image of the second one costs, and a false alarm. Then
            the total at the threshold is shown, and the threshold where it is lowest.

    Raises:
        ValueError: the shapes, lengths or values do not fit together, there are costs for more than
            two classes, or one of the costs is below 0.
    """
    results = read(y_true, scores, classes, images, losses)
    state = {"normalise": normalise, "threshold": threshold, "cell": None, "shown": PAGE}
    state["costs"] = None if costs is None else checked(costs, results.classes)
    view = results.view(**state)
    html = _table(results.classes, view, normalise)
    if priced := _priced_lines(results, view, state["costs"]):
        html += f'<p style="{_NOTE}">{"<br>".join(map(escape, priced))}</p>'
    if where := running_cell():
        from course.page import live  # takes half a second, and a batch job has no clicks

        fixed = {"classes": results.classes, "curves": results.curves(), "page": PAGE} | state
        name = live.attach(where, SCRIPT, fixed, lambda question: results.view(**question))
        # The browser hides this together with the table, as long as a kernel answers.
        html = f'<div data-course-view="{name}">{html}<p style="{_SMALL}">{STATIC}</p></div>'
    style.show_html(html, _as_text(results, view, priced))


# --- the static part: HTML and a few lines of text --------------------------------------------


def _table(classes: Sequence[str], view: dict[str, Any], normalise: str) -> str:
    heads = "".join(f'<th scope="col" style="{_HEAD}">{escape(name)}</th>' for name in classes)
    lines = []
    for i, (name, row, recall) in enumerate(
        zip(classes, view["cells"], view["recall"], strict=True)
    ):
        cells = "".join(_cell(cell, right=i == j) for j, cell in enumerate(row))
        bar = f'<div style="{_BAR};width:{round(60 * recall["share"])}px"></div>'
        lines.append(
            f'<tr><th scope="row" style="{_HEAD}">{escape(name)}</th>{cells}'
            f'<td style="{_HEAD}">{recall["text"]}{bar}</td></tr>'
        )
    return (
        f'<table style="{_TABLE}"><caption style="{_CAPTION}">{CAPTIONS[normalise]}</caption>'
        f'<thead><tr><th style="{_HEAD};white-space:nowrap">truth ↓<br>prediction →</th>{heads}'
        f'<th scope="col" style="{_HEAD}">recall</th></tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


CAPTIONS = {
    "truth": "Percent of each row. Blue: correct. Orange: wrong. Stronger colour: more.",
    "prediction": "Percent of each column. Blue: correct. Orange: wrong. Stronger colour: more.",
    "none": "Number of images. Blue: correct. Orange: wrong. Stronger colour: a larger part of its "
    "row.",
}


def _cell(cell: dict[str, Any], right: bool) -> str:
    ground = style.tinted(style.BLUE if right else style.ORANGE, 0.8 * cell["tint"])
    ink = style.QUIET if cell["zero"] else style.TEXT
    bold = ";font-weight:bold" if right else ""
    return f'<td style="{_CELL};background:{ground};color:{ink}{bold}">{cell["text"]}</td>'


_COLOURS = f"background:{style.PAGE};color:{style.TEXT}"
_TABLE = f"{_COLOURS};border-collapse:collapse;font-size:13px;margin:0 0 6px"
_CAPTION = f"{_COLOURS};text-align:left;padding:6px;font-weight:bold"
_CELL = f"border:1px solid {style.LINE};padding:4px 8px;text-align:right"
_HEAD = f"border:1px solid {style.LINE};padding:4px 8px;text-align:left;{_COLOURS}"
_BAR = f"height:5px;background:{style.BLUE}"
_NOTE = f"margin:0 0 6px;color:{style.TEXT}"
_SMALL = f"margin:0 0 6px;font-size:12px;color:{style.QUIET}"


def _as_text(results: Results, view: dict[str, Any], priced: list[str]) -> str:
    """The same in a few lines, for readers who cannot see the HTML."""
    lines = [view["summary"]]
    if view["binary"]:
        lines.append(_binary_line(results, view["binary"]))
    lines += priced
    named = zip(view["recall"], results.classes, strict=True)
    lines.append("Recall: " + ", ".join(f"{name} {recall['text']}" for recall, name in named) + ".")
    if view["confused"]:
        lines.append(f"Most confused: {'; '.join(pair['text'] for pair in view['confused'][:3])}.")
    return wrapped("\n".join(lines), 90)


def _binary_line(results: Results, at: dict[str, Any]) -> str:
    numbers = [
        f"{name} {value}" for part in ("counts", "ratios") for name, value in at[part].items()
    ]
    return f"Threshold for {results.classes[1]} {at['threshold']}: {', '.join(numbers)}."


def _priced_lines(results: Results, view: dict[str, Any], costs: Costs | None) -> list[str]:
    if costs is None:
        return []
    missed, alarm = map(amount, costs)
    at, least = view["costs"], view["costs"]["cheapest"]
    return [
        f"A missed {results.classes[1]} costs {missed}, a false alarm {alarm}: at threshold "
        f"{view['binary']['threshold']}, {at['sum']}.",
        f"Cheapest threshold: {least['text']}, where the total is {least['total']}.",
    ]
