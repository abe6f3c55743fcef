"""06-evaluate: loss and accuracy per image, without leaving a trace in the model."""

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from course import metrics
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.compare import expect_number, left_alone, number
from course.checks.core import CheckFailed, Mistake, NotAttempted, fail
from course.checks.exercise import exercise
from course.checks.metric_pitfalls.batches import joined, mistakes_in_sums, read_once
from course.checks.metric_pitfalls.elsewhere import TWO_DEVICES, Elsewhere
from course.checks.metric_pitfalls.per_class import looked_up

Batches = list[tuple[Tensor, Tensor]]

_SIZES = (5, 5, 1)
_KEYS = ("loss", "accuracy")


@exercise(
    "06-evaluate",
    proves="Loss and accuracy are right per image, and the model is left as it was",
    tries=[
        "custom, train, 5 classes",
        "custom, mixed modes, partly frozen, old gradients",
        "squeezenet1_1, generator",
        "swin_t, train, float64",
        "resnet18, mixed modes, loader fails, 6 classes",
        "vgg16, mixed modes, forward fails, 6 classes",
        "vit_b_16, train, another device",
    ],
    words=["generator", "another device", "loader fails"],
    always=["one image"],  # the last batch
    leaves_out={
        "several outputs": "such models return one tensor in eval mode",
        "same number of classes": "nothing is replaced here",
        "arguments not aliased": "the result is two numbers",
    }
    | dict.fromkeys(
        ["zero head", "head without bias"],
        "an evaluation reads logits, whatever layer they come from",
    ),
    library=[metrics.evaluate],
)
def evaluate(answer: Callable, case: ModelCase) -> str:
    """``evaluate(model, loader)``: mean loss and accuracy per image, the model left as it was."""
    model, batches = case.model(), _batches(case)
    if "mixed modes" in case.words:  # a layer inside a part too, not only a whole part
        next(m for name, m in model.named_modules() if "." in name and m.training).eval()
    if {"loader fails", "forward fails"} & set(case.words):
        return _compare_on_error(answer, model, batches, case)
    seen = _watch(model)
    with left_alone(model):
        right = metrics.evaluate(case.model(), batches)
        returned = _call(answer, model, batches, case, seen, right)
        _compare(returned, right, seen, batches, case)
        _require_gradients_on()
        if seen.gradients:
            fail(
                "gradients-recorded",
                "Expected a forward pass without gradients, got logits that require gradients.",
                "Nothing is learned here, and every intermediate value was kept in memory.",
                "which context manager switches the recording off?",
            )
    return f"loss {right['loss']:.3f}, accuracy {right['accuracy']:.2f}"


def _batches(case: ModelCase) -> Batches:
    """Uneven batches; a part of the labels is what the model predicts."""
    words = tuple(word for word in case.words if word != "forward fails")
    case = dataclasses.replace(case, words=words)
    x = case.images(sum(_SIZES))
    with torch.no_grad():
        ranked = case.model().eval()(x).argsort(dim=1, descending=True)
    wrong = torch.arange(len(x)) % 3 == case.seed % 3
    y = torch.where(wrong, ranked[:, 1], ranked[:, 0])
    return list(zip(x.split(_SIZES), y.split(_SIZES), strict=True))


@dataclass
class _Seen:
    """What was seen in forward passes; a copy of the model writes into the same object.

    Attributes:
        gradients: whether gradients were recorded.
        in_train_mode: the class of a layer that ran in train mode, if there was one.
    """

    gradients: bool = False
    in_train_mode: str = ""


def _watch(model: nn.Module) -> _Seen:
    seen = _Seen()

    def before(model: nn.Module, args: object) -> None:
        training = [m for m in model.modules() if m.training]
        training.sort(key=lambda m: not isinstance(m, _BatchNorm | _DropoutNd))
        seen.in_train_mode = seen.in_train_mode or next((type(m).__name__ for m in training), "")

    def after(model: nn.Module, args: object, logits: object) -> None:
        seen.gradients |= isinstance(logits, Tensor) and logits.requires_grad

    model.register_forward_pre_hook(before)
    model.register_forward_hook(after)
    return seen


def _call(
    answer: Callable,
    model: nn.Module,
    batches: Batches,
    case: ModelCase,
    seen: _Seen,
    right: Mapping[str, float],
) -> object:
    """Call the answer with the loader of this case, and explain what it raises."""
    if "generator" in case.words:
        return read_once(lambda it: answer(model, it), batches, lambda value: _is(value, right))
    if "another device" in case.words:
        batches = [tuple(part.clone().as_subclass(Elsewhere) for part in pair) for pair in batches]
    try:
        return answer(model, batches)
    except (CheckFailed, NotAttempted):
        raise
    except Exception as error:
        if TWO_DEVICES in str(error):
            fail(
                "device-mismatch",
                "Expected each batch to be moved to the model's device, got tensors on two "
                "devices.",
                "In this case the model is on the CPU, and the batches of the loader are not.",
                "which tensors of a batch meet the model, or meet what it returns?",
            )
        if seen.in_train_mode:
            _explain_mode(f"Expected a result, got {one_line(error)}.", seen)
        raise


def _is(returned: object, right: Mapping[str, float]) -> bool:
    return isinstance(returned, Mapping) and all(
        key in returned and math.isclose(number(returned[key], key), value, rel_tol=1e-4)
        for key, value in right.items()
    )


def _explain_mode(what: str, seen: _Seen) -> None:
    fail(
        "forward-in-train-mode",
        what,
        f"Your code ran the model while a layer was in train mode: {seen.in_train_mode}.",
        "what do layers do differently in train mode, and who sets the mode?",
    )


def _compare(
    returned: object, right: Mapping[str, float], seen: _Seen, batches: Batches, case: ModelCase
) -> None:
    got = {key: number(value, key) for key, value in looked_up(returned, _KEYS).items()}
    if seen.in_train_mode and not _is(got, right):
        what = f"Expected the loss {right['loss']:.4f} and the accuracy {right['accuracy']:.4f}, "
        what += f"got {got['loss']:.4f} and {got['accuracy']:.4f} ({case.text})."
        _explain_mode(what, seen)
    for key, mistakes in _mistakes(case.model().eval(), batches).items():
        expect_number(
            got[key],
            right[key],
            f"the {key} ({case.text})",
            mistakes,
            otherwise=(
                f"The batches hold {joined(_SIZES)} images.",
                "the sum over all images, and what you divide it by.",
            ),
        )


def _mistakes(model: nn.Module, batches: Batches) -> dict[str, list[Mistake]]:
    x, y = (torch.cat(parts) for parts in zip(*batches, strict=True))
    with torch.no_grad():
        logits = model(x)
    losses = F.cross_entropy(logits, y, reduction="none")
    hits = (logits.argmax(dim=1) == y).double()
    loss, accuracy = (
        mistakes_in_sums(
            [part.sum().item() for part in each.split(_SIZES)], _SIZES, logits.shape[1]
        )
        for each in (losses, hits)
    )
    takes = "what does this loss expect: logits, probabilities or their logarithms?"
    of_shares = F.cross_entropy(logits.softmax(1), y).item()
    on_logits, logs = F.nll_loss(logits, y).item(), "That is a loss for log-probabilities."
    wrong = 1 - hits.mean().item()
    share = "That is the share of wrong predictions."
    loss += [
        Mistake("softmax-before-loss", of_shares, "It was computed from probabilities.", takes),
        Mistake("nll-on-logits", on_logits, logs, takes),
    ]
    accuracy.append(Mistake("wrong-ones-counted", wrong, share, "what is counted?"))
    return {"loss": loss, "accuracy": accuracy}


def _require_gradients_on() -> None:
    if not torch.is_grad_enabled():
        fail(
            "gradients-left-off",
            "Expected gradients to be recorded again after the call, got: switched off.",
            "Whatever is trained after this evaluation will fail.",
            "which line switches them off, and until when?",
        )


class _Unreadable(Exception):
    """What a loader raises."""


def _compare_on_error(answer: Callable, model: nn.Module, batches: Batches, case: ModelCase) -> str:
    who = "loader" if "loader fails" in case.words else "model"
    expected = _Unreadable if who == "loader" else RuntimeError
    modes = {name: module.training for name, module in model.named_modules()}
    try:
        answer(model, _broken(batches, who))
    except (CheckFailed, NotAttempted):
        raise
    except expected:
        pass
    else:
        fail(
            "error-swallowed",
            f"Expected the {who}'s own error, got a result.",
            f"The {who} fails at the second batch; your numbers are those of the first alone.",
            "which line catches errors, or returns in spite of one?",
        )
    changed = [n for n, module in model.named_modules() if module.training != modes[n]]
    if changed:
        fail(
            "mode-lost-on-error",
            f"Expected every layer to be in the mode it was in, got {len(changed)} of {len(modes)} "
            "in the other mode.",
            f"The {who} raised an error at its second batch.",
            "which lines of your function run when an error occurs in the loop?",
        )
    _require_gradients_on()
    return f"the {who}'s error reaches the caller, every mode is as it was"


def _broken(batches: Batches, who: str) -> Iterator[tuple[Any, Tensor]]:
    """Yield a good batch, then one that the loader cannot read or the model cannot take."""
    yield batches[0]
    if who == "loader":
        raise _Unreadable("the second batch could not be read")
    yield batches[1][0][:, :2], batches[1][1]
