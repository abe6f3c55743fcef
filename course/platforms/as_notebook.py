"""Feedback as a notebook, for Canvas.

When submissions are uploaded again, Canvas attaches each file under the name that the student's own
file had (canvas-lms issue 2406). A page would arrive as ``01_head_roles.ipynb``, and could not be
opened. So a notebook goes back: what the student handed in, with outputs, points and comments.
"""

import logging

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import GetGrades

from course.grading.feedback import without_hidden
from course.grading.gradebook import Course
from course.markers import nbgrader_metadata


def feedback_notebook(course: Course, student: str, lesson: str, name: str) -> bytes | None:
    """Return the graded notebook with points and comments, without hidden tests.

    It is None if there is no such notebook, or it was changed so that it cannot be read.

    Args:
        name: of the notebook, without its ending.
    """
    path = course.folder("autograded", student, lesson) / f"{name}.ipynb"
    where = {"notebook": name, "assignment": lesson, "student": student}
    where["db_url"] = course.directory.db_url
    silent = logging.Logger("silent", logging.CRITICAL)
    try:
        graded = nbformat.read(path, as_version=4)
        steps = GetGrades(config=course.config, log=silent)
        notebook, known = steps.preprocess(graded, {"nbgrader": where})
    except (OSError, ValueError, MissingEntry):
        return None
    notebook = without_hidden(notebook)
    owns = [nbgrader_metadata(cell) for cell in notebook.cells]
    cells = [new_markdown_cell(_heading(lesson, known["nbgrader"], owns), id="feedback")]
    for cell in notebook.cells:
        own = nbgrader_metadata(cell)
        if said := _said(own):
            cells += [cell, new_markdown_cell(said, id=f"feedback-{len(cells)}")]
        else:
            cells.append(cell)
        cell.metadata = NotebookNode()  # nobody collects it again
    notebook.cells = cells
    return nbformat.writes(notebook).encode()


def _heading(lesson: str, known: dict[str, float], cells: list[dict]) -> str:
    """Return all points, and a table of them by cell."""
    late = f" {known['late_penalty']:g} were taken for lateness." if known["late_penalty"] else ""
    got = max(0.0, known["score"])
    rows = [
        f"| {own['grade_id'].removesuffix('-test')} | {_got(own)} |"
        for own in cells
        if own.get("points")
    ]
    table = "\n".join(["| exercise | points |", "|---|---|", *rows])
    return (
        f"# Feedback on {lesson}\n\n**{got:g} of {_points(known['max_score'])}.**{late}\n\n{table}"
    )


def _said(cell: NotebookNode | dict) -> str:
    """Return what a person or a test said about a cell, as Markdown; empty if nothing."""
    said = []
    if cell.get("points"):
        said.append(f"**{_got(cell)}**")
    if comment := (cell.get("comment") or "").strip():
        said.append("\n".join(f"> {line}" for line in comment.splitlines()))
    return "\n\n".join(said)


def _got(cell: NotebookNode | dict) -> str:
    return f"{float(cell.get('score') or 0):g} of {_points(cell['points'])}"


def _points(points: float) -> str:
    return f"{points:g} {'point' if points == 1 else 'points'}"
