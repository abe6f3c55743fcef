"""Choose the submissions to grade."""

import glob
import os
from pathlib import Path

from course.errors import CourseError
from course.grading.gradebook import Course
from course.grading.lesson import Lesson, sources
from course.grading.reader import MOST
from course.grading.records import Record, printable, read_record
from course.grading.submission import key_of


def choose(
    course: Course, lessons: set[str], students: set[str]
) -> tuple[dict[str, dict[str, Path]], list[Record]]:
    """Return the folders to grade, by lesson and student, and a record of each invalid one.

    Raises:
        CourseError: a lesson or a submission that was asked for does not exist.
    """
    for name in sorted(lessons):
        if not sources(course, name):
            raise CourseError(
                f"Expected a lesson in {course.folder('source', '.', name)}, but there is none. "
                f"Check the name {name!r}, and run this in the course folder."
            )
    chosen: dict[str, dict[str, Path]] = {}
    invalid = []
    for name, folders in course.submitted().items():
        for student, path in folders.items():
            if (lessons and name not in lessons) or (students and student not in students):
                continue
            if why := why_invalid(course, name, student, path):
                invalid.append(Record(printable(student), printable(name), "", "malformed", [why]))
            else:
                chosen.setdefault(name, {})[student] = path
    found = {(name, student) for name, folders in chosen.items() for student in folders}
    found |= {(record.lesson, record.student) for record in invalid}
    asked = [(name, student) for name in lessons or [""] for student in students or [""]]
    missing = [
        " by ".join(filter(None, pair))
        for pair in sorted(asked)
        if not any(all(a in ("", b) for a, b in zip(pair, each, strict=True)) for each in found)
    ]
    if missing:
        where = course.folder("submitted", "STUDENT", "LESSON")
        of = f" of: {', '.join(missing)}" if any(missing) else ""
        raise CourseError(
            f"Expected submissions in {where}, found none{of}. "
            "Check the names, or collect the submissions first."
        )
    return chosen, invalid


def why_invalid(course: Course, lesson: str, student: str, path: Path) -> str:
    """Say why this is not a valid submission; empty if it is one."""
    if any(len(os.fsencode(name)) > MOST.name for name in (lesson, student)):
        return f"Expected a name of at most {MOST.name} bytes. Rename the folder."
    if printable(lesson, MOST.name) != lesson or printable(student, MOST.name) != student:
        return "Expected a name in UTF-8 without control characters. Rename the folder."
    if glob.escape(student) != student:
        return "Expected a name without *, ? and [: nbgrader reads them as a pattern. Rename it."
    if not sources(course, lesson):
        return "Expected the name of a lesson, but no lesson has this name. Rename or remove it."
    return "" if path.is_dir() else "Expected a folder with the notebook in it, got a file."


def split_done(
    course: Course, lesson: Lesson, folders: dict[str, Path], graded: set[str], again: bool
) -> tuple[dict[str, Path], list[Record]]:
    """Separate the submissions to grade from those whose earlier results still hold.

    Args:
        graded: the students with results in the gradebook.
        again: grade all of them.

    Returns:
        The folders to grade, by student, and the records that still hold.
    """
    todo, done = {}, []
    for student, folder in sorted(folders.items()):
        record = None if again else read_record(course.root, student, lesson.name)
        saved = student in graded and course.folder("autograded", student, lesson.name).is_dir()
        if (
            record
            and record.key == key_of(lesson.fingerprint, folder)
            and (saved or record.outcome == "malformed")
        ):
            done.append(record)
        else:
            todo[student] = folder
    return todo, done
