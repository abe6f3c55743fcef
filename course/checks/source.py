"""What the behaviour of an answer does not show: a blank that was left, a borrowed function."""

import ast
import contextlib
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


def cell_of(answer: Callable) -> str:
    """Return the text of the cell that defines this function; "" if it cannot be found."""
    function = _function(answer)
    return _cell(function) if function else ""


def _cell(function: types.FunctionType) -> str:
    """The cell that defines a function; in a file, which may hold more, only its own lines."""
    name = function.__code__.co_filename
    if not os.path.exists(name) and (lines := linecache.getlines(name)):
        return "".join(lines)
    try:
        return inspect.cleandoc("\n" + inspect.getsource(function))
    except (OSError, TypeError):
        return ""


class Taken(Exception):
    """Raised where a student's function calls the library's version of what it should do."""


@contextlib.contextmanager
def out_of_reach(library: Collection[types.FunctionType]) -> Iterator[None]:
    """Let these functions of the course raise Taken, however they are called.

    Their code is replaced for the time of a call, so no alias, wrapper or text that is evaluated
    gets around it.
    """
    codes = [function.__code__ for function in library]
    for function in library:
        function.__code__ = _tripwire.__code__.replace(co_name=function.__name__)
    try:
        yield
    finally:
        for function, code in zip(library, codes, strict=True):
            function.__code__ = code


def _tripwire(*args: object, **kwargs: object) -> None:
    from course.checks.source import Taken  # this code runs with another module's globals

    raise Taken
