"""Buttons for the options of a question: each writes its letter into the notebook and checks it."""

from collections.abc import Mapping
from pathlib import Path

from course.page import cards

SCRIPT = Path(__file__).resolve().parents[1] / "assets" / "choices.js"


def buttons(question: str, options: Mapping[str, str]) -> str:
    """Return HTML in whose place JupyterLab shows a button for each option; "" elsewhere.

    Args:
        question: the id of the cell that holds the answer, between quotes.
        options: for each letter its text, which is read out for the button.
    """
    cell = cards.running_cell()
    if not cell:
        return ""
    from course.page import live  # takes half a second

    fixed = {"question": question, "options": dict(options)}
    return f'<div data-course-view="{live.attach(cell, SCRIPT, fixed, lambda _: {})}"></div>'
