"""Choose what to grade, open each lesson, run what was submitted, and save the results.

The steps are `choose`, `lesson`, `prepare` (make a job of each submission), `pool` and `runner`
(run the jobs), and `save`.
"""

import contextlib
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial

from tqdm import tqdm

from course.files import make_room
from course.grading import runner
from course.grading.choose import choose, split_done
from course.grading.gradebook import Course
from course.grading.lesson import open_lesson
from course.grading.pool import run_all
from course.grading.prepare import prepare
from course.grading.records import RECORDS, Record, read_record
from course.grading.save import save
from course.wording import listed

SHOWN = 10  # cells or students that are named
CHANGED = (
    "{}: tests or points changed since the release: {}. The gradebook has them now, and all "
    "submissions are graded again. Points that a person gave are kept."
)
UNPROVED = (
    "{}: its tests are not checks of this course, so points are read from what its cells print, as "
    "nbgrader does. The sandbox protects you; nothing proves the points."
)
LATE = "{}: late penalties follow the due date and the settings of now. They changed for: {}."
KEPT = (
    "{}: points that a person gave to an earlier version still count: {}. Look at them in "
    "formgrader, under Manual Grading."
)


def mark(
    course: Course,
    pool: Executor,
    *,
    lessons: set[str],
    students: set[str],
    again: bool,
    accept: bool,
    limits: runner.Limits,
    sandboxed: bool,
    say: Callable[[str], None],
) -> list[Record]:
    """Do what ``engine.grade`` says, with these workers."""
    chosen, records = choose(course, lessons, students)
    make_room(course.root / RECORDS)
    make_room(course.folder("autograded", "", ""))
    with course.gradebook() as gradebook:
        for name, folders in sorted(chosen.items()):
            lesson = open_lesson(course, gradebook, name)
            if lesson.changed:
                say(CHANGED.format(name, listed(lesson.changed, SHOWN)))
            graded = gradebook.students(name)
            todo, done = split_done(course, lesson, folders, graded, again or accept)
            records += done
            if todo and not lesson.proved:
                say(UNPROVED.format(name))
            bar = tqdm(desc=name, total=len(todo), unit="notebook", disable=None if todo else True)
            with contextlib.closing(bar):
                accepted = partial(was_accepted, course, accept)
                jobs = prepare(lesson, todo, limits, sandboxed, accepted)
                for (submission, sheet), executed in run_all(pool, jobs):
                    if executed is not None:
                        submission.executed[sheet] = executed
                    if len(submission.executed) == submission.waiting:
                        records.append(save(course, gradebook, submission))
                        bar.update()
            if moved := gradebook.follow_due_dates(name, course.config):
                say(LATE.format(name, listed(moved, SHOWN)))
            if kept := gradebook.kept_points(name):
                given = [f"{student} ({', '.join(texts)})" for student, texts in kept.items()]
                say(KEPT.format(name, listed(given, SHOWN)))
    return sorted(records, key=lambda record: (record.lesson, record.student))


def was_accepted(course: Course, now: bool, record: Record) -> bool:
    """Whether a person accepts this submission now, or has accepted the same version before."""
    before = read_record(course.root, record.student, record.lesson)
    return now or before is not None and before.accepted and before.key == record.key
