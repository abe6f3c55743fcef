"""Where the lessons are that a student receives, and where the student's own copies are."""

from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError
from course.wording import listed

LESSONS = Path(__file__).resolve().parent / "lessons"  # in an installed package only
WORK = "work"
MANIFEST = ".copied.json"  # in the folder of the copies: what they were copied from


@dataclass(frozen=True)
class Place:
    """Two folders.

    Attributes:
        release: the lessons, NN_slug/NN_slug.ipynb, as they are handed out.
        work: the student's own copies of them.
    """

    release: Path
    work: Path


def in_project(root: Path, work: Path | None = None) -> Place:
    """Return the folders of a project, or of a copy of it for students."""
    return Place(root / "release", named(work) if work else root / WORK)


def installed(start: Path, work: Path | None = None) -> Place:
    """Return the lessons of the installed package, and the folder of the student's copies.

    Args:
        start: the current folder. The copies are in `work/` there, or in a folder above it if they
            were copied there before.
        work: the folder that the user names instead.

    Raises:
        CourseError: `work/` has other files; they are not mixed with the lessons.
    """
    if work:
        return Place(LESSONS, named(work))
    for folder in (start, *start.parents):
        for each in (folder, folder / WORK):
            if (each / MANIFEST).is_file():
                return Place(LESSONS, each)
    new = start / WORK
    if new.is_dir() and (others := sorted(path.name for path in new.iterdir())):
        raise CourseError(
            f"Expected {new} to be missing, empty or a folder with lessons, got "
            f"{listed(others, 3)}. Name another folder for your copies, such as --work heads."
        )
    return Place(LESSONS, new)


def named(work: Path) -> Path:
    return work.expanduser().absolute()
