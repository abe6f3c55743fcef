"""06-leakage: test images that are copies of a training image."""

import operator
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from course import data, scoring
from course.checks.cases import Case
from course.checks.compare import tensor, unchanged
from course.checks.core import describe, fail
from course.checks.exercise import exercise
from course.checks.metric_pitfalls.batches import joined
from course.wording import count

_MOVES = {
    "moved up": (-1, -2),
    "moved down": (1, -2),
    "moved left": (-1, -1),
    "moved right": (1, -1),
}
# Rolling an image is moving it only where the row that leaves is black.
_INSIDE = "moved down inside black"
_KINDS = (
    "exact",
    "mirrored",
    *_MOVES,
    _INSIDE,
    "lighter",
    "darker",
    "noisy",
    "4 lighter nearly everywhere",
)
# What is planted among the test images, once each.
_CASES = {
    "every kind of copy": _KINDS,
    "twice in training": ("exact", "mirrored", "noisy"),
    "no copies": (),
}


@exercise(
    "06-leakage",
    proves="Every copy found, once each, and few false alarms",
    tries=list(_CASES),
    table=_CASES,
    library=[scoring.leaked],
    data=True,
)
def leaked(answer: Callable, case: Case) -> str:
    """``leaked(train_images, test_images)``: indices of test images that training holds too."""
    images = _images(case.name, case.seed)
    with unchanged(images.train, "train_images"), unchanged(images.test, "test_images"):
        returned = answer(images.train, images.test)
    got = _indices(returned, len(images.test))
    copies = count(len(images.planted), "planted copy", "planted copies")
    what = (
        f"Expected the {copies} among {len(images.test)} test images ({case.name}), got "
        f"{count(len(got), 'index', 'indices')}."
    )
    alarms = _refuse_alarms(got, images, what)
    if missed := [kind for i, kind in images.planted.items() if i not in got]:
        _explain_missed(missed, set(images.planted.values()), what)
    return f"{copies} found, {count(len(alarms), 'false alarm')}"


@dataclass(frozen=True)
class _Images:
    """Training and test images (uint8).

    Attributes:
        planted: the kind of copy, for each position in ``test`` that holds one.
        sources: the positions in ``train`` of the images that were copied.
    """

    train: Tensor
    test: Tensor
    planted: dict[int, str]
    sources: list[int]


def _images(name: str, seed: int) -> _Images:
    fashion, random = data.load("fashion"), torch.Generator().manual_seed(11 + seed)
    train = fashion.train.images[150 * seed : 150 * (seed + 1)].clone()
    test = fashion.test.images[100 * seed :][: 62 if _CASES[name] else 100].clone()
    places = torch.randperm(len(test), generator=random).tolist()
    sources: list[int] = []
    for kind in _CASES[name]:
        free = (i for i in range(len(train)) if i not in sources)
        sources.append(next(i for i in free if _shows(train[i], kind)))
    planted = dict(zip(places, _CASES[name], strict=False))
    for (place, kind), source in zip(planted.items(), sources, strict=True):
        test[place] = _copy(train[source], kind, random)
    if name == "twice in training":
        train = torch.cat([train, train[sources]])
    return _Images(train, test, planted, sources)


def _shows(image: Tensor, kind: str) -> bool:
    """Whether the image visibly changes when it is mirrored or moved, its border included."""
    x = image.float()
    if any((x - other).square().mean() <= 900 for other in (x.flip(-1), x.roll(1, -1))):
        return False
    if kind == _INSIDE:
        return not x[:, -1].any()
    step, dim = _MOVES.get(kind, (0, 0))
    return not step or bool(x.select(dim, -1 if step > 0 else 0).square().sum() > 100_000)


def _copy(image: Tensor, kind: str, random: torch.Generator) -> Tensor:
    if kind == "mirrored":
        return image.flip(-1)
    if kind in (*_MOVES, _INSIDE):
        step, dim = _MOVES[kind.removesuffix(" inside black")]
        moved = image.roll(step, dim)
        moved.select(dim, 0 if step > 0 else -1).zero_()
        return moved
    if kind == "4 lighter nearly everywhere":
        lighter = torch.rand(image.shape, generator=random) < 0.85
        return (image.int() + 4 * lighter).clamp(0, 255).to(torch.uint8)
    low, high = {"lighter": (0, 5), "darker": (-4, 1), "noisy": (-4, 5)}.get(kind, (0, 1))
    noise = torch.randint(low, high, image.shape, generator=random)
    return (image.int() + noise).clamp(0, 255).to(torch.uint8)


def _refuse_alarms(got: list[int], images: _Images, what: str) -> list[int]:
    """Return the reported images that are no copies, if they are few enough."""
    alarms = [i for i in got if i not in images.planted]
    others = len(images.test) - len(images.planted)
    beyond = any(not 0 <= i < len(images.test) for i in alarms)
    if beyond or len(alarms) > 1 and set(alarms) <= set(images.sources):
        fail(
            "index-of-training",
            what,
            "Some of them are positions among the training images.",
            "which of your two loops does the index come from?",
        )
    allowed = others // 50
    if len(alarms) > allowed:
        seen = f"{len(alarms)} of them are no copies; at most {allowed} of the {others} others may "
        seen += "be reported."
        if len(got) == len(images.test):
            seen = "Every test image was reported."
        fail("false-alarms", what, seen, "how far apart are two different pairs of trousers?")
    return alarms


def _explain_missed(missed: list[str], planted: set[str], what: str) -> None:
    if "exact" in missed:
        fail(
            "copy-missed",
            what,
            "A test image that equals a training image, pixel by pixel, was not reported.",
            "which pairs of images does your code compare?",
        )
    pair = {"lighter", "darker"}
    if pair <= planted and len(pair & {*missed}) == 1:
        [lost], [found] = pair & {*missed}, pair - {*missed}
        fail(
            "uint8-wraps",
            what,
            f"Copies that are a little {found} were found, a little {lost} ones were not.",
            "what is 3 - 5 if both are uint8?",
        )
    if "moved down" in missed and _INSIDE in planted - {*missed}:
        fail(
            "near-copy-missed",
            what,
            "An image moved down was found where its bottom row is black, and missed where it is "
            f"not. Missed: {joined(missed)}.",
            "what stands in the top row of the copy, and what in yours?",
        )
    if len(missed) == len(planted) - 1:
        fail(
            "exact-copies-only",
            what,
            f"Only the exact copies were found. Missed: {joined(missed)}.",
            "which of these changes survive a comparison for equality?",
        )
    fail(
        "near-copy-missed",
        what,
        f"Other copies were found. Missed: {joined(missed)}.",
        "what does such a change do to the distance between the two images?",
    )


def _indices(returned: object, n: int) -> list[int]:
    """Return what was returned as a list of ints, each once."""
    look = "the return line: what is one entry of the result?"
    if isinstance(returned, Tensor) and returned.ndim > 1 and returned.numel() != len(returned):
        seen = "The exercise asks for one number for each copy."
        fail("wrong-type", f"Expected a list of indices, got {describe(returned)}.", seen, look)
    if isinstance(returned, Tensor) and returned.dtype != torch.bool:
        values = tensor(returned, "the indices").flatten().tolist()
        returned = [int(i) if i % 1 == 0 else i for i in values]
    try:
        listed = [i.item() if _is_single(i) else i for i in returned]
    except TypeError:
        listed = [None]
    if len(listed) == n and all(isinstance(i, bool) for i in listed):
        fail(
            "wrong-type",
            f"Expected indices, got {n} times True or False.",
            "That is one value for each test image.",
            "at which positions is it True?",
        )
    try:
        listed = [operator.index(None if isinstance(i, bool) else i) for i in listed]
    except TypeError:
        seen = "Each number should say which test image it is."
        fail(
            "wrong-type", f"Expected a list of whole numbers, got {describe(returned)}.", seen, look
        )
    if len(set(listed)) < len(listed):
        fail(
            "listed-twice",
            f"Expected each index once, got {len(listed)}, {len(set(listed))} of them different.",
            "A test image can have several copies in training, and is still one image.",
            "what should happen after the first copy of an image was found?",
        )
    return listed


def _is_single(value: object) -> bool:
    """Whether it is one number of NumPy's, or a tensor of one."""
    return isinstance(value, Tensor) and value.numel() == 1 or getattr(value, "ndim", None) == 0
