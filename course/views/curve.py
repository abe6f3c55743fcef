"""The training curve: live while `training.fit` runs, then a picture and two lines of text."""

import math
import time
from collections.abc import Callable, Mapping, Sequence

import matplotlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import DisplayHandle, display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from course.training import History
from course.views import style

SHARE = 0.04  # the largest share of the training time that drawing may take
COST = 0.06  # roughly how long the first picture takes, in seconds
PAUSE = 0.2  # the shortest time between two pictures, in seconds
_SIDES = ("loss", "accuracy")


def watch(classes: int | None = None) -> Callable[[History], None]:
    """Return a function that draws the training curve, to pass to `training.fit` as ``watch``.

    It redraws one picture, as often as the cost of drawing allows. Interrupting the kernel ends
    the training and keeps the picture. Outside a notebook, only the text is printed.

    Args:
        classes: C, to draw the values for chance as well: loss ln C, accuracy 1/C.
    """
    curve = None
    handle: DisplayHandle | None = None
    due = time.perf_counter() + max(PAUSE, COST / SHARE)

    def draw(history: History) -> None:
        nonlocal curve, handle, due
        ended = history.interrupted or len(history) >= history.epochs
        if ended or time.perf_counter() >= due:
            start = time.perf_counter()
            if len(history) and InteractiveShell.initialized():
                curve = curve or _Curve(history.epochs, classes, bool(history.val_loss))
                bundle = style.bundle(curve.draw(history))
                if handle is None:
                    handle = display(bundle, raw=True, display_id=True)
                    style.follow_theme()
                else:
                    handle.update(bundle, raw=True)
            spent = time.perf_counter() - start
            due = time.perf_counter() + max(PAUSE, spent / SHARE)
        if ended:
            print(_as_text(history, classes))

    return draw


def compare(histories: Mapping[str, History], classes: int | None = None) -> None:
    """Show several runs in one picture: validation loss and accuracy, else those of training.

    Raises:
        ValueError: there are no runs, or one has no epochs.
    """
    if not histories or not all(map(len, histories.values())):
        raise ValueError(
            "Expected at least one run of one epoch or more, got "
            f"{ {name: len(history) for name, history in histories.items()} }."
        )
    style.show(*_compared(histories, classes))


def watch_each(classes: int | None = None) -> Callable[[Mapping[str, History]], None]:
    """Return a function that draws several runs in one picture while they go on.

    To pass to `training.fit_each` as ``watch``. Outside a notebook, only the text is printed, at
    the end.
    """
    handle: DisplayHandle | None = None

    def draw(histories: Mapping[str, History]) -> None:
        nonlocal handle
        if not all(map(len, histories.values())):
            return
        figure, text = _compared(histories, classes)
        if InteractiveShell.initialized():
            bundle = style.bundle(figure)
            if handle is None:
                handle = display(bundle, raw=True, display_id=True)
                style.follow_theme()
            else:
                handle.update(bundle, raw=True)
        if any(each.interrupted or len(each) >= each.epochs for each in histories.values()):
            print(text)

    return draw


def _compared(histories: Mapping[str, History], classes: int | None) -> tuple[Figure, str]:
    kind = "val" if all(history.val_loss for history in histories.values()) else "train"
    with matplotlib.rc_context(style.RC):
        figure, panels = _panels()
        for side, axes in zip(_SIDES, panels, strict=True):
            runs = {name: getattr(run, f"{kind}_{side}") for name, run in histories.items()}
            for values in runs.values():
                epochs = range(1, len(values) + 1)
                axes.plot(epochs, values, markersize=4, markevery=_every(values))
            _frame(axes, side, max(map(len, runs.values())), classes)
            if side == "loss":
                _fit_losses(axes)
            _label_ends(axes, runs)
        figure.suptitle(f"{'validation' if kind == 'val' else 'training'}: {len(histories)} runs")
    width = max(map(len, histories))
    lines = []
    for name, run in histories.items():
        loss, accuracy = (getattr(run, f"{kind}_{side}")[run.best_epoch - 1] for side in _SIDES)
        best = f"best epoch {run.best_epoch}: loss {loss:.3f}, accuracy {accuracy:.1%}"
        lines.append(f"{name:{width}}  {len(run)} epochs · {best}")
    return figure, "\n".join(lines)


class _Curve:
    """A figure whose lines get new data, which takes half the time of a new figure."""

    def __init__(self, epochs: int, classes: int | None, validated: bool) -> None:
        with matplotlib.rc_context(style.RC):
            self.figure, panels = _panels()
            self.panels = dict(zip(_SIDES, panels, strict=True))
            kinds = ("train", "val") if validated else ("train",)
            self.lines, self.names, self.best, self.marks, self.chance = {}, {}, {}, {}, {}
            for side, axes in self.panels.items():
                for kind in kinds:
                    (line,) = axes.plot([], [], markersize=4)
                    self.lines[kind, side] = line
                    options = {"color": line.get_color(), "xytext": (6, 0), "va": "center"}
                    self.names[kind, side] = axes.annotate(
                        {"train": "training", "val": "validation"}[kind],
                        (0, 0),
                        textcoords="offset points",
                        annotation_clip=False,
                        **options,
                    )
                self.best[side] = axes.axvline(0, color=style.GREY, linewidth=1, zorder=0)
                self.marks[side] = axes.annotate(
                    "best",
                    (0, 1),
                    (0, 2),
                    ("data", "axes fraction"),
                    "offset points",
                    color=style.GREY,
                    fontsize=style.SMALL,
                    ha="center",
                )
                self.chance[side] = _frame(axes, side, epochs, classes)
            self.title = self.figure.suptitle(" ")

    def draw(self, history: History) -> object:
        """Update the figure and return it."""
        epochs = range(1, len(history) + 1)
        for (kind, side), line in self.lines.items():
            values = getattr(history, f"{kind}_{side}")
            line.set_data(epochs, values)
            line.set_markevery(_every(values))
            self.names[kind, side].xy = (epochs[-1], values[-1])
        for side, axes in self.panels.items():
            ends = {
                kind: getattr(history, f"{kind}_{side}")[-1] for kind, s in self.lines if s == side
            }
            self.best[side].set_xdata([history.best_epoch] * 2)
            self.marks[side].xy = (history.best_epoch, 1)
            if self.chance[side]:
                _keep_off(self.chance[side], history.best_epoch, axes)
            if side == "loss":
                _fit_losses(axes)
            _spread([self.names[kind, side] for kind in ends], list(ends.values()), axes)
        self.title.set_text(_title(history))
        return self.figure


def _panels() -> tuple[Figure, Sequence[Axes]]:
    # Fixed places: a layout engine would take half the drawing time. Names go on the right.
    figure = style.figure(10, 3.6)
    places = {"left": 0.06, "right": 0.89, "bottom": 0.15, "top": 0.78, "wspace": 0.42}
    return figure, figure.subplots(1, 2, gridspec_kw=places)


def _frame(axes: Axes, side: str, epochs: int, classes: int | None) -> Annotation | None:
    """Draw what does not change; return the name of the line for chance, if there is one."""
    axes.set_xlabel("epoch")
    axes.set_title(side, pad=16)
    axes.set_xlim(0.5, max(epochs, 2) + 0.5)
    axes.xaxis.get_major_locator().set_params(integer=True)
    if side == "accuracy":
        axes.set_ylim(0, 1.02)
        axes.yaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1))
    if not classes:
        return None
    chance = math.log(classes) if side == "loss" else 1 / classes
    axes.axhline(chance, color=style.GREY, linestyle=":", linewidth=1.2, zorder=0)
    text = f"chance: ln {classes} = {chance:.2f}" if side == "loss" else f"chance: {chance:.1%}"
    where = {"xytext": (-4, 3), "textcoords": "offset points", "ha": "right"}
    at = (max(epochs, 2) + 0.5, chance)
    return axes.annotate(text, at, fontsize=style.SMALL, color=style.GREY, **where)


def _keep_off(name: Annotation, best: int, axes: Axes) -> None:
    """Put the name at the right end of its line, or left of the best epoch if it is in the way."""
    end = axes.get_xlim()[1]
    width = name.get_window_extent(axes.figure.canvas.get_renderer()).width + 8 * style.DPI / 72
    start = axes.transData.transform((end, 0))[0] - width
    name.xy = (best if axes.transData.transform((best, 0))[0] > start else end, name.xy[1])


def _fit_losses(axes: Axes) -> None:
    values = [float(y) for line in axes.get_lines() for y in line.get_ydata()]
    axes.set_ylim(0, 1.1 * max((y for y in values if math.isfinite(y)), default=1.0) or 1.0)


def _every(values: Sequence[float]) -> int:
    return max(1, len(values) // 12)  # a few markers identify a line; more would hide it


def _label_ends(axes: Axes, runs: Mapping[str, Sequence[float]]) -> None:
    labels = []
    for line, (name, values) in zip(axes.get_lines(), runs.items(), strict=False):
        label = axes.annotate(
            name,
            (len(values), values[-1]),
            xytext=(6, 0),
            textcoords="offset points",
            color=line.get_color(),
            va="center",
            annotation_clip=False,
        )
        labels.append(label)
    if len(set(map(len, runs.values()))) == 1:  # else the lines end in different places
        _spread(labels, [values[-1] for values in runs.values()], axes)


def _spread(labels: list, values: list[float], axes: Axes) -> None:
    """Move the labels apart, in points, where lines end close to each other."""
    low, high = axes.get_ylim()
    height = axes.get_window_extent().height * 72 / axes.figure.dpi
    finite = [value if math.isfinite(value) else high for value in values]
    at = [(value - low) / ((high - low) or 1) * height for value in finite]
    last = -math.inf
    for i in sorted(range(len(at)), key=at.__getitem__):
        place = max(at[i], last + style.NORMAL + 2)
        labels[i].set_position((6, place - at[i]))
        last = place


def _title(history: History) -> str:
    done, planned = len(history), history.epochs
    if history.interrupted:
        return f"stopped after {done} of {planned} epochs · best epoch {history.best_epoch}"
    if done >= planned:
        return f"{done} epochs · best epoch {history.best_epoch}"
    left = sum(history.seconds) / done * (planned - done)
    return f"epoch {done} of {planned} · about {math.ceil(left)} s left"


def _as_text(history: History, classes: int | None = None) -> str:
    """Describe the run in two short lines, without times, which would differ on every run."""
    first, last = [_title(history)], []
    if classes:
        first.append(f"chance: loss {math.log(classes):.3f}, accuracy {1 / classes:.1%}")
    for kind, name in (("train", "training"), ("val", "validation")):
        if losses := getattr(history, f"{kind}_loss"):
            accuracy = getattr(history, f"{kind}_accuracy")[-1]
            last.append(f"{name} loss {losses[-1]:.3f}, accuracy {accuracy:.1%}")
    return "\n".join(" · ".join(parts) for parts in (first, last) if parts)
