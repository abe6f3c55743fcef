"""Whether a layer of a model is its head, and why not: a true sentence for each module."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from course.heads import HEADS, modes_kept, tensors_in
from course.wording import count


@dataclass
class Look:
    """What one forward pass shows about the modules of a model."""

    model: nn.Module
    head: nn.Module
    output: str  # the shape that the model returns
    calls: dict[nn.Module, tuple[int, str]]  # when a module returned last, and what shape
    used: dict[int, int]  # id of a tensor → when a function received it last

    @cached_property
    def modules(self) -> dict[str, nn.Module]:
        return dict(self.model.named_modules(remove_duplicate=False))

    def rows(self) -> list[dict[str, Any]]:
        """The modules as the lines of a tree, ready for JSON."""
        return list(self._rows("", "", self.model, 1))

    def _rows(self, path: str, name: str, module: nn.Module, level: int) -> Iterator[dict]:
        children = list(module.named_children())
        yield {
            "path": path,
            "name": name,
            "kind": kind(module),
            "shape": self.calls[module][1] if module in self.calls else "",
            "parameters": f"{sum(p.numel() for p in module.parameters()):,}",
            "level": level,
            "parent": bool(children),
            "idle": self._idle(module),
        }
        for name, child in children:
            yield from self._rows(f"{path}.{name}".lstrip("."), name, child, level + 1)

    def _idle(self, module: nn.Module) -> bool:
        """Whether the pass neither called it nor used a tensor of it or of a layer inside."""
        inside = any(each in self.calls for each in module.modules())
        return not inside and not any(id(t) in self.used for t in module.parameters())

    def verdict(self, path: str) -> tuple[bool, str]:
        """Whether the module is the head, and a sentence that says why."""
        module = self.modules[path]
        if module is self.head:
            return True, self._yes()
        return False, f"No. {self._no(path, module)}"

    def _yes(self) -> str:
        weight = self.head.weight
        others = sum(isinstance(each, HEADS) for each in self.calls)
        features = getattr(self.head, "in_features", 0) or self.head.in_channels
        text = (
            f"Yes. Of the {count(others, 'Linear or convolution layer')} that this pass calls, it "
            f"runs last: it turns {features} features into {weight.shape[0]} logits."
        )
        shape = self.calls[self.head][1]
        if shape != self.output:
            text += f" Its output, {shape}, then becomes {self.output} without another such layer."
        return text

    def _no(self, path: str, module: nn.Module) -> str:
        what = _a(type(module).__name__)
        if any(each is self.head for each in module.modules()):
            return self._around(path, module)
        if self._idle(module):
            if list(module.parameters()):
                return "It is never called: nothing in this pass uses its weights."
            return f"It is {what} that is never called, and it has no weights."
        when, shape = self.calls.get(module, (None, ""))
        end = self.calls[self.head][0]
        if when is None:
            return self._not_called(module, end)
        differs = f" It returns {shape}, not the logits, {self.output}."
        differs = differs if shape != self.output else ""
        if when > end:
            weights = "and has no weights to replace"
            if list(module.parameters()):
                weights = "but it is neither a Linear nor a convolution"
            return f"It is {what}: it runs after the head, {weights}."
        if list(module.children()):
            return f"It is a container of layers that run before the head.{differs}"
        if isinstance(module, HEADS):
            later = sum(isinstance(m, HEADS) and at > when for m, (at, _) in self.calls.items())
            more = "one more Linear or convolution runs"
            if later > 1:
                more = f"{later} more Linear or convolution layers run"
            return f"It is {what}, but {more} after it.{differs}"
        if list(module.parameters()):
            return f"It is {what}: it has weights, but it runs before the head.{differs}"
        return f"It is {what}: it has no weights, and it runs before the head.{differs}"

    def _around(self, path: str, module: nn.Module) -> str:
        if not path:
            return "It is the whole model: the head is one layer inside it."
        inside = len(list(module.modules())) - 1
        others = f": the head is one of the {inside} modules inside it"
        return f"It is the container around the head{others if inside > 1 else ''}. Look inside."

    def _not_called(self, module: nn.Module, end: int) -> str:
        """What holds of a module that is not called, while its weights or its layers are used."""
        inside = [self.calls[each][0] for each in module.modules() if each in self.calls]
        times = [self.used[id(t)] for t in module.parameters() if id(t) in self.used]
        before = " before the head runs" if max([*inside, *times]) < end else ""
        if inside:
            return f"It is a list of layers: nothing calls it, only the layers inside{before}."
        return f"Nothing calls it: the layer around it uses its weights{before}."


def look(model: nn.Module, x: Tensor) -> Look:
    """Run the model once, in eval mode without gradients, and leave it as it was.

    Args:
        x: a batch for the model. It is moved to the model's device, and takes its dtype.

    Raises:
        ValueError: the pass calls no Linear and no convolution.
    """
    clock = itertools.count()
    calls: dict[nn.Module, tuple[int, str]] = {}

    def note(module: nn.Module, args: tuple, output: object) -> None:
        calls[module] = next(clock), shape_of(output)

    handles = [module.register_forward_hook(note) for module in model.modules()]
    watch = _Watch(clock)
    try:
        with modes_kept(model), torch.no_grad():
            batch = _fitted(x, model.eval())
            with watch:
                output = model(batch)
    finally:
        for handle in handles:
            handle.remove()
    heads = [module for module in calls if isinstance(module, HEADS)]
    if not heads:
        name = type(model).__name__
        raise ValueError(f"Expected {name} to call a Linear or a convolution; it calls none.")
    head = max(heads, key=lambda module: calls[module])
    return Look(model, head, shape_of(output), calls, watch.used)


@dataclass
class Hunt:
    """A person's search for the heads of several models."""

    models: dict[str, nn.Module]
    x: Tensor
    found: set[str] = field(default_factory=set)
    _looks: dict[str, Look] = field(default_factory=dict)
    _tried: dict[str, dict[str, bool]] = field(default_factory=dict)

    def view(self, model: str | None, path: str | None, tree: bool) -> dict[str, Any]:
        """Return what to draw: the chosen model, and the verdict on one of its modules.

        Args:
            tree: whether the browser still needs the rows of this model.
        """
        drawn: dict[str, Any] = {"model": model, "path": None, "verdict": "", "yes": False}
        if model is not None:
            try:
                seen = self._look(model)
            except Exception as error:  # whatever the student's model raises is shown to them
                drawn["verdict"] = f"{model} does not run here. {type(error).__name__}: {error}"
                drawn["rows"] = []
                return drawn | self._score(model)
            if tree:
                drawn["rows"] = seen.rows()
            if path is not None:
                yes, why = seen.verdict(path)
                drawn |= {"path": path, "verdict": why, "yes": yes}
                self._tried.setdefault(model, {})[path] = yes
                if yes:
                    self.found.add(model)
        return drawn | self._score(model)

    def _look(self, model: str) -> Look:
        if model not in self._looks:
            self._looks[model] = look(self.models[model], self.x)
        return self._looks[model]

    def _score(self, model: str | None) -> dict[str, Any]:
        score = f"{len(self.found)} of {len(self.models)} found"
        tried = self._tried.get(model, {})
        return {"score": score, "found": sorted(self.found), "tried": tried}


class _Watch(TorchFunctionMode):
    """Notes which tensors functions receive: some layers use the weights of one they never call."""

    def __init__(self, clock: Iterator[int]) -> None:
        super().__init__()
        self.used: dict[int, int] = {}
        self._clock = clock

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if getattr(func, "__name__", "") != "__get__":  # reading a dtype is no use
            now = next(self._clock)
            self.used |= {id(t): now for t in tensors_in([*args, *kwargs.values()])}
        return func(*args, **kwargs)


def _fitted(x: Tensor, model: nn.Module) -> Tensor:
    like = next(model.parameters(), x)
    dtype = like.dtype if x.is_floating_point() else x.dtype
    if x.is_meta and not like.is_meta:
        return torch.zeros(x.shape, device=like.device, dtype=dtype)
    return x.to(like.device, dtype)


def shape_of(output: object) -> str:
    """The shape of a module's output, as text that fits on a line."""
    if isinstance(output, Tensor):
        return str(tuple(output.shape))
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, tuple | list):
        parts = [shape_of(part) for part in output if part is not None]
        return f"{count(len(parts), 'output')}: {', '.join(parts[:3])}{' …' * (len(parts) > 3)}"
    return type(output).__name__


def kind(module: nn.Module) -> str:
    """The class of a module, with the arguments of a layer."""
    arguments = module.extra_repr() if not list(module.children()) else ""
    arguments = arguments if len(arguments) <= 60 else f"{arguments[:57]}…"
    return f"{type(module).__name__}({arguments})" if arguments else type(module).__name__


def _a(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
