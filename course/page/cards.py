"""Cards: a check's result in a notebook page, legible in the light and in the dark theme."""

import re
from html import escape

from IPython import get_ipython
from IPython.display import display

from course.wording import wrapped

# The mark of a result, its colour, and how much of the theme's text colour is mixed in: so it is
# dark on a light page and light on a dark one.
COLOURS = {"✓": "#12813B", "✗": "#C4351C", "○": "#1668B8"}
INK = "var(--jp-ui-font-color0, #1A1A1A)"
PAPER = "var(--jp-layout-color1, #FFFFFF)"


def running_cell() -> tuple[str, str] | None:
    """Return the ids of the running cell and of its execution, if a person runs it in a page.

    JupyterLab names the cell that it runs; nbclient, nbgrader and nbval do not.
    """
    parent = getattr(get_ipython(), "parent_header", None) or {}
    cell = (parent.get("metadata") or {}).get("cellId")
    return (cell, parent["header"]["msg_id"]) if cell else None


def tint(colour: str) -> str:
    """Return a CSS colour near this one that stands out from the page in either theme."""
    return f"color-mix(in srgb, {colour} 62%, {INK})"


def show(text: str, *folded: str) -> None:
    """Show a result as a card; its first character, ✓, ✗ or ○, says which kind it is.

    Args:
        text: the first line is the headline; an id in brackets at the end is set small.
        folded: HTML for below, such as a table in ``<details>``.
    """
    head, *rest = text.splitlines()
    colour = tint(COLOURS[head[0]])
    lines = [f'<div style="color:{colour};font-weight:600">{code(head)}</div>']
    for line in rest:
        line, _, name = re.fullmatch(r"(.*?)(  \[([a-z0-9-]+)\])?", line).groups()
        small = f' <small style="opacity:.75">[{name}]</small>' if name else ""
        lines.append(f"<div>{code(line)}{small}</div>")
    html = (
        f'<div class="course-card" role="status" style="border:1px solid {colour};'
        f"border-left-width:6px;border-radius:4px;padding:8px 12px;margin:2px 0;max-width:60em;"
        f'line-height:1.5;color:{INK};background:{PAPER}">{"".join([*lines, *folded])}</div>'
    )
    display({"text/html": html, "text/plain": wrapped(text)}, raw=True)


def fold(title: str, inside: str, opened: bool = False) -> str:
    """Return HTML that shows a title, and what is inside when somebody opens it."""
    style = "margin-top:6px"
    summary = f'<summary style="cursor:pointer">{escape(title)}</summary>'
    return f'<details style="{style}"{" open" * opened}>{summary}{inside}</details>'


def listing(source: str) -> str:
    """Return code as HTML."""
    box = "border-left:3px solid var(--jp-border-color1, #BDBDBD);padding:4px 10px;margin:4px 0"
    return f'<pre style="{box};overflow-x:auto">{escape(source.strip())}</pre>'


def code(text: str) -> str:
    """Escape text, and set what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
