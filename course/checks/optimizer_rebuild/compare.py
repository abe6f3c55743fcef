"""05-compare: which tensors the optimizer and the model have in common."""

import copy
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import SGD, Optimizer

from course import audit, optimizers
from course.checks.cases import ModelCase
from course.checks.compare import left_alone, number
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise
from course.checks.optimizer_rebuild.optimizers import (
    NO_FORWARD_PASS,
    held,
    lists,
    names_in,
    quiet,
    split,
)
from course.heads import replace_head
from course.wording import listed

KEYS = ("missing", "dead", "duplicated")


@exercise(
    "05-compare",
    proves="Missing, dead and duplicated are right, and nothing was changed",
    tries=[
        "resnet18, swapped, 20 classes, train",
        "custom, swapped, two groups, mixed modes",
        "vit_b_16, swapped, head group first, no bias",
        "squeezenet1_1, head added, partly frozen",
        "vgg16, listed twice",
        "densenet121, swapped, same classes",
        "efficientnet_b0, swapped, with names",
        "resnet18, head copied",
        "resnet18, model copied",
        "resnet50, frozen, frozen left out",
        "custom, frozen, unfrozen later",
        "resnet18, swapped, listed three times, head in two groups",
    ],
    words=[
        "swapped",
        "two groups",
        "head group first",
        "head added",
        "listed twice",
        "listed three times",
        "head in two groups",
        "with names",
        "head copied",
        "model copied",
        "frozen left out",
        "unfrozen later",
    ],
    always=["gradients there before"],
    leaves_out=NO_FORWARD_PASS
    | dict.fromkeys(
        ["zero head", "float64"], "which tensor it is does not depend on its numbers or dtype"
    )
    | {"arguments not aliased": "the result holds names and counts, not tensors"},
    library=[optimizers.compare, audit.optimizer_state],
)
def compare(answer: Callable, case: ModelCase) -> str:
    """``compare(model, optimizer)``: missing, dead and duplicated tensors."""
    model, optimizer = _setup(case)
    groups = lists(optimizer)
    with left_alone(model):
        report = answer(model, optimizer)
    if not isinstance(report, Mapping) or not set(KEYS) <= set(report):
        fail(
            "wrong-type",
            f"Expected a dict with the keys {', '.join(KEYS)}, got {describe(report)}.",
            "Each of the three questions has its own key.",
            "the return line.",
        )
    if lists(optimizer) != groups:
        fail(
            "arguments-changed",
            "Expected the optimizer to hold the same tensors after the call, got others.",
            "The function should only look.",
            "which line writes to a group?",
        )
    facts = _report(held(optimizer), _trainable(model), list(model.parameters()))
    for key in KEYS:
        name = f"{key} ({case.text})"
        got = names_in(report[key], name) if key == "missing" else number(report[key], name)
        if got != facts[key]:
            _explain(key, facts[key], got, model, optimizer, case)
    missing = listed(sorted(facts["missing"])) or "none"
    return f"missing {missing}; dead {facts['dead']}; duplicated {facts['duplicated']}"


def _setup(case: ModelCase) -> tuple[nn.Module, Optimizer]:
    """A model and an optimizer, after what the words say has happened to them."""
    model, words = case.model(), set(case.words)
    everything = list(model.parameters())
    body, head = split(model, model.get_submodule(case.head_path))
    groups: Any = everything
    if "two groups" in words:
        groups = [{"params": body}, {"params": head}]
    if "head group first" in words:
        groups = [{"params": head}, {"params": body}]
    if words & {"frozen left out", "unfrozen later"}:
        groups = [*body, *head]
    if "listed twice" in words:
        groups = [*everything, *everything[:3]]
    if "listed three times" in words:
        groups = [*everything, *everything[:1], *everything[:1]]
    if "with names" in words:
        groups = list(model.named_parameters())
    with quiet():
        optimizer = SGD(groups, lr=0.1)
    if "head in two groups" in words:  # add_param_group refuses that; an edit by hand does not
        more = {"params": [*head, *head[:1]]}
        optimizer.param_groups.append(optimizer.param_groups[0] | more)
    if words & {"swapped", "head added"}:
        replace_head(model, case.new_classes)
    new = model.get_submodule(case.head_path)
    if "head added" in words:
        optimizer.add_param_group({"params": new.parameters()})
    if "head copied" in words:
        model.set_submodule(case.head_path, copy.deepcopy(new))
    if "model copied" in words:
        model = copy.deepcopy(model)
    if "unfrozen later" in words:
        model.requires_grad_(True)
    for p in model.parameters():
        p.grad = torch.ones_like(p)
    return model, optimizer


def _trainable(model: nn.Module) -> dict[str, Tensor]:
    return {name: p for name, p in model.named_parameters() if p.requires_grad}


def _numbers(p: Tensor) -> tuple:
    return tuple(p.shape), p.detach().numpy().tobytes()


def _report(
    entries: Sequence[Tensor],
    wanted: Mapping[str, Tensor],
    alive: Collection[Tensor],
    key: Callable[[Tensor], Any] = id,
) -> dict[str, Any]:
    """What ``compare`` should report, or reports if it tells tensors apart by ``key``."""
    counts, known = Counter(map(key, entries)), set(map(key, alive))
    return {
        "missing": {name for name, p in wanted.items() if key(p) not in counts},
        "dead": sum(each not in known for each in counts),
        "duplicated": sum(count > 1 for count in counts.values()),
        "entries": sum(count for count in counts.values() if count > 1),
        "surplus": len(entries) - len(counts),
    }


def _explain(
    key: str, want: Any, got: Any, model: nn.Module, optimizer: Optimizer, case: ModelCase
) -> None:
    entries, named, trainable = held(optimizer), dict(model.named_parameters()), _trainable(model)
    every, ids = list(named.values()), {id(p) for p in model.parameters()}
    dead = {id(p): p for p in entries if id(p) not in ids}
    dead_entries = sum(id(p) in dead for p in entries)
    facts = _report(entries, trainable, every)
    noted = {name for group in optimizer.param_groups for name in group.get("param_names", ())}
    surplus = "Entries were counted, and a tensor can have more than two."
    many = "how many different tensors stand behind these entries?"
    more = len(entries) - len(named)
    repeats = [_report(g["params"], {}, ())["duplicated"] for g in optimizer.param_groups]
    # The value of each mistake is what it would report, or a part of that.
    mistakes = [
        Mistake(
            "wrong-value",
            {"missing": set(trainable) - facts["missing"]},
            "Those are the ones that the optimizer does hold.",
            "in which direction does your code compare?",
        ),
        Mistake(
            "wrong-value",
            {"duplicated": facts["entries"]},
            "That is the number of entries, not of tensors.",
            many,
        ),
        Mistake(
            "wrong-value", {"duplicated": facts["surplus"], "dead": dead_entries}, surplus, many
        ),
        Mistake(
            "wrong-value",
            {"duplicated": sum(repeats)},
            "That is right for each group by itself.",
            "where can the second entry of a tensor be?",
        ),
        Mistake(
            "frozen-is-missing",
            _report(entries, named, every),
            "Those include frozen parameters.",
            "which parameters should an optimizer hold?",
        ),
        Mistake(
            "frozen-is-not-dead",
            _report(entries, trainable, list(trainable.values())),
            "That counts frozen parameters, and the model still has those.",
            "what makes a tensor dead?",
        ),
        Mistake(
            "first-group-only",
            _report(optimizer.param_groups[0]["params"], trainable, every),
            "That is right for the first group alone.",
            "how many groups does this optimizer have?",
        ),
        Mistake(
            "compared-values",
            _report(entries, trainable, every, _numbers),
            "That is the result of comparing numbers.",
            "are two tensors with equal numbers one tensor?",
        ),
        Mistake(
            "compared-shapes",
            _report(entries, trainable, every, lambda p: p.shape),
            "That is the result of comparing shapes.",
            "are two tensors of the same shape one tensor?",
        ),
        Mistake(
            "compared-names",
            {"missing": set(trainable) - noted} if noted else {},
            "That is the result of comparing names.",
            "which tensor had this name when the optimizer was made?",
        ),
        Mistake(
            "compared-lengths",
            {"dead": more, "duplicated": more},
            "That is how much longer one list is than the other.",
            "can two lists of the same length hold different tensors?",
        ),
        Mistake(
            "counted-numbers",
            {"dead": sum(p.numel() for p in dead.values())},
            "That is how many numbers are in the dead tensors.",
            "does the exercise ask for tensors, or for the numbers in them?",
        ),
    ]
    shown = [listed(sorted(v)) or "none" if key == "missing" else f"{v:g}" for v in (want, got)]
    what = f"Expected {key} to be {shown[0]}, got {shown[1]} ({case.text})."
    # Duplicates can be counted in three ways: the tensors, all their entries, the surplus ones.
    keys = (key, "entries", "surplus") if key == "duplicated" else (key,)
    diagnose(mistakes, lambda report: any(report.get(k, want) == got for k in keys), what)
    fail(
        "wrong-value",
        what,
        f"The optimizer lists {len(entries)} tensors; the model has {len(named)} parameters, "
        f"{len(trainable)} of them trainable.",
        "which tensors are in one of the two and not in the other?",
    )
