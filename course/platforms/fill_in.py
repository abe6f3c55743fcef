"""Fill one column of a platform's table in, and change nothing else in it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from course.errors import CourseError
from course.grading.export import no_formula
from course.grading.records import printable
from course.platforms.names import CANVAS, MOODLE, TITLES, squash
from course.platforms.people import name_of, number_of, students_of
from course.platforms.tables import Table
from course.wording import listed

NOT_GIVEN = {"ex": "excused", "n/a": "not assigned"}  # of Canvas
POINTS = "points possible"  # how Canvas's row of them begins


@dataclass(frozen=True)
class Place:
    """Where the scores go.

    Attributes:
        column: its number.
        most: the points that the platform gives.
        factor: from the lesson's points to those.
    """

    column: int
    most: float
    factor: float


@dataclass
class Filled:
    """What was filled in.

    Attributes:
        scores, zeros: ids of the students who got their score, or 0 for nothing.
        left: whose cell is as it was, and why.
    """

    scores: list[str] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def find_place(table: Table, lesson: str, most: float, scale: bool, title: str = "") -> Place:
    """Find the column for the scores of a lesson.

    Args:
        most: the lesson's points.
        scale: convert the points, if the platform has others.
        title: that of the assignment in Canvas's gradebook, if it is not named like the lesson.

    Raises:
        CourseError: there is no such column, or it is for other points.
    """
    if table.kind == MOODLE:
        column = table.column("grade")
        points = {table.cell(row, "maximum grade") for row in students_of(table)}
        where = "the settings of the assignment, under Maximum grade"
    else:
        column = _canvas_column(table, title or lesson)
        points = {row[column] for row in table.rows if row[0].strip().lower().startswith(POINTS)}
        where = "the settings of the assignment, under Points"
    numbers = {_number(text) for text in points}
    if column is None or len(numbers) != 1 or None in numbers:
        raise CourseError(
            f"Expected in {table.path} a column for points, got {listed(table.header, 12)}. On "
            f"{TITLES[table.kind]}, let the assignment be graded by points, and download it again."
        )
    possible = numbers.pop()
    if possible != most and not scale:
        raise CourseError(
            f"Expected {table.path} to be for {most:g} points, which {lesson} has, got "
            f"{possible:g}. Change {where}, and download the table again; or say --scale, to "
            f"convert the points."
        )
    return Place(column, possible, possible / most if most else 1.0)


def _canvas_column(table: Table, title: str) -> int:
    """Return the column of an assignment; Canvas adds its number to the title."""
    first = (table.column("section") or 0) + 1
    titles = {
        column: re.sub(r"\s*\(\d+\)$", "", name)
        for column, name in enumerate(table.header)
        if column >= first
    }
    exact = [each for each, name in titles.items() if title in (name, table.header[each])]
    same = exact or [each for each, name in titles.items() if _plain(name) == _plain(title)]
    if len(same) != 1:
        raise CourseError(
            f"Expected one assignment {title!r} in {table.path}, got {len(same)}. Choose one by "
            f"its title: --column with one of {listed(map(repr, titles.values()), 12)}."
        )
    return same[0]


def _plain(title: str) -> str:
    """Return a title without its number: 01_head_roles may be "Head roles" there."""
    return squash(re.sub(r"^\d+", "", title))


def _number(text: str) -> float | None:
    """Return a number, also with a decimal comma; None if it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def fill_in(
    table: Table,
    place: Place,
    who: Mapping[str, str],
    final: Mapping[str, float],
    gets_zero: Callable[[str, str | None], bool],
) -> Filled:
    """Write the scores into the table.

    Args:
        who: the student for a number in the table.
        final: the scores by student.
        gets_zero: tells whether somebody without a score gets 0, from the number and the student.
    """
    done = Filled()
    for row in students_of(table):
        number, cell = number_of(table, row), row[place.column].strip()
        student = who.get(number)
        if student in final:
            score = final[student] * place.factor
            if why := _closed(table, row, cell, score > place.most):
                done.left.append(f"{printable(name_of(table, row))}: {why} on {TITLES[table.kind]}")
            else:
                row[place.column] = f"{score:.2f}".rstrip("0").rstrip(".")
                done.scores.append(student)
        elif cell in ("", "-") and gets_zero(number, student):
            row[place.column] = "0"
            done.zeros.append(student or number)
    return done


def _closed(table: Table, row: list[str], cell: str, above: bool) -> str:
    """Say why this cell takes no score; empty if it does."""
    if table.kind == CANVAS:
        return NOT_GIVEN.get(cell.casefold(), "")
    if table.cell(row, "grade can be changed").casefold() == "no":
        return "locked"
    return "more than the maximum, which an upload cannot give" if above else ""


def content(table: Table, place: Place) -> bytes:
    """Return the table for the platform, safe to open in a spreadsheet.

    Canvas takes over every column that it gets, so it gets no grades but these: others may have
    changed since. Names and the like are not read again where there is a number.
    """
    last = table.column("last modified (grade)" if table.kind == MOODLE else "section") or 0
    for row in table.rows:
        row[: last + 1] = [str(no_formula(cell)) for cell in row[: last + 1]]
    return table.written(None if table.kind == MOODLE else [*range(last + 1), place.column])
