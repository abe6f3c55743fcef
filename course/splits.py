"""Datasets of images in memory and in files, and stratified splits of them."""

import hashlib
import operator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.utils.data import Dataset


@dataclass(frozen=True, eq=False, repr=False)
class Split(Dataset):
    """Images in memory: ``images`` uint8 (N, C, H, W), ``labels`` int64 (N,).

    Raises:
        ValueError: the tensors do not have these types and shapes.
    """

    images: Tensor
    labels: Tensor

    def __post_init__(self) -> None:
        images, labels = self.images, self.labels
        if images.dtype != torch.uint8 or images.ndim != 4:
            raise ValueError(
                f"Expected images as uint8 (N, C, H, W), got {images.dtype} {tuple(images.shape)}."
            )
        if labels.dtype != torch.int64 or labels.shape != images.shape[:1]:
            raise ValueError(
                f"Expected labels as int64 ({len(images)},), one per image, "
                f"got {labels.dtype} {tuple(labels.shape)}."
            )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, i: int) -> tuple[Tensor, int]:
        i = operator.index(i)
        # A copy, so that an in-place edit such as img.mul_(2) does not change the data.
        return self.images[i].clone(), int(self.labels[i])

    def __repr__(self) -> str:
        return f"Split({len(self)} images of shape {tuple(self.images.shape[1:])})"

    def take(self, n: int) -> Self:
        """Return the first ``n`` images, with nearly the same class shares as the whole split."""
        _check_take(n, len(self))
        return type(self)(self.images[:n], self.labels[:n])

    def fingerprint(self) -> str:
        """Return a hash of the content, for cache keys."""
        shape = repr(tuple(self.images.shape)).encode()
        return short_hash(shape, self.images.numpy().tobytes(), self.labels.numpy().tobytes())


@dataclass(frozen=True, eq=False, repr=False)
class FolderSplit(Dataset):
    """Image files, each read when it is used: ``paths`` (N), ``labels`` int64 (N,).

    Images are uint8 (3, H, W) in RGB, upright (EXIF rotation applied), and may differ in size.
    """

    paths: tuple[Path, ...]
    labels: Tensor

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, i: int) -> tuple[Tensor, int]:
        i = operator.index(i)
        with Image.open(self.paths[i]) as image:
            pixels = np.array(ImageOps.exif_transpose(image).convert("RGB"))
        return torch.from_numpy(pixels).permute(2, 0, 1).contiguous(), int(self.labels[i])

    def __repr__(self) -> str:
        return f"FolderSplit({len(self)} image files)"

    def take(self, n: int) -> Self:
        """Return the first ``n`` images, with nearly the same class shares as the whole split."""
        _check_take(n, len(self))
        return type(self)(self.paths[:n], self.labels[:n])

    def fingerprint(self) -> str:
        """Return a hash of the files' content and labels, for cache keys. Reads every file."""
        return short_hash(
            *(hashlib.sha256(path.read_bytes()).digest() for path in self.paths),
            self.labels.numpy().tobytes(),
        )


@dataclass(frozen=True)
class ImageData:
    """A dataset: ``classes[label]`` is the name of a label."""

    name: str
    classes: tuple[str, ...]
    train: Split | FolderSplit
    val: Split | FolderSplit
    test: Split | FolderSplit


def stratified_order(labels: np.ndarray, seed: int) -> np.ndarray:
    """Return a seeded random order of indices in which any prefix nearly keeps the class shares."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(labels))
    position = np.empty(len(labels))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        # Cut the order into n equal parts: image k of the n in a class falls into part k.
        position[members] = (np.arange(len(members)) + rng.random(len(members))) / len(members)
    return np.argsort(position)


def stratified_cut(
    labels: np.ndarray, shares: tuple[float, ...], seed: int
) -> tuple[np.ndarray, ...]:
    """Return indices in one part per share, and a last part with the rest, in stratified order.

    In each class, a share is rounded to whole images, and is at least one image.
    """
    order = stratified_order(labels, seed)
    part_of = np.full(len(labels), len(shares))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        start = 0
        for part, share in enumerate(shares):
            stop = start + max(1, round(share * len(members)))
            part_of[members[start:stop]] = part
            start = stop
    return tuple(order[part_of[order] == part] for part in range(len(shares) + 1))


def _check_take(n: int, size: int) -> None:
    if not 1 <= n <= size:
        raise ValueError(f"Expected n from 1 to {size}, the number of images, got {n}.")


def short_hash(*chunks: bytes) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()[:16]
