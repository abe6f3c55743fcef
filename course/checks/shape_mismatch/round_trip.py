"""03-round-trip: whether a checkpoint makes a rebuilt model give the same logits."""

import copy
import pickle
from collections.abc import Callable
from typing import NoReturn

import torch
from torch import equal, nn

from course import checkpoints
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.compare import left_alone, left_alone_on_error
from course.checks.core import Mistake, fail, refuse
from course.checks.exercise import exercise
from course.checks.shape_mismatch.truth import truth
from course.heads import replace_head


def _other_classes(model: nn.Module, path: str) -> None:
    replace_head(model, 1 + len(model.get_submodule(path).weight))


def _dotted(model: nn.Module, path: str) -> None:
    head = copy.deepcopy(model.get_submodule(path))
    _other_classes(model, path)
    setattr(model, path, head)


def _dead_layer(model: nn.Module, path: str) -> None:
    model.new_head = nn.Linear(4, 7).train(model.training)


def _cooled(model: nn.Module, path: str) -> None:
    _after_forward(model, lambda logits: logits / 2)


def _nested(model: nn.Module, path: str) -> None:
    _after_forward(model, lambda logits: logits[None])


def _after_forward(model: nn.Module, change: Callable) -> None:
    kind = type(model)
    changed = {"forward": lambda m, x: change(kind.forward(m, x))}
    model.__class__ = type(f"Changed{kind.__name__}", (kind,), changed)


_COMPARED = "what does your function compare: keys, predictions, or logits of two models?"
# What is done to the saved model, as the value, so that the rebuilt one cannot give its logits.
_CHANGED = [
    Mistake(
        "loads-is-not-works",
        _other_classes,
        "The saved model has one class more than the rebuilt one, so its checkpoint does not load.",
        _COMPARED,
    ),
    Mistake(
        "loads-is-not-works",
        _dotted,
        "The checkpoint loads without an error. But the saved model gives logits for another "
        "number of classes: the head in its checkpoint is an attribute with a dot in its name, "
        "which forward() never reads.",
        _COMPARED,
    ),
    Mistake(
        "extra-key-passed",
        _dead_layer,
        "The saved model has a layer new_head, which nothing calls. The rebuilt one has no such "
        "layer, so the checkpoint does not load key by key.",
        "which keys does your way of loading accept, and who looks at its report?",
    ),
    Mistake(
        "loads-is-not-works",
        _cooled,
        "The checkpoint loads without an error. But the saved model divides its logits by a "
        "plain number, which is in no checkpoint: the best class is the same, the logits are not.",
        _COMPARED,
    ),
    Mistake(
        "loads-is-not-works",
        _nested,
        "The checkpoint loads without an error. But the saved model's logits have the shape "
        "(1, N, C), the rebuilt one's (N, C): the values are equal, the shapes are not.",
        "what does your comparison do with two tensors of different shapes?",
    ),
]


@exercise(
    "03-round-trip",
    proves="True only where the rebuilt model gives the same logits, and the model is left alone",
    tries=[
        "resnet18, 7 classes",
        "vgg16, one image, train",
        "custom, mixed modes, partly frozen, 9 classes",
        "squeezenet1_1, float64, train",
        "vit_b_16, no bias, old gradients",
        "densenet121, 4 classes",
        "resnet18, train, forward fails",
    ],
    leaves_out={
        "zero head": "its logits are zeros whatever the backbone's weights are",
        "same number of classes": "no head is replaced here",
        "several outputs": "the models are compared in eval mode, where each returns one tensor",
        "arguments not aliased": "what is saved and read shares no memory with the model",
    },
    library=[checkpoints.round_trip],
)
def round_trip(answer: Callable, case: ModelCase) -> str:
    """``round_trip(model, build, x)``: whether save, rebuild and load give the same logits.

    Each case has one model that is rebuilt faithfully, and one for each row of ``_CHANGED``.
    """
    if "forward fails" in case.words:
        left_alone_on_error(lambda model, x: answer(model, _builder(case, []), x), case)
        return "left alone, though its forward pass fails"
    _one_trip(answer, case, None)
    # _nested follows _dotted: an error that nobody caught is reported before a broadcast.
    changed = [m for m in _CHANGED if m.value not in (_dotted, _nested) or "." in case.head_path]
    for mistake in changed:
        _one_trip(answer, case, mistake)
    return f"True for the same model, False for {len(changed)} others"


def _builder(case: ModelCase, built: list[nn.Module]) -> Callable[[], nn.Module]:
    def build() -> nn.Module:
        """Another model of this kind, in train mode, as a constructor returns it."""
        built.append(case.model().train())
        with torch.no_grad():
            for value in built[-1].state_dict().values():
                if value.is_floating_point():
                    value.mul_(0.5).add_(0.01)
        return built[-1]

    return build


def _one_trip(answer: Callable, case: ModelCase, mistake: Mistake | None) -> None:
    model, built, same = case.model(), [], mistake is None
    if mistake:
        mistake.value(model, case.head_path)
    what = f"Expected {same} ({case.text}), got"
    try:
        with left_alone(model):
            verdict = truth(answer(model, _builder(case, built), case.images()), what)
    except pickle.UnpicklingError:
        fail(
            "whole-model-saved",
            f"{what} UnpicklingError.",
            "The file holds a Python object. torch.load reads tensors and plain containers.",
            "what did you pass to torch.save: the model, or its state?",
        )
    except RuntimeError as error:
        if same or not built or isinstance(error, NotImplementedError):
            raise
        fail(
            "refusal-not-caught",
            f"{what} {one_line(error)}",
            mistake.seen,
            "which two steps can raise an error here, and what should your function return then?",
        )
    if not built:
        fail(
            "not-rebuilt",
            f"Expected your function to call build(), got {verdict} without a call.",
            "The weights were loaded into a model that had them already.",
            "what will be there on the machine where this checkpoint is loaded?",
        )
    if verdict and mistake:
        refuse([mistake.finding(f"{what} True.")])
    if not verdict and same:
        _not_the_same(f"{what} False.", model, built[-1])


def _not_the_same(what: str, model: nn.Module, rebuilt: nn.Module) -> NoReturn:
    state = rebuilt.state_dict()
    if not all(equal(v, state[k]) for k, v in model.named_parameters()):
        fail(
            "loaded-nothing",
            what,
            "The weights of the rebuilt model are not those that were saved.",
            "into which model does your function load, and what?",
        )
    if not rebuilt.training and not all(equal(v, state[k]) for k, v in model.named_buffers()):
        fail(
            "buffers-not-saved",
            what,
            "The parameters were loaded; BatchNorm's running statistics were not.",
            "which of a model's tensors does no optimizer move?",
        )
    fail(
        "mode-ignored",
        what,
        "The weights of the rebuilt model are those that were saved.",
        "in which mode is a model that was just built, and in which mode is the other?",
    )
