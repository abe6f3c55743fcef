"""Small source notebooks for the tests of the build."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LESSON = "01_tiny"


def solution_cell(name, source):
    meta = dict(grade=False, solution=True, locked=False, task=False, schema_version=3)
    return new_code_cell(source, id=name, metadata={"nbgrader": {"grade_id": name, **meta}})


def grade_cell(name, source, points=1):
    meta = dict(grade=True, solution=False, locked=True, task=False, schema_version=3)
    meta |= dict(grade_id=name, points=points)
    return new_code_cell(source, id=name, metadata={"nbgrader": meta})


def tiny_lesson():
    """A lesson with a prediction, an exercise with a hidden test, and an output that is checked."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [
        new_markdown_cell("# What is twice two?", id="01-title"),
        solution_cell(
            "01-predict",
            '### BEGIN SOLUTION\n### STUB: prediction = ""\nprediction = "b"\n### END SOLUTION',
        ),
        grade_cell("01-predict-test", 'assert prediction in ("a", "b")', points=0),
        solution_cell(
            "01-double",
            "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        ),
        grade_cell(
            "01-double-test",
            "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(7) == 14\n"
            "### END HIDDEN TESTS",
        ),
        new_code_cell("print(double(2))", id="01-show", metadata={"tags": ["nbval-check-output"]}),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(root, nb, lesson=LESSON):
    path = root / "source" / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return root
