"""02-timm: a timm model with another number of classes."""

import functools
import warnings
from collections.abc import Callable
from unittest import mock

import torch
from torch import nn

from course import audit, heads, surgery
from course.checks.cases import Case
from course.checks.core import fail, refuse
from course.checks.exercise import exercise
from course.checks.finding_the_head.ask import ask
from course.checks.models import images

# For each kind of head, models that have it: instance 0 is in the visible test.
MODELS = {
    "plain head": ["test_vit", "test_convnext", "test_resnet"],
    "layer before the head": ["mobilenetv3_small_050", "ghostnet_050", "lcnet_050"],
    "two heads": ["deit_tiny_distilled_patch16_224", "efficientformer_l1"],
}


@exercise(
    "02-timm",
    proves="Untrained timm models have the number of classes that was asked for",
    tries=["plain head", "layer before the head", "two heads"],
    table=MODELS,
    library=[surgery.timm_with_classes],
)
def timm_with_classes(answer: Callable, case: Case) -> str:
    """``timm_with_classes(name, num_classes)`` is an untrained timm model with k classes."""
    name = MODELS[case.name][case.seed]
    classes, reference = (7, 3, 12)[len(name) % 3], _timm(name)
    model = _built(answer, name, classes, reference)
    _compare(model, reference, classes, name)
    return f"{name}: {classes} classes"


@functools.cache
def _timm(name: str) -> nn.Module:
    """timm's model with its own classes, shapes only."""
    import timm

    with torch.random.fork_rng(devices=[]), torch.device("meta"):
        return timm.create_model(name)


def _built(answer: Callable, name: str, classes: int, reference: nn.Module) -> object:
    """Call the answer; it must not wait for a network."""
    with mock.patch("huggingface_hub.constants.HF_HUB_OFFLINE", True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ask(lambda _: answer(name, classes), reference)
        except OSError:
            fail(
                "asked-for-download",
                f"Expected an untrained {name}, got an attempt to download its weights.",
                "The exercise asks for an untrained model: nothing is downloaded here.",
                "the arguments of your call: which of them asks for weights?",
            )


def _compare(model: object, reference: nn.Module, classes: int, name: str) -> None:
    about = reference.pretrained_cfg
    x = images(2, about["input_size"][-1] if about.get("fixed_input_size") else 64)
    findings = audit.head_swap(model, classes, x)
    if not isinstance(model, nn.Module) or isinstance(model, heads.HEADS):
        refuse(findings)
    if type(reference) not in {type(m) for m in model.modules()}:
        fail(
            "backbone-changed",
            f"Expected a {type(reference).__name__} for {name}, got a {type(model).__name__}.",
            "That is another architecture.",
            "does your function use the name that it receives?",
        )
    found = findings[0].misconception if findings else ""
    two = isinstance(reference.get_classifier(), tuple)
    old = reference.get_classifier()[0] if two else reference.get_classifier()
    widths = {m.in_features for m in model.modules() if isinstance(m, nn.Linear)}
    if found == "width-mismatch" and reference.num_features in widths:
        fail(
            "num-features-is-not-width",
            findings[0].what,
            f"{name} has num_features={reference.num_features}; its head takes {old.in_features}.",
            "what stands between the last feature map and the head of this model?",
        )
    if found == "forward-error" and two:
        fail(
            "aux-head-forgotten",
            findings[0].what,
            f"{name} has two heads, and the model returns the average of their outputs.",
            "get_classifier() of this model: how many layers does it return?",
        )
    if _with_shape(model, old.weight) == _with_shape(reference, old.weight):
        seen = f"A weight of shape {tuple(old.weight.shape)} is still in the model."
        look = "which layer computes the logits, and what happens to them?"
        if found == "wrong-class-count":
            fail("head-unchanged", findings[0].what, seen, look)
        if not found:
            what = f"Expected a new head in {name}, got a layer after the old one."
            fail("stacked-on-logits", what, seen, look)
    refuse(findings)


def _with_shape(model: nn.Module, weight: torch.Tensor) -> int:
    return sum(p.shape == weight.shape for p in model.parameters())
