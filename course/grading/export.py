"""`nbgrader export`: nbgrader's table of scores, with what became of each submission.

``configure`` in `course/nbgrader_glue.py` makes this nbgrader's exporter. Without it, a submission
that cannot be read counts 0, like one that was never handed in.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import CsvExportPlugin

from course.grading.gradebook import Course
from course.grading.records import Record, read_records

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "status", "needs_a_person"),
)
STATUS = {  # of an outcome
    "graded-with-repairs": "repaired",
    "malformed": "unreadable",
    "tampered": "held back",
    "out-of-memory": "out of memory",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvWithStatus(CsvExportPlugin):
    """nbgrader's own columns, a status, and whether a person has to give points.

    The status is "missing" (nothing was submitted: score 0), "not graded", "unreadable" (both
    without a score), "held back", "repaired", "timeout", "out of memory", "crashed" or "graded".
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to ``--to``, by default to grades.csv."""
        course = Course(Path(self.parent.coursedir.root))
        table = rows(course, gradebook, map(str, self.assignment), map(str, self.student))
        with open(self.to or "grades.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows({key: no_formula(row[key]) for key in row} for row in table)


def rows(
    course: Course,
    gradebook: Gradebook,
    lessons: Iterable[str] = (),
    students: Iterable[str] = (),
) -> Iterator[dict[str, object]]:
    """Yield one row for each assignment and student, also for those who submitted nothing.

    Args:
        lessons, students: by default all.
    """
    lessons, students = set(lessons), set(students)
    records, submitted = read_records(course.root), course.submitted()
    for assignment in gradebook.assignments:
        lesson = assignment.name
        if lessons and lesson not in lessons:
            continue
        of = {record.student: record for record in records.get(lesson, ())}
        handed_in = submitted.get(lesson, {})
        known = {student.id: student for student in gradebook.db.query(Student)}
        for name in sorted({*known, *of, *handed_in}):
            if not students or name in students:
                student = known.get(name) or SimpleNamespace(id=name)
                autograded = course.folder("autograded", name, lesson).is_dir()
                seen = of.get(name), name in handed_in, autograded
                yield _row(gradebook, assignment, student, *seen)


def no_formula(value: object) -> object:
    """Return a text so that no spreadsheet takes it for a formula: names are typed by students."""
    formula = isinstance(value, str) and value.startswith(FORMULA) and value != "-"
    return f"'{value}" if formula else value


def _row(
    gradebook: Gradebook,
    assignment: Assignment,
    student: Student | SimpleNamespace,
    record: Record | None,
    handed_in: bool,
    autograded: bool,
) -> dict[str, object]:
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        submission = None
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "max_score": assignment.max_score,
        "status": _status(record, handed_in),
        "needs_a_person": False,
    }
    row |= {key: getattr(student, key, None) for key in ("last_name", "first_name", "email")}
    if record is None and submission and (autograded or not handed_in):  # by nbgrader's commands
        row["status"] = "graded"
    if row["status"] in ("unreadable", "not graded"):
        return row | {"needs_a_person": row["status"] == "unreadable"}
    penalty = submission.late_submission_penalty if submission else 0.0
    score = submission.score if submission else 0.0
    return row | {
        "timestamp": submission.timestamp if submission else None,
        "raw_score": score,
        "late_submission_penalty": penalty,
        "score": max(0.0, score - penalty),
        "needs_a_person": row["status"] == "held back"
        or bool(submission and submission.needs_manual_grade),
    }


def _status(record: Record | None, handed_in: bool) -> str:
    if record is None:
        return "not graded" if handed_in else "missing"
    return STATUS.get(record.outcome, record.outcome)
