"""Give a submitted notebook the shape of the release again."""

import ast
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from course.grading.reader import GRADING, Malformed, Read
from course.grading.records import printable
from course.markers import cells_by_grade_id, nbgrader_metadata

ELSEWHERE = "# The answer is in another cell."  # in place of an answer that was moved
LIKE = 1000  # characters of a cell that are compared to recognize it
JOINED = 20_000  # characters of an answer that was split in two; longer ones stay as they are


class Earlier(NamedTuple):
    """A cell in an earlier release: its points (0 if it has none), and the text students saw."""

    points: float
    source: str


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


def repair(
    submitted: Read, release: NotebookNode, earlier: Mapping[str, list[Earlier]] | None = None
) -> Repaired:
    """Repair a submission where possible.

    Recognizes cells by their grade ids, then by their cell ids, then by the text of a locked cell,
    then by their place. Does not put hidden tests back: `prepare` does that afterwards. Every step
    takes time in proportion to the text.

    Args:
        earlier: by cell, what releases before this one had: whoever began with one of them changed
            nothing.

    Raises:
        Malformed: it has no cell of the release.
    """
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": submitted.cells}
    repaired = Repaired(nbformat.from_dict(whole), list(submitted.notes))
    cells = repaired.notebook.cells
    named = cells_by_grade_id(release)
    found = _name(repaired, named)
    if not found:
        raise Malformed(
            f"Expected the released notebook, with cells such as {next(iter(named))}, "
            f"got one of {len(cells)} cells without any of them. Ask for this lesson's notebook."
        )
    ordinary = {
        text
        for cell in release.cells
        if not nbgrader_metadata(cell)
        for text in (cell.id, cell.source)
    }
    _name_by_place(repaired, named, found, ordinary)
    ours = {id(cell) for cell in found.values()}
    for cell in cells:
        if id(cell) not in ours:
            cell.metadata = NotebookNode()
    _join_halves(repaired, named, found)
    _take_answers_out_of_tests(repaired, named, found)
    for name, cell in found.items():
        _restore(repaired, name, cell, named[name], (earlier or {}).get(name, []))
    _insert_missing(repaired, named, found)
    _order(repaired, named, found)
    if submitted.kernel != release.metadata.get("kernelspec", {}).get("name", ""):
        repaired.notes.append("the notebook asked for another kernel")
    _clean(repaired, release)
    return repaired


def answers(repaired: Repaired, release: NotebookNode) -> dict[str, list[str]]:
    """Return the answers that differ from the release, as words, by grade id."""
    named = cells_by_grade_id(release)
    return {
        name: cell.source.split()
        for name, cell in cells_by_grade_id(repaired.notebook).items()
        if not _locked(named[name]) and cell.source.split() != named[name].source.split()
    }


def _locked(cell: NotebookNode) -> bool:
    return bool(nbgrader_metadata(cell).get("locked"))


# --- which cell is which ----------------------------------------------------------------------


def _name(repaired: Repaired, named: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Find the release's cells in the submission.

    If one appears twice, the last counts, except a copy that was left as it was released: it would
    replace the answer when it runs, so it is removed.
    """
    cells = repaired.notebook.cells
    texts = {cell.source.strip(): name for name, cell in named.items() if _locked(cell)}
    found: dict[str, NotebookNode] = {}
    sure: dict[str, int] = {}  # how a cell was recognized: the higher the surer
    for cell in list(cells):
        given = nbgrader_metadata(cell).get("grade_id")
        ways = (texts.get(cell.source.strip()), cell.id, given)
        way = max((i for i, name in enumerate(ways) if name in named), default=None)
        if way is None:
            if given:
                name = printable(given)
                repaired.notes.append(f"cell {name} is not part of this lesson and was not graded")
            continue
        name = ways[way]
        if way < sure.get(name, 0):
            continue  # a copy without its id: an ordinary cell
        if way == sure.get(name) and way > 0:
            if not _locked(named[name]) and cell.source == named[name].source != found[name].source:
                repaired.notes.append(f"cell {name} appeared twice; the answer was graded")
                del cells[_at(cells, cell)]
                continue
            repaired.notes.append(f"cell {name} appeared twice; the last one was graded")
        found[name], sure[name] = cell, way
    for name in [name for name in named if sure.get(name, 2) < 2]:
        repaired.notes.append(f"cell {name} had lost its id")
    return found


def _name_by_place(
    repaired: Repaired,
    named: dict[str, NotebookNode],
    found: dict[str, NotebookNode],
    ordinary: set[str],
) -> None:
    """Find answer cells that lost their ids, between their neighbours.

    Args:
        ordinary: the ids and texts of the release's cells that are no answers.
    """
    if all(name in found or _locked(named[name]) for name in named):
        return
    cells = repaired.notebook.cells
    at = {id(cell): i for i, cell in enumerate(cells)}
    ours = {id(cell) for cell in found.values()}
    ours |= {id(cell) for cell in cells if not ordinary.isdisjoint((cell.id, cell.source))}
    words = {id(cell): _words(cell) for cell in cells}
    names = list(named)
    for number, name in enumerate(names):
        if name in found or _locked(named[name]):
            continue
        before = [at[id(found[other])] for other in names[:number] if other in found]
        after = [at[id(found[other])] for other in names[number:] if other in found]
        between = cells[max(before, default=-1) + 1 : min(after, default=len(cells))]
        wanted = _words(named[name])
        likely = [
            ((words[id(cell)] & wanted).total() / (words[id(cell)] + wanted).total(), cell)
            for cell in between
            if cell.cell_type == named[name].cell_type and words[id(cell)] and id(cell) not in ours
        ]
        if likely:
            found[name] = max(likely, key=lambda pair: pair[0])[1]
            ours.add(id(found[name]))
            repaired.notes.append(f"cell {name} had lost its id")


def _words(cell: NotebookNode) -> Counter[str]:
    return Counter(re.findall(r"\w+|[^\w\s]", cell.source[:LIKE]))


# --- answers in the wrong place ---------------------------------------------------------------


def _join_halves(
    repaired: Repaired, named: dict[str, NotebookNode], found: dict[str, NotebookNode]
) -> None:
    """Join an answer that was split where one half cannot run without the other."""
    cells = repaired.notebook.cells
    ours = {id(cell) for cell in found.values()}
    for name, cell in found.items():
        if _locked(named[name]):
            continue
        at = _at(cells, cell)
        for start, other in ((at, at + 1), (at - 1, at - 1)):
            halves = cells[max(start, 0) : start + 2]
            joined = "\n".join(half.source for half in halves)
            if (
                [half.cell_type for half in halves] == ["code", "code"]
                and id(cells[other]) not in ours
                and not all(_parses(half.source) for half in halves)
                and _parses(joined)
            ):
                cell.source = joined
                del cells[other]
                repaired.notes.append(f"cell {name} was split in two and was joined again")
                break


def _take_answers_out_of_tests(
    repaired: Repaired, named: dict[str, NotebookNode], found: dict[str, NotebookNode]
) -> None:
    """Recover an answer that was merged with the test before or after it."""
    cells, names = repaired.notebook.cells, list(named)
    for number, name in enumerate(names):
        original = named[name]
        if name not in found or not _locked(original):
            continue
        test = found[name]
        text, whole = (
            "\n".join(line.rstrip() for line in cell.source.strip().splitlines())
            for cell in (original, test)
        )
        parts = whole.split(text, 1) if text and text != whole else []
        before = [other for other in names[:number] if not _locked(named[other])][-1:]
        after = [other for other in names[number:] if not _locked(named[other])][:1]
        for part in filter(None, map(str.strip, parts)):
            for answer in before + after:
                stub = named[answer]
                here = found.get(answer)
                taken = here is not None and here.source != stub.source
                if taken or not _defines(_bound(part), stub):
                    continue
                if here is None:
                    here = found[answer] = deepcopy(stub)
                    cells.insert(_at(cells, test) + (answer in after), here)
                here.source, test.source = part, original.source
                repaired.notes.append(f"the answer of cell {answer} was in cell {name}")
                break


def _defines(bound: set[str], stub: NotebookNode) -> bool:
    """Tell whether these names are all that a stub defines, and more than none."""
    wanted = _bound(stub.source)
    return bool(wanted) and wanted <= bound


def _bound(source: str) -> set[str]:
    """Return the names of functions and variables that a text defines."""
    pairs = re.findall(r"^(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*=(?!=)", source, re.M)
    return {name for pair in pairs for name in pair if name}


def _parses(source: str) -> bool:
    if len(source) > JOINED:
        return True  # as far as anyone needs to know
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd backslashes, on the terminal
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


# --- the release's own parts ------------------------------------------------------------------


def _restore(
    repaired: Repaired,
    name: str,
    cell: NotebookNode,
    original: NotebookNode,
    earlier: list[Earlier],
) -> None:
    """Restore what students do not write: metadata, type, and the text of locked cells."""
    given, wanted = nbgrader_metadata(cell), nbgrader_metadata(original)
    changed = [key for key in GRADING if key in given and given[key] != wanted.get(key)]
    if changed and not (changed == ["points"] and given["points"] in [e.points for e in earlier]):
        repaired.notes.append(f"the grading metadata of cell {name} was changed and was restored")
        repaired.tampered = True
    cell.metadata = deepcopy(original.metadata)
    if cell.cell_type != original.cell_type:
        repaired.notes.append(f"cell {name} had become a {cell.cell_type} cell")
        cell.cell_type = original.cell_type
    if wanted.get("locked") and cell.source != original.source:
        known = [original.source, *(each.source for each in earlier)]
        if cell.source.split() not in map(str.split, known):  # not only spaces and line ends
            repaired.notes.append(f"cell {name} was changed; the original was graded")
        cell.source = original.source


def _insert_missing(
    repaired: Repaired, named: dict[str, NotebookNode], found: dict[str, NotebookNode]
) -> None:
    """Put missing cells back, but no stub after an answer that is in another cell."""
    if len(found) == len(named):
        return
    cells, before, names = repaired.notebook.cells, None, list(named)
    bound = {id(cell): _bound(cell.source) for cell in cells}
    for number, (name, original) in enumerate(named.items()):
        if name not in found:
            at = -1 if before is None else _at(cells, before)
            after = [_at(cells, found[other]) for other in names[number:] if other in found]
            above = cells[: min(after, default=len(cells))]
            above_bound = set().union(*(bound.get(id(cell), ()) for cell in above))
            found[name] = deepcopy(original)
            if not _locked(original) and _defines(above_bound, original):
                found[name].source = ELSEWHERE
                repaired.notes.append(f"cell {name} was missing; its answer was in another cell")
            else:
                repaired.notes.append(f"cell {name} was missing; the original was put back")
            cells.insert(at + 1, found[name])
        before = found[name]


def _order(
    repaired: Repaired, named: dict[str, NotebookNode], found: dict[str, NotebookNode]
) -> None:
    """Move a test below its answer, and a set-up cell above the code that needs it."""
    cells, names = repaired.notebook.cells, list(named)
    for number, name in enumerate(names):
        if not _locked(named[name]):
            continue
        cell, at = found[name], _at(cells, found[name])
        if nbgrader_metadata(named[name]).get("grade"):
            answer = [other for other in names[:number] if not _locked(named[other])][-1:]
            to = max([_at(cells, found[other]) for other in answer], default=at)
            moved = to > at
        else:
            to = min([_at(cells, found[other]) for other in names[number + 1 :]], default=at)
            moved = to < at
        if moved:
            del cells[at]
            cells.insert(to, cell)
            repaired.notes.append(f"cell {name} was moved back to its place")


def _clean(repaired: Repaired, release: NotebookNode) -> None:
    """Make the cells complete and their ids valid and unique; restore the lesson's metadata."""
    notebook = repaired.notebook
    taken = {nbgrader_metadata(cell).get("grade_id") for cell in notebook.cells}
    ordinary = {cell.id: cell.metadata for cell in release.cells if not nbgrader_metadata(cell)}
    for number, cell in enumerate(notebook.cells):
        if name := nbgrader_metadata(cell).get("grade_id"):
            cell.id = name
        else:
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell.id) or cell.id in taken:
                cell.id = f"cell-{number}"
            while cell.id in taken:
                cell.id += "x"
            taken.add(cell.id)
            cell.metadata = deepcopy(ordinary.get(cell.id, NotebookNode()))
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
        if cell.cell_type == "code":
            cell.pop("attachments", None)
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = deepcopy(release.metadata)


def _at(cells: list[NotebookNode], cell: NotebookNode) -> int:
    return next(i for i, each in enumerate(cells) if each is cell)
