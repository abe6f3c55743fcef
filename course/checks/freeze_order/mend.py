"""04-mend: a thaw that works, and the names of what is trainable."""

from collections.abc import Callable
from dataclasses import replace

from torch import nn

from course import audit, freezing
from course.checks.cases import ModelCase
from course.checks.core import Mistake, describe, diagnose, fail, refuse
from course.checks.exercise import exercise, students_own
from course.checks.freeze_order.frozen import (
    all_trainable,
    returned_head,
    same_numbers,
    trainable_names,
)
from course.wording import count

LOOK = "what does your function ask, and of which object?"


@exercise(
    "04-mend",
    proves="fc learns and nothing else does, and trainable() agrees with the flags",
    tries=[
        "resnet18, train",
        "regnet_y_400mf, frozen",
        "custom, partly frozen, 20 classes",
        "resnet18, norm in head, mixed modes",
        "resnet18, old gradients, no bias",
        "vgg16, all frozen",
        "vit_b_16",
        "squeezenet1_1, partly frozen",
        "densenet121",
    ],
    leaves_out={
        "error in the forward pass": "neither function needs a forward pass",
        "one image": "neither function needs images",
        "same number of classes": "there is no new head",
        "float64": "the functions look at flags, not at numbers",
        "zero head": "the functions look at flags, not at numbers",
        "several outputs": "neither function needs a forward pass",
        "arguments not aliased": "trainable returns names, and thaw_fc the model itself",
    },
    library=[freezing.thaw_fc, freezing.trainable],
)
def mend(thaw_fc: Callable, trainable: Callable, case: ModelCase) -> str:
    """``thaw_fc(model)``, fixed, lets fc learn; ``trainable(model)`` names what is trainable.

    A model without fc is for ``trainable`` alone.
    """
    _names(trainable, *_some_trainable(case.model()))
    _names(trainable, case.model(), "")
    if case.head_path == "fc":
        _thaw(thaw_fc, case)
    return f"{count(len(trainable_names(case.model())), 'trainable tensor')} named"


def _some_trainable(model: nn.Module) -> tuple[nn.Module, str]:
    """Thaw two parameters, and set an attribute on a module, which says nothing."""
    name, module = next((n, m) for n, m in model.named_children() if list(m.parameters()))
    parameters = list(model.requires_grad_(False).parameters())
    module.requires_grad = True
    for p in (parameters[1], parameters[len(parameters) // 2]):
        p.requires_grad = True
    return model, f"Here two tensors are trainable, and {name} has an attribute requires_grad. "


def _names(trainable: Callable, model: nn.Module, here: str) -> None:
    was = audit.Snapshot.take(model)
    got = trainable(model)
    refuse(audit.untouched(model, was))
    if not isinstance(got, set | frozenset) or not all(isinstance(n, str) for n in got):
        kind = "a set of other things" if isinstance(got, set | frozenset) else describe(got)
        fail(
            "wrong-type",
            f"Expected a set of names, got {kind}.",
            "The caller compares it with another set of names.",
            "what does your function collect, and in what?",
        )
    want = trainable_names(model)
    if got == want:
        return
    every = {n for n, _ in model.named_parameters()}
    what = f"Expected {len(want)} names, got {len(got)}."
    if modules := sorted(got - every & dict(model.named_modules()).keys()):
        seen = f"{here}Names of modules are among them, such as {modules[-1]}."
        fail("trainable-by-module", what, seen, LOOK)
    if others := sorted(got - every):
        seen = f"{here}{others[0]} is not a parameter of the model."
        fail("buffers-counted", what, seen, LOOK)
    with_fc = {n for n in every if "fc" in n}
    empty = "The set is empty. Before the first backward pass, every .grad is None too."
    mistakes = [
        Mistake("list-and-flags-differ", set(), empty, LOOK),
        Mistake("list-and-flags-differ", every, "Those are all parameters of the model.", LOOK),
        Mistake("trainable-by-module", with_fc, "Those are the names with fc in them.", LOOK),
        Mistake("list-and-flags-differ", every - want, "Those are the frozen ones.", LOOK),
    ]
    diagnose([replace(m, seen=here + m.seen) for m in mistakes], lambda v: got == v, what)
    first = min(got ^ want)
    has = "has" if first in want else "does not have"
    fail("list-and-flags-differ", what, f"{here}{first} {has} requires_grad=True.", LOOK)


def _thaw(thaw_fc: Callable, case: ModelCase) -> None:
    model = case.model().requires_grad_(False)
    head = model.fc
    got = thaw_fc(model)
    head = returned_head(got, head, "fc")
    if all_trainable(got):
        fail(
            "left-trainable",
            "Expected only fc to be thawed, got the whole model.",
            "The model was frozen, and now every parameter in it is trainable.",
            "on which object is the method called?",
        )
    with students_own("04-mend", got):
        findings = audit.freezing(got, head, case.images(4), statistics=False)
    look = "which tensors of fc does your function reach, and what does it do to each of them?"
    refuse(replace(f, look=look) if f.misconception == "head-frozen" else f for f in findings)
    same_numbers(got, case)
