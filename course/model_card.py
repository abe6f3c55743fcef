"""A model card: what somebody must know who finds a checkpoint, with all numbers measured."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import torch
from torch import Tensor, nn

from course import costs, metrics
from course.files import write_whole
from course.splits import FolderSplit, ImageData, Split
from course.views import style

BINS = 5
CARD = """# {title}

## Data

{data}

## Results

Measured once, on {n} test images. Accuracy {accuracy:.3f}, 95 % interval {low:.3f} to {high:.3f}.

{baselines}

| class | recall | test images |
|---|---|---|
{recall}

## What is taken for what

Rows are the truth, columns the answers. The worst cells are shown in `{picture}`.

{matrix}

## How sure it is

| answers with a probability of | images | mean probability | right |
|---|---|---|---|
{calibration}

The expected calibration error is {error:.3f}: the mean distance of the last two columns, weighted
by images.

## What each bug of the course cost

{costs}

## Limits

{limits}

## How to load it

```python
from predict import predict

predict("photo.jpg")   # [(class, probability), ...], the most likely first
```

Policy: {policy}. Architecture: {architecture}. Made with {versions}.
"""


def logits_of(
    model: nn.Module, preprocess: Callable[[Any], Tensor], split: Split | FolderSplit
) -> Tensor:
    """Return the logits of a split (N, C), on the CPU; images are prepared one by one."""
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    found = []
    with torch.no_grad():
        for start in range(0, len(split), 64):
            images = [split[i][0] for i in range(start, min(start + 64, len(split)))]
            x = torch.cat([preprocess(image[None]) for image in images])
            found.append(model(x.to(device)).float().cpu())
    return torch.cat(found)


def calibration(logits: Tensor, truth: Tensor) -> tuple[list[tuple[float, ...]], float]:
    """Return a row for each bin of probability, and the expected calibration error.

    A row: the ends of the bin, how many images, their mean probability, and the share of them that
    is right. Empty bins are left out.
    """
    sure, answers = logits.softmax(dim=1).max(dim=1)
    right = (answers == truth).double()
    rows, error = [], 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = (sure > low) & (sure <= high)
        if n := int(inside.sum()):
            mean, share = sure[inside].double().mean().item(), right[inside].mean().item()
            rows.append((low, high, n, mean, share))
            error += n / len(truth) * abs(mean - share)
    return rows, error


def write_card(
    path: Path,
    data: ImageData,
    stored: Mapping[str, Any],
    logits: Tensor,
    report: Mapping[str, Any],
    baselines: Mapping[str, float],
    limits: str,
) -> str:
    """Write a card and the picture of its worst cells beside a checkpoint; return its text.

    Args:
        path: the checkpoint.
        stored: what is in it.
        logits: of ``data.test``, in the order of ``data.classes``.
        report: what ``train`` returned.
        baselines: the accuracy of each, on the same images.
    """
    truth, names = data.test.labels, data.classes
    matrix = metrics.confusion(truth, logits.argmax(dim=1), len(names))
    rows, error = calibration(logits, truth)
    worst = metrics.most_confused(matrix, k=3)
    picture = path.with_name("worst_cells.png")
    draw_worst(picture, data, logits, worst)
    support = matrix.sum(dim=1).tolist()
    text = CARD.format(
        title=f"A classifier of {len(names)} classes: {data.name}",
        data=f"{len(data.train)} images to train, {len(data.val)} to choose the epoch, "
        f"{len(data.test)} to test. Classes: {', '.join(names)}.",
        n=len(truth),
        accuracy=report["accuracy"],
        low=report["low"],
        high=report["high"],
        baselines="\n".join(f"- {name}: {share:.3f}" for name, share in baselines.items()),
        recall="\n".join(
            f"| {name} | {report['recall'][name]:.3f} | {n} |"
            for name, n in zip(names, support, strict=True)
        ),
        picture=picture.name,
        matrix=_table(["", *names], [[n, *r] for n, r in zip(names, matrix.tolist(), strict=True)]),
        calibration="\n".join(
            f"| {low:.1f} to {high:.1f} | {n} | {mean:.2f} | {share:.2f} |"
            for low, high, n, mean, share in rows
        ),
        error=error,
        costs="\n".join(
            f"- {bug}: {wrong:.2f} instead of {right:.2f}"
            for bug, (wrong, right) in sorted(costs.read().items())
        )
        or "Nothing has been measured on this machine.",
        limits=limits,
        policy=stored["policy"],
        architecture=stored["architecture"],
        versions=", ".join(f"{k} {v}" for k, v in stored["versions"].items()),
    )
    write_whole(path.with_name("model_card.md"), text.encode())
    return text


@matplotlib.rc_context(style.RC)
def draw_worst(
    path: Path, data: ImageData, logits: Tensor, worst: Sequence[tuple[int, int, int]]
) -> None:
    """Save the images of the cells (truth, answer, count) that hold the most errors."""
    answers, columns = logits.argmax(dim=1), 6
    figure = style.figure(9, 1.7 * max(1, len(worst)))
    for row, (truth, answer, count) in enumerate(worst):
        inside = ((data.test.labels == truth) & (answers == answer)).nonzero().flatten()
        for column, i in enumerate(inside[:columns].tolist()):
            axes = figure.add_subplot(len(worst), columns, row * columns + column + 1)
            axes.imshow(data.test[i][0].permute(1, 2, 0).numpy(), cmap="gray", vmin=0, vmax=255)
            axes.set_axis_off()
            if column == 0:
                names = data.classes[truth], data.classes[answer]
                axes.set_title(f"{names[0]} called {names[1]}: {count}", loc="left")
    figure.tight_layout()
    figure.savefig(path)


def _table(head: Sequence[Any], rows: Sequence[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
