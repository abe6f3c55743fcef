"""03-repair: five broken models, repaired without losing a good layer."""

from collections import Counter, OrderedDict
from collections.abc import Callable

import torch
from torch import Tensor, allclose, nn

from course import shapes
from course.checks.cases import Case
from course.checks.coach import one_line
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise, students_own
from course.checks.models import images
from course.heads import copied

_PATIENTS = ["another width", "swapped", "no flatten", "Linear on a map", "head in float64"]


def patients(width: int = 32, num_classes: int = 5) -> dict[str, nn.Sequential]:
    """Return five small broken classifiers, A to E, in eval mode, the same at every call.

    Each has a sound ``backbone``, a ``head``, and its ``num_classes``; it is meant to turn images
    (N, 3, H, W) into logits (N, num_classes).
    """
    made = (_patient(name, width, num_classes) for name in _PATIENTS)
    return dict(zip("ABCDE", made, strict=True))


def _patient(name: str, width: int, classes: int) -> nn.Sequential:
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(width)
        layers = [nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, width, 3), nn.ReLU()]
        pool = [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        layers += {"Linear on a map": [], "no flatten": pool[:1]}.get(name, pool)
        shape = {"another width": (2 * width, classes), "swapped": (classes, width)}
        head = nn.Linear(*shape.get(name, (width, classes)))
        parts = OrderedDict(backbone=nn.Sequential(*layers), head=head)
    if name.startswith("head in "):
        head.to(getattr(torch, name.removeprefix("head in ")))
    if name == "Linear on a map":
        parts["pool"] = nn.Sequential(*pool)
    model = nn.Sequential(parts)
    model.num_classes = classes
    return model.eval()


_HEALTHY = Mistake(
    "healthy-changed",
    "nothing wrong",
    "Nothing was wrong with this model before.",
    "what does your function do with a model that runs?",
)
# What is still wrong with a model that raises an error.
_STILL = [
    Mistake(
        "width-mismatch",
        "another width",
        "The head takes another width than the backbone returns.",
        "the shape that leaves the backbone, and the head's in_features.",
    ),
    Mistake(
        "arguments-swapped",
        "swapped",
        "The head has as many outputs as the backbone has features.",
        "the order of the two numbers with which the head was made.",
    ),
    Mistake(
        "flatten-missing",
        "no flatten",
        "The backbone's values are right, but they end in two dimensions of size 1.",
        "what comes between pooling and head in the models without these dimensions?",
    ),
    Mistake(
        "linear-for-conv",
        "Linear on a map",
        "The head comes before the pooling, so it receives a map, (N, C, H, W).",
        "on which dimension does a Linear layer work, and which one holds the features here?",
    ),
    Mistake(
        "dtype-mismatch",
        "another dtype",
        "The shapes fit, but images, backbone and head do not share one dtype.",
        "the dtype of the images, and of a parameter of each part.",
    ),
    _HEALTHY,
]


@exercise(
    "03-repair",
    proves="Logits for images of any size, and every good layer keeps its weights",
    tries=[
        "another width, 32 features, 5 classes",
        "another width, 24 features, 7 classes",
        "swapped, 32 features, 5 classes",
        "no flatten, 20 features, 3 classes",
        "Linear on a map, 24 features, 4 classes",
        "head in float64, 16 features, 6 classes",
        "head in bfloat16, 32 features, 5 classes",
        "nothing wrong, 32 features, 5 classes",
    ],
    table=[
        *(f"{name}, n features, n classes" for name in [*_PATIENTS[:4], "nothing wrong"]),
        "head in floatn, n features, n classes",
        "head in bfloatn, n features, n classes",
    ],
    always=[
        "eval mode",
        "one image",
        "not 1000 classes",
        "same number of classes",
        "head at another attribute",
        "float64",
    ],
    leaves_out=dict.fromkeys(
        [
            "head at fc",
            "head at classifier.n",
            "head at heads.head",
            "Conv2d head",
            "head without bias",
            "names like the head's",
            "loose parameters",
            "scalar parameter",
            "several outputs",
        ],
        "the text speaks of models like A to E: a backbone, and a Linear layer called head",
    )
    | dict.fromkeys(
        ["train mode", "mixed modes", "BatchNorm1d", "BatchNorm2d", "train-only layer"],
        "the text says that every model is in eval mode",
    )
    | dict.fromkeys(
        ["frozen parts", "zero head", "gradients there before", "arguments not aliased"],
        "the text asks for logits and kept weights, and nothing is trained here",
    )
    | {"error in the forward pass": "repair may change the model, so there is nothing to restore"},
    library=[shapes.repair],
)
def repair(answer: Callable, case: Case) -> str:
    """``repair(model)`` returns a model that gives logits, and keeps every layer that was good."""
    *_, width, classes = case.numbers
    before, x = _patient(case.name, width, classes), images(3, 32)
    repaired = answer(_patient(case.name, width, classes))
    if not isinstance(repaired, nn.Module):
        what = f"Expected the repaired model, got {describe(repaired)}."
        fail("wrong-type", what, "Only a model can be called with images.", "the return line.")
    if isinstance(repaired, nn.Linear | nn.Conv2d):
        what = f"Expected the whole model, got {describe(repaired)}."
        look = "which of the two should the function return, the model or its head?"
        fail("returned-the-head", what, "A single layer cannot classify images.", look)
    repaired = copied(repaired).eval()
    logits = _logits(repaired, x, before, case.name)
    _require_any_images(repaired, classes)
    held = Counter(_key(v) for v in repaired.state_dict().values())
    if lost := [n for n, v in before.backbone.state_dict().items() if _key(v) not in held]:
        fail(
            "backbone-changed",
            f"Expected the backbone to keep its tensors, got {len(lost)} changed.",
            f"The first is backbone.{lost[0]}.",
            "what was wrong with this model: its backbone?",
        )
    if case.name not in ("another width", "swapped", "Linear on a map"):
        _require_same_logits(logits, before, x, case.name)
    return f"{tuple(logits.shape)} logits for {len(x)} images"


def _key(value: Tensor) -> tuple:
    return tuple(value.shape), value.double().sum().item()


def _logits(repaired: nn.Module, x: Tensor, before: nn.Sequential, wrong: str) -> Tensor:
    shape = len(x), before.num_classes
    expected = f"Expected logits of shape {shape} for {len(x)} images"
    try:
        with torch.no_grad(), students_own("03-repair", x):
            logits = repaired(x)
    except RuntimeError as error:
        old = before.head.weight.shape
        still_swapped = any(p.shape == old for p in repaired.parameters())
        if wrong == "swapped" and not still_swapped:
            wrong = "another width"
        if wrong.startswith("head in "):
            wrong = "another dtype"
        diagnose(_STILL, lambda value: value == wrong, f"{expected}, got {one_line(error)}")
    if not isinstance(logits, Tensor) or logits.shape != shape:
        one_row = isinstance(logits, Tensor) and logits.ndim == 2 and len(logits) == len(x)
        fail(
            "wrong-class-count" if one_row else "wrong-output",
            f"{expected}, got {describe(logits)}.",
            f"The model runs, but it does not return {shape[1]} logits per image, its num_classes.",
            "what happens to the features between the backbone and the output?",
        )
    return logits


def _require_any_images(repaired: nn.Module, classes: int) -> None:
    try:
        with torch.no_grad(), students_own("03-repair", images(1, 32)):
            one = repaired(images(1, 32))
            repaired(images(3, 20))
    except RuntimeError as error:
        fail(
            "fixed-input-size",
            f"Expected images of any size to be taken, got {one_line(error)}",
            "The size was 20 x 20; the repaired model runs at 32 x 32.",
            "which part of the new head was made for one size of the map?",
        )
    if one.shape != (1, classes):
        fail(
            "batch-dimension-lost",
            f"Expected logits of shape {(1, classes)} for one image, got {describe(one)}.",
            "With three images the shape is right.",
            "which operation removes dimensions of size 1, and which of them should stay?",
        )


def _require_same_logits(logits: Tensor, before: nn.Sequential, x: Tensor, wrong: str) -> None:
    if wrong == "no flatten":
        before.backbone.append(nn.Flatten())
    with torch.no_grad():
        want = before.float()(x)
    if allclose(logits.float(), want, rtol=0.02, atol=0.02):
        return
    what = (
        "Expected the logits that this model's own weights give, got others, up to "
        f"{(logits - want).abs().max():.2g} away."
    )
    diagnose([_HEALTHY], lambda value: value == wrong, what)
    fail(
        "good-layer-lost",
        what,
        "The head's weights had the right shape, and may have been trained for days.",
        "which layers of this model were good, and does it still have them?",
    )
