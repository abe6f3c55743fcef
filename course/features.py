"""The device to compute on, and features that are computed once and cached."""

import hashlib
import io
import os
import warnings
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import TensorDataset
from tqdm import tqdm

from course.backbones import Pretrained
from course.errors import CourseError
from course.files import cache_dir, write_whole
from course.heads import head_input
from course.splits import FolderSplit, Split

FEATURES_FORMAT = b"1"  # change it whenever extract_features computes something different


def device() -> torch.device:
    """Return the device to compute on: CUDA, else MPS, else the CPU; COURSE_DEVICE overrides.

    Raises:
        CourseError: COURSE_DEVICE names a device that is not available.
    """
    available = ["cpu"]
    if torch.backends.mps.is_available():
        available.insert(0, "mps")
    if torch.cuda.is_available():
        available[:0] = ["cuda", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))]
    wanted = os.environ.get("COURSE_DEVICE") or available[0]
    if wanted not in available:
        raise CourseError(
            f"Expected COURSE_DEVICE to be one of {', '.join(available)}, got {wanted!r}. "
            "Set it to one of these, or unset it to use the first."
        )
    return torch.device(wanted)


def extract_features(
    net: Pretrained,
    split: Split | FolderSplit,
    *,
    size: int = 64,
    batch_size: int = 64,
    cache: bool = True,
) -> TensorDataset:
    """Return the input of the head for every image, float32 (N, F), and the labels, int64 (N,).

    One pass in eval mode, on ``device()``. The results are on the CPU, ready to train on. The input
    of a convolutional head is a feature map: it is averaged over its positions. The model's
    weights, mode, device and hooks stay as they were.

    The cache folder keeps the features in a file named after the model (structure and weights), the
    preprocessing and the images: if one of them changes, the features are computed again. The first
    image is always computed again, because the name does not show a change in forward() alone. A
    file with a wrong checksum is ignored and replaced.

    Args:
        size: the side, in pixels, to which images are resized.

    Raises:
        ValueError: the split is empty, or batch_size is below 1.
    """
    if batch_size < 1:
        raise ValueError(f"Expected batch_size to be 1 or more, got {batch_size}.")
    if len(split) == 0:
        raise ValueError("Expected at least one image, got an empty split. Check how it was made.")
    path, key = None, b""
    if cache:
        key = _features_key(net, size, split)
        try:
            path = cache_dir("features") / f"{key.hex()[:32]}.pt"
        except CourseError as error:
            warnings.warn(f"The features are not cached. {error}", stacklevel=2)
    features = _read_features(path, key, len(split)) if path else None
    if features is not None:
        # The key does not cover what forward() does outside its modules, so compare one image.
        first = _compute_features(net, split.take(1), size, 1)[0]
        if not torch.allclose(first, features[0], rtol=0.01, atol=0.01 * first.abs().max().item()):
            features = None
    if features is None:
        features = _compute_features(net, split, size, batch_size)
        if path:
            try:
                _write_features(path, key, features)
            except OSError as error:
                warnings.warn(f"The features are not cached: {error}", stacklevel=2)
    return TensorDataset(features, torch.as_tensor(split.labels, dtype=torch.int64))


def _compute_features(
    net: Pretrained, split: Split | FolderSplit, size: int, batch_size: int
) -> Tensor:
    model, preprocess, batches = net.model, net.preprocess.at(size), []
    home, where = next(model.parameters()).device, device()
    starts = range(0, len(split), batch_size)
    try:
        model.to(where)
        # disable=None: a progress bar on a terminal, nothing anywhere else.
        for start in tqdm(starts, desc="features", unit="batch", disable=None):
            indices = range(start, min(start + batch_size, len(split)))
            # One by one: photographs differ in size, and a batch of large ones may fill the memory.
            x = torch.stack([preprocess(split[i][0]) for i in indices])
            features = head_input(model, x.to(where, memory_format=torch.channels_last))
            features = features.mean(dim=(2, 3)) if features.ndim == 4 else features
            batches.append(features.float().cpu())
    finally:
        model.to(home)
    return torch.cat(batches)


def _features_key(net: Pretrained, size: int, split: Split | FolderSplit) -> bytes:
    # Include the structure: two models may have the same weights and different padding.
    texts = [repr(net.model), repr(net.preprocess.at(size)), split.fingerprint()]
    key = hashlib.sha256(FEATURES_FORMAT)
    for name, tensor in net.model.state_dict().items():
        texts.append(f"{name} {tensor.dtype} {tuple(tensor.shape)}")
        key.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    key.update("\n".join(texts).encode())
    return key.digest()


def _read_features(path: Path, key: bytes, count: int) -> Tensor | None:
    """Return the stored features (count, F), or None if the file is damaged or holds others."""
    try:
        content = path.read_bytes()
        checksum, payload = content[:32], content[32:]
        if checksum != hashlib.sha256(key + payload).digest():
            return None
        features = torch.load(io.BytesIO(payload), weights_only=True)
        return features if len(features) == count else None
    except Exception:  # whatever is wrong with the file, computing it again fixes it
        return None


def _write_features(path: Path, key: bytes, features: Tensor) -> None:
    buffer = io.BytesIO()
    torch.save(features, buffer)
    payload = buffer.getvalue()
    write_whole(path, hashlib.sha256(key + payload).digest() + payload)
