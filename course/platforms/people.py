"""Which student is it? From what a platform calls somebody to the id in this course.

Known are the students in nbgrader's gradebook and, if there is a table, everybody in it. Without
either, Canvas's number of a user is the id, or the full name on Moodle, whose numbers are others in
each assignment.
"""

import re
from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace

from nbgrader.api import Student

from course.grading.gradebook import Course
from course.platforms.names import CANVAS, MOODLE, Sender, as_id, squash
from course.platforms.tables import STUDENTS, Table

# What becomes the id of somebody who is not in the gradebook: the first that is filled in.
IDS = {
    MOODLE: ("username", "id number", "email address"),
    CANVAS: ("sis login id", "sis user id", "id"),
}
ANONYMOUS = "participant"  # everybody's name on Moodle while names are hidden


@dataclass(frozen=True)
class Person:
    """Somebody who may have handed in.

    Attributes:
        student: the id in this course.
        number: what the platform calls them, if known.
        names: the full name, first name first and last name first, squashed.
    """

    student: str
    number: str
    names: frozenset[str]


class Unknown(ValueError):
    """Nobody, or more than one; the message says who could be meant, and what to do."""


def people(course: Course, platform: str, table: Table | None) -> list[Person]:
    """Return who is known: those in the table, or in the gradebook if there is none."""
    known = in_gradebook(course)
    if table is None or table.kind == STUDENTS:
        rows = known if table is None else [_listed(table, row) for row in table.rows]
        return [
            Person(row.id, (row.lms_user_id or "") if platform == CANVAS else "", _names(row))
            for row in rows
            if row.id
        ]
    guesses = [_person(table, row, known) for row in students_of(table)]
    claims = Counter(person.student for person, _, _ in guesses)
    return [
        person if exact or claims[person.student] == 1 else own for person, own, exact in guesses
    ]


def in_gradebook(course: Course) -> list[SimpleNamespace]:
    """Return the students in nbgrader's gradebook."""
    fields = ("id", "first_name", "last_name", "email", "lms_user_id")
    with course.gradebook() as gradebook:
        return [
            SimpleNamespace(**{field: getattr(student, field) for field in fields})
            for student in gradebook.db.query(Student)
        ]


def students_of(table: Table) -> list[list[str]]:
    """Return the rows of a platform's table that are about somebody."""
    return [row for row in table.rows if number_of(table, row)]


def number_of(table: Table, row: list[str]) -> str:
    """Return the platform's number of the person in this row; "" if it is about nobody."""
    if table.kind == MOODLE:  # "Participant 1234567", the word in any language
        found = re.search(r"\d+$", table.cell(row, "identifier"))
        return found[0] if found else ""
    return table.cell(row, "id")


def name_of(table: Table, row: list[str]) -> str:
    """Return the full name in this row: "Anna Kim" on Moodle, "Kim, Anna" on Canvas."""
    if table.kind == MOODLE:
        return table.cell(row, "full name") or table.cell(row, "identifier")
    both = [table.cell(row, "lastname"), table.cell(row, "firstname")]
    return table.cell(row, "student") or ", ".join(filter(None, both))


def _person(
    table: Table, row: list[str], known: list[SimpleNamespace]
) -> tuple[Person, Person, bool]:
    """Return who is in this row, as far as the gradebook knows, and by the table alone.

    The last says whether they agree in more than a name.
    """
    number, name = number_of(table, row), name_of(table, row)
    names = _orders(*name.split(", ")) if table.kind == CANVAS else frozenset([squash(name)])
    handles = [table.cell(row, column) for column in (*IDS[table.kind], "email address")]
    given = {handle.casefold() for handle in handles if handle}
    own = next(filter(None, handles), "") or own_id(table.kind, Sender(number, name))
    exact = {
        each.id
        for each in known
        if given & {str(h).casefold() for h in (each.id, each.email, each.lms_user_id) if h}
    }
    same = exact or {each.id for each in known if names & _names(each)}
    student = same.pop() if len(same) == 1 else own
    return Person(student, number, names), Person(own, number, names), bool(exact)


def _listed(table: Table, row: list[str]) -> SimpleNamespace:
    fields = ("id", "first_name", "last_name", "lms_user_id")
    return SimpleNamespace(**{field: table.cell(row, field) for field in fields})


def _names(student: SimpleNamespace) -> frozenset[str]:
    return _orders(student.last_name or "", student.first_name or "")


def _orders(*parts: str) -> frozenset[str]:
    plain = [squash(part) for part in parts]
    return frozenset({"".join(plain), "".join(reversed(plain))} - {""})


def find_student(sender: Sender, known: list[Person]) -> str | None:
    """Return the id of the student who is meant; None if nobody is.

    A name counts only for those whose number is unknown.

    Raises:
        Unknown: more than one student may be meant.
    """
    same = {each.student for each in known if each.number and each.number == sender.number}
    name = squash(sender.name)
    same = same or {each.student for each in known if not each.number and name in each.names}
    if len(same) > 1:
        raise Unknown(f"the name of {' and of '.join(sorted(same))}")
    return same.pop() if same else None


def own_id(platform: str, sender: Sender, anonymous: bool = False) -> str:
    """Return the id of somebody whom only the platform knows.

    Args:
        anonymous: whether the name is everybody's.
    """
    if platform == CANVAS:
        return sender.number
    own = as_id(sender.name)
    return f"{own}-{sender.number}" if anonymous or own == ANONYMOUS else own
