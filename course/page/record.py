"""What a student has done in all lessons.

It is kept in ``progress.json``, in the folder that holds the lessons' folders (see
``course.files.among_lessons``). Deleting the file forgets it.
"""

import contextlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date

from course.files import among_lessons, write_whole

FILE = "progress.json"


@dataclass
class Done:
    """What is known of one exercise, question or prediction.

    Attributes:
        right: whether the last attempt was.
        missed: the mistakes that were made, with the day of the last one, such as 2026-01-31.
    """

    right: bool = False
    missed: dict[str, str] = field(default_factory=dict)


def keep(exercise: str, misconception: str = "") -> None:
    """Keep how an attempt ended: right, or with a misconception."""
    found = read()
    done = found.setdefault(exercise, Done())
    done.right = not misconception
    if misconception not in ("", "not-attempted"):
        done.missed[misconception] = date.today().isoformat()
    content = json.dumps({name: asdict(each) for name, each in sorted(found.items())}, indent=1)
    with contextlib.suppress(OSError):  # nobody may write there; the lesson goes on
        write_whole(among_lessons(FILE), content.encode() + b"\n")


def read() -> dict[str, Done]:
    """Return what is known, by exercise; nothing if the file is missing or damaged."""
    try:
        found = json.loads(among_lessons(FILE).read_text("utf-8"))
        done = {str(name): Done(**each) for name, each in found.items()}
        for each in done.values():
            for day in each.missed.values():
                date.fromisoformat(day)
        return done
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
