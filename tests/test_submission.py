"""Reading notebooks in a process that can be given up; the files beside them."""

import json
import multiprocessing
import operator
import os
import signal
import time
from dataclasses import replace

import pytest
from test_repair import answer, release  # noqa: F401  (fixtures)

from course.errors import CourseError
from course.grading import reader as reader_module
from course.grading.reader import MOST, Malformed, read, reader
from course.grading.repair import repair
from course.grading.submission import files_beside, read_files

LISTS = "[" + "[]," * 1_000_000 + "[]]"  # 3 MB, 64 MB in memory


def notebook(*cells, **more):
    return json.dumps({"cells": list(cells), **more}).encode()


def code(source="1", **more):
    return {"cell_type": "code", "source": source, **more}


# --- limits -----------------------------------------------------------------------------------


def test_outputs_and_unknown_parts_are_dropped():
    big = {"outputs": [{"text": "x" * 100}], "metadata": {"a": {"b": [1]}}, "x": 1}
    found = read(notebook(code(**big), metadata={"kernelspec": {"name": "python3"}, "y": 2}))
    assert found.cells == [{"cell_type": "code", "source": "1", "id": "", "metadata": {}}]
    assert (found.kernel, found.notes) == ("python3", [])


@pytest.mark.parametrize("where", ["metadata", "outputs", "attachments", "source", "id"])
def test_millions_of_lists_in_a_cell_are_dropped(release, where):  # noqa: F811
    cell = json.dumps({"cell_type": "markdown", "source": "mine"})[:-1] + f', "{where}": {LISTS}}}'
    whole = f'{{"cells": [{cell}, {", ".join(map(json.dumps, release.cells))}]}}'
    start = time.monotonic()
    repaired = repair(read(whole.encode()), release)
    assert time.monotonic() - start < 20  # it takes less than a second
    assert repaired.notebook.cells[0].source == ("" if where == "source" else "mine")
    assert len(json.dumps(repaired.notebook)) < 10_000


def test_too_many_cells_and_too_much_text_are_malformed():
    with pytest.raises(Malformed, match="at most 1000 cells, got 1001"):
        read(notebook(*[code()] * 1001))
    with pytest.raises(Malformed, match="at most 30 characters in all cells, got 40"):
        read(notebook(*[code("x" * 10)] * 4), replace(MOST, text=30))


def test_a_cell_that_is_too_long_is_left_out():
    found = read(notebook(code("x" * 11), code("y" * 10)), replace(MOST, cell=10))
    assert [cell["source"] for cell in found.cells] == ["", "y" * 10]
    assert found.notes == ["cell 1 was longer than 10 characters and was left out"]


def test_pictures_that_are_too_large_are_left_out():
    pictures = {f"{i}.png": {"image/png": "x" * 5000} for i in range(3)}
    cell = {"cell_type": "markdown", "source": "", "attachments": pictures}
    found = read(notebook(cell), replace(MOST, pictures=15_000))
    assert list(found.cells[0]["attachments"]) == ["0.png", "1.png"]
    assert found.notes == ["some of its pictures were left out: they are too large"]


# --- the process ------------------------------------------------------------------------------


@pytest.fixture
def children():
    """A function that returns the processes started since the test began."""
    before = multiprocessing.active_children()
    return lambda: [each for each in multiprocessing.active_children() if each not in before]


def test_the_process_reads_one_after_the_other(children):
    with reader() as ask:
        assert ask(notebook(code("a"))) == read(notebook(code("a")))
        with pytest.raises(Malformed, match="an HTML page"):
            ask(b"<html>")
        assert ask(notebook(code("b"))).cells[0]["source"] == "b"
        assert len(children()) == 1
    assert not children()


def test_a_notebook_that_takes_too_long_is_given_up(children):
    with reader(replace(MOST, seconds=3)) as ask:
        ask(notebook(code()))
        [child] = children()
        os.kill(child.pid, signal.SIGSTOP)
        with pytest.raises(Malformed, match="can be read in 3 s"):
            ask(notebook(code()))
        assert ask(notebook(code("next"))).cells[0]["source"] == "next"


@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux limits a process's memory")
def test_a_notebook_that_needs_too_much_memory_is_given_up():
    whole = b'{"cells": [' + LISTS.encode() + b"]}"
    with reader(replace(MOST, memory=60_000_000)) as ask:
        with pytest.raises(Malformed, match="with 60 MB of memory"):
            ask(whole)
        assert ask(notebook(code("next"))).cells[0]["source"] == "next"


def test_a_process_that_was_killed_is_replaced(children):
    with reader() as ask:
        ask(notebook(code()))
        [child] = children()
        child.kill()
        child.join()
        assert ask(notebook(code("next"))).cells[0]["source"] == "next"


def test_a_process_that_cannot_start_is_nobodys_fault(monkeypatch):
    monkeypatch.setattr(reader_module, "_serve", operator.is_)  # ends at once
    with reader() as ask, pytest.raises(CourseError, match="process that reads notebooks"):
        ask(notebook(code()))


# --- files ------------------------------------------------------------------------------------


def test_what_systems_and_editors_add_is_not_read(tmp_path):
    for path in (".git/config", "__MACOSX/a", "a/__pycache__/b", ".ipynb_checkpoints/c", "._d"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / "a" / "mine.txt").write_text("mine")
    assert read_files(tmp_path) == {"a/mine.txt": b"mine"}


def test_files_keep_their_paths_from_the_notebook():
    files = {"top.txt": b"1", "in/n.ipynb": b"2", "in/a.txt": b"3", "in/in/b.txt": b"4"}
    notes = []
    found = files_beside(files, "in/n.ipynb", [], notes)
    assert found == {"top.txt": b"1", "a.txt": b"3", "in/b.txt": b"4"}
    assert notes == []


@pytest.mark.parametrize(
    ("path", "ours"),
    [("data/a.txt", "data"), ("data", "data/a.txt"), ("timestamp.txt/a", "x"), ("a.ipynb/b", "x")],
)
def test_files_whose_place_is_taken_are_left_out(path, ours):
    notes = []
    assert files_beside({path: b"", "b.txt": b""}, "n.ipynb", [ours], notes) == {"b.txt": b""}
    assert notes == [f"{path} was left out: a file or folder of this name is in the way"]


def test_a_file_at_the_top_and_a_folder_of_its_name_do_not_meet():
    files = {"in/n.ipynb": b"", "in/data/a.txt": b"1", "data": b"2", "in/b.txt": b"3", "b.txt": b""}
    notes = []
    assert files_beside(files, "in/n.ipynb", [], notes) == {"data/a.txt": b"1", "b.txt": b"3"}
    assert len(notes) == 1
