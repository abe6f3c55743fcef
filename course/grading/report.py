"""What a class knows, and which misconceptions it has: read from the records of `course grade`."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from course.errors import CourseError
from course.grading.records import COUNTED, RECORDS, Record, read_records
from course.misconceptions import REGISTRY
from course.wording import count

SHOWN = 3  # mistakes that are listed per exercise, and explained per lesson
SKIPPED = "not-attempted"


def report(root: Path, lessons: Iterable[str] = ()) -> str:
    """Return a table per lesson, with what was right and wrong, and the most frequent mistakes.

    Raises:
        CourseError: nothing was graded, or there is no such lesson.
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
    lines = [f"{name}: {len(records)} submissions, {len(graded)} graded{_mean(graded)}"]
    lines += _table(graded)
    lines += [
        f"{record.student}: {record.outcome}. {'; '.join(record.notes)}".strip()
        for record in records
        if record.outcome not in COUNTED
    ]
    return "\n".join(lines + _to_discuss(graded))


def _table(graded: list[Record]) -> list[str]:
    exercises = {
        exercise: possible
        for record in graded
        for exercise, (_, possible) in record.scores.items()
        if possible
    }
    width = max([len("exercise"), *(len(_short(exercise)) for exercise in exercises)])
    lines = [f"{'exercise':{width}}  right  wrong  skipped  mistakes"] * bool(exercises)
    for exercise, possible in exercises.items():
        right = sum(record.scores.get(exercise, [0])[0] == possible for record in graded)
        made = Counter(record.misconceptions.get(exercise) for record in graded)
        skipped = made.pop(SKIPPED, 0)
        made.pop(None, None)
        mistakes = [f"{times} × {_title(key)}" for key, times in made.most_common(SHOWN)]
        if len(made) > SHOWN:
            mistakes.append(f"{len(made) - SHOWN} other kinds")
        counts = f"{right:5}  {len(graded) - right - skipped:5}  {skipped:7}"
        lines.append(f"{_short(exercise):{width}}  {counts}  {'; '.join(mistakes)}".rstrip())
    return lines


def _to_discuss(graded: list[Record]) -> list[str]:
    """Explain the most frequent mistakes: how each shows itself, and why people make it."""
    made = Counter(key for record in graded for key in record.misconceptions.values())
    frequent = [(key, times) for key, times in made.most_common() if key in REGISTRY]
    lines = ["", "To discuss in class:"]
    for key, times in [pair for pair in frequent if pair[0] != SKIPPED][:SHOWN]:
        lines += [
            f"  {_title(key)}, {count(times, 'time')}",
            f"    Symptom: {REGISTRY[key].symptom}",
            f"    Why: {REGISTRY[key].why}",
        ]
    return lines if len(lines) > 2 else []


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
