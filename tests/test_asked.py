"""What a lesson asks, as the report reads it."""

from pathlib import Path

import nbformat
import pytest
from cells import tiny_lesson, write

from course import checks
from course.checks import quiz
from course.errors import CourseError
from course.grading.asked import Asked, options, read_asked
from course.grading.gradebook import Course

ROOT = Path(__file__).parents[1]


def test_the_options_are_those_of_the_checks():
    checks.load()
    every = quiz.QUESTIONS | quiz.PREDICTIONS
    asked = {name: every[name] for name in every if not name.startswith("09-")}  # of other tests
    assert len(asked) > 40
    assert {
        question: {letter: (each.text, each.misconception) for letter, each in given.items()}
        for question, given in options().items()
    } == {
        question: {letter: (each.text, each.misconception) for letter, each in given.items()}
        for question, given in asked.items()
    }


@pytest.mark.parametrize("lesson", sorted(path.name for path in (ROOT / "source").glob("0*")))
def test_every_task_of_the_course_is_understood(lesson):
    asked = read_asked(Course(ROOT), lesson)
    assert asked.title.endswith("?")
    assert {task.kind for task in asked.tasks} == {"exercise", "question", "prediction"}
    for task in asked.tasks:
        if task.cell == task.answer:  # a written answer, which a person grades
            assert (task.kind, lesson) == ("exercise", "08_capstone")
            assert task.level in (1, 2, 3) and task.minutes > 0 and task.points, task.cell
            continue
        assert task.cell == f"{task.answer}-test"
        if task.kind == "exercise":
            assert task.level in (1, 2, 3) and task.minutes > 0, task.cell
            assert len(task.shown) >= 2 and task.shown[0] != task.shown[1], task.cell
            assert (task.prompt, task.right, task.choices) == ("", "", {})
        else:
            assert len(task.choices) >= 3 and task.right in task.choices, task.cell
            assert len(task.prompt) > 10 and not task.prompt.startswith(("#", "-")), task.cell
            assert bool(task.points) == (task.kind == "question")


def test_a_lesson_of_somebody_else_has_exercises_without_difficulty(tmp_path):
    write(tmp_path, tiny_lesson())
    asked = read_asked(Course(tmp_path), "01_tiny")
    kinds = [(task.cell, task.kind, task.level, task.points) for task in asked.tasks]
    assert kinds == [("01-predict-test", "exercise", 0, 0), ("01-double-test", "exercise", 0, 1)]
    assert asked.title == "What is twice two?"
    assert asked.names >= {"double", "x", "prediction"}
    assert read_asked(Course(tmp_path), "02_none") == Asked()


def test_several_notebooks_have_their_names_before_their_cells(tmp_path):
    write(tmp_path, tiny_lesson())
    nbformat.write(tiny_lesson(), tmp_path / "source" / "01_tiny" / "more.ipynb")
    asked = read_asked(Course(tmp_path), "01_tiny")
    assert [task.cell for task in asked.tasks][::2] == [
        "01_tiny/01-predict-test",
        "more/01-predict-test",
    ]
    assert asked.tasks[1].answer == "01_tiny/01-double"


def test_a_source_that_cannot_be_read_is_named(tmp_path):
    write(tmp_path, tiny_lesson()).joinpath("source/01_tiny/01_tiny.ipynb").write_text("{")
    with pytest.raises(CourseError, match="01_tiny.ipynb, got .* Fix the notebook"):
        read_asked(Course(tmp_path), "01_tiny")
