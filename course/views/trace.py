"""Two pictures of one forward pass: how a prediction is made, and what each stage returns."""

from dataclasses import dataclass
from functools import partial

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from PIL.Image import Image
from torch import Tensor, nn

from course.backbones import Pretrained
from course.heads import find_head, head_input, modes_kept
from course.views import style


def prediction_trace(
    net: Pretrained, image: Image | Tensor, *, size: int | None = None, k: int = 5
) -> None:
    """Show one prediction: image, features, the k highest of C logits, and their probabilities.

    Args:
        net: the model, which stays as it was.
        image: a PIL image, or a uint8 tensor (C, H, W).
        size: the side of the model's input in pixels, if it should differ from the training.

    Raises:
        ValueError: k is not in 1 .. C, or the model does not return one logit per category.
    """
    model, preprocess = net.model, net.preprocess.at(size) if size else net.preprocess
    with modes_kept(model), torch.no_grad():
        model.eval()
        x = preprocess(image)[None].to(next(model.parameters()).device)
        head, _ = find_head(model, x)
        entering = head_input(model, x).float().cpu()
        logits = model(x)[0].float().cpu()
    # A convolutional head receives a feature map: show its mean over the positions.
    features = entering[0].flatten(1).mean(dim=1) if entering.ndim == 4 else entering[0]
    if len(logits) != len(net.categories):
        raise ValueError(
            f"Expected {len(net.categories)} logits, one per category, got "
            f"{len(logits)}. Trace the model before its head is replaced."
        )
    if not 1 <= k <= len(logits):
        raise ValueError(f"Expected k in 1 .. {len(logits)}, got {k}.")
    mean, std = (torch.tensor(v).view(3, 1, 1) for v in (preprocess.mean, preprocess.std))
    seen = (x[0].cpu() * std + mean).clamp(0, 1)
    probabilities = logits.softmax(dim=0)
    order = logits.argsort(descending=True)
    names = [net.categories[i] for i in order[:k]]
    figure = _draw_prediction(seen, features, logits[order], probabilities[order], names, head)

    width = max(map(len, names))
    rows = [
        f"{name:{width}}  logit {logits[i]:6.2f}  probability {_percent(probabilities[i]):>6}"
        for name, i in zip(names, order, strict=False)
    ]
    style.show(
        figure,
        f"The head ({head}) turns {features.numel()} features into {len(logits)} logits;\n"
        "softmax turns these into probabilities and keeps their order.\n"
        f"image {_shape(x)} → features {_shape(entering)} → logits (1, {len(logits)}) "
        f"→ probabilities (1, {len(logits)}), sum {probabilities.sum():.2f}\n" + "\n".join(rows),
        figure.axes[:2],
    )


def pipeline_trace(model: nn.Module, x: Tensor) -> None:
    """Show the model's stages (its direct children) in the order of one forward pass of ``x``.

    Each stage has its output shape and its number of parameters; the head has the accent colour.
    The model stays as it was.

    Raises:
        ValueError: the forward pass runs no Linear or convolution, or no direct child of the model.
    """
    head, module = find_head(model, x)
    stages = _stages(model, x, head)
    total = sum(p.numel() for p in model.parameters())
    share = sum(p.numel() for p in module.parameters())
    figure = _draw_pipeline(stages)

    cells = [("stage", "type", "output shape", "parameters")]
    for stage in stages:
        count = f"{stage.parameters:,}" if stage.parameters else ""
        mark = f"  <- {stage.head}" if stage.head else ""
        cells.append((stage.name, stage.kind, stage.shape, count + mark))
    widths = [max(len(row[i]) for row in cells) for i in range(3)]
    style.show(
        figure,
        f"The head ({head}) runs last; it holds {share:,} of {total:,} parameters "
        f"({share / total:.1%}).\n"
        + "\n".join(
            f"{a:{widths[0]}}  {b:{widths[1]}}  {c:{widths[2]}}  {d}".rstrip()
            for a, b, c, d in cells
        ),
    )


@dataclass(frozen=True)
class _Stage:
    name: str
    kind: str
    shape: str  # of its output
    parameters: int = 0
    head: str = ""  # "head", "head inside", or neither


def _stages(model: nn.Module, x: Tensor, head: str) -> list[_Stage]:
    stages = [_Stage("input", "", _shape(x))]

    def between(now: object) -> None:
        """Record what forward() does outside the stages, where no hook can see it."""
        if torch.is_tensor(now) and _shape(now) != stages[-1].shape:
            stages.append(_Stage("no module", "in forward()", _shape(now)))

    def record(name: str, module: nn.Module, args: tuple, output: object) -> None:
        between(args[0] if args else None)
        count = sum(p.numel() for p in module.parameters())
        inside = "head inside" if head.startswith(f"{name}.") else ""
        mark = "head" if head == name else inside
        stages.append(_Stage(name, _kind(module), _shape(output), count, mark))

    handles = [
        child.register_forward_hook(partial(record, name)) for name, child in model.named_children()
    ]
    try:
        with modes_kept(model), torch.no_grad():
            output = model.eval()(x)
    finally:
        for handle in handles:
            handle.remove()
    if len(stages) == 1:
        raise ValueError(
            f"Expected a model made of stages, got {type(model).__name__}, whose forward pass "
            "calls none of its direct children. Trace a model that does."
        )
    between(output)
    return stages


def _kind(module: nn.Module) -> str:
    kinds = [type(child).__name__ for child in module.children()]
    if isinstance(module, nn.Sequential) and len(kinds) > 1 and len(set(kinds)) == 1:
        return f"{len(kinds)} × {kinds[0]}"
    return type(module).__name__


def _shape(value: object) -> str:
    return str(tuple(value.shape)) if torch.is_tensor(value) else "?"


def _percent(value: Tensor) -> str:
    return f"{value:.1%}" if value >= 0.0005 else "<0.1%"


@matplotlib.rc_context(style.RC)
def _draw_prediction(
    seen: Tensor,
    features: Tensor,
    logits: Tensor,
    probabilities: Tensor,
    names: list[str],
    head: str,
) -> Figure:
    """Draw the figure; logits and probabilities (C,) are sorted, and start with those of names."""
    k, others = len(names), len(logits) - len(names)
    rows = max(k + 1, 6)
    height = 1.05 + 0.4 * rows  # inches
    figure = style.figure(10, height)

    def panel(left: float, right: float) -> Axes:
        return figure.add_axes((left, 0.15 / height, right - left, 0.4 * rows / height))

    picture, strip = panel(0.01, 0.2), panel(0.285, 0.395)  # the same in the dark theme
    left, right = panel(0.615, 0.735), panel(0.84, 0.93)

    picture.imshow(seen.permute(1, 2, 0).numpy(), interpolation="nearest")
    _draw_strip(strip, features)
    for axes in (picture, strip):
        axes.set_anchor("N")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=style.PALE)

    labels = [name if len(name) <= 22 else f"{name[:21].rstrip()}…" for name in names]
    _bars(left, logits[:k], [_number(v) for v in logits[:k]])
    _bars(right, probabilities[:k], [_percent(v) for v in probabilities[:k]])
    if others:
        low, high = logits[-1].item(), logits[k].item()
        left.barh(k, high - low, left=low, height=0.16, color=style.GREY)
        _label(left, max(high, 0), k, f"{_number(low)} … {_number(high)}")
        share = probabilities[k:].sum()
        right.barh(k, share.item(), height=0.62, color=style.GREY)
        _label(right, share.item(), k, _percent(share))
        labels.append(f"the {others} others" if others > 1 else "the other one")
    for axes in (left, right):
        axes.set_ylim(rows - 0.5, -0.6)
        axes.set_xticks([])
        axes.spines[:].set_visible(False)
        axes.vlines(0, -0.5, len(labels) - 0.5, color=style.GREY, linewidth=0.8)
        axes.tick_params(axis="y", length=0, pad=8, labelsize=style.NORMAL, labelcolor=style.INK)
    left.set_yticks(range(len(labels)), labels)
    right.set_yticks([])

    line = 1 - 0.32 / height
    stages = [
        (0.105, "image", _shape(seen[None])),
        (0.34, "features", _shape(features[None])),
        (0.645, "logits", _shape(logits[None])),
        (0.885, "probabilities", f"{_shape(logits[None])}, sum 1"),
    ]
    for x, title, shape in stages:
        figure.text(x, line, title, ha="center", weight="bold", size=style.LARGE)
        figure.text(x, line - 0.24 / height, shape, ha="center", color=style.GREY)
    steps = [
        (0.16, 0.285, "backbone", style.BLUE),
        (0.395, 0.605, f"head · {head}", style.ORANGE),
        (0.685, 0.805, "softmax", style.GREY),
    ]
    for start, stop, name, color in steps:
        y = line + 0.06 / height
        arrow = FancyArrowPatch(
            (start, y), (stop, y), transform=figure.transFigure, **_arrow(color)
        )
        figure.add_artist(arrow)
        figure.text((start + stop) / 2, y + 0.07 / height, name, ha="center", color=color)
    return figure


@matplotlib.rc_context(style.RC)
def _draw_pipeline(stages: list[_Stage]) -> Figure:
    row, top = 0.46, 0.55  # inches
    height = top + row * len(stages)
    figure = style.figure(10, height)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 10), ylim=(height, 0))
    axes.set_axis_off()
    for column, title in ((0.15, "stage"), (3.45, "output shape"), (6.35, "parameters")):
        axes.text(column, 0.28, title, weight="bold", size=style.LARGE, va="center")
    most = max(stage.parameters for stage in stages) or 1
    box = {"boxstyle": "round,pad=0,rounding_size=0.06", "linewidth": 1.3}
    for i, stage in enumerate(stages):
        middle = top + row * (i + 0.5)
        color, fill = style.BLUE, style.PALE_BLUE
        if stage.head:
            color, fill = style.ORANGE, style.PALE_ORANGE
        elif not stage.kind or stage.name == "no module":
            color, fill = style.GREY, "white"
        dash = "--" if stage.name == "no module" else "-"
        axes.add_patch(
            FancyBboxPatch((0.15, middle - 0.15), 3.1, 0.3, ec=color, fc=fill, ls=dash, **box)
        )
        axes.text(0.27, middle, stage.name, va="center_baseline", weight="bold")
        axes.text(3.13, middle, stage.kind, va="center_baseline", ha="right", color=style.GREY)
        axes.text(3.45, middle, stage.shape, va="center_baseline")
        if i:
            ends = (1.7, middle - row + 0.15), (1.7, middle - 0.15)
            axes.add_patch(FancyArrowPatch(*ends, shrinkA=0, shrinkB=0, **_arrow(style.GREY)))
        if stage.parameters:
            long = 2.1 * stage.parameters / most
            axes.barh(middle, long, left=6.35, height=0.24, color=color)
            _label(axes, 6.35 + long, middle, f"{stage.parameters:,}")
        axes.text(5.1, middle, stage.head, va="center_baseline", color=color, weight="bold")
    return figure


def _draw_strip(axes: Axes, values: Tensor) -> None:
    """Draw the values as squares, darker for larger values; the last row may be incomplete."""
    columns = max(1, round((len(values) * 0.62) ** 0.5))
    missing = -len(values) % columns
    padded = torch.cat([values, torch.full((missing,), torch.nan)])
    axes.imshow(padded.view(-1, columns).numpy(), cmap="Blues", interpolation="nearest")
    axes.text(
        0.5,
        -0.03,
        f"{len(values)} numbers,\n{_number(values.min())} … {_number(values.max())}",
        transform=axes.transAxes,
        ha="center",
        va="top",
        color=style.GREY,
        size=style.SMALL,
    )


def _bars(axes: Axes, values: Tensor, labels: list[str]) -> None:
    axes.barh(range(len(values)), values.numpy(), height=0.62, color=style.BLUE)
    for row, (value, label) in enumerate(zip(values.tolist(), labels, strict=True)):
        _label(axes, max(value, 0), row, label)


def _label(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(text, (x, y), xytext=(4, 0), textcoords="offset points", va="center_baseline")


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _arrow(color: str) -> dict[str, object]:
    return {"arrowstyle": "-|>", "mutation_scale": 13, "linewidth": 1.4, "color": color}
