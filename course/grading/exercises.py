"""The exercises of a graded notebook, as a student knows them: by name, with what went wrong."""

import re
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from html import escape

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from course.grading.feedback import COLOUR
from course.grading.outputs import errors_of
from course.markers import nbgrader_metadata
from course.misconceptions import REGISTRY, named_in

WIDTH = 84  # at which checks wrap their messages
LOOK = "Look at: "  # begins the last part of a message
LONG_NAME, LONG_MESSAGE = 120, 2000  # characters
FENCED = re.compile(r"^(```|~~~).*?(^\1|\Z)", re.M | re.S)
# A heading, or a line that begins with a number in bold: "**Question 2.** What must match?"
NAMING = re.compile(r"^(?:(#{1,6})[ \t]+(.+?)[ \t#]*|(\*\*(?:\w+ )?\d+\w?[.:)]?\*\*.*))$", re.M)
MARKUP = re.compile(r"\*\*|`|!?\[([^\]\n]*)\]\([^)\n]*\)")
# What a heading says besides the name, and the table in a column of its own or not at all.
BESIDE = re.compile(r"exercise|[●○★☆]+|about \d.*|\(?\d+(\.\d+)? (points?|minutes?)\)?", re.I)
ARROW = re.compile(r"-+> *\d+ *(.+)")  # at the line that failed, in IPython's traceback
TEMPORARY = re.compile(r"\(\d+\.py, line (\d+)\)")  # IPython's name of a cell


@dataclass
class Exercise:
    """One cell that has points, and the answers above it that it is about.

    Attributes:
        name: its heading, without points and minutes; the grade id if it has no heading.
        section: the heading above that, or "".
        cell: the grade id of the cell that has the points.
        answers: the grade ids of the answers, from the top; the cell itself may be one.
        state: "right", "partly", "wrong", "open" (not attempted) or "waiting" (for a person).
        extra: points that a person gave on top; they are part of ``score``.
        message: what the check said, as paragraphs of HTML.
        comments: what a person wrote, as Markdown.
    """

    name: str
    section: str
    cell: str
    answers: list[str]
    state: str
    score: float
    points: float
    extra: float = 0.0
    message: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def find_exercises(notebook: NotebookNode) -> tuple[str, list[Exercise], list[tuple[str, str]]]:
    """Return the notebook's title, its exercises, and the comments that belong to none of them."""
    found: list[Exercise] = []
    answers: list[NotebookNode] = []
    used = True  # whether an exercise is about these answers
    title, name, headings = "", "", {}
    for cell in notebook.cells:
        for level, text in [] if is_marked(cell) else headings_of(cell):
            name = text
            if level:
                headings = {k: v for k, v in headings.items() if k < level} | {level: text}
            if level == 1 and not found:
                title = title or text
        ours = nbgrader_metadata(cell)
        if ours.get("grade") or ours.get("task"):
            headings = {k: v for k, v in headings.items() if v != name}  # not those below it
            above = [text for text in headings.values() if text != title]
            name = name if name != title else ""
            about = [*([] if used else answers), *([cell] if ours.get("solution") else [])]
            comments = [text for each in about for text in comments_on(each)]
            if ours.get("task"):
                comments += comments_on(cell)
            elif not about and not name:
                about = answers  # another test of the same answer
            exercise = _exercise(cell, about, name, above[-1] if above else "")
            exercise.comments = comments
            found.append(exercise)
            used, name = True, ""
        elif ours.get("solution"):
            answers = [cell] if used else [*answers, cell]
            used = False
    times = Counter(each.name for each in found)
    for each in found:
        if times[each.name] > 1:  # several under one heading
            each.name += f" ({each.cell})"
    left = [] if used else [(id_of(cell), text) for cell in answers for text in comments_on(cell)]
    return title, found, left


def _exercise(cell: NotebookNode, answers: list[NotebookNode], name: str, section: str) -> Exercise:
    ours = nbgrader_metadata(cell)
    score, points = float(ours.get("score") or 0), float(ours.get("points") or 0)
    state = _state(cell, answers, score, points)
    return Exercise(
        name=name or section or id_of(cell),
        section=section if name else "",
        cell=id_of(cell),
        answers=[id_of(each) for each in answers],
        state=state,
        score=score,
        points=points,
        extra=float(ours.get("extra_credit") or 0),
        message=_message(cell, answers) if state in ("wrong", "partly") else [],
    )


def _state(cell: NotebookNode, answers: list[NotebookNode], score: float, points: float) -> str:
    failures = failures_of(cell)
    if nbgrader_metadata(cell).get("waiting"):
        return "waiting"
    if score >= points and (points or not failures):
        return "right"
    if score:
        return "partly"
    blank = any(named_in(error.get("evalue", "")) == "not-attempted" for error in failures)
    untouched = answers and all(
        nbgrader_metadata(each).get("checksum") == compute_checksum(each) for each in answers
    )
    return "open" if blank or untouched else "wrong"


def _message(cell: NotebookNode, answers: list[NotebookNode]) -> list[str]:
    """Return what the last error says, without its traceback; an answer's own error comes first."""
    errors = [error for each in answers for error in failures_of(each)] or failures_of(cell)
    if not errors:
        return []
    kind = str(errors[-1].get("ename") or "Error")
    text = COLOUR.sub("", errors[-1].get("evalue", "")).strip()
    if kind == "CheckFailed":
        return [_as_html(line) for line in _paragraphs(_cut(text.removeprefix("✗").lstrip()))]
    trace = COLOUR.sub("", "\n".join(errors[-1].get("traceback", ())))
    _, found, end = trace.rpartition(f"\n{kind}: ")  # with the notes that were added to the error
    text = TEMPORARY.sub(r"(line \1)", end.strip() if found else text)
    first, *notes = _cut(f"{kind}: {text}" if text else kind).splitlines()
    line = _line_of_a_cell(trace)
    return [escape(first), *([f"<code>{escape(_cut(line))}</code>"] if line else [])] + [
        _as_html(note) for note in notes if note.strip()
    ]


def _line_of_a_cell(trace: str) -> str:
    """Return the innermost line of a notebook's cell in IPython's traceback, or ""."""
    in_cell, last = False, ""
    for line in trace.splitlines():
        if line.startswith(("Cell In", "File ")):
            in_cell = line.startswith("Cell In")
        elif in_cell and (match := ARROW.match(line)):
            last = match[1]
    return last


def _cut(text: str) -> str:
    return text if len(text) <= LONG_MESSAGE else text[: LONG_MESSAGE - 1] + "…"


def _paragraphs(text: str) -> list[str]:
    """Return the lines of a message, with those put together again that were only wrapped."""
    found: list[str] = []
    last = ""
    for line in text.splitlines():
        wrapped = last and line.strip() and len(last) + 1 + len(line.split()[0]) > WIDTH
        if wrapped and not line.startswith(LOOK):
            found[-1] += f" {line.strip()}"
        elif line.strip():
            found.append(line.strip())
        last = line.strip()
    return found


def _as_html(line: str) -> str:
    """Return a line of a message: code between backticks, and the misconception set small."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(line, quote=False))
    name = named_in(line)
    return text.removesuffix(f"[{name}]") + f"<small>[{name}]</small>" if name in REGISTRY else text


def headings_of(cell: NotebookNode) -> list[tuple[int, str]]:
    """Return the headings of a Markdown cell, with their levels; 0 for a numbered line."""
    found = []
    source = FENCED.sub("", cell.source) if cell.cell_type == "markdown" else ""
    source = "\n".join(line[:500] for line in source.splitlines())  # the patterns are quadratic
    for marks, heading, line in NAMING.findall(source):
        text = MARKUP.sub(r"\1", heading or line)
        parts = [part for part in text.split(" · ") if not BESIDE.fullmatch(part.strip())]
        if name := textwrap.shorten(" · ".join(parts) or text, LONG_NAME, placeholder=" …"):
            found.append((len(marks), name))
    return found


def id_of(cell: NotebookNode) -> str:
    return str(nbgrader_metadata(cell)["grade_id"])


def comments_on(cell: NotebookNode) -> list[str]:
    comment = nbgrader_metadata(cell).get("comment")
    return [comment] if comment else []


def is_marked(cell: NotebookNode) -> bool:
    """Whether nbgrader knows a cell as part of an exercise, and not only as locked."""
    ours = nbgrader_metadata(cell)
    return any(ours.get(name) for name in ("grade", "solution", "task"))


def failures_of(cell: NotebookNode) -> list[NotebookNode]:
    return errors_of(cell) if cell.cell_type == "code" else []
