"""Outputs of executed cells: which of them decide a score, and how much of them is kept."""

import ast
import json

from nbformat import NotebookNode
from nbformat.v4 import new_output


def errors_of(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.outputs if output.output_type == "error"]


def add_error(cell: NotebookNode, name: str, text: str) -> None:
    if cell.cell_type != "code":
        return
    error = new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
    cell.outputs = [*cell.get("outputs", []), error]


def settle(cell: NotebookNode) -> None:
    """Change the outputs so that only an error or a valid partial score decides the points.

    nbgrader gives 0 for anything on stderr. It takes any result for a score, and gives full marks
    for nan, a negative number, a list or a word.
    """
    points = cell.metadata.get("nbgrader", {}).get("points")
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    numbers = [number for output in results if (number := number_in(output)) is not None]
    if points and numbers and ends_in_expression(cell.source):
        if len(results) == 1 and 0 <= numbers[0] <= points:
            results = []
        else:
            got = f"{numbers[0]:g}" if len(results) == 1 else f"{len(results)} results"
            text = f"Expected the test to return a number from 0 to {points:g}, got {got}."
            add_error(cell, "NotAScore", text)
    for output in results:
        output.output_type = "display_data"
        output.pop("execution_count", None)
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"


def ends_in_expression(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return False
    return bool(body) and isinstance(body[-1], ast.Expr)


def number_in(output: NotebookNode) -> float | None:
    """Return the number that a cell's result shows, if it is one."""
    try:
        return float(output.data.get("text/plain", ""))
    except (TypeError, ValueError):
        return None


def shorten(notebook: NotebookNode, room: int) -> bool:
    """Keep outputs up to ``room`` bytes, and a quarter of it per cell; return if any was cut.

    Keeps what decides a score, and the end of an error, which names its reason.
    """
    most, cut = room // 4, False
    for cell in notebook.cells:
        left = min(room, most)
        for output in cell.get("outputs", ()):
            size = len(json.dumps(output))
            if size > left:
                cut = True
                if output.output_type == "stream":
                    output.text = output.text[:left] + "\n[cut]\n"
                elif output.output_type == "error":
                    output.evalue = output.evalue[-1000:]
                    output.traceback = ["\n".join(output.traceback)[-2000:]]
                else:
                    text = str(output.data.get("text/plain", ""))
                    output.data, output.metadata = {"text/plain": text[:100]}, {}
                size = len(json.dumps(output))
            left = max(left - size, 0)
            room = max(room - size, 0)
    return cut
