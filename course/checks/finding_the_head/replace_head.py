"""02-replace-head: a new head for any of torchvision's classifiers, and nothing else changed."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course import audit, heads
from course.checks.cases import ModelCase
from course.checks.core import describe, fail, refuse
from course.checks.exercise import exercise
from course.checks.finding_the_head.ask import ask
from course.checks.finding_the_head.kept import kinds, layers, statistics_kept
from course.checks.finding_the_head.paths import names_are_paths


@exercise(
    "02-replace-head",
    proves="New heads of the old kind, everything else as it was, and checkpoints load",
    tries=[
        "resnet18, 20 classes, partly frozen",
        "vgg16, train",
        "squeezenet1_1, float64",
        "vit_b_16, zero head",
        "densenet121, all frozen, train, same classes",
        "googlenet, train",
        "resnet50, on meta, float64 head",
        "maxvit_t, mixed modes",
    ],
    leaves_out=dict.fromkeys(
        ["one image", "error in the forward pass"], "replacing a head needs no forward pass"
    )
    | dict.fromkeys(
        ["BatchNorm1d", "scalar parameter"], "torchvision's classifiers, which it is for, have none"
    )
    | {
        "gradients there before": "working on a copy is allowed, and a copy has no gradients",
        "arguments not aliased": "the new layer belongs to the model that is returned",
    },
    library=[heads.replace_head],
)
def replace_head(answer: Callable, case: ModelCase) -> str:
    """``replace_head(model, num_classes)`` gives any classifier of torchvision a new head."""
    before, classes, x = case.model(), case.new_classes, case.images()
    swapped = ask(answer, case.model(), classes)
    if isinstance(swapped, nn.Module) and not isinstance(swapped, heads.HEADS):
        _compare_swap(swapped, before, case)
        mode = dict(swapped.named_modules()).get(case.head_path, before).training
    if not case.on_meta:  # where tensors have no values
        refuse(audit.head_swap(swapped, classes, x, before))
        _round_trip(swapped, answer(case.model(), classes), x)
    _same_kind(swapped, before, case.head_path)
    if case.trains:  # elsewhere, worse mistakes would hide behind this one
        _same_mode(mode, before.get_submodule(case.head_path), case.head_path)
    return f"{case.head_path}: {case.old_classes} → {classes} classes"


def _compare_swap(swapped: nn.Module, before: nn.Module, case: ModelCase) -> None:
    """Check what the audit of a swap does not, or describes in more general words."""
    names_are_paths(swapped)
    path, old = case.head_path, before.get_submodule(case.head_path)
    new = dict(swapped.named_modules()).get(path)
    if isinstance(old, nn.Conv2d) and isinstance(new, nn.Linear):
        fail(
            "linear-for-conv",
            f"Expected a new head of the old one's kind at {path}, got a Linear.",
            "The old head is a Conv2d there: it receives a map, (N, C, H, W).",
            "which dimension does a Linear layer work on, and which one holds the channels?",
        )
    if gone := layers(before, old) - layers(swapped):
        fail(
            "container-replaced",
            f"Expected only the head to be replaced, got a model without {kinds(gone)}.",
            f"They surround the head ({path}) and belong to the trained model.",
            "what did you replace: the container, or the layer that computes the logits?",
        )
    if case.trains:
        statistics_kept(swapped, before.state_dict(), but=path)
    parameters = dict(before.named_parameters())
    for name, p in swapped.named_parameters():
        was = parameters.get(name, old.weight)
        if p.dtype != was.dtype:
            fail(
                "dtype-lost",
                f"Expected {name} in {was.dtype}, as before the swap, got {p.dtype}.",
                f"The first layer was in {next(before.parameters()).dtype}, the old head in "
                f"{old.weight.dtype}.",
                "where does your new layer get its dtype from?",
            )
        if p.device != was.device:
            fail(
                "device-lost",
                f"Expected {name} on the device of the old head ({was.device}), got {p.device}.",
                "The layers of one model then meet on two devices.",
                "which device does PyTorch put a new layer on when you do not say?",
            )
    names = [name for name, m in swapped.named_modules(remove_duplicate=False) if m is new]
    if len(names) > 1:
        fail(
            "registered-twice",
            f"Expected the new head under one name, got {len(names)}: {', '.join(names)}.",
            "Each name has keys of its own in a checkpoint, for the same layer.",
            "which of the names does forward() read? What is the other one for?",
        )
    if isinstance(new, heads.HEADS) and (new.bias is None) != (old.bias is None):
        had, has = ("none" if layer.bias is None else "one" for layer in (old, new))
        fail(
            "bias-changed",
            f"Expected the new head to have a bias only if the old one had one, got {has}.",
            f"The old head of this {type(before).__name__} had {had}.",
            "what does nn.Linear do about a bias when you do not say?",
        )


def _round_trip(swapped: nn.Module, second: nn.Module, x: Tensor) -> None:
    """A checkpoint of one model must make the other one equal to it."""
    with torch.no_grad():
        logits = swapped.eval()(x)  # first: a lazy layer has no weights before it runs
        try:
            second.load_state_dict(swapped.state_dict())
            if torch.allclose(logits, second.eval()(x), rtol=1e-3, atol=1e-4):
                return
            got = "different ones"
        except RuntimeError as error:
            got = str(error)
    fail(
        "not-in-checkpoint",
        "Expected equal logits from two models after one has loaded the other's checkpoint, got "
        f"{got}.",
        "Something that the logits depend on is not in the checkpoint.",
        "print the keys of the state_dict: which layer is missing?",
    )


def _same_kind(swapped: nn.Module, before: nn.Module, path: str) -> None:
    old, new = before.get_submodule(path), dict(swapped.named_modules()).get(path)
    if isinstance(new, type(old)):
        return
    added = [name for name in swapped.state_dict() if name not in before.state_dict()]
    fail(
        "head-wrapped",
        f"Expected a {type(old).__name__} at {path}, like the old head, got "
        f"{describe(new) if new else 'no layer'}.",
        f"The logits are right, but in a checkpoint the new head's weights are now {added[0]}.",
        "what did the exercise ask for: a layer of the old one's kind, or a container with one?",
    )


def _same_mode(training: bool, old: nn.Module, path: str) -> None:
    if training != old.training:
        was, now = (("train" if mode else "eval") for mode in (old.training, training))
        fail(
            "mode-changed",
            f"Expected the new head at {path} in {was} mode, like the old one, got {now} mode.",
            "The logits are right, but the model is now in two modes at once.",
            "which mode does a new layer start in?",
        )
