"""Images from a user's own folder, with labels that stay the same when classes are added."""

import json
import os
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tqdm import tqdm

from course.errors import CourseError
from course.files import cache_dir, write_whole
from course.splits import FolderSplit, ImageData, short_hash, stratified_cut

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")
LABEL_MAP = "label_map.json"


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
    return cache_dir("label_maps", short_hash(str(root).encode())) / LABEL_MAP


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
