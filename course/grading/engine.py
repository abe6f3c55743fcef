"""Grade every submission of a lesson: nbgrader's gradebook and files, our own execution.

Choose what to grade (`choose`), open the lesson (`lesson`), make a job of each submission
(`prepare`), run the jobs (`pool`, `runner`), save the results (`save`).
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from course.errors import CourseError
from course.files import writable
from course.grading import runner
from course.grading.choose import choose, split_done
from course.grading.gradebook import Course
from course.grading.lesson import open_lesson
from course.grading.pool import local_pool, run_all
from course.grading.prepare import prepare
from course.grading.records import RECORDS, Record, read_record
from course.grading.save import save
from course.grading.submission import digest
from course.kernels.sandbox import Unavailable, check_sandbox
from course.wording import listed

LOCK = "gradebook.db.lock"  # in the course folder, wherever the database is
SHOWN = 10  # cells or students that are named
CHANGED = (
    "{}: tests or points changed since the release: {}. The gradebook has them now, and all "
    "submissions are graded again. Points that a person gave are kept."
)
UNPROVED = (
    "{}: its tests are not checks of this course, so points are read from what its cells print, as "
    "nbgrader does. The sandbox protects you; nothing proves the points."
)
LATE = "{}: late penalties follow the due date and the settings of now. They changed for: {}."
KEPT = (
    "{}: points that a person gave to an earlier version still count: {}. Look at them in "
    "formgrader, under Manual Grading."
)
ROOM = 1 << 20  # bytes that must be free; a single submission's results are smaller


def grade(
    root: Path,
    lessons: Iterable[str] = (),
    *,
    students: Iterable[str] = (),
    workers: int | None = None,
    again: bool = False,
    accept: bool = False,
    sandboxed: bool = True,
    limits: runner.Limits | None = None,
    executor: Executor | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> list[Record]:
    """Grade what was submitted, except what was graded before and has not changed.

    Args:
        root: the course folder, with ``submitted/STUDENT/LESSON``.
        lessons, students: by default all that have submissions.
        workers: notebooks at a time, by default one per CPU core.
        again: also grade unchanged submissions.
        accept: grade these submissions, and let their checks count although nothing proves them: a
            person has looked at them. That holds until a submission changes.
        sandboxed: False runs students' code with all of this user's rights.
        executor: runs the notebooks; by default a pool of processes on this machine.
        say: is told what a person should know before the results.

    Returns:
        A record for each submission, including those of earlier runs.

    Raises:
        CourseError: there is no such lesson or submission, no sandbox, no room or no gradebook.
    """
    course = Course(root)
    if sandboxed and executor is None:
        require_sandbox()
    chosen, records = choose(course, set(lessons), set(students))
    make_room(course.root)
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_one(course))
        course.scratch = stack.enter_context(scratch(course))
        make_room(course.root / RECORDS)
        make_room(course.folder("autograded", "", ""))
        make_room(Path(course.scratch))
        pool = executor or stack.enter_context(local_pool(workers, course.scratch))
        gradebook = stack.enter_context(course.gradebook())
        for name, folders in sorted(chosen.items()):
            lesson = open_lesson(course, gradebook, name)
            if lesson.changed:
                say(CHANGED.format(name, listed(lesson.changed, SHOWN)))
            graded = gradebook.students(name)
            todo, done = split_done(course, lesson, folders, graded, again or accept)
            records += done
            if todo and not lesson.proved:
                say(UNPROVED.format(name))
            bar = tqdm(desc=name, total=len(todo), unit="notebook", disable=None if todo else True)
            with contextlib.closing(bar):
                accepted = partial(was_accepted, course, accept)
                jobs = prepare(lesson, todo, limits or runner.Limits(), sandboxed, accepted)
                for (submission, sheet), executed in run_all(pool, jobs):
                    if executed is not None:
                        submission.executed[sheet] = executed
                    if len(submission.executed) == submission.waiting:
                        records.append(save(course, gradebook, submission))
                        bar.update()
            if moved := gradebook.follow_due_dates(name, course.config):
                say(LATE.format(name, listed(moved, SHOWN)))
            if kept := gradebook.kept_points(name):
                given = [f"{student} ({', '.join(texts)})" for student, texts in kept.items()]
                say(KEPT.format(name, listed(given, SHOWN)))
    return sorted(records, key=lambda record: (record.lesson, record.student))


def was_accepted(course: Course, now: bool, record: Record) -> bool:
    """Whether a person accepts this submission now, or has accepted the same version before."""
    before = read_record(course.root, record.student, record.lesson)
    return now or before is not None and before.accepted and before.key == record.key


def require_sandbox() -> None:
    """Raise CourseError, before any work is done, if this machine cannot make a sandbox."""
    try:
        check_sandbox()
    except Unavailable as error:
        raise CourseError(
            f"{error} Or use --unsafe-no-sandbox, if you trust this code as much as your own."
        ) from None


def make_room(folder: Path) -> None:
    """Create a folder if it is missing; raise CourseError if nothing can be written there."""
    writable(folder, "Make room there, or make it writable, and run this again.", ROOM)


@contextlib.contextmanager
def only_one(course: Course) -> Iterator[None]:
    """Prevent two runs in the same folder; the lock ends with the process.

    Raises:
        CourseError: another run is at work there.
    """
    try:
        with FileLock(course.root / LOCK, timeout=0):
            yield
    except Timeout:
        raise CourseError(
            f"Expected to be the only one who grades in {course.root}, but another `course grade` "
            "is running there. Wait until it ends, or stop it."
        ) from None


@contextlib.contextmanager
def scratch(course: Course) -> Iterator[str]:
    """Yield a folder for temporary files, and remove what a run that was killed left behind.

    The folder is named after the course folder, where there is only one run at a time.
    """
    about = course.root.stat()
    own = f"grade-{digest(f'{about.st_dev} {about.st_ino}'.encode())[:8]}-"
    left = [*Path(tempfile.gettempdir()).glob(f"{own}*"), *course.root.glob(f"{RECORDS}/*/.*")]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=own, ignore_cleanup_errors=True) as folder:
        yield folder
