"""nbgrader's own autograder, run for one student at a time, and its results to compare with."""

from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde

from course.grading.gradebook import Course
from course.grading.save import read_scores
from course.nbgrader_glue import convert


def autograde(root: Path, lesson: str) -> None:
    """Stock nbgrader: its own execution, without the sandbox of this course's settings."""
    config = Course(root).config
    config.SandboxedExecute.sandboxed = False
    for student in sorted(path.name for path in (root / "submitted").iterdir()):
        convert(Autograde, root, lesson, student, config=config)


def scores(root: Path, lesson: str) -> dict[str, dict[str, tuple[float, float]]]:
    """The gradebook's scores: student → exercise → (points, possible points).

    Written answers are left out: a person grades them.
    """
    found = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(lesson):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            found[submission.student.id] = {
                grade.name.removesuffix("-test"): (grade.score, grade.max_score)
                for grade in grades
                if grade.max_score
                and grade.cell.cell_type == "code"  # the others wait for a person
            }
    return found


def misconceptions(root: Path, lesson: str, student: str) -> dict[str, str]:
    """Exercise → misconception, from the failures in the graded notebook."""
    path = root / "autograded" / student / lesson / f"{lesson}.ipynb"
    _, named = read_scores(nbformat.read(path, as_version=4))
    return {name.removesuffix("-test"): found for name, found in named.items()}
