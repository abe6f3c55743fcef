"""Read the files of one submission, and find the notebook among them."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from nbformat import NotebookNode

from course.grading.reader import MB, MOST, Malformed, Most, Read
from course.grading.records import printable
from course.grading.repair import Earlier, Repaired, answers, repair
from course.wording import listed

TIMESTAMP = "timestamp.txt"  # where nbgrader looks for the time of a submission
JUNK = {".ipynb_checkpoints", "__MACOSX", "__pycache__", ".git", ".DS_Store"}


def read_files(folder: Path, most: Most = MOST) -> dict[str, bytes]:
    """Return the files of a submission by relative path, without links: they could lead anywhere.

    Raises:
        Malformed: the folder is itself a link, is too large, or cannot be read.
    """
    if folder.is_symlink():
        raise Malformed(
            "Expected a folder with the notebook in it, got a link to another place. Replace it "
            "by the folder itself."
        )
    try:
        sizes = _sizes(folder, most)
        for what, notebooks, limit in (
            ("notebooks", True, most.notebook),
            ("files next to the notebook", False, most.size),
        ):
            size = sum(sizes[path] for path in sizes if is_notebook(path) == notebooks)
            if size > limit:
                raise Malformed(
                    f"Expected {what} of at most {limit // MB} MB, got {size // MB} MB. Remove "
                    "what the notebook does not need."
                )
        return {path: (folder / path).read_bytes() for path in sorted(sizes)}
    except OSError as error:
        raise Malformed(
            f"Expected files that can be read, got: {error.strerror}. Check who may read them."
        ) from error


def _sizes(folder: Path, most: Most) -> dict[str, int]:
    """Return the size of each file; not `os.walk`, which calls itself for each folder."""
    sizes: dict[str, int] = {}
    todo = [""]
    while todo:
        inside = todo.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                if entry.name in JUNK or entry.name.startswith("._") or entry.is_symlink():
                    continue
                path = f"{inside}{entry.name}"
                if path.count("/") > most.folders or len(os.fsencode(path)) > most.path:
                    raise Malformed(
                        f"Expected at most {most.folders} folders inside one another and paths of "
                        f"at most {most.path} bytes, got {printable(path, 60)}. Remove what the "
                        "notebook does not need."
                    )
                if entry.is_dir():
                    todo.append(f"{path}/")
                elif entry.is_file():
                    sizes[path] = entry.stat().st_size
                if len(sizes) + len(todo) > most.files:
                    raise Malformed(
                        f"Expected at most {most.files} files, got more. Remove what the notebook "
                        "does not need."
                    )
    return sizes


def is_notebook(path: str) -> bool:
    """Tell whether this may be a notebook; a browser may have added another ending."""
    return re.search(r"\.ipynb([^\w/][^/]*)?$", path.lower()) is not None


def find_notebook(
    files: dict[str, bytes],
    lesson: str,
    release: NotebookNode,
    read: Callable[[bytes], Read],
    most: Most = MOST,
    earlier: Mapping[str, list[Earlier]] | None = None,
) -> tuple[str, Repaired]:
    """Return the notebook to grade, repaired, and its path.

    It may have been renamed or moved, and made from an earlier release. The lesson's own name
    counts, unless that one has no answers and another one has.

    Raises:
        Malformed: there is no such notebook, or several have answers and none the lesson's name.
    """
    own = f"{lesson}.ipynb"
    paths = sorted(filter(is_notebook, files), key=lambda path: (path != own, path.count("/")))
    if not paths:  # some browsers name it after what it is made of
        paths = [path for path in files if path.lower().endswith(".json")]
    if not paths:
        got = listed(map(printable, files), 10) or "no file"
        raise Malformed(f"Expected {own}, got {got}. Ask for the notebook.")
    found: dict[str, Repaired] = {}
    refused: list[Malformed] = []
    for path in paths[: most.notebooks]:
        try:
            found[path] = repair(read(files[path]), release, earlier)
        except Malformed as error:
            refused.append(error)
    if not found:
        raise refused[0]
    answered = {path: answers(found[path], release) for path in found}
    worked = [path for path in found if answered[path]] or list(found)
    chosen = own if own in worked else worked[0]
    if chosen != own and any(answered[path] != answered[chosen] for path in worked):
        raise Malformed(
            f"Expected the answers in one notebook, {own}, got different ones in "
            f"{listed(map(printable, worked), 10)}. Keep the one that counts."
        )
    notes = found[chosen].notes
    if chosen != own:
        why = "" if own not in files else f"; {own} has no answers that can be graded"
        notes.insert(0, f"the notebook was named {printable(chosen)}{why}")
    if more := [path for path in worked if answered[path].keys() - answered[chosen].keys()]:
        names = listed(map(printable, more), 10)
        notes.append(f"further answers in {names} were not graded")
    return chosen, found[chosen]


def files_beside(
    files: dict[str, bytes], notebook: str, ours: Iterable[str], notes: list[str]
) -> dict[str, bytes]:
    """Return the other files by their paths from the notebook's folder, where it expects them.

    Leaves out notebooks, and a folder that is named like a file which the grader puts there.
    """
    base = notebook[: notebook.rfind("/") + 1]
    inside = {path.removeprefix(base): path for path in files if path.startswith(base)}
    outside = {path: path for path in files if not path.startswith(base)}
    if TIMESTAMP in outside:  # written by whoever collected the submission
        inside.pop(TIMESTAMP, None)
    taken = {TIMESTAMP, *ours}
    folders = {folder for path in taken for folder in _folders(path)}
    kept: dict[str, bytes] = {}
    left: list[str] = []
    for path, where in [*inside.items(), *outside.items()]:
        above = _folders(path)
        if is_notebook(path) or path in kept:
            continue
        if path in folders or above & taken or any(map(is_notebook, above)):
            left.append(printable(where))
            continue
        kept[path] = files[where]
        taken.add(path)
        folders |= above
    if left:
        notes.append(f"{listed(left, 5)} was left out: a file or folder of this name is in the way")
    return kept


def _folders(path: str) -> set[str]:
    """Return the folders that a file is in, by their paths."""
    return {path[: slash.start()] for slash in re.finditer("/", path)}


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
