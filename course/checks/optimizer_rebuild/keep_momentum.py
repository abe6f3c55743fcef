"""05-keep-momentum: a new head in the middle of training, with the body's state kept."""

import copy
from collections.abc import Callable
from typing import Any

from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop

from course import audit, optimizers
from course.checks.cases import ModelCase
from course.checks.core import describe, fail, refuse
from course.checks.exercise import exercise
from course.checks.optimizer_rebuild.optimizers import (
    NO_FORWARD_PASS,
    Before,
    can_step,
    expect_like,
    is_optimizer,
    split,
    train,
)
from course.checks.optimizer_rebuild.state import expect_no_state, expect_state, state_of
from course.heads import find_head


@exercise(
    "05-keep-momentum",
    proves="The body keeps its state, the head starts without, and nothing dead is held",
    tries=[
        "resnet18, lowered rate, train, 12 classes",
        "custom, AdamW, two groups",
        "vit_b_16, Adam, three groups, mixed modes",
        "squeezenet1_1, RMSprop",
        "vgg16, partly frozen, same classes",
        "densenet121, 12 classes",
    ],
    words=["lowered rate", "AdamW", "Adam", "RMSprop", "two groups", "three groups"],
    leaves_out=NO_FORWARD_PASS
    | dict.fromkeys(
        ["head without bias", "float64", "zero head"],
        "how the new layer is made is lesson 02's exercise; here replace_head may do it",
    )
    | {
        "gradients there before": "the next step of the loop begins with zero_grad",
        "arguments not aliased": "the old model and optimizer may be the ones that are returned",
    },
    library=[optimizers.swap_mid_training],
)
def swap_mid_training(answer: Callable, case: ModelCase) -> str:
    """``swap_mid_training(model, optimizer, num_classes)``: the body keeps its state."""
    model = case.model()
    optimizer = _trained(model, case)
    old, x = copy.deepcopy(model), case.images()
    was, before = state_of(model, optimizer), Before.of(optimizer)
    names = {p: name for name, p in model.named_parameters()}
    pair = answer(model, optimizer, case.new_classes)
    if not isinstance(pair, tuple | list) or len(pair) != 2 or isinstance(pair[0], Optimizer):
        fail(
            "wrong-type",
            f"Expected a pair (model, optimizer), got {describe(pair)}.",
            "Training goes on with both, in this order.",
            "the return line.",
        )
    swapped, new = pair[0], is_optimizer(pair[1])
    refuse(audit.head_swap(swapped, case.new_classes, x, old))
    # What was there before: the same tensors, or on a copy those of the same name.
    head = set(find_head(swapped, x)[1].parameters())
    now = {names.get(p, n): p for n, p in swapped.named_parameters() if p not in head}
    kept = {n: p for n, p in now.items() if n in was}
    by_name = {name: before.held[p] for p, name in names.items() if p in before.held}
    held = {p: by_name[name] for name, p in kept.items() if name in by_name}
    expect_like(swapped, new, Before(before.kind, before.groups, held))
    expect_state(kept, new, was)
    expect_no_state(swapped, new, set(swapped.parameters()) - set(kept.values()))
    can_step(new, "05-keep-momentum", model, optimizer)
    return f"the state of {sum(map(bool, was.values())) - len(head)} tensors kept"


def _trained(model: nn.Module, case: ModelCase) -> Optimizer:
    """An optimizer with state, after two steps."""
    words = set(case.words)
    body, head = split(model, model.get_submodule(case.head_path))
    groups: list[Any] = [*body, *head]
    if "two groups" in words:
        groups = [{"params": body}, {"params": head, "lr": 1e-2}]
    if "three groups" in words:
        flat, deep = ([p for p in body if (p.ndim <= 1) is is_flat] for is_flat in (True, False))
        groups = [{"params": flat, "weight_decay": 0.0}, {"params": deep}, {"params": head}]
    if "AdamW" in words:
        optimizer: Optimizer = AdamW(groups, lr=1e-3, amsgrad=True)
    elif "Adam" in words:
        optimizer = Adam(groups, lr=2e-3, weight_decay=1e-4)
    elif "RMSprop" in words:
        optimizer = RMSprop(groups, lr=1e-3, momentum=0.9, centered=True)
    else:
        optimizer = SGD(groups, lr=0.05, momentum=0.9, weight_decay=1e-4)
    train(optimizer)
    if "lowered rate" in words:  # as after a schedule's step
        optimizer.param_groups[0]["lr"] = 0.005
    return optimizer
