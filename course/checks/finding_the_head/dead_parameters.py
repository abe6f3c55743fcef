"""02-dead-parameters: the parameters that the output does not depend on."""

from collections.abc import Callable

import torch
from torch import nn

from course import heads
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.compare import left_alone_on_error, unchanged
from course.checks.core import fail
from course.checks.exercise import exercise
from course.checks.finding_the_head.kept import all_left_alone
from course.checks.finding_the_head.names import parameter_names, set_of
from course.wording import count


@exercise(
    "02-dead-parameters",
    proves="Names the dead parameters and no others, and leaves the model as it was",
    tries=[
        "resnet18, dead layer",
        "resnet18, partly frozen, dead layer, 20 classes",
        "squeezenet1_1, all frozen, dead layer, float64, one image",
        "vit_b_16, zero head, no bias, dead layer",
        "densenet121, old gradients, dead layer",
        "discarding, mixed modes",
        "custom",
        "custom, train, dead layer",
        "resnet18, partly frozen, mixed modes, forward fails",
    ],
    leaves_out={
        "same number of classes": "no number of classes is asked for",
        "several outputs": "the text says that model(x) is one tensor",
        "arguments not aliased": "the result is a set of strings",
    },
    library=[heads.dead_parameters],
)
def dead_parameters(answer: Callable, case: ModelCase) -> str:
    """``dead_parameters(model, x)``: names of those that the output does not depend on."""
    if "forward fails" in case.words:
        left_alone_on_error(answer, case)
        return "left as it was, though the forward pass failed"
    model, x = case.model(), case.images()
    dead = _without_path(case.model(), case)
    with all_left_alone(model), unchanged(x, "the images"):
        got = _ask(answer, model, x)
    _compare(parameter_names(got), dead, model, case)
    return f"{len(dead)} of {count(len(list(model.parameters())), 'tensor')}"


def _without_path(model: nn.Module, case: ModelCase) -> set[str]:
    """The parameters without a path to the output, in the mode that the model is in."""
    names, parameters = zip(*model.requires_grad_(True).named_parameters(), strict=True)
    total = model(case.images()).sum()
    gradients = torch.autograd.grad(total, parameters, allow_unused=True)
    return {name for name, grad in zip(names, gradients, strict=True) if grad is None}


def _ask(answer: Callable, model: nn.Module, x: torch.Tensor) -> object:
    try:
        return answer(model, x)
    except RuntimeError as error:
        trainable = all(p.requires_grad for p in model.parameters())
        if trainable or "does not require grad" not in str(error):
            raise
        fail(
            "frozen-is-not-dead",
            f"Expected the names of the dead parameters, got {one_line(error)}.",
            "Some parameters are frozen here, and autograd gives no gradient for those.",
            "what does requires_grad=False switch off: the forward pass or the gradient?",
        )


def _compare(got: set[str], dead: set[str], model: nn.Module, case: ModelCase) -> None:
    if got == dead:
        return
    parameters = dict(model.named_parameters())
    extra, missed = sorted(got - dead), sorted(dead - got)
    what = f"Expected {set_of(dead)} ({case.text}), got {set_of(got)}."
    if unknown := [name for name in extra if name not in parameters]:
        _explain_unknown(unknown[0], model, what)
    if got == set(parameters) - dead:
        fail(
            "alive-for-dead",
            what,
            "Those are the parameters that the output does depend on.",
            "the condition: which names does it let through?",
        )
    for mode in (False, True):
        if got == _without_path(case.model().train(mode), case):
            fail(
                "another-mode-used",
                what,
                f"That is right for a model in {'train' if mode else 'eval'} mode. This one is in "
                f"{'train' if model.training else 'eval'} mode, and runs other layers.",
                "which line of your function changes the mode of what it runs?",
            )
    if extra and not any(parameters[name].requires_grad for name in extra):
        fail(
            "frozen-is-not-dead",
            what,
            f"{extra[0]} is frozen here. A frozen parameter still shapes the output.",
            "what does requires_grad=False switch off: the forward pass or the gradient?",
        )
    if extra and "zero head" in case.words:
        fail(
            "zero-is-not-none",
            what,
            f"The gradient of {extra[0]} is all zeros here, because the head's weights are zero.",
            "what is the difference between a gradient of zeros and no gradient?",
        )
    if missed and "old gradients" in case.words:
        fail(
            "old-gradients-read",
            what,
            f"{missed[0]} has a .grad from before this call, and no path to this output.",
            "whose gradients do you read: those of this forward pass?",
        )
    if missed and case.name == "discarding":
        fail(
            "run-is-not-used",
            what,
            f"The layer of {missed[0]} runs, and its result is thrown away.",
            "how do you tell 'it was called' from 'the output depends on it'?",
        )
    if missed and not any(parameters[name].requires_grad for name in missed):
        fail(
            "frozen-is-not-dead",
            what,
            f"{missed[0]} is frozen and dead: it can be both.",
            "which parameters does your function look at?",
        )
    fail(
        "wrong-value",
        what,
        f"{missed[0]} is dead and was not named." if missed else f"{extra[0]} is not dead.",
        "the gradient of the output with respect to that parameter.",
    )


def _explain_unknown(name: str, model: nn.Module, what: str) -> None:
    if name in dict(model.named_modules()):
        fail(
            "layers-for-parameters",
            what,
            f"{name!r} is the name of a layer, which can hold several tensors.",
            "what does named_parameters() call them?",
        )
    if name in dict(model.named_buffers()):
        fail(
            "buffers-counted",
            what,
            f"{name} is a buffer: it never gets a gradient.",
            "which of the model's tensors are parameters?",
        )
    fail(
        "wrong-value",
        what,
        f"The model has no parameter {name!r}.",
        "where do the names that you return come from?",
    )
