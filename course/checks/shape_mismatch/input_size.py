"""03-input-size: whether a model takes images of a size, found by trying."""

from collections.abc import Callable, Collection

import torch
from torch import nn

from course import shapes
from course.checks.cases import Case, ModelCase, model_case
from course.checks.coach import one_line
from course.checks.compare import left_alone
from course.checks.core import CheckFailed, NotAttempted, describe, fail
from course.checks.exercise import exercise
from course.checks.shape_mismatch.truth import truth

_SIZES = 32, 51, 64, 96
_REFUSE_64 = {"inception_v3", "maxvit_t", "vit_b_16"}


@exercise(
    "03-input-size",
    proves=f"Right for images of {', '.join(map(str, _SIZES))} pixels; the models are left alone",
    tries=[
        "resnet18",
        "resnet18, train",
        "vit_b_16, train",
        "maxvit_t, mixed modes",
        "resnet18, mixed modes, float64",
        "custom, train, partly frozen",
        "densenet121, old gradients, 9 classes",
        "squeezenet1_1",
        "resnet18, on meta",
    ],
    always=["error in the forward pass", "one image"],
    leaves_out={
        "several outputs": "what a model returns does not matter, only that it runs",
        "zero head": "the values of the weights do not matter",
        "same number of classes": "no head is replaced here",
        "arguments not aliased": "nothing is kept but True or False",
    },
    library=[shapes.accepts],
)
def input_size(answer: Callable, case: ModelCase) -> str:
    """``accepts(model, size)``: whether the model takes images of that size, found by trying."""
    taken, model, tried = [], case.model(), case.model().eval()
    for size in _SIZES:
        error = _error(tried, size)
        what = f"Expected {error is None} at {size} pixels ({case.text}), got"
        seen = (
            "In eval mode, with an image of its own dtype and device, this model runs."
            if error is None
            else f"In eval mode this model raises {one_line(error)}"
        )
        with left_alone(model):
            verdict = _verdict(answer, model, size, what, seen, takes=error is None)
        if verdict != (error is None):
            look = "does your function run this model at this size? What does the error say?"
            plain = None if case.on_meta else model_case(case.name).model()
            other = not verdict and (plain is None or truth(answer(plain, size), what))
            fail(
                "refused-for-another-reason" if other else "size-by-rule",
                f"{what} {verdict}.",
                seen,
                look,
            )
        taken += [size] * verdict
    return f"takes {taken}"


def _error(model: nn.Module, size: int) -> Exception | None:
    like = next(model.parameters())
    try:
        with torch.no_grad():
            model(torch.zeros(1, 3, size, size, dtype=like.dtype, device=like.device))
    except (RuntimeError, AssertionError) as error:
        return error
    return None


def _verdict(
    answer: Callable, model: nn.Module, size: int, what: str, seen: str, *, takes: bool
) -> bool:
    try:
        return truth(answer(model, size), what)
    except (CheckFailed, NotAttempted, NotImplementedError):
        raise
    except (RuntimeError, AssertionError, ValueError) as error:
        what = f"{what} {one_line(error)}"
    if takes:
        look = "what does the error ask for that has nothing to do with the size?"
        fail("refused-for-another-reason", what, seen, look)
    look = "which kinds of errors do models raise, and which line turns them into False?"
    fail("refusal-not-caught", what, "A model refuses a size by raising an error.", look)


@exercise(
    "03-refuses-64",
    proves="Exactly the models that refuse 64 pixels",
    tries=["the nine models"],
    table=["the nine models"],
    calls=False,
    data=True,
)
def models_that_refuse(found: object, case: Case) -> str:
    """``refuses_64``: the names of the candidates that refuse 64 pixels."""
    what = "Expected refuses_64 to hold the names of the models that refuse 64 pixels, got"
    if isinstance(found, str) or not isinstance(found, Collection):
        look = "the line that makes refuses_64."
        fail("wrong-type", f"{what} {describe(found)}.", "It should be a set of names.", look)
    names = set(map(str, found))
    if names != _REFUSE_64:
        fail(
            "not-tried" if names & _REFUSE_64 else "accepted-not-refused",
            f"{what} {sorted(names)}.",
            f"It holds {len(names & _REFUSE_64)} of the {len(_REFUSE_64)} models that refuse 64 "
            f"pixels, and {len(names - _REFUSE_64)} other names.",
            "what does accepts(...) return for each candidate?",
        )
    return f"{len(names)} of them refuse"
