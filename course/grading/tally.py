"""What the records of a class say, counted: exercises, mistakes, outcomes, who needs a hand."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.grading.asked import Asked, Task
from course.grading.records import (
    COUNTED,
    OUTCOMES,
    SKIPPED,
    Record,
    exercise_of,
    mean_share,
)
from course.grading.similar import tokens
from course.misconceptions import REGISTRY
from course.wording import count, listed

RESULTS = ("right", "partly right", "wrong", "skipped", "for a person")
LOW = 0.5  # of the points, or of the exercises: whoever is below it needs a hand
CELL = re.compile(r"\b(cell|of) [\w./]*-[\w./-]+")  # in a note


@dataclass(frozen=True)
class Row:
    """The results of a class in one exercise, or in all of one difficulty.

    Attributes:
        counts: how many results there are of each kind in ``RESULTS``.
        share: of the possible points, from 0 to 1, without those that a person has still to give.
    """

    counts: Counter[str]
    share: float


@dataclass(frozen=True)
class Mistake:
    """A misconception: how often it was made, and where.

    Attributes:
        times: in how many answers.
        students: by how many students.
        cells: how often for each exercise or question.
        example: the form in which it occurs most often, and the exercise; None if not known.
    """

    key: str
    times: int
    students: int
    cells: Counter[str]
    example: tuple[str, str] | None


@dataclass(frozen=True)
class Need:
    """Why a student needs a hand; ``share`` is that of the possible points, from 0 to 1."""

    student: str
    share: float
    reasons: tuple[str, ...]


def title(key: str) -> str:
    """Return the name of a misconception; its id if this version of the course has none."""
    return REGISTRY[key].title if key in REGISTRY else key


def all_tasks(asked: Asked, records: Iterable[Record]) -> list[Task]:
    """Return the tasks of a lesson; also those that only the records know."""
    known = {task.cell: task for task in asked.tasks}
    for record in records:
        for cell, (_, possible) in record.scores.items():
            if cell not in known:
                known[cell] = Task(cell, exercise_of(cell), "exercise", possible or 0.0)
    return list(known.values())


def result(record: Record, cell: str) -> str:
    """Return one of ``RESULTS``; "" if there is none: the submission was not graded."""
    if cell not in record.scores:
        return ""
    got, possible = record.scores[cell]
    if got is None:
        return "for a person"
    if record.misconceptions.get(cell) == SKIPPED:
        return "skipped"
    if got >= (possible or 0.0):
        return "right"
    return "partly right" if got > 0 else "wrong"


def row(records: Iterable[Record], tasks: Sequence[Task]) -> Row:
    counts, got, possible = Counter[str](), 0.0, 0.0
    for record in records:
        for task in tasks:
            if kind := result(record, task.cell):
                counts[kind] += 1
                points, most = record.scores[task.cell]
                if points is not None:
                    got, possible = got + points, possible + (most or 0)
    return Row(counts, got / possible if possible else 0.0)


def levels(records: Sequence[Record], tasks: Iterable[Task]) -> dict[int, tuple[int, Row]]:
    """Return for each difficulty how many exercises it has, and their results."""
    by_level: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.kind == "exercise" and task.points:
            by_level[task.level].append(task)
    return {
        level: (len(by_level[level]), row(records, by_level[level])) for level in sorted(by_level)
    }


def histogram(records: Iterable[Record]) -> list[int]:
    """Return how many submissions got 0 to 10 % of the points, above 10 to 20 %, …"""
    bins = [0] * 10
    for record in records:
        tenth = math.ceil(round(mean_share(record) * 10, 6))
        bins[min(max(tenth, 1), 10) - 1] += 1  # extra points may lead beyond 100 %
    return bins


def mistakes(records: Sequence[Record], tasks: Iterable[Task]) -> list[Mistake]:
    """Return all misconceptions that a check named, the most frequent first."""
    kinds = {task.cell: task for task in tasks}
    made: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    for record in records:
        for cell, key in record.misconceptions.items():
            if key != SKIPPED:
                made[key].append((record, cell))
    found = []
    for key, where in made.items():
        texts: dict[str, list[str]] = defaultdict(list)
        for record, cell in where:
            task = kinds.get(cell)
            if task and task.kind == "exercise" and (record.answers or {}).get(task.answer):
                texts[exercise_of(cell)].append(record.answers[task.answer])
        cells = Counter(exercise_of(cell) for _, cell in where)
        students = len({record.student for record, _ in where})
        found.append(Mistake(key, len(where), students, cells, _typical(texts, cells)))
    return sorted(found, key=lambda each: (-each.times, each.key))


def _typical(texts: dict[str, list[str]], cells: Counter[str]) -> tuple[str, str] | None:
    """Return the exercise with the most answers, and the one there that most others resemble."""
    if not texts:
        return None
    exercise = min(texts, key=lambda each: (-cells[each], each))
    forms = {text: tokens(text) for text in set(texts[exercise])}
    often = Counter(forms[text] for text in texts[exercise])
    return exercise, min(forms, key=lambda text: (-often[forms[text]], len(text), text))


def outcomes(records: Iterable[Record]) -> Counter[str]:
    """Return how many submissions have each outcome, in the order of ``OUTCOMES``."""
    found = Counter(record.outcome for record in records)
    return Counter({each: found[each] for each in (*OUTCOMES, *sorted(found)) if found[each]})


def amiss(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the submissions that were not graded as usual, by outcome, the gravest first."""
    found: dict[str, list[Record]] = {}
    for record in sorted(records, key=_gravity, reverse=True):
        if record.outcome not in COUNTED:
            found.setdefault(record.outcome, []).append(record)
    return found


def _gravity(record: Record) -> int:
    return OUTCOMES.index(record.outcome) if record.outcome in OUTCOMES else -1


def repairs(records: Iterable[Record]) -> list[tuple[str, list[str]]]:
    """Return what was repaired, with the students: notes that differ only in a cell are one."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.outcome in COUNTED:
            for note in dict.fromkeys(CELL.sub(r"\1 …", note) for note in record.notes):
                found[note].append(record.student)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def needs(lessons: dict[str, list[Record]], tasks: dict[str, list[Task]]) -> list[Need]:
    """Return who needs a hand, and why: little was right or written, or something is missing."""
    of: dict[str, dict[str, Record]] = defaultdict(dict)
    for name, records in lessons.items():
        for record in records:
            of[record.student][name] = record
    expected = [name for name, records in lessons.items() if len(records) > LOW * len(of)]
    found = []
    for student, own in of.items():
        missing = [name for name in expected if name not in own]
        reasons = [f"nothing handed in for {listed(missing, 3)}"] * bool(missing)
        for name, record in own.items():
            reasons += [f"{name}: {why}" for why in _lacks(record, tasks[name])]
        if reasons:
            shares = [mean_share(record) for record in own.values()]
            found.append(Need(student, sum(shares) / len(shares), tuple(reasons)))
    return sorted(found, key=lambda need: (need.share, need.student))


def _lacks(record: Record, tasks: list[Task]) -> list[str]:
    if not record.scores:
        return [f"not graded ({record.outcome})"]
    reasons = [record.outcome] if record.outcome not in COUNTED else []
    exercises = [task for task in tasks if task.kind == "exercise" and task.cell in record.scores]
    skipped = sum(result(record, task.cell) == "skipped" for task in exercises)
    if exercises and skipped >= LOW * len(exercises):
        reasons.append(f"{skipped} of {count(len(exercises), 'exercise')} not written")
    elif mean_share(record) < LOW:
        reasons.append(f"{mean_share(record):.0%} of the points")
    return reasons
