"""Image data: a Fashion-MNIST sample, the full set, your own folder, sample photographs.

Every split returns uint8 images (C, H, W) and integer labels; `course.backbones.Preprocess` turns
the images into the input of a network.
"""

import difflib
import gzip
import hashlib
import importlib.util
import io
import json
import operator
import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.utils.data import Dataset
from tqdm import tqdm

from course.errors import CourseError
from course.files import cache_dir, write_whole

DATASETS = ("fashion",)
FASHION_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
# Made by tools/make_fashion_sample.py, which prints this number.
SAMPLE = Path(__file__).parent / "assets" / "fashion_sample.npz"
SAMPLE_SHA256 = "434fe46f2405f1902f6ab08e94e7b760f87aee94ec93d0901917fe990c15a342"

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")
LABEL_MAP = "label_map.json"


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
        return _hash(shape, self.images.numpy().tobytes(), self.labels.numpy().tobytes())


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
        return _hash(
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


def load(name: str = "fashion", full: bool = False) -> ImageData:
    """Load Fashion-MNIST (MIT, Zalando SE): images (N, 1, 28, 28), ten balanced classes.

    Without ``full``: the sample shipped with the course, 3,000 train, 500 val, 1,000 test, offline.
    With ``full``: everything, 55,000 / 5,000 / 10,000, downloaded once into the cache folder.
    Every call returns new tensors.

    Raises:
        ValueError: there is no dataset with this name.
        CourseError: the sample is damaged, or the full set is not cached and cannot be downloaded.
    """
    if name not in DATASETS:
        near = difflib.get_close_matches(str(name).lower(), DATASETS) or DATASETS
        raise ValueError(
            f"Expected the name of a dataset, got {name!r}. Nearest: "
            f"{', '.join(map(repr, near))}. For your own images, use load_folder(path)."
        )
    return _load_full_fashion() if full else _load_fashion_sample()


def load_folder(
    path: str | os.PathLike, val: float = 0.15, test: float = 0.15, seed: int = 0
) -> ImageData:
    """Load your own images: one sub-folder per class, as in torchvision's ``ImageFolder``.

    Hidden files and folders (``.ipynb_checkpoints``) are ignored. The split is stratified: ``val``
    and ``test`` are fractions of every class. ``label_map.json``, next to the data (or in the cache
    folder if the data is read-only), keeps the label of each class: a class that is added later
    gets a new label, and the others keep theirs.

    Raises:
        ValueError: ``val`` and ``test`` leave one of the splits empty.
        CourseError: the folder cannot be used; the message names the class or the file.
    """
    if not (val > 0 and test > 0 and val + test < 1):
        raise ValueError(
            f"Expected val and test above 0 and together below 1, got val={val}, test={test}."
        )
    root = Path(path).expanduser().absolute()
    labels_of = _class_labels(root)
    paths, labels = _image_files(root, labels_of)
    test_part, val_part, train_part = stratified_cut(labels, (test, val), seed)
    names = sorted(labels_of, key=labels_of.__getitem__)
    counts = np.bincount(labels)
    small = [
        f"{name} ({counts[label]})"
        for label, name in enumerate(names)
        if not all(label in labels[part] for part in (test_part, val_part, train_part))
    ]
    if small:
        raise CourseError(
            f"Expected every class of {root} in train, validation and test, got too few images of: "
            f"{', '.join(small)}. Add images (at least three per class), or lower val and test."
        )
    _check_readable(paths)
    _save_label_map(root, labels_of)

    def split(part: np.ndarray) -> FolderSplit:
        return FolderSplit(tuple(paths[i] for i in part), torch.from_numpy(labels[part]))

    return ImageData(root.name, tuple(names), split(train_part), split(val_part), split(test_part))


def sample_photos() -> dict[str, Image.Image]:
    """Return RGB photographs from installed packages: china, flower, grace_hopper.

    Sources: scikit-learn's ``datasets/images`` (CC BY 2.0), matplotlib's ``sample_data``.

    Raises:
        CourseError: a package or a photograph is missing.
    """
    places = {
        "china": ("sklearn", "scikit-learn", "datasets/images/china.jpg"),
        "flower": ("sklearn", "scikit-learn", "datasets/images/flower.jpg"),
        "grace_hopper": ("matplotlib", "matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
    }
    photos = {}
    for name, (module, package, inside) in places.items():
        # Find the file without importing the package, which would take a second.
        spec = importlib.util.find_spec(module)
        file = Path(spec.submodule_search_locations[0], inside) if spec else None
        if file is None or not file.is_file():
            raise CourseError(
                f"Expected the photograph {name}.jpg from {package}, got none: not installed. "
                f"Run: pip install --force-reinstall {package}"
            )
        with Image.open(file) as image:
            photos[name] = image.convert("RGB")
    return photos


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


def _load_fashion_sample() -> ImageData:
    raw = SAMPLE.read_bytes() if SAMPLE.is_file() else None
    if raw is None or hashlib.sha256(raw).hexdigest() != SAMPLE_SHA256:
        raise CourseError(
            f"Expected the Fashion-MNIST sample at {SAMPLE}, got "
            f"{'no file' if raw is None else 'a file with other content'}. Restore it with "
            "`git checkout -- course/assets`, or install the course again."
        )
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        splits = [
            _gray_split(
                torch.from_numpy(arrays[f"{part}_images"]),
                torch.from_numpy(arrays[f"{part}_labels"]),
            )
            for part in ("train", "val", "test")
        ]
    return ImageData("fashion", FASHION_CLASSES, *splits)


def _load_full_fashion() -> ImageData:
    from torchvision.datasets import FashionMNIST

    raw = cache_dir("FashionMNIST", "raw")
    try:
        _unpack(raw)
        train, test = (
            FashionMNIST(cache_dir(), train=part, download=True) for part in (True, False)
        )
    except Exception as error:  # a truncated download can raise almost any error
        raise CourseError(
            f"Expected the full Fashion-MNIST in {raw}, or a network to download it, got: {error}. "
            f"Put {', '.join(name for name, _ in FashionMNIST.resources)} into that folder "
            '(delete damaged files there), or use load("fashion"), the sample, which works offline.'
        ) from error
    val_part, train_part = stratified_cut(train.targets.numpy(), (1 / 12,), seed=0)
    test_part = stratified_order(test.targets.numpy(), seed=0)
    return ImageData(
        "fashion-full",
        FASHION_CLASSES,
        _gray_split(train.data[train_part], train.targets[train_part]),
        _gray_split(train.data[val_part], train.targets[val_part]),
        _gray_split(test.data[test_part], test.targets[test_part]),
    )


def _unpack(folder: Path) -> None:
    """Unpack archives that were put here by hand.

    torchvision downloads an archive again unless it equals that of its own server byte for byte,
    but Linux distributions package the same data in archives of their own.
    """
    for archive in folder.glob("*-ubyte.gz"):
        target = archive.with_suffix("")
        if not target.exists():
            # torchvision downloads a truncated archive again.
            with suppress(OSError, EOFError, zlib.error):
                write_whole(target, gzip.decompress(archive.read_bytes()))


def _gray_split(images: Tensor, labels: Tensor) -> Split:
    return Split(images.unsqueeze(1), labels.to(torch.int64))


def _class_labels(root: Path) -> dict[str, int]:
    """Return the label of each class folder: those in the saved map first, then new classes."""
    if not root.is_dir():
        raise CourseError(
            f"Expected a folder with one sub-folder of images per class, got {root}, "
            f"{'which is a file' if root.exists() else 'which does not exist'}. "
            "Pass the folder that contains the class folders."
        )
    names = sorted(p.name for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    lower = set(map(str.lower, names))
    if lower & {"train", "training"} and lower & {"val", "valid", "validation", "test"}:
        raise CourseError(
            f"Expected class folders in {root}, got folders that look like splits: "
            f"{', '.join(names)}. Pass one of them; load_folder makes the splits itself."
        )
    if len(names) < 2:
        raise CourseError(
            f"Expected at least two class folders in {root}, got {', '.join(names) or 'none'}. "
            "Put the images of each class into a sub-folder named after the class."
        )
    # The map of a read-only folder may be out of date, with later classes in the cached one only.
    known = max(map(_read_label_map, (root / LABEL_MAP, _label_map_file(root))), key=len)
    if gone := sorted(known.keys() - set(names)):
        raise CourseError(
            f"Expected a folder for every class of {LABEL_MAP} in {root}, got none for: "
            f"{', '.join(gone)}. Put the folder back, or delete {LABEL_MAP} to renumber the "
            "classes (models trained before will no longer fit)."
        )
    new = [name for name in names if name not in known]
    return known | {name: label for label, name in enumerate(new, start=len(known))}


def _label_map_file(root: Path) -> Path:
    """Return where to write the label map: next to the data if possible, else in the cache."""
    if os.access(root, os.W_OK):
        return root / LABEL_MAP
    return cache_dir("label_maps", _hash(str(root).encode())) / LABEL_MAP


def _read_label_map(file: Path) -> dict[str, int]:
    if not file.exists():
        return {}
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        if sorted(known.values()) != list(range(len(known))):
            raise ValueError("the labels are not 0, 1, 2, …")
    except (AttributeError, TypeError, ValueError, OSError) as error:
        raise CourseError(
            f'Expected class names and labels from 0 up, {{"cat": 0, "dog": 1}}, in {file}, '
            f"got: {error}. Fix the file, or delete it to renumber the classes."
        ) from error
    return known


def _save_label_map(root: Path, labels_of: dict[str, int]) -> None:
    file = _label_map_file(root)
    if _read_label_map(file) != labels_of:
        write_whole(file, json.dumps(labels_of, indent=2, ensure_ascii=False).encode() + b"\n")


def _image_files(root: Path, labels_of: dict[str, int]) -> tuple[list[Path], np.ndarray]:
    """Return the image files in the class folders, sorted, and their labels int64 (N,)."""
    paths: list[Path] = []
    labels: list[int] = []
    empty = []
    for name, label in labels_of.items():
        found = sorted(
            Path(folder, file)
            for folder, _, files in os.walk(root / name, followlinks=True)
            for file in files
            if file.lower().endswith(IMAGE_SUFFIXES)
        )
        found = [p for p in found if not any(s.startswith(".") for s in p.relative_to(root).parts)]
        if not found:
            empty.append(name)
        paths += found
        labels += [label] * len(found)
    if empty:
        raise CourseError(
            f"Expected images in every class folder of {root}, got none in: {', '.join(empty)}. "
            f"Add images ({', '.join(IMAGE_SUFFIXES)}), or remove the folder."
        )
    return paths, np.array(labels, dtype=np.int64)


def _check_readable(paths: list[Path]) -> None:
    """Decode every image: Pillow's verify() does not notice a truncated JPEG."""
    for path in tqdm(paths, desc="checking images", unit="image", disable=None):
        try:
            with Image.open(path) as image:
                image.draft(None, (64, 64))  # reads a JPEG to its end, but decodes it small
                image.load()
        except Exception as error:  # Pillow's decoders raise almost any error on damaged data
            raise CourseError(
                f"Expected an image in {path}, got one that cannot be read: {error}. "
                "Replace or delete the file."
            ) from error


def _check_take(n: int, size: int) -> None:
    if not 1 <= n <= size:
        raise ValueError(f"Expected n from 1 to {size}, the number of images, got {n}.")


def _hash(*chunks: bytes) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()[:16]
