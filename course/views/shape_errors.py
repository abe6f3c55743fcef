"""Texts of shape errors as numbers, and layers as the numbers that their errors would show."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Clash:
    """A layer and its input: the two sizes that must be equal, and those around them."""

    kind: str  # Linear, convolution, BatchNorm or LayerNorm
    got: int  # what the input has
    expected: int  # what the layer takes
    rows: int = 0  # Linear: how many rows the input has; convolution: how many images
    out: int = 0  # what the layer returns; 0 if that is what it receives
    input: Shape = ()  # the input's whole shape, where the text or the layer tells it
    weight: Shape = ()  # convolution: the weight's shape
    groups: int = 1

    @property
    def fits(self) -> bool:
        return self.got == self.expected

    @property
    def text(self) -> str:
        """The error in PyTorch's words."""
        if self.kind == "Linear":
            shapes = f"{self.rows}x{self.got} and {self.expected}x{self.out}"
            return f"mat1 and mat2 shapes cannot be multiplied ({shapes})"
        if self.kind == "convolution":
            return (
                f"Given groups={self.groups}, weight of size {list(self.weight)}, expected input"
                f"{list(self.input)} to have {self.expected} channels, but got {self.got} "
                "channels instead"
            )
        if self.kind == "BatchNorm":
            return f"running_mean should contain {self.got} elements not {self.expected}"
        return (
            f"Given normalized_shape=[{self.expected}], expected input with shape "
            f"[*, {self.expected}], but got input of size{list(self.input)}"
        )

    def changed(self, name: str, value: int) -> "Clash":
        """The same with another ``rows``, ``got`` or ``expected``."""
        new = replace(self, **{name: value})
        if self.kind == "convolution":
            batch = new.rows if name == "rows" else self.input[0]
            new = replace(
                new,
                input=(batch, new.got, *self.input[2:]),
                weight=(self.out, new.expected // self.groups, *self.weight[2:]),
            )
        elif self.kind == "LayerNorm":
            new = replace(new, input=(*self.input[:-1], new.got))
        return new


@dataclass(frozen=True)
class Unequal:
    """A tensor of a checkpoint whose shape is another one in the model."""

    key: str
    theirs: Shape  # the checkpoint's
    ours: Shape  # the model's

    @property
    def text(self) -> str:
        theirs, ours = (f"torch.Size({list(shape)})" for shape in (self.theirs, self.ours))
        return (
            f"size mismatch for {self.key}: copying a param with shape {theirs} from checkpoint, "
            f"the shape in current model is {ours}."
        )


_PRODUCT = re.compile(r"shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
_META = re.compile(r"a and b must have same reduction dim, but got \[(.+?)\] X \[(.+?)\]")
_CONVOLUTION = re.compile(
    r"Given groups=(\d+), weight of size \[([\d, ]+)\], expected input\[([\d, ]+)\] "
    r"to have (\d+) channels, but got (\d+) channels"
)
_BATCH_NORM = re.compile(r"running_mean should contain (\d+) elements not (\d+)")
_LAYER_NORM = re.compile(
    r"Given normalized_shape=\[(\d+)\], expected input with shape \[\*, \d+\], "
    r"but got input of size\[([\d, ]+)\]"
)
_UNEQUAL = re.compile(
    r"size mismatch for (\S+): copying a param with shape (?:torch\.Size\()?\[([\d, ]*)\]\)? "
    r"from checkpoint,\s+the shape in current model is (?:torch\.Size\()?\[([\d, ]*)\]"
)


def read(text: str) -> Clash | None:
    """Return the numbers of a forward pass's shape error; None if it is another text."""
    if found := _PRODUCT.search(text):
        rows, got, expected, out = map(int, found.groups())
        return Clash("Linear", got, expected, rows, out)
    if found := _META.search(text):
        (rows, got), (expected, out) = map(_shape, found.groups())
        return Clash("Linear", got, expected, rows, out)
    if found := _CONVOLUTION.search(text):
        weight, shape = _shape(found[2]), _shape(found[3])
        expected, got, groups = int(found[4]), int(found[5]), int(found[1])
        return Clash("convolution", got, expected, shape[0], weight[0], shape, weight, groups)
    if found := _BATCH_NORM.search(text):
        return Clash("BatchNorm", int(found[1]), int(found[2]))
    if found := _LAYER_NORM.search(text):
        shape = _shape(found[2])
        return Clash("LayerNorm", shape[-1], int(found[1]), input=shape)
    return None


def read_loading(text: str) -> list[Unequal]:
    """Return the tensors that ``load_state_dict`` refused for their shape."""
    return [Unequal(key, _shape(a), _shape(b)) for key, a, b in _UNEQUAL.findall(text)]


def numbers_of(layer: nn.Module, shape: Sequence[int]) -> Clash | None:
    """Return the numbers of a layer and an input of this shape; None for other kinds of layers."""
    shape = tuple(shape)
    if isinstance(layer, nn.Linear) and shape:
        out, expected = layer.weight.shape  # not in_features: a label may have been changed
        return Clash("Linear", shape[-1], expected, math.prod(shape[:-1]), out, shape)
    if isinstance(layer, _ConvNd) and not layer.transposed and len(shape) == layer.weight.ndim:
        weight = tuple(layer.weight.shape)
        expected = weight[1] * layer.groups
        out, groups = weight[0], layer.groups
        return Clash("convolution", shape[1], expected, shape[0], out, shape, weight, groups)
    if isinstance(layer, _BatchNorm) and len(shape) > 1 and layer.running_mean is not None:
        return Clash("BatchNorm", shape[1], len(layer.running_mean), input=shape)
    if isinstance(layer, nn.LayerNorm) and shape and len(layer.normalized_shape) == 1:
        return Clash("LayerNorm", shape[-1], layer.normalized_shape[0], input=shape)
    return None


def layers_like(model: nn.Module, clash: Clash) -> list[str]:
    """Return the names of the layers that such an error can come from, by their shapes."""
    return [name for name, layer in model.named_modules() if _alike(layer, clash)]


def _alike(layer: nn.Module, clash: Clash) -> bool:
    if clash.kind == "Linear":
        return isinstance(layer, nn.Linear) and _is(layer.weight, (clash.out, clash.expected))
    if clash.kind == "convolution":
        same = isinstance(layer, _ConvNd) and not layer.transposed
        return same and _is(layer.weight, clash.weight) and layer.groups == clash.groups
    if clash.kind == "BatchNorm":
        return isinstance(layer, _BatchNorm) and _is(layer.running_mean, (clash.expected,))
    return isinstance(layer, nn.LayerNorm) and tuple(layer.normalized_shape) == (clash.expected,)


def _is(tensor: Tensor | None, shape: Shape) -> bool:
    return tensor is not None and tuple(tensor.shape) == shape


def _shape(text: str) -> Shape:
    return tuple(int(part) for part in re.findall(r"\d+", text))
