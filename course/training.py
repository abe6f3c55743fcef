"""Freeze a backbone and train a model; also the device and the features of `course.features`."""

import io
import math
import os
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import Dataset, TensorDataset

from course.features import device, extract_features
from course.heads import modes_kept

__all__ = ["History", "device", "extract_features", "fit", "fit_each", "freeze_backbone"]


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


def fit_each(
    arms: Mapping[str, tuple[nn.Module, torch.optim.Optimizer]],
    train: Dataset,
    val: Dataset | None = None,
    *,
    epochs: int,
    batch_size: int = 64,
    seed: int = 0,
    watch: Callable[[dict[str, History]], object] | None = None,
) -> dict[str, History]:
    """Train several models in turn, an epoch each on the same batches; return their Histories.

    Interrupting the kernel ends the training and keeps what was learned.

    Args:
        arms: for each name a model and its optimizer.
        watch: called with all Histories after every epoch, and once more after an interrupt. While
            nbgrader or ``course grade`` runs the notebook, nobody watches: the first epoch is all.

    The other arguments and the errors are those of ``fit``.
    """
    if watch is not None and os.environ.get("NBGRADER_EXECUTION"):
        epochs = 1
    histories = {name: History(epochs=epochs) for name in arms}
    for epoch in range(epochs):
        for name, (model, optimizer) in arms.items():
            with redirect_stdout(io.StringIO()):  # what is said about an interrupt is said below
                one = fit(
                    model,
                    train,
                    val,
                    epochs=1,
                    optimizer=optimizer,
                    batch_size=batch_size,
                    seed=seed + epoch,
                )
            for key, values in vars(one).items():
                if isinstance(values, list):
                    getattr(histories[name], key).extend(values)
            if one.interrupted:
                _interrupted(histories, f"{epoch + 1} of {epochs}")
                break
        if watch is not None:
            try:
                watch(histories)
            except KeyboardInterrupt:
                _interrupted(histories, f"{epoch + 1} of {epochs}")
                with suppress(KeyboardInterrupt):  # a second interrupt
                    watch(histories)
        if any(history.interrupted for history in histories.values()):
            break
    return histories


def _interrupted(histories: dict[str, History], epoch: str) -> None:
    print(f"Interrupted in epoch {epoch}: what was learned is kept.")
    for history in histories.values():
        history.interrupted = True


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
