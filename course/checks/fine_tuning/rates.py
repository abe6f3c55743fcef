"""07-rates: the further from the head, the lower the learning rate."""

import math
from collections.abc import Callable, Collection, Mapping

import torch
from torch import nn
from torch.optim import SGD, Optimizer

from course import audit, tuning
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.compare import left_alone, number
from course.checks.core import describe, fail, refuse
from course.checks.exercise import exercise
from course.checks.optimizer_rebuild.optimizers import NO_FORWARD_PASS, by_tensor, quiet
from course.freezing import blocks
from course.wording import count

_RATES = ((0.01, 0.5), (0.02, 0.7), (0.004, 0.8))


@exercise(
    "07-rates",
    proves="The head at lr, every step away from it lower, and each parameter in one group",
    tries=[
        "resnet18, train, 20 classes",
        "vgg16, partly frozen, no bias",
        "vit_b_16, mixed modes",
        "custom, old gradients",
        "squeezenet1_1, same classes",
        "densenet121, frozen",
        "efficientnet_b0, deep head",
    ],
    leaves_out=NO_FORWARD_PASS
    | dict.fromkeys(["zero head", "float64"], "rates do not depend on the numbers in a tensor")
    | {"arguments not aliased": "the groups must hold the model's own parameters"},
    library=[tuning.layerwise_rates],
)
def layerwise_rates(answer: Callable, case: ModelCase) -> str:
    """``layerwise_rates(model, head, lr, decay)``: groups for any optimizer."""
    lr, decay = _RATES[len(case.text) % len(_RATES)]
    model = case.model()
    head = model.get_submodule(case.head_path)
    with left_alone(model):
        groups = answer(model, head, lr, decay)
    optimizer = _optimizer(groups)
    refuse(audit.optimizer_state(model, optimizer, frozen=True))
    options, inside = by_tensor(optimizer), set(head.parameters())
    rates = {
        name: number(options[p]["lr"], "a learning rate")
        for name, p in model.named_parameters()
        if p.requires_grad
    }
    in_head = {n for n, p in model.named_parameters() if p in inside}
    for name in in_head & rates.keys():
        if not math.isclose(rates[name], lr, rel_tol=1e-6):
            fail(
                "head-rate-changed",
                f"Expected lr {lr:g} for {name}, which belongs to the head, got {rates[name]:g}.",
                f"This call asked for lr {lr:g} and decay {decay:g}.",
                "how many steps away from the head is the head?",
            )
    body = {name: rate for name, rate in rates.items() if name not in in_head}
    _rising(_order(case, body), body)
    _powers(body, lr, decay)
    if body and len({round(rate, 9) for rate in body.values()}) == 1 and _parts(model, head) > 1:
        fail(
            "one-rate-for-the-body",
            f"Expected a rate per step, got {next(iter(body.values())):g} for all "
            f"{len(body)} tensors outside the head.",
            f"The body has {_parts(model, head)} blocks that can learn.",
            "what tells your groups how far a layer is from the head?",
        )
    return f"{count(len(set(rates.values())), 'rate')}, {min(rates.values()):.2g} to {lr:g}"


def _optimizer(groups: object) -> Optimizer:
    if isinstance(groups, Optimizer | Mapping | str) or not isinstance(groups, Collection):
        fail(
            "wrong-type",
            f"Expected a list of groups, got {describe(groups)}.",
            "An optimizer takes a list of dicts, each with the key 'params' and options.",
            "the return line.",
        )
    groups = list(groups)
    if any(isinstance(group, Mapping) and "lr" not in group for group in groups):
        fail(
            "rate-left-out",
            "Expected an lr in every group, got a group without.",
            "It would get the optimizer's own rate.",
            "which of your groups has no lr?",
        )
    try:
        with quiet():
            return SGD(groups, lr=1.0)
    except Exception as error:
        what = f"Expected groups that an optimizer accepts, got {one_line(error)}."
        if "more than one parameter group" in str(error):
            look = "can a parameter be found through two of your modules?"
            fail("groups-overlap", what, "A parameter is in two of your groups.", look)
        seen = "A group is a dict with the key 'params' and options."
        fail("wrong-type", what, seen, "what is each entry of your list?")


def _parts(model: nn.Module, head: nn.Module) -> int:
    """How many blocks outside the head hold something trainable."""
    inside = {id(p) for p in head.parameters()}
    modules = [model.get_submodule(name) for name in blocks(model)]
    return sum(
        any(p.requires_grad and id(p) not in inside for p in m.parameters()) for m in modules
    )


def _order(case: ModelCase, body: Collection[str]) -> list[tuple[int, list[str]]]:
    """The layers of the body in the order in which they run: (place of registration, tensors).

    A module that has children is left out: its own parameters, such as a position embedding, lie
    beside the path from the input to the head.
    """
    model, ran = case.model(), []
    places = {m: i for i, m in enumerate(model.modules())}
    names = {m: name for name, m in model.named_modules()}
    for m in model.modules():
        if m._parameters and not any(True for _ in m.children()):
            m.register_forward_pre_hook(lambda m, _: ran.append(m) if m not in ran else None)
    with torch.no_grad():
        model.eval()(case.images(2))
    tensors = [(places[m], [f"{names[m]}.{n}" for n in m._parameters]) for m in ran]
    return [(at, [n for n in held if n in body]) for at, held in tensors if set(held) & set(body)]


def _rising(order: list[tuple[int, list[str]]], rates: Mapping[str, float]) -> None:
    """Fail if a layer is faster than one after it, in the order of running and of registration."""
    for i, (at, names) in enumerate(order):
        for later, others in order[i + 1 :]:
            early = max(names, key=rates.__getitem__)
            late = min(others, key=rates.__getitem__)
            if at < later and rates[early] > rates[late] * (1 + 1e-6):
                fail(
                    "rising-towards-input",
                    f"Expected no higher rate for {early} than for {late}, got {rates[early]:.3g} "
                    f"and {rates[late]:.3g}.",
                    f"{early} is nearer to the input.",
                    "from which end does your code count the steps?",
                )


def _powers(body: Mapping[str, float], lr: float, decay: float) -> None:
    for name, rate in body.items():
        steps = math.log(rate / lr) / math.log(decay) if rate > 0 else math.nan
        what = f"Expected lr * decay or less for {name}, got {rate:.4g}."
        if steps < 0.999:
            seen = f"This call asked for lr {lr:g} and decay {decay:g}."
            look = "how many steps away from the head is the first layer before it?"
            fail("body-at-head-rate", what, seen, look)
        if not abs(steps - round(steps)) < 1e-3:
            fail(
                "factor-not-a-power",
                f"Expected lr * decay ** steps for {name}, got {rate:.4g}.",
                f"For lr {lr:g} and decay {decay:g}, no whole number of steps gives that.",
                "what happens to the rate at each step: is something multiplied, or subtracted?",
            )
