"""A shape error explained: its layer, its numbers, and what another number would lead to."""

import re
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from course.views.dry_run import End, can_resize, dry_run
from course.views.shape_errors import Clash, Shape, Unequal, layers_like, read, read_loading
from course.wording import count, listed

READS = (
    "This view cannot read the error. It reads products of matrices (mat1 and mat2), channels of "
    "a convolution or of BatchNorm, LayerNorm's sizes, and the size mismatches of load_state_dict."
)
ASK = "Look at: which of the two is wrong, what the layer takes or what it receives?"
_DTYPES = re.compile(r"same dtype|should be the same|expected scalar type", re.I)
_MOST = 100_000  # the largest number that can be tried


@dataclass(frozen=True)
class Knob:
    """A number that may be changed, and what it is now."""

    name: str
    label: str
    value: int


@dataclass
class Case:
    """One error: the views of it, and of what comes next when one number is changed."""

    model: nn.Module
    line: str  # the line of the text that tells the error
    clash: Clash | None = None  # the text's numbers
    unequal: tuple[Unequal, ...] = ()
    keys: bool = False  # the text also names missing or unexpected keys
    x: Tensor | None = None  # only if it leads to this error
    end: End | None = None  # how the pass with x ended
    note: str = ""

    @property
    def knobs(self) -> list[Knob]:
        if self.unequal:
            return self._loading_knobs()
        if self.x is None:
            return self._layer_knobs()
        found = []
        if self.end.clash and can_resize(self.model.get_submodule(self.end.path)):
            label = f"{_TAKES[self.end.clash.kind]} of {self.end.path or 'the model'}"
            found.append(Knob("layer", label, self.end.clash.expected))
        shape = self.x.shape
        return found + [Knob(k, label, shape[at[0]]) for k, label, at in _sides(shape)]

    def view(self, knob: str | None = None, value: int | None = None) -> dict[str, Any]:
        """Return what to draw, ready for JSON; with a knob, what follows from its new value."""
        known = {each.name: each for each in self.knobs}
        if knob is None or value == known[knob].value:
            return self._now()
        if type(value) is not int or not 1 <= value <= _MOST:
            raise ValueError(f"Expected a whole number from 1 to {_MOST:,}, got {value}.")
        changed = f"You changed: {known[knob].label}, from {known[knob].value} to {value}."
        if self.unequal:
            drawn = self._loading([_with(each, knob, value) for each in self.unequal], True)
        elif self.x is None:
            drawn = self._layer_alone(self.clash.changed(knob, value), value)
        else:
            drawn = self._ended(self._tried(knob, value), True)
        return drawn | {"changed": changed}

    def _now(self) -> dict[str, Any]:
        if self.unequal:
            drawn = self._loading(list(self.unequal), False)
        elif self.x is not None:
            drawn = self._ended(self.end, False)
        elif self.clash:
            drawn = _drawn(self.clash, self.line, self._found(), self._name())
        else:
            drawn = _plain(self.line, self.note or READS)
        if self.note and self.note not in drawn["sentence"]:
            drawn["sentence"] += f" {self.note}"
        return drawn

    # --- a forward pass -----------------------------------------------------------------------

    def _tried(self, knob: str, value: int) -> End:
        shape = list(self.x.shape)
        if knob == "layer":
            return dry_run(self.model, tuple(shape), self.x.dtype, (self.end.path, value))
        for name, _, places in _sides(self.x.shape):
            if name == knob:
                for place in places:
                    shape[place] = value
        return dry_run(self.model, tuple(shape), self.x.dtype)

    def _ended(self, end: End, again: bool) -> dict[str, Any]:
        if end.output:
            return _plain("", f"It runs: the model returns {end.output}.", runs=True)
        name = f"`{end.path}`" if end.path else "the model itself"
        before = f" Just before, {end.before}." if end.before else ""
        if not end.clash:
            first = "The next error is raised in" if again else "The error is raised in"
            return _plain(end.error if again else self.line, f"{first} {name}.{before}")
        first = ("Still: " if end.path == self.end.path else "The next error: ") if again else ""
        sentence = f"{first}{name} {_takes(end.clash)}{'' if again else f' {ASK}'}"
        line = end.error if again else self.line
        return _drawn(end.clash, line, sentence, name, end.before)

    # --- only the text ------------------------------------------------------------------------

    def _name(self) -> str:
        names = layers_like(self.model, self.clash)
        return f"`{names[0]}`" if len(names) == 1 and names[0] else "the layer"

    def _found(self) -> str:
        names = [
            f"`{name}`" if name else "the model" for name in layers_like(self.model, self.clash)
        ]
        if len(names) == 1:
            return f"{names[0]} {_takes(self.clash)} {ASK}"
        if names:
            return (
                f"{len(names)} layers of this model have these sizes: {listed(names, 4)}. One of "
                f"them {_takes(self.clash)} Pass a batch as third argument to see which."
            )
        return (
            f"The layer {_takes(self.clash)} But no layer of this model has these sizes. Look at: "
            "is it the model that raised the error, and was a layer replaced since?"
        )

    def _layer_knobs(self) -> list[Knob]:
        if self.clash is None:
            return []
        name, clash = self._name().replace("`", ""), self.clash
        found = [Knob("expected", f"{_TAKES[clash.kind]} of {name}", clash.expected)]
        if clash.kind == "LayerNorm" or clash.groups > 1:
            found = []
        what = "width" if clash.kind in ("Linear", "LayerNorm") else "channels"
        found.append(Knob("got", f"{what} of what it receives", clash.got))
        return [*found, Knob("rows", "batch", clash.rows)] if clash.rows else found

    def _layer_alone(self, clash: Clash, value: int) -> dict[str, Any]:
        if clash.fits:
            sentence = f"{self._name()} runs: it takes {clash.expected} and receives {clash.got}. "
            sentence += "To see what the layers after it say, pass a batch as third argument."
            return _drawn(clash, "", sentence, self._name()) | {"runs": True}
        sentence = f"{self._name()} {_takes(clash)} {ASK}"
        return _drawn(clash, clash.text, sentence, self._name())

    # --- loading ------------------------------------------------------------------------------

    def _loading_knobs(self) -> list[Knob]:
        found: dict[str, Knob] = {}
        for each in self.unequal:
            layer = each.key.rpartition(".")[0]
            for place, (a, b) in enumerate(zip(each.theirs, each.ours, strict=False)):
                name = f"{layer}/{place}"
                if a != b and place < 2:
                    label = f"{('outputs', 'inputs')[place]} of {layer or each.key} in your model"
                    found.setdefault(name, Knob(name, label, b))
        return list(found.values())[:6]

    def _loading(self, tensors: list[Unequal], again: bool) -> dict[str, Any]:
        left = [each for each in tensors if each.theirs != each.ours]
        if not left:
            loads = "The missing and unexpected keys would still be refused."
            loads = loads if self.keys else "The checkpoint would load."
            they = "The tensor fits." if len(tensors) == 1 else f"All {len(tensors)} tensors fit."
            return _plain("", f"{they} {loads}", runs=True)
        first, names = left[0], listed([f"`{each.key}`" for each in left], 4)
        differ = "has another shape" if len(left) == 1 else "have other shapes"
        sentence = f"{names} {differ} in the checkpoint than in your model."
        if not again and (wrong := self._other_shape(first)):
            sentence += wrong
        drawn = _plain(first.text if again else self.line, sentence)
        for side, title, shape, other in (
            ("left", "the checkpoint", first.theirs, first.ours),
            ("right", "your model", first.ours, first.theirs),
        ):
            roles = _ROLES.get(len(shape), ["size"] * len(shape))
            numbers = [
                _number(n, role, f"`{first.key}` in {title}", other[place : place + 1] != (n,))
                for place, (n, role) in enumerate(zip(shape, roles, strict=True))
            ]
            drawn[side] = {"title": title, "numbers": numbers}
        return drawn | {"sign": "≠"}

    def _other_shape(self, tensor: Unequal) -> str:
        own = self.model.state_dict().get(tensor.key)
        if own is None:
            return f" The model that you passed has no `{tensor.key}`."
        if tuple(own.shape) != tensor.ours:
            return f" In the model that you passed, `{tensor.key}` is {tuple(own.shape)}."
        return ""


def diagnose(model: nn.Module, error: object, x: Tensor | None = None) -> Case:
    """Find out what a text says about a model; with ``x``, also where the pass ends."""
    text = str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if unequal := tuple(read_loading(text)):
        keys = bool(re.search(r"(Missing|Unexpected) key\(s\)", text))
        return Case(model, unequal[0].text, unequal=unequal, keys=keys)
    clash = read(text)
    line = next((each for each in lines if read(each)), lines[-1] if lines else "")
    case = Case(model, line[:300], clash)
    if not clash:
        case.note = READS
        if _DTYPES.search(text):
            case.note = "This is about types, not shapes: the input and the weights must have one."
    if x is None:
        return case
    end = dry_run(model, tuple(x.shape), x.dtype)
    same = end.clash and clash and _numbers(end.clash) == _numbers(clash)
    if same or (end.error and not clash):
        case.x, case.end, case.note = x, end, "" if end.clash else case.note
    else:
        other = f"returns {end.output}" if end.output else f"raises another error: {end.error}"
        case.note = f"With the batch that you passed, the model {other}."
    return case


def _numbers(clash: Clash) -> tuple:
    return clash.kind, clash.rows if clash.kind == "Linear" else 0, clash.got, clash.expected


def _sides(shape: Shape) -> list[tuple[str, str, tuple[int, ...]]]:
    """The sizes of an input that may be changed: name, label and places in its shape."""
    found = [("batch", "batch", (0,))]
    if len(shape) == 4:
        square = shape[2] == shape[3]
        size = [("size", "height and width of the images", (2, 3))]
        sides = [("height", "height of the images", (2,)), ("width", "width of the images", (3,))]
        return [*(size if square else sides), ("channels", "channels of the images", (1,)), *found]
    if len(shape) > 1:
        found.insert(0, ("width", "width of the input", (len(shape) - 1,)))
    return found


def _with(tensor: Unequal, knob: str, value: int) -> Unequal:
    """The tensor with another size, if it belongs to this layer."""
    layer, _, place = knob.rpartition("/")
    ours = list(tensor.ours)
    if tensor.key.rpartition(".")[0] != layer or int(place) >= len(ours):
        return tensor
    ours[int(place)] = value
    return Unequal(tensor.key, tensor.theirs, tuple(ours))


_TAKES = {
    "Linear": "in_features",
    "convolution": "in_channels",
    "BatchNorm": "num_features",
    "LayerNorm": "normalized_shape",
}
_ROLES = {
    1: ["outputs"],
    2: ["outputs", "inputs"],
    4: ["outputs", "inputs", "height", "width"],
}


def _takes(clash: Clash) -> str:
    what = "feature" if clash.kind in ("Linear", "LayerNorm") else "channel"
    return f"takes {count(clash.expected, what)} and receives {clash.got}."


def _drawn(clash: Clash, line: str, sentence: str, name: str, before: str = "") -> dict[str, Any]:
    """The numbers of an input and its layer, each with where it comes from."""
    drawn = _plain(line, sentence)
    bad, linear = not clash.fits, clash.kind == "Linear"
    comes = f"just before, {before}" if before else "what the layer before it returns"
    if not before and clash.kind == "convolution":
        comes = "your images, or what the layer before it returns"
    what = "width" if linear or clash.kind == "LayerNorm" else "channels"
    left = [_number(clash.got, what, comes, bad)]
    right = [_number(clash.expected, _TAKES[clash.kind], f"what {name} was made for", bad)]
    if clash.rows:
        many = f"all sizes of the input {clash.input} but the last, multiplied"
        rows = many if linear and len(clash.input) > 2 else "the batch: one for each image"
        left.insert(0, _number(clash.rows, "rows" if linear else "batch", rows))
    if clash.out:
        label = "out_features" if linear else "out_channels"
        right.append(_number(clash.out, label, f"what {name} returns"))
    titles = ("mat1: the input", f"mat2: {name}") if linear else ("the input", name)
    drawn["left"] = {"title": titles[0], "numbers": left}
    drawn["right"] = {"title": titles[1], "numbers": right}
    return drawn | {"sign": "≠" if bad else "="}


def _plain(line: str, sentence: str, runs: bool = False) -> dict[str, Any]:
    empty = {"left": None, "right": None, "sign": "", "changed": ""}
    return {"error": line, "sentence": sentence, "runs": runs} | empty


def _number(value: int, role: str, where: str, clash: bool = False) -> dict[str, Any]:
    return {"value": value, "role": role, "where": where, "clash": clash}
