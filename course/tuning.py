"""What follows a swap: the library version of the functions of lesson 07."""

import copy
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer
from torch.utils.data import Dataset, TensorDataset

from course import training
from course.freezing import blocks
from course.heads import modes_kept
from course.splits import Split
from course.surgery import get_head


def cached_features(backbone: nn.Module, images: Tensor, batch_size: int) -> Tensor:
    """Return the features (N, F) of all images, on the CPU: one pass in eval mode.

    Args:
        backbone: gives (n, F) for n images; a model whose head was taken off.
    """
    where = next(backbone.parameters()).device
    with modes_kept(backbone), torch.no_grad():
        backbone.eval()
        return torch.cat([backbone(batch.to(where)).cpu() for batch in images.split(batch_size)])


def linear_probe(
    features: Tensor, labels: Tensor, num_classes: int, epochs: int, lr: float
) -> nn.Linear:
    """Return a new head, trained on features (N, F) and labels (N,)."""
    head = nn.Linear(features.shape[1], num_classes)
    training.fit(head, TensorDataset(features, labels), epochs=epochs, lr=lr)
    return head


def start_from_probe(model: nn.Module, probe: nn.Linear) -> nn.Module:
    """Put a copy of a trained head into a classifier with a Linear head, in place."""
    path, old = get_head(model)
    new = copy.deepcopy(probe).to(old.weight).requires_grad_(True).train(old.training)
    model.set_submodule(path, new, strict=True)
    return model


def fit_with_patience(
    model: nn.Module,
    optimizer: Optimizer,
    train: Dataset,
    val: Dataset,
    epochs: int,
    patience: int,
) -> tuple[nn.Module, training.History]:
    """Train until the validation loss has not fallen for a while; return the best epoch.

    Args:
        patience: how many epochs in a row may pass without a new lowest validation loss.

    Returns:
        The model, with weights and buffers of the epoch with the lowest validation loss, and the
        History of all epochs that ran.
    """
    history, best = training.History(epochs=epochs), copy.deepcopy(model.state_dict())
    for epoch in range(epochs):
        one = training.fit(model, train, val, epochs=1, optimizer=optimizer, seed=epoch)
        for name, values in vars(one).items():
            if isinstance(values, list):
                getattr(history, name).extend(values)
        if history.best_epoch == len(history):
            best = copy.deepcopy(model.state_dict())
        history.interrupted = one.interrupted
        if one.interrupted or len(history) - history.best_epoch >= patience:
            break
    model.load_state_dict(best)
    return model, history


def layerwise_rates(
    model: nn.Module, head: nn.Module, lr: float, decay: float
) -> list[dict[str, Any]]:
    """Return groups for an optimizer: ``lr`` for the head, a factor ``decay`` less each block.

    A parameter that belongs to no block, such as ViT's class_token, gets the lowest rate.
    """
    modules = [model.get_submodule(name) for name in blocks(model)]
    parts = [[p for p in m.parameters() if p.requires_grad] for m in (*modules, head)]
    kept = {id(p) for p in parts[-1]}
    body = [[p for p in part if id(p) not in kept] for part in parts[:-1]]
    held = kept | {id(p) for part in body for p in part}
    loose = [p for p in model.parameters() if p.requires_grad and id(p) not in held]
    steps = [part for part in (parts[-1], *body[::-1], loose) if part]
    first = 0 if parts[-1] else 1
    return [{"params": part, "lr": lr * decay**k} for k, part in enumerate(steps, first)]


def mismatch_cost(
    model: nn.Module, preprocess: Callable, wrong: Callable, data: Split, batch_size: int = 64
) -> float:
    """Return the points of accuracy, 0 to 100, that are lost if ``wrong`` prepares the images."""
    where = next(model.parameters()).device

    def hits(prepare: Callable) -> int:
        batches = zip(data.images.split(batch_size), data.labels.split(batch_size), strict=True)
        return sum(
            int((model(prepare(images).to(where)).argmax(dim=1).cpu() == labels).sum())
            for images, labels in batches
        )

    with modes_kept(model), torch.no_grad():
        model.eval()
        return 100 * (hits(preprocess) - hits(wrong)) / len(data)


def add_class(head: nn.Module) -> nn.Module:
    """Return a copy of a Linear or Conv2d head with one more output, all of it trainable."""
    new = copy.deepcopy(head)
    for name, old in list(head.named_parameters(recurse=False)):
        more = old.new_empty(1, *old.shape[1:])
        if not old.is_meta:
            nn.init.normal_(more, std=0.01)
        setattr(new, name, nn.Parameter(torch.cat([old.detach(), more])))
    setattr(new, "out_features" if isinstance(new, nn.Linear) else "out_channels", len(new.weight))
    return new


def warm_start(
    head: nn.Module, names: Sequence[str], old_head: nn.Module, old_names: Sequence[str]
) -> list[str]:
    """Copy the rows of classes that an old head knows, in place; return their names, in order.

    A name that occurs twice among the old ones says nothing about which row is meant.
    """
    times = Counter(old_names)
    copied = [name for name in names if times[name] == 1]
    rows = [names.index(name) for name in copied]
    old_rows = [old_names.index(name) for name in copied]
    with torch.no_grad():
        head.weight[rows] = old_head.weight[old_rows].to(head.weight)
        if head.bias is not None and old_head.bias is not None:
            head.bias[rows] = old_head.bias[old_rows].to(head.bias)
    return copied


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """Return the T > 0 for which softmax(logits / T) has the lowest cross-entropy.

    In 1/T the cross-entropy is convex, so its slope has one zero.
    """
    z, right = logits.double(), F.one_hot(labels, logits.shape[1]).double()
    low, high = -7.0, 7.0  # the logarithm of 1/T
    for _ in range(60):
        middle = (low + high) / 2
        shares = (z * torch.tensor(middle).exp()).softmax(dim=1)
        if ((shares - right) * z).sum() > 0:
            high = middle
        else:
            low = middle
    return torch.tensor(-(low + high) / 2).exp().item()
