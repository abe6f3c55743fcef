"""The files of a download: a zip, or the folder that some browsers unpack it into.

Students decide what is in it. So every name is made safe, and every file is read with a limit on
the bytes that really come out, whatever the zip declares.
"""

import contextlib
import io
import itertools
import lzma
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from course.errors import CourseError
from course.grading.reader import MB, MOST
from course.grading.submission import JUNK

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,  # a compression that Python does not know
    RuntimeError,  # a password
)
SYSTEM = {"thumbs.db", "desktop.ini", *(name.casefold() for name in JUNK)}
LISTED = b"PK\x01\x02"  # how each file begins in the list at the end of a zip
ROOM = MOST.notebook + MOST.size  # bytes; the grader reads no more of a submission


class Refused(ValueError):
    """A file that cannot be taken; the message says what was expected, found, and to do."""


@dataclass(frozen=True)
class Entry:
    """One file of a download.

    Attributes:
        path: where it is, with ``/`` between folders, as the platform named it.
        read: returns its content; takes the bytes that it may have, and raises Refused beyond them.
    """

    path: str
    read: Callable[[int], bytes]


@dataclass(frozen=True)
class Download:
    """What the platform sent.

    Attributes:
        made: when, as "YYYY-MM-DD hh:mm:ss" on the platform's clock, or "" if unknown. Both
            platforms write their zips on demand, so that this is the time of the download, and says
            nothing about when a student submitted.
    """

    entries: list[Entry]
    made: str


@contextlib.contextmanager
def open_download(path: Path) -> Iterator[Download]:
    """Open a zip, or a folder with its files.

    Raises:
        CourseError: there is none, it is something else, or it is damaged.
    """
    if path.is_dir():
        yield Download(_real(_file(path, each) for each in sorted(path.rglob("*"))), "")
        return
    advice = "Download the submissions from the platform again."
    if not path.is_file():
        raise CourseError(
            f"Expected a zip of submissions at {path}, found none. Check the path; "
            "the platform offers the zip where you see all submissions."
        )
    try:
        opened = zipfile.ZipFile(path)
    except DAMAGED as error:
        raise CourseError(f"Expected {path} to be a zip, got: {error}. {advice}") from error
    with opened as zipped:
        made = max((info.date_time for info in zipped.infolist()), default=None)
        entries = _real(_entry(zipped, info) for info in zipped.infolist())
        yield Download(entries, "{}-{:02}-{:02} {:02}:{:02}:{:02}".format(*made) if made else "")


def unpack(content: bytes, room: int) -> dict[str, bytes]:
    """Return the files of a zip that a student handed in, by path; zips inside it stay zips.

    Args:
        room: the bytes that they may have together.

    Raises:
        Refused: it is damaged, has a password, or is larger than a submission may be.
    """
    if content.count(LISTED) > MOST.files:  # before Python makes an object of each
        raise Refused(f"Expected a zip of at most {MOST.files} files, got more.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            entries = _real(_entry(zipped, info) for info in zipped.infolist())
            return read_all([(safe(entry.path), entry) for entry in entries], room)
    except DAMAGED as error:
        raise Refused(f"Expected a zip that can be unpacked, got: {error}.") from error


def read_all(named: list[tuple[str, Entry]], room: int) -> dict[str, bytes]:
    """Return the contents by name; a name that is taken gets a number, so that nothing is lost.

    Args:
        room: the bytes that they may have together.

    Raises:
        Refused: they are more, or larger, than a submission may be, or one cannot be read.
    """
    if len(named) > MOST.files:
        raise Refused(f"Expected at most {MOST.files} files, got {len(named)}.")
    found: dict[str, bytes] = {}
    files: set[str] = set()
    folders: set[str] = set()
    times: Counter[str] = Counter()
    for name, entry in named:
        content = entry.read(room)
        room -= len(content)
        times[name.casefold()] += 1
        name = _free(name, files, folders, times[name.casefold()])
        files.add(name.casefold())
        folders |= _above(name.casefold())
        found[name] = content
    return found


def safe(path: str) -> str:
    """Return the path below a submission's folder that a name in a zip may become.

    Raises:
        Refused: it leads out of the folder, or is too deep or too long.
    """
    parts = path.replace("\\", "/").split("/")
    if path.startswith(("/", "\\")) or ".." in parts:
        raise Refused(f"Expected a file inside the submission, got the path {path!r}.")
    parts = [_plain(part) for part in parts if part not in ("", ".")]
    found = "/".join(parts)
    if not parts or len(parts) > MOST.folders or len(found.encode()) > MOST.path:
        raise Refused(
            f"Expected a path of at most {MOST.path} bytes and {MOST.folders} folders, "
            f"got {path[:60]!r}."
        )
    return found


def _plain(part: str) -> str:
    """Replace what some system does not take in a name, and lone halves of characters."""
    shown = "".join(
        "_" if c in '<>:"|?*' or unicodedata.category(c) in ("Cc", "Cs") else c for c in part
    )
    return unicodedata.normalize("NFC", shown)


def _free(name: str, files: set[str], folders: set[str], times: int) -> str:
    """Return the name, with a number in its first part if a file or folder is in its way.

    Args:
        times: how often the name has come up. Without it, a thousand files of one name would take
            a million steps.
    """
    first, slash, rest = name.partition("/")
    stem, dot, ending = first.partition(".")
    for number in itertools.count(max(times, 2)):
        flat = name.casefold()  # some disks take A and a for the same name
        if flat not in files and flat not in folders and not _above(flat) & files:
            break
        name = f"{stem} ({number}){dot}{ending}{slash}{rest}"
    return name


def _above(path: str) -> set[str]:
    """Return the folders that a file is in."""
    parts = path.split("/")
    return {"/".join(parts[:count]) for count in range(1, len(parts))}


def _file(root: Path, path: Path) -> Entry | None:
    """Return an entry for a file in a folder; nothing for a link, which could lead anywhere."""
    if path.is_symlink() or not path.is_file():
        return None
    return Entry(path.relative_to(root).as_posix(), partial(_read, path.open, "rb"))


def _entry(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry | None:
    if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
        return None
    return Entry(_decoded(info), partial(_read, zipped.open, info))


def _read(open_file: Callable[..., IO[bytes]], what: object, room: int) -> bytes:
    try:
        with open_file(what) as file:
            content = file.read(room + 1)
    except DAMAGED as error:
        raise Refused(f"Expected a file that can be read, got: {error}.") from error
    if len(content) > room:
        raise Refused(
            f"Expected a submission of at most {ROOM // MB} MB, got more. Ask for the notebook "
            "alone."
        )
    return content


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return the name in a zip. Canvas writes UTF-8 and does not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _real(entries: Iterable[Entry | None]) -> list[Entry]:
    """Leave out what a system adds, such as __MACOSX."""
    return [
        entry
        for entry in filter(None, entries)
        if not any(
            part.casefold() in SYSTEM or part.startswith("._") for part in entry.path.split("/")
        )
    ]
