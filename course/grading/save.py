"""Save the results of one submission: scores, the executed notebook, the record."""

import shutil
from collections.abc import Iterator, Mapping

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from course.errors import CourseError
from course.files import is_out_of_room, naming
from course.grading.gradebook import Course, OneGradebook, autograde, clear, is_broken
from course.grading.prepare import Submission
from course.grading.records import OUTCOMES, Record, record_path, write_record
from course.grading.verdict import NOT_PROVED
from course.markers import nbgrader_metadata
from course.misconceptions import named_in

ANSWER, ANSWERS = 4_000, 60_000  # characters that a record keeps of one answer, and of all


def save(course: Course, gradebook: OneGradebook, submission: Submission) -> Record:
    """Write scores, the executed notebooks and the record, after removing earlier results.

    The record is removed first and written last. The next run tries again if there is none: after
    an interrupt, and after any failure.

    Raises:
        CourseError, SQLAlchemyError: the disk or the gradebook failed, and not this submission.
    """
    record, executed = submission.record, submission.executed
    where = record.student, record.lesson
    try:
        with naming(course.root):
            record_path(course.root, *where).unlink(missing_ok=True)
            clear(course, gradebook, *where)
            for error in executed.values():
                if isinstance(error, Exception):
                    record.outcome = "crashed"
                    record.notes.append(f"its worker failed: {type(error).__name__}: {error}")
                    return record
            if executed:
                add_outcomes(submission)
                notebooks = {
                    name: nbformat.reads(each.notebook, as_version=4)
                    for name, each in executed.items()
                }
                autograde(course, *where, notebooks, submission.files, record.notes)
                held = to_look_at(notebooks) if record.outcome == "tampered" else ()
                gradebook.look_again(*where, held)
                gradebook.keep()
                record.answers = {}
                for name, notebook in notebooks.items():
                    before = f"{name}/" if submission.several else ""
                    scores, named = read_scores(notebook)
                    record.scores |= {before + cell: got for cell, got in scores.items()}
                    record.misconceptions |= {before + cell: key for cell, key in named.items()}
                    room = ANSWERS - sum(map(len, record.answers.values()))
                    written = read_answers(notebook, room)
                    record.answers |= {before + cell: text for cell, text in written.items()}
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
        record.outcome, record.answers = "malformed", None
        record.scores, record.misconceptions = {}, {}
        why = " ".join(f"{type(error).__name__}: {error}".split())
        record.notes.append(f"nbgrader could not save it: {why[:500]}")
    return record


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what caused it: nbgrader reports a full disk as an invalid entry."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def add_outcomes(submission: Submission) -> None:
    """Add the notes on each notebook, and the worst of their outcomes."""
    record, executed = submission.record, submission.executed
    for name, each in sorted(executed.items()):
        record.notes += [f"{name}: {note}" if submission.several else note for note in each.notes]
    outcomes = {each.outcome for each in executed.values()} - {"graded"}
    if outcomes and record.outcome != "tampered":
        record.outcome = max(outcomes, key=OUTCOMES.index)


def to_look_at(notebooks: Mapping[str, NotebookNode]) -> list[str]:
    """Return the cells whose points are withheld; if there are none, the first with points."""
    graded = [
        (f"{name}/{cell.metadata.nbgrader.grade_id}", cell)
        for name, notebook in sorted(notebooks.items())
        for cell in notebook.cells
        if is_grade(cell)
    ]
    held = [
        place
        for place, cell in graded
        if any(output.get("ename") == NOT_PROVED for output in cell.get("outputs", ()))
    ]
    return held or [place for place, _ in graded[:1]]


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


def read_answers(notebook: NotebookNode, room: int = ANSWERS) -> dict[str, str]:
    """Return what the student wrote, by cell: at most ``ANSWER`` characters each, ``room`` in all.

    A text that is too long ends in "…".
    """
    answers = {}
    for cell in filter(is_solution, notebook.cells):
        most = min(ANSWER, room)
        text = cell.source if len(cell.source) <= most else cell.source[: max(most - 1, 0)] + "…"
        answers[nbgrader_metadata(cell)["grade_id"]] = text
        room = max(room - len(text), 0)
    return answers
