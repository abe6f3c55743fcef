"""05-scheduler: a schedule that drives the new optimizer from the step where it was."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim import SGD, Optimizer
from torch.optim import lr_scheduler as schedules

from course import audit, optimizers
from course.checks.cases import Case
from course.checks.compare import number
from course.checks.core import describe, fail, refuse
from course.checks.exercise import exercise, students_own
from course.checks.optimizer_rebuild.optimizers import lists, options, quiet

DONE, TO_GO = 4, 5  # steps before and after the change of optimizers
Rates = list[list[float]]  # of each group, for each step

# Two of each kind: the first for the visible call, the second ("#1") for the hidden one.
SCHEDULES: dict[str, Callable[[Optimizer, int], Any]] = {
    "StepLR": lambda o, i: schedules.StepLR(o, step_size=3 - i, gamma=(0.5, 0.3)[i]),
    "CosineAnnealingLR": lambda o, i: schedules.CosineAnnealingLR(
        o, T_max=12 + 3 * i, eta_min=1e-3
    ),
    "LambdaLR": lambda o, i: schedules.LambdaLR(o, lambda epoch: (1 - epoch / 20) ** (2 + i)),
    "MultiStepLR": lambda o, i: schedules.MultiStepLR(o, [2 + i, 6 + i], gamma=0.1 + i / 10),
    "ExponentialLR": lambda o, i: schedules.ExponentialLR(o, gamma=(0.8, 0.7)[i]),
}
TRIES = [name + carried for carried in ("", ", rates carried over") for name in SCHEDULES]


@exercise(
    "05-scheduler",
    proves="The new optimizer gets the rates of an unbroken run",
    tries=TRIES,
    table=TRIES,
    library=[optimizers.rebind],
)
def rebind(answer: Callable, case: Case) -> str:
    """``rebind(scheduler, optimizer)``: it drives the new optimizer from the step where it was."""

    whole, old, new = (_optimizer() for _ in range(3))
    with quiet():  # PyTorch warns of steps without gradients
        rates = _run(whole, SCHEDULES[case.name](whole, case.seed), DONE + TO_GO)
        scheduler = SCHEDULES[case.name](old, case.seed)
        _run(old, scheduler, DONE)
        if case.words:  # today's rates are in the new optimizer already
            for group, from_ in zip(new.param_groups, old.param_groups, strict=True):
                group |= options(from_)
        tensors = lists(new)
        returned = answer(scheduler, new)
    if isinstance(returned, Optimizer) or not callable(getattr(returned, "step", None)):
        fail(
            "wrong-type",
            f"Expected a scheduler, got {describe(returned)}.",
            "The training loop calls its step() after the optimizer's.",
            "the return line.",
        )
    if lists(new) != tensors:
        fail(
            "orphaned-optimizer",
            "Expected the new optimizer to hold its own tensors, got others in its groups.",
            "It would move those of the old optimizer, not those of the model.",
            "is every key of a group an option?",
        )
    with quiet(), students_own("05-scheduler", returned, new):
        got = _run(new, returned, TO_GO)
    want = rates[DONE:]
    if not _close(got, want):
        _explain(got, rates, case)
    elsewhere = audit.optimizer_state(nn.Module(), new, returned)
    refuse(f for f in elsewhere if f.misconception == "schedule-elsewhere")
    return ", ".join(f"{row[0]:.3g}" for row in want)


def _optimizer() -> Optimizer:
    groups = [{"params": [nn.Parameter(torch.ones(2))], "lr": lr} for lr in (0.4, 0.1)]
    return SGD(groups, momentum=0.9)


def _run(optimizer: Optimizer, scheduler: Any, steps: int) -> Rates:
    """The rates of all groups, before each step and after the last."""
    rates = [_rates(optimizer)]
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        rates.append(_rates(optimizer))
    return rates


def _rates(optimizer: Optimizer) -> list[float]:
    """The rates of all groups, as plain numbers: a tensor would be changed in place."""
    return [number(group["lr"], "a learning rate") for group in optimizer.param_groups]


def _close(a: Rates, b: Rates) -> bool:
    rows = [(x, y) for p, q in zip(a, b, strict=False) for x, y in zip(p, q, strict=False)]
    return all(math.isclose(x, y, rel_tol=1e-5, abs_tol=1e-9) for x, y in rows)


def _explain(got: Rates, rates: Rates, case: Case) -> None:
    want = rates[DONE:]
    wrong = [not _close([[row[i]] for row in got], [[row[i]] for row in want]) for i in (0, 1)]
    group = wrong.index(True)
    shown = [", ".join(f"{row[group]:.4f}" for row in rows[:4]) for rows in (want, got)]
    what = f"Expected the rates {shown[0]} … in group {group} ({case.text}), got {shown[1]} …"
    if all(row == got[0] for row in got):
        fail(
            "schedule-elsewhere",
            what,
            "The new optimizer's rates never change.",
            "into which optimizer does the schedule's step() write rates?",
        )
    if _close(got, rates[: TO_GO + 1]):
        fail(
            "schedule-restarted",
            what,
            "Those are the rates of a run from its beginning.",
            "how does a schedule know at which step it is?",
        )
    late = "what is the new optimizer's rate when your function returns?"
    if _close(got[1:], want[1:]):
        fail(
            "rate-not-carried",
            what,
            f"From the first step on they are right; until then the rate is {got[0][group]:g}.",
            late,
        )
    if any(_close(got[: TO_GO - k + 1], want[k:]) for k in (1, 2)):
        fail(
            "schedule-ahead",
            what,
            "Those are the right rates, too early.",
            "who calls the schedule's step()? Does making a schedule count as a step?",
        )
    if not _close(got[:1], want[:1]):
        fail(
            "rate-not-carried",
            what,
            f"It starts from {got[0][group]:g}; many schedules compute a rate from the one before.",
            late,
        )
    fail(
        "schedule-forgets",
        what,
        "They start right, and then follow another curve.",
        "what does a schedule remember, besides today's rate?",
    )
