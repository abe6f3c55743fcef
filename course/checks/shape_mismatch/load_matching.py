"""03-load-matching: a checkpoint whose head has another shape, loaded or refused."""

from collections.abc import Callable, Collection
from typing import NoReturn

import torch
from torch import Tensor, equal, nn

from course import audit, checkpoints
from course.checks.cases import ModelCase, model_case
from course.checks.coach import one_line
from course.checks.core import CheckFailed, Mistake, NotAttempted, fail, refuse
from course.checks.exercise import exercise

_REFUSED = "which keys stay behind here, and do all of them belong to the head?"
# What is wrong with a checkpoint, by the value; the gravest first.
_TROUBLES = [
    Mistake(
        "body-skipped",
        "narrow",
        "A tensor of the backbone has another shape in the checkpoint.",
        _REFUSED,
    ),
    Mistake(
        "head-by-name",
        "like a head",
        "A tensor of the backbone, with a name like a head's, has another shape in the checkpoint.",
        "which keys does your function take for the head's, and which layer is the head?",
    ),
    Mistake(
        "loaded-nothing",
        "prefix",
        "Every key begins with 'module.', so none of them is a key of the model.",
        _REFUSED,
    ),
    Mistake(
        "extra-key-passed",
        "extra",
        "The checkpoint holds a tensor of a layer that this model does not have.",
        _REFUSED,
    ),
    Mistake(
        "missing-key-passed",
        "missing",
        "The checkpoint lacks a tensor of the backbone.",
        "which keys of the model are not in the checkpoint?",
    ),
    Mistake(
        "missing-key-passed",
        "no head",
        "The checkpoint lacks a tensor of the head. That is a missing key, not another shape.",
        "which keys of the model are not in the checkpoint?",
    ),
    Mistake(
        "extra-key-passed",
        "extra in the head",
        "The checkpoint holds a tensor of the head for which the model's head has no place. "
        "That is a key too many, not another shape.",
        _REFUSED,
    ),
]


@exercise(
    "03-load-matching",
    proves="Loads everything but the head, or refuses and changes nothing",
    tries=[
        "resnet18, 20 classes, mixed modes, partly frozen",
        "custom, 7 classes, train",
        "vgg16, 7 classes",
        "squeezenet1_1, 12 classes",
        "vit_b_16, 9 classes, no bias",
        "densenet121, 5 classes, float64",
        "resnet18, same classes",
    ],
    always=["arguments not aliased"],
    leaves_out=dict.fromkeys(
        ["error in the forward pass", "one image", "several outputs", "gradients there before"],
        "loading a checkpoint runs no forward pass and computes no gradient",
    )
    | {"zero head": "no value of the model matters, since all of them are replaced"},
    library=[checkpoints.load_matching],
)
def load_matching(answer: Callable, case: ModelCase) -> str:
    """``load_matching(model, state_dict)`` loads all but the head, or refuses and changes nothing.

    Each case has one checkpoint that must be loaded, and one for each of ``_TROUBLES``.
    """
    skipped, state, outcomes = _must_load(answer, case), _checkpoint(case), []
    for trouble in _TROUBLES:
        if spoilt := _spoilt(state, case.head_path, trouble.value):
            outcomes.append((trouble, *_refusal(answer, case.model(), spoilt)))
    for trouble, error, moved in outcomes:
        if error is None:
            changed = moved or "no tensor"
            refuse([trouble.finding(f"Expected an error, got none; {changed} changed.")])
        if moved:
            fail(
                "half-loaded",
                f"Expected the model to stay as it was, got {moved} changed.",
                f"Your function refused, with {type(error).__name__}. {trouble.seen}",
                "what has happened to the model by the time of the error?",
            )
    for trouble, error, _ in outcomes:
        if isinstance(error, LookupError | AssertionError):
            fail(
                "another-error",
                f"Expected ValueError or RuntimeError, got {one_line(error)}",
                f"The caller catches these two only. {trouble.seen}",
                "which line raises this, and is there a test that should come before it?",
            )
    return f"skipped {', '.join(skipped) or 'nothing'}; refused {len(outcomes)} other checkpoints"


def _checkpoint(case: ModelCase) -> dict[str, Tensor]:
    """A checkpoint of this architecture, with 1000 classes and other numbers than the model's."""
    words = [w for w in case.words if not w[0].isdigit()]
    old = model_case(", ".join([case.name, *words])).model()
    return {k: v + (1 if v.is_floating_point() else 3) for k, v in old.state_dict().items()}


def _spoilt(state: dict[str, Tensor], head: str, trouble: str) -> dict[str, Tensor]:
    """The checkpoint with something wrong in it; empty if the model has no such tensor."""
    state = dict(state)
    body = [k for k, v in state.items() if v.ndim > 1 and not k.startswith(f"{head}.")]
    alike = [k for k in body if any(name in k for name in (head, "fc", "classifier", "head"))]
    at = next(k for k in body if k not in alike)
    if trouble == "narrow":
        state[at] = state[at][1:]
    elif trouble == "like a head":
        if not alike:
            return {}
        state[alike[0]] = state[alike[0]][1:]
    elif trouble == "missing":
        del state[at]
    elif trouble == "no head":
        del state[[k for k in state if k.startswith(f"{head}.")][-1]]
    elif trouble == "extra":
        state["layer9.0.weight"] = torch.ones(3, 3)
    elif trouble == "extra in the head":
        state[f"{head}.scale"] = torch.ones(3)
    elif trouble == "prefix":
        state = {f"module.{k}": v for k, v in state.items()}
    return state


def _call(answer: Callable, model: nn.Module, state: dict) -> tuple[object, Exception | None]:
    """Return what the answer returned, and the error that it refused with."""
    given, skipped, error = dict(state), None, None
    try:
        skipped = answer(model, given)
    except (CheckFailed, NotAttempted, NotImplementedError):
        raise
    except (ValueError, RuntimeError, LookupError, AssertionError) as raised:
        error = raised
    if list(given) != list(state):
        fail(
            "arguments-changed",
            f"Expected the checkpoint to keep its {len(state)} keys, got {len(given)}.",
            "The caller may load the same checkpoint into another model.",
            "which line removes keys from the dict that it was given?",
        )
    return skipped, error


def _refusal(
    answer: Callable, model: nn.Module, state: dict[str, Tensor]
) -> tuple[Exception | None, str]:
    """Return the error, if any, and how many tensors changed; "" if none did."""
    before = {k: v.clone() for k, v in model.state_dict().items()}
    was = audit.Snapshot.take(model, tensors=False)
    _, error = _call(answer, model, state)
    now = model.state_dict()
    moved = sum(now[k].shape != v.shape or not equal(v, now[k]) for k, v in before.items())
    if error is not None and not moved:
        refuse(audit.untouched(model, was))
        return error, ""
    return error, f"{moved} of {len(before)} tensors"


def _must_load(answer: Callable, case: ModelCase) -> list[str]:
    model, state = case.model(), _checkpoint(case)
    before = {k: v.clone() for k, v in model.state_dict().items()}
    was = audit.Snapshot.take(model, tensors=False)
    want = [k for k, v in before.items() if v.shape != state[k].shape]
    skipped, error = _call(answer, model, state)
    now = model.state_dict()
    if error is not None:
        _not_loaded(answer, case, error, want)
    if any(now[k].shape != before[k].shape for k in want):
        fail(
            "head-resized",
            f"Expected the model's own head, got one of {len(now[want[0]])} classes.",
            f"The model was made for {case.old_classes} classes, and the caller relies on that.",
            "which of the two has to give way: the model or the checkpoint?",
        )
    if other := [k for k, v in state.items() if k not in want and not equal(now[k], v)]:
        fail(
            "body-skipped" if len(other) < len(now) / 2 else "loaded-nothing",
            f"Expected all tensors except {want} to be loaded, got {len(other)} that were not.",
            f"The first is {other[0]}. It fits, so it should have been loaded.",
            "into which object does your function load, and which keys does it pass on?",
        )
    names = skipped if isinstance(skipped, Collection) and not isinstance(skipped, str) else None
    names = [skipped] if names is None else names
    if sorted(map(str, names)) != sorted(want):
        shown = list(names) if len(names) < 5 else f"{len(names)} names"
        fail(
            "skipped-not-told",
            f"Expected {want}, got {shown}.",
            "The caller wants to know which keys of the checkpoint were not used.",
            "what does your function return, and does a key name a tensor or a layer?",
        )
    refuse(audit.untouched(model, was))
    _require_own_numbers(model, state)
    return want


def _not_loaded(answer: Callable, case: ModelCase, error: Exception, want: list[str]) -> NoReturn:
    if isinstance(error, LookupError | AssertionError):
        raise error  # a slip in the student's code
    what = f"Expected all but {want} to be loaded, got {one_line(error)}"
    resnet = model_case("resnet18, 20 classes")
    if case.head_path != "fc" and not _call(answer, resnet.model(), _checkpoint(resnet))[1]:
        fail(
            "head-by-name",
            what,
            "Those keys belong to the head, which has another name in a ResNet.",
            "how does your function find the head?",
        )
    fail(
        "mismatch-not-dropped",
        what,
        "Only the head differs between this checkpoint and the model.",
        "which keys does load_state_dict receive, and which differences may your function accept?",
    )


def _require_own_numbers(model: nn.Module, state: dict[str, Tensor]) -> None:
    before = {k: v.clone() for k, v in state.items()}
    with torch.no_grad():
        for value in model.state_dict().values():
            value.add_(1)
    if changed := [k for k, v in before.items() if not equal(v, state[k])]:
        fail(
            "arguments-changed",
            "Expected the checkpoint to stay as it was when the model is trained, got "
            f"{len(changed)} changed tensors.",
            "The model and the checkpoint now share their tensors.",
            "does your way of loading copy the numbers, or does it put other tensors in place?",
        )
