"""Grade every submission of a lesson: nbgrader's gradebook and files, our own execution.

Here is what stands around the work: one run at a time, temporary files, the workers. The work is in
`marking`.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from course.errors import CourseError
from course.files import make_room
from course.grading import runner
from course.grading.pool import local_pool
from course.grading.records import RECORDS, Record, record_path
from course.grading.submission import digest
from course.kernels.provisioner import warm_up
from course.kernels.sandbox import Unavailable, check_sandbox

LOCK = "gradebook.db.lock"  # in the course folder, wherever the database is


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
    if sandboxed and executor is None:
        require_sandbox()
    root = root.resolve()
    make_room(root)
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_one(root))
        folder = stack.enter_context(scratch(root))
        make_room(Path(folder))
        first = partial(warm_up, sandboxed) if again or seems_undone(root) else None
        pool = executor or stack.enter_context(local_pool(workers, folder, first))
        # Not at the top: they import nbgrader, which takes a second, and workers start meanwhile.
        from course.grading.gradebook import Course
        from course.grading.marking import mark

        return mark(
            Course(root, folder),
            pool,
            lessons=set(lessons),
            students=set(students),
            again=again,
            accept=accept,
            limits=limits or runner.Limits(),
            sandboxed=sandboxed,
            say=say,
        )


def seems_undone(root: Path) -> bool:
    """Tell quickly whether something was submitted after it was graded last."""
    for folder in root.glob("submitted/*/*"):
        record = record_path(root, folder.parent.name, folder.name)
        try:
            graded = record.stat().st_mtime
            if any(path.stat().st_mtime > graded for path in (folder, *folder.glob("*"))):
                return True
        except OSError:  # there is no record
            return True
    return False


def require_sandbox() -> None:
    """Raise CourseError, before any work is done, if this machine cannot make a sandbox."""
    try:
        check_sandbox()
    except Unavailable as error:
        raise CourseError(
            f"{error} Or use --unsafe-no-sandbox, if you trust this code as much as your own."
        ) from None


@contextlib.contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Prevent two runs in the same folder; the lock ends with the process.

    Raises:
        CourseError: another run is at work there.
    """
    try:
        with FileLock(root / LOCK, timeout=0):
            yield
    except Timeout:
        raise CourseError(
            f"Expected to be the only one who grades in {root}, but another `course grade` "
            "is running there. Wait until it ends, or stop it."
        ) from None


@contextlib.contextmanager
def scratch(root: Path) -> Iterator[str]:
    """Yield a folder for temporary files, and remove what a run that was killed left behind.

    The folder is named after the course folder, where there is only one run at a time.
    """
    about = root.stat()
    own = f"grade-{digest(f'{about.st_dev} {about.st_ino}'.encode())[:8]}-"
    left = [*Path(tempfile.gettempdir()).glob(f"{own}*"), *root.glob(f"{RECORDS}/*/.*")]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=own, ignore_cleanup_errors=True) as folder:
        yield folder
