"""Find the student of each sender in a zip; those who cannot be told apart are left to a person."""

import re
from collections import Counter
from dataclasses import dataclass, field

from course.grading.choose import why_invalid
from course.grading.gradebook import Course
from course.grading.records import printable, record_path
from course.platforms.ledger import Ledger
from course.platforms.names import MOODLE, TABLES, Sender, squash
from course.platforms.people import Person, Unknown, find_student, own_id, people
from course.platforms.tables import Table

KEPT = "Leave --roster out to keep that name; or remove the submission, to grade it again."


@dataclass
class Match:
    """Who is who.

    Attributes:
        students: the sender of each student.
        why: for each other sender, why there is no student, and what to do.
        renamed: students as whom something was collected before, and who they are now.
        odd: students who are called something else in the zip: a group, or somebody's invention.
    """

    students: dict[str, Sender] = field(default_factory=dict)
    why: dict[Sender, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)


def match_all(
    course: Course,
    lesson: str,
    platform: str,
    senders: list[Sender],
    table: Table | None,
    ledger: Ledger,
) -> Match:
    """Find the student of each sender.

    Without a table, somebody from whom the lesson was collected before stays the same student.
    """
    known, match = people(course, platform, table), Match()
    tell = f"Say who is who: --roster with {TABLES[platform]}."
    alike = len({sender.name for sender in senders}) == 1  # Moodle hides names, in any language
    anonymous = platform == MOODLE and alike and len(senders) > 2
    before = _collected(course, lesson, ledger) if ledger.platform == platform else {}
    found: dict[Sender, str] = {}
    for sender in senders:
        if table and not sender.name:
            match.why[sender] = "Canvas hides the names, so no table has them. Leave --roster out."
            continue
        try:
            student = _student(sender, known, table, before.get(sender.number, ""))
            found[sender] = student or own_id(platform, sender, anonymous)
        except Unknown as error:
            again = table and f"Download {table.path.name} again, or leave --roster out."
            match.why[sender] = f"{error}. {again or tell}"
    names = {person.student: person.names for person in known if person.names}
    meant = Counter(found.values())
    for sender, student in found.items():
        earlier, own = before.get(sender.number, student), squash(sender.name)
        if meant[student] > 1:
            match.why[sender] = f"{meant[student]} of them would be {printable(student)}. {tell}"
        elif not re.fullmatch(r"[^./\\][^/\\]*", student):
            match.why[sender] = f"{printable(student)!r} cannot be the name of a folder. {tell}"
        elif wrong := why_invalid(course, lesson, student, course.root):
            match.why[sender] = f"{printable(student)!r} cannot be a student's id. {wrong}"
        elif earlier != student and record_path(course.root, earlier, lesson).exists():
            match.why[sender] = (
                f"{printable(student)} now, but graded as {printable(earlier)} before. {KEPT}"
            )
        else:
            match.students[student] = sender
            if earlier != student:
                match.renamed[earlier] = student
            if own and own not in names.get(student, {own}):
                match.odd[student] = sender.name
    return match


def _collected(course: Course, lesson: str, ledger: Ledger) -> dict[str, str]:
    """Return the students by number whose submission is still there."""
    return {
        origin.number: student
        for student, origin in ledger.students.items()
        if course.folder("submitted", student, lesson).is_dir()
    }


def _student(sender: Sender, known: list[Person], table: Table | None, before: str) -> str:
    """Return the student who is meant; "" if only the platform knows them.

    Raises:
        Unknown: more than one may be meant, or nobody in the table.
    """
    if table is None and before:
        return before
    student = find_student(sender, known)
    if student is None and table is not None:
        raise Unknown("nobody in the table")
    return student or ""
