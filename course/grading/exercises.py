"""What a feedback page says first: each exercise by name, its points, and what went wrong.

Two preprocessors of nbconvert: ``Grades`` reads the gradebook, ``summarized`` makes a ``Summary``
of what it found, for the template in `course/assets/nbconvert`.
"""

import re
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task

from course.grading.feedback import COLOUR
from course.grading.outputs import errors_of
from course.misconceptions import named_in
from course.nbgrader_glue import nbgrader_metadata
from course.wording import count

WIDTH = 84  # at which checks wrap their messages
LONG_NAME, LONG_MESSAGE = 120, 2000  # characters
FENCED = re.compile(r"^(```|~~~).*?(^\1|\Z)", re.M | re.S)
# A heading, or a line that begins with a number in bold: "**Question 2.** What must match?"
NAMING = re.compile(r"^(?:(#{1,6})[ \t]+(.+?)[ \t#]*|(\*\*(?:\w+ )?\d+\w?[.:)]?\*\*.*))$", re.M)
MARKUP = re.compile(r"\*\*|`|!?\[([^\]\n]*)\]\([^)\n]*\)")
# What a heading says besides the name, and the table in a column of its own or not at all.
BESIDE = re.compile(r"exercise|[●○★☆]+|about \d.*|\(?\d+(\.\d+)? (points?|minutes?)\)?", re.I)
IDENTITY = re.compile(r"\s*(\[[a-z0-9-]+\])$")  # of a misconception


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


@dataclass
class Summary:
    """What the page says before it shows the notebook.

    Attributes:
        listed: the exercises to show in the table; others have no points to win.
        by_cell: all of them, by the grade id of their cell.
        comments: the comments on answers that no exercise is about: grade id and Markdown.
        waiting: points that a person has still to decide on.
        score: all points, after the penalty for being late.
    """

    title: str
    notebook: str
    student: str
    listed: list[Exercise]
    by_cell: dict[str, Exercise]
    comments: list[tuple[str, str]]
    waiting: float
    score: float
    points: float
    late: float


# --- the preprocessors --------------------------------------------------------------------------


class Grades(GetGrades):
    """nbgrader's GetGrades, which also reads names, extra credit and what waits for a person.

    Of the comments it keeps those that a person wrote.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        nb, resources = super().preprocess(nb, resources)
        with Gradebook(self.db_url) as gradebook:
            student = gradebook.find_student(self.student_id)
            names = [student.first_name, student.last_name]
        resources["nbgrader"]["student_name"] = " ".join(filter(None, names))
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        where = self.notebook_id, self.assignment_id, self.student_id
        if is_grade(cell) or is_task(cell):
            grade = self.gradebook.find_grade(_id(cell), *where)
            cell.metadata.nbgrader["extra_credit"] = grade.extra_credit or 0.0
            cell.metadata.nbgrader["waiting"] = bool(grade.needs_manual_grade)
        if is_solution(cell) or is_task(cell):  # without "No response.", which nobody wrote
            comment = self.gradebook.find_comment(_id(cell), *where)
            cell.metadata.nbgrader["comment"] = comment.manual_comment
        return cell, resources


def summarized(notebook: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
    """Add the ``Summary`` of a graded notebook to the resources that its template sees.

    Where cells are folded, the first one's metadata has ``fold``, a title, and the last one's has
    ``folded``.
    """
    title, found, comments = _exercises(notebook)
    about = resources["nbgrader"]
    summary = resources["summary"] = Summary(
        title=title or about["notebook"],
        notebook=about["notebook"],
        student=about.get("student_name") or about["student"],
        listed=[each for each in found if each.points or each.extra],
        by_cell={each.cell: each for each in found},
        comments=comments,
        waiting=sum(each.points for each in found if each.state == "waiting"),
        score=about["score"],
        points=about["max_score"],
        late=about["late_penalty"],
    )
    shown = {name for each in summary.listed for name in (each.cell, *each.answers)}
    _fold(notebook, shown | {name for name, _ in comments})
    return notebook, resources


def _fold(notebook: NotebookNode, shown: set[str]) -> None:
    """Mark the cells between those with these grade ids: a student has the lesson elsewhere.

    The text just above an exercise stays visible, and so does a cell that failed.
    """
    cells = notebook.cells
    seen = [
        nbgrader_metadata(cell).get("grade_id") in shown
        or (not _is_marked(cell) and bool(_failures(cell)))
        for cell in cells
    ]
    for i, cell in enumerate(cells[:-1]):
        seen[i] |= seen[i + 1] and cell.cell_type == "markdown" and not _is_marked(cell)
    if any(seen):
        for visible, run in groupby(zip(seen, cells, strict=True), key=lambda pair: pair[0]):
            hidden = [] if visible else [cell for _, cell in run]
            names = [name for cell in hidden for level, name in _headings(cell) if level]
            if hidden:
                hidden[0].metadata["fold"] = " · ".join([count(len(hidden), "more cell"), *names])
                hidden[-1].metadata["folded"] = True


# --- the exercises of a notebook ----------------------------------------------------------------


def _exercises(notebook: NotebookNode) -> tuple[str, list[Exercise], list[tuple[str, str]]]:
    """Return the notebook's title, its exercises, and the comments that belong to none of them."""
    found: list[Exercise] = []
    answers: list[NotebookNode] = []
    title, name, headings = "", "", {}
    for cell in notebook.cells:
        for level, text in [] if _is_marked(cell) else _headings(cell):
            name = text
            if level:
                headings = {k: v for k, v in headings.items() if k < level} | {level: text}
            if level == 1 and not found:
                title = title or text
        ours = nbgrader_metadata(cell)
        if ours.get("grade") or ours.get("task"):
            headings = {k: v for k, v in headings.items() if v != name}  # not those below it
            above = [text for text in headings.values() if text != title]
            found.append(_exercise(cell, answers, name, above[-1] if above else ""))
            answers, name = [], ""
        elif ours.get("solution"):
            answers.append(cell)
    used = Counter(each.name for each in found)
    for each in found:
        if used[each.name] > 1:  # several under one heading
            each.name += f" ({each.cell})"
    left = [(_id(cell), text) for cell in answers for text in _comments(cell)]
    return title, found, left


def _exercise(cell: NotebookNode, above: list[NotebookNode], name: str, section: str) -> Exercise:
    ours = nbgrader_metadata(cell)
    score, points = float(ours.get("score") or 0), float(ours.get("points") or 0)
    answers = [*above, *([cell] if ours.get("solution") else [])]
    state = _state(cell, answers, score, points)
    return Exercise(
        name=name or section or _id(cell),
        section=section if name else "",
        cell=_id(cell),
        answers=[_id(each) for each in answers],
        state=state,
        score=score,
        points=points,
        extra=float(ours.get("extra_credit") or 0),
        message=_message(cell) if state in ("wrong", "partly") else [],
        comments=[text for each in [*above, cell] for text in _comments(each)],
    )


def _state(cell: NotebookNode, answers: list[NotebookNode], score: float, points: float) -> str:
    failures = _failures(cell)
    if nbgrader_metadata(cell).get("waiting"):
        return "waiting"
    if score >= points and (points or not failures):
        return "right"
    if score:
        return "partly"
    blank = any(named_in(error.evalue) == "not-attempted" for error in failures)
    untouched = answers and all(
        nbgrader_metadata(each).get("checksum") == compute_checksum(each) for each in answers
    )
    return "open" if blank or untouched else "wrong"


def _message(cell: NotebookNode) -> list[str]:
    """Return what the last error of a cell says, without its traceback."""
    failures = _failures(cell)
    if not failures:
        return []
    kind, text = failures[-1].ename, COLOUR.sub("", failures[-1].evalue).strip()
    if kind == "CheckFailed":
        text = text.removeprefix("✗").lstrip()
    else:
        text = f"{kind}: {text}" if text else kind
    if len(text) > LONG_MESSAGE:
        text = text[: LONG_MESSAGE - 1] + "…"
    return [_inline(each) for each in _paragraphs(text)]


def _paragraphs(text: str) -> list[str]:
    """Return the lines of a message, with those put together again that were only wrapped."""
    found: list[str] = []
    last = ""
    for line in text.splitlines():
        if last and line.strip() and len(last) + 1 + len(line.split()[0]) > WIDTH:
            found[-1] += f" {line.strip()}"
        elif line.strip():
            found.append(line.strip())
        last = line.strip()
    return found


def _inline(text: str) -> str:
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
    return IDENTITY.sub(r" <small>\1</small>", text)


def _headings(cell: NotebookNode) -> list[tuple[int, str]]:
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


def _id(cell: NotebookNode) -> str:
    return str(nbgrader_metadata(cell)["grade_id"])


def _comments(cell: NotebookNode) -> list[str]:
    comment = nbgrader_metadata(cell).get("comment")
    return [comment] if comment else []


def _is_marked(cell: NotebookNode) -> bool:
    """Whether nbgrader knows a cell as part of an exercise, and not only as locked."""
    ours = nbgrader_metadata(cell)
    return any(ours.get(name) for name in ("grade", "solution", "task"))


def _failures(cell: NotebookNode) -> list[NotebookNode]:
    return errors_of(cell) if cell.cell_type == "code" else []
