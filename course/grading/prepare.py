"""Make a job of each submission: read it, repair it, put the hidden tests back."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbgrader.utils import is_locked, parse_utc

from course.errors import CourseError
from course.grading import runner
from course.grading.lesson import Lesson
from course.grading.reader import Malformed, Read, reader
from course.grading.records import Record, printable
from course.grading.repair import Repaired
from course.grading.submission import (
    TIMESTAMP,
    files_beside,
    find_notebook,
    key_of,
    read_files,
)
from course.nbgrader_glue import nbgrader_metadata

ACCEPTED = "accepted by hand: its checks count as the notebook reports them"
SEEDED = 20  # submissions for which it pays to run the solution first, for its caches
NOTES = 30  # repairs that are listed for one submission


@dataclass(frozen=True)
class Submission:
    """A submission after it was read.

    Attributes:
        record: what is known so far; the results are added when it is saved.
        files: what was submitted next to the notebook.
    """

    record: Record
    files: dict[str, bytes]


def prepare(
    lesson: Lesson,
    todo: dict[str, Path],
    limits: runner.Limits,
    sandboxed: bool,
    accepted: Callable[[Record], bool],
) -> Iterator[tuple[Submission, runner.Job | None]]:
    """Yield each submission with its job, one by one; None if it cannot be graded.

    Args:
        accepted: whether a person has accepted the submission of this record.
    """
    if len(todo) < SEEDED:
        lesson = replace(lesson, solution="")
    with reader() as read:
        for student, folder in todo.items():
            record = Record(student, lesson.name, "", "malformed")
            try:
                yield _prepare(lesson, record, folder, read, limits, sandboxed, accepted)
            except CourseError:
                raise
            except Exception as error:  # one odd submission must not stop the others
                record.key = record.key or key_of(lesson.fingerprint, folder)
                record.notes.append(
                    str(error)
                    if isinstance(error, Malformed)
                    else f"Expected a submission that can be read, got {type(error).__name__}: "
                    f"{printable(str(error))}. Read it yourself, and report this."
                )
                yield Submission(record, {}), None


def _prepare(
    lesson: Lesson,
    record: Record,
    folder: Path,
    read: Callable[[bytes], Read],
    limits: runner.Limits,
    sandboxed: bool,
    accepted: Callable[[Record], bool],
) -> tuple[Submission, runner.Job]:
    files = read_files(folder)
    record.key = key_of(lesson.fingerprint, folder, files)
    path, repaired = find_notebook(files, lesson.name, lesson.release, read, earlier=lesson.earlier)
    put_hidden_tests_back(repaired, lesson)
    notes = repaired.notes[:NOTES]
    if len(repaired.notes) > NOTES:
        notes.append(f"and {len(repaired.notes) - NOTES} more repairs")
    others = files_beside(files, path, lesson.ours, notes) | lesson.ours
    time = others.pop(TIMESTAMP, b"")
    if not is_readable(time):
        notes.append(f"the time in {TIMESTAMP} cannot be read, so it counts as unknown")
        time = b""
    record.accepted = accepted(record)
    if record.accepted:
        notes.append(ACCEPTED)
    record.notes, record.outcome = notes, "graded-with-repairs" if notes else "graded"
    if repaired.tampered and not record.accepted:
        record.outcome = "tampered"
    job = runner.Job(
        notebook=nbformat.writes(repaired.notebook),
        files=others,
        solution=lesson.solution,
        solution_files=lesson.files,
        limits=limits,
        sandboxed=sandboxed,
        judged=not record.accepted,
    )
    return Submission(record, others | ({TIMESTAMP: time} if time else {})), job


def put_hidden_tests_back(repaired: Repaired, lesson: Lesson) -> None:
    """Do what nbgrader's OverwriteCells would do, with the cells that it made of the release."""
    for cell in repaired.notebook.cells:
        if original := lesson.tests.get(nbgrader_metadata(cell).get("grade_id")):
            cell.metadata = deepcopy(original.metadata)
            if is_locked(original):
                cell.source = original.source


def is_readable(time: bytes) -> bool:
    """Tell whether nbgrader can read this timestamp."""
    try:
        parse_utc(time.decode().strip() or None)
    except Exception:  # dateutil raises many kinds
        return False
    return True
