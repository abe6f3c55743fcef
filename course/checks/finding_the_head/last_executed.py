"""02-last-executed: the layer that runs last, whatever was registered last."""

import contextlib
from collections.abc import Callable

from torch import nn

from course import heads, surgery
from course.checks.cases import ModelCase, model_case
from course.checks.compare import left_alone_on_error, unchanged
from course.checks.core import fail
from course.checks.exercise import exercise
from course.checks.finding_the_head.ask import ask
from course.checks.finding_the_head.kept import all_left_alone
from course.checks.finding_the_head.paths import expect_path


@exercise(
    "02-last-executed",
    proves="The layer that runs last is named, no hook is left, and the model is as it was",
    tries=[
        "resnet18, dead layer",
        "head first, train",
        "squeezenet1_1, dead layer, one image",
        "custom, train, 20 classes",
        "densenet121, mixed modes, frozen",
        "vit_b_16, zero head, no bias, dead layer",
        "mobilenet_v3_large, hooked, float64, old gradients, dead layer",
        "googlenet, train",
        "resnet18, mixed modes, forward fails",
    ],
    leaves_out={
        "same number of classes": "no number of classes is asked for",
        "arguments not aliased": "the result is a string",
    },
    library=[heads.find_head, heads.head_input, surgery.last_executed],
)
def last_executed(answer: Callable, case: ModelCase) -> str:
    """``last_executed(model, x)`` is the path of the last Linear or Conv2d that runs."""
    if "forward fails" in case.words:
        left_alone_on_error(answer, case)
        return "left as it was, though the forward pass failed"
    model, x = case.model(), case.images()
    right, _ = heads.find_head(case.model(), x)
    with all_left_alone(model), unchanged(x, "the images"):
        got = ask(answer, model, x)
    if got != right and _binds_late(answer):
        fail(
            "late-binding",
            f"Expected the path of the head ({case.text}), got {got!r}.",
            "Whatever runs, your function returns the last name of named_modules().",
            "which value has your loop's variable when a hook runs, after the loop?",
        )
    if case.name == "head first" and got == "neck":
        fail(
            "not-the-last-layer",
            f"Expected the path of the head ({case.text}), got {got!r}.",
            "The head runs twice in this model: before that layer, and again after it.",
            "what does your function write down when a layer runs again?",
        )
    expect_path(model, got, right, f"({case.text})")
    return right


def _binds_late(answer: Callable) -> bool:
    """Whether it names a layer that is neither called nor a Linear or Conv2d."""
    case = model_case("resnet18")
    model = case.model()
    model.never_called = nn.ReLU()
    with contextlib.suppress(Exception):
        return answer(model, case.images()) == "never_called"
    return False
