"""Plain data: what an answer may consist of when it is handed from one process to another.

The receiver trusts nothing: bytes are read by PyTorch's own loader for weights, which makes
numbers, texts, containers and tensors and calls no other code.
"""

import builtins
import contextlib
import io
import itertools
import numbers
from collections.abc import Iterator, Mapping, Set
from typing import Any

import numpy as np
import torch
from torch import Tensor

SCALARS = (bool, int, float, complex, str, bytes, type(None))
OTHER = "is of another type"  # the key of what stands for a value that is not plain
DEPTH = 20
MOST = 1_000_000  # values of an iterator that are handed over: it may have no end


class Unknown:
    """Stands for a value that is not plain data."""


def exact(value: Any) -> Any:
    """Return a number, a text or a container of them in Python's own type, not in a subclass.

    A subclass decides itself what it is equal to. Anything else is returned as it is.
    """
    if type(value) in SCALARS or isinstance(value, Tensor | torch.nn.Module):
        return value
    if isinstance(value, str):
        return str.__getitem__(value, slice(None))
    if isinstance(value, bytes):
        return bytes.__getitem__(value, slice(None))
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int):
        return int.__add__(value, 0)
    if isinstance(value, float):
        return float.__add__(value, 0.0)
    if type(value) in (list, tuple):
        return type(value)(map(exact, value)) if any(map(_inexact, value)) else value
    return value


def _inexact(value: Any) -> bool:
    return isinstance(value, str | bytes | int | float) and type(value) not in SCALARS


def pack(value: Any) -> bytes:
    """Return the bytes of plain data; what is not plain arrives as ``Unknown``."""
    buffer = io.BytesIO()
    # A tensor of a student's own class would decide itself what it holds.
    with torch._C.DisableTorchFunctionSubclass(), torch._C._DisableTorchDispatch():
        torch.save(_plain(value, {}, DEPTH), buffer)
    return buffer.getvalue()


def unpack(content: bytes) -> Any:
    """Return the data of ``pack``.

    Raises:
        Exception: these are not such bytes; of many kinds.
    """
    return _restored(torch.load(io.BytesIO(content), weights_only=True), {})


def _plain(value: Any, done: dict[int, Any], depth: int) -> Any:
    """Return a copy in plain types; what is one object in the value is one in the copy."""
    value = exact(value)
    if type(value) in SCALARS and value != b"":
        return value
    if id(value) in done:
        return done[id(value)][1]
    made: Any = {OTHER: "unknown"}
    if depth:
        with contextlib.suppress(Exception):  # an odd object, such as a number beyond any float
            made = _copied(value, done, depth)
    done[id(value)] = value, made  # the value too, so that its id stays its own
    return made


def _copied(value: Any, done: dict[int, Any], depth: int) -> Any:
    if isinstance(value, Tensor) and value.layout == torch.strided:
        if not (value.is_meta or value.is_nested):
            return torch.Tensor.detach(value).as_subclass(Tensor).cpu()
    elif isinstance(value, torch.Size | list | tuple):
        made = [_plain(each, done, depth - 1) for each in value]
        return made if isinstance(value, list) else tuple(made)
    elif isinstance(value, Mapping):
        pairs = [(key, value[key]) for key in value if isinstance(key, SCALARS)]
        return {_plain(k, done, 1): _plain(v, done, depth - 1) for k, v in pairs}
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        native = value.astype(value.dtype.newbyteorder("="))
        return {OTHER: "array", "of": torch.from_numpy(native)}
    elif isinstance(value, np.number | numbers.Real):
        return value.item() if isinstance(value, np.number) else float(value)
    elif isinstance(value, range):
        return {OTHER: "range", "of": [value.start, value.stop, value.step]}
    elif isinstance(value, Set | Iterator) or type(value).__name__ == "dict_values":
        kind = "set" if isinstance(value, set | frozenset) else "iterator"
        held = [_plain(each, done, depth - 1) for each in itertools.islice(value, MOST)]
        return {OTHER: kind, "of": held}
    return {OTHER: {b"": "no bytes", ...: "blank"}[value]}


def _restored(value: Any, done: dict[int, Any]) -> Any:
    if id(value) in done:
        return done[id(value)]
    made = value
    if isinstance(value, dict) and OTHER in value:
        held, kind = _restored(value.get("of"), done), value[OTHER]
        make = {"array": Tensor.numpy, "set": set, "iterator": iter, "range": lambda r: range(*r)}
        make |= {"no bytes": lambda _: b"", "blank": lambda _: ...}
        made = make[kind](held) if kind in make else Unknown()
    elif isinstance(value, dict):
        made = {key: _restored(each, done) for key, each in value.items()}
    elif isinstance(value, list | tuple):
        made = type(value)(_restored(each, done) for each in value)
    done[id(value)] = made
    return made


# --- errors ---------------------------------------------------------------------------------------


def error_data(error: BaseException) -> dict[str, Any]:
    """Return what plain data can say about an error: the names of its classes, and its text."""
    return {"classes": [cls.__name__ for cls in type(error).__mro__], "text": str(error)[:4000]}


def error_of(data: Mapping[str, Any]) -> Exception:
    """Return an error of the first builtin class that is named."""
    for name in data["classes"]:
        cls = getattr(builtins, str(name), None)
        if isinstance(cls, type) and issubclass(cls, Exception):
            try:
                return cls(data["text"])
            except TypeError:  # UnicodeDecodeError wants five arguments
                continue
    return Exception(data["text"])
