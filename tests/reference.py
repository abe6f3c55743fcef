"""nbgrader's own autograder, one student after the other, and what it leaves to compare with."""

from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde

from course.grading.save import read_scores
from course.nbgrader_glue import convert


def autograde(root: Path, lesson: str) -> None:
    for student in sorted(path.name for path in (root / "submitted").iterdir()):
        convert(Autograde, root, lesson, student)


def scores(root: Path, lesson: str) -> dict[str, dict[str, tuple[float, float]]]:
    """Student to exercise to points and possible points, as the gradebook has them."""
    found = {}
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
    """Exercise to misconception, from the failures that the graded notebook shows."""
    path = root / "autograded" / student / lesson / f"{lesson}.ipynb"
    _, named = read_scores(nbformat.read(path, as_version=4))
    return {name.removesuffix("-test"): found for name, found in named.items()}
