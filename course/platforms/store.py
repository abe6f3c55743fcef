"""Put one submission together, and put it into `submitted/STUDENT/LESSON/` as a whole."""

import contextlib
import itertools
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from course.files import write_whole
from course.grading.gradebook import Course
from course.grading.reader import Malformed
from course.grading.records import printable, record_path
from course.grading.submission import TIMESTAMP, is_notebook, read_files
from course.platforms.archive import ROOM, Entry, Refused, read_all, safe, unpack
from course.platforms.names import Found
from course.wording import listed

EARLIER = "downloaded/{lesson}/earlier/{student}"  # in the course folder, a folder for each version
REFUSED = "could_not_be_collected.txt"  # the grader then reports that there is no notebook

Submission = list[tuple[Found, Entry]]


def newest(submission: Submission, notebooks: Iterable[str], notes: list[str]) -> Submission:
    """Give Canvas's copies of a notebook its own name, and keep only the newest.

    Canvas calls a file that was handed in again ``name-1.ipynb``, ``name-2.ipynb``, …

    Args:
        notebooks: the names that the lesson's notebooks have.
    """
    copies: dict[str, Submission] = {}
    for found, entry in submission:
        own = re.sub(r"-\d+(?=\.ipynb$)", "", found.path)
        copies.setdefault(own if own in notebooks else found.path, []).append((found, entry))
    kept: Submission = []
    for own, several in copies.items():
        found, entry = max(several, key=lambda each: each[0].attachment)
        if len(several) > 1:
            names = listed(sorted(printable(each.path) for each, _ in several), 5)
            notes.append(f"of {names} the newest counts, {printable(found.path)}")
        kept.append((Found(found.sender, own, found.address, found.attachment, found.late), entry))
    return kept


def gather(submission: Submission, notes: list[str]) -> dict[str, bytes]:
    """Return the files of a submission by path; if they are too large, one that says so.

    A zip is unpacked if there is no notebook beside it.
    """
    named = []
    for found, entry in submission:
        try:
            named.append((safe(found.path), entry))
        except Refused as error:
            notes.append(f"left out a file. {error}")
    try:
        files = _unpacked(read_all(named, ROOM), notes)
    except Refused as error:
        notes.append(str(error))
        return {REFUSED: f"{error}\n".encode()}
    for path in [path for path in files if path.rpartition("/")[2].casefold() == TIMESTAMP]:
        del files[path]
        notes.append(f"left out {printable(path)}: nbgrader reads there when it was handed in")
    return files or {REFUSED: b"There was no file that could be taken.\n"}


def _unpacked(files: dict[str, bytes], notes: list[str]) -> dict[str, bytes]:
    """Return the files, with those of zips in place of the zips if there is no notebook."""
    if any(map(is_notebook, files)):
        return files
    alone = len(files) == 1
    for path in [path for path in files if path.lower().endswith(".zip")]:
        try:
            inner = unpack(files[path], ROOM - sum(map(len, files.values())))
        except Refused as error:
            notes.append(f"{printable(path)} was not unpacked. {error}")
            continue
        del files[path]
        files |= {name if alone else f"{path}/{name}": inner[name] for name in inner}
    return files


def addresses(submission: Submission) -> dict[str, str]:
    """Return how the names of files begin that go back: for each notebook, and "" for others."""
    known = [found for found, _ in submission if found.address]
    notebooks = {Path(each.path).stem: each.address for each in known if is_notebook(each.path)}
    found = [*notebooks.values(), *(each.address for each in known)]
    return notebooks | ({"": found[0]} if found else {})


def put(course: Course, student: str, lesson: str, files: dict[str, bytes], newer: bool) -> str:
    """Put a submission in its place, and say what happened there.

    What it replaces is moved to ``downloaded/LESSON/earlier/STUDENT/NUMBER``, and is no longer
    counted as graded.

    Args:
        newer: whether it may replace another one.

    Returns:
        "new", "replaced", "unchanged" or, if the other one stays, "older".
    """
    folder = course.folder("submitted", student, lesson)
    there = folder.exists() or folder.is_symlink()
    if there and (before := _content(folder)) is not None:
        own = {path: content for path, content in files.items() if path != TIMESTAMP}
        time = before.pop(TIMESTAMP, None)
        if before == own:
            if files.get(TIMESTAMP, time) != time:
                write_whole(folder / TIMESTAMP, files[TIMESTAMP])
            return "unchanged"
    if there and not newer:
        return "older"
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place: there it can be renamed in one step. nbgrader does not see hidden folders.
    with tempfile.TemporaryDirectory(prefix=".collecting-", dir=folder.parent) as scratch:
        whole = Path(scratch, "whole")
        for path, content in files.items():
            (whole / path).parent.mkdir(parents=True, exist_ok=True)
            (whole / path).write_bytes(content)
        if there:
            set_aside(course, student, lesson)
        whole.rename(folder)
    record_path(course.root, student, lesson).unlink(missing_ok=True)
    for step in ("autograded", "feedback"):  # of the earlier version
        shutil.rmtree(course.folder(step, student, lesson), ignore_errors=True)
    return "replaced" if there else "new"


def set_aside(course: Course, student: str, lesson: str) -> None:
    """Move a submission to where earlier versions are kept."""
    folder = course.folder("submitted", student, lesson)
    shutil.move(folder, _free(course.root / EARLIER.format(lesson=lesson, student=student)))
    with contextlib.suppress(OSError):  # there are other lessons
        folder.parent.rmdir()


def _content(folder: Path) -> dict[str, bytes] | None:
    try:
        return read_files(folder)
    except Malformed:
        return None


def _free(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    paths = (folder / str(number) for number in itertools.count(1))
    return next(path for path in paths if not path.exists())
