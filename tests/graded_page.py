"""Feedback pages of solutions, as if a class had been graded: no kernel, no gradebook."""

from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets.config import Config

from course.grading.exercises import summarized
from course.grading.feedback import FeedbackExporter
from course.nbgrader_glue import configure, nbgrader_metadata

SOLUTIONS = Path(__file__).parents[1] / "solutions"
WRONG = (
    "✗ Expected 5 logits per image, got 1000.\n"
    "classifier.bias, classifier.weight got no gradient: the forward pass never calls\n"
    "that layer. Tried on: `resnet18`, train.\n"
    "Look at: which attribute does this model's forward() read last?  [dead-attribute]"
)
BLANK = "○ It has no answer yet.\nPut one of the letters between the quotes.  [not-attempted]"


def solved(lesson: str, wrong: tuple[str, ...] = (), blank: tuple[str, ...] = ()) -> NotebookNode:
    """The solution with full points, but for the cells with these grade ids."""
    notebook = nbformat.read(SOLUTIONS / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        ours = nbgrader_metadata(cell)
        if ours.get("grade"):
            ours["score"] = ours["points"]
            for names, kind, colour, text in (
                (wrong, "CheckFailed", 31, WRONG),
                (blank, "NotAttempted", 34, BLANK),
            ):
                if ours["grade_id"] in names:
                    first, *rest = text.splitlines()
                    lines = [f"\x1b[1;{colour}m{first}\x1b[0m", *rest]
                    error = new_output("error", ename=kind, evalue=text, traceback=lines)
                    cell.outputs, ours["score"] = [error], 0
    return notebook


def page(notebook: NotebookNode, **about: object) -> str:
    """The HTML of a graded notebook; ``about`` is what nbgrader knows besides."""
    marked = [nbgrader_metadata(cell) for cell in notebook.cells]
    known = {
        "notebook": "lesson",
        "student": "ben",
        "score": sum(each.get("score", 0) for each in marked),
        "max_score": sum(each.get("points", 0) for each in marked),
        "late_penalty": 0,
    }
    exporter = FeedbackExporter(config=configure(Config()))
    exporter.register_preprocessor(summarized, enabled=True)
    resources = ResourcesDict(nbgrader=known | about)
    return exporter.from_notebook_node(notebook, resources=resources)[0]
