"""What was collected from a platform, and from whom: `records/LESSON.collected.json`."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course.files import write_whole
from course.grading.records import RECORDS


@dataclass
class Origin:
    """Where a submission came from.

    Attributes:
        number, name: what the platform calls the student.
        addresses: for the name of a notebook, without its ending, how the name of a file begins
            that goes back to the student; "" stands for any other notebook.
        made: when the zip was made, "" if unknown.
        late: whether the platform says so.
    """

    number: str
    name: str
    addresses: dict[str, str]
    made: str
    late: bool


@dataclass
class Ledger:
    """All of a lesson.

    Attributes:
        platform: that of the last zip.
        students: by id.
        others: the numbers and names of those whose submission could not be collected.
    """

    platform: str = ""
    students: dict[str, Origin] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


def read_ledger(root: Path, lesson: str) -> Ledger:
    """Return what was collected; nothing if the file is missing or damaged."""
    try:
        known = json.loads(_path(root, lesson).read_text("utf-8"))
        students = {student: Origin(**each) for student, each in known["students"].items()}
        return Ledger(known["platform"], students, known["others"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Ledger()


def write_ledger(root: Path, lesson: str, ledger: Ledger) -> None:
    content = json.dumps(asdict(ledger), indent=1, ensure_ascii=False) + "\n"
    write_whole(_path(root, lesson), content.encode())


def _path(root: Path, lesson: str) -> Path:
    return root / RECORDS / f"{lesson}.collected.json"
