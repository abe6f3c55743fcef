"""Image data: a Fashion-MNIST sample, the full set, your own folder, sample photographs.

Every split returns uint8 images (C, H, W) and integer labels; `course.backbones.Preprocess` turns
the images into the input of a network.
"""

import difflib
import gzip
import hashlib
import importlib.util
import io
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from course.errors import CourseError
from course.files import cache_dir, write_whole
from course.folder import load_folder
from course.splits import FolderSplit, ImageData, Split, stratified_cut, stratified_order

__all__ = ["FolderSplit", "ImageData", "Split", "load", "load_folder", "sample_photos"]

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
