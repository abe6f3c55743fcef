"""Read a submitted notebook in a process of its own, which can be given up.

A file of 30 MB can cost the reader minutes and gigabytes. The result is small, so that
everything after it (`repair`, saving) needs no limits. Imports nothing heavy: the process starts in
a tenth of a second and reads one notebook after the other.
"""

import contextlib
import gc
import json
import multiprocessing
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from course.errors import CourseError

MB = 1_000_000
GRADING = ("grade", "solution", "task", "locked", "points")  # the metadata that decides points


@dataclass(frozen=True)
class Most:
    """What is read of one submission. Beyond it, the submission is malformed.

    Attributes:
        name: bytes of a student's folder name.
        folders: folders inside one another.
        path: bytes of a file's path inside the submission.
        files: files, without those that the system or an editor adds.
        size: bytes of all files next to the notebook.
        notebooks: notebooks that are compared to find the one to grade; others are ignored.
        notebook: bytes of all notebooks, with their outputs, which are dropped.
        cells: cells of a notebook.
        cell: characters of a cell; a longer one is left out, with a note.
        text: characters of all cells.
        pictures: characters of the pictures pasted into a notebook, and 1000 for each; more are
            left out.
        seconds: to read a notebook, which takes a thousandth of it.
        memory: bytes to read a notebook.
    """

    name: int = 128
    folders: int = 20
    path: int = 500
    files: int = 2000
    size: int = 100 * MB
    notebooks: int = 10
    notebook: int = 200 * MB
    cells: int = 1000
    cell: int = 1 * MB
    text: int = 10 * MB
    pictures: int = 20 * MB
    seconds: float = 60.0
    memory: int = 2000 * MB


MOST = Most()


class Malformed(ValueError):
    """A submission that cannot be graded; the message says what was expected, found, and to do."""


@dataclass(frozen=True)
class Read:
    """A notebook after it was read: nothing but what the grader needs, within ``Most``.

    Attributes:
        cells: each with cell_type, source, id, nbgrader's metadata and the pictures in it.
        kernel: the name of its kernel.
        notes: what was left out, one sentence each.
    """

    cells: list[dict[str, Any]]
    kernel: str = ""
    notes: list[str] = field(default_factory=list)


# --- the notebook -----------------------------------------------------------------------------


def read(content: bytes, most: Most = MOST) -> Read:
    """Read a notebook of any format, without its outputs.

    Raises:
        Malformed: it is no notebook, or larger than ``most``.
    """
    notes: list[str] = []
    text = _decode(content, notes).strip(" \t\r\n\0\ufeff")
    try:
        whole, end = json.JSONDecoder().raw_decode(text)
    except RecursionError:
        raise Malformed(
            "Expected a Jupyter notebook, got lists or objects that are nested far too deeply. "
            "Ask for a notebook that Jupyter saved."
        ) from None
    except ValueError as error:
        raise Malformed(
            f"Expected a Jupyter notebook, got {_what(text, error)}. "
            "Ask for the notebook itself, a complete file that ends in .ipynb."
        ) from None
    if end < len(text):
        notes.append("there was text after the end of the notebook, which was left out")
    sheets = [whole] if isinstance(whole, dict) else []
    if sheets and isinstance(whole.get("worksheets"), list):  # format 3 and older
        sheets = whole["worksheets"]
    sheets = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and "cells" in sheet]
    raw = [cell for cells in sheets if isinstance(cells, list) for cell in cells]
    if not any(isinstance(cells, list) for cells in sheets):
        raise Malformed(
            "Expected a Jupyter notebook, got a file with no list of cells. Ask for the notebook."
        )
    if len(raw) > most.cells:
        raise Malformed(
            f"Expected at most {most.cells} cells, got {len(raw)}. Remove the ones not needed."
        )
    cells = [cell for cell in map(_cell, raw) if cell]
    _shorten(cells, notes, most)
    spec = whole["metadata"].get("kernelspec") if isinstance(whole.get("metadata"), dict) else None
    name = spec.get("name") if isinstance(spec, dict) else None
    return Read(cells, name[:100] if isinstance(name, str) else "", notes)


def _decode(content: bytes, notes: list[str]) -> str:
    try:
        return content.decode(json.detect_encoding(content), "surrogatepass")
    except UnicodeDecodeError:
        notes.append("the notebook was not saved as UTF-8: letters with accents may be wrong")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _what(text: str, error: ValueError) -> str:
    """Name what somebody handed in instead of a notebook."""
    if not text:
        return "an empty file"
    if re.search(r"^<{7} ", text, re.M):
        return "a file with the marks of a merge conflict"
    for mark, what in {"<": "an HTML page", "PK\x03": "a ZIP archive", "%PDF": "a PDF"}.items():
        if text.startswith(mark):
            return what
    return f"{type(error).__name__}: {error}"[:120]


def _cell(raw: object) -> dict[str, Any] | None:
    """Return a cell with what the grader needs, or None if this is no cell."""
    if not isinstance(raw, dict):
        return None
    kind, source = raw.get("cell_type"), raw.get("source", raw.get("input"))
    if kind in ("heading", "html"):  # format 3
        kind = "markdown"
    if kind not in ("code", "markdown", "raw"):
        return None
    lines = source if isinstance(source, list) else [source]
    source = _whole("".join(line for line in lines if isinstance(line, str)))
    cell = {"cell_type": kind, "source": source, "id": "", "metadata": {}}
    if isinstance(raw.get("id"), str):
        cell["id"] = raw["id"][:100]
    metadata = raw.get("metadata")
    given = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(given, dict) and isinstance(given.get("grade_id"), str):
        simple = (str, int, float, type(None))
        kept = {key: given[key] for key in GRADING if key in given}
        kept = {key: each if isinstance(each, simple) else "?" for key, each in kept.items()}
        cell["metadata"] = {"nbgrader": kept | {"grade_id": given["grade_id"][:200]}}
    if kind != "code" and isinstance(raw.get("attachments"), dict):
        cell["attachments"] = {
            _whole(name): {_whole(mime): _whole(data) for mime, data in bundle.items()}
            for name, bundle in raw["attachments"].items()
            if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
        }
    return cell


def _whole(text: str) -> str:
    """Replace half characters (lone surrogates), which cannot be written to a file."""
    return text.encode("utf-8", "replace").decode()


def _shorten(cells: list[dict[str, Any]], notes: list[str], most: Most) -> None:
    pictures = 0
    for number, cell in enumerate(cells, start=1):
        if len(cell["source"]) > most.cell:
            cell["source"] = ""
            notes.append(f"cell {number} was longer than {most.cell} characters and was left out")
        for name, bundle in list(cell.get("attachments", {}).items()):
            pictures += 1000 + len(name) + sum(1000 + len(a) + len(b) for a, b in bundle.items())
            if pictures > most.pictures:
                del cell["attachments"][name]
        if not cell.get("attachments", True):
            del cell["attachments"]
    if pictures > most.pictures:
        notes.append("some of its pictures were left out: they are too large")
    if (size := sum(len(cell["source"]) for cell in cells)) > most.text:
        raise Malformed(
            f"Expected at most {most.text} characters in all cells, got {size}. Remove data that "
            "was pasted into cells."
        )


# --- the process ------------------------------------------------------------------------------


@contextlib.contextmanager
def reader(most: Most = MOST) -> Iterator[Callable[[bytes], Read]]:
    """Yield ``read`` as a function that runs in another process, within ``most``.

    Raises:
        CourseError: the process cannot be started.
    """
    running: list[tuple[Connection, BaseProcess]] = []

    def stop() -> None:
        while running:
            pipe, process = running.pop()
            process.kill()
            process.join()
            pipe.close()

    def ask(content: bytes) -> Read:
        for _ in range(2):  # it may have been killed because another program needed memory
            try:
                if not running:
                    running.append(_start(most))
                pipe = running[0][0]
                pipe.send_bytes(content)
                if not pipe.poll(most.seconds):
                    break
                answer = pipe.recv()
            except (EOFError, OSError):
                stop()
                continue
            if isinstance(answer, Malformed):
                raise answer
            return answer
        stop()
        raise Malformed(_too_much(most))

    try:
        yield ask
    finally:
        stop()


def _start(most: Most) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, most), daemon=True)
    process.start()
    theirs.close()
    with contextlib.suppress(EOFError, OSError):
        if ours.poll(most.seconds) and ours.recv() == "ready":
            return ours, process
    process.kill()
    raise CourseError(
        "Expected to start a process that reads notebooks, but it ended or did not answer. Run "
        "this again when the machine has free memory."
    )


def _serve(pipe: Connection, most: Most) -> None:
    """Answer each notebook with what was read, until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that saves decides when this ends
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most.memory, most.memory))
    gc.disable()  # what JSON makes has no cycles, and looking for them takes most of the time
    pipe.send("ready")
    with contextlib.suppress(EOFError, OSError):
        while True:
            try:
                answer: Read | Malformed = read(pipe.recv_bytes(), most)
            except Malformed as error:
                answer = error
            except MemoryError:
                answer = Malformed(_too_much(most))
            pipe.send(answer)


def _too_much(most: Most) -> str:
    return (
        f"Expected a notebook that can be read in {most.seconds:g} s with {most.memory // MB} MB "
        "of memory, got one that needs more. Ask for a notebook that Jupyter saved."
    )
