"""How much kernel time the live views take.

Run it with ``python tests/benchmarks/views.py`` on an idle machine; it takes half a minute.
"""

import time
from collections.abc import Callable

import torch
from IPython.core.interactiveshell import InteractiveShell
from torch import nn
from torch.utils.data import TensorDataset

from course import training
from course.views import curve, results

BUDGET = 10  # ms of kernel time per update: 10 x 10 classes, 10,000 images


def milliseconds(update: Callable[[int], object], times: int = 50) -> tuple[float, float]:
    """The median and the worst of several updates."""
    took = []
    for i in range(times):
        start = time.perf_counter()
        update(i)
        took.append(1000 * (time.perf_counter() - start))
    return sorted(took)[times // 2], max(took)


def confusion_updates() -> dict[str, Callable[[int], object]]:
    """Updates that each show another cell or another threshold, with images not shown before."""
    draw = torch.Generator().manual_seed(0)
    n, classes = 10_000, [f"class {i}" for i in range(10)]
    truth = torch.randint(0, 10, (n,), generator=draw)
    logits = torch.randn(n, 10, generator=draw)
    updates = {}
    for side, channels in ((28, 1), (224, 3)):
        picture = torch.randint(0, 256, (channels, side, side), generator=draw, dtype=torch.uint8)
        images = picture.expand(n, -1, -1, -1)
        ten = results.read(truth, logits, classes, images)
        two = results.read(truth % 2, torch.rand(n, generator=draw), ["no", "yes"], images)
        ten.view("truth", 0.5, (0, 0), 12)  # the first view imports scikit-learn
        updates[f"cell, {side} px"] = lambda i, ten=ten: ten.view(
            "truth", 0.5, (i // 10 % 10, i % 10), 12
        )
        updates[f"threshold, {side} px"] = lambda i, two=two: two.view("none", i / 50, (1, 1), 12)
    updates["normalise"] = lambda i: ten.view(results.NORMALISE[i % 3], 0.5, None, 12)
    return updates


def curve_share(epochs: int, runs: int = 3) -> tuple[float, float]:
    """Seconds that a training takes, and the share that its curve adds: the fastest runs of each.

    Everything is as in a notebook, except that no pictures are sent.
    """
    draw = torch.Generator().manual_seed(0)
    x = torch.randn(2000, 1280, generator=draw)  # a head on cached features, as in the lessons
    data = TensorDataset(x, torch.randint(0, 10, (2000,), generator=draw))

    def seconds(watch: Callable | None) -> float:
        torch.manual_seed(0)
        start = time.perf_counter()
        training.fit(nn.Linear(1280, 10), data, data, epochs=epochs, watch=watch)
        return time.perf_counter() - start

    InteractiveShell.initialized = classmethod(lambda cls: True)
    curve.display = lambda *args, **options: Handle()
    curve.print = lambda *args: None
    seconds(curve.watch(10))  # the first one sets up fonts
    pairs = [(seconds(None), seconds(curve.watch(10))) for _ in range(runs)]
    plain, watched = (min(times) for times in zip(*pairs, strict=True))
    return plain, watched / plain - 1


class Handle:
    def update(self, *args: object, **options: object) -> None:
        pass


def main() -> None:
    for epochs in (8, 60, 300):
        plain, more = curve_share(epochs)
        print(f"curve, a training of {plain:5.2f} s takes {more:6.1%} longer")
    for name, update in confusion_updates().items():
        median, worst = milliseconds(update)
        verdict = "" if median <= BUDGET else f"  more than {BUDGET}"
        print(f"confusion, {name:18} median {median:5.1f} ms, worst {worst:5.1f} ms{verdict}")


if __name__ == "__main__":
    main()
