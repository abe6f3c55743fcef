"""`course init`: a folder for one class, outside of the clone, or what is missing in it.

The folder is a course of nbgrader's: `course grade`, `course report`, nbgrader's commands and
formgrader work in it. Nothing in it is ever overwritten.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Student

from course.errors import CourseError
from course.files import write_whole
from course.grading.gradebook import Course
from course.hand_out.tables import DATE, DUE, ROSTER, STUDENT, Due, read_due_dates, read_students
from course.hand_out.templates import filled
from course.nbgrader_glue import COURSE
from course.wording import count, listed

CONFIG = "nbgrader_config.py"
OURS = "course.nbgrader_glue"  # what a config of ours imports
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
EXAMPLE = "01_head_roles"
SHOWN = 10


@dataclass(frozen=True)
class Options:
    """What `course init` writes into the settings of a new folder.

    Attributes:
        course_id: nbgrader's id of the class; it is a folder in the exchange.
        exchange: the folder through which nbgrader hands out and collects; None for nbgrader's own.
        penalty: "zero" takes all points of late submissions.
    """

    course_id: str | None = None
    exchange: Path | None = None
    penalty: str | None = None


def init(folder: Path, project: Path, lessons: Sequence[str], options: Options) -> list[str]:
    """Make a class's folder, or add what it lacks; its tables go into the gradebook.

    Args:
        project: the clone, which has the lessons in `source/`.
        lessons: by default those that the folder has; in a new folder, all.

    Returns:
        What was made, kept and stored, a line each.

    Raises:
        CourseError: the folder, the options or a table are wrong. Then nothing was written.
    """
    folder = folder.expanduser().resolve()
    check_place(folder, project)
    new = not (folder / CONFIG).exists()
    check_options(folder, options, new)
    chosen = choose_lessons(folder, project, lessons)
    students = read_students(folder / ROSTER) if (folder / ROSTER).exists() else {}
    due = read_due_dates(folder / DUE, chosen) if (folder / DUE).exists() else {}
    try:
        lines = make_private(folder) + make_exchange(options.exchange)
        lines += write_files(folder, chosen, options)
        lines += copy_lessons(project / "source", folder / "source", chosen)
    except OSError as error:
        raise CourseError(
            f"Expected to write to {folder}, got: {error}. Make room there, or make it writable, "
            "and run this again."
        ) from error
    lines += store(folder, students, due)
    return [*lines, f"Next: {folder / 'README.md'} has the commands of a day, in order."]


def check_place(folder: Path, project: Path) -> None:
    """Raise CourseError if a class's folder cannot be here."""
    within = (project / "work", project)  # git ignores the first
    if not folder.is_relative_to(within[0]) and folder.is_relative_to(project):
        raise CourseError(
            f"Expected a folder outside of {project}, got {folder}. That folder is the course's "
            "own; choose one beside it, such as ../class."
        )
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"Expected a folder, got the file {folder}. Choose another name.")
    if not folder.is_dir():
        return
    config = folder / CONFIG
    if config.is_file():
        if OURS not in config.read_text(encoding="utf-8", errors="replace"):
            raise CourseError(
                f"Expected {config} to use {OURS}, as in a folder that `course init` made, but it "
                "does not: this is another course. Choose an empty folder."
            )
        return
    ready = {ROSTER, DUE}  # may be written before
    others = sorted(p.name for p in folder.iterdir() if p.name not in ready and p.name[0] != ".")
    if others:
        raise CourseError(
            f"Expected a new or empty folder, or one that `course init` made, got {folder} with "
            f"{listed(others, 3)}. Choose another folder."
        )


def check_options(folder: Path, options: Options, new: bool) -> None:
    """Raise CourseError if an option is wrong, or would change settings that are there."""
    given = {
        "--course-id": options.course_id,
        "--exchange": options.exchange,
        "--penalty": options.penalty,
    }
    given = [name for name, value in given.items() if value is not None]
    if given and not new:
        raise CourseError(
            f"Expected no {' and no '.join(given)}, because {folder / CONFIG} has the settings "
            "already, and is never overwritten. Change them there."
        )
    if options.course_id is not None and not NAME.fullmatch(options.course_id):
        raise CourseError(
            "Expected an id of letters, digits and . _ -, such as heads-2026, got "
            f"{options.course_id!r}. Choose another with --course-id."
        )
    place = options.exchange
    if place and place.exists() and not (place.is_dir() and os.access(place, os.W_OK | os.X_OK)):
        raise CourseError(
            f"Expected an exchange folder that everybody may write to, got {place}. "
            f"Ask its owner for: chmod 0777 {place}"
        )


def choose_lessons(folder: Path, project: Path, lessons: Sequence[str]) -> list[str]:
    """Return the names of all lessons that the folder will have.

    Raises:
        CourseError: there is no such lesson.
    """
    known, here = names(project / "source"), names(folder / "source")
    unknown = [name for name in lessons if name not in known]
    if unknown or not known:
        raise CourseError(
            f"Expected lessons out of {', '.join(known) or 'source/'}, got "
            f"{', '.join(unknown) or 'no lesson at all'} in {project / 'source'}. "
            "Check the names."
        )
    return sorted({*here, *(lessons or here or known)})


def names(source: Path) -> list[str]:
    """Return the names of the lessons in a `source/`."""
    return sorted({path.parent.name for path in source.glob("[!._]*/*.ipynb")})


def make_private(folder: Path) -> list[str]:
    if folder.exists():
        return []
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)  # for answers and grades
    private = ", which only you can read" * (os.name == "posix")
    return [f"made {folder}{private}"]


def make_exchange(place: Path | None) -> list[str]:
    if place is None or place.exists():
        return []
    place.mkdir(parents=True)
    place.chmod(0o777)  # as nbgrader wants it; the folders inside have modes of their own
    return [f"made {place}, which everybody may write to"]


def write_files(folder: Path, lessons: Sequence[str], options: Options) -> list[str]:
    """Write the files that are missing; return a line about those, and one about the others."""
    exchange = f"c.Exchange.root = {json.dumps(str(options.exchange))}"
    values = {
        "course": options.course_id or COURSE,
        "exchange": exchange if options.exchange else '# c.Exchange.root = "/srv/exchange"',
        "penalty": options.penalty or "none",
        "lesson": EXAMPLE if EXAMPLE in lessons else lessons[0],
    }
    # The settings are first: a folder that has them is known to be ours if this is interrupted.
    files = {CONFIG: b""} | filled("class", values)
    files[ROSTER] = (",".join(STUDENT) + "\n").encode()
    rows = [",".join(DATE), *(f"{name},,UTC" for name in lessons)]
    files[DUE] = "\n".join([*rows, ""]).encode()
    made, kept = [], []
    for name, content in files.items():
        path = folder / name
        (kept if path.exists() else made).append(name)
        if not path.exists():
            write_whole(path, content)
    lines = [f"made {', '.join(made)}"] * bool(made)
    return lines + [f"kept {', '.join(kept)}"] * bool(kept)


def copy_lessons(source: Path, to: Path, lessons: Iterable[str]) -> list[str]:
    """Copy the lessons that are missing; say which of the others differ from the clone's."""
    made, kept, differing = [], [], []
    hidden = shutil.ignore_patterns(".*", "__pycache__")
    for name in lessons:
        if (to / name).exists():
            kept.append(name)
            if (source / name).is_dir() and content(source / name) != content(to / name):
                differing.append(name)
            continue
        to.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".copying-", dir=to) as staged:
            part = shutil.copytree(source / name, Path(staged, name), ignore=hidden)
            Path(part).rename(to / name)  # whole or not at all
        made.append(name)
    lines = [f"copied {count(len(made), 'lesson')} into source/: {listed(made, SHOWN)}"] * bool(
        made
    )
    lines += [f"kept {count(len(kept), 'lesson')} in source/"] * bool(kept)
    changed = f"not the same as in {source.parent}: {listed(differing, SHOWN)}"
    return lines + [changed] * bool(differing)


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder): path for path in files}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in found.items()
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
    }


def store(folder: Path, students: dict[str, dict[str, str]], due: dict[str, Due]) -> list[str]:
    """Bring students and due dates into the gradebook; nobody is removed from it.

    Raises:
        CourseError: the gradebook cannot be written to.
    """
    if not students and not due:
        return [f"the gradebook is as it was: {ROSTER} and {DUE} have no entries yet"]
    with Course(folder).gradebook() as gradebook:
        for name, about in students.items():
            gradebook.update_or_create_student(name, **{k: v or None for k, v in about.items()})
        for lesson, date in due.items():
            gradebook.update_or_create_assignment(lesson, duedate=date.when.replace(tzinfo=None))
        others = {name for (name,) in gradebook.db.query(Student.id)} - set(students)
        gradebook.keep()
    lines = [f"in the gradebook: {count(len(students), 'student')} of {ROSTER}"] * bool(students)
    lines += [f"in the gradebook: {lesson} is due {date.said}" for lesson, date in due.items()]
    left = f"in the gradebook, but not in {ROSTER}: {listed(sorted(others), SHOWN)}"
    return lines + [left] * bool(students and others)
