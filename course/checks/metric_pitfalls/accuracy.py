"""06-streaming-accuracy: the share of all images that are right, batch by batch."""

import contextlib
import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

from course import metrics, scoring
from course.checks.cases import Case
from course.checks.coach import one_line
from course.checks.compare import expect_number, must_refuse, number
from course.checks.core import CheckFailed, Mistake, fail
from course.checks.exercise import exercise
from course.checks.metric_pitfalls.batches import joined, mistakes_in_sums, read_once

Batches = list[tuple[Tensor, Tensor]]

# The number of classes; for each batch its images, and how many of them are right.
_PLANS: dict[str, tuple[int, list[tuple[int, int]]]] = {
    "uneven batches": (4, [(6, 3), (6, 1), (6, 2), (4, 3)]),
    "a generator": (5, [(8, 8), (8, 3), (1, 1)]),
    "a DataLoader": (3, [(5, 1), (5, 4), (2, 1)]),
    "an empty batch": (4, [(5, 4), (0, 0), (2, 1)]),
    "an empty last batch": (5, [(4, 1), (3, 2), (0, 0)]),
    "no image right": (4, [(4, 0), (3, 0)]),
    "no batches": (4, []),
    "only empty batches": (4, [(0, 0), (0, 0)]),
    "uneven batches #1": (6, [(2, 2), (2, 1), (7, 3)]),
    "a generator #1": (3, [(5, 1), (5, 4), (3, 1)]),
    "a DataLoader #1": (4, [(3, 1), (3, 3), (1, 1)]),
    "an empty batch #1": (5, [(0, 0), (4, 1), (3, 3)]),
    "an empty last batch #1": (3, [(2, 1), (6, 4), (0, 0)]),
    "no image right #1": (5, [(5, 0), (2, 0), (1, 0)]),
    "only empty batches #1": (6, [(0, 0)]),
}


@exercise(
    "06-streaming-accuracy",
    proves="The share of all images, whatever the size of the batches",
    tries=[text for text in _PLANS if "#" not in text],
    table=_PLANS,
    library=[metrics.evaluate, scoring.accuracy],
    data=True,
)
def accuracy(answer: Callable, case: Case) -> str:
    """``accuracy(batches)`` is the share of all images that are right."""
    classes, plan = _PLANS[case.text]
    batches = _batches(plan, classes)
    images = sum(n for n, _ in plan)
    if not images:
        why = "There is no share of no images."
        must_refuse(answer, (batches,), f"there are {case.name}", why)
        return "refused with ValueError"
    want = sum(right for _, right in plan) / images
    name = f"the accuracy for {case.name} ({joined(n for n, _ in plan)} images)"
    if case.name == "a generator":
        returned = read_once(answer, batches, lambda value: _is(value, want))
    else:
        given = _loader(batches, plan) if "Data" in case.name else batches
        returned = _call(answer, given, case.name, name)
    if _is_nan(returned):
        fail(
            "nan-left",
            f"Expected {name} to be {want:.4f}, got nan.",
            "One of these batches holds no images.",
            "what does your code divide, or average, for that batch?",
        )
    if want and number(returned, name) == 0:
        _explain_zero(answer, f"Expected {name} to be {want:.4f}, got 0.")
    sums = ", ".join(f"{right} of {n}" for n, right in plan)
    expect_number(
        returned,
        want,
        name,
        _mistakes(batches, classes),
        otherwise=(f"Right in the batches: {sums}.", "your two sums: print both of them."),
    )
    return f"{want:.3f}"


def _batches(plan: Iterable[tuple[int, int]], classes: int) -> Batches:
    """Logits (n, C) and targets (n,); the first ``right`` of each batch are predicted right."""
    random, made = torch.Generator().manual_seed(3), []
    for n, right in plan:
        logits = torch.randn(n, classes, generator=random)
        best = logits.argmax(dim=1)
        wrong = (best + torch.randint(1, classes, (n,), generator=random)) % classes
        made.append((logits, torch.where(torch.arange(n) < right, best, wrong)))
    return made


def _loader(batches: Batches, plan: list[tuple[int, int]]) -> DataLoader:
    logits, targets = (torch.cat(parts) for parts in zip(*batches, strict=True))
    return DataLoader(TensorDataset(logits, targets), batch_size=plan[0][0])


# Why somebody refuses what has an answer: what is special about the batches, and where to look.
_REFUSED = {
    "an empty last batch": (
        "The last batch is empty here, the others are not.",
        "what does your condition look at: one batch, or all of them?",
    ),
    "no image right": (
        "There are images here, and none of them is right.",
        "which of your sums must be 0 for there to be no share?",
    ),
}


def _call(answer: Callable, batches: Iterable, case: str, name: str) -> object:
    """Call the answer; where it raises, look for the reason.

    It may refuse what it should answer, or compare along the wrong dimension.
    """
    try:
        return answer(batches)
    except ValueError as error:
        if case in _REFUSED:
            fail(
                "possible-refused",
                f"Expected {name}, got {one_line(error).rstrip('.')}.",
                *_REFUSED[case],
            )
        raise
    except RuntimeError as error:
        if _compares_images(answer):
            fail(
                "over-the-batch",
                f"Expected {name}, got {one_line(error)}.",
                "Your code compares the images of a batch with each other, class by class. It runs "
                "only where a batch has as many images as classes.",
                "along which dimension do the classes lie?",
            )
        raise


def _compares_images(answer: Callable) -> bool:
    square = _batches([(4, 2), (4, 1)], 4)
    over = sum((z.argmax(dim=0) == y).sum().item() for z, y in square) / 8
    with contextlib.suppress(Exception):
        return _is(answer(square), over)
    return False


def _is(value: object, want: float) -> bool:
    with contextlib.suppress(CheckFailed):
        return math.isclose(number(value, "it"), want, rel_tol=1e-4, abs_tol=1e-6)
    return False


def _is_nan(value: object) -> bool:
    with contextlib.suppress(TypeError, ValueError, RuntimeError):
        return math.isnan(value)
    return False


def _explain_zero(answer: Callable, what: str) -> None:
    perfect = number(answer(_batches([(4, 4), (3, 3)], 5)), "the accuracy")
    if perfect == 1:
        fail(
            "rounded",
            what,
            "Where every image is right your function returns 1, and otherwise 0.",
            "which operation drops the digits after the decimal point?",
        )
    fail(
        "wrong-value",
        what,
        f"Where every image is right, your function returns {perfect:g}.",
        "what are the two sides of your comparison? Print both for one batch.",
    )


def _mistakes(batches: Batches, classes: int) -> list[Mistake]:
    batches = [(z, y) for z, y in batches if len(y)]
    sizes = [len(y) for _, y in batches]
    hits = [(z.argmax(1) == y).sum().item() for z, y in batches]
    lowest = [(z.argmin(1) == y).sum().item() for z, y in batches]
    crossed = [(z.argmax(1, keepdim=True) == y).sum().item() for z, y in batches]
    total = sum(sizes)
    shares = [c / n for c, n in zip(crossed, sizes, strict=True)]
    pairs = [
        sum(crossed) / total,
        sum(crossed) / sum(n * n for n in sizes),
        sum(shares) / total,
        sum(share / n for share, n in zip(shares, sizes, strict=True)) / len(sizes),
    ]
    every = "Every prediction was compared with every target of its batch."
    lowest_seen = "Your code takes the smallest logit for the prediction."
    share_seen = "That is the share of wrong predictions."
    return [
        *mistakes_in_sums(hits, sizes, classes),
        Mistake("wrong-ones-counted", 1 - sum(hits) / total, share_seen, "what is counted?"),
        Mistake(
            "smallest-index", sum(lowest) / total, lowest_seen, "what does a large logit mean?"
        ),
        *(Mistake("broadcast-comparison", v, every, "the shapes that you compare.") for v in pairs),
    ]
