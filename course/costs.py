"""What each silent bug cost: one table through all lessons, measured by the cells that claim it.

The rows are kept in ``costs.json``, in the folder that holds the lessons' folders (see
``course.files.among_lessons``). Deleting the file empties the table.
"""

import contextlib
import json
import math
import re

from course.files import among_lessons, write_whole

FILE = "costs.json"


def measured(bug: str, accuracy: float, instead_of: float) -> None:
    """Print what a bug cost, and keep it for the table.

    Args:
        bug: the number of the lesson and a name, such as "02 dead head".
        accuracy: with the bug, as a share of 1.
        instead_of: without it, on the same images.

    Raises:
        ValueError: the name has no number, or an accuracy is not between 0 and 1.
    """
    if not re.match(r"\d\d \S", bug):
        raise ValueError(f'Expected a name such as "02 dead head", got {bug!r}.')
    pair = float(accuracy), float(instead_of)
    if any(math.isnan(share) or not 0 <= share <= 1 for share in pair):
        raise ValueError(f"Expected two accuracies between 0 and 1, got {pair[0]} and {pair[1]}.")
    rows = read() | {bug: [round(share, 4) for share in pair]}
    with contextlib.suppress(OSError):  # nobody may write there; the line below is still true
        write_whole(
            among_lessons(FILE), json.dumps(rows, indent=1, sort_keys=True).encode() + b"\n"
        )
    print(_line(bug, *pair))


def table() -> None:
    """Print all that was measured so far, in the order of the lessons."""
    rows = read()
    if not rows:
        print("Nothing has been measured yet.")
    for bug in sorted(rows):
        print(_line(bug, *rows[bug]))


def read() -> dict[str, list[float]]:
    """Return the rows: for each bug the accuracy with it, and without."""
    try:
        rows = json.loads(among_lessons(FILE).read_text("utf-8"))
        return {str(bug): [float(share) for share in pair] for bug, pair in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _line(bug: str, accuracy: float, instead_of: float) -> str:
    return f"{bug}: {accuracy:.2f} instead of {instead_of:.2f}"
