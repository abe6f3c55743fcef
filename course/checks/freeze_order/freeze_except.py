"""04-freeze-except: the head's parameters are trainable, and no others."""

from collections.abc import Callable

from course import audit, freezing, training
from course.checks.cases import ModelCase
from course.checks.core import refuse
from course.checks.exercise import exercise, students_own
from course.checks.freeze_order.frozen import returned_head, same_numbers, trainable_share


@exercise(
    "04-freeze-except",
    proves="Exactly the head's parameters are trainable, whatever was frozen before",
    tries=[
        "resnet18, train",
        "regnet_y_400mf, all frozen",
        "vgg16, partly frozen, no bias",
        "vit_b_16, float64",
        "custom, 20 classes",
        "squeezenet1_1",
        "resnet18, norm in head, mixed modes",
        "swin_t, zero head",
        "googlenet, train",
    ],
    leaves_out={
        "error in the forward pass": "freezing needs no forward pass",
        "one image": "freezing needs no images",
        "same number of classes": "there is no new head",
        "gradients there before": "04-stale-gradients, at the end of this lesson, is about them",
        "arguments not aliased": "both arguments are the model's own parts",
    },
    library=[freezing.freeze_except, training.freeze_backbone],
)
def freeze_except(answer: Callable, case: ModelCase) -> str:
    """``freeze_except(model, head)``: the head's parameters are trainable, and no others."""
    model = case.model()
    head = model.get_submodule(case.head_path)
    got = answer(model, head)
    head = returned_head(got, head, case.head_path)
    same_numbers(got, case)
    with students_own("04-freeze-except", got):
        refuse(audit.freezing(got, head, case.images(4), statistics=False, on_copy=False))
    return trainable_share(got)
