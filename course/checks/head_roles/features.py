"""01-features: what enters the head of a ResNet."""

from collections.abc import Callable

import torch
from torch import Tensor, allclose

from course import heads, roles
from course.checks.cases import ModelCase
from course.checks.compare import left_alone, tensor, unchanged
from course.checks.core import fail
from course.checks.exercise import exercise
from course.checks.head_roles.resnets import RESNETS_ONLY
from course.wording import count


@exercise(
    "01-features",
    proves="fc(features) equals the logits, and the model is left as it was",
    tries=[
        "resnet18",
        "resnet18, one image",
        "resnet50, train",
        "resnet18, mixed modes, partly frozen",
        "resnet18, old gradients, 20 classes",
        "resnet18, hooked",
    ],
    leaves_out=RESNETS_ONLY
    | {"error in the forward pass": "lesson 02 asks for that, in 02-last-executed"}
    | dict.fromkeys(
        ["same number of classes", "zero head", "head without bias", "float64"],
        "the features do not depend on the head, and float64 is met in lesson 02",
    ),
    library=[roles.features_of, heads.head_input],
)
def features_of(answer: Callable, case: ModelCase) -> str:
    """``features_of(model, x)`` is what enters ``fc``, and the model stays as it was.

    In train mode BatchNorm's running statistics may move, as in any forward pass.
    """
    model, reference, x = case.model(), case.model(), case.images(3)
    with torch.no_grad():
        logits = reference(x)
    with left_alone(model, statistics=case.trains), unchanged(x, "the images"):
        value = answer(model, x)
    if isinstance(value, tuple | list) and len(value) == 1:
        fail(
            "wrong-type",
            f"Expected a tensor of shape {(len(x), model.fc.in_features)}, got a "
            f"{type(value).__name__}.",
            "A hook receives the inputs of a layer as a tuple.",
            "what is inside the tuple?",
        )
    got, expected = tensor(value, "the features"), (len(x), model.fc.in_features)
    if tuple(got.shape) != expected:
        _explain_shape(got, expected, logits, case)
    with torch.no_grad():
        again = model.fc(got)
    if not _equal(again, logits):
        _explain_values(again, logits, case)
    return f"features {expected}"


def _equal(a: Tensor, b: Tensor) -> bool:
    return allclose(a, b, rtol=1e-3, atol=1e-4)


def _explain_values(again: Tensor, logits: Tensor, case: ModelCase) -> None:
    what = (
        f"Expected model.fc(features) to equal model(x) ({case.text}), got a difference of up to "
        f"{(again - logits).abs().max():.3g}."
    )
    for mode in (False, True):
        with torch.no_grad():
            in_mode = case.model().train(mode)(case.images(3))
        if case.trains and _equal(again, in_mode):
            fail(
                "another-mode-used",
                what,
                f"Those are the features with every layer in {'train' if mode else 'eval'} mode.",
                "which mode should each layer run in, and who decides that?",
            )
    fail(
        "wrong-features",
        what,
        "The shape is right, but these are not the values that enter fc.",
        "which stage of the picture does your code skip, or add?",
    )


def _explain_shape(got: Tensor, expected: tuple, logits: Tensor, case: ModelCase) -> None:
    n, width = expected
    what = f"Expected features of shape {expected}, got {tuple(got.shape)}."
    if got.shape == logits.shape:
        fail(
            "features-are-logits",
            what,
            f"That is one value for each of the {logits.shape[1]} classes: the head has run.",
            "which module's output did you take, and which one's input did you want?",
        )
    if got.shape == (n, width, 1, 1):
        fail(
            "flatten-missing",
            what,
            "The values are there, followed by two dimensions of size 1.",
            "what does forward() do between avgpool and fc that is not a child module?",
        )
    is_map = got.ndim == 4 and got.shape[:2] == (n, width)
    if is_map or got.ndim == 2 and len(got) == n and got.shape[1] in (4 * width, 9 * width):
        fail(
            "pooling-missing",
            what,
            "Those are still the values at every position in the image.",
            "which layer turns a map into one vector per image?",
        )
    if got.shape in ((n * width,), (width,)):
        fail(
            "batch-dimension-lost",
            what,
            f"The batch dimension is gone ({count(n, 'image')} in this batch).",
            "which operation removes or joins dimensions, and which of them should stay?",
        )
    fail(
        "wrong-features",
        what,
        f"In this {case.name}, fc takes {width} values per image.",
        "print the shape that enters model.fc.",
    )
