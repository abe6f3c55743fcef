"""The report of a class as a table for a spreadsheet: a row per student, lesson and exercise."""

import csv
import io
from collections.abc import Iterator, Mapping

from course.grading import tally
from course.grading.asked import Asked, Task
from course.grading.chosen import choice
from course.grading.export import no_formula
from course.grading.records import Record, exercise_of

COLUMNS = (
    *("student", "lesson", "exercise", "kind", "difficulty", "minutes"),
    *("points", "possible", "outcome", "misconception", "misconception_title", "submission"),
)


def table(lessons: Mapping[str, list[Record]], asked: Mapping[str, Asked]) -> str:
    """Return the table as CSV. Difficulty is 1 to 3, and empty where the lesson gives none.

    A submission that was not graded has a row without points for each exercise.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # as RFC 4180 has it
    writer.writerow(COLUMNS)
    for name, records in lessons.items():
        tasks = tally.all_tasks(asked[name], records)
        writer.writerows(map(no_formula, row) for record in records for row in _rows(record, tasks))
    return text.getvalue()


def _rows(record: Record, tasks: list[Task]) -> Iterator[tuple[object, ...]]:
    for task in tasks:
        got, possible = record.scores.get(task.cell, (None, task.points))
        points = ["" if each is None else f"{each:g}" for each in (got, possible)]
        outcome, key = _outcome(record, task)
        yield (
            *(record.student, record.lesson, exercise_of(task.cell), task.kind),
            *(task.level or "", task.minutes or "", *points),
            *(outcome, key, tally.title(key), record.outcome),
        )


def _outcome(record: Record, task: Task) -> tuple[str, str]:
    """Return what became of an exercise, and the misconception in it, if there was one."""
    result = tally.result(record, task.cell)
    if task.kind == "prediction" and result == "right":  # a check only sees that there is one
        option = task.choices.get(choice((record.answers or {}).get(task.answer, ""), task))
        if option is None:
            return "predicted", ""
        return ("wrong" if option.misconception else "right"), option.misconception
    return result or "not graded", record.misconceptions.get(task.cell, "")
