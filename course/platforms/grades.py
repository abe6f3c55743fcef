"""The scores for a platform's table; also as an exporter of `nbgrader export`.

A result that is not final is left out: one that a person has to look at, that could not be read,
or that has not been graded. Its cell stays as it was, so that an upload changes nothing there.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode

from course.errors import CourseError
from course.grading.export import rows
from course.grading.gradebook import Course
from course.grading.records import printable
from course.platforms.fill_in import Filled, content, fill_in, find_place
from course.platforms.ledger import Ledger, read_ledger
from course.platforms.names import MOODLE
from course.platforms.people import number_of, people, students_of
from course.platforms.tables import Table, read_table

WAITS = {  # of a status
    "not graded": "not graded yet: run course grade",
    "unreadable": "cannot be read: course grade says why",
    "held back": "held back: look at it, then run course grade --accept",
}
BY_HAND = "has answers that a person grades: formgrader, Manual Grading"


@dataclass(frozen=True)
class Choices:
    """What an instructor decides about the table.

    Attributes:
        missing_as_zero: give 0 to those in it who submitted nothing.
        scale: convert the points, if the platform has others.
        column: the title of the assignment on Canvas, if it is not named like the lesson.
    """

    missing_as_zero: bool = False
    scale: bool = False
    column: str = ""


@dataclass(frozen=True)
class Results:
    """What became of a lesson.

    Attributes:
        most: the points that it has.
        status: of each student, as in `course/grading/export.py`.
        final: the score of each student whose result is final.
        waiting: of each other one who submitted, why it is not.
    """

    lesson: str
    most: float
    status: dict[str, str]
    final: dict[str, float]
    waiting: dict[str, str]


def results_of(course: Course, gradebook: Gradebook, lesson: str) -> Results:
    """Return the results of a lesson.

    Raises:
        CourseError: none is final.
    """
    found = {str(row["student_id"]): row for row in rows(course, gradebook, [lesson])}
    status = {student: str(row["status"]) for student, row in found.items()}
    waiting = {student: why for student, row in found.items() if (why := _why_not(row))}
    final = {
        student: float(row["score"])
        for student, row in found.items()
        if status[student] != "missing" and student not in waiting
    }
    if not final:
        lines = "".join(f"\n  {printable(name)}: {why}" for name, why in waiting.items())
        raise CourseError(
            f"Expected a result of {lesson} that is final, found none. Run course grade {lesson}."
            f"{lines}"
        )
    most = float(next(iter(found.values()))["max_score"])
    return Results(lesson, most, status, final, waiting)


def _why_not(row: Mapping[str, object]) -> str:
    """Say why this result is not final; empty if it is, or if there is none."""
    if row["status"] in WAITS:
        return WAITS[row["status"]]
    return BY_HAND if row["needs_a_person"] else ""


def fill_table(
    course: Course, results: Results, ledger: Ledger, table: Table, choices: Choices
) -> tuple[Filled, dict[str, str], bytes]:
    """Fill the scores in, and return what was done, who is who, and the file for the platform.

    Raises:
        CourseError: the table is for something else.
    """
    place = find_place(table, results.lesson, results.most, choices.scale, choices.column)
    who = whom(course, table, ledger)
    strangers = sorted((results.final.keys() | results.waiting.keys()) - set(who.values()))
    sure = choices.missing_as_zero and not strangers  # one of them could be in the table
    gets_zero = partial(_gets_zero, results, ledger) if sure else _never
    filled = fill_in(table, place, who, results.final, gets_zero)
    in_table = {number_of(table, row) for row in students_of(table)}
    filled.left += [
        f"{printable(name)}: could not be collected"
        for number, name in ledger.others.items()
        if number in in_table
    ]
    zeros = ", so nobody got 0" * choices.missing_as_zero
    filled.left += [f"{printable(name)}: nobody in the table{zeros}" for name in strangers]
    return filled, who, content(table, place)


def whom(course: Course, table: Table, ledger: Ledger) -> dict[str, str]:
    """Return the student for each number in a table.

    Raises:
        CourseError: Moodle's table is that of another assignment.
    """
    rows_of = {number_of(table, row): row for row in students_of(table)}
    collected, groups = {}, {}
    if ledger.platform == table.kind:
        collected = {origin.number: student for student, origin in ledger.students.items()}
    if table.kind == MOODLE:  # the number of a group is none of its members'
        groups = {
            ledger.students[student].name: student
            for number, student in collected.items()
            if number not in rows_of
        }
    found = {
        number: student
        for number, row in rows_of.items()
        if (student := collected.get(number) or groups.get(table.cell(row, "group")))
    }
    if table.kind == MOODLE and collected and not found:
        raise CourseError(
            f"Expected the grading worksheet of the assignment that was collected, got in "
            f"{table.path} one in which all participants have other numbers. Download it from that "
            "assignment."
        )
    known = {person.number: person.student for person in people(course, table.kind, table)}
    named = Counter(known.values())
    return {number: each for number, each in known.items() if named[each] == 1} | found


def _gets_zero(results: Results, ledger: Ledger, number: str, student: str | None) -> bool:
    """Tell whether somebody in the table submitted nothing."""
    nothing = results.status.get(student or "", "missing") == "missing"
    return nothing and number not in ledger.others


def _never(number: str, student: str | None) -> bool:
    return False


class PlatformTable(ExportPlugin):
    """Moodle's grading worksheet or Canvas's exported gradebook, with the scores filled in.

    ``nbgrader export --exporter=course.platforms.grades.PlatformTable
    --PlatformTable.table=worksheet.csv --assignment 01_head_roles --to scores.csv``
    """

    table = Unicode(help="the platform's table, just downloaded").tag(config=True)
    missing_as_zero = Bool(help="give 0 to those who submitted nothing").tag(config=True)
    scale = Bool(help="convert the points, if the platform has others").tag(config=True)
    column = Unicode(help="the assignment's title in Canvas's table").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to ``--to``, by default to scores.csv."""
        try:
            self._export(gradebook)
        except CourseError as error:
            self.parent.fail(str(error))  # ends the command without a traceback

    def _export(self, gradebook: Gradebook) -> None:
        course = Course(Path(self.parent.coursedir.root))
        # nbgrader's own help has brackets around them.
        lessons = [str(lesson).strip("[]'\"") for lesson in self.assignment]
        if len(lessons) != 1 or not self.table:
            raise CourseError(
                "Expected one lesson and a table to fill in, got "
                f"{', '.join(lessons) or 'no lesson'} and {self.table or 'no table'}. "
                "Say --assignment 01_head_roles and --PlatformTable.table=FILE."
            )
        results = results_of(course, gradebook, lessons[0])
        ledger, table = read_ledger(course.root, lessons[0]), read_table(Path(self.table))
        choices = Choices(self.missing_as_zero, self.scale, self.column)
        filled, _, written = fill_table(course, results, ledger, table, choices)
        Path(self.to or "scores.csv").write_bytes(written)
        waiting = [f"{printable(name)}: {why}" for name, why in results.waiting.items()]
        for line in [*waiting, *filled.left]:
            self.log.warning("Not in the table: %s", line)
