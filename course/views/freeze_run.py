"""What the freeze board runs: a small model, the code that its switches make, and one step."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import SGD

from course.audit.step import training_step
from course.views.movement import is_statistic

PARTS = ("body", "statistics", "head")
FLAGS = ("leave as it is", "True", "False")
# Switches: for each its label and its options, the default first.
BUILD = {
    "order": (
        "freeze and swap",
        (
            "freeze all, then swap",
            "swap, then freeze all",
            "freeze the old fc, then swap",
            "swap, freeze nothing",
        ),
    ),
    "made": ("optimizer made", ("after the swap", "before the swap")),
    "holds": ("optimizer holds", ("the head", "everything", "only requires_grad")),
    "momentum": ("momentum", ("0", "0.9")),
    "weight_decay": ("weight decay", ("0", "0.1")),
}
STEP = {
    "convs": ("requires_grad, convolutions", FLAGS),
    "norms": ("requires_grad, BatchNorm", FLAGS),
    "fc": ("requires_grad, fc", FLAGS),
    "mode": ("mode", ("train", "eval", "train, body in eval")),
    "zero_grad": ("zero_grad", ("set_to_none=True", "set_to_none=False", "not called")),
}
DEFAULTS = {key: options[0] for key, (_, options) in (BUILD | STEP).items()}

PASS = "loss = F.cross_entropy(model(x), y)\nloss.backward()\noptimizer.step()"
SWAP = "model.fc = nn.Linear(8, 3)"


@dataclass
class Run:
    """A model between two steps."""

    names: dict[str, Any]  # what the code can use: model, optimizer, x, y, …
    old: nn.Module  # the head before the swap
    error: str = ""  # why there is no optimizer
    steps: int = 0
    summed: dict[str, int] = field(default_factory=dict)  # backward passes in each gradient


@dataclass
class Row:
    """One tensor after a step. For a statistic, only ``moved`` and ``odd`` mean something."""

    name: str
    part: str  # one of PARTS, or "" for a tensor that left the model
    trainable: bool = False
    held: bool = False
    norm: float | None = None  # of its gradient; None if that is None
    summed: int = 0
    moved: bool = False
    odd: bool = False  # what the row says contradicts itself

    def cells(self) -> list[str]:
        """The row as text."""
        name = "▶ " * self.odd + self.name
        moved = "≠ moved" if self.moved else "= still"
        if self.part == "statistics":
            return [name, moved, "–", "–", "–"]
        flag, held = "True" if self.trainable else "❄ False", "● yes" if self.held else "○ no"
        return [name, moved, flag, held, self._gradient()]

    def _gradient(self) -> str:
        if self.norm is None:
            return "None"
        if self.norm == 0:
            return "zeros"
        size = f"{self.norm:.2f}"
        if not self.trainable:
            return f"{size}, left over"
        return f"{size}, sum of {self.summed}" if self.summed > 1 else size


@dataclass
class Step:
    """One training step: what was set, predicted and observed."""

    number: int
    settings: dict[str, str]
    rows: list[Row]
    error: str  # the line of Python's error, or ""
    findings: set[str]  # ids of misconceptions that `course.audit` found
    predicted: Collection[str] | None  # the parts that were said to move; None: no prediction
    had_momentum: bool  # a frozen tensor had momentum from earlier steps

    @property
    def moved(self) -> dict[str, bool]:
        return {part: any(row.moved for row in self.rows if row.part == part) for part in PARTS}

    @property
    def wrong(self) -> list[str]:
        """The parts whose movement was predicted wrongly."""
        if self.predicted is None:
            return []
        return [part for part in PARTS if self.moved[part] != (part in self.predicted)]


def code(settings: dict[str, str]) -> str:
    """The code that these settings mean: what the board shows is what it runs."""
    body = [_build_code(settings), "", "# every step", *_before_pass(settings), PASS]
    return "\n".join(body)


def _build_code(s: dict[str, str]) -> str:
    freeze = "model.requires_grad_(False)"
    lines = {
        "freeze all, then swap": [freeze, SWAP],
        "swap, then freeze all": [SWAP, freeze],
        "freeze the old fc, then swap": ["model.fc.requires_grad_(False)", SWAP],
        "swap, freeze nothing": [SWAP],
    }[s["order"]]
    held = {
        "the head": "model.fc.parameters()",
        "everything": "model.parameters()",
        "only requires_grad": "trainable",
    }[s["holds"]]
    options = "lr=0.1"
    for key in ("momentum", "weight_decay"):
        options += f", {key}={s[key]}" if s[key] != "0" else ""
    made = [f"optimizer = SGD({held}, {options})"]
    if held == "trainable":
        made.insert(0, "trainable = [p for p in model.parameters() if p.requires_grad]")
    place = lines.index(SWAP) if s["made"] == "before the swap" else len(lines)
    return "\n".join([*lines[:place], *made, *lines[place:]])


def _before_pass(s: dict[str, str]) -> list[str]:
    layers = {"convs": ("body.conv1", "body.conv2"), "norms": ("body.bn1", "body.bn2")}
    lines = [
        f"model.{layer}.requires_grad_({s[key]})"
        for key in ("convs", "norms", "fc")
        for layer in layers.get(key, ("fc",))
        if s[key] != FLAGS[0]
    ]
    lines.append("model.eval()" if s["mode"] == "eval" else "model.train()")
    if s["mode"] == "train, body in eval":
        lines.append("model.body.eval()")
    if s["zero_grad"] != "not called":
        lines.append(f"optimizer.zero_grad({s['zero_grad']})")
    return lines


def build(settings: dict[str, str]) -> Run:
    """Make the model and run the code that comes before training; equal on every call."""
    with torch.random.fork_rng(devices=[]), torch.device("cpu"), torch.enable_grad():
        torch.default_generator.manual_seed(0)
        model = _model()
        y = torch.arange(12) % 3
        x = torch.randn(12, 3, 8, 8) + torch.randn(3, 3, 1, 1)[y]  # each class has its own colour
        run = Run({"model": model, "x": x, "y": y, "nn": nn, "F": F, "SGD": SGD}, model.fc)
        try:
            exec(_build_code(settings), run.names)
        except ValueError as error:
            run.error = f"ValueError: {error}"
    return run


def _model() -> nn.Module:
    body = nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(3, 6, 3, bias=False),
            bn1=nn.BatchNorm2d(6),
            relu1=nn.ReLU(),
            conv2=nn.Conv2d(6, 8, 3, bias=False),
            bn2=nn.BatchNorm2d(8),
            relu2=nn.ReLU(),
            pool=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
        )
    )
    return nn.Sequential(OrderedDict(body=body, fc=nn.Linear(8, 5)))


def step(run: Run, settings: dict[str, str], predicted: Collection[str] | None) -> Step:
    """Take one training step and return what it did, tensor by tensor."""
    run.steps += 1
    tensors, optimizer = _tensors(run), run.names.get("optimizer")
    before = {name: value.detach().clone() for name, value in tensors.items()}
    error, pushed = run.error, False
    if not error:
        with torch.enable_grad():
            exec("\n".join(_before_pass(settings)), run.names)
            for name, value in tensors.items():
                if value.grad is None or not value.grad.any():
                    run.summed[name] = 0
            pushed = any(
                state.get("momentum_buffer") is not None and not p.requires_grad
                for p, state in optimizer.state.items()
            )
            try:
                exec(PASS, run.names)
                for name, value in tensors.items():
                    run.summed[name] += value.requires_grad
            except RuntimeError as raised:
                error = f"RuntimeError: {raised}"
    findings = training_step(run.names["model"], optimizer, before) if optimizer else []
    return Step(
        run.steps,
        dict(settings),
        [_row(run, name, value, before[name], bool(error)) for name, value in tensors.items()],
        error,
        {finding.misconception for finding in findings},
        predicted,
        pushed,
    )


def _tensors(run: Run) -> dict[str, Tensor]:
    """Parameters and running statistics of the model, and what the optimizer holds besides."""
    values = run.names["model"].state_dict(keep_vars=True)
    tensors = {name: value for name, value in values.items() if value.is_floating_point()}
    for name, value in run.old.named_parameters(prefix="old fc"):
        if id(value) in _held(run):
            tensors[name] = value
    return tensors


def _held(run: Run) -> set[int]:
    groups = run.names["optimizer"].param_groups if "optimizer" in run.names else []
    return {id(p) for group in groups for p in group["params"]}


def _row(run: Run, name: str, value: Tensor, before: Tensor, failed: bool) -> Row:
    moved = not torch.equal(value, before)
    if is_statistic(name):
        layer = run.names["model"].get_submodule(name.rpartition(".")[0])
        frozen = not any(p.requires_grad for p in layer.parameters())
        return Row(name, "statistics", moved=moved, odd=moved and frozen)
    row = Row(
        name,
        {"body": "body", "fc": "head"}.get(name.split(".")[0], ""),
        value.requires_grad,
        id(value) in _held(run),
        None if value.grad is None else value.grad.norm().item(),
        run.summed.get(name, 0),
        moved,
    )
    # A tensor of the old head is held for nothing; after an error, nothing was meant to move.
    row.odd = not row.part or (moved != row.trainable and not failed)
    return row
