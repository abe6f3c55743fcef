"""What the text of an answer shows that its behaviour does not: a blank, a borrowed function."""

import ast
import functools
import inspect
import linecache
import os
import types
from collections.abc import Callable, Collection, Iterator


def left_blank(answer: Callable) -> str:
    """Return the first line with a blank in the cell of this function, or "" if all are filled.

    A blank is ``...`` outside of an index, or ``raise NotImplementedError("your code here")``.
    """
    function = _function(answer)
    if function is None:
        return ""
    text = _cell(function)
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a lambda's line, for instance
        return ""
    indices = {
        id(n) for s in ast.walk(tree) if isinstance(s, ast.Subscript) for n in ast.walk(s.slice)
    }
    for node in ast.walk(tree):
        dots = isinstance(node, ast.Constant) and node.value is ... and id(node) not in indices
        if dots or isinstance(node, ast.Raise) and _is_stub(node):
            return text.splitlines()[node.lineno - 1].strip()
    return ""


def _is_stub(node: ast.Raise) -> bool:
    return ast.unparse(node) in (
        "raise NotImplementedError('your code here')",
        "raise NotImplementedError",
        "raise NotImplementedError()",
    )


def _function(answer: Callable) -> types.FunctionType | None:
    """The Python function behind a decorator, a partial or a callable object."""
    while isinstance(answer, functools.partial):
        answer = answer.func
    answer = inspect.unwrap(answer)
    if not isinstance(answer, types.FunctionType | types.MethodType | type):
        answer = type(answer).__call__
    answer = getattr(answer, "__func__", answer)
    return answer if isinstance(answer, types.FunctionType) else None


def _cell(function: types.FunctionType) -> str:
    """The cell that defines a function; in a file, which may hold more, only its own lines."""
    name = function.__code__.co_filename
    if not os.path.exists(name) and (lines := linecache.getlines(name)):
        return "".join(lines)
    try:
        return inspect.cleandoc("\n" + inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def taken_from(answer: Callable, library: Collection[Callable]) -> str:
    """Return the name of a function of ``library`` that the answer is, or calls; "" if none.

    Functions of the student's own that it calls are looked through too.
    """
    todo, seen = [answer], set()
    while todo:
        function = inspect.unwrap(todo.pop())
        if function in library:
            return f"{function.__module__}.{function.__name__}"
        function = _function(function)
        if function is None or id(function) in seen:
            continue
        seen.add(id(function))
        names = set(_names(function.__code__))
        values = [function.__globals__[name] for name in names if name in function.__globals__]
        values += [c.cell_contents for c in function.__closure__ or () if c != types.CellType()]
        modules = {v.__name__ for v in values if isinstance(v, types.ModuleType)} | names
        if any(name.split(".")[0] == "course" for name in modules):
            values += [f for f in library if f.__name__ in names]
        todo += [v for v in values if isinstance(v, types.FunctionType) and _of_a_cell(v, library)]
    return ""


def _of_a_cell(function: types.FunctionType, library: Collection[Callable]) -> bool:
    return function in library or function.__module__ == "__main__"


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)
