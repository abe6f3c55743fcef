"""`nbgrader export`: nbgrader's table of scores, with what became of each submission.

``configure`` in `course/nbgrader_glue.py` makes this nbgrader's exporter. Without it, a submission
that cannot be read counts 0, like one that was never handed in.
"""

import csv
from collections.abc import Iterator
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


class CsvWithStatus(CsvExportPlugin):
    """nbgrader's own columns, a status, and whether a person has to give points.

    The status is "missing" (nothing was submitted: score 0), "not graded", "unreadable" (both
    without a score), "held back", "repaired", "timeout", "out of memory", "crashed" or "graded".
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to ``--to``, by default to grades.csv."""
        with open(self.to or "grades.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(self.rows(gradebook))

    def rows(self, gradebook: Gradebook) -> Iterator[dict[str, object]]:
        """Yield one row for each assignment and student, also for those who submitted nothing."""
        course = Course(Path(self.parent.coursedir.root))
        records, submitted = read_records(course.root), course.submitted()
        for assignment in gradebook.assignments:
            lesson = assignment.name
            if self.assignment and lesson not in map(str, self.assignment):
                continue
            of = {record.student: record for record in records.get(lesson, ())}
            handed_in = submitted.get(lesson, {})
            students = {student.id: student for student in gradebook.students}
            for name in sorted({*students, *of, *handed_in}):
                if not self.student or name in map(str, self.student):
                    student = students.get(name) or SimpleNamespace(id=name)
                    yield _row(gradebook, assignment, student, of.get(name), name in handed_in)


def _row(
    gradebook: Gradebook,
    assignment: Assignment,
    student: Student | SimpleNamespace,
    record: Record | None,
    handed_in: bool,
) -> dict[str, object]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "max_score": assignment.max_score,
        "status": _status(record, handed_in),
        "needs_a_person": False,
    }
    row |= {key: getattr(student, key, None) for key in ("last_name", "first_name", "email")}
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        submission = None
    if submission and row["status"] == "missing":  # graded by nbgrader's own commands
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
