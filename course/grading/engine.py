"""Grade every submission of a lesson: nbgrader's gradebook and files, our execution."""

import contextlib
import glob
import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from filelock import FileLock, Timeout
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import OverwriteCells
from nbgrader.utils import determine_grade, is_grade, is_locked, parse_utc
from tqdm import tqdm

from course.errors import CourseError
from course.files import writable
from course.grading import runner
from course.grading.gradebook import Course, OneGradebook, autograde, clear
from course.grading.pool import local_pool, run_all
from course.grading.records import RECORDS, Record, read_record, record_path, write_record
from course.grading.repair import Malformed, Repaired, repair
from course.kernels.launcher import Unavailable, check_sandbox
from course.markers import solution
from course.misconceptions import named_in
from course.nbgrader_glue import cells_by_grade_id, convert, nbgrader_metadata

SIZE = 100 << 20  # bytes of a submission with its files: one that is larger is not read
LOCK = "gradebook.db.lock"  # in the course folder, whatever the database is
TIMESTAMP = "timestamp.txt"  # where nbgrader looks for the time of a submission


@dataclass(frozen=True)
class Lesson:
    """What every submission of a lesson is graded against.

    Attributes:
        release: the notebook that students got.
        tests: its graded and locked cells as nbgrader's gradebook has them, hidden tests included.
        solution: the instructor's solution, as JSON.
        files: what lies beside the source notebook.
        ours: of these, the ones that replace a student's file of the same name.
        fingerprint: a hash of all that decides scores.
    """

    name: str
    release: NotebookNode
    tests: dict[str, NotebookNode]
    solution: str
    files: dict[str, bytes]
    ours: dict[str, bytes]
    fingerprint: str


@dataclass(frozen=True)
class Submission:
    """A submission as it was read: its record to be, and the files beside the notebook."""

    record: Record
    files: dict[str, bytes]


def grade(
    root: Path,
    lessons: Iterable[str] = (),
    *,
    students: Iterable[str] = (),
    workers: int | None = None,
    again: bool = False,
    sandboxed: bool = True,
    limits: runner.Limits | None = None,
    executor: Executor | None = None,
) -> list[Record]:
    """Grade what was submitted; what was graded before and is unchanged is not repeated.

    Args:
        root: the course folder, with ``submitted/STUDENT/LESSON``.
        lessons, students: all that have submissions, if not given.
        workers: notebooks at a time, by default one for each CPU core.
        again: grade unchanged submissions too.
        sandboxed: False runs students' code with all that this user may do.
        executor: runs the notebooks; a pool of processes on this machine, if not given.

    Returns:
        A record for each submission, those from earlier runs included.

    Raises:
        CourseError: there is no such lesson or submission, no sandbox, no room or no gradebook.
    """
    course = Course(root)
    if sandboxed and executor is None:
        require_sandbox()
    chosen, records = choose(course, set(lessons), set(students))
    for folder in (course.root, course.root / RECORDS, course.folder("autograded", "", "")):
        writable(folder, "Make room there, or make it writable, and run it again.")
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_one(course))
        course.scratch = stack.enter_context(tempfile.TemporaryDirectory())
        pool = executor or stack.enter_context(local_pool(workers))
        gradebook = stack.enter_context(course.gradebook())
        for name, folders in sorted(chosen.items()):
            lesson = open_lesson(course, gradebook, name)
            known = gradebook.students(name)
            todo = {}
            for student, folder in sorted(folders.items()):
                done = None if again else earlier(course, lesson, student, folder, known)
                if done:
                    records.append(done)
                else:
                    todo[student] = folder
            bar = tqdm(desc=name, total=len(todo), unit="notebook", disable=None if todo else True)
            with contextlib.closing(bar):
                jobs = prepare(lesson, todo, limits or runner.Limits(), sandboxed)
                for submission, executed in run_all(pool, jobs):
                    records.append(save(course, gradebook, submission, executed))
                    bar.update()
    return sorted(records, key=lambda record: (record.lesson, record.student))


def require_sandbox() -> None:
    """Raise CourseError where no sandbox can be made, before any work is done."""
    try:
        check_sandbox()
    except Unavailable as error:
        raise CourseError(
            f"{error} Or grade only what you trust as much as your own code, with "
            "--unsafe-no-sandbox."
        ) from None


@contextlib.contextmanager
def only_one(course: Course) -> Iterator[None]:
    """Keep others from grading in this folder meanwhile; the lock ends with the process."""
    try:
        with FileLock(course.root / LOCK, timeout=0):
            yield
    except Timeout:
        raise CourseError(
            f"Expected to be the only one who grades in {course.root}, another `course grade` is "
            "at work there. Wait until it has ended, or stop it."
        ) from None


# --- what there is to do ----------------------------------------------------------------------


def choose(
    course: Course, lessons: set[str], students: set[str]
) -> tuple[dict[str, dict[str, Path]], list[Record]]:
    """The folders to grade, lesson to student to path, and a record of what is no submission.

    Raises:
        CourseError: what was asked for is not there.
    """
    for name in sorted(lessons):
        if not source_path(course, name).is_file():
            raise CourseError(
                f"Expected a lesson in {source_path(course, name)}, there is none. "
                f"Check the name {name!r}, and run this in the course folder."
            )
    chosen: dict[str, dict[str, Path]] = {}
    strays = []
    for name, folders in course.submitted().items():
        for student, path in folders.items():
            if (lessons and name not in lessons) or (students and student not in students):
                continue
            if why := what_is_wrong(course, name, student, path):
                strays.append(Record(shown(student), shown(name), "", "malformed", [why]))
            else:
                chosen.setdefault(name, {})[student] = path
    there = {(name, student) for name, folders in chosen.items() for student in folders}
    there |= {(record.lesson, record.student) for record in strays}
    asked = [(name, student) for name in lessons or [""] for student in students or [""]]
    lacking = [
        " by ".join(filter(None, pair))
        for pair in sorted(asked)
        if not any(all(a in ("", b) for a, b in zip(pair, each, strict=True)) for each in there)
    ]
    if lacking:
        where = course.folder("submitted", "STUDENT", "LESSON")
        raise CourseError(
            f"Expected submissions in {where}, found none of: {', '.join(lacking) or 'any'}. "
            "Check the names, or collect them first."
        )
    return chosen, strays


def source_path(course: Course, lesson: str) -> Path:
    return course.folder("source", ".", lesson) / f"{lesson}.ipynb"


def what_is_wrong(course: Course, lesson: str, student: str, path: Path) -> str:
    """Why something that lies among the submissions is none; empty if it is one."""
    if shown(lesson) != lesson or shown(student) != student:
        return "Expected a name in UTF-8. Rename the folder."
    if glob.escape(student) != student:
        return "Expected a name without *, ? and [, which nbgrader takes for a pattern. Rename it."
    if not source_path(course, lesson).is_file():
        return "Expected the name of a lesson, there is none of this name. Rename or remove it."
    return "" if path.is_dir() else "Expected a folder with the notebook in it, got a file."


def shown(name: str) -> str:
    """A file's name as text that can be printed and stored."""
    return name.encode("utf-8", "backslashreplace").decode()


def open_lesson(course: Course, gradebook: OneGradebook, name: str) -> Lesson:
    """The lesson as it was released; it enters the gradebook here if it never did.

    Raises:
        CourseError: it cannot be released, or the gradebook has another version of it.
    """
    try:
        gradebook.find_notebook(name, name)
    except MissingEntry:
        gradebook.db.rollback()  # nothing is held while nbgrader writes
        convert(GenerateAssignment, course.root, name, config=course.config)
    told = {cell.name: cell for cell in gradebook.find_notebook(name, name).source_cells}
    path = course.folder("release", ".", name) / f"{name}.ipynb"
    try:
        release = nbformat.read(path, as_version=4)
        source = nbformat.read(source_path(course, name), as_version=4)
        files = read_files(source_path(course, name).parent)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"Expected the lesson {name} as source and as release, got {type(error).__name__}: "
            f"{error}. Release it again: nbgrader generate_assignment {name} --force."
        ) from error
    released = set(cells_by_grade_id(release))
    if released != set(told):
        raise CourseError(
            f"Expected the same cells in {path} and in the gradebook, only one of them has "
            f"{', '.join(sorted(released ^ set(told)))}. The lesson was changed after it was "
            f"released: release it again with nbgrader generate_assignment {name} --force."
        )
    files = {path: content for path, content in files.items() if not path.endswith(".ipynb")}
    kept = Autograde(coursedir=course.directory, config=course.config).exclude_overwriting
    ours = {path: files[path] for path in files.keys() - set(kept.get(name, ()))}
    key = hashlib.sha256(
        repr(sorted((c.name, c.checksum, c.source) for c in told.values())).encode()
    )
    key.update(repr([(path, digest(ours[path])) for path in sorted(ours)]).encode())
    tests = with_hidden_tests(course, name, release)
    solved = nbformat.writes(solution(source))
    return Lesson(name, release, tests, solved, files, ours, key.hexdigest())


def with_hidden_tests(
    course: Course, lesson: str, release: NotebookNode
) -> dict[str, NotebookNode]:
    """The release's cells after nbgrader has put its hidden tests back, by grade id."""
    step = OverwriteCells(config=course.config, log=logging.Logger("silent", logging.ERROR))
    where = {"notebook": lesson, "assignment": lesson, "db_url": course.directory.db_url}
    notebook, _ = step.preprocess(deepcopy(release), {"nbgrader": where})
    return cells_by_grade_id(notebook)


def earlier(
    course: Course, lesson: Lesson, student: str, folder: Path, known: set[str]
) -> Record | None:
    """The record of an earlier run, if nothing has changed since and its results are there."""
    record = read_record(course.root, student, lesson.name)
    if not record or record.key != key_of(lesson, folder):
        return None
    results = student in known and course.folder("autograded", student, lesson.name).is_dir()
    return record if results or record.outcome == "malformed" else None


# --- read and repair --------------------------------------------------------------------------


def read_files(folder: Path) -> dict[str, bytes]:
    """What a submission holds, by relative path; no links, which could lead anywhere.

    Raises:
        Malformed: it is a link itself, too large, or cannot be read.
    """
    if folder.is_symlink():
        raise Malformed("Expected a folder with the notebook in it, got a link to another place.")
    try:
        files = [
            path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink() and ".ipynb_checkpoints" not in path.parts
        ]
        if (size := sum(path.stat().st_size for path in files)) > SIZE:
            raise Malformed(f"Expected at most {SIZE >> 20} MB, got {size >> 20} MB.")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    except OSError as error:
        raise Malformed(f"Expected files that can be read, got: {error.strerror}.") from error


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def key_of(lesson: Lesson, folder: Path, files: dict[str, bytes] | None = None) -> str:
    """A hash of a submission and its lesson; of one that cannot be read, of the reason."""
    try:
        files = read_files(folder) if files is None else files
        told = repr([(path, digest(files[path])) for path in sorted(files)])
    except Malformed as error:
        told = str(error)
    return digest(f"{lesson.fingerprint} {told}".encode("utf-8", "backslashreplace"))


def prepare(
    lesson: Lesson, todo: dict[str, Path], limits: runner.Limits, sandboxed: bool
) -> Iterator[tuple[Submission, runner.Job | None]]:
    """Make a job of each submission, one by one; None where that is impossible."""
    for student, folder in todo.items():
        record = Record(student, lesson.name, "", "malformed")
        try:
            files = read_files(folder)
            record.key = key_of(lesson, folder, files)
            notebook = find_notebook(files, lesson.name, record.notes)
            repaired = repair(notebook, lesson.release)
        except Malformed as error:
            record.key = record.key or key_of(lesson, folder)
            record.notes.append(str(error))
            yield Submission(record, {}), None
            continue
        put_hidden_tests_back(repaired, lesson)
        record.notes += repaired.notes
        beside = {path: files[path] for path in files if not path.endswith(".ipynb")}
        beside |= lesson.ours
        time = beside.pop(TIMESTAMP, b"")
        if unreadable(time):
            record.notes.append(f"the time in {TIMESTAMP} cannot be read, so it counts as unknown")
            time = b""
        record.outcome = "graded-with-repairs" if record.notes else "graded"
        if repaired.tampered:
            record.outcome = "tampered"
        job = runner.Job(
            notebook=nbformat.writes(repaired.notebook),
            files=beside,
            solution=lesson.solution,
            solution_files=lesson.files,
            limits=limits,
            sandboxed=sandboxed,
        )
        yield Submission(record, beside | ({TIMESTAMP: time} if time else {})), job


def find_notebook(files: dict[str, bytes], lesson: str, notes: list[str]) -> bytes:
    """The lesson's notebook among the submitted files; one that was renamed will do."""
    if f"{lesson}.ipynb" in files:
        return files[f"{lesson}.ipynb"]
    others = [name for name in files if name.endswith(".ipynb")]
    if len(others) != 1:
        got = ", ".join(map(shown, sorted(files)[:10])) or "no file"
        raise Malformed(f"Expected {lesson}.ipynb, got {got}.")
    notes.append(f"the notebook was called {shown(others[0])}")
    return files[others[0]]


def put_hidden_tests_back(repaired: Repaired, lesson: Lesson) -> None:
    """What nbgrader's OverwriteCells does, with what it did to the release."""
    for cell in repaired.notebook.cells:
        if original := lesson.tests.get(nbgrader_metadata(cell).get("grade_id")):
            cell.metadata = deepcopy(original.metadata)
            if is_locked(original):
                cell.source = original.source


def unreadable(time: bytes) -> bool:
    """Whether nbgrader would stumble over this timestamp."""
    try:
        parse_utc(time.decode().strip() or None)
    except Exception:  # dateutil has many
        return True
    return False


# --- save -------------------------------------------------------------------------------------


def save(
    course: Course,
    gradebook: OneGradebook,
    submission: Submission,
    executed: runner.Executed | Exception | None,
) -> Record:
    """Write grades, the executed notebook and the record; what an earlier run left goes first.

    Without a record the next run tries again: after an interrupt, and after a failure that does
    not lie in the submission.
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
            merge(record, executed)
            notebook = nbformat.reads(executed.notebook, as_version=4)
            where = record.student, record.lesson
            try:
                scores, named = read_scores(notebook)
                autograde(course, *where, notebook, submission.files, record.notes)
                gradebook.keep()
            except OSError:
                raise
            except Exception as error:  # whatever is odd about one must not stop the others
                gradebook.db.rollback()
                clear(course, gradebook, *where)
                record.outcome = "malformed"
                record.notes.append(f"nbgrader could not save it: {error}")
                return record
            record.scores, record.misconceptions = scores, named
        write_record(course.root, record)
    except OSError as error:
        raise CourseError(
            f"Expected to write the results of {record.student}, got: {error}. "
            "Make room or the folder writable, and run it again: what is graded is kept."
        ) from error
    return record


def merge(record: Record, executed: runner.Executed) -> None:
    record.notes += executed.notes
    if executed.outcome != "graded" and record.outcome != "tampered":
        record.outcome = executed.outcome


def read_scores(notebook: NotebookNode) -> tuple[dict[str, list[float | None]], dict[str, str]]:
    """Points and possible points of each graded cell, and the misconceptions that were named."""
    scores, named = {}, {}
    for cell in notebook.cells:
        if is_grade(cell):
            name = cell.metadata.nbgrader.grade_id
            scores[name] = list(determine_grade(cell))
            texts = ["\n".join(output.get("traceback", [])) for output in cell.get("outputs", [])]
            if found := next(filter(None, map(named_in, texts)), None):
                named[name] = found
    return scores, named
