"""07-start-from-probe: a probed head in any classifier with a Linear head."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course import audit, tuning
from course.checks.cases import ModelCase
from course.checks.core import fail, refuse
from course.checks.exercise import exercise
from course.checks.finding_the_head.ask import ask
from course.checks.finding_the_head.kept import kinds, layers
from course.heads import HEADS, head_input


@exercise(
    "07-start-from-probe",
    proves="The logits are the probe's, the head is trainable, and the rest is as it was",
    tries=[
        "resnet18, all frozen, 20 classes",
        "vgg16, train, partly frozen",
        "vit_b_16, frozen probe",
        "densenet121, float64, mixed modes",
        "mobilenet_v3_large, same classes",
        "maxvit_t, train",
        "custom, probe without bias",
    ],
    words=["frozen probe", "probe without bias"],
    leaves_out=dict.fromkeys(
        ["one image", "error in the forward pass"], "replacing a head needs no forward pass"
    )
    | {
        "Conv2d head": "a probe is Linear; the exercise leaves SqueezeNet out",
        "zero head": "the old head is replaced, whatever is in it",
        "several outputs": "auxiliary heads are lesson 02's exercise",
        "gradients there before": "working on a copy is allowed, and a copy has no gradients",
        "arguments not aliased": "the probe itself may become the head",
    },
    library=[tuning.start_from_probe],
)
def start_from_probe(answer: Callable, case: ModelCase) -> str:
    """``start_from_probe(model, probe)``: the model with the probe as its head."""
    before, x = case.model(), case.images(3)
    probe = _probe(case, before)
    weight = probe.weight.detach().clone()
    want = _probed(before, probe, x)
    model = ask(answer, case.model(), probe)
    if model is probe or isinstance(model, HEADS):
        fail(
            "returned-the-head",
            "Expected the model with its new head, got the head alone.",
            "The next cell trains the whole model.",
            "the return line.",
        )
    _in_one_dtype(model, before)
    findings = audit.head_swap(model, len(weight), x, before)
    if not isinstance(model, nn.Module):
        refuse(findings)
    new = dict(model.named_modules()).get(case.head_path)
    if isinstance(new, nn.Module) and not all(p.requires_grad for p in new.parameters()):
        seen = "The probe was frozen." if "frozen probe" in case.words else "See requires_grad."
        fail(
            "head-frozen",
            "Expected a head that can be trained further, got one with requires_grad=False.",
            seen,
            "which flags does a layer bring along, or receive with the rest of the model?",
        )
    refuse(findings)
    if gone := layers(before, before.get_submodule(case.head_path)) - layers(model):
        fail(
            "container-replaced",
            f"Expected only the head to be replaced, got a model without {kinds(gone)}.",
            f"They surround the head ({case.head_path}) and belong to the trained model.",
            "what did you replace: the container, or the layer that computes the logits?",
        )
    with torch.no_grad():
        got = model.eval()(x).float()
    if not torch.allclose(got, want, rtol=1e-4, atol=1e-4):
        _explain(got, want, probe, case)
    return f"{case.head_path}: {len(weight)} classes from the probe"


def _probe(case: ModelCase, model: nn.Module) -> nn.Linear:
    width = model.get_submodule(case.head_path).in_features
    probe = nn.Linear(width, case.new_classes, bias="probe without bias" not in case.words)
    with torch.no_grad():
        for p in probe.parameters():
            p.copy_(torch.randn(p.shape, generator=case.generator()) * 0.3)
    return probe.requires_grad_("frozen probe" not in case.words)


def _probed(model: nn.Module, probe: nn.Linear, x: Tensor) -> Tensor:
    with torch.no_grad():
        return probe(head_input(model, x).float())


def _in_one_dtype(model: object, before: nn.Module) -> None:
    want = next(before.parameters()).dtype
    for name, p in model.named_parameters() if isinstance(model, nn.Module) else ():
        if p.dtype != want:
            fail(
                "dtype-lost",
                f"Expected {name} in {want}, like the rest of the model, got {p.dtype}.",
                "The probe was trained in another dtype than the model's.",
                "what must a layer have in common with the one before it, besides the width?",
            )


def _explain(got: Tensor, want: Tensor, probe: nn.Linear, case: ModelCase) -> None:
    gap = (got - want).abs().max()
    what = f"Expected model(x) to equal probe(features) ({case.text}), got {gap:.3g} of difference."
    difference = got - want
    constant = torch.allclose(difference, difference[:1].expand_as(difference), atol=1e-4)
    if constant:
        fail(
            "probe-bias-forgotten",
            what,
            "The difference is the same for every image.",
            "which tensors does a Linear layer have, and which of them did you copy?",
        )
    fail(
        "probe-not-copied",
        what,
        "The head has the right shape, and other numbers than the probe.",
        "where do the new head's numbers come from?",
    )
