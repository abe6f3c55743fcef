"""Views that answer clicks in JupyterLab, beside HTML that stays when nobody can answer.

No widget is displayed: a stored widget that is reopened without its kernel shows an error. The
browser part looks for the HTML that carries its id, hides it, and puts itself in its place for as
long as the kernel answers. What is stored in the notebook is the HTML.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

CELLS = 20  # with live views at a time; those of the oldest cell end first

# The notebook cell → the execution that made its views, and they.
_alive: dict[str, tuple[str, list["View"]]] = {}


class View(anywidget.AnyWidget):
    """What the browser part needs once; after that it asks, and ``answer`` computes."""

    fixed = traitlets.Dict().tag(sync=True)

    def __init__(self, script: Path, fixed: dict[str, Any], answer: Callable[[dict], dict]) -> None:
        self._esm = script.read_text(encoding="utf-8")
        self._css = script.with_suffix(".css").read_text(encoding="utf-8")
        super().__init__(fixed=fixed)
        self.on_msg(lambda _, question, buffers: self.send(_answered(answer, question)))

    def close(self) -> None:
        self.layout.close()  # a widget of its own, which nobody else closes
        super().close()


def attach(
    where: tuple[str, str], script: Path, fixed: dict[str, Any], answer: Callable[[dict], dict]
) -> str:
    """Start a live view and return the name for its HTML: ``<div data-course-view="name">``.

    A cell that runs again closes the views that it made before.

    Args:
        where: the notebook cell and its execution, see `running_cell`.
        script: the browser part; its style lies beside it, with the suffix ``.css``.
        fixed: what the browser part gets once, ready for JSON.
        answer: from a question of the browser part to what it draws, ready for JSON.
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
    except Exception as error:  # the browser part waits for an answer, and shows this one
        return {"failed": f"{type(error).__name__}: {error}"}


def _close(cell: str) -> None:
    for view in _alive.pop(cell)[1]:
        view.close()
