"""The report of a class as one page of HTML: no scripts, nothing to load, ready to print."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from course.grading import chosen, tally
from course.grading.asked import Asked, Task
from course.grading.names import Names
from course.grading.records import Record, exercise_of, mean_share, printable
from course.grading.similar import Alike, alike_in
from course.misconceptions import REGISTRY, Misconception

ASSETS = Path(__file__).resolve().parents[1] / "assets"
TEMPLATE = "report.html"
LEVELS = {0: "–", 1: "●○○", 2: "●●○", 3: "●●●"}
NOTES = 10  # that are shown of one submission
MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


@dataclass(frozen=True)
class Section:
    """What the page shows about one lesson."""

    name: str
    title: str
    tasks: list[Task]
    records: list[Record]
    graded: list[Record]
    unknown: int
    mean: float
    histogram: list[int]
    rows: list[tuple[Task, tally.Row]]
    results: list[str]
    levels: dict[int, tuple[int, tally.Row]]
    mistakes: list[tally.Mistake]
    questions: list[chosen.Question]
    predictions: list[chosen.Prediction]
    alike: list[Alike]
    repairs: list[tuple[str, list[str]]]
    amiss: dict[str, list[Record]]


def page(lessons: Mapping[str, list[Record]], asked: Mapping[str, Asked], names: Names) -> str:
    """Return the page as HTML.

    Args:
        lessons: the records of each lesson, with the students' names as they are to be shown.
        asked: what each of these lessons asks.
        names: hides names inside texts.
    """
    sections = [section(name, records, asked[name]) for name, records in lessons.items()]
    tasks = {each.name: each.tasks for each in sections}
    made = Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "who": lambda student: printable(student, 100),
        "theirs": names.text,
        "marked": marked,
        "percent": lambda share: f"{share:.0%}",
        "short": exercise_of,
        "known": known,
        "level": lambda level: LEVELS.get(level, "–"),
    }
    return made.get_template(TEMPLATE).render(
        sections=sections,
        students=len({record.student for each in sections for record in each.records}),
        needs=tally.needs({each.name: each.records for each in sections}, tasks),
        outcomes={each.name: tally.outcomes(each.records) for each in sections},
        most=NOTES,
        hidden=bool(names.labels),
    )


def section(name: str, records: list[Record], asked: Asked) -> Section:
    """Count and compare everything that the page shows about one lesson."""
    graded = [record for record in records if record.scores]
    tasks = tally.all_tasks(asked, graded)
    rows = [(task, tally.row(graded, [task])) for task in tasks if task.points]
    shares = list(map(mean_share, graded))
    return Section(
        name=name,
        title=asked.title,
        tasks=tasks,
        records=records,
        graded=graded,
        unknown=sum(record.answers is None for record in graded),
        mean=sum(shares) / len(shares) if shares else 0.0,
        histogram=tally.histogram(graded),
        rows=rows,
        results=[each for each in tally.RESULTS if any(row.counts[each] for _, row in rows)],
        levels=tally.levels(graded, tasks),
        mistakes=tally.mistakes(graded, tasks),
        questions=chosen.questions(graded, tasks),
        predictions=chosen.predictions(graded, tasks),
        alike=_alike(graded, tasks, asked),
        repairs=tally.repairs(records),
        amiss=tally.amiss(records),
    )


def _alike(graded: Sequence[Record], tasks: Sequence[Task], asked: Asked) -> list[Alike]:
    shown = {task.answer: task.shown for task in tasks if task.kind == "exercise" and task.shown}
    answers = {
        record.student: {cell: record.answers[cell] for cell in shown if cell in record.answers}
        for record in graded
        if record.answers
    }
    return alike_in(answers, shown, asked.names)


def known(key: str) -> Misconception:
    """Return a misconception; one of another version of the course is only known by its id."""
    return REGISTRY.get(key) or Misconception(key, key, "", "", "")


def marked(text: str) -> Markup:
    """Return a line of a lesson's Markdown as HTML: code and bold are marked, the rest is text."""
    parts, end = [], 0
    for match in MARKS.finditer(text):
        tag, inner = ("code", match[1]) if match[1] else ("b", match[2])
        parts += [escape(text[end : match.start()]), Markup(f"<{tag}>{{}}</{tag}>").format(inner)]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
