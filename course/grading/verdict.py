"""The grader's side of a verdict: ask the judge, and withhold points that were not proved."""

import json
import re
import socket
from multiprocessing.connection import Connection
from typing import Any

from nbformat import NotebookNode

from course.grading.outputs import add_error, errors_of

PATIENCE = 10.0  # seconds that a judge may take to answer; normally it takes a millisecond
SILENT = {"checks": 1, "missing": ["every check"], "amiss": ["the judge, which does not answer"]}
NOT_PROVED = "NotProved"  # name of the error in a cell whose points are withheld
SHOWN = 3  # cells that are named as a place to look


class Bench:
    """The connection to the judge of one kernel."""

    def __init__(self, outer: socket.socket) -> None:
        self._judge = Connection(outer.dup().detach())

    def open(self, source: str) -> int:
        """Announce a graded cell; return how many checks of the course it calls."""
        return self._ask({"open": source})["checks"]

    def close(self) -> dict[str, Any]:
        """Return the verdict on the cell: ``missing`` checks, and what was ``amiss``."""
        return self._ask({"close": True})

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            self._judge.send_bytes(json.dumps(request).encode())
            if self._judge.poll(PATIENCE):
                return json.loads(self._judge.recv_bytes())
            self._judge.close()  # a late answer would be taken for that to a later question
        except (EOFError, OSError):
            pass
        return SILENT


def withhold(notebook: NotebookNode, index: int, verdict: dict[str, Any]) -> str:
    """Add an error to a cell whose checks were not proved; return a note, or "" if they were.

    A check that failed has an error already, and a cell with checks has no other result than that.
    """
    cell = notebook.cells[index]
    for output in cell.outputs:
        if output.output_type == "execute_result":  # a number there would count as points
            output.output_type = "display_data"
            output.pop("execution_count", None)
    if not verdict["missing"] or errors_of(cell):
        return ""
    what = "; ".join(verdict["amiss"]) or "the check did not run to its end"
    text = f"Nothing proves the check of this cell ({what}). Its points are withheld."
    add_error(cell, NOT_PROVED, text)
    where = " and ".join(places(notebook, index, verdict["amiss"]))
    return f"cell {cell.id}: its points are withheld, because nothing proves them: {what}" + (
        f"; see cell {where}" if where else ""
    )


def places(notebook: NotebookNode, index: int, amiss: list[str]) -> list[str]:
    """Return the ids of the last cells that mention what was replaced."""
    names = {re.split(r"[. ]", what)[-1] for what in amiss}
    cells = [cell for cell in notebook.cells[:index] if cell.cell_type == "code"]
    found = [c.id for c in cells if any(re.search(rf"\b{re.escape(n)}\b", c.source) for n in names)]
    return found[-SHOWN:]
