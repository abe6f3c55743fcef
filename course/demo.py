"""An instructor's day without a browser: a class of three, graded by nbgrader itself.

nbgrader's own steps run on a course root of their own, generate → autograde → feedback; then the
gradebook and the graded notebooks are read. `tests/notebooks` grades every lesson the same way.
"""

import re
import shutil
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from tqdm import tqdm

from course.build import convert, grader, read_source, solution
from course.errors import CourseError
from course.misconceptions import REGISTRY

LESSON = "01_head_roles"
MARK = ".made_by_course_demo"  # only a folder that holds it is removed
MISTAKES = {  # exercise → a wrong answer of the bank
    "01-swap-fc": "wrong_dead-attribute.py",
    "01-first-loss": "wrong_accuracy-not-loss.py",
}

Scores = dict[str, dict[str, tuple[float, float]]]  # student → exercise → (points, of how many)


def open_course(root: Path, source: Path, lesson: str) -> tuple[NotebookNode, dict[str, str]]:
    """Make a course root with one lesson released; return the release and the right answers.

    An answer is what a student writes into a solution cell: cell id to source.
    """
    shutil.copytree(source / lesson, root / "source" / lesson)
    convert(GenerateAssignment, root, lesson)
    release = nbformat.read(root / "release" / lesson / f"{lesson}.ipynb", as_version=4)
    solved = solution(read_source(root / "source")[lesson])
    return release, {c.id: c.source for c in solved.cells if grader(c).get("solution")}


def fill_in(release: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """The notebook of a student who writes these answers into the release."""
    nb = deepcopy(release)
    cells = {cell.id: cell for cell in nb.cells}
    for name, text in answers.items():
        cells[name].source = text
    return nb


def submit(root: Path, lesson: str, student: str, nb: NotebookNode) -> None:
    """Put a student's notebook where nbgrader collects it."""
    path = root / "submitted" / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nb, path)


def autograde(root: Path, lesson: str) -> None:
    """Grade every submission, one after the other, through nbgrader's own autograder."""
    students = sorted(path.name for path in (root / "submitted").iterdir())
    for student in tqdm(students, "autograde", disable=None):
        convert(Autograde, root, lesson, student)


def scores(root: Path, lesson: str) -> Scores:
    """Points of each graded exercise from the gradebook; a test cell counts for its exercise."""
    found: Scores = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(lesson):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            found[submission.student.id] = {
                grade.name.removesuffix("-test"): (grade.score, grade.max_score)
                for grade in grades
                if grade.max_score
            }
    return found


def misconceptions(root: Path, lesson: str, student: str) -> dict[str, str]:
    """Exercise to misconception id, from the failures that the graded notebook shows.

    A message of the checks ends in its id, in brackets; "not-attempted" is one of them.
    """
    path = root / "autograded" / student / lesson / f"{lesson}.ipynb"
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            match = re.search(r"\[([a-z0-9-]+)\]\s*$", "\n".join(output.get("traceback", [])))
            if grader(cell).get("points") and match:
                found[cell.id.removesuffix("-test")] = match[1]
    return found


def table(marks: Scores) -> str:
    """A line for each exercise and the total, a column for each student."""
    exercises = list(next(iter(marks.values())))
    wide = max(map(len, [*exercises, "exercise"])) + 2
    rows = [["exercise", *marks]]
    rows += [[name, *(show([mark[name]]) for mark in marks.values())] for name in exercises]
    rows += [["total", *(show(mark.values()) for mark in marks.values())]]
    return "\n".join(
        f"{row[0]:{wide}}" + "".join(f"{text:>12}" for text in row[1:]) for row in rows
    )


def show(marks: Iterable[tuple[float, float]]) -> str:
    got, possible = map(sum, zip(*marks, strict=True))
    return f"{got:g} / {possible:g}"


def report(day: Path, lesson: str) -> str:
    """The scores as a table, and the misconceptions met by each student."""
    marks = scores(day, lesson)
    met = [
        f"  {student:8}{exercise:22}{REGISTRY[name].title if name in REGISTRY else '?'} [{name}]"
        for student in marks
        for exercise, name in misconceptions(day, lesson, student).items()
        if name != "not-attempted"
    ]
    return "\n".join([table(marks), "", "Misconceptions met:", *(met or ["  none"])])


def main(root: Path) -> int:
    """Play the day in the project's `work/demo`, print what came of it and return exit status 0.

    Raises:
        CourseError: the folder holds something else, or a notebook cannot be graded.
    """
    day = root / "work" / "demo"
    if day.exists() and not (day / MARK).exists():
        raise CourseError(
            f"Expected {day} to be free, or left by an earlier demo, got other files. "
            "Move them somewhere else and run it again."
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
    autograde(day, LESSON)
    convert(GenerateFeedback, day, LESSON)
    print(f"{LESSON}: Ada got everything right, Ben made two mistakes, Cleo changed nothing.\n")
    print(report(day, LESSON))
    print(f"\nThe feedback that each student gets lies in {day / 'feedback'}.")
    return 0
