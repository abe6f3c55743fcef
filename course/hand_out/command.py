"""The commands `course init` and `course pack`: their options, and what they print."""

import argparse
from pathlib import Path

LESSONS = "by default those that the folder has; in a new folder, all"


def add(commands: argparse._SubParsersAction) -> None:
    """Add both commands to the parser of `course`."""
    init = commands.add_parser("init", help="make a folder for a class, or add what it lacks")
    init.add_argument("folder", type=Path, help="outside of the project, such as ../class")
    init.add_argument("--lessons", nargs="+", default=[], metavar="LESSON", help=LESSONS)
    init.add_argument("--course-id", metavar="ID", help="the name of the class in the exchange")
    init.add_argument("--exchange", type=Path, metavar="DIR", help="nbgrader's exchange folder")
    init.add_argument("--penalty", choices=["none", "zero"], help="for late submissions (none)")
    pack = commands.add_parser("pack", help="make a zip for students, without answers")
    pack.add_argument("--to", type=Path, metavar="FILE.zip", help="by default in dist/")
    pack.add_argument("--hub", action="store_true", help="make a zip for a JupyterHub instead")


def run(options: argparse.Namespace, project: Path, here: Path | None) -> int:
    """Run one of the two commands, print what was made, and return exit status 0.

    Args:
        project: the clone.
        here: the class's folder in which the user is, if any.
    """
    if options.command == "init":
        from course.hand_out import init

        exchange = options.exchange and options.exchange.expanduser().absolute()
        settings = init.Options(options.course_id, exchange, options.penalty)
        lessons = [Path(name).name for name in options.lessons]  # a shell completes folders
        print(*init.init(options.folder, project, lessons, settings), sep="\n")
        return 0
    from course.hand_out import hub, pack

    make = hub.pack_hub if options.hub else pack.pack_students
    print(make(here or project, project, options.to))
    return 0
