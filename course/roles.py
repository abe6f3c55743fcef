"""What a head does: the library version of the functions of lessons 00 and 01."""

import copy
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course.backbones import Pretrained
from course.heads import replace_head


def best_class(logits: Tensor) -> Tensor:
    """Return the index of the largest logit of each image: (N, C) -> (N,)."""
    return logits.argmax(dim=1)


def top_categories(
    logits: Tensor, categories: Sequence[str], k: int
) -> list[list[tuple[str, float]]]:
    """Return for each image its k most probable categories and their probabilities, best first."""
    best = logits.softmax(dim=1).topk(k, dim=1)
    rows = zip(best.values.tolist(), best.indices.tolist(), strict=True)
    return [[(categories[i], p) for p, i in zip(*row, strict=True)] for row in rows]


def head_share(model: nn.Module, head: nn.Module) -> float:
    """Return the fraction of the model's parameters that the head holds, frozen ones included."""
    inside, total = (sum(p.numel() for p in part.parameters()) for part in (head, model))
    return inside / total


def features_of(model: nn.Module, x: Tensor) -> Tensor:
    """Return what enters ``model.fc`` for x, in the mode that the model is in."""
    entering: list[Tensor] = []
    handle = model.fc.register_forward_pre_hook(lambda _, args: entering.append(args[0]))
    try:
        model(x)
    finally:
        handle.remove()
    return entering[0]


def swap_fc(model: nn.Module, num_classes: int) -> nn.Module:
    """Give a model whose head is ``fc`` a new one, in place; return the model."""
    return replace_head(model, num_classes)


def expected_first_loss(num_classes: int) -> float:
    """Return the mean cross-entropy of a head that gives every class the same probability."""
    return math.log(num_classes)


def head_and_loss(
    kind: str, in_features: int, num_classes: int
) -> tuple[nn.Module, Callable[[Tensor, Tensor], Tensor]]:
    """Return a head and its loss for a "binary", "multiclass" or "multilabel" task.

    Raises:
        ValueError: the kind is another one.
    """
    losses = {"binary": nn.BCEWithLogitsLoss, "multilabel": nn.BCEWithLogitsLoss}
    losses |= {"multiclass": nn.CrossEntropyLoss}
    if kind not in losses:
        raise ValueError(f"Expected 'binary', 'multiclass' or 'multilabel', got {kind!r}.")
    return nn.Linear(in_features, 1 if kind == "binary" else num_classes), losses[kind]()


def build_head(in_features: int, num_classes: int) -> nn.Module:
    """Return a head that gives logits."""
    return nn.Linear(in_features, num_classes)


def loss_floor(num_classes: int) -> float:
    """Return the lowest cross-entropy of a head that ends in softmax."""
    best = F.one_hot(torch.tensor([0]), num_classes).float()
    return F.cross_entropy(best, torch.tensor([0])).item()


def with_resnet_names(net: Pretrained) -> nn.Module:
    """Return a copy of Lite0 whose layers have the names of a torchvision ResNet's.

    The layers, their weights and the logits are Lite0's; ``forward`` is that of the class ResNet.
    So code that was written for a ResNet, from ``conv1`` to ``fc``, runs on real weights, although
    no ResNet's weights are installed.
    """
    from torchvision.models import ResNet

    lite0 = copy.deepcopy(net.model)
    model = ResNet.__new__(ResNet)  # its __init__ would build layers of its own
    nn.Module.__init__(model)
    model.conv1, model.bn1 = lite0.conv_stem, lite0.bn1
    model.relu, model.maxpool = nn.Identity(), nn.Identity()  # bn1 includes the activation
    model.layer1, model.layer2 = lite0.blocks[:2], lite0.blocks[2:3]
    model.layer3 = lite0.blocks[3:5]
    model.layer4 = nn.Sequential(*lite0.blocks[5:], lite0.conv_head, lite0.bn2)
    model.avgpool, model.fc = nn.AdaptiveAvgPool2d(1), lite0.classifier
    return model.train(net.model.training).to(memory_format=torch.channels_last)  # faster
