"""The device, features that are computed once, freezing, and one training loop."""

import hashlib
import io
import math
import os
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import Dataset, TensorDataset
from tqdm import tqdm

from course.backbones import Pretrained
from course.data import FolderSplit, Split
from course.errors import CourseError
from course.files import cache_dir, write_whole
from course.heads import head_input, modes_kept

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
    _at_least_one("batch_size", batch_size)
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


def freeze_backbone(model: nn.Module, head: nn.Module) -> nn.Module:
    """Let only ``head`` learn, in place: all other parameters and running statistics stay fixed.

    Norm layers outside the head use their running statistics without updating them, even after
    ``model.train()``. Dropout and all other layers follow ``train()``. This holds as long as a
    layer's parameters are frozen: ``requires_grad_(True)`` undoes all of it. Deep copies behave in
    the same way, and the keys of the state_dict do not change. Create the optimizer afterwards: an
    older one may still move the backbone, by gradients and momentum from before.

    Raises:
        ValueError: the head is not a module of the model.
    """
    if not any(module is head for module in model.modules()):
        raise ValueError(
            f"Expected head to be a module of the model, got a {type(head).__name__} that is not "
            "in it. Replace the head first, then pass the new one."
        )
    inside, kept = {id(p) for p in head.parameters()}, {id(m) for m in head.modules()}
    for p in model.parameters():
        p.requires_grad_(id(p) in inside)
    for module in model.modules():
        if id(module) in kept or getattr(module, "running_mean", None) is None:
            continue
        if _keep_statistics not in module._forward_pre_hooks.values():
            module.register_forward_pre_hook(_keep_statistics)
    return model


def _keep_statistics(module: nn.Module, args: tuple) -> None:
    # A hook that runs right before the layer does, because train() may be called at any time.
    if not any(p.requires_grad for p in module.parameters()):
        module.training = False


@dataclass
class History:
    """The record of one training run, with one entry per complete epoch.

    Losses are means per image, and accuracies are fractions in 0 .. 1. The training numbers are
    collected in train mode, while the weights change. Without validation data the val lists stay
    empty. ``seconds`` is the wall time, ``lr`` the learning rate of the first parameter group, and
    ``epochs`` the number of epochs requested.
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    val_accuracy: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    interrupted: bool = False
    epochs: int = 0

    def __len__(self) -> int:
        return len(self.train_loss)

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest val loss (else train loss), from 1 on; 0 without epochs."""
        losses = [math.inf if math.isnan(x) else x for x in self.val_loss or self.train_loss]
        return losses.index(min(losses)) + 1 if losses else 0


Loss = Callable[[Tensor, Tensor], Tensor]


def fit(
    model: nn.Module,
    train: Dataset,
    val: Dataset | None = None,
    *,
    epochs: int,
    optimizer: torch.optim.Optimizer | None = None,
    lr: float = 1e-3,
    loss: Loss = F.cross_entropy,
    batch_size: int = 64,
    seed: int = 0,
    watch: Callable[[History], object] | None = None,
) -> History:
    """Train a head on cached features, or a whole model on images, and return its History.

    Data moves to the model's device batch by batch. Each epoch calls ``model.train()``, so frozen
    BatchNorm layers still drift unless ``freeze_backbone`` prevents it; each module's mode is
    restored at the end. If the last batch is a single image, it joins the batch before it, because
    BatchNorm cannot train on one image. Interrupting the kernel ends the training early and keeps
    what was learned.

    Args:
        train, val: datasets of (float tensor, label), with labels 0 .. C-1 for C logits per image.
        optimizer: by default AdamW over the parameters that require a gradient, with the learning
            rate ``lr``. If you pass an optimizer, ``lr`` is not used.
        loss: takes logits (n, C) and labels (n,), and returns the mean over the n images.
        seed: decides the order of the images and nothing else; global generators are not touched.
        watch: called with the History after every epoch, and once more after an interrupt.

    Raises:
        ValueError: there is nothing to train or no data, epochs or batch_size is below 1, or an
            item, a label or an output is not as described above.
    """
    _at_least_one("epochs", epochs)
    _at_least_one("batch_size", batch_size)
    for name, data in (("train", train), ("val", val)):
        if data is not None and len(data) == 0:
            raise ValueError(f"Expected at least one image in {name}, got none. Check the split.")
    trainable = [p for p in model.parameters() if p.requires_grad]
    if not trainable:
        raise ValueError(
            "Expected a parameter that requires a gradient, got none: everything is frozen. "
            "Add the new head after freezing, or call requires_grad_(True) on what should learn."
        )
    optimizer = optimizer or torch.optim.AdamW(trainable, lr=lr)
    shuffler = torch.Generator().manual_seed(seed)
    history = History(epochs=epochs)
    with modes_kept(model):
        try:
            for _ in range(epochs):
                start, rate = time.perf_counter(), optimizer.param_groups[0]["lr"]
                order = torch.randperm(len(train), generator=shuffler)
                model.train()
                train_loss, train_accuracy = _epoch(
                    model, train, order, loss, batch_size, optimizer
                )
                if val is not None:
                    model.eval()
                    with torch.no_grad():
                        order = torch.arange(len(val))
                        val_loss, val_accuracy = _epoch(model, val, order, loss, batch_size)
                    history.val_loss.append(val_loss)
                    history.val_accuracy.append(val_accuracy)
                history.lr.append(rate)
                history.seconds.append(time.perf_counter() - start)
                history.train_accuracy.append(train_accuracy)
                history.train_loss.append(train_loss)
                if watch is not None:
                    watch(history)
        except KeyboardInterrupt:
            history.interrupted = True
            for values in vars(history).values():  # drop a half-written epoch: train_loss is last
                if isinstance(values, list):
                    del values[len(history) :]
            print(
                f"Interrupted after {len(history)} of {epochs} epochs: "
                "the weights learned so far and the history are kept."
            )
            if watch is not None:
                with suppress(KeyboardInterrupt):  # a second interrupt
                    watch(history)
    return history


def _epoch(
    model: nn.Module,
    data: Dataset,
    order: Tensor,
    loss: Loss,
    batch_size: int,
    optimizer: torch.optim.Optimizer | None = None,
) -> tuple[float, float]:
    """Go through the data once and return (mean loss, accuracy); train if there is an optimizer."""
    chunks = list(order.split(batch_size))
    if optimizer and batch_size > 1 and len(chunks) > 1 and len(chunks[-1]) == 1:
        chunks[-2:] = [torch.cat(chunks[-2:])]
    where = next(model.parameters()).device
    total, correct = 0.0, 0
    for chunk in chunks:
        x, y = _batch(data, chunk)
        logits = model(x.to(where))
        _check_logits(logits, y)
        y = y.to(where)
        value = loss(logits, y)
        if optimizer:
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
        # A mean of batch means would be wrong: the last batch may be smaller.
        total += value.item() * len(chunk)
        correct += (logits.argmax(dim=1) == y).sum().item()
    return total / len(order), correct / len(order)


def _batch(data: Dataset, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Return the inputs (n, ...) and labels (n,) at these indices, on the CPU."""
    if isinstance(data, TensorDataset) and len(data.tensors) == 2:
        x, y = data[indices]  # one indexing, not n: a head epoch takes milliseconds
    else:
        items = [data[i] for i in indices.tolist()]
        for item in items:
            if not (isinstance(item, tuple | list) and len(item) == 2 and torch.is_tensor(item[0])):
                parts = item if isinstance(item, tuple | list) else [item]
                kinds = ", ".join(type(part).__name__ for part in parts)
                raise ValueError(
                    f"Expected dataset items (tensor, label), got ({kinds}). "
                    "Give the dataset a transform that returns a tensor."
                )
        x = torch.stack([item[0] for item in items])
        y = torch.as_tensor([item[1] for item in items])
    if not x.is_floating_point() or y.is_floating_point() or y.ndim != 1:
        raise ValueError(
            f"Expected float inputs and one integer label each, got inputs {x.dtype} and labels "
            f"{y.dtype} of shape {tuple(y.shape)}. Preprocess the images; use class indices."
        )
    return x, y.long()


def _check_logits(logits: object, y: Tensor) -> None:
    if not torch.is_tensor(logits) or logits.ndim != 2 or len(logits) != len(y):
        got = tuple(logits.shape) if torch.is_tensor(logits) else type(logits).__name__
        raise ValueError(
            f"Expected logits of shape ({len(y)}, C), got {got}. "
            "Look at what the model's forward() returns."
        )
    low, high, classes = y.min().item(), y.max().item(), logits.shape[1]
    if low < 0 or high >= classes:
        raise ValueError(
            f"Expected labels in 0 .. {classes - 1} for {classes} logits (C = {classes}), "
            f"got labels from {low} to {high}. Number the classes from 0, or give the head more "
            "outputs."
        )


def _at_least_one(name: str, value: int) -> None:
    if value < 1:
        raise ValueError(f"Expected {name} to be 1 or more, got {value}.")
