"""What the checks rest on: every name, class and closure that their code can reach.

Found by following names from the modules of the checks: the globals that a function's code names,
the attributes of modules among them, classes with all their methods, and so on into the libraries.
So there is no list of modules to keep, and what no check can reach costs nothing.
"""

import builtins
import contextlib
import copyreg
import ctypes
import functools
import gc
import sys
import sysconfig
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, compress, starmap
from operator import call, is_, itemgetter, ne
from pathlib import Path
from typing import Any, NamedTuple

from torch._C import _dispatch_dump

Function, Module, Cell = types.FunctionType, types.ModuleType, types.CellType
Cached = type(functools.cache(lambda: None))
# Where names lead to, but no verdict: what makes messages, reads files or finds source texts, and
# parts of PyTorch that compile or distribute. Some of these change their own names at work.
NOT_USED = (
    *("torch._dynamo", "torch._inductor", "torch.fx", "torch.distributed", "torch.onnx"),
    *("torch._subclasses", "torch._higher_order_ops", "torch.export", "torch.jit", "torch.cuda"),
    *("torch._functorch", "torch._refs", "torch._decomp", "torch._prims", "torch._logging"),
    *("torch._meta_registrations", "torch.xpu", "torch.serialization", "torch.storage"),
    *("torch._weights_only_unpickler", "torch.testing", "torch.utils.data", "torch.utils._pytree"),
    *("torch.utils.checkpoint", "torch.utils.weak", "sympy", "triton", "scipy", "numpy"),
    *("IPython", "matplotlib", "huggingface_hub", "platformdirs", "unittest", "multiprocessing"),
    *("threading", "logging", "pickle", "tarfile", "tempfile", "pathlib", "os", "platform", "uuid"),
    *("ast", "dis", "tokenize", "inspect", "linecache", "traceback", "warnings", "importlib"),
    *("_frozen_importlib", "_frozen_importlib_external", "re", "enum", "typing", "queue"),
    *("typing_extensions", "random", "difflib", "textwrap", "html", "json", "string", "weakref"),
    *("tqdm", "course.page"),
)
# The operators by which checks compare: another kernel for one of them leaves no trace in Python.
OPERATORS = ("equal", "allclose", "isclose", "eq.Tensor", "ne.Tensor", "all", "argmax", "clone")
OPERATORS = tuple(f"aten::{name}" for name in (*OPERATORS, "_local_scalar_dense"))
# Modules of libraries whose registries change what any layer, optimizer or copy does.
REGISTRIES = ("torch.nn.modules.module", "torch.optim.optimizer", "copy", "copyreg")
QUIET = {f"sys.{name}" for name in ("stdin", "stdout", "stderr", "excepthook", "displayhook")}
QUIET |= {"torch.Storage"}  # changes with the default dtype
# Written to at any time: by redirected output, by a first seed, and whenever a hook is registered.
WRITTEN = ("sys", "torch.random", "torch.utils.hooks.RemovableHandle")
HEAP = 1 << 9  # the flag of a class that can be changed
ADDED = {"__annotations__", "__abstractmethods__", "__slotnames__", "__annotations_cache__"}
PLAIN = frozenset({int, float, bool, str, bytes, type(None), tuple, list, dict, set})
underlying = type.__dict__["__dict__"].__get__  # of a class, whatever its metaclass says
mro_of = type.__dict__["__mro__"].__get__
contents_of = Cell.__dict__["cell_contents"].__get__


class Space(NamedTuple):
    """The names that are watched in one module.

    Attributes:
        every: whether a value of any kind counts: in the course, and in ``REGISTRIES``.
        absent: names that must not appear, because they would come before a builtin.
    """

    label: str
    names: dict[str, Any]
    known: dict[str, Any]
    absent: set[str]
    every: bool


class Watch:
    """A snapshot of what the code of ``package`` rests on.

    Attributes:
        functions, modules: what is watched, by id.
        classes: all classes that exist now, by id; code that comes later may be a student's.
        codes: all code that exists now, by id.
        libraries: the folders of code that may be imported later.
        counts: whether changes to names are counted, so that one is seen though it was undone.
        caches: for each cache of the package, its functions ``cache_info`` and ``cache_clear``.
    """

    def __init__(self, package: str) -> None:
        self._root = package.partition(".")[0]
        self._spaces: dict[int, Space] = {}
        self._watched: dict[int, type] = {}
        self._cells: list[Cell] = []
        self._contents: list[Any] = []
        self._labels: list[str] = []  # of the functions that the cells belong to
        self._defaults: list[tuple[str, dict, tuple]] = []
        self._todo: list[Function] = []
        self.functions: dict[int, Function] = {}
        self.modules: dict[int, Module] = {}
        self.caches: list[tuple[Callable, Callable]] = []
        for name, module in sorted(sys.modules.items()):
            if name == package or name.startswith(f"{package}."):
                for each in [n for n in vars(module) if not n.startswith("__")]:
                    self._add_name(module.__name__, vars(module), each)
        while self._todo:
            self._follow(self._todo.pop())
        self._settle()

    # --- finding --------------------------------------------------------------------------------

    def _space(self, label: str, names: dict) -> Space:
        ours = label == self._root or label.startswith(f"{self._root}.")
        every = ours or label in REGISTRIES
        return self._spaces.setdefault(id(names), Space(label, names, {}, set(), every))

    def _add_name(self, label: str, names: dict, name: str) -> None:
        if _within(label, NOT_USED):
            return
        known = self._space(label, names).known
        if name not in known and f"{label}.{name}" not in QUIET:
            known[name] = names[name]
            self._add(names[name])

    def _add(self, value: Any) -> None:
        """Watch a function or a class, whatever it is wrapped in."""
        while isinstance(value, staticmethod | classmethod | types.MethodType | functools.partial):
            value = value.func if isinstance(value, functools.partial) else value.__func__
        if isinstance(value, property):
            for part in filter(None, (value.fget, value.fset, value.fdel)):
                self._add(part)
        elif isinstance(value, Cached):
            if _belongs(value, [self._root]):
                self.caches.append((value.cache_info, value.cache_clear))
            self._add(value.__wrapped__)
        elif isinstance(value, Function) and id(value) not in self.functions:
            if not _belongs(value, NOT_USED):
                self.functions[id(value)] = value
                self._todo.append(value)
        elif isinstance(value, type) and id(value) not in self._watched:
            changeable = bool(value.__flags__ & HEAP)
            if changeable and not _belongs(value, NOT_USED):
                self._watched[id(value)] = value
                for each in (*list(vars(value).values()), *value.__mro__[1:], type(value)):
                    self._add(each)

    def _follow(self, function: Function) -> None:
        """Watch what a function's code names, and what its closure and its defaults hold."""
        space, label = function.__globals__, str(function.__module__)
        names = {name for code in codes_of(function.__code__) for name in code.co_names}
        for name in names:
            if name in space:
                self._add_name(label, space, name)
                self._add_attributes(space[name], names)
            elif name in vars(builtins):
                self._add_name("builtins", vars(builtins), name)
                self._space(label, space).absent.add(name)
        held = list(function.__defaults__ or ())
        if function.__kwdefaults__:
            values = tuple(function.__kwdefaults__.values())
            name = f"{label}.{function.__qualname__}"
            self._defaults.append((name, function.__kwdefaults__, values))
            held += values
        for cell in function.__closure__ or ():
            if cell != Cell():
                self._cells.append(cell)
                self._contents.append(cell.cell_contents)
                self._labels.append(f"{label}.{function.__qualname__}")
                held.append(cell.cell_contents)
        for value in (*held, getattr(function, "__wrapped__", None)):
            self._add(value)

    def _add_attributes(self, module: Any, names: set[str]) -> None:
        """Watch the attributes of a module that may be meant by these names."""
        if isinstance(module, Module) and not _belongs(module, NOT_USED):
            self.modules[id(module)] = module
            for name in names & vars(module).keys():
                seen = name in self._space(module.__name__, vars(module)).known
                self._add_name(module.__name__, vars(module), name)
                if not seen:
                    self._add_attributes(vars(module)[name], names)

    def _settle(self) -> None:
        """Arrange what was found, so that comparing it takes about a millisecond."""
        for cls in self._watched.values():
            with contextlib.suppress(Exception):
                copyreg._slotnames(cls)  # which the first copy of an object would add to the class
        self._types = [(cls, dict(vars(cls)), cls.__mro__) for cls in self._watched.values()]
        self._dicts = [gc.get_referents(underlying(cls))[0] for cls in self._watched.values()]
        self._held = list(self._containers())
        spaces = [(space.label, space.names) for space in self._spaces.values()]
        spaces += zip(map(_label, self._watched.values()), self._dicts, strict=True)
        spaces += [(label, each) for label, each, _ in self._held if isinstance(each, dict)]
        spaces = [each for each in spaces if each[0] not in WRITTEN]
        self._counters = _counters(spaces)
        self.counts = bool(self._counters)
        self._kernels = list(map(_dispatch_dump, OPERATORS))
        everything = gc.get_objects()
        functions = [each for each in everything if type(each) is Function]
        self._kept = [code for f in functions for code in codes_of(f.__code__)]
        self.codes = set(map(id, self._kept))
        self.classes = {id(each): each for each in everything if issubclass(type(each), type)}
        paths = {*sysconfig.get_paths().values(), str(Path(__file__).parents[2])}
        self.libraries = (*(f"{path}/" for path in paths), "<frozen")
        self._arrange()

    def _arrange(self) -> None:
        """Make long lists of what is watched and of its values, which are compared in one go."""
        spaces = [(s.label, s.names, self._firm(s.known, s.every)) for s in self._spaces.values()]
        for names, (cls, known, _) in zip(self._dicts, self._types, strict=True):
            firm = self._firm(known, _belongs(cls, [self._root]))
            spaces.append((_label(cls), names, firm))
        self._busy = _gathered(space for space in spaces if space[0] in WRITTEN)
        self._still = _gathered(space for space in spaces if space[0] not in WRITTEN)
        self._absent = [(s.names.__contains__, tuple(s.absent)) for s in self._spaces.values()]
        holders = [each for _, each, _ in self._held]
        self._views = [e.values() if isinstance(e, dict) else e for e in holders]
        self._values = list(chain.from_iterable(self._views))
        self._lengths = list(map(len, chain(self._views, self._dicts)))
        self._mros = [mro for _, _, mro in self._types]
        self._counts = self._counted()

    @staticmethod
    def _firm(known: dict, ours: bool) -> dict:
        """Leave out the plain data of libraries, such as counters."""
        return {name: value for name, value in known.items() if ours or type(value) not in PLAIN}

    def _containers(self) -> Iterator[tuple[str, Any, tuple]]:
        """Every container of the course and of ``REGISTRIES``, with what it holds."""
        yield from self._defaults
        todo = [
            (f"{space.label}.{name}", value)
            for space in self._spaces.values()
            if space.every
            for name, value in space.known.items()
        ]
        seen = set()
        while todo:
            label, value = todo.pop()
            if id(value) in seen or isinstance(value, type | Module | Function):
                continue
            seen.add(id(value))
            if not isinstance(value, dict | list | tuple | set | frozenset):
                value = getattr(value, "__dict__", None)
            if value is not None and type(value).__module__ in ("builtins", "collections"):
                held = tuple(value.values() if isinstance(value, dict) else value)
                todo += [(label, each) for each in held]
                if not isinstance(value, tuple | frozenset):
                    yield label, value, held

    def leave_out(self, *labels: str) -> None:
        """Watch these names no longer, nor what they hold."""
        self._held = [each for each in self._held if each[0] not in labels]
        self._counters = [each for each in self._counters if each[0] not in labels]
        for label in labels:
            where, _, name = label.rpartition(".")
            for space in self._spaces.values():
                if space.label == where:
                    space.known.pop(name, None)
        self._arrange()

    # --- comparing ------------------------------------------------------------------------------

    def changed(self) -> list[str]:
        """Name what is no longer as it was; an empty list if all is."""
        if self._same():
            self._counts = self._counted()
            return []
        if not (found := self._differences()):
            self._arrange()  # something was added that changes nothing
        return found

    def touched(self) -> list[str]:
        """Name what was changed since the last look, even if all is as it was again."""
        changes = map(ne, self._counted(), self._counts)
        labels = [label for label, _ in self._counters]
        return [f"names in {label}" for label in compress(labels, changes)]

    def _counted(self) -> list[int]:
        return [counter.value for _, counter in self._counters]

    def _same(self) -> bool:
        """Whether all is as it was; almost all of this runs in C."""
        untouched = self.counts and self._counted() == self._counts
        try:
            return (
                (untouched or _hold(*self._still) and not any(starmap(_has, self._absent)))
                and _hold(*self._busy)
                and list(map(len, chain(self._views, self._dicts))) == self._lengths
                and all(map(is_, chain.from_iterable(self._views), self._values))
                and all(map(is_, map(mro_of, self._watched.values()), self._mros))
                and all(map(is_, map(contents_of, self._cells), self._contents))
                and list(map(_dispatch_dump, OPERATORS)) == self._kernels
            )
        except (KeyError, ValueError):  # a name is gone, or a variable is empty
            return False

    def _differences(self) -> list[str]:
        found = []
        for space in self._spaces.values():
            found += _differing(space.label, space.names, space.known, space.every)
            found += [f"{space.label}.{name}" for name in space.absent & space.names.keys()]
        for cls, known, mro in self._types:
            label, names = _label(cls), vars(cls)
            found += _differing(label, names, known, _belongs(cls, [self._root]))
            found += [f"{label}.{name}" for name in names.keys() - known.keys() - ADDED]
            found += [f"the bases of {label}"] * (mro_of(cls) is not mro)
        for name, cell, value in zip(self._labels, self._cells, self._contents, strict=True):
            if cell == Cell() or cell.cell_contents is not value:
                found.append(f"a variable of {name}")
        for label, holder, held in self._held:
            now = holder.values() if isinstance(holder, dict) else holder
            if len(holder) != len(held) or not all(map(is_, now, held)):
                found.append(f"the contents of {label}")
        for name, kernel in zip(OPERATORS, self._kernels, strict=True):
            if _dispatch_dump(name) != kernel:
                found.append(f"the operator {name}")
        return found


def _gathered(spaces: Iterable[tuple[str, dict, dict]]) -> tuple[list, list]:
    """What gets values by their names, and the values that there should be."""
    spaces = [(names, known) for _, names, known in spaces if known]
    # One name twice, because itemgetter returns no tuple for a single one.
    get = [(itemgetter(*known, next(iter(known))), names) for names, known in spaces]
    values = [[*known.values(), next(iter(known.values()))] for _, known in spaces]
    return get, list(chain.from_iterable(values))


def _hold(get: list, values: list) -> bool:
    return all(map(is_, chain.from_iterable(starmap(call, get)), values))


def _has(contains: Callable[[str], bool], names: Iterable[str]) -> bool:
    return any(map(contains, names))


def _counters(dicts: list[tuple[str, dict]]) -> list[tuple[str, ctypes.c_uint64]]:
    """Where Python 3.11 and 3.12 count the changes to each dict, also those that are undone.

    Later versions count no changes, and the list is empty. The dicts must stay alive.
    """
    if sys.version_info >= (3, 13):
        return []
    # A dict begins with a reference count, a type, a length, and this count (PEP 509).
    return [(label, ctypes.c_uint64.from_address(id(names) + 24)) for label, names in dicts]


def _differing(label: str, names: dict, known: dict, every: bool) -> list[str]:
    """Name the values that were replaced. In a library, data may change, and None become more."""
    return [
        f"{label}.{name}"
        for name, value in known.items()
        if (now := names.get(name)) is not value
        and (every or not (value is None or type(now) in PLAIN and type(value) in PLAIN))
    ]


def _label(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _belongs(value: Any, packages: Sequence[str]) -> bool:
    name = value.__name__ if isinstance(value, Module) else str(value.__module__)
    return _within(name, packages)


def _within(name: str, packages: Sequence[str]) -> bool:
    return f"{name}.".startswith(_with_dots(tuple(packages)))


@functools.cache  # it is asked thousands of times about the same ones
def _with_dots(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}." for name in names)


def codes_of(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield a code object and those of the functions defined in it."""
    yield code
    for value in code.co_consts:
        if isinstance(value, types.CodeType):
            yield from codes_of(value)
