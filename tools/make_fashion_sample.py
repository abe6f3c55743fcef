"""Create the Fashion-MNIST sample of the course, and print its sha256 for course/data.py.

    python tools/make_fashion_sample.py [FOLDER] [--out FILE]

FOLDER contains the four idx.gz files of Fashion-MNIST; without it, torchvision downloads them.
Test images are from the original test set, training and validation images from the original
training set. No two images of the sample are equal.
"""

import argparse
import gzip
import hashlib
from pathlib import Path

import numpy as np

from course.data import SAMPLE
from course.files import cache_dir
from course.splits import stratified_order

SIZES = {"train": 3000, "val": 500, "test": 1000}
SEED = 0


def read_idx(file: Path) -> np.ndarray:
    """Read an idx.gz file: a magic number that ends in the number of axes, their lengths, bytes."""
    raw = gzip.decompress(file.read_bytes())
    axes = raw[3]
    shape = np.frombuffer(raw, dtype=">i4", count=axes, offset=4)
    return np.frombuffer(raw, dtype=np.uint8, offset=4 + 4 * axes).reshape(shape)


def pick(labels: np.ndarray, fresh: list[int], size: int) -> tuple[np.ndarray, list[int]]:
    """Return ``size`` of the ``fresh`` indices, as many of each class, and the remaining ones."""
    order = np.array(fresh)[stratified_order(labels[fresh], SEED)]
    each = size // len(np.unique(labels))
    taken = np.concatenate([order[labels[order] == c][:each] for c in np.unique(labels)])
    taken = taken[stratified_order(labels[taken], SEED)]
    return taken, sorted(set(fresh) - set(taken.tolist()))


def make(folder: Path, sizes: dict[str, int] = SIZES) -> dict[str, np.ndarray]:
    """Return the arrays of the sample: per split, images uint8 (N, 28, 28), labels uint8 (N,)."""
    seen: set[bytes] = set()
    arrays = {}
    for origin, parts in (("t10k", ["test"]), ("train", ["train", "val"])):
        images = read_idx(folder / f"{origin}-images-idx3-ubyte.gz")
        labels = read_idx(folder / f"{origin}-labels-idx1-ubyte.gz")
        fresh = []
        for i, image in enumerate(images):
            if (content := image.tobytes()) not in seen:
                seen.add(content)
                fresh.append(i)
        for part in parts:
            taken, fresh = pick(labels, fresh, sizes[part])
            arrays |= {f"{part}_images": images[taken], f"{part}_labels": labels[taken]}
    return arrays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="where the four idx.gz files are")
    parser.add_argument("--out", type=Path, default=SAMPLE)
    args = parser.parse_args()
    if args.folder is None:
        from torchvision.datasets import FashionMNIST

        FashionMNIST(cache_dir(), download=True)
        args.folder = cache_dir("FashionMNIST", "raw")
    np.savez_compressed(args.out, **make(args.folder))
    print(hashlib.sha256(args.out.read_bytes()).hexdigest(), args.out)


if __name__ == "__main__":
    main()
