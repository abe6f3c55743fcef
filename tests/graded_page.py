"""Graded notebooks and their feedback pages, without a kernel and without a gradebook."""

from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets.config import Config

from course.grading.feedback import FeedbackExporter
from course.grading.summary import Summary, summarized
from course.markers import nbgrader_metadata
from course.nbgrader_glue import configure

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


def page(notebook: NotebookNode, /, **about: object) -> str:
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


# --- cells of a graded notebook ------------------------------------------------------------------

KINDS = ("grade", "solution", "locked", "task")


def cell(name, kinds, source="", score=0, points=1, make=new_code_cell, **more):
    marked = {"grade_id": name, "schema_version": 3} | {kind: kind in kinds for kind in KINDS}
    marked |= {"score": score, "points": points} if {"grade", "task"} & set(kinds.split()) else {}
    return make(source, metadata={"nbgrader": marked | more})


def answer(name, source="mine", **more):
    return cell(name, "solution", source, **more)


def check(name, score=1, error="", kind="CheckFailed", **more):
    test = cell(name, "grade locked", "assert True", score, **more)
    if error:
        test.outputs = [new_output("error", ename=kind, evalue=error, traceback=[error])]
    return test


def text(source):
    return new_markdown_cell(source)


def summary(*cells) -> Summary:
    about = {"notebook": "x", "student": "ben", "score": 0, "max_score": 0, "late_penalty": 0}
    resources = {"nbgrader": about}
    summarized(NotebookNode(cells=list(cells)), resources)  # new_notebook refuses odd ones
    return resources["summary"]
