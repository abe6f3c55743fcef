"""Make a job of each submission: read it, repair it, put the hidden tests back."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.utils import is_locked, parse_utc

from course.grading import runner
from course.grading.lesson import Lesson
from course.grading.records import Record
from course.grading.repair import Malformed, Repaired, repair
from course.grading.submission import find_notebook, key_of, read_files
from course.nbgrader_glue import nbgrader_metadata

TIMESTAMP = "timestamp.txt"  # where nbgrader looks for the time of a submission


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
    lesson: Lesson, todo: dict[str, Path], limits: runner.Limits, sandboxed: bool
) -> Iterator[tuple[Submission, runner.Job | None]]:
    """Yield each submission with its job, one by one; None if it cannot be graded."""
    for student, folder in todo.items():
        record = Record(student, lesson.name, "", "malformed")
        try:
            files = read_files(folder)
            record.key = key_of(lesson.fingerprint, folder, files)
            notebook = find_notebook(files, lesson.name, record.notes)
            repaired = repair(notebook, lesson.release)
        except Malformed as error:
            record.key = record.key or key_of(lesson.fingerprint, folder)
            record.notes.append(str(error))
            yield Submission(record, {}), None
            continue
        put_hidden_tests_back(repaired, lesson)
        record.notes += repaired.notes
        others = {path: files[path] for path in files if not path.endswith(".ipynb")}
        others |= lesson.ours
        time = others.pop(TIMESTAMP, b"")
        if not is_readable(time):
            record.notes.append(f"the time in {TIMESTAMP} cannot be read, so it counts as unknown")
            time = b""
        record.outcome = "graded-with-repairs" if record.notes else "graded"
        if repaired.tampered:
            record.outcome = "tampered"
        job = runner.Job(
            notebook=nbformat.writes(repaired.notebook),
            files=others,
            solution=lesson.solution,
            solution_files=lesson.files,
            limits=limits,
            sandboxed=sandboxed,
        )
        yield Submission(record, others | ({TIMESTAMP: time} if time else {})), job


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
