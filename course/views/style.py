"""The plotting style of all views: colours, sizes, and how a figure gets into the notebook.

Pictures are drawn for a light page, in inks that have a contrast of 4.5 on it. In JupyterLab's dark
theme the browser turns dark into light and keeps the hues. HTML uses JupyterLab's own colours.
"""

import base64
import io
import zlib
from collections.abc import Sequence

import numpy as np
from cycler import cycler
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from course.page import cards

# Distinct for any kind of colour vision (after Okabe and Ito, but dark enough for text); dash and
# marker differ as well.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#C45500", "#00805C", "#A1487C"
INK, GREY, PALE = "#1A1A1A", "#5F5F5F", "#E6E6E6"  # text, secondary text, quiet areas
WHITE, ORANGE_DARK = "#FFFFFF", "#A84600"
PALE_BLUE, PALE_ORANGE = "#D9EAF4", "#FBE3D3"

# For HTML: the theme's colours, and those of a light page where there is no theme.
TEXT, PAGE, LINE = cards.INK, cards.PAPER, "var(--jp-border-color2, #E0E0E0)"
QUIET = f"color-mix(in srgb, {TEXT} 68%, {PAGE})"  # text: contrast above 6 in both themes

# White becomes #111111, the ground of JupyterLab's dark theme; black becomes #EEEEEE.
_INVERT = 1 - 0x11 / 255
_DARK = f"filter:invert({_INVERT:.4f}) hue-rotate(180deg)"

DPI = 100  # one figure inch is 100 pixels; a notebook's output is about 10 inches wide
SMALL, NORMAL, LARGE = 9.5, 11, 12.5  # points

# Draw inside ``@matplotlib.rc_context(style.RC)``: artists take most sizes when they are created.
RC = {
    "axes.edgecolor": GREY,
    "axes.facecolor": "white",
    "axes.labelcolor": INK,
    "axes.labelsize": NORMAL,
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, PURPLE])
    + cycler(linestyle=["-", "--", "-.", ":"])
    + cycler(marker=["o", "s", "^", "D"]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": LARGE,
    "figure.dpi": DPI,
    "font.family": "DejaVu Sans",  # part of matplotlib: the same on every machine
    "font.size": NORMAL,
    "text.color": INK,
    "xtick.color": GREY,
    "xtick.labelsize": SMALL,
    "ytick.color": GREY,
    "ytick.labelsize": SMALL,
}


def figure(width: float = 10, height: float = 4) -> Figure:
    """Return an empty figure, with its size in inches, that pyplot does not know about."""
    made = Figure(figsize=(width, height))
    FigureCanvasAgg(made)
    return made


def png(figure: Figure) -> bytes:
    """Return the figure as PNG, without date and version: equal figures give equal bytes."""
    buffer = io.BytesIO()
    # Opaque, so that it can be read on any page that does not know the themes.
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


def show(figure: Figure, text: str, photos: Sequence[Axes] = ()) -> None:
    """Show the figure in a notebook, and print its message and numbers below it.

    The printed text is for readers who cannot see the picture: Jupyter hides alternative text.
    Outside a notebook, only the text appears.

    Args:
        photos: the parts of the figure that look the same in the dark theme.
    """
    if InteractiveShell.initialized():
        display(bundle(figure), raw=True)
        if not photos:
            follow_theme()
        elif cards.running_cell():  # a picture for each theme; where nobody looks, one is enough
            follow_theme(f"content:url({_uri(dark_png(figure, photos))})")
    print(text)


def bundle(figure: Figure) -> dict[str, str]:
    """Return the figure as Jupyter's display data."""
    picture = base64.b64encode(png(figure)).decode()
    return {"image/png": picture, "text/plain": "<picture, described below>"}


def follow_theme(change: str = _DARK) -> None:
    """Let the picture that was displayed last change with JupyterLab's theme.

    The rule is an output of its own: a picture in HTML would not be shown everywhere, and nbval
    would compare its bytes. Where the rule is removed, the picture is the one for a light page.

    Args:
        change: the CSS of the picture in a dark theme.
    """
    name = f"course-theme-{zlib.crc32(change.encode()):08x}"  # another rule is for another picture
    child, rule = ".jp-OutputArea-child", f">.jp-OutputArea-output>style.{name}"
    hidden = f"{child}:has({rule}){{display:none}}"
    picture = f"[data-jp-theme-light=false] {child}:has(+{child}{rule}) img{{{change}}}"
    display({"text/html": f'<style class="{name}">{hidden}{picture}</style>'}, raw=True)


def dark_png(figure: Figure, photos: Sequence[Axes]) -> bytes:
    """Return the figure as PNG for a dark page: as in the browser, but for the photos."""
    picture = np.asarray(Image.open(io.BytesIO(png(figure))).convert("RGB"))
    dark = darkened(picture)
    for axes in photos:
        box, (height, width) = axes.get_position(), picture.shape[:2]
        rows = round((1 - box.y1) * height), round((1 - box.y0) * height)
        place = slice(*rows), slice(round(box.x0 * width), round(box.x1 * width))
        dark[place] = picture[place]
    buffer = io.BytesIO()
    Image.fromarray(dark).save(buffer, "png")
    return buffer.getvalue()


def darkened(pixels: np.ndarray) -> np.ndarray:
    """Return uint8 pixels (H, W, 3) as the browser draws them in the dark theme."""
    inverted = _INVERT - (2 * _INVERT - 1) * pixels / 255
    # hue-rotate(180deg), as the standard of CSS filters defines it
    turn = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]])
    return ((inverted @ turn.T).clip(0, 1) * 255).round().astype(np.uint8)


def _uri(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def show_html(html: str, text: str) -> None:
    """Show HTML in a notebook, and print its message for readers who cannot see the HTML."""
    if InteractiveShell.initialized():
        display({"text/html": html, "text/plain": "<described below>"}, raw=True)
    print(text)


def tinted(colour: str, share: float) -> str:
    """Return a CSS colour: this one, mixed into the page.

    ``TEXT`` has a contrast of 4.5 on up to 0.8 of ``BLUE`` or ``ORANGE``, in both themes.
    """
    return f"color-mix(in srgb, {colour} {100 * share:.0f}%, {PAGE})"
