"""What the exercises of lesson 05 share: the tensors and the options that an optimizer holds."""

import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from course import audit
from course.checks.core import describe, fail, refuse
from course.checks.exercise import students_own
from course.wording import count

NO_FORWARD_PASS = dict.fromkeys(
    ["error in the forward pass", "one image", "several outputs"],
    "the function receives no images and needs no forward pass",
)
NOT_OPTIONS = ("params", "param_names")  # what a group holds besides its options


def held(optimizer: Optimizer) -> list[Tensor]:
    return [p for group in optimizer.param_groups for p in group["params"]]


def lists(optimizer: Optimizer) -> list[list[int]]:
    """The ids of the tensors in each group."""
    return [[id(p) for p in group["params"]] for group in optimizer.param_groups]


def options(group: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key not in NOT_OPTIONS}


def split(model: nn.Module, head: nn.Module) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """The trainable parameters outside the head, and those of the head."""
    inside = list(head.parameters())
    ids = {id(p) for p in inside}
    body = [p for p in model.parameters() if id(p) not in ids and p.requires_grad]
    return body, [p for p in inside if p.requires_grad]


def train(optimizer: Optimizer, steps: int = 2) -> None:
    """Take steps along random gradients: cheaper than a backward pass, and as good for a check."""
    generator = torch.Generator().manual_seed(0)
    for _ in range(steps):
        for p in held(optimizer):
            if p.requires_grad:
                p.grad = torch.randn(p.shape, generator=generator, dtype=p.dtype)
        optimizer.step()
    optimizer.zero_grad()


@contextmanager
def quiet() -> Iterator[None]:
    """Silence PyTorch's warnings, such as that of a tensor that is listed twice."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def names_in(value: object, name: str) -> set[str]:
    """Return a collection of names as a set."""
    if isinstance(value, Iterator):
        value = list(value)
    strings = isinstance(value, Collection) and all(isinstance(each, str) for each in value)
    if not strings or isinstance(value, str | bytes | Mapping):
        fail(
            "wrong-type",
            f"Expected {name} to be a collection of names, got {describe(value)}.",
            "A name is a string such as 'fc.weight'.",
            "what does your code collect: names, tensors or numbers?",
        )
    return set(value)


def is_optimizer(value: object) -> Optimizer:
    if not isinstance(value, Optimizer):
        fail(
            "wrong-type",
            f"Expected an optimizer, got {describe(value)}.",
            "The training loop will call its step().",
            "the return line.",
        )
    return value


@dataclass(frozen=True)
class Before:
    """What a rebuilt optimizer should be like.

    Attributes:
        groups: the options of each group of the old optimizer.
        held: for each tensor that it held, the options of its group.
    """

    kind: type[Optimizer]
    groups: Sequence[dict[str, Any]]
    held: Mapping[Tensor, dict[str, Any]]

    @classmethod
    def of(cls, optimizer: Optimizer) -> "Before":
        groups = [options(group) for group in optimizer.param_groups]
        return cls(type(optimizer), groups, by_tensor(optimizer))


def by_tensor(optimizer: Optimizer) -> dict[Tensor, dict[str, Any]]:
    """For each tensor that an optimizer holds, the options that a step uses for it."""
    return {p: options(group) for group in optimizer.param_groups for p in group["params"]}


def expect_like(model: nn.Module, optimizer: Optimizer, before: Before) -> None:
    """Fail unless the optimizer holds what is trainable, each with the options that it had.

    A parameter that is new should have the options of the last group.
    """
    if type(optimizer) is not before.kind:
        fail(
            "another-optimizer",
            f"Expected an optimizer of class {before.kind.__name__}, got one of class "
            f"{type(optimizer).__name__}.",
            "An optimizer of another class takes different steps.",
            "where does your code choose the class?",
        )
    refuse(audit.optimizer_state(model, optimizer, frozen=True))
    now = by_tensor(optimizer)
    for name, p in model.named_parameters():
        if p.requires_grad:
            want = before.held.get(p, before.groups[-1])
            wrong = [key for key, value in want.items() if now[p].get(key) != value]
            if wrong:
                key = "lr" if "lr" in wrong else wrong[0]
                got = now[p].get(key)
                what = f"Expected {name} to have {key} {want[key]}, got {got}."
                _explain_option(what, key, got, optimizer, before, p not in before.held)
    _names_fit(model, optimizer)


def _explain_option(
    what: str, key: str, got: object, optimizer: Optimizer, before: Before, new: bool
) -> None:
    merged = len(optimizer.param_groups) == 1
    others = any(group[key] == got for group in before.groups)
    if new and others and not merged:
        fail(
            "new-in-wrong-group",
            what,
            "That is the option of another group, and this parameter is new.",
            "into which group does your code put what was not there before?",
        )
    if merged and others and got == before.groups[0][key]:
        fail(
            "groups-merged",
            what,
            f"That is the option of the first group, and there were {len(before.groups)} groups.",
            "how many groups does your optimizer have?",
        )
    if others and not new:
        fail(
            "options-lost",
            what,
            "This parameter was in another group before.",
            "how does your code know which group a tensor was in?",
        )
    fail(
        "options-lost",
        what,
        "A step uses the options of the parameter's group.",
        "where does an optimizer keep its options, and what does a new one start with?",
    )


def _names_fit(model: nn.Module, optimizer: Optimizer) -> None:
    """Fail if a group has ``param_names`` that are not those of its tensors."""
    own = dict(model.named_parameters())
    for group in optimizer.param_groups:
        names, params = group.get("param_names"), group["params"]
        if names is None or [id(own.get(name)) for name in names] == [id(p) for p in params]:
            continue
        fail(
            "stale-names",
            "Expected param_names, in a group that has them, to be the names of its parameters in "
            f"order, got {count(len(names), 'other name')} for {count(len(params), 'parameter')}.",
            "A checkpoint of this optimizer would file state under the names of other tensors.",
            "which keys of the old group are options, and which describe its tensors?",
        )


def can_step(optimizer: Optimizer, exercise_id: str, *args: object) -> None:
    """Take a step and save the optimizer; an error in either is the student's."""
    with students_own(exercise_id, *args):
        train(optimizer, 1)
        optimizer.state_dict()
