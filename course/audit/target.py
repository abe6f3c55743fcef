"""Find what ``course audit MODULE:FACTORY`` names, call it, and tell the returned parts apart."""

import functools
import importlib
import importlib.util
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from types import ModuleType

from torch import Tensor, nn
from torch.nn.modules.loss import _Loss
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from course.audit.parts import Recipe
from course.errors import CourseError

_OTHER_NAMES = {
    "criterion": "loss",
    "loss_fn": "loss",
    "lr_scheduler": "scheduler",
    "train_loader": "loader",
    "dataloader": "loader",
    "dataloaders": "loader",
    "pretrained": "before",
    "classifier": "head",
}
_NO_LOADER = (str, Mapping, Tensor)
NAMES = tuple(field.name for field in fields(Recipe))
_KINDS: dict[str, type] = {
    "optimizer": Optimizer,
    "scheduler": object,
    "loader": Iterable,
    "loss": Callable,
    "head": nn.Module,
    "num_classes": int,
    "before": nn.Module,
    "checkpoint": Mapping,
    "image_size": int,
}
_EXAMPLES = "Such as train:build, or scripts/train.py:build."


def recipe_of(target: str, **options: object) -> tuple[Recipe, list[str]]:
    """Import the module, call the factory, and return its recipe and the names it does not use.

    Args:
        target: ``MODULE:FACTORY`` or ``FILE.py:FACTORY``. What is not callable, and a model, is
            taken as it is.
        options: fields of the recipe that the factory does not decide; None for those not given.

    Raises:
        CourseError: nothing of that name can be imported, or called, or it is no recipe. If the
            user's own code raised an error, the message has that part of the traceback.
    """
    module_name, colon, path = target.rpartition(":")
    if not colon or not module_name or not path:
        raise CourseError(f"Expected MODULE:FACTORY, got {target!r}. {_EXAMPLES}")
    module = _imported(module_name)
    found: object = module
    for name in path.split("."):
        if not hasattr(found, name):
            raise CourseError(
                f"Expected {name!r} in {module_name}, found no such name. "
                f"It has {_listed(_factories(module)) or 'no function of its own'}. "
                "Name the function that returns your model."
            )
        found = getattr(found, name)
    parts = found if isinstance(found, nn.Module) or not callable(found) else _called(found, target)
    recipe, unused = _parts(parts, target)
    given = {name: value for name, value in options.items() if value is not None}
    return Recipe(**{**recipe, **given}), unused


@contextmanager
def as_a_script(target: str) -> Iterator[None]:
    """Let a user's module find its neighbours and see no arguments but its own name."""
    module = target.rpartition(":")[0]
    folder = str(Path(module).resolve().parent) if module.endswith(".py") else os.getcwd()
    path, argv = sys.path[:], sys.argv
    sys.path.insert(0, folder)
    sys.argv = [module]
    try:
        yield
    finally:
        sys.path[:], sys.argv = path, argv


def _imported(name: str) -> ModuleType:
    if not name.endswith(".py"):
        return _run(functools.partial(_import_module, name), f"Expected to import {name}")
    file = Path(name)
    if not file.is_file():
        raise CourseError(f"Expected a file {name}, found none in {Path.cwd()}. {_EXAMPLES}")
    # Under its own name, so that what it defines can be pickled; but no other module is replaced.
    path, own = str(file.resolve()), file.stem
    if own in sys.modules and getattr(sys.modules[own], "__file__", None) != path:
        own = f"audited_{own}"
    spec = importlib.util.spec_from_file_location(own, path)
    module = sys.modules[own] = importlib.util.module_from_spec(spec)
    _run(functools.partial(spec.loader.exec_module, module), f"Expected to import {name}")
    return module


def _import_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise CourseError(
                f"Expected a module {name}, found none in {Path.cwd()} and none installed. "
                "Change to the folder it is in, or name its file, such as scripts/train.py:build."
            ) from None
        raise


def _called(factory: Callable, target: str) -> object:
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):  # some callables of C have none
        parameters = ()
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [p.name for p in parameters if p.default is p.empty and p.kind not in optional]
    if needed:
        raise CourseError(
            f"Expected a factory without required arguments, got {target}, which needs "
            f"{_listed(needed)}. Write a short function that calls it, and name that one."
        )
    return _run(factory, f"Expected {target} to return a model")


def _run(call: Callable[[], object], expected: str) -> object:
    """Call the user's code; an error of it is raised with the user's frames only."""
    try:
        return call()
    except CourseError:
        raise
    except (Exception, SystemExit) as error:
        raise CourseError(
            f"{expected}, got {type(error).__name__}:\n\n{own_frames(error)}\n"
            "This error comes from your code. Correct it there, and run the audit again."
        ) from error


def own_frames(error: BaseException) -> str:
    """Return the traceback of an error without the frames of this package and of importing."""
    here = str(Path(__file__).resolve().parents[1]) + os.sep
    stack = traceback.extract_tb(error.__traceback__)
    frames = [
        f for f in stack if not f.filename.startswith(("<frozen", here)) and "<" not in f.filename
    ]
    installed = [f for f in frames if not _installed(f.filename)]
    text = traceback.format_list(installed or frames)
    return "".join([*text, *traceback.format_exception_only(error)])


def _installed(filename: str) -> bool:
    return bool({"site-packages", "dist-packages"} & set(Path(filename).parts)) or str(
        Path(filename)
    ).startswith(os.path.dirname(os.__file__) + os.sep)


def _parts(returned: object, target: str) -> tuple[dict[str, object], list[str]]:
    """Sort what a factory returned: by name, or by type in a tuple."""
    if isinstance(returned, nn.Module):
        return {"model": returned}, []
    if (
        isinstance(returned, tuple)
        and not hasattr(returned, "_fields")
        or isinstance(returned, list)
    ):
        return _by_type(returned, target), []
    if isinstance(returned, Mapping):
        named = dict(returned)
    elif hasattr(returned, "_asdict"):
        named = returned._asdict()
    else:
        named = dict(vars(returned)) if hasattr(returned, "__dict__") else {}
    parts = {name: value for name, value in named.items() if name in NAMES}
    unused = [name for name in named if name not in NAMES]
    for other, name in _OTHER_NAMES.items():
        if other in named and name not in parts and isinstance(named[other], _KINDS[name]):
            parts[name] = named[other]
            unused.remove(other)
    if not isinstance(parts.get("model"), nn.Module):
        got = f"a {type(returned).__name__}" + (f" with {_listed(named)}" if named else "")
        raise CourseError(
            f"Expected {target} to return a model, got {got}. Return the model, a tuple that "
            f"starts with it, or a dict with some of: {', '.join(NAMES)}."
        )
    return _checked(parts, target), unused


def _by_type(parts: Iterable, target: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for part in parts:
        if part is None:
            continue
        kind = _kind(part, found)
        if kind is None or kind in found:
            raise CourseError(
                f"Expected {target} to return a model, then perhaps an optimizer, a loader, a "
                f"scheduler and a loss, got {'another' if kind else 'a'} {type(part).__name__}. "
                f"Return a dict instead, with the names {', '.join(NAMES)}."
            )
        found[kind] = part
    if "model" not in found:
        raise CourseError(f"Expected {target} to return a model, got a tuple without one.")
    return found


def _kind(part: object, found: Mapping[str, object]) -> str | None:
    if isinstance(part, _Loss) or inspect.isclass(part) and issubclass(part, _Loss):
        return "loss"
    if isinstance(part, nn.Module):
        return "model"
    if isinstance(part, Optimizer):
        return "optimizer"
    if isinstance(part, LRScheduler):
        return "scheduler"
    return "loader" if hasattr(part, "__iter__") and not isinstance(part, _NO_LOADER) else None


def _checked(parts: dict[str, object], target: str) -> dict[str, object]:
    """Check the kinds of what was returned by name."""
    if isinstance(parts.get("loader"), Mapping):  # {"train": ..., "val": ...}, as in tutorials
        loaders = parts["loader"]
        parts["loader"] = loaders.get("train", next(iter(loaders.values()), None))
    for name, kind in _KINDS.items():
        if parts.get(name) is not None and not isinstance(parts[name], kind):
            raise CourseError(
                f"Expected {name} of {target} to be of type {kind.__name__}, got a "
                f"{type(parts[name]).__name__}."
            )
    return parts


def _factories(module: ModuleType) -> list[str]:
    own = [(n, v) for n, v in vars(module).items() if not n.startswith("_")]
    return [n for n, v in own if inspect.isfunction(v) and v.__module__ == module.__name__]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(str, names))
