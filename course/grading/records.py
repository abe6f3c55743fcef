"""The result of each submission: a record on disk, and the summary of a run."""

import json
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from course.files import write_whole

RECORDS = "records"  # in the course folder: LESSON/STUDENT.json
OUTCOMES = (
    "graded",
    "graded-with-repairs",
    "timeout",
    "out-of-memory",
    "crashed",
    "malformed",
    "tampered",
)
COUNTED = ("graded", "graded-with-repairs")
SKIPPED = "not-attempted"  # among the misconceptions: nothing was written
JOINERS = "\u200c\u200d"


@dataclass
class Record:
    """The result of one submission; the same submission gives the same record.

    Attributes:
        key: a hash of the submission and of the lesson that it was graded against.
        outcome: one of ``OUTCOMES``.
        notes: what was repaired or went wrong, one sentence each.
        scores: for each graded cell the points (None if a person has to give them) and the
            possible points; empty if the submission could not be graded.
        misconceptions: for each failed cell, the one that its message named, if any.
        accepted: whether a person has looked at it and wants its checks to count as they are.
        answers: by cell, what the student wrote there, shortened; None if that is not known: it was
            not executed, or it was graded by a version that did not keep answers.
    """

    student: str
    lesson: str
    key: str
    outcome: str
    notes: list[str] = field(default_factory=list)
    scores: dict[str, list[float | None]] = field(default_factory=dict)
    misconceptions: dict[str, str] = field(default_factory=dict)
    accepted: bool = False
    answers: dict[str, str] | None = None


def record_path(root: Path, student: str, lesson: str) -> Path:
    return root / RECORDS / lesson / f"{student}.json"


def read_record(root: Path, student: str, lesson: str) -> Record | None:
    """Return the record of an earlier run, or None if it is missing or damaged."""
    try:
        return Record(**json.loads(record_path(root, student, lesson).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_records(root: Path) -> dict[str, list[Record]]:
    """Return all undamaged records by lesson, in the order of the students' names."""
    paths = sorted((root / RECORDS).glob("*/*.json"))
    read = [read_record(root, path.stem, path.parent.name) for path in paths]
    found: dict[str, list[Record]] = {}
    for record in filter(None, read):
        found.setdefault(record.lesson, []).append(record)
    return found


def write_record(root: Path, record: Record) -> None:
    path = record_path(root, record.student, record.lesson)
    write_whole(path, (json.dumps(vars(record), indent=1) + "\n").encode())


def printable(text: str, most: int = 100) -> str:
    """Return a text from a submission, such as a file's name, as one short line for a terminal.

    Control and formatting characters and undecodable bytes are shown as escapes.
    """
    shown = "".join(c if _plain(c) else ascii(c)[1:-1] for c in text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _plain(character: str) -> bool:
    # Names may hold other spaces than ours, and the two joiners that some scripts need.
    return (
        character.isprintable() or unicodedata.category(character) == "Zs" or character in JOINERS
    )


def exercise_of(cell: str) -> str:
    """Return the name of an exercise, from the id of the cell with its test."""
    return cell.removesuffix("-test")


def mean_share(record: Record) -> float:
    """Return the share of the possible points, from 0 to 1; 0 if nothing was graded.

    What waits for a person does not count yet.
    """
    decided = [pair for pair in record.scores.values() if pair[0] is not None]
    possible = sum(most or 0 for _, most in decided)
    return sum(got or 0 for got, _ in decided) / possible if possible else 0.0


def points(record: Record) -> float | None:
    """The points of all cells that were graded; None if nothing was."""
    return sum(got or 0 for got, _ in record.scores.values()) if record.scores else None


def summary(
    records: list[Record],
    seconds: float,
    before: Mapping[tuple[str, str], float | None] | None = None,
) -> str:
    """Return a table of lessons and outcomes, whose points changed, and what needs attention.

    Args:
        before: for a lesson and a student the points of an earlier run, if there was one.
    """
    before = before or {}
    names = sorted({record.lesson for record in records})
    counts = Counter((record.lesson, record.outcome) for record in records)
    shown = [outcome for outcome in OUTCOMES if any(counts[name, outcome] for name in names)]
    shown_as = {name: printable(name) for name in names}
    wide = max(map(len, [*shown_as.values(), "lesson"]))
    lines = ["  ".join([f"{'lesson':{wide}}", *shown])]
    for name in names:
        cells = [f"{counts[name, outcome] or '':>{len(outcome)}}" for outcome in shown]
        lines.append("  ".join([f"{shown_as[name]:{wide}}", *cells]).rstrip())
    moved = [
        (record, before[record.lesson, record.student])
        for record in records
        if before.get((record.lesson, record.student), points(record)) != points(record)
    ]
    lines += ["", "Other points than before:"] * bool(moved)
    for record, old in moved:
        where = printable(record.student), shown_as[record.lesson]
        was, now = ("none" if each is None else f"{each:g}" for each in (old, points(record)))
        lines.append("  " + " · ".join([*where, f"{was} → {now}"]))
    looks = [record for record in records if record.outcome != "graded"]
    lines += ["", "Needs attention:"] * bool(looks)
    for record in looks:
        where = printable(record.student), shown_as[record.lesson]
        lines.append("  " + " · ".join([*where, record.outcome]))
        lines += [
            f"    {printable(line, 1000)}" for note in record.notes for line in note.splitlines()
        ]
    return "\n".join([*lines, "", f"{len(records)} submissions in {seconds:.1f} s."])
