"""Give a submitted notebook the shape of the release again."""

import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import nbformat
from nbformat import NotebookNode

from course.nbgrader_glue import cells_by_grade_id, nbgrader_metadata

GRADING = ("grade", "solution", "task", "locked", "points")  # the metadata that decides points


class Malformed(ValueError):
    """A submission that cannot be read; the message says what was expected and what was found."""


@dataclass
class Repaired:
    """A notebook that can be graded.

    Attributes:
        notebook: the release's cells are in their places; there are no outputs.
        notes: what was repaired, one sentence each.
        tampered: whether somebody changed what decides points.
    """

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)
    tampered: bool = False


def repair(submitted: bytes, release: NotebookNode) -> Repaired:
    """Read a submission and repair it where possible.

    Recognizes cells by their grade ids, then by their cell ids, then by the text of a locked cell,
    then by their place. Does not put hidden tests back: `prepare` does that afterwards.

    Raises:
        Malformed: it is not a notebook, or has no cell of the release.
    """
    repaired = Repaired(_read(submitted))
    cells = repaired.notebook.cells
    named = cells_by_grade_id(release)
    found = _name(repaired, named)
    if not found:
        raise Malformed(
            f"Expected the released notebook, with cells such as {next(iter(named))}, "
            f"got one of {len(cells)} cells without any of them."
        )
    _name_by_place(repaired, named, found)
    ours = {id(cell) for cell in found.values()}
    for cell in cells:
        if id(cell) not in ours:
            cell.metadata.pop("nbgrader", None)
    for name, cell in found.items():
        _restore(repaired, name, cell, named[name])
    _insert_missing(repaired, named, found)
    _clean(repaired, release)
    return repaired


def _read(submitted: bytes) -> NotebookNode:
    try:
        raw = json.loads(submitted)
        major = raw.get("nbformat", 4) if isinstance(raw, dict) else None
        if not isinstance(major, int) or not isinstance(
            raw.get("cells", raw.get("worksheets")), list
        ):
            raise ValueError("no list of cells")
        if major < 4:
            raw = nbformat.convert(nbformat.from_dict(raw), 4)
        metadata = raw.get("metadata") if isinstance(raw.get("metadata"), dict) else {}
        cells = [cell for cell in map(_readable, raw["cells"]) if cell]
        whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
        # Half a character (a lone surrogate) cannot be written to a file.
        text = json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")
        return nbformat.from_dict(json.loads(text))
    except Exception as error:  # json, unicode and nbformat raise different ones
        what = f"{type(error).__name__}: {error}"
        if submitted.lstrip()[:1] in (b"<", b""):
            what = "an HTML page" if submitted.strip() else "an empty file"
        if re.search(rb"^<{7} ", submitted, re.M):
            what = "a file with the marks of a merge conflict"
        raise Malformed(f"Expected a Jupyter notebook, got {what[:200]}.") from None


def _readable(raw: object) -> dict | None:
    """Return a cell with the parts that every cell has, or None if this is no cell."""
    if not isinstance(raw, dict) or raw.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = raw.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = dict(raw["metadata"]) if isinstance(raw.get("metadata"), dict) else {}
    given = metadata.get("nbgrader")
    if not isinstance(given, dict) or not isinstance(given.get("grade_id"), str):
        metadata.pop("nbgrader", None)
    cell = {"cell_type": raw["cell_type"], "source": source, "metadata": metadata}
    if cell["cell_type"] != "code" and isinstance(raw.get("attachments"), dict):
        cell["attachments"] = raw["attachments"]  # pictures in an answer
    return cell | {"id": str(raw.get("id", ""))}


def _name(repaired: Repaired, named: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Find the release's cells in the submission; if one appears twice, the last counts."""
    texts = {
        cell.source.strip(): name
        for name, cell in named.items()
        if nbgrader_metadata(cell).get("locked")
    }
    found: dict[str, NotebookNode] = {}
    sure: dict[str, int] = {}  # how a cell was recognized: the higher the surer
    for cell in repaired.notebook.cells:
        given = nbgrader_metadata(cell).get("grade_id")
        ways = (texts.get(cell.source.strip()), cell.id, given)
        way = max((i for i, name in enumerate(ways) if name in named), default=None)
        if way is None:
            if given:
                repaired.notes.append(f"cell {given} is not part of this lesson and was not graded")
            continue
        name = ways[way]
        if way < sure.get(name, 0):
            continue  # a copy without its id: an ordinary cell
        if way == sure.get(name) and way > 0:
            repaired.notes.append(f"cell {name} appeared twice; the last one was graded")
        found[name], sure[name] = cell, way
    for name in [name for name in named if sure.get(name, 2) < 2]:
        repaired.notes.append(f"cell {name} had lost its id")
    return found


def _name_by_place(
    repaired: Repaired, named: dict[str, NotebookNode], found: dict[str, NotebookNode]
) -> None:
    """Find answer cells that lost their ids, between their neighbours."""
    cells = repaired.notebook.cells
    at = {id(cell): i for i, cell in enumerate(cells)}
    ours = {id(cell) for cell in found.values()}
    names = list(named)
    for number, name in enumerate(names):
        if name in found or nbgrader_metadata(named[name]).get("locked"):
            continue
        before = [at[id(found[other])] for other in names[:number] if other in found]
        after = [at[id(found[other])] for other in names[number:] if other in found]
        between = cells[max(before, default=-1) + 1 : min(after, default=len(cells))]
        wanted = named[name]
        likely = [
            (SequenceMatcher(None, cell.source, wanted.source).ratio(), cell)
            for cell in between
            if cell.cell_type == wanted.cell_type and cell.source.strip() and id(cell) not in ours
        ]
        if likely:
            found[name] = max(likely, key=lambda pair: pair[0])[1]
            ours.add(id(found[name]))
            repaired.notes.append(f"cell {name} had lost its id")


def _restore(repaired: Repaired, name: str, cell: NotebookNode, original: NotebookNode) -> None:
    """Restore what students do not write: metadata, type, and the text of locked cells."""
    given, wanted = nbgrader_metadata(cell), nbgrader_metadata(original)
    if any(key in given and given[key] != wanted.get(key) for key in GRADING):
        repaired.notes.append(f"the grading metadata of cell {name} was changed and was restored")
        repaired.tampered = True
    cell.metadata = deepcopy(original.metadata)
    if cell.cell_type != original.cell_type:
        repaired.notes.append(f"cell {name} had become a {cell.cell_type} cell")
        cell.cell_type = original.cell_type
    if wanted.get("locked") and cell.source != original.source:
        if cell.source.split() != original.source.split():  # not only spaces and line ends
            repaired.notes.append(f"cell {name} was changed; the original was graded")
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
            repaired.notes.append(f"cell {name} was missing; the original was put back")
        before = found[name]


def _clean(repaired: Repaired, release: NotebookNode) -> None:
    """Remove outputs, make ids valid and unique, and restore the lesson's kernel."""
    notebook = repaired.notebook
    taken = {nbgrader_metadata(cell).get("grade_id") for cell in notebook.cells}
    for number, cell in enumerate(notebook.cells):
        if name := nbgrader_metadata(cell).get("grade_id"):
            cell.id = name
        else:
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell.id) or cell.id in taken:
                cell.id = f"cell-{number}"
            while cell.id in taken:
                cell.id += "x"
            taken.add(cell.id)
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
        if cell.cell_type == "code":
            cell.pop("attachments", None)
            cell.outputs, cell.execution_count = [], None
    given, wanted = (each.metadata.get("kernelspec") for each in (notebook, release))
    if not isinstance(given, dict) or given.get("name") != (wanted or {}).get("name"):
        repaired.notes.append("the notebook asked for another kernel")
    notebook.metadata = deepcopy(release.metadata)
    if not _valid(notebook):  # the problem may be in parts that nobody needs
        for cell in notebook.cells:
            cell.pop("attachments", None)
            cell.metadata = cell.metadata if nbgrader_metadata(cell) else {}
        if not _valid(notebook):
            raise Malformed("Expected a Jupyter notebook, got one that nbformat rejects.")


def _valid(notebook: NotebookNode) -> bool:
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        return False
    return True
