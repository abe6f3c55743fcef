"""Tensors that behave as if they were on another device, for machines that have only one."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

TWO_DEVICES = "Expected all tensors to be on the same device, but found at least two devices!"
_AWAY = torch.device("cuda", 0)


class Elsewhere(Tensor):
    """A tensor that works with others of its kind and can be moved to the CPU.

    Together with an ordinary tensor it raises what a tensor on a GPU would raise.
    """

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: Any = None):
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name == "__get__":  # a property
            asked = getattr(func.__self__, "__name__", "")
            if asked in ("device", "is_cuda"):
                return _AWAY if asked == "device" else True
        given = [*args, *kwargs.values()]
        given += [each for many in given if isinstance(many, list | tuple) for each in many]
        others = [each for each in given if isinstance(each, Tensor) and each is not args[0]]
        if name in ("to", "cpu", "type_as"):
            asked = [
                torch.device(each)
                for each in (*args[1:], *kwargs.values())
                if isinstance(each, torch.device | str)
            ]
            asked += [each.device for each in others]
            if name == "cpu" or any(device.type == "cpu" for device in asked):
                here = args[0].as_subclass(Tensor)
                dtypes = [each for each in args[1:] if isinstance(each, torch.dtype)]
                return here.to(kwargs.get("dtype", dtypes[0] if dtypes else here.dtype), copy=True)
            return args[0] if asked else super().__torch_function__(func, types, args, kwargs)
        if any(isinstance(each, Tensor) and type(each) is not cls and each.ndim for each in given):
            raise RuntimeError(TWO_DEVICES)
        return super().__torch_function__(func, types, args, kwargs)
