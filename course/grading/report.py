"""What a class knows, and which misconceptions it has: read from the records of `course grade`."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from course.errors import CourseError
from course.grading.records import COUNTED, RECORDS, Record, read_records
from course.misconceptions import REGISTRY

SHOWN = 3  # mistakes of one exercise that are listed
SKIPPED = "not-attempted"


def report(root: Path, lessons: Iterable[str] = ()) -> str:
    """Return a table for each lesson: who got what right, and what went wrong how often.

    Raises:
        CourseError: nothing was graded, or no such lesson.
    """
    found = read_records(root)
    wanted = list(lessons) or list(found)
    missing = [name for name in wanted if not found.get(name)]
    if missing or not wanted:
        raise CourseError(
            f"Expected graded submissions of {', '.join(missing) or 'some lesson'} in "
            f"{root / RECORDS}, found none. Run `course grade` first."
        )
    return "\n\n".join(_lesson(name, found[name]) for name in wanted)


def _lesson(name: str, records: list[Record]) -> str:
    graded = [record for record in records if record.scores]
    exercises = {
        exercise: possible
        for record in graded
        for exercise, (_, possible) in record.scores.items()
        if possible
    }
    width = max([len("exercise"), *(len(_short(exercise)) for exercise in exercises)])
    lines = [f"{name}: {len(records)} submissions, {len(graded)} graded{_mean(graded)}"]
    lines += [f"{'exercise':{width}}  right  wrong  skipped  mistakes met"] * bool(exercises)
    for exercise, possible in exercises.items():
        right = sum(record.scores.get(exercise, [0])[0] == possible for record in graded)
        met = Counter(record.misconceptions.get(exercise) for record in graded)
        skipped = met.pop(SKIPPED, 0)
        met.pop(None, None)
        mistakes = [f"{count} × {_title(key)}" for key, count in met.most_common(SHOWN)]
        if more := len(met) - SHOWN if len(met) > SHOWN else 0:
            mistakes.append(f"{more} other kinds")
        counts = f"{right:5}  {len(graded) - right - skipped:5}  {skipped:7}"
        lines.append(f"{_short(exercise):{width}}  {counts}  {'; '.join(mistakes)}".rstrip())
    lines += [
        f"{record.student}: {record.outcome}. {' '.join(record.notes)}".strip()
        for record in records
        if record.outcome not in COUNTED
    ]
    return "\n".join(lines)


def _short(exercise: str) -> str:
    return exercise.removesuffix("-test")


def _title(key: str) -> str:
    return f"{REGISTRY[key].title} [{key}]" if key in REGISTRY else f"[{key}]"


def _mean(graded: list[Record]) -> str:
    shares = [
        sum(got or 0 for got, _ in record.scores.values())
        / (sum(possible for _, possible in record.scores.values()) or 1)
        for record in graded
    ]
    return f", mean {sum(shares) / len(shares):.0%} of the points" if shares else ""
