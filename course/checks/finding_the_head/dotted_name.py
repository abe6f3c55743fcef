"""02-dotted-name: a layer put where a path leads, and names that occur twice."""

import copy
from collections import Counter
from collections.abc import Callable, Collection

import torch
from torch import nn

from course import audit, surgery
from course.checks.cases import ModelCase
from course.checks.core import CheckFailed, NotAttempted, describe, fail
from course.checks.exercise import exercise
from course.checks.finding_the_head.ask import ask
from course.checks.finding_the_head.names import parameter_names, set_of
from course.checks.finding_the_head.paths import names_are_paths
from course.heads import HEADS


@exercise(
    "02-dotted-name",
    proves="Layers are where their paths lead, wrong paths are refused, double names are found",
    tries=[
        "vgg16",
        "resnet18, partly frozen",
        "vit_b_16, no bias",
        "squeezenet1_1",
        "densenet121",
        "custom",
    ],
    leaves_out=dict.fromkeys(
        [
            "train mode",
            "mixed modes",
            "one image",
            "error in the forward pass",
            "several outputs",
            "not 1000 classes",
            "same number of classes",
            "float64",
            "zero head",
            "gradients there before",
        ],
        "no forward pass runs, and the new layer is passed in, ready to use",
    )
    | {"arguments not aliased": "the text asks for the very layer that is passed in"},
    library=[surgery.put, surgery.twice],
)
def dotted_name(put: Callable, twice: Callable, case: ModelCase) -> str:
    """``put(model, path, layer)`` fixed, ``twice(model)`` finds the names that occur twice."""
    tied = {"0.weight", "1.weight"}
    _compare_twice(twice(_tied()), set(), "two layers that share one weight", tied)
    model = case.model()
    _compare_twice(twice(model), set(), f"{case.text}, unchanged")
    head = model.get_submodule(case.head_path)
    setattr(model, case.head_path, head)
    keys = {f"{case.head_path}.{key}" for key in head.state_dict()}
    again = f"after setattr(model, {case.head_path!r}, …) with the head itself"
    _compare_twice(twice(model), set(), again, keys)
    setattr(model, case.head_path, nn.Linear(2, 3))
    counts = Counter(key for key, _ in model.named_parameters())
    double = {key for key, n in counts.items() if n > 1}
    _compare_twice(
        twice(model), double, f"after setattr(model, {case.head_path!r}, …) with a new layer"
    )
    inside = [name for name, m in model.named_modules() if isinstance(m, HEADS)][1]
    for path in (case.head_path, inside):
        _try_put(put, path, case)
    width = "in_channels" if isinstance(head, nn.Conv2d) else "in_features"
    for path in (f"{case.head_path}0", "layer9.0.conv1", f"{case.head_path}.{width}"):
        _try_wrong_path(put, path, case)
    return f"{case.head_path}, {inside}"


def _tied() -> nn.Module:
    """Two layers with one weight; its named_parameters() gives a shared tensor under all names."""
    tied = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    tied[1].weight = tied[0].weight
    tied.named_parameters = lambda prefix="", recurse=True, remove_duplicate=True: (
        nn.Module.named_parameters(tied, prefix, recurse, remove_duplicate=False)
    )
    return tied


def _compare_twice(got: object, want: set[str], when: str, shared: Collection[str] = ()) -> None:
    """Compare what twice returned; ``shared`` names tensors that the model holds twice."""
    got = parameter_names(got)
    if got == want:
        return
    what = f"Expected {set_of(want)} ({when}), got {set_of(got)}."
    if shared and got <= set(shared):
        fail(
            "shared-is-not-twice",
            what,
            "The model holds one tensor twice. The exercise asks for one name of two tensors.",
            "print what your function counts: is it the names that named_parameters() gives?",
        )
    if not got:
        fail(
            "names-lost-in-a-dict",
            what,
            "named_parameters() gives those names twice; your function counted each of them once.",
            "which collection cannot hold the same name twice?",
        )
    if got <= {name.rpartition(".")[0] for name in want}:
        fail(
            "layers-for-parameters",
            what,
            "Those are names of layers.",
            "what does named_parameters() call them?",
        )
    fail(
        "wrong-value",
        what,
        "What counts is a name that named_parameters() gives more than once.",
        "print that list of names for this model.",
    )


def _try_put(put: Callable, path: str, case: ModelCase) -> None:
    model, before = case.model(), case.model()
    layer = copy.deepcopy(before.get_submodule(path))
    with torch.no_grad():
        for p in layer.parameters():
            p.add_(1.0)
    result = ask(put, model, path, layer)
    if not isinstance(result, nn.Module) or result is layer:
        fail(
            "returned-the-head",
            f"Expected put to return the model, got {describe(result)}.",
            "The caller goes on with what put returns.",
            "the return line of put.",
        )
    names_are_paths(result)
    places = _places(result, layer)
    what = f"Expected the new layer at {path} of this {case.name}"
    if not places:
        fail(
            "head-unchanged",
            f"{what}, got the old one.",
            "The model still has all the layers that it had before.",
            "which object does your code write to?",
        )
    if path not in places:
        _fail_ignored(f"{what}, got it at {places[0]}.")
    if len(places) > 1:
        other = next(place for place in places if place != path)
        fail(
            "registered-twice",
            f"{what} only, got it at {other} too.",
            "Each name has keys of its own in a checkpoint, for the same layer.",
            "what does each line of put write to?",
        )


def _try_wrong_path(put: Callable, path: str, case: ModelCase) -> None:
    model, layer = case.model(), nn.Linear(2, 3)
    was = audit.Snapshot.take(model)
    wrong = f"{path!r}, which leads to no layer in this {case.name}"
    what = f"Expected an error for {wrong}, got none."
    try:
        result = put(model, path, layer)
    except (CheckFailed, NotAttempted):
        raise
    except Exception:
        if audit.untouched(model, was):
            fail(
                "submodule-created",
                f"Expected an error for {wrong}, and the model as it was, got a changed one.",
                "Your function raises the error after it has written to the model.",
                "what does your function do before it writes?",
            )
        return
    places = _places(result, layer)
    if not places:
        fail(
            "silent-nothing",
            what,
            "The model is as it was, but the caller believes that it has a new layer.",
            "how does a function say that it could not do what it was asked to do?",
        )
    if path not in places:
        _fail_ignored(what)
    fail(
        "submodule-created",
        what,
        "The layer is now under that path, and a typing error in a path would go unnoticed.",
        "what does your function do before it writes?",
    )


def _fail_ignored(what: str) -> None:
    fail(
        "argument-ignored",
        what,
        "The layer is now at another place.",
        "does put use the path that it receives?",
    )


def _places(result: object, layer: nn.Module) -> list[str]:
    """The paths of a layer in what put returned."""
    modules = result.named_modules(remove_duplicate=False) if isinstance(result, nn.Module) else ()
    return [path for path, module in modules if module is layer]
