"""04-stale-gradients: a freeze in the middle of a run."""

from collections.abc import Callable

import torch
from torch import allclose, equal, nn
from torch.optim import Optimizer

from course import freezing
from course.audit.freeze import flags
from course.checks.cases import ModelCase
from course.checks.core import describe, fail, refuse
from course.checks.exercise import exercise
from course.wording import count

# How the loop goes on: with a step at once, or after one of two ways to clear gradients.
LOOPS = {None: "step() at once"} | {
    clear: f"zero_grad(set_to_none={clear}), backward(), step()" for clear in (True, False)
}


@exercise(
    "04-stale-gradients",
    proves="Nothing outside the head moves any more, and the head continues as before",
    tries=[
        "resnet18, SGD",
        "vgg16, AdamW",
        "custom, AdamW, two groups, no bias",
        "vit_b_16, SGD, two groups, partly frozen",
        "regnet_y_400mf, SGD, frozen, float64",
        "squeezenet1_1, SGD, 20 classes",
        "densenet121, AdamW, zero head",
    ],
    words=["SGD", "AdamW", "two groups"],
    always=["gradients there before"],
    leaves_out=dict.fromkeys(
        [
            "train mode",
            "mixed modes",
            "error in the forward pass",
            "one image",
            "several outputs",
        ],
        "the gradients come from a loss on the parameters, without a forward pass",
    )
    | {
        "same number of classes": "there is no new head",
        "arguments not aliased": "model and optimizer are to be changed in place",
    },
    library=[freezing.freeze_now],
)
def freeze_now(answer: Callable, case: ModelCase) -> str:
    """``freeze_now(model, optimizer, head)``: whatever the loop does next, only the head moves."""
    for clear in LOOPS:
        _one_freeze(answer, case, clear)
    tensors = len(list(_head(case.model(), case)))
    return f"three ways to continue; the head has {count(tensors, 'tensor')}"


def _head(model: nn.Module, case: ModelCase) -> list[nn.Parameter]:
    return list(model.get_submodule(case.head_path).parameters())


def _running(case: ModelCase) -> tuple[nn.Module, Optimizer]:
    """A model after two steps, with gradients for a third."""
    model = case.model()
    head = _head(model, case)
    own = {id(p) for p in head}
    body = [p for p in model.parameters() if id(p) not in own]
    rates = (0.01, 0.05) if "two groups" in case.words else (0.1, 0.1)
    groups = [{"params": ps, "lr": lr} for ps, lr in zip((body, head), rates, strict=True)]
    parameters = groups if "two groups" in case.words else [*body, *head]
    if "AdamW" in case.words:
        optimizer = torch.optim.AdamW(parameters, lr=0.1, weight_decay=0.1)
    else:
        optimizer = torch.optim.SGD(parameters, lr=0.1, weight_decay=0.1, momentum=0.9)
    was = [(p, p.requires_grad) for p in model.parameters()]
    model.requires_grad_(True)  # what the case has frozen was trained until now, like the rest
    for _ in range(2):
        _step(model, optimizer, True)
    optimizer.zero_grad()
    _backward(model)
    for p, flag in was:
        p.requires_grad_(flag)
    return model, optimizer


def _backward(model: nn.Module) -> None:
    """The gradients of a loss that is a random sum of all parameters."""
    noise = torch.Generator().manual_seed(3)
    draws = [torch.randn(p.shape, generator=noise).to(p) for p in model.parameters()]
    parts = [(d * p).sum() for d, p in zip(draws, model.parameters(), strict=True)]
    sum(p for p in parts if p.requires_grad).backward()


def _step(model: nn.Module, optimizer: Optimizer, clear: bool | None) -> None:
    if clear is not None:
        optimizer.zero_grad(set_to_none=clear)
        _backward(model)
    optimizer.step()


def _one_freeze(answer: Callable, case: ModelCase, clear: bool | None) -> None:
    model, optimizer = _running(case)
    reference, its_optimizer = _running(case)
    head, its_head = model.get_submodule(case.head_path), _head(reference, case)
    own = {id(p) for p in its_head}
    for p in reference.parameters():
        if id(p) not in own:
            p.requires_grad_(False).grad = None
    own = {id(p) for p in head.parameters()}
    body = {n: p for n, p in model.named_parameters() if id(p) not in own}
    frozen = {n: p.detach().clone() for n, p in body.items()}
    options = _options(optimizer, head)

    got = answer(model, optimizer, head)
    if got is not model:
        fail(
            "wrong-type",
            f"Expected the same model that your function received, got {describe(got)}.",
            "The optimizer holds that model's tensors, and the loop continues with both.",
            "the return line: is it the same model?",
        )
    refuse(flags(model, head, case.head_path))
    stale = any(p.grad is not None and p.grad.any() for p in body.values())
    where = f"The loop continued with {LOOPS[clear]}."
    for i in range(3):
        # A step at once is followed by the usual ones.
        how = clear if i == 0 or clear is not None else True
        _step(model, optimizer, how)
        _step(reference, its_optimizer, how)
        if moved := [n for n, v in frozen.items() if not equal(body[n], v)]:
            _explain_move(moved, stale and clear is None, i + 1, where)
        if not all(
            allclose(a, b, rtol=1e-3, atol=1e-5)
            for a, b in zip(head.parameters(), its_head, strict=True)
        ):
            _explain_head(options, _options(optimizer, head), where)


def _explain_move(moved: list[str], stale: bool, step: int, where: str) -> None:
    what = (
        "Expected every parameter outside the head to stay fixed, got "
        f"{len(moved)} that moved in step {step}."
    )
    if stale:
        fail(
            "stale-gradient",
            what,
            f"{where} {moved[0]} still had its gradient from before the freeze.",
            "what does step() read from a parameter: requires_grad, or something else?",
        )
    fail(
        "zeroed-is-not-none",
        what,
        f"{where} The gradient of {moved[0]} was zero, and the optimizer did not skip it.",
        "what is added to a gradient of zero before the step is taken?",
    )


def _options(optimizer: Optimizer, head: nn.Module) -> dict[str, object]:
    """The options of the group that holds the head; empty if none does."""
    for group in optimizer.param_groups:
        if any(p is head.weight for p in group["params"]):
            return {k: v for k, v in group.items() if k != "params"}
    return {}


def _explain_head(options: dict[str, object], now: dict[str, object], where: str) -> None:
    what = "Expected the head to continue as before, got other steps."
    if not now:
        fail(
            "head-left-optimizer",
            what,
            f"{where} The optimizer no longer holds the head.",
            "what did you take out of the optimizer, and what should stay in?",
        )
    if changed := sorted(k for k in options if now.get(k) != options[k]):
        fail(
            "optimizer-options-changed",
            what,
            f"{where} The option {changed[0]} of the head's group has another value now.",
            "which parameters share that option?",
        )
    fail(
        "head-was-reset",
        what,
        f"{where} The head's gradient or its momentum is not what it was.",
        "what does your function clear, and for which parameters?",
    )
