"""What marks a cell: nbgrader's metadata, and the lines that its release or its solution changes.

nbgrader's own markers surround solutions and hidden tests. We add one: a solution region may say
what the student starts from.

    ### BEGIN SOLUTION
    ### STUB: prediction = ""
    prediction = "b"
    ### END SOLUTION
"""

import re
from copy import deepcopy

from nbformat import NotebookNode

BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
HIDDEN = re.compile(r"^.*BEGIN HIDDEN TESTS(?s:.*?)END HIDDEN TESTS.*\n?", re.M)
STUB = re.compile(r"^\s*### STUB: ?(.*)$")
MARKER = re.compile(r"^.*(BEGIN|END) (SOLUTION|HIDDEN TESTS)|^\s*### STUB:")


def nbgrader_metadata(cell: NotebookNode) -> dict:
    """Return nbgrader's metadata of a cell; empty for an ordinary cell."""
    return cell.metadata.get("nbgrader", {})


def cells_by_grade_id(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells that nbgrader knows, by grade id."""
    return {
        metadata["grade_id"]: cell
        for cell in notebook.cells
        if (metadata := nbgrader_metadata(cell))
    }


def to_stub(source: str, default: str) -> tuple[str, bool]:
    """Replace each solution region with its STUB lines, or with `default` if it has none.

    Returns the new source and whether there was a region. Raises ValueError if the markers do not
    match.
    """
    lines: list[str] = []
    stub: list[str] | None = None  # None outside a region
    indent, replaced = "", False
    for line in source.split("\n"):
        if BEGIN in line:
            if stub is not None:
                raise ValueError("BEGIN SOLUTION follows another one without an END SOLUTION")
            stub, indent = [], line[: len(line) - len(line.lstrip())]
        elif END in line:
            if stub is None:
                raise ValueError("END SOLUTION without a BEGIN SOLUTION before it")
            lines += [(indent + text).rstrip() for text in stub or default.split("\n")]
            stub, replaced = None, True
        elif match := STUB.match(line):
            if stub is None:
                raise ValueError("STUB outside a solution region")
            stub.append(match[1])
        elif stub is None:
            lines.append(line)
    if stub is not None:
        raise ValueError("BEGIN SOLUTION without an END SOLUTION after it")
    return "\n".join(lines), replaced


def to_solution(source: str) -> str:
    """Return the source without marker lines."""
    return "\n".join(line for line in source.split("\n") if not MARKER.match(line))


def solution(nb: NotebookNode) -> NotebookNode:
    """Return a copy of a source notebook without marker lines."""
    nb = deepcopy(nb)
    for cell in nb.cells:
        cell.source = to_solution(cell.source)
    return nb
