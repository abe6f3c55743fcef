"""The two tables of a class that a person writes: its students, and when each lesson is due."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from course.errors import CourseError

ROSTER, DUE = "students.csv", "due_dates.csv"
STUDENT = ("id", "first_name", "last_name", "email")
DATE = ("lesson", "due", "timezone")
EXAMPLE = "2026-11-30 23:59"
# What a shell, the exchange (+) and nbgrader's patterns (*, ?, [) take for something else.
FORBIDDEN = re.compile(r"[\s/\\*?\[\]+:<>\"'|]|^[.~-]")


@dataclass(frozen=True)
class Due:
    """When a lesson is due.

    Attributes:
        when: in UTC.
        said: as the table has it, such as ``2026-11-30 23:59 Europe/Berlin``.
    """

    when: datetime
    said: str


def read_students(path: Path) -> dict[str, dict[str, str]]:
    """Return what the table says about each student, by id.

    Raises:
        CourseError: the table cannot be read; names every row that is wrong.
    """
    students: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    problems = []
    for line, row in read_rows(path, STUDENT, required=("id",)):
        name = row.pop("id")
        if not name or FORBIDDEN.search(name) or not name.isprintable():
            problems.append(
                f"row {line}: expected an id that can be the name of a folder, without spaces and "
                f"signs such as / * ? [ +, got {name!r}"
            )
        elif name in students:
            problems.append(
                f"row {line}: expected an id of its own, got {name} as in row {lines[name]}"
            )
        students[name], lines[name] = row, line
    report(path, problems)
    return students


def read_due_dates(path: Path, lessons: Iterable[str]) -> dict[str, Due]:
    """Return when each of these lessons is due, without those that have no date.

    Raises:
        CourseError: the table cannot be read; names every row that is wrong.
    """
    lessons = list(lessons)
    dates: dict[str, Due] = {}
    problems = []
    seen = set()
    for line, row in read_rows(path, DATE, required=("lesson", "due")):
        name = row["lesson"]
        if name not in lessons:
            problems.append(f"row {line}: expected one of {', '.join(lessons)}, got {name!r}")
        elif name in seen:
            problems.append(f"row {line}: expected one row per lesson, got a second {name}")
        elif row["due"]:
            try:
                dates[name] = read_date(row["due"], row.get("timezone", ""))
            except ValueError as error:
                problems.append(f"row {line}: {error}")
        seen.add(name)
    report(path, problems)
    return dates


def read_date(text: str, zone: str) -> Due:
    """Return the time in UTC; ValueError says what was expected and received."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or ":" not in text:  # a day alone would end as it begins
        raise ValueError(f"expected a date and a time such as {EXAMPLE}, got {text!r}")
    if when.tzinfo is None:
        try:
            when = when.replace(tzinfo=ZoneInfo(zone))
        except (ValueError, OSError, LookupError):  # a LookupError: no such zone
            raise ValueError(
                f"expected a timezone such as UTC or Europe/Berlin, got {zone!r}"
            ) from None
    return Due(when.astimezone(UTC), f"{text} {zone}".strip())


def read_rows(
    path: Path, columns: tuple[str, ...], required: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row that is not empty with its line number; a spreadsheet may have written it.

    Raises:
        CourseError: it is not such a table.
    """
    what = f"Expected a table with the columns {','.join(columns)} in {path}, got"
    advice = "Fix the file, and run this again. Nothing was changed."
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{what}: {error}. Save it as CSV in UTF-8. {advice}") from error
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = ";" if ";" in head and "," not in head else ","  # as some countries' Excel
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        names = [name.strip().lower() for name in next(rows, [])]
        missing = [name for name in required if name not in names]
        unknown = [name for name in names if name not in columns]
        if missing or unknown or len(set(names)) != len(names):
            raise CourseError(f"{what} {','.join(names) or 'an empty file'}. {advice}")
        for row in rows:
            if any(map(str.strip, row)):
                if len(row) > len(names):
                    raise CourseError(
                        f"Expected {len(names)} values per row in {path}, got {len(row)} in row "
                        f"{rows.line_num}: {delimiter.join(row)}. {advice}"
                    )
                values = [value.strip() for value in row]
                yield rows.line_num, dict(zip(names, values + [""] * len(names), strict=False))
    except csv.Error as error:
        raise CourseError(f"{what} row {rows.line_num}: {error}. {advice}") from error


def report(path: Path, problems: list[str]) -> None:
    if problems:
        raise CourseError(
            f"Expected {path} without mistakes, got:\n- "
            + "\n- ".join(problems)
            + "\nFix these rows, and run this again. Nothing was changed."
        )
