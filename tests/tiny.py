"""A course folder with one tiny lesson, whose cells run in a second and do not need torch."""

import shutil

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory

from course.demo import fill_in
from course.grading.gradebook import Course
from course.kernels.sandbox import Unavailable, check_sandbox
from course.nbgrader_glue import convert

LESSON = "10_tiny"
RIGHT = {"10-double": "def double(x):\n    return 2 * x", "10-half": "half = 0.5"}
CHEAT = {"10-double": "def double(x):\n    return 4"}  # passes the visible test, not the hidden one
FULL = {"10-double-test": 2, "10-half-test": 1, "10-why": 0}


def sandboxed():
    """Whether this machine can create a sandbox."""
    try:
        return bool(check_sandbox())
    except Unavailable:
        return False


def graded(name, points, text, **more):
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": True, "solution": False}
    nbgrader |= {"locked": True, "task": False, "points": points} | more
    make = new_markdown_cell if more.get("solution") else new_code_cell
    return make(text, id=name, metadata={"nbgrader": nbgrader})


def solution(name, text):
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": False, "solution": True}
    nbgrader |= {"locked": False, "task": False}
    code = f"### BEGIN SOLUTION\n### STUB: pass\n{text}\n### END SOLUTION"
    return new_code_cell(code, id=name, metadata={"nbgrader": nbgrader})


def source(hidden="assert double(3) == 6, 'it is always 4 [hard-coded]'", more=()):
    hidden = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    cells = [
        new_markdown_cell("# A tiny lesson", id="10-title"),
        solution("10-double", RIGHT["10-double"]),
        graded("10-double-test", 2, f"assert double(2) == 4\n{hidden}"),
        solution("10-half", RIGHT["10-half"]),
        graded("10-half-test", 1, "assert half == 0.5"),
        graded("10-why", 3, "Why?", solution=True, locked=False),
        *(graded(name, 1, text) for name, text in dict(more).items()),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make_course(root, **cells):
    """Create a course folder and release the lesson, which takes a second."""
    (root / "source" / LESSON).mkdir(parents=True)
    (root / "nbgrader_config.py").touch()
    nbformat.write(source(**cells), root / "source" / LESSON / f"{LESSON}.ipynb")
    (root / "source" / LESSON / "data.txt").write_text("the instructor's")
    convert(GenerateAssignment, root, LESSON, config=Course(root).config)


def release(root):
    return nbformat.read(root / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)


def hand_in(root, student, answers=RIGHT, name=f"{LESSON}.ipynb", **files):
    """Replace a submission by answers, raw bytes or no notebook; ``__`` in a name is a dot."""
    folder = root / "submitted" / student / LESSON
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if isinstance(answers, bytes):
        (folder / name).write_bytes(answers)
    elif answers is not None:
        nbformat.write(fill_in(release(root), answers), folder / name)
    for path, text in files.items():
        (folder / path.replace("__", ".")).write_text(text)
    return folder


def book(root):
    directory = Course(root).directory
    return Gradebook(directory.db_url, directory.course_id)


def in_book(root, student, lesson=LESSON):
    """The autograder's scores in the gradebook, by cell."""
    with book(root) as opened:
        notebooks = opened.find_submission(lesson, student).notebooks
        return {grade.name: grade.auto_score for n in notebooks for grade in n.grades}


def in_formgrader(root, student):
    """What formgrader's table shows about a student."""
    submissions = NbGraderAPI(CourseDirectory(config=Course(root).config)).get_submissions(LESSON)
    return next(each for each in submissions if each["student"] == student)
