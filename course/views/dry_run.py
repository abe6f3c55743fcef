"""A forward pass without numbers: where it ends, for inputs and layers of any size."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from course.heads import tensors_in
from course.views.shape_errors import Clash, Shape, numbers_of
from course.views.verdicts import shape_of


@dataclass(frozen=True)
class End:
    """How a pass ended: with an output, or with an error in one of the modules."""

    output: str = ""  # its shape, if the pass ran
    error: str = ""
    path: str = ""  # the innermost module that did not return
    clash: Clash | None = None  # the numbers of that module, if they are the reason
    before: str = ""  # the last layer that returned, and what shape


class _Stop(Exception):
    def __init__(self, clash: Clash) -> None:
        super().__init__(clash.text)
        self.clash = clash


def dry_run(
    model: nn.Module, shape: Shape, dtype: torch.dtype, change: tuple[str, int] | None = None
) -> End:
    """Run the model on the meta device, in its own mode; it stays as it was.

    Args:
        shape, dtype: those of the input.
        change: a layer's path, and the number of features or channels that it is to take instead.
    """
    wanted = {module: name for name, module in model.named_modules()}
    running: list[nn.Module] = []
    returned: list[str] = []
    take = {model.get_submodule(change[0]): change[1]} if change else {}

    def enter(module: nn.Module, args: tuple, kwargs: dict[str, Any]) -> None:
        running.append(module)
        first = next(tensors_in([*args, *kwargs.values()]), None)
        numbers = numbers_of(module, first.shape) if first is not None else None
        if numbers and not numbers.fits:
            raise _Stop(numbers)

    def leave(module: nn.Module, args: tuple, output: object) -> None:
        running.pop()
        if not list(module.children()):
            returned.append(f"`{wanted[module]}` returned {shape_of(output)}")

    handles = [m.register_forward_pre_hook(enter, with_kwargs=True) for m in wanted]
    handles += [m.register_forward_hook(leave) for m in wanted]
    try:
        with torch.device("meta"), torch.no_grad():
            tensors = _resized(model, take)
            x = torch.empty(shape, dtype=dtype)
            return End(output=shape_of(functional_call(model, tensors, (x,))))
    except Exception as error:  # a model can raise anything; what it was is shown
        at = wanted[running[-1]] if running else ""
        clash = error.clash if isinstance(error, _Stop) else None
        text = f"{type(error).__name__}: {error}".splitlines()[0]
        before = returned[-1] if returned else ""
        return End(error=clash.text if clash else text, path=at, clash=clash, before=before)
    finally:
        for handle in handles:
            handle.remove()


def can_resize(layer: nn.Module) -> bool:
    """Whether ``dry_run`` can give the layer another number of inputs."""
    plain = nn.Linear, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d
    convolution = isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d) and layer.groups == 1
    return isinstance(layer, plain) or convolution


def _resized(model: nn.Module, take: dict[nn.Module, int]) -> dict[str, Tensor]:
    """The model's tensors on the meta device, those of some layers with other shapes."""
    tensors = {}
    for path, module in model.named_modules():
        own = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
        for name, tensor in own:
            shape = list(tensor.shape)
            if module in take and shape:
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    shape[0] = take[module]
                elif name == "weight":
                    shape[1] = take[module]
            tensors[f"{path}.{name}".lstrip(".")] = torch.empty(shape, dtype=tensor.dtype)
    return tensors
