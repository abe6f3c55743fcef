"""Whose file is it? The names that Moodle and Canvas give to the files in a zip of submissions.

Moodle, `mod/assign/classes/downloader.php` (4.x; in older versions `mod/assign/locallib.php`):
``Full Name_NUMBER_assignsubmission_file/PATH``, before 4.1 with another ``_`` before the slash, or
without folders ``Full Name_NUMBER_assignsubmission_file_NAME``. NUMBER is the participant's in
this one assignment, also in its grading worksheet; it is no user id. With anonymous submissions
the full name is the word "Participant" in the teacher's language.

Canvas, `lib/content_zipper.rb`: ``lastfirst_USER_ATTACHMENT_NAME``, with ``_LATE`` after the name
if so, ``anon_CODE`` for name and USER if names are hidden, and ``lastfirst_USER_text.html`` or
``_link.html`` for what is no file. The two ids are the first two numbers between underscores, as
they are for Canvas when files come back (`infer_comment_context_from_filename` in
`app/models/abstract_assignment.rb`). USER is the "ID" in an exported gradebook.
"""

import re
import unicodedata
from dataclasses import dataclass

MOODLE, CANVAS = "moodle", "canvas"
TITLES = {MOODLE: "Moodle", CANVAS: "Canvas"}
TABLES = {  # of everybody; see tables.py
    MOODLE: "the assignment's grading worksheet, from Moodle",
    CANVAS: "the gradebook, exported from Canvas",
}
MOODLE_NAME = re.compile(
    r"(?P<address>(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<plugin>[a-z0-9]+))"
    r"(?P<end>_(?P<rest>.*))?",
    re.S,
)
CANVAS_NAME = re.compile(
    r"(?P<address>"
    r"(?:(?P<late_anon>LATE_)?(?P<anon>anon_[^\W_]{5})"
    r"|(?P<name>\w*?)_(?P<late>LATE_)?(?P<number>\d+))"
    r"_(?:(?P<attachment>\d+)_|(?=(?:text|link)\.html$)))(?P<rest>.+)",
    re.S,
)


@dataclass(frozen=True)
class Sender:
    """Somebody who handed in.

    Attributes:
        number: what the platform calls them in this zip: digits, or Canvas's code if names are
            hidden.
        name: as in the zip: "Anna Kim" on Moodle, "kimanna" on Canvas.
    """

    number: str
    name: str


@dataclass(frozen=True)
class Found:
    """What a name says about its file.

    Attributes:
        path: of the file inside the submission.
        address: how the name of a file begins that the platform gives back to the sender; "" if
            there is no such name.
        attachment: Canvas's number of the file, higher for newer ones; 0 on Moodle.
        late: whether Canvas says so.
    """

    sender: Sender
    path: str
    address: str
    attachment: int = 0
    late: bool = False


def find(path: str, platform: str) -> Found | None:
    """Read a name in a zip of this platform; None if it is none of its names.

    A person may have packed everything into one more folder.
    """
    parts = unicodedata.normalize("NFC", path).split("/")
    for above in range(min(2, len(parts))):
        found = (_moodle if platform == MOODLE else _canvas)(parts[above], parts[above + 1 :])
        if found:
            return found
    return None


def _moodle(first: str, rest: list[str]) -> Found | None:
    match = MOODLE_NAME.fullmatch(first)
    if not match or not (rest or match["rest"]):
        return None
    inside = [*filter(None, [match["rest"]]), *rest]
    address = f"{match['address']}{match['end'] or ''}/" if rest else f"{match['address']}_"
    return Found(Sender(match["number"], match["name"]), "/".join(inside), address)


def _canvas(first: str, rest: list[str]) -> Found | None:
    match = CANVAS_NAME.fullmatch(first)
    if not match or rest:
        return None
    sender = Sender(match["number"] or match["anon"], match["name"] or "")
    return Found(
        sender,
        match["rest"],
        match["address"] if match["attachment"] else "",
        int(match["attachment"] or 0),
        bool(match["late"] or match["late_anon"]),
    )


def squash(name: str) -> str:
    """Return what is left of a name on every platform: its letters and digits, in lower case."""
    return "".join(filter(_is_letter, unicodedata.normalize("NFKC", name).casefold()))


def as_id(name: str) -> str:
    """Return a name as the id of a student: "Anna-Lena O'Brien" becomes anna-lena-obrien."""
    words = re.split(r"[\s_-]+", unicodedata.normalize("NFC", name).lower())
    return "-".join(filter(None, ("".join(filter(_is_letter, word)) for word in words)))


def _is_letter(character: str) -> bool:
    """Tell whether it is a letter, a digit, or a mark on one, which some scripts need."""
    return unicodedata.category(character)[0] in "LNM"
