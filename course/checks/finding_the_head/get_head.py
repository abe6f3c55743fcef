"""02-get-head: the head by a rule, as a path and a module."""

import ast
import contextlib
import inspect
import textwrap
from collections.abc import Callable

from torch import nn

from course import heads, surgery
from course.checks.cases import ModelCase
from course.checks.core import describe, fail
from course.checks.exercise import exercise
from course.checks.finding_the_head.ask import ask, fail_linear_only
from course.checks.finding_the_head.kept import all_left_alone
from course.checks.finding_the_head.paths import expect_path


@exercise(
    "02-get-head",
    proves="Finds the path and the module of the head, and leaves the model as it was",
    tries=[
        "resnet18, train",
        "vgg16, frozen",
        "squeezenet1_1, mixed modes",
        "vit_b_16, 20 classes",
        "maxvit_t, float64",
        "swin_t, zero head, old gradients",
        "googlenet, train",
        "densenet121, on meta",
    ],
    leaves_out=dict.fromkeys(
        ["one image", "error in the forward pass"], "a look at the layers needs no forward pass"
    )
    | dict.fromkeys(
        ["BatchNorm1d", "scalar parameter"], "torchvision's classifiers, which it is for, have none"
    )
    | {
        "same number of classes": "no number of classes is asked for",
        "arguments not aliased": "the text asks for the model's own object",
    },
    library=[heads.find_head, surgery.get_head],
    none=True,
)
def get_head(answer: Callable, case: ModelCase) -> str:
    """``get_head(model)`` is the pair (dotted path, the model's own module)."""
    model = case.model()
    with all_left_alone(model):
        pair = ask(answer, model)
    where = f"for this {type(model).__name__}"
    if pair is None:
        _explain_none(answer, case, f"Expected a pair (path, module) {where}, got None.")
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        fail(
            "wrong-type",
            f"Expected a pair (path, module) {where}, got {describe(pair)}.",
            "The exercise asks for two things.",
            "what does the last line of your function return?",
        )
    path, module = pair
    if isinstance(path, nn.Module):
        fail(
            "wrong-type",
            f"Expected a pair (path, module) {where}, got a {type(path).__name__} first.",
            "The path comes first, as in named_modules().",
            "the order of the two.",
        )
    expect_path(model, path, case.head_path, where)
    if module is not model.get_submodule(path):
        fail(
            "not-the-same-layer",
            f"Expected the module at {path!r} itself, got {describe(module)}.",
            "It is not the model's own object: changes to it do not reach the model.",
            "does your code look the layer up, or make a new one?",
        )
    return f"{path}, {type(module).__name__}"


def _explain_none(answer: Callable, case: ModelCase, what: str) -> None:
    if case.name == "squeezenet1_1":
        fail_linear_only(what)
    if case.old_classes != 1000:
        fail(
            "hard-coded",
            what,
            f"This model was made with {case.old_classes} classes.",
            "which number in your function holds for ImageNet models only?",
        )
    if _returns_a_value(answer):
        fail(
            "wrong-value",
            what,
            "The return line was reached, with None.",
            "the condition in the loop: for which of this model's layers is it True?",
        )
    fail(
        "no-return",
        what,
        "The function ran to its end without an error, and has no line that returns a value.",
        "which line should return the result?",
    )


def _returns_a_value(answer: Callable) -> bool:
    """Whether the text of the function has a return line with a value on it."""
    with contextlib.suppress(OSError, TypeError, SyntaxError):
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(answer))))
        return any(isinstance(node, ast.Return) and node.value for node in ast.walk(tree))
    return False
