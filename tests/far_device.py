"""A "GPU" on a computer that has none: its tensors compute on the CPU and say that they are far.

As on a real one, an operation on tensors of both places fails, and so does reading a far tensor as
an array. So a tensor that was left behind is found on any machine.
"""

import contextlib
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import return_and_correct_aliasing
from torch.utils._pytree import tree_leaves, tree_map_only

FAR, NEAR = torch.device("cuda", 0), torch.device("cpu")
aten = torch.ops.aten
COPIES = {aten.copy_.default, aten._to_copy.default}  # these may cross


class Far(Tensor):
    """A tensor that is somewhere else; ``near`` holds its values."""

    @staticmethod
    def __new__(cls, near: Tensor) -> "Far":
        far = Tensor._make_wrapper_subclass(
            cls,
            near.size(),
            strides=near.stride(),
            storage_offset=near.storage_offset(),
            dtype=near.dtype,
            device=NEAR,  # or autograd would ask for the GPU's streams
            requires_grad=near.requires_grad,
        )
        far.near = near.detach()
        return far

    def __repr__(self, **_: object) -> str:
        return f"far({self.near!r})"

    def __reduce_ex__(self, protocol: int) -> tuple:
        return self.near.__reduce_ex__(protocol)

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return _call(func, args, kwargs or {})

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return _run(func, args, kwargs or {})


class _There(TorchFunctionMode):
    """Sends to the far side what is made there or moved there."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return _call(func, args, kwargs or {})


def _call(func, args, kwargs):
    """What Python asks of a tensor: where it is, to go elsewhere, to become an array."""
    first, name = next(iter(args), None), getattr(func, "__name__", "")
    if func == Tensor.device.__get__ and isinstance(first, Far):
        return FAR
    if name in ("numpy", "__array__") and isinstance(first, Far):
        raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() first.")
    with torch._C.DisableTorchFunctionSubclass():
        if func in (Tensor.to, Tensor.cpu, Tensor.cuda):
            return _moved(func, first, args[1:], kwargs)
        if (where := kwargs.get("device")) is not None and torch.device(where) == FAR:
            return Far(func(*args, **kwargs | {"device": NEAR}))
        return func(*args, **kwargs)


def _moved(func, tensor, args, kwargs):
    place = {Tensor.cpu: NEAR, Tensor.cuda: FAR}.get(func)
    if func is Tensor.to:
        given = [*args, *kwargs.values()]
        named = [torch.device(each) for each in given if isinstance(each, torch.device | str)]
        place = named[0] if named else None
        args = [NEAR if isinstance(each, torch.device | str) else each for each in args]
        kwargs = {k: NEAR if k == "device" else v for k, v in kwargs.items()}
    if place is None or (place == FAR) == isinstance(tensor, Far):
        return tensor.to(*args, **kwargs) if func is Tensor.to else tensor
    if torch.is_grad_enabled() and tensor.requires_grad:
        raise NotImplementedError("A tensor with a graph moves to another device.")
    near = tensor.near if isinstance(tensor, Far) else tensor.detach()
    near = near.to(*args, **kwargs) if func is Tensor.to else near
    return Far(near.clone()) if place == FAR else near.clone()


def _run(func, args, kwargs):
    """Compute on the CPU; refuse tensors of both places, numbers and indices excepted."""
    tensors = [each for each in tree_leaves((args, kwargs)) if isinstance(each, Tensor)]
    left = [tuple(t.shape) for t in tensors if t.ndim and not isinstance(t, Far)]
    index = func in (aten.index.Tensor, aten.index_put_.default) and isinstance(args[0], Far)
    if left and func not in COPIES and not index:
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"cuda:0 and cpu! In {func}, on the cpu: {left}."
        )
    near_args, near_kwargs = tree_map_only(Far, lambda far: far.near, (args, kwargs))
    out = func(*near_args, **near_kwargs)
    if func in COPIES and not isinstance(args[0], Far):
        return args[0] if func is aten.copy_.default else out
    out = tree_map_only(Tensor, lambda each: each if isinstance(each, Far) else Far(each), out)
    return return_and_correct_aliasing(func, args, kwargs, out)


@contextlib.contextmanager
def far_device(monkeypatch: pytest.MonkeyPatch) -> Iterator[torch.device]:
    """Let ``course.training.device()`` be far."""
    for module in ("course.features", "course.training"):
        monkeypatch.setattr(f"{module}.device", lambda: FAR)
    # A module gets other parameters then: one that is far is an object of another kind.
    torch.__future__.set_overwrite_module_params_on_conversion(True)
    try:
        with _There():
            yield FAR
    finally:
        torch.__future__.set_overwrite_module_params_on_conversion(False)
