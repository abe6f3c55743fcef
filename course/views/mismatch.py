"""Shape errors: a picture of the four numbers of a product, and a view that explains an error."""

from html import escape
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor, nn

from course.page import cards
from course.views import style
from course.views.diagnosis import diagnose
from course.wording import wrapped

SCRIPT = Path(__file__).resolve().parents[1] / "assets" / "mismatch.js"


def explain(model: nn.Module, error: object, x: Tensor | None = None) -> None:
    """Show which layer raised a shape error, and where each of its numbers comes from.

    On a notebook page with a kernel, one number can be changed, to see which error comes next. The
    passes behind that compute nothing: they run on the meta device, and the model stays as it was.

    Args:
        error: the exception, or its text; a whole traceback will do. Read are errors of Linear
            layers, convolutions, BatchNorm, LayerNorm and ``load_state_dict``; on another text,
            the view says so.
        x: the batch that led to the error. Without it, the layer is found by its sizes alone.

    Raises:
        TypeError: ``model`` is not a module, or ``x`` is not a tensor.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"Expected a model, got {type(model).__name__}: explain(model, error, x).")
    if x is not None and not isinstance(x, Tensor):
        raise TypeError(f"Expected x to be a tensor, got {type(x).__name__}.")
    case = diagnose(model, error, x)
    view, knobs = case.view(), case.knobs
    html, text = _as_html(view, knobs), _as_text(view)
    if knobs and (where := cards.running_cell()):
        from course.page import live  # takes half a second, and a batch job has no clicks

        fixed = {"knobs": [vars(knob) for knob in knobs]}
        name = live.attach(where, SCRIPT, fixed, lambda question: case.view(**question))
        html = f'<div data-course-view="{name}">{html}</div>'
    elif knobs:
        text += f"\n{NEEDS_KERNEL}"
    style.show_html(html, wrapped(text))


NEEDS_KERNEL = (
    "To change a number and see what follows, open the notebook in JupyterLab and run this cell: "
    "that needs a kernel."
)
_CODE = '<code style="color:inherit">'
_CELL = f"text-align:left;vertical-align:top;padding:2px 14px 2px 0;background:{style.PAGE}"


def _as_html(view: dict[str, Any], knobs: list) -> str:
    parts = [f'<div style="color:{style.TEXT};background:{style.PAGE};line-height:1.5">']
    if view["error"]:
        parts.append(f"<div>{_CODE}{escape(view['error'])}</code></div>")
    parts.append(f"<div>{_code(view['sentence'])}</div>")
    if view["left"]:
        parts.append(_table(view))
    if knobs:
        parts.append(f"<div>{NEEDS_KERNEL}</div>")
    return f"{''.join(parts)}</div>"


def _code(text: str) -> str:
    return cards.code(text).replace("<code>", _CODE)


def _table(view: dict[str, Any]) -> str:
    rows = []
    for side in (view["left"], view["right"]):
        for k, number in enumerate(side["numbers"]):
            clash = number["clash"]
            ink = cards.tint("#C4351C") if clash else style.TEXT
            title = f"<b>{_code(side['title'])}</b>" if k == 0 else ""
            value = f"{number['value']}{' ' + view['sign'] if clash else ''}"
            cells = (title, f'<b style="color:{ink}">{value}</b>')
            cells = (*cells, number["role"], _code(number["where"]))
            row = "".join(f'<td style="{_CELL};color:{style.TEXT}">{cell}</td>' for cell in cells)
            rows.append(f"<tr>{row}</tr>")
    return f'<table style="border-collapse:collapse;margin:6px 0">{"".join(rows)}</table>'


def _as_text(view: dict[str, Any]) -> str:
    lines = [view["sentence"].replace("`", "")]
    for side in filter(None, (view["left"], view["right"])):
        numbers = ", ".join(f"{number['role']} {number['value']}" for number in side["numbers"])
        lines.append(f"{side['title']}: {numbers}".replace("`", ""))
    return "\n".join(lines)


def show_product(batch: int, got: int, expected: int, out: int) -> None:
    """Show a layer's input, (batch × got), next to the matrix of the layer, (expected × out).

    The two inner numbers are next to each other, in the accent colour if they differ. The
    rectangles have a compressed scale: a larger number has a longer side.

    Raises:
        ValueError: a number is below 1.
    """
    if min(batch, got, expected, out) < 1:
        raise ValueError(f"Expected four numbers above 0, got {(batch, got, expected, out)}.")
    fits = got == expected
    verdict = (
        f"{got} = {expected}, so the product is ({batch} × {out})."
        if fits
        else f"{got} is not {expected}, so the two cannot be multiplied."
    )
    style.show(
        _draw(batch, got, expected, out),
        f"mat1, the input:   ({batch} × {got}), {batch} rows, {got} wide\n"
        f"mat2, the layer:   ({expected} × {out}), takes a width of {expected}, returns {out}\n"
        f"The inner numbers: {verdict}",
    )


@matplotlib.rc_context(style.RC)
def _draw(batch: int, got: int, expected: int, out: int) -> Figure:
    width, height = 10, 3.7
    figure = style.figure(width, height)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    color, sign = (style.BLUE, "=") if got == expected else (style.ORANGE, "≠")
    largest = max(batch, got, expected, out)

    def side(n: int) -> float:
        """A length in inches that grows with n; even the shortest is visible."""
        return 0.4 + 1.9 * (n / largest) ** 0.35

    for title, left, rows, columns in (
        ("mat1: the input", 1.6, (batch, "batch", style.INK), (got, "got", color)),
        ("mat2: the layer", 6.2, (expected, "expected", color), (out, "out", style.INK)),
    ):
        w, h = side(columns[0]), side(rows[0])
        top = 1.95 - h / 2
        box = {"edgecolor": style.GREY, "facecolor": style.PALE_BLUE, "linewidth": 1.3}
        axes.add_patch(Rectangle((left, top), w, h, **box))
        axes.text(left, 0.3, title, weight="bold", size=style.LARGE, va="center")
        text = {"weight": "bold", "size": style.LARGE}
        axes.text(
            left - 0.12,
            1.95,
            f"{rows[0]}\n{rows[1]}",
            color=rows[2],
            ha="right",
            va="center",
            **text,
        )
        axes.text(
            left + w / 2,
            top + h + 0.3,
            f"{columns[0]} {columns[1]}",
            color=columns[2],
            ha="center",
            **text,
        )
    axes.text(4.55, 1.95, sign, color=color, size=30, ha="center", va="center")
    axes.text(4.55, 2.45, "the inner numbers", color=style.GREY, ha="center", va="center")
    return figure
