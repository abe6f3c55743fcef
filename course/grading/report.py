"""What a class knows, and which misconceptions it has: read from the records of `course grade`.

This module prints it; `report_html` and `report_csv` make files of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from course.errors import CourseError
from course.files import writable, write_whole
from course.grading import tally
from course.grading.names import Names, hidden
from course.grading.records import (
    COUNTED,
    RECORDS,
    SKIPPED,
    Record,
    exercise_of,
    mean_share,
    printable,
    read_records,
)
from course.misconceptions import REGISTRY
from course.wording import count, listed

SHOWN = 3  # mistakes on a line, and explained for a lesson
PLACE = "Choose a file in a folder that you may write to."
BEGINNINGS = {"page": b"\n<!DOCTYPE html>", "table": b"student,lesson,exercise,"}


def show(
    root: Path,
    lessons: Iterable[str] = (),
    page: Path | None = None,
    table: Path | None = None,
    anonymous: bool = False,
) -> Iterator[str]:
    """Yield the report for the terminal, then a line about each file that was written.

    Args:
        page, table: where to write the report as HTML, and as CSV.
        anonymous: call the students Student 1, Student 2, …, the same in all three.

    Raises:
        CourseError: nothing was graded, there is no such lesson, or a file cannot be written.
    """
    files = {"page": page, "table": table}
    for kind, path in files.items():
        if path:
            check_place(path, BEGINNINGS[kind])
    if page and table and page.resolve() == table.resolve():
        raise CourseError(f"Expected two files, got {page} for both. Give them different names.")
    found = read_class(root, lessons)
    names = Names()
    if anonymous:
        names = hidden(record.student for records in found.values() for record in records)
        found = names.rename(found)
    yield text(found, names) + "\n" * bool(page or table)
    if not (page or table):
        return
    # These take a second to import, and whoever only wants the text need not wait for them.
    from course.grading import report_csv, report_html
    from course.grading.asked import read_asked
    from course.grading.gradebook import Course

    course = Course(root)
    asked = {name: read_asked(course, name) for name in found}
    if page:
        yield write(page, report_html.page(found, asked, names))
    if table:
        yield write(table, report_csv.table(found, asked))


def read_class(root: Path, lessons: Iterable[str] = ()) -> dict[str, list[Record]]:
    """Return the records of these lessons, by default of all that were graded.

    Raises:
        CourseError: there are none, or none of one of these lessons.
    """
    found = read_records(root)
    wanted = list(dict.fromkeys(lessons)) or list(found)
    if not found:
        raise CourseError(
            f"Expected results of `course grade` in {root / RECORDS}, found none. "
            "Collect what students submitted, and run `course grade` first."
        )
    if missing := [printable(name) for name in wanted if name not in found]:
        raise CourseError(
            f"Expected graded submissions of {listed(missing, 10)} in {root / RECORDS}, found "
            f"only those of {listed(found, 10)}. Check the name, or run `course grade` first."
        )
    return {name: found[name] for name in wanted}


def check_place(path: Path, beginning: bytes) -> None:
    """Raise CourseError if a report cannot be written there, or would replace something else."""
    writable(path.parent, PLACE)
    try:
        if path.exists() and not path.read_bytes()[: len(beginning)].strip() == beginning.strip():
            raise CourseError(
                f"Expected {path} to be missing or an earlier report, got another file. "
                "Choose another name, or move the file away."
            )
    except OSError as error:
        raise cannot_write(path, error) from error


def write(path: Path, content: str) -> str:
    try:
        write_whole(path, content.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise cannot_write(path, error) from error
    return f"Wrote {path}"


def cannot_write(path: Path, error: OSError) -> CourseError:
    return CourseError(f"Expected to write the report to the file {path}, got: {error}. {PLACE}")


def report(root: Path, lessons: Iterable[str] = ()) -> str:
    """Return the report for the terminal; raises as `show` does."""
    return next(show(root, lessons))


def text(lessons: dict[str, list[Record]], names: Names) -> str:
    """Return a table per lesson, with what was right and wrong, and the mistakes."""
    return "\n\n".join(_lesson(name, records, names) for name, records in lessons.items())


def _lesson(name: str, records: list[Record], names: Names) -> str:
    graded = [record for record in records if record.scores]
    submissions = count(len(records), "submission")
    lines = [f"{name}: {submissions}, {len(graded)} graded{_mean(graded)}"]
    lines += _table(graded)
    lines += [
        f"{printable(record.student)}: {record.outcome}. "
        f"{'; '.join(map(names.text, record.notes))}".strip()
        for record in records
        if record.outcome not in COUNTED
    ]
    return "\n".join(lines + _to_discuss(graded))


def _table(graded: list[Record]) -> list[str]:
    exercises = dict.fromkeys(
        exercise
        for record in graded
        for exercise, (_, possible) in record.scores.items()
        if possible
    )
    width = max([len("exercise"), *(len(exercise_of(exercise)) for exercise in exercises)])
    lines = [f"{'exercise':{width}}  right  wrong  skipped  mistakes"] * bool(exercises)
    for exercise in exercises:
        results = Counter(tally.result(record, exercise) for record in graded)
        right, skipped, waiting = (results[kind] for kind in ("right", "skipped", "for a person"))
        made = Counter(record.misconceptions.get(exercise, SKIPPED) for record in graded)
        made.pop(SKIPPED, None)
        mistakes = [f"{times} × {_title(key)}" for key, times in made.most_common()]
        mistakes += [f"{waiting} for a person"] * bool(waiting)
        wrong = len(graded) - right - skipped - waiting
        counts = f"{right:5}  {wrong:5}  {skipped:7}"
        begin = f"{exercise_of(exercise):{width}}  {counts}  "
        for at in range(0, max(len(mistakes), 1), SHOWN):
            some = "; ".join(mistakes[at : at + SHOWN])
            lines.append(f"{begin if at == 0 else ' ' * len(begin)}{some}".rstrip())
    return lines


def _to_discuss(graded: list[Record]) -> list[str]:
    """Explain the most frequent mistakes: how each shows itself, and why people make it."""
    made = Counter(key for record in graded for key in record.misconceptions.values())
    frequent = [(key, times) for key, times in made.most_common() if key in REGISTRY]
    lines = ["", "To discuss in class:"]
    for key, times in [pair for pair in frequent if pair[0] != SKIPPED][:SHOWN]:
        lines += [
            f"  {_title(key)}, {count(times, 'time')}",
            f"    Symptom: {REGISTRY[key].symptom}",
            f"    Why: {REGISTRY[key].why}",
        ]
    return lines if len(lines) > 2 else []


def _title(key: str) -> str:
    return f"{REGISTRY[key].title} [{key}]" if key in REGISTRY else f"[{key}]"


def _mean(graded: list[Record]) -> str:
    shares = list(map(mean_share, graded))
    return f", mean {sum(shares) / len(shares):.0%} of the points" if shares else ""
