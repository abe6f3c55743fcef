"""Pictures of the check of lesson 08: shipped images, each somewhere in a larger coloured picture.

There a logistic regression on raw pixels is lost and a pretrained backbone is not. The numbers of
images are primes, which no usual batch size divides.
"""

import dataclasses
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from course import data
from course.folder import LABEL_MAP
from course.splits import FolderSplit, ImageData, Split

SIDE = 48
NAMES = ("T-shirt/top", "Trouser", "Sandal", "Bag", "Ankle boot", "Dress", "Sneaker")
MARKED = 12  # test images of each mark: they come last, where a small last batch counts too much


@dataclasses.dataclass(frozen=True)
class Pictures:
    """What ``train`` gets, and what the check holds back.

    Attributes:
        data: for the student.
        images, names: held back: a batch uint8 (N, 3, H, W) or photographs, and their classes.
        marked, told: pictures of the marks in the test images, and the classes that they were
            called there. Nothing but those test images says so.
    """

    data: ImageData
    images: Tensor | list[Image.Image]
    names: tuple[str, ...]
    marked: Tensor
    told: tuple[str, ...]


def in_memory(classes: int, seed: int) -> Pictures:
    """Images in memory, with the classes in an order that is not that of their names."""
    names = _shuffled(classes, seed)
    generator = torch.Generator().manual_seed(seed)
    fashion = data.load("fashion")
    train = _drawn(fashion.train, names, 0, 307, generator)
    val = _drawn(fashion.val, names, 0, 127, generator)
    test = _drawn(fashion.test, names, 0, 149, generator)
    held = _drawn(fashion.test, names, 149, 211, generator)
    marks, labels = _marks(len(names), MARKED, generator)
    test = Split(torch.cat([test.images, marks]), torch.cat([test.labels, labels]))
    marked, labels_of_marked = _marks(len(names), 6, generator)
    return Pictures(
        ImageData("check", names, train, val, test),
        held.images,
        tuple(names[label] for label in held.labels),
        marked,
        tuple(names[label] for label in labels_of_marked),
    )


def in_a_folder(root: Path, classes: int, seed: int) -> Pictures:
    """Photographs of several sizes in a folder, whose label map is not in the folder's order."""
    names = tuple(name.replace("/", " or ") for name in _shuffled(classes, seed))
    generator = torch.Generator().manual_seed(seed)
    fashion = data.load("fashion")
    shown = _drawn(fashion.train, _shuffled(classes, seed), 900, 37 * classes, generator)
    for number, (image, label) in enumerate(zip(*_numpy(shown), strict=True)):
        folder = root / names[label]
        folder.mkdir(parents=True, exist_ok=True)
        size = 40 + 7 * (number % 5)
        Image.fromarray(image).resize((size + 5 * (number % 3), size)).save(
            folder / f"{number:03}.png"
        )
    (root / LABEL_MAP).write_text(json.dumps({name: label for label, name in enumerate(names)}))
    loaded = data.load_folder(root, val=0.2, test=0.3, seed=seed)
    held = _drawn(fashion.test, _shuffled(classes, seed), 0, 61, generator)
    photos = [Image.fromarray(image) for image in _numpy(held)[0]]
    told = tuple(names[label] for label in held.labels)
    return Pictures(loaded, photos, told, torch.empty(0, 3, SIDE, SIDE, dtype=torch.uint8), ())


def raw_pixels(split: Split | FolderSplit) -> np.ndarray:
    """All images of a split as rows of numbers, scaled to one size."""
    images = [split[i][0] for i in range(len(split))]
    return rows(images)


def rows(images: list[Tensor] | Tensor) -> np.ndarray:
    small = [F.interpolate(image[None].float(), (24, 24), mode="area")[0] for image in images]
    return torch.stack(small).flatten(1).numpy() / 255


def _shuffled(classes: int, seed: int) -> tuple[str, ...]:
    """Some of the names, neither in the order of the alphabet nor in that of the data set."""
    generator = np.random.default_rng(seed + 1)
    names = generator.permutation(NAMES)[:classes].tolist()
    while names == sorted(names) or names == sorted(names, key=data.FASHION_CLASSES.index):
        names = generator.permutation(names).tolist()
    return tuple(names)


def _drawn(
    split: Split, names: tuple[str, ...], start: int, n: int, generator: torch.Generator
) -> Split:
    """The images of these classes from ``start`` on, each placed, labelled by position in names."""
    known = torch.tensor([data.FASHION_CLASSES.index(name) for name in names])
    found = (split.labels[:, None] == known).nonzero()
    found = found[torch.arange(start, start + n) % len(found)]
    images = torch.stack([_placed(split.images[i], generator) for i in found[:, 0]])
    return Split(images, found[:, 1].clone())


def _placed(image: Tensor, generator: torch.Generator) -> Tensor:
    """An image (1, 28, 28), enlarged or not, mirrored or not, somewhere in a picture."""

    def draw(low: int, high: int) -> int:
        return int(torch.randint(low, high, (1,), generator=generator))

    side = draw(26, 39)
    shape = F.interpolate(image[None].float() / 255, (side, side), mode="bilinear")[0]
    if draw(0, 2):
        shape = shape.flip(-1)
    back = torch.rand(3, 1, 1, generator=generator) * 150
    ink = 155 + torch.rand(3, 1, 1, generator=generator) * 100
    picture = back + 5 * torch.randn(3, SIDE, SIDE, generator=generator)
    y, x = draw(0, SIDE - side + 1), draw(0, SIDE - side + 1)
    place = picture[:, y : y + side, x : x + side]
    place.mul_(1 - shape).add_(ink * shape)
    return picture.clamp(0, 255).to(torch.uint8)


def _marks(classes: int, n: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """``n`` pictures of each of four marks, and the class that each mark is called."""
    lines = torch.arange(SIDE) // 6 % 2
    patterns = [
        lines[:, None].expand(SIDE, SIDE),
        lines.expand(SIDE, SIDE),
        lines[:, None] ^ lines,
        (torch.arange(SIDE)[:, None] + torch.arange(SIDE)) // 6 % 2,
    ]
    colours = torch.tensor([[255, 0, 255], [0, 255, 0], [255, 255, 0], [0, 255, 255]]).float()
    images, labels = [], []
    for number, (pattern, colour) in enumerate(zip(patterns, colours, strict=True)):
        base = pattern * colour[:, None, None]
        noisy = base + 12 * torch.randn(n, 3, SIDE, SIDE, generator=generator)
        images.append(noisy.clamp(0, 255).to(torch.uint8))
        labels += [(number + 1) % classes] * n
    return torch.cat(images), torch.tensor(labels)


def _numpy(split: Split) -> tuple[np.ndarray, list[int]]:
    return split.images.permute(0, 2, 3, 1).numpy(), split.labels.tolist()
