"""Call an answer; explain errors of code that knows one family of models only."""

from collections.abc import Callable

from torch import nn
from torchvision import models

from course.checks.coach import one_line
from course.checks.core import fail


def ask(answer: Callable, model: nn.Module, *more: object) -> object:
    """Call the answer with a model, and say which errors are about this family of models."""
    kind = type(model).__name__
    try:
        return answer(model, *more)
    except AttributeError as error:
        what = f"Expected an answer for this {kind}, got {one_line(error)}."
        if isinstance(error.obj, nn.Conv2d) and error.name == "in_features":
            fail(
                "head-is-always-linear",
                what,
                "This model's head is a Conv2d, not a Linear.",
                "which kind of layer is needed there, and what does it call its width?",
            )
        if type(error.obj) is not type(model):
            raise
        fail(
            "wrong-attribute",
            what,
            "Another family of models has an attribute of that name.",
            "what do all models offer, whatever their layers are called?",
        )
    except (IndexError, UnboundLocalError) as error:
        what = f"Expected an answer for this {kind}, got {one_line(error)}."
        if str(error).startswith("index "):  # raised by a Sequential
            fail(
                "wrong-attribute",
                what,
                "Another family of models has a layer at that position.",
                "what do all models offer, however many layers they have?",
            )
        if isinstance(model, models.SqueezeNet):
            fail_linear_only(what)
        raise


def fail_linear_only(what: str) -> None:
    fail(
        "head-is-always-linear",
        what,
        "The forward pass of this model uses no Linear layer.",
        "which kind of layer computes its logits?",
    )
