"""Save the results of one submission: scores, the executed notebook, the record."""

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade

from course.errors import CourseError
from course.grading import runner
from course.grading.gradebook import Course, OneGradebook, autograde, clear
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

    The next run tries again if there is no record: after an interrupt, and after a failure that
    is not the submission's fault.
    """
    record = submission.record
    try:
        record_path(course.root, record.student, record.lesson).unlink(missing_ok=True)
        clear(course, gradebook, record.student, record.lesson)
        if isinstance(executed, Exception):
            record.outcome = "crashed"
            record.notes.append(f"its worker failed: {type(executed).__name__}: {executed}")
            return record
        if executed is not None:
            add_outcome(record, executed)
            notebook = nbformat.reads(executed.notebook, as_version=4)
            where = record.student, record.lesson
            try:
                scores, named = read_scores(notebook)
                autograde(course, *where, notebook, submission.files, record.notes)
                gradebook.keep()
            except OSError:
                raise
            except Exception as error:  # one odd notebook must not stop the others
                gradebook.db.rollback()
                clear(course, gradebook, *where)
                record.outcome = "malformed"
                record.notes.append(f"nbgrader could not save it: {error}")
                return record
            record.scores, record.misconceptions = scores, named
        write_record(course.root, record)
    except OSError as error:
        raise CourseError(
            f"Expected to write the results of {record.student}, got: {error}. Make room or make "
            "the folder writable, and run this again: everything graded so far is kept."
        ) from error
    return record


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
