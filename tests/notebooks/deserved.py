"""A class that hands in one lesson, and what each student deserves for it.

`course grade` and stock nbgrader receive the same notebooks. Each must find exactly the points and
the misconceptions that are written down here before anything runs, so the two agree.
"""

import os
import random
from pathlib import Path

import reference
from alone import alone

from course import demo
from course.markers import nbgrader_metadata

ROOT = Path(__file__).parents[2]
SOURCE, ANSWERS = ROOT / "source", ROOT / "tests" / "answers"
LESSONS = sorted(path.parent.name for path in SOURCE.glob("*/*.ipynb"))
HALVES = ("even", "odd")


def draw(lesson: str) -> dict[str, dict[str, Path]]:
    """Draw answers from the bank: student → exercise → file.

    "untouched" hands in the release. "even" gets the first, third, … exercise wrong, and "odd"
    the others: each exercise is wrong once between right neighbours, and only it may lose points.
    With COURSE_WHOLE_BANK set, "right" takes the solution, which nbval runs in any case, and there
    are as many more as it takes to try every answer.
    """
    chance, every = random.Random(lesson), bool(os.environ.get("COURSE_WHOLE_BANK"))
    drawn: dict[str, dict[str, Path]] = {"untouched": {}, "even": {}, "odd": {}}
    drawn |= {"right": {}} if every else {}
    for number, folder in enumerate(sorted(p for p in (ANSWERS / lesson).iterdir() if p.is_dir())):
        wrong = chance.choice(sorted(folder.glob("wrong_*.py")))
        right = chance.choice(sorted(folder.glob("right_*.py")))
        others = sorted(set(folder.glob("*.py")) - {wrong, right}) if every else []
        loser, winner = HALVES if number % 2 == 0 else HALVES[::-1]
        drawn[loser][folder.name], drawn[winner][folder.name] = wrong, right
        for pack, path in enumerate(others):
            drawn.setdefault(f"pack{pack:03}", {})[folder.name] = path
    return drawn


def hand_in(root: Path, lesson: str) -> dict[str, dict[str, str]]:
    """Open a course with the lesson and submit the notebooks of the students drawn.

    Returns:
        What must be found wrong: student → graded cell → misconception.
    """
    release, right = demo.open_course(root, SOURCE, lesson)
    code = [cell for cell in release.cells if cell.cell_type == "code"]
    graded = [cell.id for cell in code if nbgrader_metadata(cell).get("grade")]
    wrong = {}
    for student, paths in draw(lesson).items():
        texts = {name: path.read_text("utf-8") for name, path in paths.items()}
        notebook = demo.fill_in(release, alone(right | texts, right))
        wrong[student] = {
            name: path.stem.split("_")[1]
            for name, path in paths.items()
            if path.stem.startswith("wrong_")
        }
        if student == "untouched":
            notebook = release
            wrong[student] = {name.removesuffix("-test"): "not-attempted" for name in graded}
        demo.submit(root, lesson, student, notebook)
    return wrong


def check(root: Path, lesson: str, wrong: dict[str, dict[str, str]]) -> None:
    """Compare each student's gradebook entries and graded notebook, cell by cell."""
    marks = reference.scores(root, lesson)
    full = {name: (possible, possible) for name, (_, possible) in marks["untouched"].items()}
    assert full
    assert set(marks) == set(wrong)
    for student, named in wrong.items():
        zeros = {name: (0, possible) for name, (possible, _) in full.items() if name in named}
        assert marks[student] == full | zeros, student
        assert reference.misconceptions(root, lesson, student) == named, student
