"""05-resume: model and optimizer from a checkpoint, except for the head."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor, equal, nn
from torch.optim import SGD, AdamW, Optimizer

from course import audit, optimizers
from course.checks.cases import ModelCase
from course.checks.compare import must_refuse
from course.checks.core import fail, refuse
from course.checks.exercise import exercise
from course.checks.optimizer_rebuild.optimizers import (
    NO_FORWARD_PASS,
    can_step,
    names_in,
    split,
    train,
)
from course.checks.optimizer_rebuild.state import State, expect_no_state, expect_state, same
from course.heads import replace_head
from course.wording import listed

Checkpoint = dict[str, dict[str, Any]]


@exercise(
    "05-resume",
    proves="The body and its optimizer state are restored; the head and the checkpoint stay",
    tries=[
        "resnet18, 12 classes",
        "resnet18, shuffled",
        "custom, AdamW, reversed",
        "squeezenet1_1, AdamW, two groups",
        "vit_b_16, no bias, float64",
        "resnet18, without names",
        "densenet121, one group without names",
        "vgg16, partly frozen",
        "resnet50, trained further",
    ],
    words=[
        "shuffled",
        "AdamW",
        "reversed",
        "two groups",
        "without names",
        "one group without names",
        "trained further",
    ],
    always=["arguments not aliased"],
    leaves_out=NO_FORWARD_PASS
    | dict.fromkeys(["train mode", "mixed modes"], "loading does not depend on the mode")
    | {
        "same number of classes": "the text promises a head of another size",
        "zero head": "the new head's numbers are kept, whatever they are",
        "gradients there before": "a run that is just being resumed has no gradients yet",
    },
    library=[optimizers.resume],
)
def resume(answer: Callable, case: ModelCase) -> str:
    """``resume(model, optimizer, checkpoint)``: all but the head, by name."""
    old = case.model()
    checkpoint = _saved_after_training(old, case)
    model = replace_head(case.model(), case.new_classes)
    optimizer = _for_the_new_head(model, case)
    if {"without names", "one group without names"} & set(case.words):
        return _refuses(answer, model, optimizer, checkpoint)
    saved, before = copy.deepcopy(checkpoint), copy.deepcopy(model.state_dict())
    heads = {name for name in before if name.startswith(f"{case.head_path}.")}
    skipped = names_in(answer(model, optimizer, checkpoint), "what was skipped")
    if not _equal(checkpoint, saved):
        fail(
            "arguments-changed",
            "Expected the checkpoint to stay as it was, got entries removed or changed.",
            "Somebody may want to load it into another model.",
            "which line writes into the checkpoint, or deletes from it?",
        )
    _restored(model, before, saved["model"], heads)
    if skipped != heads:
        fail(
            "skipped-not-told",
            f"Expected {', '.join(sorted(heads))} to be returned as skipped, got "
            f"{listed(sorted(skipped)) or 'nothing'}.",
            "Those are the model's tensors that do not come from the checkpoint.",
            "which names does your code leave out when it loads, and which does it return?",
        )
    refuse(audit.optimizer_state(model, optimizer))
    parameters = dict(model.named_parameters())
    body = {name: p for name, p in parameters.items() if name not in heads}
    _every_group(body, optimizer, saved["optimizer"])
    state = _by_name(saved["optimizer"])
    expect_state(body, optimizer, state)
    expect_no_state(model, optimizer, {parameters[name] for name in heads})
    can_step(optimizer, "05-resume", model, optimizer, checkpoint)
    if "trained further" in case.words and not _equal(checkpoint, saved):
        fail(
            "state-is-alias",
            "Expected the checkpoint to stay as it was while training goes on, got other numbers.",
            "The optimizer's next step wrote into the checkpoint's own tensors.",
            "does assigning a dict, or copying one, copy the tensors in it?",
        )
    return f"state of {sum(map(bool, state.values())) - len(heads)} tensors, skipped {len(heads)}"


def _saved_after_training(model: nn.Module, case: ModelCase) -> Checkpoint:
    """The checkpoint of a run: all tensors have moved, and those that are trained have state."""
    words = set(case.words)
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    if "shuffled" in words:  # among equal shapes only, so that no shape gives it away
        places = sorted(range(len(named)), key=lambda i: (str(tuple(named[i][1].shape)), i))
        order = sorted(range(len(named)), key=lambda i: (str(tuple(named[i][1].shape)), -i))
        at = dict(zip(places, order, strict=True))
        named = [named[at[i]] for i in range(len(named))]
    if "reversed" in words:
        named = named[::-1]
    groups: list[dict[str, Any]] = [{"params": named}]
    half = len(named) // 2
    if "two groups" in words:
        groups = [{"params": named[:half]}, {"params": named[half:]}]
    if "without names" in words:
        groups = [{"params": [p for _, p in named]}]
    optimizer = _optimizer(groups, case)
    train(optimizer)
    for value in model.state_dict().values():
        value += 1
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    if "one group without names" in words:
        [group] = checkpoint["optimizer"]["param_groups"]
        first = {key: group[key][:half] for key in ("params", "param_names")}
        second = {key: value for key, value in group.items() if key != "param_names"}
        rest = {"params": group["params"][half:]}
        checkpoint["optimizer"]["param_groups"] = [group | first, second | rest]
    return checkpoint


def _for_the_new_head(model: nn.Module, case: ModelCase) -> Optimizer:
    names = {p: name for name, p in model.named_parameters()}
    parts = split(model, model.get_submodule(case.head_path))
    body, head = ([(names[p], p) for p in part] for part in parts)
    groups = [{"params": head}, {"params": body}] if "reversed" in case.words else [*body, *head]
    return _optimizer(groups, case)


def _optimizer(groups: list, case: ModelCase) -> Optimizer:
    return AdamW(groups, lr=0.02) if "AdamW" in case.words else SGD(groups, lr=0.02, momentum=0.9)


def _refuses(
    answer: Callable, model: nn.Module, optimizer: Optimizer, checkpoint: Checkpoint
) -> str:
    was = audit.Snapshot.take(model)
    must_refuse(
        answer,
        (model, optimizer, checkpoint),
        "a group of the checkpoint has no param_names",
        "Without names nobody knows which state belongs to which tensor.",
        "what does your code do with a group that has no names?",
        "guessed-order",
    )
    in_model, in_state = audit.untouched(model, was), any(optimizer.state.values())
    parts = {"the model": in_model, "the optimizer": in_state}
    if changed := [name for name, found in parts.items() if found]:
        fail(
            "refused-too-late",
            "Expected nothing to change when the checkpoint is refused, got changes in "
            f"{' and '.join(changed)}.",
            "A run that is resumed by half is worse than one that is not resumed.",
            "what does your code do before it looks for names?",
        )
    return "refused, nothing changed"


def _by_name(saved: Mapping[str, Any]) -> State:
    """The state in an optimizer's checkpoint, by the names that it carries."""
    return {
        name: saved["state"].get(i, {})
        for group in saved["param_groups"]
        for i, name in zip(group["params"], group["param_names"], strict=True)
    }


def _every_group(
    body: Mapping[str, Tensor], optimizer: Optimizer, saved: Mapping[str, Any]
) -> None:
    """Fail if only the state of the checkpoint's first group was restored."""
    back = {name for name, p in body.items() if optimizer.state.get(p)}
    first, *more = saved["param_groups"]
    if more and back and back <= set(first["param_names"]):
        fail(
            "first-group-only",
            f"Expected the state of {len(body)} tensors to be restored, got {len(back)}.",
            "All of those are in the first group of the checkpoint.",
            "how many groups does the checkpoint have?",
        )


def _equal(a: object, b: object) -> bool:
    """Whether two checkpoints, or parts of them, hold the same keys and numbers."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return list(a) == list(b) and all(_equal(a[key], b[key]) for key in b)
    return same(a, b)


def _restored(
    model: nn.Module, before: Mapping[str, Tensor], saved: Mapping[str, Tensor], heads: set[str]
) -> None:
    now = model.state_dict()
    if changed := [name for name in sorted(heads) if not equal(now[name], before[name])]:
        fail(
            "head-overwritten",
            f"Expected the new head to stay as it was, got {changed[0]} changed.",
            "The saved head was made for other classes.",
            "which of the saved tensors belong in this model?",
        )
    lost = [name for name in now if name not in heads and not equal(now[name], saved[name])]
    if lost:
        buffers = {name for name, _ in model.named_buffers()}
        fail(
            "buffers-not-restored" if set(lost) <= buffers else "body-not-restored",
            "Expected every tensor outside the head to be restored, got "
            f"{listed(lost)} with other numbers.",
            f"{len(lost)} of {len(now)} tensors do not have the values that were saved.",
            "what does the checkpoint hold under 'model', and where does your code put it?",
        )
