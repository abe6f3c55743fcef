"""05-rebuild: the same optimizer, for the tensors that the model has now."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop

from course import optimizers
from course.checks.cases import ModelCase
from course.checks.compare import left_alone
from course.checks.exercise import exercise
from course.checks.optimizer_rebuild.optimizers import (
    NO_FORWARD_PASS,
    Before,
    can_step,
    expect_like,
    is_optimizer,
    quiet,
    split,
    train,
)
from course.heads import replace_head
from course.wording import count


@exercise(
    "05-rebuild",
    proves="Every trainable parameter once, its options kept, and the model left alone",
    tries=[
        "resnet18, train, 20 classes",
        "vit_b_16, AdamW, mixed modes",
        "squeezenet1_1, RMSprop",
        "custom, partly frozen",
        "resnet50, lowered rate",
        "densenet121, same classes",
        "vgg16, listed twice, no bias",
        "resnet18, frozen, Adam, unfrozen later",
        "efficientnet_b0, float64, partly frozen, with names",
    ],
    words=[
        "AdamW",
        "RMSprop",
        "Adam",
        "lowered rate",
        "listed twice",
        "unfrozen later",
        "with names",
    ],
    always=["gradients there before"],
    leaves_out=NO_FORWARD_PASS
    | {
        "zero head": "an optimizer is made of tensors, whatever numbers are in them",
        "arguments not aliased": "the old optimizer may be the one that is returned",
    },
    library=[optimizers.rebuild],
)
def rebuild(answer: Callable, case: ModelCase) -> str:
    """``rebuild(model, optimizer)``: the same optimizer, for the tensors that the model has now."""
    model, optimizer = _setup(case)
    before = Before.of(optimizer)
    with left_alone(model), quiet():  # PyTorch warns of a tensor listed twice; we fail instead
        rebuilt = is_optimizer(answer(model, optimizer))
    expect_like(model, rebuilt, before)
    can_step(rebuilt, "05-rebuild", model, optimizer)
    return f"{type(rebuilt).__name__}, {count(len(rebuilt.param_groups), 'group')}"


def _setup(case: ModelCase) -> tuple[nn.Module, Optimizer]:
    """A model whose head was swapped, or that was unfrozen, and the optimizer from before that."""
    model, words = case.model(), set(case.words)
    optimizer = _made(model, case)
    train(optimizer, 1)
    if "lowered rate" in words:  # as after a schedule's step
        optimizer.param_groups[0]["lr"] /= 4
    if "unfrozen later" in words:
        model.requires_grad_(True)
    elif "listed twice" not in words:
        replace_head(model, case.new_classes)
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    return model, optimizer


def _made(model: nn.Module, case: ModelCase) -> Optimizer:
    words = set(case.words)
    body, head = split(model, model.get_submodule(case.head_path))
    if "AdamW" in words:
        groups: Any = [{"params": body, "lr": 1e-4, "weight_decay": 0.05}, {"params": head}]
        return AdamW(groups, lr=1e-3, weight_decay=0.0, betas=(0.8, 0.99))
    if "RMSprop" in words:  # the head is in the second of three groups
        first, last = body[:4], {"params": body[4:], "lr": 0.02}
        groups = [{"params": first}, {"params": head, "lr": 0.3}, last]
        return RMSprop(groups, lr=0.01, momentum=0.5)
    if "Adam" in words:
        return Adam([{"params": [*body, *head], "lr": 3e-3}], lr=1e-2, amsgrad=True)
    groups = list(model.parameters())
    if "with names" in words:
        groups = list(model.named_parameters())
    if "listed twice" in words:
        groups += groups[:2]
    with quiet():
        return SGD(groups, lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
