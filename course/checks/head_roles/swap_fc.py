"""01-swap-fc: a new head for any torchvision ResNet."""

from collections.abc import Callable

from course import audit, heads, roles
from course.checks.cases import ModelCase
from course.checks.core import refuse
from course.checks.exercise import exercise
from course.checks.head_roles.resnets import RESNETS_ONLY


@exercise(
    "01-swap-fc",
    proves="New logits, the old head gone, the backbone untouched, gradients reach the head",
    tries=[
        "resnet18, train",
        "resnet50, mixed modes, partly frozen",
        "resnet18, train, 20 classes",
        "resnet18, mixed modes, same classes",
        "resnet18, train, no bias, zero head",
    ],
    leaves_out=RESNETS_ONLY
    | {
        "eval mode": "a new layer in a model in eval mode is a trap of lesson 02",
        "error in the forward pass": "a swap needs no forward pass",
        "one image": "a swap needs no images",
        "float64": "the dtype is asked for in lesson 02",
        "gradients there before": "the old head's gradients go with it; lesson 05 is about them",
    },
    library=[heads.replace_head, roles.swap_fc],
)
def swap_fc(answer: Callable, case: ModelCase) -> str:
    """``swap_fc(model, num_classes)`` gives any torchvision ResNet a new head."""
    before = case.model()
    swapped = answer(case.model(), case.new_classes)
    refuse(audit.head_swap(swapped, case.new_classes, case.images()[:, :, :32, :32], before))
    return f"{case.old_classes} → {case.new_classes} classes"
