"""Save the results of one submission: scores, the executed notebook, the record."""

import shutil
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade

from course.errors import CourseError
from course.files import is_out_of_room, naming
from course.grading import runner
from course.grading.gradebook import Course, OneGradebook, autograde, clear, is_broken
from course.grading.prepare import Submission
from course.grading.records import Record, record_path, write_record
from course.misconceptions import named_in


def save(
    course: Course,
    gradebook: OneGradebook,
    submission: Submission,
    executed: runner.Executed | Exception | None,
) -> Record:
    """Write scores, the executed notebook and the record, after removing earlier results.

    The record is removed first and written last. The next run tries again if there is none: after
    an interrupt, and after any failure.

    Raises:
        CourseError, SQLAlchemyError: the disk or the gradebook failed, and not this submission.
    """
    record = submission.record
    where = record.student, record.lesson
    try:
        with naming(course.root):
            record_path(course.root, *where).unlink(missing_ok=True)
            clear(course, gradebook, *where)
            if isinstance(executed, Exception):
                record.outcome = "crashed"
                record.notes.append(f"its worker failed: {type(executed).__name__}: {executed}")
                return record
            if executed is not None:
                add_outcome(record, executed)
                notebook = nbformat.reads(executed.notebook, as_version=4)
                scores, named = read_scores(notebook)
                autograde(course, *where, notebook, submission.files, record.notes)
                gradebook.look_again(*where)
                gradebook.keep()
                record.scores, record.misconceptions = scores, named
            write_record(course.root, record)
    except BaseException as error:
        gradebook.db.rollback()
        shutil.rmtree(course.folder("autograded", *where), ignore_errors=True)  # it may be half
        if not isinstance(error, Exception):  # an interrupt
            raise
        for cause in causes(error):
            if is_broken(cause):
                raise cause from None
            if is_out_of_room(cause) or isinstance(cause, PermissionError):
                raise CourseError(
                    f"Expected to write the results of {record.student}, got: {cause}. Make room "
                    "or make the folder writable, and run this again: everything graded so far is "
                    "kept."
                ) from error
        clear(course, gradebook, *where)  # one odd notebook must not stop the others
        record.outcome, record.scores, record.misconceptions = "malformed", {}, {}
        why = " ".join(f"{type(error).__name__}: {error}".split())
        record.notes.append(f"nbgrader could not save it: {why[:500]}")
    return record


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what caused it: nbgrader reports a full disk as an invalid entry."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def add_outcome(record: Record, executed: runner.Executed) -> None:
    record.notes += executed.notes
    if executed.outcome != "graded" and record.outcome != "tampered":
        record.outcome = executed.outcome


def read_scores(notebook: NotebookNode) -> tuple[dict[str, list[float | None]], dict[str, str]]:
    """Return each graded cell's points and possible points, and the misconceptions named there."""
    scores, named = {}, {}
    for cell in notebook.cells:
        if is_grade(cell):
            name = cell.metadata.nbgrader.grade_id
            scores[name] = list(determine_grade(cell))
            texts = ["\n".join(output.get("traceback", [])) for output in cell.get("outputs", [])]
            if found := next(filter(None, map(named_in, texts)), None):
                named[name] = found
    return scores, named
