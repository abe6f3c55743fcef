"""What 05-keep-momentum and 05-resume share: the state that an optimizer keeps for each tensor."""

import copy
from collections.abc import Collection, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from course.checks.core import fail
from course.wording import listed

State = dict[str, dict[str, Any]]


def state_of(model: nn.Module, optimizer: Optimizer) -> State:
    """A copy of the state that an optimizer keeps, by the name of the parameter."""
    return {n: copy.deepcopy(optimizer.state.get(p, {})) for n, p in model.named_parameters()}


def same(a: object, b: object) -> bool:
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return a.shape == b.shape and torch.allclose(a.double(), b.double())
    return type(a) is type(b) and a == b


def expect_state(parameters: Mapping[str, Tensor], optimizer: Optimizer, was: State) -> None:
    """Fail unless these parameters have the state that they had before."""
    now = {name: optimizer.state.get(p, {}) for name, p in parameters.items()}
    had = [name for name in parameters if was.get(name)]
    if lost := [name for name in had if not now[name]]:
        fail(
            "momentum-lost",
            f"Expected {len(had)} parameters to keep their optimizer state, got {len(lost)} "
            "without any.",
            f"The first is {lost[0]}: it had {listed(was[lost[0]], 4)}.",
            "where does an optimizer keep what it remembers of a tensor?",
        )
    for name in had:
        for key, value in was[name].items():
            if not same(value, now[name].get(key)):
                _explain(name, key, now[name].get(key), was)


def _explain(name: str, key: str, value: object, was: State) -> None:
    if value is None or isinstance(value, Tensor) and not value.any():
        fail(
            "momentum-lost",
            f"Expected {key} of {name} to be as it was, got "
            f"{'none' if value is None else 'zeros'}.",
            f"The state of this parameter was {listed(was[name], 4)}.",
            "what else does an optimizer remember of a tensor?",
        )
    what = f"Expected {key} of {name} to be as it was, got different numbers."
    if others := [n for n in was if n != name and same(was[n].get(key), value)]:
        fail(
            "state-by-position",
            what,
            f"Those are the numbers of {others[0]}.",
            "how does your code decide which state belongs to which tensor?",
        )
    fail(
        "momentum-lost",
        what,
        "They belong to none of the parameters.",
        "which line computes them, or changes them?",
    )


def expect_no_state(model: nn.Module, optimizer: Optimizer, head: Collection[Tensor]) -> None:
    """Fail if the optimizer remembers anything of the new head."""
    for name, p in model.named_parameters():
        for key, value in optimizer.state.get(p, {}).items() if p in head else ():
            if value.any() if isinstance(value, Tensor) else value:
                fail(
                    "head-not-clean",
                    f"Expected the new head to start without state, got {key} for {name}.",
                    "No gradient of the new head has been seen yet.",
                    "which layer's gradients made this state?",
                )
