"""What is kept of a graded submission."""

import nbformat
import pytest
from cells import grade_cell, solution_cell
from nbformat.v4 import new_code_cell, new_notebook
from tiny import LESSON, RIGHT, make_course, release

from course.demo import fill_in
from course.grading import save
from course.grading.gradebook import Course
from course.grading.prepare import Submission
from course.grading.records import Record, read_record
from course.grading.runner import Executed


def test_answers_are_kept_and_bounded():
    cells = [solution_cell("a", "x = 1"), new_code_cell("x"), grade_cell("a-test", "assert x")]
    cells += [solution_cell("b", "y" * save.ANSWER), solution_cell("c", "z" * (save.ANSWER + 1))]
    notebook = new_notebook(cells=cells)
    answers = save.read_answers(notebook)
    assert list(answers) == ["a", "b", "c"]
    assert (answers["a"], answers["b"]) == ("x = 1", "y" * save.ANSWER)
    assert answers["c"] == "z" * (save.ANSWER - 1) + "…"
    assert list(save.read_answers(notebook, room=7).values()) == ["x = 1", "y…", "…"]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    make_course(folder)
    return folder


def test_a_record_has_the_answers_of_the_notebook_that_was_graded(root):
    notebook = fill_in(release(root), RIGHT)
    executed = Executed(nbformat.writes(notebook), "graded", [])
    record = Record("ada", LESSON, "key", "graded")
    course = Course(root)
    with course.gradebook() as gradebook:
        gradebook.add_student("ada")
        save.save(course, gradebook, Submission(record, {}, 1, {LESSON: executed}))
        assert read_record(root, "ada", LESSON) == record
        assert {cell: record.answers[cell] for cell in RIGHT} == RIGHT
        assert set(record.answers) == {*RIGHT, "10-why"}
        broken = Submission(Record("ada", LESSON, "key", "graded"), {}, 1, {LESSON: ValueError()})
        assert save.save(course, gradebook, broken).answers is None
