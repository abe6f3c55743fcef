"""Every known kind of damage is repaired and noted, or the submission is malformed."""

import json
import re
from copy import deepcopy

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.grading.reader import Malformed, read
from course.grading.repair import ELSEWHERE, Repaired, repair


def graded(name: str, source: str, points: float | None = None) -> NotebookNode:
    """A locked test cell if it has points, otherwise a cell that students write in."""
    kind = {"grade": points is not None, "solution": points is None, "locked": points is not None}
    meta = {"schema_version": 3, "grade_id": name, "task": False} | kind
    if points is not None:
        meta["points"] = points
    return new_code_cell(source, id=name, metadata={"nbgrader": meta})


@pytest.fixture
def release() -> NotebookNode:
    cells = [
        new_markdown_cell("# Two exercises", id="title"),
        graded("add", "def add(a, b):\n    raise NotImplementedError"),
        graded("add-test", "assert add(1, 2) == 3", points=1),
        new_markdown_cell("Now the other one.", id="between"),
        graded("double", "def double(a):\n    raise NotImplementedError"),
        graded("double-test", "assert double(2) == 4", points=2),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture
def answer(release: NotebookNode) -> NotebookNode:
    """A submission with both exercises solved."""
    answer = deepcopy(release)
    answer.cells[1].source = "def add(a, b):\n    return a + b"
    answer.cells[4].source = "def double(a):\n    return 2 * a"
    return answer


def repaired_from(notebook: NotebookNode, release: NotebookNode) -> Repaired:
    """Repair, and check what must hold for every repaired notebook."""
    repaired = repair(read(json.dumps(notebook).encode()), release)
    nbformat.validate(repaired.notebook)
    assert repaired.notebook.metadata == release.metadata
    names = [
        c.metadata.nbgrader.grade_id for c in repaired.notebook.cells if "nbgrader" in c.metadata
    ]
    assert names == ["add", "add-test", "double", "double-test"]
    assert all(not cell.outputs for cell in repaired.notebook.cells if cell.cell_type == "code")
    again = repair(read(nbformat.writes(repaired.notebook).encode()), release)
    assert again.notebook == repaired.notebook
    assert not again.notes and not again.tampered
    return repaired


def sources(repaired: Repaired) -> dict[str, str]:
    return {cell.id: cell.source for cell in repaired.notebook.cells}


def test_an_undamaged_notebook_gets_no_note(release, answer):
    for notebook in (release, answer):
        repaired = repaired_from(notebook, release)
        assert not repaired.notes and not repaired.tampered
        assert repaired.notebook.cells == notebook.cells


def test_outputs_and_counts_are_removed(release, answer):
    answer.cells[2].outputs = [nbformat.v4.new_output("stream", text="2 points")]
    answer.cells[2].execution_count = 7
    assert not repaired_from(answer, release).notes


def test_repair_does_not_change_the_release(release, answer):
    before = deepcopy(release)
    answer.cells = answer.cells[:2]
    repaired_from(answer, release).notebook.cells[-1].source = "x"
    assert release == before


def test_of_duplicated_cells_the_last_counts(release, answer):
    copy = deepcopy(answer.cells[1])
    copy.id, copy.source = "a1b2", "def add(a, b):\n    return 3"
    answer.cells.insert(2, copy)
    answer.cells.insert(4, deepcopy(answer.cells[3]))  # the test too, with its id
    repaired = repaired_from(answer, release)
    assert repaired.notes == [
        "cell add appeared twice; the last one was graded",
        "cell add-test appeared twice; the last one was graded",
    ]
    assert sources(repaired)["add"].endswith("return 3")
    assert len(repaired.notebook.cells) == len(answer.cells)


def test_deleted_cells_are_put_back_in_their_places(release, answer):
    del answer.cells[4]
    del answer.cells[2]
    repaired = repaired_from(answer, release)
    assert repaired.notes == [
        "cell add-test was missing; the original was put back",
        "cell double was missing; the original was put back",
    ]
    assert not repaired.tampered
    assert "NotImplementedError" in sources(repaired)["double"]


def test_a_deleted_first_cell_is_put_back(release, answer):
    answer.cells = answer.cells[2:]
    assert "cell add was missing; the original was put back" in repaired_from(answer, release).notes


@pytest.mark.parametrize("keep_id", [True, False])
def test_renamed_test_cells_are_recognized(release, answer, keep_id):
    cell = answer.cells[2]
    cell.metadata.nbgrader.grade_id = "mine"
    cell.id = cell.id if keep_id else "f00"
    repaired = repaired_from(answer, release)
    assert "cell add-test had lost its id" in repaired.notes
    assert sources(repaired)["add-test"] == release.cells[2].source


def test_an_answer_that_was_renamed_is_found_by_its_place(release, answer):
    answer.cells[1].metadata.nbgrader.grade_id = answer.cells[1].id = "other"
    answer.cells.insert(1, new_code_cell("import math", id="scratch"))
    repaired = repaired_from(answer, release)
    assert sources(repaired)["add"].endswith("a + b")
    assert sources(repaired)["scratch"] == "import math"
    assert "cell add had lost its id" in repaired.notes


def test_a_cell_of_the_lesson_is_not_taken_for_a_missing_answer(release, answer):
    for notebook in (release, answer):
        notebook.cells.insert(1, new_code_cell("def shown(a, b):\n    return a", id="shown"))
    del answer.cells[2]
    answer.cells[1].id = "other"
    repaired = repaired_from(answer, release)
    assert repaired.notes == ["cell add was missing; the original was put back"]
    assert sources(repaired)["other"].startswith("def shown")


def test_cells_of_another_lesson_are_not_graded(release, answer):
    answer.cells.append(graded("other-test", "assert True", points=50))
    repaired = repaired_from(answer, release)
    assert repaired.notes == ["cell other-test is not part of this lesson and was not graded"]
    assert "nbgrader" not in repaired.notebook.cells[-1].metadata


def test_the_lessons_kernel_is_restored(release, answer):
    for kernel in ({"name": "ir", "display_name": "R"}, None, "python3", []):
        answer.metadata["kernelspec"] = kernel
        assert repaired_from(answer, release).notes == ["the notebook asked for another kernel"]


def test_changed_points_are_restored(release, answer):
    answer.cells[5].metadata.nbgrader.points = 100
    repaired = repaired_from(answer, release)
    assert repaired.tampered
    assert repaired.notes == [
        "the grading metadata of cell double-test was changed and was restored"
    ]
    assert repaired.notebook.cells[5].metadata.nbgrader.points == 2


def test_a_test_turned_into_an_answer_counts_as_tampering(release, answer):
    answer.cells[5].metadata.nbgrader |= {"grade": False, "locked": False, "solution": True}
    answer.cells[5].source = "pass"
    repaired = repaired_from(answer, release)
    assert repaired.tampered
    assert sources(repaired)["double-test"] == release.cells[5].source


def test_a_changed_locked_cell_is_put_back(release, answer):
    answer.cells[2].source = "assert True"
    repaired = repaired_from(answer, release)
    assert repaired.notes == ["cell add-test was changed; the original was graded"]
    assert not repaired.tampered  # this happens by accident
    assert sources(repaired)["add-test"] == release.cells[2].source


def test_different_line_ends_are_not_a_change(release, answer):
    release.cells[2].source = "a = add(1, 2)\nassert a == 3"
    answer.cells[2].source = "a = add(1, 2)\r\nassert a == 3\n"
    assert not repaired_from(answer, release).notes


def test_changed_cell_types_are_restored(release, answer):
    for at in (1, 2):
        text = answer.cells[at]
        kept = {"id": text.id, "metadata": text.metadata}
        answer.cells[at] = new_markdown_cell(text.source, **kept)
    repaired = repaired_from(answer, release)
    assert repaired.notes == [
        "cell add had become a markdown cell",
        "cell add-test had become a markdown cell",
    ]
    assert repaired.notebook.cells[1].cell_type == "code"


@pytest.mark.parametrize("copied", [True, False], ids=["metadata copied", "metadata lost"])
@pytest.mark.parametrize("keeps", [0, 1], ids=["first keeps id", "second keeps id"])
def test_halves_of_a_split_answer_are_joined(release, answer, copied, keeps):
    halves = [deepcopy(answer.cells[1]), deepcopy(answer.cells[1])]
    halves[0].source, halves[1].source = "def add(a, b):", "    return a + b"
    halves[1 - keeps].id = "half"
    if not copied:
        halves[1 - keeps].metadata = {}
    answer.cells[1:2] = halves
    repaired = repaired_from(answer, release)
    assert sources(repaired)["add"] == "def add(a, b):\n    return a + b"
    assert len(repaired.notebook.cells) == len(release.cells)
    assert "cell add was split in two and was joined again" in repaired.notes


def test_a_half_that_belongs_to_the_one_above_is_joined(release, answer):
    answer.cells[1].source = "def add(a, b):\n    c = a + b"
    answer.cells.insert(2, new_code_cell("    return c", id="half"))
    assert sources(repaired_from(answer, release))["add"].endswith("c = a + b\n    return c")


def test_parts_of_an_answer_that_run_alone_stay_apart(release, answer):
    answer.cells[1].source = "def plus(a, b):\n    return a + b"
    answer.cells.insert(2, new_code_cell("add = plus", id="mine"))
    repaired = repaired_from(answer, release)
    assert not repaired.notes
    assert [cell.id for cell in repaired.notebook.cells[1:4]] == ["add", "mine", "add-test"]


@pytest.mark.parametrize("stub_is_left", [True, False])
@pytest.mark.parametrize("below", [True, False])
def test_an_answer_merged_into_its_test_is_recovered(release, answer, stub_is_left, below):
    add, test = answer.cells[1].source, answer.cells[2].source
    answer.cells[2].source = f"{test}\r\n\r\n{add}" if below else f"{add}\n\n{test}  \n"
    answer.cells[1].source = release.cells[1].source
    if not stub_is_left:
        del answer.cells[1]
    repaired = repaired_from(answer, release)
    assert sources(repaired) == {**sources(repaired), "add": add, "add-test": test}
    assert repaired.notes == ["the answer of cell add was in cell add-test"]


def test_the_next_answer_merged_into_a_test_is_recovered(release, answer):
    double = answer.cells.pop(4)
    answer.cells[2].source += f"\n\n{double.source}"
    repaired = repaired_from(answer, release)
    assert sources(repaired)["double"] == double.source
    assert sources(repaired)["add"].endswith("a + b")


def test_code_added_to_a_test_replaces_no_answer(release, answer):
    answer.cells[1].source = release.cells[1].source
    answer.cells[2].source += "\nprint(add)"
    answer.cells[5].source += "\ndef double(a):\n    return 0"
    repaired = repaired_from(answer, release)
    assert sources(repaired)["add"] == release.cells[1].source
    assert sources(repaired)["double"].endswith("2 * a")
    assert len(repaired.notes) == 2


@pytest.mark.parametrize("by_hand", [True, False])
def test_no_stub_is_put_after_an_answer_in_another_cell(release, answer, by_hand):
    double = answer.cells.pop(4)
    if by_hand:
        answer.cells.insert(2, new_code_cell(double.source, id="mine"))
    else:  # merged with the other answer
        answer.cells[1].source += f"\n\n{double.source}"
    repaired = repaired_from(answer, release)
    assert sources(repaired)["double"] == ELSEWHERE
    assert "cell double was missing; its answer was in another cell" in repaired.notes
    names: dict = {}
    for cell in repaired.notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, names)  # the tests pass


def test_an_untouched_copy_does_not_replace_the_answer(release, answer):
    copy = deepcopy(release.cells[1])
    copy.id = "f00"
    answer.cells.insert(2, copy)
    repaired = repaired_from(answer, release)
    assert sources(repaired)["add"].endswith("a + b")
    assert [cell.source for cell in repaired.notebook.cells].count(copy.source) == 0
    assert repaired.notes == ["cell add appeared twice; the answer was graded"]


def test_a_test_before_its_answer_is_moved_back(release, answer):
    answer.cells[1:3] = reversed(answer.cells[1:3])
    repaired = repaired_from(answer, release)
    assert repaired.notes == ["cell add-test was moved back to its place"]


def test_a_set_up_cell_is_moved_above_the_code(release, answer):
    for notebook in (release, answer):
        setup = graded("setup", "import math")
        setup.metadata.nbgrader |= {"locked": True, "solution": False}
        notebook.cells.insert(1 if notebook is release else 5, setup)
    repaired = repair(read(json.dumps(answer).encode()), release)
    assert [cell.id for cell in repaired.notebook.cells] == [cell.id for cell in release.cells]
    assert repaired.notes == ["cell setup was moved back to its place"]


def test_metadata_lost_in_other_editors_is_restored(release, answer):
    answer.nbformat_minor = 0
    answer.metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}
    for number, cell in enumerate(answer.cells):
        del cell["id"]
        cell.metadata = {"id": f"pX{number}", "outputId": "9e", "vscode": {"languageId": "python"}}
    repaired = repaired_from(answer, release)
    assert sources(repaired)["add"].endswith("a + b")
    assert sources(repaired)["double"].endswith("2 * a")
    assert sorted(repaired.notes) == [
        f"cell {name} had lost its id" for name in ("add", "add-test", "double", "double-test")
    ]
    assert not repaired.tampered


def test_missing_doubled_and_strange_ids_are_replaced(release, answer):
    answer.nbformat_minor = 4
    for cell in answer.cells:
        del cell["id"]
    assert not repaired_from(answer, release).notes
    answer.cells += [new_markdown_cell("a", id="add"), new_markdown_cell("b", id="add")]
    answer.cells.append(new_markdown_cell("c"))
    answer.cells[-1].id = "ü " * 50
    repaired = repaired_from(answer, release)
    assert len(repaired.notebook.cells) == 9


def test_sources_as_lists_and_odd_cells_are_read(release, answer):
    raw = json.loads(json.dumps(answer))
    raw["cells"][1]["source"] = ["def add(a, b):\n", "    return a + b"]
    raw["cells"][3]["metadata"] = {"tags": 7, "nbgrader": "yes"}
    raw["cells"] += [None, 3, {"cell_type": "heading"}, {"cell_type": "code", "metadata": []}]
    raw["cells"][4]["metadata"]["nbgrader"]["checksum"] = [1]
    repaired = repaired_from(raw, release)
    assert sources(repaired)["add"] == "def add(a, b):\n    return a + b"


def test_half_a_character_does_not_stop_the_class(release, answer):
    raw = json.dumps(answer).replace("return a + b", "return a + b # \\ud83d")
    repaired = repair(read(raw.encode()), release)
    nbformat.writes(repaired.notebook).encode()
    assert "a + b" in sources(repaired)["add"]


def test_pictures_in_an_answer_stay_unless_they_are_invalid(release, answer):
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    answer.cells[3]["attachments"] = picture
    assert repaired_from(answer, release).notebook.cells[3].attachments == picture
    answer.cells[3]["attachments"] = {"a.png": 3}
    assert "attachments" not in repaired_from(answer, release).notebook.cells[3]


def test_format_3_is_read(release, answer):
    old = nbformat.convert(deepcopy(answer), 3)
    repaired = repaired_from(old, release)
    assert sources(repaired)["add"].endswith("a + b")
    assert repaired.notebook.cells[0].cell_type == "markdown"


@pytest.mark.parametrize(
    "version",
    [{"nbformat": 5}, {"nbformat": "4"}, {"nbformat_minor": "5"}, {"nbformat_minor": 99}],
)
def test_the_number_of_the_format_does_not_matter(release, answer, version):
    assert not repaired_from(answer | version, release).notes


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_kinds_of_unicode_are_read(release, answer, encoding):
    answer.cells[1].source += "  # größer – ✓"
    text = json.dumps(answer, ensure_ascii=False)
    repaired = repair(read(text.encode(encoding)), release)
    assert not repaired.notes
    assert sources(repaired)["add"] == answer.cells[1].source


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_files_that_are_not_unicode_are_read(release, answer, encoding):
    answer.cells[1].source += "  # größer\x8d" if encoding == "latin-1" else "  # größer –"
    text = json.dumps(answer, ensure_ascii=False)
    repaired = repair(read(text.encode(encoding)), release)
    assert sources(repaired)["add"] == answer.cells[1].source
    assert "was not saved as UTF-8" in repaired.notes[0]


@pytest.mark.parametrize(("more", "notes"), [("\n\0\0", 0), (" \n}", 1), ('{"cells": []}', 1)])
def test_what_follows_the_notebook_is_left_out(release, answer, more, notes):
    repaired = repair(read((json.dumps(answer) + more).encode()), release)
    assert sources(repaired)["add"].endswith("a + b")
    assert len(repaired.notes) == notes


CONFLICT = b'{"cells": [\n<<<<<<< HEAD\n "a"\n=======\n "b"\n>>>>>>> other\n]}'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b" \n", "an empty file"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (CONFLICT, "marks of a merge conflict"),
        (CONFLICT[CONFLICT.index(b"<") :], "marks of a merge conflict"),
        (b'{"cells": [', "JSONDecodeError"),
        (b"\xff\xfe\x00garbage", "Error"),
        (b"[1, 2]", "no list of cells"),
        (b"null", "no list of cells"),
        (b'{"nbformat": "4", "cells": {}}', "no list of cells"),
        (b'{"nbformat": 4, "metadata": {}}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": [7]}', "got"),
        (b'{"cells": []}', "of 0 cells"),
        (b"[" * 100_000, "nested far too deeply"),
        (b'{"cells": [' + b"[" * 100_000, "nested far too deeply"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"%PDF-1.7 \xe2\xe3", "a PDF"),
    ],
)
def test_unreadable_files_are_malformed(release, content, what):
    with pytest.raises(Malformed, match=what) as error:
        repair(read(content), release)
    assert str(error.value).startswith("Expected ")
    assert re.search(r"\. (Ask|Remove) .*\.$", str(error.value))  # what to do
    assert len(str(error.value)) < 300


def test_a_notebook_of_another_lesson_is_malformed(release):
    other = new_notebook(cells=[graded("mul", "x = 1"), graded("mul-test", "assert x", points=1)])
    with pytest.raises(Malformed, match="cells such as add, got one of 2 cells without"):
        repair(read(json.dumps(other).encode()), release)
