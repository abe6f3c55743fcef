"""Images and labels for an audit: a batch of the loader, or images made up to fit the model."""

import copy
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset, TensorDataset

from course.errors import CourseError

IMAGES = 2  # as many as an audit runs: BatchNorm needs two, and a large ViT takes its time
SIZES = (
    64,
    96,
    128,
    299,
    224,
)  # AlexNet needs 63 pixels, Inception 299; the last one is for errors
_NO_IMAGES = (nn.Embedding, nn.EmbeddingBag, nn.Conv1d, nn.Conv3d, nn.RNNBase)
_LABELS = ("labels", "label", "targets", "target", "y")
_IMAGES = ("pixel_values", "images", "image", "x")


@dataclass(frozen=True)
class Batch:
    """What a loader gives: ``images`` (N, ...), ``labels`` as they are, or None."""

    images: Tensor
    labels: Tensor | None = None


def first_batch(loader: object) -> Batch | None:
    """Return the first batch of a loader, which stays as it was; None if it can be read only once.

    A ``DataLoader`` is read in this process, without its workers.

    Raises:
        CourseError: the loader has no batch, fails, or its batches hold no tensor of images.
    """
    if isinstance(loader, Iterator):  # what is read here would be missing in training
        return None
    try:
        with _generators_kept(loader):
            batch = next(iter(_in_process(loader)), None)
    except Exception as error:
        raise CourseError(
            f"Expected a batch from the loader, got {type(error).__name__}: {error}. "
            "Run next(iter(loader)) yourself to see where it fails."
        ) from error
    if batch is None:
        raise CourseError("Expected a loader with at least one batch, got an empty one.")
    if isinstance(batch, Mapping):
        images = next((batch[key] for key in _IMAGES if key in batch), None)
        labels = next((batch[key] for key in _LABELS if key in batch), None)
    else:
        images, labels, *_ = (*batch, None) if isinstance(batch, tuple | list) else (batch, None)
    if not isinstance(images, Tensor) or images.ndim < 2 or not len(images):
        raise CourseError(
            f"Expected batches such as (images, labels), got a {type(batch).__name__} that starts "
            f"with a {type(images).__name__}. A mapping needs the keys pixel_values and labels."
        )
    return Batch(images, labels if isinstance(labels, Tensor) else None)


def _in_process(loader: object) -> object:
    if not isinstance(loader, DataLoader):
        return loader
    alone = copy.copy(loader)
    alone.num_workers = alone.timeout = 0
    alone.pin_memory = False
    return alone


@contextmanager
def _generators_kept(loader: object) -> Iterator[None]:
    """Restore the random generators that a DataLoader and its samplers carry."""
    sampler = getattr(loader, "sampler", None)
    inner = getattr(getattr(loader, "batch_sampler", None), "sampler", None)
    holders = (loader, sampler, getattr(loader, "batch_sampler", None), inner)
    generators = {getattr(each, "generator", None) for each in holders}
    states = [(g, g.get_state()) for g in generators if isinstance(g, torch.Generator)]
    try:
        yield
    finally:
        for generator, state in states:
            generator.set_state(state)


def all_labels(loader: object) -> Tensor | None:
    """Return the labels of the whole data set (N,), if they can be read without its images.

    Only torchvision's data sets and TensorDataset are believed: another class may change what it
    stores before it returns it.
    """
    data, rows = getattr(loader, "dataset", None), None
    while isinstance(data, Subset):
        chosen = torch.as_tensor(data.indices)
        rows = chosen if rows is None else chosen[rows]
        data = data.dataset
    if isinstance(data, TensorDataset) and len(data.tensors) > 1:
        labels = data.tensors[1]
    elif type(data).__module__.startswith("torchvision.datasets"):
        if getattr(data, "target_transform", None) is not None:
            return None
        labels = getattr(data, "targets", getattr(data, "labels", None))
    else:
        return None
    try:
        labels = torch.as_tensor(labels)
    except (TypeError, ValueError, RuntimeError):  # boxes, names: not a classification data set
        return None
    return labels if rows is None else labels[rows]


def class_names(loader: object) -> list[str] | None:
    """Return the names of the classes that the loader's data set knows, or None."""
    data = getattr(loader, "dataset", None)
    while isinstance(data, Subset):
        data = data.dataset
    if getattr(data, "target_transform", None) is not None:
        return None  # it may join classes
    names = getattr(data, "classes", None)
    return list(names) if isinstance(names, list | tuple) and len(names) > 1 else None


def made_up(model: nn.Module, size: int | None) -> Iterator[Tensor]:
    """Yield batches of noise (IMAGES, channels, size, size) that the model may take.

    Args:
        size: the side in pixels, the only one tried. By default the one that the model names, then
            ``SIZES``.

    Raises:
        CourseError: the model begins with another layer than a Conv2d or Linear: it may take
            something else than images.
    """
    layers = [m for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear, *_NO_IMAGES))]
    if not layers or isinstance(layers[0], _NO_IMAGES):
        first = f"begins with {type(layers[0]).__name__}" if layers else "has no such layer"
        raise CourseError(
            "Expected a model that begins with a Conv2d or Linear layer, got "
            f"{type(model).__name__}, which {first}. Return a loader too, so that the audit has "
            "something to run the model on."
        )
    conv = next((m for m in layers if isinstance(m, nn.Conv2d)), None)
    like, generator = layers[0].weight, torch.Generator().manual_seed(0)
    if conv is None:
        yield torch.randn(IMAGES, layers[0].in_features, generator=generator).to(like)
        return
    channels = conv.in_channels
    for side in (size,) if size else (*filter(None, [_own_size(model)]), *SIZES):
        yield torch.randn(IMAGES, channels, side, side, generator=generator).to(conv.weight)


def _own_size(model: nn.Module) -> int | None:
    """The only image size that a model takes: a ViT's. Others are quicker with a small one."""
    for module in model.modules():
        cfg = getattr(module, "default_cfg", None) or {}  # timm's
        if isinstance(cfg, Mapping) and (cfg.get("min_input_size") or cfg.get("fixed_input_size")):
            return (cfg.get("min_input_size") or cfg["input_size"])[-1]
        own = getattr(module, "image_size", None) or getattr(module, "img_size", None)
        own = own or getattr(getattr(module, "config", None), "image_size", None)
        own = own[0] if isinstance(own, tuple | list) and own else own
        if isinstance(own, int):
            return own
    return None


@contextmanager
def random_kept() -> Iterator[None]:
    """Restore the random numbers of Python, NumPy and torch, on every device."""
    python, arrays = random.getstate(), numpy.random.get_state()
    try:
        devices = range(torch.cuda.device_count()) if torch.cuda.is_initialized() else ()
        with torch.random.fork_rng(devices):
            yield
    finally:
        random.setstate(python)
        numpy.random.set_state(arrays)
