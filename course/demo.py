"""An instructor's day without a browser: release a lesson, grade a class of three, give feedback.

It takes the steps that an instructor would take, in a course folder of its own.
"""

import shutil
import time
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment, GenerateFeedback

from course.errors import CourseError
from course.grading import engine
from course.grading.records import summary
from course.grading.report import report
from course.markers import nbgrader_metadata, solution
from course.nbgrader_glue import convert
from course.sources import read_source

LESSON = "01_head_roles"
MARK = ".made_by_course_demo"  # only a folder with this file in it is removed
MISTAKES = {  # exercise → a wrong answer of the bank
    "01-swap-fc": "wrong_dead-attribute.py",
    "01-first-loss": "wrong_accuracy-not-loss.py",
}


def open_course(root: Path, source: Path, lesson: str) -> tuple[NotebookNode, dict[str, str]]:
    """Make a course root with one lesson released; return the release and the right answers.

    An answer is the source that a student writes into a solution cell, by cell id.
    """
    shutil.copytree(source / lesson, root / "source" / lesson)
    convert(GenerateAssignment, root, lesson)
    release = nbformat.read(root / "release" / lesson / f"{lesson}.ipynb", as_version=4)
    solved = solution(read_source(root / "source")[lesson])
    return release, {c.id: c.source for c in solved.cells if nbgrader_metadata(c).get("solution")}


def fill_in(release: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """Return the notebook of a student who writes these answers into the release."""
    nb = deepcopy(release)
    cells = {cell.id: cell for cell in nb.cells}
    for name, text in answers.items():
        cells[name].source = text
    return nb


def submit(root: Path, lesson: str, student: str, nb: NotebookNode) -> None:
    """Put a student's notebook where nbgrader collects submissions."""
    path = root / "submitted" / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nb, path)


def main(root: Path) -> int:
    """Play the day in the project's `work/demo`, print the results and return exit status 0.

    Raises:
        CourseError: the folder has other files in it, or a notebook cannot be graded.
    """
    day = root / "work" / "demo"
    if day.exists() and not (day / MARK).exists():
        raise CourseError(
            f"Expected {day} to be missing or left by an earlier demo, got other files. "
            "Move them somewhere else and run this again."
        )
    shutil.rmtree(day, ignore_errors=True)
    day.mkdir(parents=True)
    (day / MARK).touch()
    release, right = open_course(day, root / "source", LESSON)
    bank = root / "tests" / "answers" / LESSON
    wrong = {name: (bank / name / file).read_text("utf-8") for name, file in MISTAKES.items()}
    submit(day, LESSON, "ada", fill_in(release, right))
    submit(day, LESSON, "ben", fill_in(release, right | wrong))
    submit(day, LESSON, "cleo", release)
    print(f"{LESSON}: Ada got everything right, Ben made two mistakes, Cleo changed nothing.\n")
    start = time.perf_counter()
    records = engine.grade(day, [LESSON], sandboxed=False)  # these answers are our own
    convert(GenerateFeedback, day, LESSON)
    print(summary(records, time.perf_counter() - start))
    print(f"\n{report(day)}\n")
    for record in records:
        got, possible = map(sum, zip(*record.scores.values(), strict=True))
        print(f"{record.student:5}{got:3g} of {possible:g} points")
    print(f"\nThe feedback for each student is in {day / 'feedback'}.")
    return 0
