"""What the live views cost the kernel.

Run it with ``python tests/benchmarks/views.py`` on an idle machine; it takes some seconds.
"""

import time
from collections.abc import Callable

import torch

from course.views import confusion

BUDGET = 10  # ms of kernel time an update: 10 x 10 classes, 10,000 images


def milliseconds(update: Callable[[int], object], times: int = 50) -> tuple[float, float]:
    """The median and the worst of several updates."""
    took = []
    for i in range(times):
        start = time.perf_counter()
        update(i)
        took.append(1000 * (time.perf_counter() - start))
    return sorted(took)[times // 2], max(took)


def confusion_updates() -> dict[str, Callable[[int], object]]:
    """Updates of which each shows another cell or another threshold, with images never seen."""
    draw = torch.Generator().manual_seed(0)
    n, classes = 10_000, [f"class {i}" for i in range(10)]
    truth = torch.randint(0, 10, (n,), generator=draw)
    logits = torch.randn(n, 10, generator=draw)
    updates = {}
    for side, channels in ((28, 1), (224, 3)):
        picture = torch.randint(0, 256, (channels, side, side), generator=draw, dtype=torch.uint8)
        images = picture.expand(n, -1, -1, -1)
        ten = confusion.read(truth, logits, classes, images)
        two = confusion.read(truth % 2, torch.rand(n, generator=draw), ["no", "yes"], images)
        ten.view("truth", 0.5, (0, 0), 12)  # the first one imports scikit-learn
        updates[f"cell, {side} px"] = lambda i, ten=ten: ten.view(
            "truth", 0.5, (i // 10 % 10, i % 10), 12
        )
        updates[f"threshold, {side} px"] = lambda i, two=two: two.view("none", i / 50, (1, 1), 12)
    updates["normalise"] = lambda i: ten.view(confusion.NORMALISE[i % 3], 0.5, None, 12)
    return updates


def main() -> None:
    for name, update in confusion_updates().items():
        median, worst = milliseconds(update)
        verdict = "" if median <= BUDGET else f"  more than {BUDGET}"
        print(f"confusion, {name:18} median {median:5.1f} ms, worst {worst:5.1f} ms{verdict}")


if __name__ == "__main__":
    main()
