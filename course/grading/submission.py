"""Read the files of one submission."""

import hashlib
from pathlib import Path

from course.grading.repair import Malformed

SIZE = 100 << 20  # bytes of a submission with all its files; a larger one is not read


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a submission by relative path, without links: they could lead anywhere.

    Raises:
        Malformed: the folder is itself a link, is too large, or cannot be read.
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


def find_notebook(files: dict[str, bytes], lesson: str, notes: list[str]) -> bytes:
    """Return the lesson's notebook; if it was renamed, accept the only notebook there is.

    Raises:
        Malformed: there is no notebook, or there are several that were renamed.
    """
    if f"{lesson}.ipynb" in files:
        return files[f"{lesson}.ipynb"]
    others = [name for name in files if name.endswith(".ipynb")]
    if len(others) != 1:
        got = ", ".join(map(printable, sorted(files)[:10])) or "no file"
        raise Malformed(f"Expected {lesson}.ipynb, got {got}.")
    notes.append(f"the notebook was named {printable(others[0])}")
    return files[others[0]]


def key_of(fingerprint: str, folder: Path, files: dict[str, bytes] | None = None) -> str:
    """Hash a submission and its lesson's fingerprint; if it cannot be read, hash the reason."""
    try:
        files = read_files(folder) if files is None else files
        content = repr([(path, digest(files[path])) for path in sorted(files)])
    except Malformed as error:
        content = str(error)
    return digest(f"{fingerprint} {content}".encode("utf-8", "backslashreplace"))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def printable(name: str) -> str:
    """Return a file's name as text that can be printed and stored."""
    return name.encode("utf-8", "backslashreplace").decode()
