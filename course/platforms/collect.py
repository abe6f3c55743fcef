"""Collect: from a platform's zip into `submitted/STUDENT/LESSON/`, where nbgrader expects it.

nbgrader's own ``zip_collect`` cannot be configured to do this: its regular expression sees a name,
and cannot look up whose it is; it unpacks whatever a student's zip declares, stops the class at the
first name that is taken twice, and deletes what was submitted before.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from course.errors import CourseError
from course.grading.engine import only_one
from course.grading.gradebook import Course
from course.grading.lesson import sources
from course.grading.records import printable
from course.grading.submission import TIMESTAMP
from course.platforms import store
from course.platforms.archive import Entry, open_download
from course.platforms.ledger import Ledger, Origin, read_ledger, write_ledger
from course.platforms.match import Match, match_all
from course.platforms.names import CANVAS, MOODLE, TABLES, TITLES, Sender, find
from course.platforms.people import number_of
from course.platforms.tables import Table, read_table
from course.wording import count, listed

TIMES = ("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p")  # Moodle's, in English


@dataclass
class Collected:
    """What became of a zip.

    Attributes:
        new, replaced, unchanged, older: ids of students. Of those in `older`, a newer zip was
            collected before, so their submissions stay as they were.
        late: ids of students, as the platform says.
        timed: whether it is known when they handed in.
        notes: what was left out or chosen, one sentence each.
        left: what was not collected, and why.
    """

    lesson: str
    platform: str
    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    timed: bool = False
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def collect(
    root: Path, lesson: str, source: Path, *, platform: str = "", roster: Path | None = None
) -> Collected:
    """Collect the submissions of a lesson from a platform's zip, or the folder it was unpacked to.

    A submission is written as a whole or not at all. What it replaces is kept.

    Args:
        platform: MOODLE or CANVAS; by default the one whose names the files have.
        roster: a table that says who is who; by default nbgrader's gradebook does.

    Raises:
        CourseError: there is no such lesson, zip or table, or nothing in the zip is a submission.
    """
    course = Course(root)
    if not sources(course, lesson):
        raise CourseError(
            f"Expected a lesson in {course.folder('source', '.', lesson)}, but there is none. "
            f"Check the name {lesson!r}, and run this in the course folder."
        )
    table = read_table(roster) if roster else None
    with open_download(source) as download, only_one(course.root):
        platform = platform or _platform(download.entries, source)
        if table and table.kind in TITLES and table.kind != platform:
            raise CourseError(
                f"Expected in {roster} a table of {TITLES[platform]}, where {source} is from, got "
                f"one of {TITLES[table.kind]}. Use {TABLES[platform]}."
            )
        done = Collected(lesson, platform)
        senders = _by_sender(download.entries, platform, done)
        if not senders:
            raise CourseError(_nothing(source, TITLES[platform], download.entries))
        ledger = read_ledger(course.root, lesson)
        match = match_all(course, lesson, platform, list(senders), table, ledger)
        ledger.platform = platform
        times = _times(table)
        try:
            _note(course, match, ledger, done)
            for student, sender in sorted(match.students.items()):
                time = times.get(sender.number, "")
                _take(course, student, senders[sender], download.made, time, ledger, done)
        except OSError as error:
            raise CourseError(
                f"Expected to write into {course.folder('submitted', '', '')}, got: {error}. Make "
                "room there, or make it writable, and run this again."
            ) from error
        finally:
            write_ledger(course.root, lesson, ledger)
    return done


def _note(course: Course, match: Match, ledger: Ledger, done: Collected) -> None:
    """Write down who could not be told, and whose submission has another student's id now."""
    for sender, why in match.why.items():
        name = f"{sender.name} ({sender.number})" if sender.name else sender.number
        done.left.append(f"{printable(name)}: {why}")
    for student, name in match.odd.items():
        done.notes.append(f"{printable(student)} is called {printable(name)} in the zip")
    taken = {sender.number for sender in match.students.values()}
    others = ledger.others | {sender.number: sender.name for sender in match.why}
    ledger.others = {number: name for number, name in others.items() if number not in taken}
    for before, now in match.renamed.items():
        store.set_aside(course, before, done.lesson)
        del ledger.students[before]
        done.notes.append(f"{printable(before)} is {printable(now)} now")


def _take(
    course: Course,
    student: str,
    submission: store.Submission,
    made: str,
    time: str,
    ledger: Ledger,
    done: Collected,
) -> None:
    """Take over one submission, and write into ``ledger`` and ``done`` what became of it."""
    notes: list[str] = []
    if done.platform == CANVAS:
        names = {path.name for path in sources(course, done.lesson).values()}
        submission = store.newest(submission, names, notes)
    files = store.gather(submission, notes)
    if time:
        files[TIMESTAMP] = time.encode()
        done.timed = True
    known = ledger.students.get(student)
    newer = not (known and known.made > made and made)
    what = store.put(course, student, done.lesson, files, newer)
    getattr(done, what).append(student)
    if what == "older":
        return
    late = any(found.late for found, _ in submission)
    done.late += [student] * late
    done.notes += [f"{student}: {note}" for note in notes]
    sender = submission[0][0].sender
    where = store.addresses(submission)
    ledger.students[student] = Origin(sender.number, sender.name, where, made, late)


def _platform(entries: list[Entry], source: Path) -> str:
    """Return the platform whose names most of the files have."""
    counts = {
        platform: sum(find(entry.path, platform) is not None for entry in entries)
        for platform in TITLES
    }
    best = max(counts, key=counts.__getitem__)
    if not counts[best]:
        raise CourseError(_nothing(source, "Moodle or Canvas", entries))
    return best


def _nothing(source: Path, platform: str, entries: list[Entry]) -> str:
    got = listed((printable(entry.path) for entry in entries), 3) or "no file"
    return (
        f"Expected in {source} all submissions of an assignment, as {platform} lets you download "
        f"them, got {got}. Take the zip as it was downloaded: whose a file is, its name says."
    )


def _by_sender(
    entries: list[Entry], platform: str, done: Collected
) -> dict[Sender, store.Submission]:
    senders: dict[Sender, store.Submission] = {}
    for entry in entries:
        if found := find(entry.path, platform):
            senders.setdefault(found.sender, []).append((found, entry))
        else:
            name = printable(entry.path)
            done.left.append(f"{name}: the name does not say whose it is.")
    return senders


def _times(table: Table | None) -> dict[str, str]:
    """Return when somebody handed in, by number, as nbgrader writes it, if the table says so.

    Moodle's worksheet has the time in the instructor's time zone, which is taken to be that of this
    machine, and in words, which are read if they are English.
    """
    times: dict[str, str] = {}
    for row in table.rows if table and table.kind == MOODLE else []:
        text = " ".join(table.cell(row, "last modified (submission)").split())
        for form in TIMES:
            try:
                time = datetime.strptime(text, form).astimezone(UTC)
            except ValueError:
                continue
            times[number_of(table, row)] = f"{time:%Y-%m-%d %H:%M:%S} UTC"
    return times


def summary(done: Collected) -> str:
    """Return what became of a zip, for a terminal."""
    kinds = {
        "new": "new",
        "replaced": "replaced an earlier version",
        "unchanged": "as before",
        "older": "not taken",
    }
    number = sum(len(getattr(done, kind)) for kind in kinds)
    shown = [f"{len(getattr(done, kind))} {kinds[kind]}" for kind in kinds if getattr(done, kind)]
    lines = [
        f"{done.lesson}: {count(number, 'submission')} from {TITLES[done.platform]}"
        + (f": {', '.join(shown)}." if shown else ".")
    ]
    if done.replaced:
        where = store.EARLIER.format(lesson=done.lesson, student="STUDENT")
        lines.append(f"What was replaced is in {where}: {listed(done.replaced, 10)}.")
    if done.older:
        lines.append(
            "A newer zip was collected before, and differs, so it still counts for: "
            f"{listed(done.older, 10)}."
        )
    if done.late:
        lines.append(f"Late, says {TITLES[done.platform]}: {listed(done.late, 20)}.")
    if done.timed:
        lines.append("When they handed in is from the worksheet, in this machine's time zone.")
    elif number:
        lines.append(
            "The zip does not say when they handed in, so nbgrader takes no points for lateness."
        )
    lines += ["", "Notes:"] * bool(done.notes) + [f"  {note}" for note in done.notes]
    lines += ["", "Not collected:"] * bool(done.left) + [f"  {each}" for each in done.left]
    return "\n".join(lines)
