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
from nbgrader.api import Gradebook

from course.errors import CourseError
from course.grading import engine, pool, records

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


def in_book(root):
    """(student, notebook, cell) → points, possible points, and whether a person has to look."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "course101") as book:
        return {
            (submission.student_id, notebook.name, each.name): (
                each.auto_score,
                each.max_score,
                each.needs_manual_grade,
            )
            for submission in book.assignment_submissions(LESSON)
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


def test_of_two_notebooks_one_may_be_missing(root, workers):
    (root / "submitted/hacker/ps1/problem2.ipynb").unlink()
    shutil.rmtree(root / "submitted/bitdiddle/ps1")
    (root / "submitted/bitdiddle/ps1").mkdir()
    (root / "submitted/bitdiddle/ps1/notes.txt").touch()
    found = grade(root, workers)
    assert found["hacker"].outcome == "graded-with-repairs"
    assert "problem2.ipynb is missing" in found["hacker"].notes
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
