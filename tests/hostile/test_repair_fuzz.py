"""Whatever is handed in, reading and repairing it ends in a valid notebook or a typed refusal."""

import json
import time
import tracemalloc
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import composite
from nbformat import NotebookNode

from course.grading.reader import MOST, Malformed, read, reader
from course.grading.repair import Repaired, repair
from course.markers import cells_by_grade_id


def released(lesson: str) -> NotebookNode:
    folder = Path(__file__).parents[2] / "release" / lesson
    return nbformat.read(folder / f"{lesson}.ipynb", as_version=4)


RELEASE = released("00_start_here")
RAW = json.loads(nbformat.writes(RELEASE))
NAMED = cells_by_grade_id(RELEASE)
LONG = released("01_head_roles")  # 60 cells, 15 answers
CELLS = json.loads(nbformat.writes(LONG))["cells"]
AS_OFTEN = MOST.text // sum(len("".join(cell["source"])) for cell in CELLS)
SECONDS = 30  # for one notebook; an ordinary one takes a fiftieth of a second

thorough = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def check(content: bytes) -> Repaired | None:
    """Repair, and assert what holds for every notebook; None if it was refused."""
    try:
        repaired = repair(read(content), RELEASE)
    except Malformed as error:
        text = str(error)
        assert text.startswith("Expected ") and text.endswith(".") and len(text) < 400
        return None
    notebook = repaired.notebook
    nbformat.validate(notebook)
    assert nbformat.reads(nbformat.writes(notebook).encode().decode(), as_version=4) == notebook
    found = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert sorted(cell.id for cell in found) == sorted(NAMED)
    for cell in found:
        original = NAMED[cell.id]
        assert (cell.cell_type, cell.metadata) == (original.cell_type, original.metadata)
        assert cell.source == original.source or not original.metadata.nbgrader.locked
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert notebook.metadata == RELEASE.metadata
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert all(note.isprintable() and len(note) < 400 for note in repaired.notes)
    again = repair(read(nbformat.writes(notebook).encode()), RELEASE)
    assert again.notebook == notebook
    assert not again.tampered
    return repaired


texts = st.text(max_size=30) | st.sampled_from(
    [*NAMED, "code", "markdown", "raw", "\ud83d", "\0", "x\x1b[31m\n", "x = (", "))", "\n"]
)
PARTS = """cells cell_type source input id metadata nbgrader grade_id points grade locked solution
attachments outputs worksheets nbformat nbformat_minor kernelspec name"""
keys = texts | st.sampled_from(PARTS.split())
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@composite
def mutated(draw) -> dict:
    """The release after what students, editors and converters do to its cells and their parts."""
    raw = deepcopy(RAW)
    cells = raw["cells"]
    for _ in range(draw(st.integers(1, 12))):
        if not cells:
            break
        at = draw(st.integers(0, len(cells) - 1))
        cell, other = cells[at], draw(st.integers(0, len(cells) - 1))
        match draw(st.integers(0, 11)):
            case 0:
                del cells[at]
            case 1:
                cells.insert(other, deepcopy(cell))
            case 2:
                cells.insert(other, cells.pop(at))
            case 3 if at + 1 < len(cells):  # merged with the next one
                cell["source"] = [*cell["source"], "\n\n", *cells.pop(at + 1)["source"]]
            case 4:  # split
                half = draw(st.integers(0, len(cell["source"])))
                cells.insert(at + 1, deepcopy(cell))
                cell["source"], cells[at + 1]["source"] = (
                    cell["source"][:half],
                    cell["source"][half:],
                )
            case 5:
                cell["metadata"] = {}
            case 6:
                cell.pop("id", None)
            case 7:
                cell.setdefault("metadata", {}).setdefault("nbgrader", {})[draw(keys)] = draw(
                    values
                )
            case 8:
                cell["source"] = [draw(texts), *cell["source"], draw(texts)]
            case 9:
                cell["id"] = draw(texts)
            case 10:
                cell["cell_type"] = draw(st.sampled_from(["code", "markdown", "raw", "heading"]))
            case 11:  # from here on nothing holds any more
                cell[draw(keys)] = draw(values)
                cell["source"] = cell["source"] if isinstance(cell.get("source"), list) else []
                cell["metadata"] = cell["metadata"] if isinstance(cell["metadata"], dict) else {}
                if not isinstance(cell["metadata"].get("nbgrader", {}), dict):
                    cell["metadata"] = {}
    return raw


@thorough
@given(st.binary(max_size=300))
def test_any_bytes(content):
    assert check(content) is None


@thorough
@given(values)
def test_any_json(value):
    check(json.dumps(value).encode())
    check(json.dumps({"cells": [value, *RAW["cells"]]}).encode())
    check(json.dumps({"cells": RAW["cells"], "metadata": value, "worksheets": value}).encode())


@thorough
@given(mutated())
def test_changed_notebooks_keep_all_cells(raw):
    repaired = check(json.dumps(raw).encode())
    assert repaired or not any(isinstance(cell.get("cell_type"), str) for cell in raw["cells"])


@thorough
@given(mutated(), st.data())
def test_damaged_files(raw, data):
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]))
    text = json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace").decode()
    content = bytearray(text.encode(encoding, "replace"))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    check(bytes(content))


# --- as large as it may be --------------------------------------------------------------------


def code(source: str) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {}}


def lost() -> list[dict]:
    """Cells without ids, before the last one that has one."""
    named = [cell for cell in CELLS if "nbgrader" in cell["metadata"]]
    return [code(f"x{i} = {i}") for i in range(30)] + named[-1:]


LARGE = {
    "long cells beside answers without ids": lambda: [code("a b " * 249_000)] * 9 + lost(),
    "many cells beside answers without ids": lambda: [code("a = b\n" * 1500)] * 900 + lost(),
    "one named cell many times": lambda: CELLS + CELLS[2:3] * 900,
    "halves that never fit": lambda: [
        each for cell in CELLS for each in (cell, code("(" * 9_000), code(")" * 9_000))
    ],
    "deep expressions": lambda: [
        {**cell, "source": mark * (15_000 // len(mark))} if "solution" in str(cell) else cell
        for mark in ("-", "[", "not ", "a.", "f(", "lambda:", "{0:", "if a:\n ", "x if x else ")
        for cell in CELLS
    ],
    "a long line of names": lambda: [*CELLS, code("a" * 999_000), code("a " * 499_000)],
    "tests in one another": lambda: [
        {**cell, "source": "".join(cell["source"]) * AS_OFTEN} for cell in CELLS
    ],
}


@pytest.mark.parametrize("case", LARGE)
def test_large_notebooks_take_little_time_and_memory(case):
    content = json.dumps({"cells": LARGE[case]()}).encode()
    with reader() as ask:
        ask(b'{"cells": []}')
        start = time.monotonic()
        found = ask(content)
        tracemalloc.start()
        repaired = repair(found, LONG)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.monotonic() - start < SECONDS
    assert peak < 30 * MOST.text
    nbformat.validate(repaired.notebook)
    assert sorted(cells_by_grade_id(repaired.notebook)) == sorted(cells_by_grade_id(LONG))
