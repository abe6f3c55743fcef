"""The one error for trouble that a user can mend, and the one place where files are cached."""

import os
import tempfile
from pathlib import Path


class CourseError(RuntimeError):
    """Something outside the code is missing or in the way: a package, a file, the network, a port.

    The message says what was expected, what came, and what to do. Jupyter shows it without a
    traceback, because no line of the user's code is at fault.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


def cache_dir(*parts: str) -> Path:
    """Return (and create) a folder for files that can be made again.

    It lies under ``$COURSE_CACHE``, else ``$XDG_CACHE_HOME/replace-the-head``, else
    ``~/.cache/replace-the-head``.

    Raises:
        CourseError: the folder cannot be created or written to.
    """
    base = os.environ.get("COURSE_CACHE")
    if not base:
        base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
        base /= "replace-the-head"
    return writable(
        Path(base).expanduser().joinpath(*parts),
        "Set the environment variable COURSE_CACHE to a folder that you may write to.",
    )


def writable(folder: Path, advice: str) -> Path:
    """Return (and create) a folder, with the advice in the error where that is impossible.

    Raises:
        CourseError: the folder cannot be created or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CourseError(
            f"Expected to write to the folder {folder}, got: {error}. {advice}"
        ) from error
    return folder
