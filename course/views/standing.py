"""Where a student stands: how far each lesson is, and mistakes that come back as cards."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from IPython.display import display

from course.files import among_lessons
from course.misconceptions import REGISTRY
from course.page import cards, record
from course.wording import count

CARDS = 5  # that come back on one day
NOTEBOOK = "[0-9][0-9]_*/[0-9][0-9]_*.ipynb"
EVERYWHERE = (
    "every lesson"  # where mistakes belong that say nothing about heads, such as a missing return
)


@dataclass(frozen=True)
class Lesson:
    """A lesson beside this one: its notebook, its title, and its tests with points, in order."""

    path: Path
    title: str
    exercises: tuple[str, ...]


def standing() -> None:
    """Show how far each lesson is, and up to five of the mistakes that were made."""
    folder, done = among_lessons(record.FILE).parent, record.read()
    lessons = list(_lessons(folder))
    if not lessons:
        print("No lessons beside this one. `course lab` opens them all in one folder.")
        return
    rows, lines = [], []
    for lesson in lessons:
        right = [name for name in lesson.exercises if name in done and done[name].right]
        left = [name for name in lesson.exercises if name not in right]
        text = f"{len(right)} of {len(lesson.exercises)}"
        then = f"next: {left[0]}" if right and left else "done" if not left else ""
        link = f"../{lesson.path.parent.name}/{lesson.path.name}"
        title = f'{lesson.path.name[:2]} · <a href="{escape(link)}">{escape(lesson.title)}</a>'
        share = len(right) / max(1, len(lesson.exercises))
        rows.append([title, f"{_bar(share)} {text}", escape(then)])
        lines.append(f"{lesson.path.name[:2]}  {text:8}  {then:24}  {lesson.title}".rstrip())
    html = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    html = f'<table style="color:{cards.INK}"><tbody>{html}</tbody></table>'
    back = _cards(done)
    if back:
        said = f"{count(len(back), 'card')} from your own mistakes. "
        said += "Say what lies behind each, then open it."
        html += f'<div style="margin:8px 0 2px">{said}</div>'
        html += "".join(cards.fold(front, f"<div>{escape(behind)}</div>") for front, behind in back)
        lines += ["", said, *(f"- {front}" for front, _ in back)]
    display({"text/html": html, "text/plain": "\n".join(lines)}, raw=True)


def _lessons(folder: Path) -> Iterator[Lesson]:
    for path in sorted(folder.glob(NOTEBOOK)):
        try:
            cells = json.loads(path.read_bytes())["cells"]
            named = [cell["metadata"].get("nbgrader") or {} for cell in cells]
            tests = [each["grade_id"] for each in named if each.get("grade") and each.get("points")]
            title = re.search(r"^# +(.+)", "".join(cells[0]["source"]), re.M)
        except (OSError, ValueError, TypeError, AttributeError, LookupError):
            continue  # it is being written, or is not a lesson
        exercises = tuple(name.removesuffix("-test") for name in tests)
        yield Lesson(path, title[1] if title else path.stem, exercises)


def _cards(done: dict[str, record.Done]) -> list[tuple[str, str]]:
    """Return the mistakes of earlier days: a symptom, and what lies behind it. Others each day."""
    today = date.today()
    made = {
        key: max(day, name)
        for name, each in sorted(done.items())
        for key, day in each.missed.items()
        if key in REGISTRY and REGISTRY[key].lesson != EVERYWHERE and day < today.isoformat()
    }
    names = sorted(made)
    first = today.toordinal() * CARDS % max(1, len(names))
    chosen = (names[first:] + names[:first])[:CARDS]
    return [
        (
            f"Lesson {REGISTRY[key].lesson[:2]} · {REGISTRY[key].symptom}",
            f"{REGISTRY[key].title}. {REGISTRY[key].why}.",
        )
        for key in chosen
    ]


def _bar(share: float) -> str:
    green = cards.tint(cards.COLOURS["✓"])
    full = f"display:block;height:100%;width:{share:.0%};background:{green}"
    box = "display:inline-block;vertical-align:middle;width:7em;height:.7em;overflow:hidden"
    box += f";border-radius:3px;border:1px solid {cards.INK}"
    return f'<span style="{box}"><span style="{full}"></span></span>'


def _cell(inside: str) -> str:
    return f'<td style="text-align:left;white-space:nowrap">{inside}</td>'
