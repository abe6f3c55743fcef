"""05-two-rates: groups with a faster head, and no weight decay on biases and norm weights."""

import math
from collections.abc import Callable, Collection, Mapping

from torch import Tensor
from torch.optim import AdamW, Optimizer

from course import audit, optimizers
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.compare import left_alone, number
from course.checks.core import Mistake, describe, diagnose, fail, refuse
from course.checks.exercise import exercise
from course.checks.optimizer_rebuild.optimizers import NO_FORWARD_PASS, by_tensor, quiet
from course.wording import count

RATES = [(2e-4, 10, 0.07), (0.03, 4, 0.2), (5e-3, 25, 0.05)]  # lr, head_factor, weight decay


@exercise(
    "05-two-rates",
    proves="Two rates, every trainable parameter in one group, and decay where it belongs",
    tries=[
        "resnet18, train, 20 classes",
        "custom, mixed modes",
        "vit_b_16, partly frozen",
        "squeezenet1_1, frozen bias",
        "vgg16, deep head",
        "densenet121, no bias, float64, old gradients",
    ],
    words=["frozen bias"],
    leaves_out=NO_FORWARD_PASS
    | {
        "same number of classes": "no head is replaced in this exercise",
        "zero head": "rates and decay do not depend on the numbers in a tensor",
        "arguments not aliased": "the groups must hold the model's own parameters",
    },
    library=[optimizers.two_rate_groups],
)
def two_rate_groups(answer: Callable, case: ModelCase) -> str:
    """``two_rate_groups(model, head, lr, head_factor)``: groups for any optimizer."""
    lr, factor, decay = RATES[len(case.text) % len(RATES)]
    model = case.model()
    head = model.get_submodule(case.head_path)
    if "frozen bias" in case.words:
        head.bias.requires_grad_(False)
    with left_alone(model):
        groups = answer(model, head, lr, factor)
    optimizer = _optimizer(groups, decay)
    refuse(audit.optimizer_state(model, optimizer, frozen=True))
    options, inside = by_tensor(optimizer), set(head.parameters())
    for name, p in model.named_parameters():
        if p.requires_grad:
            got = options[p]
            _one_rate(name, p in inside, number(got["lr"], "a learning rate"), lr, factor)
            _one_decay(name, p, number(got["weight_decay"], "a weight decay"), decay)
    return f"{count(len(groups), 'group')}, rates {lr:g} and {lr * factor:g}"


def _optimizer(groups: object, decay: float) -> Optimizer:
    """An optimizer for these groups, with a weight decay of its own."""
    if isinstance(groups, Optimizer | Mapping | str) or not isinstance(groups, Collection):
        fail(
            "wrong-type",
            f"Expected a list of groups, got {describe(groups)}.",
            "An optimizer takes a list of dicts, each with the key 'params' and options.",
            "the return line.",
        )
    try:
        with quiet():
            return AdamW(list(groups), weight_decay=decay)
    except Exception as error:
        what = f"Expected groups that an optimizer accepts, got {one_line(error)}."
        if "more than one parameter group" in str(error):
            fail(
                "groups-overlap",
                what,
                "At least one parameter fits the conditions of two of your groups.",
                "take the head's bias: which of your conditions are true for it?",
            )
        fail(
            "wrong-type",
            what,
            "A group is a dict with the key 'params' and options.",
            "what is each entry of your list?",
        )


def _one_rate(name: str, in_head: bool, got: float, lr: float, factor: float) -> None:
    def close(value: float) -> bool:
        return math.isclose(got, value, rel_tol=1e-6)

    rates = lr, lr * factor
    want, other = rates[in_head], rates[not in_head]
    if close(want):
        return
    what = f"Expected lr {want:g} for {name}, got {got:g}."
    if not in_head and close(other) and ("fc" in name or "head" in name):
        fail(
            "head-by-name",
            what,
            "Its name looks like a head's, but it belongs to the body.",
            "does your code ask for a name, or for membership in `head`?",
        )
    if in_head:
        seen, look = "That is the body's rate.", "which of your groups get the factor?"
    else:
        seen, look = "That is the head's rate.", "which of the two parts is already trained?"
    factor_of = "which number does the factor multiply?"
    mistakes = [
        Mistake("rates-swapped", other, seen, look),
        Mistake(
            "rate-left-out",
            1e-3,
            "That is the optimizer's own default.",
            "which of your groups has no lr?",
        ),
        Mistake("factor-is-not-rate", factor, "That is the factor itself.", factor_of),
        Mistake(
            "factor-is-not-rate",
            lr / factor,
            "lr was divided by the factor.",
            "should a new head be faster or slower than the body?",
        ),
        Mistake("factor-is-not-rate", lr + factor, "The factor was added to lr.", factor_of),
    ]
    diagnose(mistakes, close, what)
    fail(
        "wrong-value",
        what,
        f"This call asked for lr {lr:g}, and for a head that is {factor} times as fast.",
        "how does each group get its lr?",
    )


def _one_decay(name: str, p: Tensor, got: float, decay: float) -> None:
    if got == (0 if p.ndim <= 1 else decay):
        return
    if p.ndim <= 1:
        fail(
            "decay-on-norms",
            f"Expected no decay on {name}, got {got:g}.",
            f"Its shape is {tuple(p.shape)}, so it has {count(p.ndim, 'dimension')}.",
            "which condition of the table does it meet, and does your code ask for that one?",
        )
    what = f"Expected {name} to decay by {decay:g}, as the optimizer asks, got {got:g}."
    if got == 0:
        fail(
            "decay-lost",
            what,
            f"That is a tensor of weights, of shape {tuple(p.shape)}.",
            "which tensors should be spared, and is this one of them?",
        )
    fail(
        "hard-coded",
        what,
        "This group sets a decay of its own.",
        "which of your groups should mention weight_decay at all?",
    )
