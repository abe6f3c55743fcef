"""`course grade` in somebody else's course: the example of nbgrader's own documentation.

It has two notebooks, a picture beside them, written answers, a header, and settings of its own.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import nbgrader
import pytest
import tiny
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from course.errors import CourseError
from course.grading import engine, pool, records
from course.markers import nbgrader_metadata

pytestmark = pytest.mark.slow
SUBMITTED = Path(nbgrader.__file__).parent / "docs/source/user_guide/submitted"
LESSON, STUDENTS = "ps1", ["bitdiddle", "hacker"]


def run(root, *command):
    """Run nbgrader; it looks for `alembic` on the path."""
    paths = [sysconfig.get_path("scripts"), os.environ["PATH"]]
    found = os.environ | {"PATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, "-m", "nbgrader", *command], cwd=root, check=True, env=found)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    run(folder, "quickstart", "course101")
    run(folder / "course101", "generate_assignment", LESSON)
    shutil.copytree(SUBMITTED, folder / "course101" / "submitted")
    return folder / "course101"


@pytest.fixture
def root(template, tmp_path):
    return Path(shutil.copytree(template, tmp_path / "course101"))


@pytest.fixture(scope="module")
def workers():
    with pool.local_pool(1) as executor:
        yield executor


def grade(root, workers, **options):
    found = engine.grade(root, executor=workers, sandboxed=tiny.sandboxed(), **options)
    return {record.student: record for record in found}


def in_book(root, lesson=LESSON):
    """(student, notebook, cell) → points, possible points, and whether a person has to look."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "course101") as book:
        return {
            (submission.student_id, notebook.name, each.name): (
                each.auto_score,
                each.max_score,
                each.needs_manual_grade,
            )
            for submission in book.assignment_submissions(lesson)
            for notebook in submission.notebooks
            for each in notebook.grades
        }


def test_the_scores_are_those_of_stock_nbgrader(root, workers, tmp_path):
    stock = shutil.copytree(root, tmp_path / "stock")
    run(stock, "autograde", LESSON)
    said = []
    found = grade(root, workers, say=said.append)
    assert sorted(found) == STUDENTS
    assert len(in_book(root)) > 10
    assert in_book(root) == in_book(stock)
    assert {key.split("/")[0] for key in found["hacker"].scores} == {"problem1", "problem2"}
    for student in STUDENTS:
        graded = root / "autograded" / student / LESSON
        assert {path.name for path in graded.iterdir()} >= {"problem1.ipynb", "problem2.ipynb"}
        assert found[student].outcome in records.COUNTED, found[student]
    [line] = said
    assert "ps1: its tests are not checks of this course" in line
    assert grade(root, workers) == found


def cell(make, name, text, **more):
    known = {"schema_version": 3, "grade_id": name, "task": False} | more
    return make(text, id=name, metadata={"nbgrader": known})


def every_kind(answer, why, done):
    """Partial credit by a returned number, data in a file, a written answer and a task."""
    test = {"grade": True, "solution": False, "locked": True}
    mine = {"grade": False, "solution": True, "locked": False}
    written = {"grade": True, "solution": True, "locked": False, "points": 3}
    task = {"grade": False, "solution": False, "locked": True, "points": 4} | {"task": True}
    read = "import csv\nassert total == sum(int(row[0]) for row in csv.reader(open('data/n.csv')))"
    cells = [
        cell(new_code_cell, "answer", answer, **mine),
        cell(new_code_cell, "partial", "min(2, total / 3)", **test, points=2),
        cell(new_code_cell, "data", read, **test, points=1),
        cell(new_markdown_cell, "why", why, **written),
        cell(new_markdown_cell, "task", "Do something below.", **task),
        *([new_code_cell(done, id="done")] if done else []),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def test_every_kind_of_cell_gets_the_points_of_stock_nbgrader(root, workers, tmp_path):
    """Also from a notebook with the metadata of an older nbgrader, which stock must update."""
    folder = root / "source" / "ps2"
    (folder / "data").mkdir(parents=True)
    (folder / "data/n.csv").write_text("1\n2\n3\n")
    stub = "### BEGIN SOLUTION\ntotal = 6\n### END SOLUTION"
    nbformat.write(every_kind(stub, "Because.", ""), folder / "p.ipynb")
    run(root, "generate_assignment", "ps2")
    shutil.rmtree(root / "submitted")
    answers = {"ada": ("total = 6", "Since.", "1 + 1"), "ben": ("total = 3", "", "")}
    for student, given in answers.items():
        place = Path(shutil.copytree(root / "release/ps2", root / "submitted" / student / "ps2"))
        sheet = nbformat.read(place / "p.ipynb", as_version=4)
        filled = every_kind(*given)
        texts = {each.id: each.source for each in filled.cells if each.id in ("answer", "why")}
        texts = {name: text for name, text in texts.items() if text}  # else as it was released
        for each in sheet.cells:
            each.source = texts.get(nbgrader_metadata(each).get("grade_id"), each.source)
        sheet.cells += [each for each in filled.cells if each.id == "done"]
        nbformat.write(sheet, place / "p.ipynb")
    stock = shutil.copytree(root, tmp_path / "stock")
    run(stock, "autograde", "ps2")
    found = grade(root, workers)
    assert in_book(root, "ps2") == in_book(stock, "ps2")
    assert found["ben"].scores["why"] == [0, 3] and found["ada"].scores["why"] == [None, 3]
    by_cell = {(at[0], at[2]): got[:2] for at, got in in_book(root, "ps2").items()}
    assert by_cell["ada", "partial"] == (2, 2) and by_cell["ben", "partial"] == (1, 2)
    assert by_cell["ada", "data"] == (1, 1) and by_cell["ben", "data"] == (0, 1)
    for path in root.glob("submitted/*/ps2/p.ipynb"):
        path.write_text(path.read_text().replace('"schema_version": 3', '"schema_version": 2'))
    assert {record.outcome for record in grade(root, workers).values()} <= set(records.COUNTED)
    assert in_book(root, "ps2") == in_book(stock, "ps2")


def test_of_two_notebooks_one_may_be_missing(root, workers):
    (root / "submitted/hacker/ps1/problem2.ipynb").unlink()
    shutil.rmtree(root / "submitted/bitdiddle/ps1")
    (root / "submitted/bitdiddle/ps1").mkdir()
    (root / "submitted/bitdiddle/ps1/notes.txt").touch()
    found = grade(root, workers)
    assert found["hacker"].outcome == "graded-with-repairs"
    assert "problem2.ipynb is missing" in found["hacker"].notes
    assert {key.split("/")[0] for key in found["hacker"].scores} == {"problem1"}
    second = {at: got for at, got in in_book(root).items() if at[1] == "problem2"}
    assert second and {got for got, _, _ in second.values()} == {0}
    assert found["bitdiddle"].outcome == "malformed"
    assert "Expected problem1.ipynb, problem2.ipynb, got notes.txt" in found["bitdiddle"].notes[0]


def test_a_notebook_for_another_language_is_refused(root, workers):
    path = root / "source/ps1/problem2.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.kernelspec = {"name": "ir", "language": "R", "display_name": "R"}
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match="for Python, got ir for r in .*2.ipynb"):
        grade(root, workers)
