"""Outputs of executed cells: what they show, which of them decide a score, and how much is kept."""

import ast
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output

DECISIVE = ("error", "execute_result")
OVERWRITTEN = re.compile(r"^.*\r(?=[^\r\n])", re.MULTILINE)  # without ^ it would be quadratic


@dataclass
class Outputs:
    """The outputs of one cell while it runs, which only messages of this cell change.

    Of data only strings are kept, by type: that is all a page shows.

    Attributes:
        most: how many are kept, apart from those that decide a score.
        size: characters that are kept of what it prints, about.
        cut: whether anything was not kept.
    """

    most: int = 0
    size: int = 0
    cut: bool = False
    _kept: list[NotebookNode] = field(default_factory=list)
    _shown: dict[str, list[NotebookNode]] = field(default_factory=dict)  # by display id
    _printed: dict[str, list[str]] = field(default_factory=dict)  # by stdout and stderr
    _count: Counter[str] = field(default_factory=Counter)
    _length: int = 0
    _clear_next: bool = False

    def add(self, kind: str, content: Mapping[str, Any] | None) -> None:
        """Apply a message of the cell; the content is None if it was too long to read.

        Raises:
            AttributeError, KeyError, TypeError, ValueError: a part is missing or of a wrong type.
        """
        if kind not in (*DECISIVE, "display_data", "stream", "update_display_data", "clear_output"):
            return
        if content is None:  # for an error, see the reply
            self.cut = True
            self._print("stdout", "[cut]\n")
        elif kind == "clear_output":
            self._clear_next = bool(content.get("wait"))
            if not self._clear_next:
                self._clear()
        elif kind == "update_display_data":
            for output in self._shown.get(content["transient"]["display_id"], ()):
                output.data = strings(content["data"])
        else:
            if self._clear_next:
                self._clear()
            if kind == "stream":
                self._print(content["name"], plain(content["text"]))
            else:
                self._show(kind, content)

    def finish(self) -> list[NotebookNode]:
        """Return the outputs as a notebook has them."""
        for output in self._kept:
            if output.output_type == "stream":
                output.text = overwrite("".join(self._printed[output.name]))
        return self._kept

    def _show(self, kind: str, content: Mapping[str, Any]) -> None:
        self._count[kind] += 1
        if len(self._kept) >= self.most and (kind not in DECISIVE or self._count[kind] > 2):
            self.cut = True
            return
        output = from_dict({"output_type": kind})
        if kind == "error":
            output.ename, output.evalue = plain(content["ename"]), plain(content["evalue"])
            output.traceback = [plain(line) for line in content["traceback"]]
        else:
            output.data, output.metadata = strings(content["data"]), from_dict({})
        if kind == "execute_result":
            number = content["execution_count"]
            output.execution_count = number if type(number) is int else None
        elif name := (content.get("transient") or {}).get("display_id"):
            same = self._shown.setdefault(name, [])
            same.append(output)
            for each in same:
                each.data = output.data
        self._kept.append(output)

    def _print(self, name: str, text: str) -> None:
        name = "stderr" if name == "stderr" else "stdout"
        if name not in self._printed:
            self._kept.append(from_dict({"output_type": "stream", "name": name, "text": ""}))
        self._printed.setdefault(name, []).append(text)
        self._length += len(text)
        if self._length > 4 * self.size:  # not at each message, because it takes time
            for chunks in self._printed.values():
                chunks[:] = [overwrite("".join(chunks))[: self.size]]
            self._length = sum(len(text) for (text,) in self._printed.values())

    def _clear(self) -> None:
        """Remove what decides no score: a cell may not hide its error."""
        self._kept = [output for output in self._kept if output.output_type in DECISIVE]
        self._shown, self._printed, self._length, self._clear_next = {}, {}, 0, False


def overwrite(text: str) -> str:
    """Return what a terminal shows: after a carriage return, a line begins again."""
    return OVERWRITTEN.sub("", text)


def plain(text: object) -> str:
    """Return a string that every file can hold, and an empty one for anything else."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def strings(data: Mapping[str, Any]) -> NotebookNode:
    return from_dict(
        {plain(kind): plain(text) for kind, text in data.items() if isinstance(text, str)}
    )


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
    for nan, a negative number, a list or a word. And it looks no further than the first result or
    error, so a cell with an error must not have a result: it may have shown one before it failed.
    """
    points = cell.metadata.get("nbgrader", {}).get("points")
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    numbers = [number for output in results if (number := number_in(output)) is not None]
    if points and numbers and not errors_of(cell) and ends_in_expression(cell.source):
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
