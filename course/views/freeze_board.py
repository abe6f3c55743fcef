"""The freeze board: switches around one real training step, and what that step moved."""

import functools
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from course.page.cards import INK, PAPER, running_cell
from course.views import style
from course.views.freeze_run import BUILD, DEFAULTS, PARTS, STEP, Run, Step, build, code, step
from course.views.freeze_words import explain, seen
from course.wording import wrapped

SCRIPT = Path(__file__).parents[1] / "assets" / "freeze_board.js"
KEPT = 8  # steps in the history
COLUMNS = ("tensor", "in this step", "requires_grad", "held", "gradient")
LIVE = "Predict what will move, then take a step. Each click is one real training step."
NEEDS_KERNEL = "To use the board, run this cell in a notebook page with a kernel."


def show(**switches: str) -> None:
    """Show a small model with switches; in JupyterLab, each click takes one training step.

    The student first predicts whether the body, the running statistics and the head will move.
    Without a live page, a table shows the first step.

    Args:
        switches: where the board starts, such as ``made="before the swap"``. The switches and
            their options are those of ``BUILD`` and ``STEP``; the first option is the default.

    Raises:
        ValueError: a switch or an option does not exist.
    """
    start = DEFAULTS | switches
    _check(start)
    where = running_cell()
    table, text = _static(start)
    if not where:
        style.show_html(f"{table}<p>{NEEDS_KERNEL}</p>", f"{text}\n{NEEDS_KERNEL}")
        return
    from course.page import live  # takes half a second, and a batch job has no clicks

    board = Board(start, dict(start))
    fixed = {
        "groups": [_controls(title, group) for title, group in GROUPS.items()],
        "parts": PARTS,
        "columns": COLUMNS,
        "start": start,
    }
    name = live.attach(where, SCRIPT, fixed, board.answer)
    # Folded and without printed text: both would give away the first step.
    folded = f"<details><summary>The first step</summary>{table}</details><p>{NEEDS_KERNEL}</p>"
    style.show_html(f'<div data-course-view="{name}" style="color:{INK}">{folded}</div>', LIVE)


GROUPS = {"Before training (a change starts a new model)": BUILD, "In every step": STEP}


@dataclass
class Board:
    """What a student set, the model that belongs to it, and the steps taken so far."""

    start: dict[str, str]
    settings: dict[str, str]
    predicted: list[str] = field(default_factory=list)
    run: Run | None = None
    last: Step | None = None
    models: int = 0
    history: list[dict[str, str]] = field(default_factory=list)
    done: str = ""  # the last click that was answered: a click may arrive twice

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Apply the switches and the click in a question of the page; return what to draw."""
        settings = question.get("settings") or self.settings
        _check(settings)
        if any(settings[key] != self.settings[key] for key in BUILD):
            self.run = self.last = None
        self.settings = settings
        if question.get("predicted") is not None:
            self.predicted = [part for part in PARTS if part in question["predicted"]]
        click = question.get("click") or {"id": self.done}
        if click["id"] != self.done:
            self.done = click["id"]
            {"step": self._step, "reset": self._reset}[click["kind"]]()
        return self._view()

    def _reset(self) -> None:
        self.settings, self.predicted = dict(self.start), []
        self.run = self.last = None
        self.history, self.models = [], 0

    def _step(self) -> None:
        if self.run is None:
            self.run = build(self.settings)
            self.models += 1
        self.last = step(self.run, self.settings, self.predicted)
        row = {
            "step": f"model {self.models}, step {self.last.number}",
            "switches that you changed": _changes(self.start, self.settings) or "none",
        }
        row |= {part: seen(self.last.moved[part]) for part in PARTS}
        row["prediction"] = f"{len(PARTS) - len(self.last.wrong)} of {len(PARTS)} right"
        self.history = [*self.history, row][-KEPT:]

    def _view(self) -> dict[str, Any]:
        view = {
            "settings": self.settings,
            "predicted": self.predicted,
            "code": code(self.settings),
            "history": self.history,
            "caption": "Not trained yet. Predict, then take a step.",
            "rows": [{"cells": [name, *"????"], "moved": False, "odd": False} for name in _names()],
            "verdict": [],
            "sentence": "",
            "error": "",
        }
        if self.last:
            view |= {
                "caption": f"Step {self.last.number} of model {self.models}. "
                "▶ marks where to look twice.",
                "rows": [
                    {"cells": row.cells(), "moved": row.moved, "odd": row.odd}
                    for row in self.last.rows
                ],
                "verdict": _verdict(self.last),
                "sentence": explain(self.last),
                "error": self.last.error,
            }
        return view


def _check(settings: dict[str, str]) -> None:
    for key, value in settings.items():
        switches = BUILD | STEP
        if key not in switches:
            raise ValueError(f"Expected one of the switches {', '.join(switches)}, got {key!r}.")
        if value not in switches[key][1]:
            options = ", ".join(map(repr, switches[key][1]))
            raise ValueError(f"Expected {key} to be one of {options}, got {value!r}.")


def _controls(title: str, group: dict[str, tuple[str, tuple[str, ...]]]) -> dict[str, Any]:
    return {
        "title": title,
        "switches": [
            {"key": key, "label": label, "options": options}
            for key, (label, options) in group.items()
        ],
    }


def _changes(start: dict[str, str], settings: dict[str, str]) -> str:
    """The switches that differ from the start, in words."""
    labels = {key: label for key, (label, _) in (BUILD | STEP).items()}
    return "; ".join(
        f"{labels[key]}: {value}" for key, value in settings.items() if value != start[key]
    )


def _verdict(last: Step) -> list[dict[str, Any]]:
    lines = []
    for part in PARTS:
        right, what = part not in last.wrong, "moved" if last.moved[part] else "stayed still"
        it = "them" if part == "statistics" else "it"
        not_so = f"you {'ticked' if part in last.predicted else 'did not tick'} {it}"
        text = f"✓ {part} {what}, as you predicted" if right else f"✗ {part} {what}, and {not_so}"
        lines.append({"right": right, "text": text})
    return lines


@functools.cache
def _names() -> list[str]:
    return [row.name for row in step(build(DEFAULTS), DEFAULTS, []).rows]


# --- the static part: HTML and a few lines of text --------------------------------------------


def _static(settings: dict[str, str]) -> tuple[str, str]:
    """The first step with these settings, as an HTML table and as text."""
    first = step(build(settings), settings, None)
    head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in COLUMNS)
    lines = []
    for row in first.rows:
        name, *cells = map(escape, row.cells())
        line = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
        lines.append(
            f'<tr style="background:{PAPER}"><th scope="row" style="{_CELL}">{name}</th>{line}</tr>'
        )
    sentence = explain(first)
    table = (
        f'<pre style="{_CODE}">{escape(code(settings))}</pre>'
        f'<table style="{_TABLE}"><caption style="{_CAPTION}">{CAPTION}</caption>'
        f'<thead><tr style="background:{PAPER}">{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table><p>{escape(sentence)}</p>"
    )
    text = [CAPTION, "", code(settings), ""]
    for moved in (True, False):
        names = [row.name for row in first.rows if row.moved == moved]
        text.append(f"{'Moved' if moved else 'Still'}: {', '.join(names) or 'nothing'}.")
    if first.error:
        text.append(first.error)
    return table, wrapped("\n".join([*text, sentence]))


CAPTION = "The first training step of a small model, tensor by tensor."
_TABLE = f"background:{PAPER};color:{INK};border-collapse:collapse;font-size:13px"
_CAPTION = (
    f"background:{PAPER};color:{INK};text-align:left;padding:6px;font-weight:bold;caption-side:top"
)
_CODE = (
    f"color:{INK};border-left:3px solid var(--jp-border-color1, #BDBDBD);padding:4px 10px;"
    "margin:4px 0 8px;overflow-x:auto"
)
_CELL = (
    f"border:1px solid var(--jp-border-color1, #BDBDBD);padding:4px 8px;text-align:left;"
    f"color:{INK};font-weight:normal"
)
