"""Views that respond to clicks in JupyterLab, with plain HTML for when there is no kernel.

The notebook stores only the HTML, because a stored widget shows an error when it is opened without
its kernel. As long as the kernel answers, the browser part takes the place of the HTML: it finds
the HTML by its name and hides it.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

CELLS = 20  # the most cells with live views; those of the oldest cell are closed first

# Notebook cell → the execution that created its views, and the views.
_alive: dict[str, tuple[str, list["View"]]] = {}


class View(anywidget.AnyWidget):
    """Sends the browser part its fixed data once, then answers its questions with ``answer``."""

    fixed = traitlets.Dict().tag(sync=True)

    def __init__(self, script: Path, fixed: dict[str, Any], answer: Callable[[dict], dict]) -> None:
        shared = script.with_name("live.js")
        self._esm = shared.read_text(encoding="utf-8") + script.read_text(encoding="utf-8")
        self._css = script.with_suffix(".css").read_text(encoding="utf-8")
        # The browser keeps one style sheet for each id; without this, all views would share one.
        super().__init__(fixed=fixed, _anywidget_id=f"course-{script.stem}")
        self.on_msg(lambda _, question, buffers: self.send(_answered(answer, question)))

    def close(self) -> None:
        self.layout.close()  # a separate widget, which nothing else closes
        super().close()


def attach(
    where: tuple[str, str], script: Path, fixed: dict[str, Any], answer: Callable[[dict], dict]
) -> str:
    """Start a live view and return the name for its HTML: ``<div data-course-view="name">``.

    When a cell runs again, its earlier views are closed.

    Args:
        where: the ids of the notebook cell and of its current execution.
        script: the browser part; next to it are its style sheet, with the suffix ``.css``, and
            ``live.js``, which all of them share.
        fixed: data that the browser part gets once, ready for JSON.
        answer: takes a question from the browser part and returns what to draw, ready for JSON.
    """
    cell, execution = where
    if cell in _alive and _alive[cell][0] != execution:
        _close(cell)
    while cell not in _alive and len(_alive) >= CELLS:
        _close(next(iter(_alive)))
    name = secrets.token_hex(8)
    view = View(script, fixed | {"name": name}, answer)
    _alive.setdefault(cell, (execution, []))[1].append(view)
    return name


def _answered(answer: Callable[[dict], dict], question: dict) -> dict:
    try:
        return answer(question)
    except Exception as error:  # the browser part is waiting for an answer, and shows the error
        return {"failed": f"{type(error).__name__}: {error}"}


def _close(cell: str) -> None:
    for view in _alive.pop(cell)[1]:
        view.close()
