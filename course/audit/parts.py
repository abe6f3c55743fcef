"""What an audit takes, and what it returns."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from torch import Tensor, nn
from torch.optim import Optimizer

from course.misconceptions import Finding


@dataclass(frozen=True)
class Recipe:
    """What a training loop would be given. Only the model is needed; the rest widens the audit.

    Attributes:
        model: an image classifier, ready for training.
        optimizer: the optimizer of that training.
        scheduler: the schedule of its learning rates.
        loader: an iterable of batches (images, labels), or of mappings with such entries.
        loss: the loss, such as ``nn.CrossEntropyLoss()``.
        head: the new head, a module inside the model. By default the layer that runs last.
        num_classes: how many logits per image there should be. By default as many as the loader's
            data set has classes.
        before: a copy of the model from before the swap.
        checkpoint: the state dict that should be in the model, except for the head.
        image_size: the side in pixels of the images that are made up where there is no loader.
    """

    model: nn.Module
    optimizer: Optimizer | None = None
    scheduler: object = None
    loader: Iterable | None = None
    loss: Callable | None = None
    head: nn.Module | None = None
    num_classes: int | None = None
    before: nn.Module | None = None
    checkpoint: Mapping[str, Tensor] | None = None
    image_size: int | None = None


@dataclass(frozen=True)
class Report:
    """What an audit found.

    Attributes:
        findings: the findings, root cause first, each id once.
        facts: what was looked at, by name, such as ``head: fc, Linear, 512 to 10``.
        unchecked: what could not be looked at, and why; one sentence each.
    """

    findings: list[Finding]
    facts: dict[str, str] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)
