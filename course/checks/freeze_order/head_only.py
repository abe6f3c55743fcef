"""04-head-only: a new head, and nothing else that learns."""

import contextlib
from collections.abc import Callable

import torch
from torch import nn

from course import audit, freezing
from course.checks.cases import ModelCase
from course.checks.core import fail, refuse
from course.checks.exercise import exercise, students_own
from course.checks.freeze_order.frozen import all_trainable, trainable_share
from course.heads import copied, find_head, modes_kept


@exercise(
    "04-head-only",
    proves="In two training steps, nothing but the new head changed",
    tries=[
        "resnet18, train",
        "custom, partly frozen",
        "resnet18, mixed modes, 7 classes, same classes",
        "vit_b_16, zero head",
        "vgg16, train, no bias",
        "squeezenet1_1",
        "densenet121, all frozen",
        "regnet_y_400mf, train",
    ],
    leaves_out={
        "error in the forward pass": "a swap and a freeze need no forward pass",
        "one image": "a swap and a freeze need no images",
        "float64": "the dtype of a new layer is part of lesson 02",
        "several outputs": "models with auxiliary heads are part of lesson 02",
        "gradients there before": "04-stale-gradients, at the end of this lesson, is about them",
        "arguments not aliased": "the only argument that is kept is the model itself",
    },
    library=[freezing.head_only],
)
def head_only(answer: Callable, case: ModelCase) -> str:
    """``head_only(model, num_classes)``: a new head, and nothing else that learns."""
    x, path = case.images(4), case.head_path
    model, before = case.model(), case.model()
    old = model.get_submodule(path)
    got = answer(model, case.new_classes)
    if isinstance(got, nn.Module):
        # A lazy layer gets its shape here. If the pass fails, the audit of the swap says why.
        with contextlib.suppress(Exception), modes_kept(got), torch.no_grad():
            got.eval()(x)
        if before.training and not got.training and all_trainable(got):
            fail(
                "eval-is-freezing",
                f"Expected only the new head to be trainable, got all {_tensors(got)} tensors.",
                "The model was in train mode, and now it is in eval mode.",
                "what does eval() change: how some layers compute, or which parameters learn?",
            )
    refuse(audit.head_swap(_thawed(got), case.new_classes, x, _thawed(before)))
    if all_trainable(got) and not old.weight.requires_grad:
        fail(
            "froze-the-old-head",
            f"Expected only the new head to be trainable, got all {_tensors(got)} tensors.",
            f"The old {path} is frozen. It is no longer in the model.",
            "which layer did the freeze reach, and where is that layer now?",
        )
    try:
        head = got.get_submodule(path)
    except AttributeError:
        _, head = find_head(got, x)
    with students_own("04-head-only", got):
        refuse(audit.freezing(got, head, x, statistics=False, on_copy=False))
    return trainable_share(got)


def _tensors(model: nn.Module) -> int:
    return len(list(model.parameters()))


def _thawed(model: object) -> object:
    """A copy in which everything is trainable: the audit of the swap must not judge flags."""
    if not isinstance(model, nn.Module):
        return model
    model = copied(model)
    for module in model.modules():
        vars(module).pop("requires_grad_", None)  # if it hides the method, the next audit says so
    return model.requires_grad_(True)
