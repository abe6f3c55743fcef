"""Hand back: a zip of feedback, and the platform's table with the scores filled in.

Both have only results that are final: see `course/platforms/grades.py`.
"""

import contextlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.converters import GenerateFeedback

from course.errors import CourseError
from course.files import write_whole
from course.grading.engine import only_one
from course.grading.gradebook import Course
from course.grading.lesson import sources
from course.grading.records import printable
from course.nbgrader_glue import convert
from course.platforms.as_notebook import feedback_notebook
from course.platforms.fill_in import Filled
from course.platforms.grades import Choices, Results, fill_table, results_of
from course.platforms.ledger import Ledger, read_ledger
from course.platforms.names import CANVAS, MOODLE, TABLES, TITLES
from course.platforms.people import name_of, number_of, students_of
from course.platforms.tables import Table, read_table
from course.wording import count

FOLDER = "hand_back"  # in the course folder: LESSON/feedback.zip and LESSON/grades.csv
UPLOAD = {
    MOODLE: (
        "In the assignment: Upload multiple feedback files in a zip. If there is no such action, "
        "switch on Feedback files in the settings, under Feedback types.",
        "In the assignment: Upload grading worksheet.",
    ),
    CANVAS: (
        "In the gradebook, in the menu of the assignment: Re-Upload Submissions. Students get a "
        "notebook, which Canvas attaches under the name of their own.",
        "In the gradebook: Import.",
    ),
}


@dataclass
class HandBack:
    """What goes back.

    Attributes:
        feedback, grades: the files for the platform, None if there is nothing to put in.
        pages: ids of the students whose feedback is in the zip.
        filled: what is in the table.
        left: what does not go back, one sentence each.
    """

    platform: str
    results: Results
    feedback: Path | None = None
    grades: Path | None = None
    pages: list[str] = field(default_factory=list)
    filled: Filled = field(default_factory=Filled)
    left: list[str] = field(default_factory=list)


def hand_back(
    root: Path, lesson: str, table: Path | None = None, choices: Choices | None = None
) -> HandBack:
    """Write what goes back to the platform into ``hand_back/LESSON/``.

    Args:
        table: Moodle's grading worksheet or Canvas's exported gradebook, just downloaded; without
            one, only the feedback goes back.

    Raises:
        CourseError: there is no such lesson, no result, or the table is for something else.
    """
    course = Course(root)
    if not sources(course, lesson):
        raise CourseError(
            f"Expected a lesson in {course.folder('source', '.', lesson)}, but there is none. "
            f"Check the name {lesson!r}, and run this in the course folder."
        )
    ledger = read_ledger(course.root, lesson)
    opened = read_table(table) if table else None
    platform = opened.kind if opened else ledger.platform
    if platform not in TITLES:
        raise CourseError(
            f"Expected submissions of {lesson} from Moodle or Canvas, or a table of one of them, "
            "got neither. Collect them with course collect; without a platform, use "
            "nbgrader generate_feedback and nbgrader export."
        )
    with only_one(course.root):
        return _hand_back(course, lesson, ledger, platform, opened, choices or Choices())


def _hand_back(
    course: Course,
    lesson: str,
    ledger: Ledger,
    platform: str,
    opened: Table | None,
    choices: Choices,
) -> HandBack:
    with course.gradebook() as gradebook:
        results = results_of(course, gradebook, lesson)
    done, folder = HandBack(platform, results), course.root / FOLDER / lesson
    who: dict[str, str] = {}
    written = b""
    if opened:  # first: it may be for something else, and then nothing goes back
        done.filled, who, written = fill_table(course, results, ledger, opened, choices)
    for name in ("feedback.zip", "grades.csv"):  # of an earlier run
        (folder / name).unlink(missing_ok=True)
    if opened:
        done.grades = folder / "grades.csv"
        write_whole(done.grades, written)
    pages = _pages(course, platform, results, done.left)
    addresses = {student: _addresses(student, ledger, opened, who) for student in pages}
    if packed := _packed(pages, addresses, done):
        done.feedback = folder / "feedback.zip"
        write_whole(done.feedback, packed)
    return done


def _pages(
    course: Course, platform: str, results: Results, left: list[str]
) -> dict[str, dict[str, bytes]]:
    """Return the feedback of each student whose result is final, by the names of its files."""
    if platform == MOODLE:  # one that fails must not cost the others theirs
        with contextlib.suppress(CourseError):
            convert(GenerateFeedback, course.root, results.lesson, config=course.config)
    pages: dict[str, dict[str, bytes]] = {}
    for student in sorted(results.final):
        folder = course.folder("feedback", student, results.lesson)
        for name in sources(course, results.lesson):  # and no page that a student handed in
            if platform == CANVAS:
                page, file = feedback_notebook(course, student, results.lesson, name), "ipynb"
            else:
                path, file = folder / f"{name}.html", "html"
                page = path.read_bytes() if path.is_file() else None
            if page is not None:
                pages.setdefault(student, {})[f"{name}.{file}"] = page
        if student not in pages:
            left.append(
                f"{printable(student)}: no feedback; nbgrader generate_feedback {results.lesson} "
                "says why"
            )
    return pages


def _addresses(
    student: str, ledger: Ledger, table: Table | None, who: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return how the names of a student's files begin; for a group, those of each member."""
    origin = ledger.students.get(student)
    if origin is None or not origin.addresses:
        return []
    if table is None or table.kind != MOODLE or origin.number in who:
        return [origin.addresses]
    return [
        {"": f"{name_of(table, row)}_{number_of(table, row)}_assignsubmission_file/"}
        for row in students_of(table)
        if who.get(number_of(table, row)) == student
    ]


def _packed(
    pages: Mapping[str, Mapping[str, bytes]],
    addresses: Mapping[str, list[dict[str, str]]],
    done: HandBack,
) -> bytes:
    """Return the zip, with the names by which the platform knows whose a page is; b"" if empty."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for student, own in pages.items():
            for known in addresses[student]:
                for name, page in own.items():
                    address = known.get(name.rpartition(".")[0], known[""])
                    zipped.writestr(address + name, page)
            if addresses[student]:
                done.pages.append(student)
            else:
                done.left.append(
                    f"{printable(student)}: not in feedback.zip, because nothing of theirs was "
                    f"collected from {TITLES[done.platform]}"
                )
    return packed.getvalue() if done.pages else b""


def summary(done: HandBack) -> str:
    """Return what goes back and where to upload it, for a terminal."""
    lines = []
    how = UPLOAD[done.platform]
    if done.feedback:
        number = count(len(done.pages), "student")
        lines += [f"{done.feedback}: feedback for {number}", f"  {how[0]}"]
    if done.grades:
        zeros = len(done.filled.zeros)
        more = f", and 0 for {zeros} who submitted nothing" * bool(zeros)
        lines += [f"{done.grades}: {count(len(done.filled.scores), 'score')}{more}", f"  {how[1]}"]
    else:
        lines.append(f"No scores: give a table to fill in, {TABLES[done.platform]}.")
    waiting = [f"{printable(name)}: {why}" for name, why in done.results.waiting.items()]
    for title, texts in {
        "Waiting for you:": waiting,
        "Scores that are not in the table:": done.filled.left,
        "Not handed back:": done.left,
    }.items():
        lines += ["", title] * bool(texts) + [f"  {text}" for text in texts]
    return "\n".join(lines)
