"""Bring a submitted notebook back to the shape in which it was handed out."""

import json
import re
from copy import deepcopy
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from course.build import grader

GRADING = ("grade", "solution", "task", "locked", "points")  # what metadata decides points


class Malformed(ValueError):
    """A submission that cannot be read; the message says what was expected and what came."""


@dataclass
class Repaired:
    """A notebook that can be graded.

    Attributes:
        notebook: with the release's cells in their places, without outputs.
        notes: what was mended, a sentence each.
        tampered: whether somebody changed what decides points.
    """

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)
    tampered: bool = False


def repair(submitted: bytes, release: NotebookNode) -> Repaired:
    """Read a submission and mend what damage can be mended.

    Cells are told by their grade ids, then by their cell ids, then by the text of a test cell.
    Hidden tests are no part of this: nbgrader puts them back from the gradebook afterwards.

    Raises:
        Malformed: it is no notebook, or holds no cell of the release.
    """
    notebook = _read(submitted)
    repaired = Repaired(notebook)
    named = {grader(cell)["grade_id"]: cell for cell in release.cells if grader(cell)}
    found = _name(repaired, named)
    if not found:
        raise Malformed(
            f"Expected the notebook that was handed out, with cells such as {next(iter(named))}, "
            f"got one of {len(notebook.cells)} cells without any of them."
        )
    for name, cell in found.items():
        _restore(repaired, name, cell, named[name])
    _insert_missing(repaired, named, found)
    _clean(repaired, release)
    return repaired


def _read(submitted: bytes) -> NotebookNode:
    try:
        raw = json.loads(submitted.decode("utf-8-sig"))
        major = raw.get("nbformat", 4) if isinstance(raw, dict) else None
        if not isinstance(major, int) or not isinstance(
            raw.get("cells", raw.get("worksheets")), list
        ):
            raise ValueError("no list of cells")
        if major < 4:
            return nbformat.convert(nbformat.from_dict(raw), 4)
    except Exception as error:  # json, unicode and nbformat each have their own
        what = f"{type(error).__name__}: {error}"
        if submitted.lstrip()[:1] in (b"<", b""):
            what = "an HTML page" if submitted.strip() else "an empty file"
        elif re.search(rb"^<{7} ", submitted, re.M):
            what = "a file with the marks of a merge conflict"
        raise Malformed(f"Expected a Jupyter notebook, got {what[:200]}.") from None
    metadata = raw.get("metadata") if isinstance(raw.get("metadata"), dict) else {}
    cells = [cell for cell in map(_readable, raw["cells"]) if cell]
    return nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    )


def _readable(raw: object) -> NotebookNode | None:
    """A cell with the parts that every cell has, or None for something else."""
    if not isinstance(raw, dict) or raw.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = raw.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = raw.get("metadata") if isinstance(raw.get("metadata"), dict) else {}
    kept = {"cell_type": raw["cell_type"], "source": source, "metadata": metadata}
    return nbformat.from_dict(kept | {"id": str(raw.get("id", ""))})


def _name(repaired: Repaired, named: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Find the release's cells in the submission; of several with one name, the last counts."""
    tests = {cell.source.strip(): name for name, cell in named.items() if grader(cell).get("grade")}
    found: dict[str, NotebookNode] = {}
    for cell in repaired.notebook.cells:
        given = cell.metadata.get("nbgrader")
        name = given.get("grade_id") if isinstance(given, dict) else None
        if name not in named:
            told = f"cell {name} is none of this lesson's, and is not graded" if name else ""
            name = cell.id if cell.id in named else tests.get(cell.source.strip())
            repaired.notes += [f"cell {name} had lost its name"] * (name is not None)
            repaired.notes += [told] * (name is None and bool(told))
        if name is None:
            cell.metadata.pop("nbgrader", None)
        elif name in found and given is None and cell.id != name:
            pass  # a copy of a test cell's text: an ordinary cell
        else:
            if name in found:
                repaired.notes.append(f"cell {name} was there twice, the last one is graded")
                found[name].metadata.pop("nbgrader", None)
            found[name] = cell
    return found


def _restore(repaired: Repaired, name: str, cell: NotebookNode, original: NotebookNode) -> None:
    """Put back what a student does not write: metadata, kind, and the text of locked cells."""
    given, wanted = cell.metadata.get("nbgrader") or {}, grader(original)
    if given and any(given.get(key) != wanted.get(key) for key in GRADING):
        repaired.notes.append(f"cell {name} came with other grading metadata, the original counts")
        repaired.tampered = True
    cell.metadata = deepcopy(original.metadata)
    if cell.cell_type != original.cell_type:
        repaired.notes.append(f"cell {name} was a {cell.cell_type} cell")
        cell.cell_type = original.cell_type
    if wanted.get("locked") and cell.source != original.source:
        if cell.source.split() != original.source.split():  # not only spaces and line ends
            repaired.notes.append(f"cell {name} was changed, the original is graded")
        cell.source = original.source


def _insert_missing(
    repaired: Repaired, named: dict[str, NotebookNode], found: dict[str, NotebookNode]
) -> None:
    cells, before = repaired.notebook.cells, None
    for name, original in named.items():
        if name not in found:
            at = next((i for i, cell in enumerate(cells) if cell is before), -1)
            found[name] = deepcopy(original)
            cells.insert(at + 1, found[name])
            repaired.notes.append(f"cell {name} was missing, the original was put back")
        before = found[name]


def _clean(repaired: Repaired, release: NotebookNode) -> None:
    """No outputs, valid and unique ids, and the kernel that the lesson asks for."""
    notebook, seen = repaired.notebook, set()
    for number, cell in enumerate(notebook.cells):
        name = grader(cell).get("grade_id")
        wanted = name or cell.id
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", wanted) or (wanted in seen and not name):
            wanted = f"cell-{number}"
        cell.id = wanted
        seen.add(wanted)
        for key in ("outputs", "execution_count", "attachments"):
            cell.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    kernel = release.metadata.get("kernelspec", {})
    if notebook.metadata.get("kernelspec", {}).get("name") != kernel.get("name"):
        repaired.notes.append("the notebook named another kernel")
    notebook.metadata = deepcopy(release.metadata)
    named = [cell for cell in notebook.cells if grader(cell)]
    taken = {cell.id for cell in named}
    for number, cell in enumerate(cell for cell in notebook.cells if not grader(cell)):
        if cell.id in taken:
            cell.id = f"other-{number}"
        taken.add(cell.id)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise Malformed(f"Expected a Jupyter notebook, got one with {str(error)[:200]}") from None
