"""The plotting style of all views: colours, sizes, and how a figure gets into the notebook."""

import base64
import io

from cycler import cycler
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Distinct for any kind of colour vision (Okabe and Ito); dash and marker differ as well.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
INK, GREY, PALE = "#1A1A1A", "#5F5F5F", "#E6E6E6"  # text, secondary text, quiet areas
WHITE, ORANGE_DARK = "#FFFFFF", "#A84600"  # backgrounds and text in HTML: contrast 4.5 or more
PALE_BLUE, PALE_ORANGE = "#D9EAF4", "#FBE3D3"

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
    # An opaque white background is readable in the dark theme too.
    figure.savefig(buffer, format="png", dpi=DPI, facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


def show(figure: Figure, text: str) -> None:
    """Show the figure in a notebook, and print its message and numbers below it.

    The printed text is for readers who cannot see the picture: Jupyter hides alternative text.
    Outside a notebook, only the text appears.
    """
    if InteractiveShell.initialized():
        display(bundle(figure), raw=True)
    print(text)


def bundle(figure: Figure) -> dict[str, str]:
    """Return the figure as Jupyter's display data."""
    picture = base64.b64encode(png(figure)).decode()
    return {"image/png": picture, "text/plain": "<picture, described below>"}


def show_html(html: str, text: str) -> None:
    """Show HTML in a notebook, and print its message for readers who cannot see the HTML."""
    if InteractiveShell.initialized():
        display({"text/html": html, "text/plain": "<described below>"}, raw=True)
    print(text)
