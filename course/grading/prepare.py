"""Make a job of each submission: read it, repair it, put the hidden tests back."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
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
    is_notebook,
    key_of,
    read_files,
)
from course.markers import nbgrader_metadata
from course.wording import listed

ACCEPTED = "accepted by hand: its checks count as the notebook reports them"
SEEDED = 20  # submissions for which it pays to run the solution first, for its caches
NOTES = 30  # repairs that are listed for one submission


@dataclass
class Submission:
    """A submission after it was read.

    Attributes:
        record: what is known so far; the results are added when it is saved.
        files: what was submitted next to the notebooks.
        waiting: how many of its notebooks are still to be executed.
        executed: what became of the others, by name.
        several: whether the lesson has several notebooks; then names of cells, and notes, begin
            with the name of theirs, also where only one of them was submitted.
    """

    record: Record
    files: dict[str, bytes]
    waiting: int = 0
    executed: dict[str, runner.Executed | Exception] = field(default_factory=dict)
    several: bool = False


Part = tuple[Submission, str]  # and the name of one of its notebooks


def prepare(
    lesson: Lesson,
    todo: dict[str, Path],
    limits: runner.Limits,
    sandboxed: bool,
    accepted: Callable[[Record], bool],
) -> Iterator[tuple[Part, runner.Job | None]]:
    """Yield each notebook of each submission with its job; None if it cannot be graded.

    Args:
        accepted: whether a person has accepted the submission of this record.
    """
    seeded = len(todo) >= SEEDED
    with reader() as read:
        for student, folder in todo.items():
            record = Record(student, lesson.name, "", "malformed")
            try:
                submission, repaired = _read(lesson, record, folder, read, accepted)
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
                yield (Submission(record, {}), ""), None
                continue
            for name, notebook in repaired.items():
                yield (
                    (submission, name),
                    runner.Job(
                        notebook=nbformat.writes(notebook),
                        files={k: v for k, v in submission.files.items() if k != TIMESTAMP},
                        solution=lesson.sheets[name].solution if seeded else "",
                        solution_files=lesson.files,
                        limits=limits,
                        sandboxed=sandboxed,
                        judged=not record.accepted,
                    ),
                )


def _read(
    lesson: Lesson,
    record: Record,
    folder: Path,
    read: Callable[[bytes], Read],
    accepted: Callable[[Record], bool],
) -> tuple[Submission, dict[str, NotebookNode]]:
    """Read a submission; return it with its notebooks, repaired, with their hidden tests."""
    files = read_files(folder)
    record.key = key_of(lesson.fingerprint, folder, files)
    found, notes = find_notebooks(files, lesson, read)
    paths = [path for path, _ in found.values()]
    others = files_beside(files, paths[0], lesson.ours, notes) | lesson.ours
    time = others.pop(TIMESTAMP, b"")
    if not is_readable(time):
        notes.append(f"the time in {TIMESTAMP} cannot be read, so it counts as unknown")
        time = b""
    record.accepted = accepted(record)
    if record.accepted:
        notes.append(ACCEPTED)
    record.notes, record.outcome = notes, "graded-with-repairs" if notes else "graded"
    if any(repaired.tampered for _, repaired in found.values()) and not record.accepted:
        record.outcome = "tampered"
    for name, (_, repaired) in found.items():
        put_hidden_tests_back(repaired, lesson.sheets[name].tests)
    notebooks = {name: repaired.notebook for name, (_, repaired) in found.items()}
    others |= {TIMESTAMP: time} if time else {}
    several = len(lesson.sheets) > 1
    return Submission(record, others, len(notebooks), several=several), notebooks


def find_notebooks(
    files: dict[str, bytes], lesson: Lesson, read: Callable[[bytes], Read]
) -> tuple[dict[str, tuple[str, Repaired]], list[str]]:
    """Return the path of each notebook of the lesson, repaired, and what was repaired.

    Of several notebooks some may be missing: they get no points, as in nbgrader.

    Raises:
        Malformed: one cannot be read, or all are missing.
    """
    found, notes = {}, []
    for name, sheet in lesson.sheets.items():
        taken = {f"{other}.ipynb" for other in lesson.sheets if other != name}
        mine = {path: content for path, content in files.items() if path not in taken}
        if len(lesson.sheets) > 1 and not any(map(is_notebook, mine)):
            notes.append(f"{name}.ipynb is missing")
            continue
        path, repaired = find_notebook(mine, name, sheet.release, read, earlier=sheet.earlier)
        shown = repaired.notes[:NOTES]
        if len(repaired.notes) > NOTES:
            shown.append(f"and {len(repaired.notes) - NOTES} more repairs")
        notes += [f"{name}: {note}" if len(lesson.sheets) > 1 else note for note in shown]
        found[name] = path, repaired
    if not found:
        names = listed([f"{name}.ipynb" for name in lesson.sheets], 5)
        raise Malformed(f"Expected {names}, got {listed(map(printable, files), 10) or 'no file'}.")
    return found, notes


def put_hidden_tests_back(repaired: Repaired, tests: dict[str, NotebookNode]) -> None:
    """Do what nbgrader's OverwriteCells would do, with the cells that it made of the release."""
    for cell in repaired.notebook.cells:
        if original := tests.get(nbgrader_metadata(cell).get("grade_id")):
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
