"""The commands `course collect` and `course hand-back`; each imports what it needs when it runs."""

import argparse
from pathlib import Path

COLLECT = """\
ZIP is what the platform gives for all submissions of an assignment: on Moodle, Download all
submissions; on Canvas, Download Submissions. The folder that a browser unpacked it into will do.

Each submission goes to submitted/STUDENT/LESSON/, as a whole or not at all. Run it again after the
deadline was extended: a version that changed replaces the one before, which is kept in downloaded/;
an older zip replaces nothing.

STUDENT is the id in nbgrader's gradebook, or what the table says: a username, an ID number, an
email address. With neither, it is Canvas's number of the user, or the full name on Moodle.
"""
HAND_BACK = """\
Writes into hand_back/LESSON/ what the platform takes:
  feedback.zip  for each student a page (Moodle), or a notebook, because Canvas would give a page
                the ending of the student's own file
  grades.csv    if you give a TABLE: the same table with one column filled in
Download the table just before: Moodle's grading worksheet, or Canvas's exported gradebook.

A result that is not final does not go back: it is listed, and its cell stays as it was.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands to the parser."""
    formatted = argparse.RawDescriptionHelpFormatter
    collect = commands.add_parser(
        "collect",
        help="take over submissions from Moodle or Canvas",
        epilog=COLLECT,
        formatter_class=formatted,
    )
    collect.add_argument("lesson", type=_lesson, help="such as 01_head_roles")
    collect.add_argument("zip", type=Path, metavar="ZIP", help="as the platform gave it")
    collect.add_argument(
        "--roster",
        type=Path,
        metavar="TABLE",
        help="who is who: the grading worksheet of the assignment (Moodle), the exported gradebook "
        "(Canvas), or a students.csv of nbgrader",
    )
    collect.add_argument(
        "--platform", choices=("moodle", "canvas"), help="if the names in the zip do not tell"
    )
    back = commands.add_parser(
        "hand-back",
        help="make what goes back to Moodle or Canvas: feedback and scores",
        epilog=HAND_BACK,
        formatter_class=formatted,
    )
    back.add_argument("lesson", type=_lesson, help="such as 01_head_roles")
    back.add_argument("table", type=Path, nargs="?", metavar="TABLE", help="to fill the scores in")
    back.add_argument(
        "--missing-as-zero",
        action="store_true",
        help="give 0 to those who submitted nothing (not for groups on Canvas: only one of a group "
        "is in its zip)",
    )
    back.add_argument(
        "--scale", action="store_true", help="convert the points, if the platform has others"
    )
    back.add_argument(
        "--column", default="", metavar="TITLE", help="the assignment's title in Canvas's table"
    )


def run(options: argparse.Namespace, root: Path) -> int:
    """Run one of the commands in a course folder; return 1 if something was left for a person."""
    if options.command == "collect":
        from course.platforms import collect

        collected = collect.collect(
            root,
            options.lesson,
            options.zip,
            platform=options.platform or "",
            roster=options.roster,
        )
        print(collect.summary(collected), flush=True)
        return 1 if collected.left else 0
    from course.platforms import grades, hand_back

    choices = grades.Choices(options.missing_as_zero, options.scale, options.column)
    back = hand_back.hand_back(root, options.lesson, options.table, choices)
    print(hand_back.summary(back), flush=True)
    return 1 if back.results.waiting or back.left or back.filled.left else 0


def _lesson(text: str) -> str:
    """Return the name of a lesson; a shell completes it to that of a folder, 01_head_roles/."""
    return Path(text).name
