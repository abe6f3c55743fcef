"""A picture of the four numbers in "mat1 and mat2 shapes cannot be multiplied"."""

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course.views import style


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
