"""Which cells a cell depends on, by the names that they use: enough to run one exercise alone."""

import ast
import functools
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

EVERY_NAME = frozenset({"*"})


@dataclass(frozen=True)
class Names:
    """The global names of a cell.

    Attributes:
        set: those that it gives a value, or a part of one: ``x = 1``, ``x.y = 1``, ``def x``.
        replaced: those that it certainly gives a whole new value, whatever they were before.
        used: those that it, or a function in it, reads.
    """

    set: frozenset[str]
    replaced: frozenset[str]
    used: frozenset[str]


def cone(cells: Sequence[str], index: int) -> list[int]:
    """Return which of these cells, from the top, must run so that cell ``index`` finds its names.

    A cell counts if it sets a name that is needed below it. One that cannot be parsed, or imports
    every name of a module, counts always. A cell that only calls a method of an object does not,
    so an object that several cells change step by step may be seen half made.
    """
    kept, needed = [index], set(names_of(cells[index]).used)
    for i in range(index - 1, -1, -1):
        names = names_of(cells[i])
        if names.set == EVERY_NAME or names.set & needed:
            kept.append(i)
            needed = (needed - names.replaced) | names.used
    return kept[::-1]


@functools.cache  # a cell is looked at for each test below it
def names_of(source: str) -> Names:
    """Return the global names that a cell sets and uses; lines of magic are left out."""
    lines = source.split("\n")
    plain = "\n".join("pass" if line.startswith(("%", "!")) else line for line in lines)
    try:
        tree, table = ast.parse(plain), symtable.symtable(plain, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return Names(EVERY_NAME, frozenset(), frozenset())
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree.body):
        return Names(EVERY_NAME, frozenset(), frozenset())
    symbols = table.get_symbols()
    bound = {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}
    bound |= {name for node in ast.walk(tree) if (name := _changed(node))}
    used = {
        each.get_name()
        for inner in _tables(table)
        for each in inner.get_symbols()
        if each.is_referenced() and (inner is table or each.is_global())
    }
    replaced = {name for node in tree.body for name in _replaced(node)}
    return Names(frozenset(bound), frozenset(replaced), frozenset(used))


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _changed(node: ast.AST) -> str | None:
    """The name of which this node sets a part: ``x`` in ``x.y[0] = 1``."""
    if not isinstance(node, ast.Attribute | ast.Subscript) or isinstance(node.ctx, ast.Load):
        return None
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _replaced(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((each.asname or each.name).partition(".")[0] for each in node.names)
    elif isinstance(node, ast.Assign):
        parts = [part for target in node.targets for part in ast.walk(target)]
        stored = (part for part in parts if isinstance(part, ast.Name))
        yield from (part.id for part in stored if isinstance(part.ctx, ast.Store))
