"""The confusion matrix: a static table, and in JupyterLab a view for mouse and keyboard."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from course.page.cards import running_cell
from course.views import style
from course.views.results import Results, read
from course.wording import wrapped

SCRIPT = Path(__file__).parents[1] / "assets" / "confusion.js"
PAGE = 12  # images shown at a time


def show_confusion(
    y_true: Any,
    scores: Any,
    classes: Sequence[str],
    images: Any = None,
    losses: Any = None,
    *,
    normalise: str = "truth",
    threshold: float = 0.5,
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

    Raises:
        ValueError: the shapes, lengths or values do not fit together.
    """
    results = read(y_true, scores, classes, images, losses)
    state = {"normalise": normalise, "threshold": threshold, "cell": None, "shown": PAGE}
    view = results.view(**state)
    html = _table(results.classes, view, normalise)
    if where := running_cell():
        from course.page import live  # takes half a second, and a batch job has no clicks

        fixed = {"classes": results.classes, "curves": results.curves(), "page": PAGE} | state
        name = live.attach(where, SCRIPT, fixed, lambda question: results.view(**question))
        html = f'<div data-course-view="{name}">{html}</div>'
    style.show_html(html, _as_text(results, view))


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
    "truth": "Percent of each row. Blue: correct. Orange: wrong. Darker: more.",
    "prediction": "Percent of each column. Blue: correct. Orange: wrong. Darker: more.",
    "none": "Number of images. Blue: correct. Orange: wrong. Darker: a larger part of the row.",
}


def _cell(cell: dict[str, Any], right: bool) -> str:
    # Even at full tint, both are light enough for dark text: contrast above 6.
    ground = _mix((0x56, 0xB4, 0xE9) if right else (0xF2, 0xA9, 0x7E), cell["tint"])
    ink = style.GREY if cell["zero"] else style.INK
    bold = ";font-weight:bold" if right else ""
    return f'<td style="{_CELL};background:{ground};color:{ink}{bold}">{cell["text"]}</td>'


def _mix(colour: tuple[int, int, int], tint: float) -> str:
    return "#" + "".join(f"{round(255 + tint * (part - 255)):02X}" for part in colour)


_TABLE = (
    f"background:{style.WHITE};color:{style.INK};border-collapse:collapse;font-size:13px;"
    "margin:0 0 6px"
)
_CAPTION = (
    f"background:{style.WHITE};color:{style.INK};text-align:left;padding:6px;font-weight:bold"
)
_CELL = f"border:1px solid {style.PALE};padding:4px 8px;text-align:right"
_HEAD = (
    f"border:1px solid {style.PALE};padding:4px 8px;text-align:left;"
    f"background:{style.WHITE};color:{style.INK}"
)
_BAR = f"height:5px;background:{style.BLUE}"


def _as_text(results: Results, view: dict[str, Any]) -> str:
    """The same in a few lines, for readers who cannot see the HTML."""
    lines = [view["summary"]]
    if view["binary"]:
        lines.append(_binary_line(results, view["binary"]))
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
