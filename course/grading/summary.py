"""What a feedback page says before it shows the notebook, and what of that it folds away.

Two preprocessors of nbconvert: ``Grades`` reads the gradebook, ``summarized`` makes a ``Summary``
of it for the template in `course/assets/nbconvert`.
"""

from dataclasses import dataclass
from itertools import groupby

from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task

from course.grading.exercises import (
    Exercise,
    failures_of,
    find_exercises,
    headings_of,
    id_of,
    is_marked,
)
from course.markers import nbgrader_metadata
from course.wording import count


@dataclass
class Summary:
    """What the page says before it shows the notebook.

    Attributes:
        listed: the exercises to show in the table; others have no points to win, and no comment.
        by_cell: all of them, by the grade id of their cell.
        comments: the comments on answers that no exercise is about: grade id and Markdown.
        waiting: points that a person has still to decide on.
        score: all points, after the penalty for being late.
    """

    title: str
    notebook: str
    student: str
    listed: list[Exercise]
    by_cell: dict[str, Exercise]
    comments: list[tuple[str, str]]
    waiting: float
    score: float
    points: float
    late: float


class Grades(GetGrades):
    """nbgrader's GetGrades, which also reads names, extra credit and what waits for a person.

    Of the comments it keeps those that a person wrote.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        where = self.notebook_id, self.assignment_id, self.student_id
        if "student_name" not in resources["nbgrader"]:
            student = self.gradebook.find_student(self.student_id)
            names = filter(None, [student.first_name, student.last_name])
            resources["nbgrader"]["student_name"] = " ".join(names)
        if is_grade(cell) or is_task(cell):
            grade = self.gradebook.find_grade(id_of(cell), *where)
            cell.metadata.nbgrader["extra_credit"] = grade.extra_credit or 0.0
            cell.metadata.nbgrader["waiting"] = bool(grade.needs_manual_grade)
        if is_solution(cell) or is_task(cell):  # without "No response.", which nobody wrote
            comment = self.gradebook.find_comment(id_of(cell), *where)
            cell.metadata.nbgrader["comment"] = comment.manual_comment
        return cell, resources


def summarized(notebook: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
    """Add the ``Summary`` of a graded notebook to the resources that its template sees.

    Where cells are folded, the first one's metadata has ``fold``, a title, and the last one's has
    ``folded``.
    """
    title, found, comments = find_exercises(notebook)
    about = resources["nbgrader"]
    summary = resources["summary"] = Summary(
        title=title or about["notebook"],
        notebook=about["notebook"],
        student=about.get("student_name") or about["student"],
        listed=[each for each in found if each.points or each.extra or each.comments],
        by_cell={each.cell: each for each in found},
        comments=comments,
        waiting=sum(each.points for each in found if each.state == "waiting"),
        score=about["score"],
        points=about["max_score"],
        late=about["late_penalty"],
    )
    shown = {name for each in summary.listed for name in (each.cell, *each.answers)}
    _fold(notebook, shown | {name for name, _ in comments})
    return notebook, resources


def _fold(notebook: NotebookNode, shown: set[str]) -> None:
    """Mark the cells between those with these grade ids: a student has the lesson elsewhere.

    The text just above an exercise stays visible, the work below a task, and a cell that failed.
    """
    cells = notebook.cells
    seen = [
        nbgrader_metadata(cell).get("grade_id") in shown
        or (not is_marked(cell) and bool(failures_of(cell)))
        for cell in cells
    ]
    for i, cell in enumerate(cells[:-1]):
        seen[i] |= seen[i + 1] and cell.cell_type == "markdown" and not is_marked(cell)
    task = False
    for i, cell in enumerate(cells):
        task = bool(nbgrader_metadata(cell).get("task")) if is_marked(cell) else task
        seen[i] |= task
    if any(seen):
        for visible, run in groupby(zip(seen, cells, strict=True), key=lambda pair: pair[0]):
            hidden = [] if visible else [cell for _, cell in run]
            names = [name for cell in hidden for level, name in headings_of(cell) if level]
            if hidden:
                hidden[0].metadata["fold"] = " · ".join([count(len(hidden), "more cell"), *names])
                hidden[-1].metadata["folded"] = True
