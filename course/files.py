"""Where the course keeps files, and how it writes them."""

import contextlib
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_cache_path

from course.errors import CourseError


def cache_dir(*parts: str) -> Path:
    """Return (and create) a folder for files that can be made again.

    It is inside ``$COURSE_CACHE`` if that is set, otherwise inside this user's cache folder: on
    Linux ``~/.cache/replace-the-head``.

    Raises:
        CourseError: the folder cannot be created or written to.
    """
    own = os.environ.get("COURSE_CACHE")
    base = Path(own) if own else user_cache_path("replace-the-head", appauthor=False)
    return writable(
        base.expanduser().joinpath(*parts),
        "Set the environment variable COURSE_CACHE to a folder that you may write to.",
    )


def writable(folder: Path, advice: str, room: int = 0) -> Path:
    """Return (and create) a folder; the advice goes into the error message.

    Args:
        room: bytes that it must have room for.

    Raises:
        CourseError: the folder cannot be created or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(room))
    except OSError as error:
        raise CourseError(
            f"Expected to write to the folder {folder}, got: {error}. {advice}"
        ) from error
    return folder


ROOM = 1 << 20  # bytes that must be free; a single submission's results are smaller


def make_room(folder: Path) -> None:
    """Create a folder if it is missing; raise CourseError if nothing can be written there."""
    writable(folder, "Make room there, or make it writable, and run this again.", ROOM)


NO_ROOM = {"ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO", "EMFILE", "ENFILE", "ENOMEM"}


def is_out_of_room(error: BaseException) -> bool:
    """Tell whether this machine could not take any more, whatever was to be written."""
    numbers = {getattr(error, "errno", None)}
    if isinstance(error, shutil.Error):  # has a text for each of several files: "[Errno 28] …"
        found = [re.match(r"\[Errno (\d+)\]", str(why)) for *_, why in error.args[0]]
        numbers = {int(match[1]) for match in found if match}
    return isinstance(error, OSError) and any(errno.errorcode.get(n) in NO_ROOM for n in numbers)


@contextlib.contextmanager
def naming(folder: str | Path) -> Iterator[None]:
    """Add this folder to an error that names no file: a full disk does not say which one it is."""
    try:
        yield
    except OSError as error:
        if error.errno and not error.filename:
            error.filename = str(folder)
        raise


LESSON = re.compile(r"\d\d_\w+")


def among_lessons(name: str) -> Path:
    """Return where a notebook keeps a file of this name that all lessons share.

    It is the folder that holds the lessons' folders, if the notebook lies in one of them, else the
    notebook's own.
    """
    here = Path.cwd()
    above = here.parent
    lessons = [each for each in above.glob("[0-9][0-9]_*") if each.is_dir()]
    inside = LESSON.fullmatch(here.name) and (len(lessons) > 1 or (above / name).exists())
    return (above if inside else here) / name


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever reads it sees the old content or the new, never a part.

    Creates the folder if needed. An interrupted write leaves the old file as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A temporary folder next to the file: its name is unique, so two writers never share a part.
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
        part = Path(folder, "part")
        part.write_bytes(content)
        part.replace(path)
