"""`course grade` on every lesson: the answers of the bank get the points that they deserve."""

import os
import shutil

import deserved
import nbformat
import pytest
import reference
import tiny

from course import bank, self_check
from course.grading import engine, pool
from course.grading.asked import read_asked
from course.grading.gradebook import Course
from course.place import in_project


@pytest.fixture(scope="module")
def workers():
    """One worker for all lessons, because a prepared process takes seconds to start."""
    with pool.local_pool(1) as executor:
        yield executor


@pytest.mark.slow
@pytest.mark.parametrize("lesson", deserved.LESSONS)
def test_answers_of_the_bank_get_the_points_they_deserve(tmp_path, workers, lesson):
    """Right ones get full marks; wrong ones get 0 and the name of their mistake.

    Each exercise is tried with a right and a wrong answer of the bank; with COURSE_WHOLE_BANK set,
    with the solution and all of them. Whatever the answers, only test cells may fail: Run All
    reaches the end. `course check` finds the same before a student hands in.
    """
    wrong = deserved.hand_in(tmp_path, lesson)
    found = engine.grade(tmp_path, [lesson], executor=workers, sandboxed=tiny.sandboxed())
    deserved.check(tmp_path, lesson, wrong)
    marks = reference.scores(tmp_path, lesson)
    # Written answers have no points until a person has read them; without an answer, they have 0.
    tasks = read_asked(Course(tmp_path), lesson).tasks
    waiting = {task.cell for task in tasks if task.cell == task.answer}
    assert [record.student for record in found] == sorted(wrong)
    for record in found:
        assert (record.outcome, record.notes) == ("graded", []), record.student
        scores = {name: tuple(points) for name, points in short(record.scores).items() if points[1]}
        written = {name: scores.pop(name)[0] for name in waiting}
        assert written == dict.fromkeys(waiting, 0 if record.student == "untouched" else None)
        assert scores == marks[record.student]
        assert short(record.misconceptions) == wrong[record.student]

    for student in wrong:
        graded = tmp_path / "autograded" / student / lesson / f"{lesson}.ipynb"
        cells = nbformat.read(graded, as_version=4).cells
        failed = {cell.id for cell in cells if any("ename" in o for o in cell.get("outputs", ()))}
        assert failed <= {f"{name}-test" for name in wrong[student]}, student

    for student in wrong if os.environ.get(bank.WHOLE) else ("untouched", "odd"):
        folder = tmp_path / "work" / lesson
        shutil.copytree(tmp_path / "submitted" / student / lesson, folder, dirs_exist_ok=True)
        states = {
            each.exercise: each.state
            for each in self_check.check(in_project(tmp_path), lesson).results
        }
        assert states == {name: state(wrong[student].get(name)) for name in states}, student
        assert states.keys() == marks[student].keys()


def state(misconception):
    """What `course check` says of an answer; only hidden tests find an instance typed in."""
    return {None: "right", "hard-coded": "right", "not-attempted": "open"}.get(
        misconception, "wrong"
    )


def short(cells):
    return {name.removesuffix("-test"): found for name, found in cells.items()}
