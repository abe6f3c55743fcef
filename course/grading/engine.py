"""Grade every submission of a lesson: nbgrader's gradebook and files, our execution."""

import contextlib
import hashlib
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, OverwriteCells
from nbgrader.utils import determine_grade, is_grade
from tqdm import tqdm
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course.build import configure, convert, solution
from course.errors import CourseError
from course.grading import runner
from course.grading.repair import Malformed, Repaired, repair
from course.kernels.launcher import Unavailable, check_sandbox

RECORDS = "records"  # in the course folder: one file for each submission that was graded
IN_FLIGHT = 3  # jobs for each worker that are prepared ahead: memory stays flat
ATTEMPTS = 3  # how often a submission is handed out when its worker dies
COUNTED = ("graded", "graded-with-repairs")
MISCONCEPTION = re.compile(r"\[([a-z0-9-]+)\]\s*$")


@dataclass
class Course:
    """The folder in which nbgrader's files lie, and its configuration."""

    root: Path
    config: Config = field(default_factory=Config)

    def __post_init__(self) -> None:
        if (self.root / "nbgrader_config.py").is_file():  # a database, late penalties, …
            loader = PyFileConfigLoader("nbgrader_config.py", path=str(self.root))
            self.config.merge(loader.load_config())
        configure(self.config)
        self.config.CourseDirectory.root = str(self.root)
        self.directory = CourseDirectory(config=self.config)

    def gradebook(self) -> Gradebook:
        return Gradebook(self.directory.db_url, self.directory.course_id)

    def folder(self, step: str, student: str, lesson: str) -> Path:
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, lesson))


@dataclass
class Record:
    """What became of one submission; the same submission gives the same record.

    Attributes:
        key: a hash of the submission and of the lesson that it was graded against.
        outcome: one of ``runner.OUTCOMES``.
        notes: what was mended or went wrong, a sentence each.
        scores: points and possible points of each graded cell; empty for a malformed submission.
        misconceptions: of each failed cell whose message named one.
    """

    student: str
    lesson: str
    key: str
    outcome: str
    notes: list[str] = field(default_factory=list)
    scores: dict[str, list[float]] = field(default_factory=dict)
    misconceptions: dict[str, str] = field(default_factory=dict)


@dataclass
class Lesson:
    """What every submission of a lesson is graded against."""

    name: str
    release: NotebookNode
    solution: str
    fingerprint: str


def grade(
    root: Path,
    lessons: list[str] | None = None,
    *,
    students: list[str] | None = None,
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
        CourseError: there is no such lesson or submission, or no sandbox.
    """
    course = Course(root)
    if sandboxed and executor is None:
        require_sandbox()
    records = []
    for name in lessons or submitted_lessons(course):
        lesson = open_lesson(course, name)
        todo, done = sort_out(course, lesson, students, again)
        records += done
        jobs = prepare(course, lesson, todo, limits or runner.Limits(), sandboxed)
        bar = tqdm(desc=name, total=len(todo), unit="notebook", disable=None)
        with contextlib.closing(bar), local_pool(executor, workers) as pool:
            for record, executed in run_all(pool, jobs):
                save(course, lesson, record, executed)
                records.append(record)
                bar.update()
    return sorted(records, key=lambda r: (r.lesson, r.student))


def require_sandbox() -> None:
    """Raise CourseError where no sandbox can be made, before any work is done."""
    try:
        check_sandbox()
    except Unavailable as error:
        raise CourseError(
            f"{error} Or grade only what you trust as much as your own code, with "
            "--unsafe-no-sandbox."
        ) from None


# --- what there is to do ----------------------------------------------------------------------


def submitted_lessons(course: Course) -> list[str]:
    parent = course.folder("submitted", "*", "*")
    names = {path.name for path in sorted(course.root.glob(str(parent.relative_to(course.root))))}
    if not names:
        raise CourseError(
            f"Expected submissions in {course.directory.submitted_directory}/STUDENT/LESSON of "
            f"{course.root}, found none. Collect them, then grade."
        )
    return sorted(names)


def open_lesson(course: Course, name: str) -> Lesson:
    """The lesson as it was released; it enters the gradebook here if it never did.

    Raises:
        CourseError: there is no such lesson, or it cannot be released.
    """
    path = course.folder("source", ".", name) / f"{name}.ipynb"
    if not path.is_file():
        raise CourseError(
            f"Expected a lesson in {path}, there is none. "
            f"Check the name {name!r}, and run this in the course folder."
        )
    with course.gradebook() as gradebook:
        try:
            gradebook.find_notebook(name, name)
        except MissingEntry:
            convert(GenerateAssignment, course.root, name, config=course.config)
    release = nbformat.read(course.folder("release", ".", name) / path.name, as_version=4)
    solved = nbformat.writes(solution(nbformat.read(path, as_version=4)))
    with course.gradebook() as gradebook:
        cells = gradebook.find_notebook(name, name).source_cells
        told = sorted(f"{cell.name} {cell.checksum} {cell.source}" for cell in cells)
    return Lesson(name, release, solved, hashlib.sha256("\n".join(told).encode()).hexdigest())


def sort_out(
    course: Course, lesson: Lesson, students: list[str] | None, again: bool
) -> tuple[list[Record], list[Record]]:
    """New records for the submissions to grade, and the records of those that are graded."""
    pattern = course.folder("submitted", "*", lesson.name).relative_to(course.root)
    place = pattern.parts.index("*")
    folders = {
        path.relative_to(course.root).parts[place]: path for path in course.root.glob(str(pattern))
    }
    missing = sorted(set(students or ()) - set(folders))
    if missing or not folders:
        raise CourseError(
            f"Expected submissions of {lesson.name} by {', '.join(missing) or 'anybody'}, found "
            f"none. They are looked for in {course.root / pattern}."
        )
    todo, done = [], []
    for student in sorted(students or folders):
        key = hashlib.sha256(lesson.fingerprint.encode())
        for path, content in sorted(read_files(folders[student]).items()):
            key.update(path.encode() + b"\0" + hashlib.sha256(content).digest())
        record = Record(student, lesson.name, key.hexdigest(), "")
        old = read_record(course, record)
        (todo if again or old is None or old.key != record.key else done).append(
            record if again or old is None or old.key != record.key else old
        )
    return todo, done


def read_files(folder: Path) -> dict[str, bytes]:
    """What a submission holds, by relative path; no links, which could lead anywhere."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".ipynb_checkpoints" not in path.parts
    }


# --- read and repair --------------------------------------------------------------------------

Prepared = tuple[Record, runner.Job | None]


def prepare(
    course: Course, lesson: Lesson, todo: list[Record], limits: runner.Limits, sandboxed: bool
) -> Iterator[Prepared]:
    """Make a job of each submission, one by one; None where that is impossible."""
    for record in todo:
        files = read_files(course.folder("submitted", record.student, lesson.name))
        try:
            repaired = repair(find_notebook(files, lesson.name, record.notes), lesson.release)
            notebook = overwrite(course, lesson, repaired)
        except Malformed as error:
            record.outcome = "malformed"
            record.notes.append(str(error))
            yield record, None
            continue
        record.notes += repaired.notes
        if repaired.tampered:
            record.outcome = "tampered"
        elif record.notes:
            record.outcome = "graded-with-repairs"
        beside = {k: v for k, v in files.items() if not k.endswith((".ipynb", "timestamp.txt"))}
        beside |= source_files(course, lesson)
        text = nbformat.writes(notebook)
        yield record, runner.Job(text, beside, lesson.solution, limits, sandboxed)


def find_notebook(files: dict[str, bytes], lesson: str, notes: list[str]) -> bytes:
    """The lesson's notebook among the submitted files; one that was renamed will do."""
    if content := files.get(f"{lesson}.ipynb"):
        return content
    others = [name for name in files if name.endswith(".ipynb")]
    if len(others) == 1 and f"{lesson}.ipynb" not in files:
        notes.append(f"the notebook was called {others[0]}")
        return files[others[0]]
    if f"{lesson}.ipynb" in files:
        return b""
    raise Malformed(f"Expected {lesson}.ipynb, got {', '.join(sorted(files)) or 'no file'}.")


def overwrite(course: Course, lesson: Lesson, repaired: Repaired) -> NotebookNode:
    """Let nbgrader put the hidden tests back, from its gradebook."""
    step = OverwriteCells(config=course.config)
    step.log.setLevel("ERROR")
    where = {"notebook": lesson.name, "assignment": lesson.name, "db_url": course.directory.db_url}
    notebook, _ = step.preprocess(repaired.notebook, {"nbgrader": where})
    return notebook


def source_files(course: Course, lesson: Lesson) -> dict[str, bytes]:
    files = read_files(course.folder("source", ".", lesson.name))
    return {name: content for name, content in files.items() if not name.endswith(".ipynb")}


# --- run --------------------------------------------------------------------------------------


@contextlib.contextmanager
def local_pool(executor: Executor | None, workers: int | None) -> Iterator[Executor]:
    """The given executor, or a pool of processes on this machine, which ends with the block."""
    if executor is not None:
        yield executor
        return
    pool = Pool(workers or os.cpu_count() or 1)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def cluster(address: str | None) -> Iterator[Executor | None]:
    """An executor on the dask workers of this scheduler; None without an address.

    Workers need the installed package and one thread each: submissions travel as bytes.

    Raises:
        CourseError: dask is not installed, or nobody listens there.
    """
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "Expected the packages of the extra `cluster`, got none of them. "
            "Install them: pip install 'replace-the-head[cluster]'."
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"Expected a dask scheduler at {address}, got: {error}. "
            "Start one, and check the address."
        ) from None
    with client:
        yield client.get_executor()


class Pool(ProcessPoolExecutor):
    """Worker processes, each with a prepared process of its own."""

    def __init__(self, workers: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        super().__init__(workers, mp_context=spawn, initializer=start_worker)


def start_worker() -> None:
    """Ctrl-C in the terminal is for the process that saves; without it, nobody needs a worker."""
    os.setsid()
    if sys.platform.startswith("linux"):
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def run_all(
    pool: Executor, jobs: Iterator[Prepared]
) -> Iterator[tuple[Record, runner.Executed | None]]:
    """Hand the jobs out, a few ahead, and yield each with what became of it."""
    ahead = IN_FLIGHT * getattr(pool, "_max_workers", 8)
    running: dict[Future, tuple[Record, runner.Job, int]] = {}
    jobs, more = iter(jobs), True
    while running or more:
        while more and len(running) < ahead:
            if more := (prepared := next(jobs, None)) is not None:
                record, job = prepared
                if job is None:
                    yield record, None
                else:
                    running[pool.submit(runner.run, job)] = record, job, 1
        ready, _ = wait(running, return_when=FIRST_COMPLETED) if running else ((), ())
        for future in ready:
            record, job, attempt = running.pop(future)
            try:
                executed = future.result()
            except Exception as error:  # its worker died, or could not make a kernel
                if attempt < ATTEMPTS and not isinstance(error, BrokenProcessPool):
                    running[pool.submit(runner.run, job)] = record, job, attempt + 1
                    continue
                raise CourseError(
                    f"Expected to run the notebook of {record.student}, its worker failed: "
                    f"{type(error).__name__}: {error}. What is graded is kept; run it again."
                ) from error
            yield record, executed


# --- save -------------------------------------------------------------------------------------


def save(course: Course, lesson: Lesson, record: Record, executed: runner.Executed | None) -> None:
    """Write grades, the executed notebook and the record; what an earlier run left goes first."""
    record_path(course, record).unlink(missing_ok=True)
    forget(course, record)
    if executed is not None:
        record.notes += executed.notes
        if executed.outcome != "graded" and record.outcome != "tampered":
            record.outcome = executed.outcome
        record.outcome = record.outcome or "graded"
        notebook = nbformat.reads(executed.notebook, as_version=4)
        autograde(course, lesson, record, notebook)
        for cell in notebook.cells:
            if is_grade(cell):
                record.scores[cell.metadata.nbgrader.grade_id] = list(determine_grade(cell))
                texts = [
                    "\n".join(output.get("traceback", [])) for output in cell.get("outputs", [])
                ]
                if named := next(filter(None, map(MISCONCEPTION.search, texts)), None):
                    record.misconceptions[cell.metadata.nbgrader.grade_id] = named[1]
    write_record(course, record)


def forget(course: Course, record: Record) -> None:
    """No score of an earlier submission survives, whatever becomes of this one."""
    folder = course.folder("autograded", record.student, record.lesson)
    if folder.exists():
        shutil.rmtree(folder)
    with course.gradebook() as gradebook, contextlib.suppress(MissingEntry):
        submission = gradebook.find_submission(record.lesson, record.student)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def autograde(course: Course, lesson: Lesson, record: Record, notebook: NotebookNode) -> None:
    """Everything that nbgrader does after it has executed a notebook, and before."""
    student, name = record.student, lesson.name
    with tempfile.TemporaryDirectory() as staged:
        given = course.folder("submitted", student, name)
        folder = Path(staged, student, name)
        folder.mkdir(parents=True)
        for path, content in read_files(given).items():
            if not path.endswith(".ipynb"):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
        notebook = nbformat.from_dict(notebook)
        if record.notes:
            told = "\n".join(f"- {note}" for note in record.notes)
            notebook.cells.insert(
                0, nbformat.v4.new_markdown_cell(f"**Notes of the grader**\n\n{told}")
            )
        nbformat.write(notebook, folder / f"{name}.ipynb")
        config = Config(course.config)
        config.CourseDirectory.submitted_directory = staged
        config.Autograde.sanitize_preprocessors = []
        steps = Autograde.autograde_preprocessors.default()
        config.Autograde.autograde_preprocessors = [s for s in steps if s is not Execute]
        convert(Autograde, course.root, name, student, config)


# --- records ----------------------------------------------------------------------------------


def record_path(course: Course, record: Record) -> Path:
    return course.root / RECORDS / record.lesson / f"{record.student}.json"


def read_record(course: Course, record: Record) -> Record | None:
    """The record of an earlier run, if there is a whole one and its results are still there."""
    folder = course.folder("autograded", record.student, record.lesson)
    try:
        old = Record(**json.loads(record_path(course, record).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return old if old.outcome == "malformed" or folder.is_dir() else None


def write_record(course: Course, record: Record) -> None:
    path = record_path(course, record)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(vars(record), indent=1, ensure_ascii=False) + "\n", "utf-8")
    part.replace(path)


def summary(records: list[Record], seconds: float) -> str:
    """A line for each lesson and outcome, then every submission that needs a look."""
    lines = []
    for name in sorted({record.lesson for record in records}):
        of = [record for record in records if record.lesson == name]
        counts = Counter(record.outcome for record in of)
        told = ", ".join(f"{counts[o]} {o}" for o in runner.OUTCOMES if counts[o])
        lines.append(f"{name}: {told}")
    for record in records:
        if record.outcome not in COUNTED[:1]:
            lines.append(f"  {record.lesson} · {record.student} · {record.outcome}")
            lines += [f"    {note}" for note in record.notes]
    lines.append(f"{len(records)} submissions in {seconds:.1f} s.")
    return "\n".join(lines)
