"""The command `course`: one for students, instructors and authors of lessons.

Each command imports what it needs when it runs.
"""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path

from course import place
from course.errors import CourseError
from course.hand_out import command
from course.platforms import command as platforms

LESSONS = "such as 01_head_roles; or all"  # for --help
WORK = "the folder of your copies, if it is not work/"
# Of `course grade`: its limits, by the names and with the values in docs/grading.md.
LIMITS = """\
limits of a notebook while it runs:
  cell 60 s (--timeout), total 600 s, output 4 MiB, outputs 1,000 per cell,
  flood 64 MiB and messages 50,000 from a kernel, growth 256 MiB of the grader,
  memory 4 GiB, data 8 GiB per process, processes 64, threads 512,
  file 256 MiB, disk 512 MiB
limits of a submission when it is read:
  name 128 bytes, folders 20 deep, path 500 bytes, files 2,000, size 100 MB,
  notebooks 10, notebook 200 MB, cells 1,000, cell 1 MB, text 10 MB,
  pictures 20 MB, seconds 60, memory 2 GB
What happens beyond each of them, and what a verdict rests on: docs/grading.md
"""


def command_line() -> argparse.ArgumentParser:
    """Return the parser of the command line, with all commands and their options."""
    parser = argparse.ArgumentParser(prog="course", description=__doc__.splitlines()[0])
    parser.add_argument("--version", action="version", version=f"course {version()}")
    commands = parser.add_subparsers(dest="command", required=True)
    lab = commands.add_parser("lab", help="open the lessons, in your own copies under work/")
    lab.add_argument("--work", type=Path, metavar="DIR", help=WORK)
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.add_argument("--port", type=int, help="use this port and no other; by default a free one")
    lab.add_argument(
        "--cold", action="store_true", help="no prepared kernels: slower, and less memory"
    )
    make = commands.add_parser("build", help="make release/ and solutions/ again from source/")
    make.add_argument("lessons", nargs="*", type=lesson_name, metavar="lesson", help=LESSONS)
    make.add_argument("--check", action="store_true", help="only report what is not up to date")
    check = commands.add_parser("check", help="check your own notebooks with their visible tests")
    check.add_argument("lessons", nargs="*", type=lesson_name, metavar="lesson", help=LESSONS)
    check.add_argument("--again", action="store_true", help="run what has not changed too")
    check.add_argument("--work", type=Path, metavar="DIR", help=WORK)
    bank = commands.add_parser("bank", help="run the answer bank against the checks")
    bank.add_argument("lessons", nargs="*", type=lesson_name, metavar="lesson", help=LESSONS)
    commands.add_parser("demo", help="play an instructor's day with a class of three")
    command.add(commands)
    grade = commands.add_parser(
        "grade",
        help="grade what students submitted, in a sandbox",
        epilog=LIMITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grade.add_argument("lessons", nargs="*", type=lesson_name, metavar="lesson", help=LESSONS)
    grade.add_argument(
        "--student", action="append", help="grade only this student; can be repeated"
    )
    grade.add_argument("--workers", type=int, help="notebooks at a time (one per CPU core)")
    grade.add_argument("--again", action="store_true", help="grade unchanged submissions too")
    grade.add_argument(
        "--accept",
        nargs=2,
        metavar=("STUDENT", "LESSON"),
        help="you have looked at this submission: give the points that its own checks report",
    )
    grade.add_argument("--timeout", type=float, default=60, help="seconds per cell (60)")
    grade.add_argument("--scheduler", help="address of a dask scheduler, such as tcp://host:8786")
    grade.add_argument(
        "--unsafe-no-sandbox",
        action="store_true",
        help="run students' code with all your rights",
    )
    report = commands.add_parser("report", help="show what the class knows, after `course grade`")
    report.add_argument("lessons", nargs="*", type=lesson_name, metavar="lesson", help=LESSONS)
    report.add_argument(
        "--html", type=Path, metavar="FILE", help="also write all of it as a page, with charts"
    )
    report.add_argument(
        "--csv", type=Path, metavar="FILE", help="also write a row per student and exercise"
    )
    report.add_argument("--anonymous", action="store_true", help="hide the students' names")
    platforms.add(commands)
    audit = commands.add_parser(
        "audit",
        help="look for mistakes in your own model and optimizer",
        epilog="exit status: 0 nothing found, 1 findings, 2 the audit could not be run",
    )
    audit.add_argument(
        "target",
        metavar="MODULE:FACTORY",
        help="a function that returns a model, and perhaps its optimizer, scheduler, loader and "
        "loss: such as train:build, or scripts/train.py:build",
    )
    audit.add_argument("--json", action="store_true", help="print one JSON object")
    audit.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="ID",
        help="leave out a finding that is intended; can be repeated",
    )
    audit.add_argument("--image-size", type=int, metavar="PIXELS", help="if there is no loader")
    audit.add_argument("--num-classes", type=int, metavar="N", help="logits per image")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 1 for problems that the user can fix."""
    parser = command_line()
    options, extra = parser.parse_known_args(argv)
    if extra and options.command != "lab":
        parser.error(f"unrecognized arguments: {' '.join(extra)}")
    try:
        return run(options, extra)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads what is printed has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run(options: argparse.Namespace, extra: Sequence[str]) -> int:
    """Run the command that was chosen, and return its exit status."""
    match options.command:
        case "lab":
            from course import lab

            found = students_place(options.work)
            return lab.open_lab(found, options.no_browser, options.port, options.cold, extra)
        case "build":
            return make_folders(
                with_answers(project_root(), "build"), options.lessons, options.check
            )
        case "check":
            from course import self_check

            return self_check.main(students_place(options.work), options.lessons, options.again)
        case "bank":
            with_answers(project_root(), "bank")
            from course import bank

            return bank.main(options.lessons)
        case "grade":
            return grade_class(with_answers(course_folder(), "grade"), options)
        case "report":
            from course.grading.report import show

            root, files = with_answers(course_folder(), "report"), (options.html, options.csv)
            for text in show(root, options.lessons, *files, anonymous=options.anonymous):
                print(text, flush=True)
            return 0
        case "demo":
            root = with_answers(project_root(), "demo")
            from course import demo

            return demo.main(root)
        case "init" | "pack":
            root = with_answers(project_root(), options.command)
            return command.run(options, root, nearest_course())
        case "audit":
            from course.audit import command as audit

            return audit.main(options)
        case "collect" | "hand-back":
            return platforms.run(options, with_answers(course_folder(), options.command))
    return 1


def version() -> str:
    with contextlib.suppress(PackageNotFoundError):
        return package_version("replace-the-head")
    return "that was not installed"


def lesson_name(text: str) -> str:
    """Return the name of a lesson; a shell completes it to that of a folder, 01_head_roles/."""
    return Path(text).name


def students_place(work: Path | None = None) -> place.Place:
    """Return where the lessons and the student's copies are.

    In the project they are in `release/` and `work/`. An installed package has the lessons in it,
    so it works in any folder.

    Raises:
        CourseError: this is not the project, and the package has no lessons.
    """
    if root := find_project():
        return place.in_project(root, work)
    if place.LESSONS.is_dir():
        return place.installed(Path.cwd(), work)
    return place.in_project(project_root(), work)


def find_project(start: Path | None = None) -> Path | None:
    """Return the project folder: `start` (the current folder), one above it, or the package's own.

    None if none of them is the project folder.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents, Path(__file__).resolve().parents[1]):
        if (folder / "nbgrader_config.py").is_file() and (folder / "course/cli.py").is_file():
            return folder
    return None


def project_root(start: Path | None = None) -> Path:
    """Return the project folder, as ``find_project`` does.

    Raises:
        CourseError: it was not found.
    """
    start = (start or Path.cwd()).resolve()
    if root := find_project(start):
        return root
    without = "The installed package has no sources and no answers. " * place.LESSONS.is_dir()
    raise CourseError(
        f"Expected to be inside the project folder, got {start}. {without}"
        "Change to the folder with Makefile and source/ in it, and run the command there."
    )


def with_answers(root: Path, command: str) -> Path:
    """Return this folder.

    Raises:
        CourseError: it is a copy for students, where this command has nothing to work on.
    """
    if (root / "START.md").is_file() and not (root / "source").is_dir():
        raise CourseError(
            f"Expected the lessons' sources and answers in {root}, but that is a copy for "
            f"students. `course {command}` is for instructors, and needs the project itself; "
            "here, `course lab` opens the lessons."
        )
    return root


def course_folder(start: Path | None = None) -> Path:
    """Return the folder to grade in: `start` (the current folder) or the nearest one above it.

    It is a folder with an nbgrader_config.py.

    Raises:
        CourseError: there is none.
    """
    start = (start or Path.cwd()).resolve()
    if folder := nearest_course(start):
        return folder
    raise CourseError(
        f"Expected to be in a course folder, with nbgrader_config.py in it, got {start}. "
        "Change to the folder with source/ and submitted/ in it, and run the command there."
    )


def nearest_course(start: Path | None = None) -> Path | None:
    """Return the nearest folder with an nbgrader_config.py: `start`, or one above it."""
    start = (start or Path.cwd()).resolve()
    found = (f for f in (start, *start.parents) if (f / "nbgrader_config.py").is_file())
    return next(found, None)


def make_folders(root: Path, lessons: Sequence[str], check: bool) -> int:
    if (here := nearest_course()) not in (None, root):
        raise CourseError(
            f"Expected to be in the project folder {root}, got the folder of a class, {here}. "
            "Here, nbgrader makes the release: nbgrader generate_assignment LESSON."
        )
    if check and lessons:
        raise CourseError("Expected --check without lessons: it compares all. Leave them out.")
    from course import build

    if not check:
        build.build(root, lessons)
        print("release/ and solutions/ were made from source/.")
        return 0
    differences = build.compare(root)
    for line in differences:
        print(line)
    print("Run `make build`." if differences else "release/ and solutions/ are up to date.")
    return 1 if differences else 0


def grade_class(root: Path, options: argparse.Namespace) -> int:
    """Grade, print a summary, and return 0 if every submission was graded."""
    if options.workers is not None and options.workers < 1:
        raise CourseError(f"Expected --workers to be 1 or more, got {options.workers}.")
    if not options.timeout > 0:
        raise CourseError(f"Expected --timeout to be above 0 seconds, got {options.timeout}.")
    from course.grading import engine, pool, records, runner

    students, lessons = options.student or (), options.lessons
    if options.accept:
        students, lessons = [options.accept[0]], [options.accept[1]]
    start, earlier = time.perf_counter(), records.read_records(root)
    before = {(r.lesson, r.student): records.points(r) for rs in earlier.values() for r in rs}
    try:
        with contextlib.ExitStack() as stack:
            address = options.scheduler
            graded = engine.grade(
                root,
                lessons,
                students=students,
                accept=bool(options.accept),
                workers=options.workers,
                again=options.again,
                sandboxed=not options.unsafe_no_sandbox,
                limits=runner.Limits(cell=options.timeout),
                executor=stack.enter_context(pool.cluster(address)) if address else None,
                say=print,
            )
    except KeyboardInterrupt:
        print("\nInterrupted. What was graded is kept. Run the same command to grade the rest.")
        return 130
    print(records.summary(graded, time.perf_counter() - start, before))
    return 0 if all(record.outcome in records.COUNTED for record in graded) else 1


if __name__ == "__main__":
    sys.exit(main())
