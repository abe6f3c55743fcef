"""05-watch: a snapshot that stays as it is, and the names of the tensors that moved since."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, equal, nn

from course import audit, optimizers
from course.checks.cases import ModelCase
from course.checks.compare import left_alone
from course.checks.core import describe, fail
from course.checks.exercise import exercise
from course.checks.optimizer_rebuild.optimizers import NO_FORWARD_PASS, names_in
from course.wording import count, listed


@exercise(
    "05-watch",
    proves="Snapshots stay as they are, and every move is found",
    tries=[
        "resnet18, the head moves, 20 classes",
        "custom, nothing moves, train",
        "custom, the loose parameters move",
        "resnet50, a counter moves, mixed modes",
        "densenet121, a running mean moves, old gradients",
        "swin_t, the rows are reversed",
        "vit_b_16, a tiny step, no bias",
        "vgg16, a tiny step, float64",
        "squeezenet1_1, one number moves, partly frozen",
    ],
    words=[
        "the head moves",
        "nothing moves",
        "the loose parameters move",
        "a counter moves",
        "a running mean moves",
        "a tiny step",
        "one number moves",
        "the rows are reversed",
    ],
    always=["arguments not aliased"],
    leaves_out=NO_FORWARD_PASS
    | {
        "same number of classes": "no head is replaced in this exercise",
        "zero head": "the comparison is the same for every number",
    },
    library=[optimizers.snapshot, optimizers.moved, audit.Snapshot.take.__func__],
)
def watch(snapshot: Callable, moved: Callable, case: ModelCase) -> str:
    """``snapshot(model)`` keeps every tensor; ``moved(before, after)`` names those that differ."""
    model = case.model()
    names = set(model.state_dict())
    model.register_buffer("not_saved", torch.zeros(3), persistent=False)  # may be watched or not
    with left_alone(model):
        before = snapshot(model)
    _is_snapshot(before, names)
    true = case.model().state_dict()
    if wrong := _unlike(before, true):
        fail(
            "wrong-value",
            f"Expected the snapshot to hold the numbers of {wrong[0]}, got different ones.",
            f"It is a {true[wrong[0]].dtype} tensor, and nothing had moved yet.",
            "what does snapshot do to a tensor, besides keeping it?",
        )
    want = _move(model, case)
    if _unlike(before, true):
        fail(
            "snapshot-is-alias",
            "Expected the snapshot to stay as it was while the model changed, got one that changed "
            "too.",
            "It holds the model's own tensors.",
            "does state_dict() return copies?",
        )
    got = names_in(moved(before, snapshot(model)), "what has moved") - {"not_saved"}
    if got != want:
        _explain(got, want, names, case)
    return f"moved: {listed(sorted(want)) or 'nothing'}"


def _is_snapshot(kept: object, names: set[str]) -> None:
    if not isinstance(kept, Mapping) or not all(map(_numeric, kept.values())):
        values = type(next(iter(kept.values()))).__name__ if isinstance(kept, Mapping) else ""
        fail(
            "wrong-type",
            "Expected a dict of tensors by name, got "
            f"{f'a dict of {values}' if values else describe(kept)}.",
            "The names are those of the model's state_dict().",
            "the return line of snapshot.",
        )
    if absent := sorted(names - set(kept)):
        fail(
            "buffers-not-watched",
            f"Expected all {len(names)} tensors of the model, got {len(names) - len(absent)}.",
            f"{absent[0]} is not among them.",
            "which tensors of a model are not parameters?",
        )


def _numeric(value: object) -> bool:
    """Whether it holds numbers: a tensor, an array, a list."""
    try:
        torch.as_tensor(value)
    except (RuntimeError, TypeError, ValueError):
        return False
    return True


def _unlike(kept: Mapping[str, Any], true: Mapping[str, Tensor]) -> list[str]:
    """The names under which other numbers are kept; arrays and lists of them are fine."""
    return [n for n, t in true.items() if not equal(torch.as_tensor(kept[n]).double(), t.double())]


@torch.no_grad()
def _move(model: nn.Module, case: ModelCase) -> set[str]:
    """Change some tensors of the model in place, as the case says, and return their names."""
    state = {name: tensor for name, tensor in model.state_dict().items() if name != "not_saved"}
    weights = [name for name, p in model.named_parameters() if p.ndim > 1 and p.any()]
    means = [name for name in state if name.endswith("running_mean")]
    moves = {
        "nothing moves": [],
        "the head moves": [name for name in state if name.startswith(f"{case.head_path}.")],
        "the loose parameters move": [name for name, _ in model.named_parameters(recurse=False)],
        "a counter moves": [name for name in state if name.endswith("num_batches_tracked")][:1],
        "a running mean moves": means[-1:],
        "a tiny step": [weights[0], weights[-1]],
        "one number moves": [weights[1]],
        "the rows are reversed": [weights[-1]],
    }
    [word] = moves.keys() & set(case.words)
    for name in moves[word]:
        tensor = state[name]
        middle = tensor.abs().view(-1).argsort()[tensor.numel() // 2] if tensor.ndim else 0
        one = tensor.view(-1)[middle]
        if word == "a tiny step":
            one.copy_(torch.nextafter(one, torch.full_like(one, 9.0)))
        elif word == "one number moves":
            one += 0.5
        elif word == "the rows are reversed":  # the sum stays the same, and the norm
            tensor.copy_(tensor.flip(0))
        else:
            tensor += 1
    return set(moves[word])


def _explain(got: set[str], want: set[str], every: set[str], case: ModelCase) -> None:
    what = (
        f"Expected {listed(sorted(want)) or 'nothing'} as moved, got "
        f"{listed(sorted(got)) or 'nothing'} ({case.text})."
    )
    if got == every:
        fail(
            "compared-objects",
            what,
            "That is every tensor, and most of them hold the same numbers in both snapshots.",
            "what does your code compare: the objects, or the numbers in them?",
        )
    if got == every - want:
        fail(
            "upside-down",
            what,
            "Those are the ones that did not move.",
            "which result of the comparison means that a tensor moved?",
        )
    look = "do your snapshot and your comparison keep every number, with all its digits?"
    if got < want and {"a counter moves", "a running mean moves"} & set(case.words):
        fail(
            "buffers-not-watched",
            what,
            "That is a buffer: a forward pass changes it, without an optimizer.",
            "which tensors does your loop compare?",
        )
    if got < want and "a tiny step" in case.words:
        fail(
            "tolerance-hides-a-step",
            what,
            "One number of each moved by the smallest step that its dtype has.",
            look,
        )
    if got < want and "the rows are reversed" in case.words:
        fail(
            "summary-hides-a-step",
            what,
            "Its rows are in reverse order: every row moved, and the sum and the norm stayed.",
            look,
        )
    fail(
        "wrong-value",
        what,
        f"The two differ in {count(len(got ^ want), 'name')}.",
        "one name at a time: which two tensors does your code compare?",
    )
