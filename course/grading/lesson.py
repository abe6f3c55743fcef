"""Open a lesson: its release, its hidden tests and its files, as every submission needs them."""

import hashlib
import logging
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import OverwriteCells

from course.errors import CourseError
from course.grading.gradebook import Course, OneGradebook
from course.grading.submission import digest, read_files
from course.markers import solution
from course.nbgrader_glue import cells_by_grade_id, convert


@dataclass(frozen=True)
class Lesson:
    """What every submission of a lesson is graded against.

    Attributes:
        release: the notebook that students received.
        tests: its graded and locked cells as nbgrader's gradebook has them, with hidden tests.
        solution: the instructor's solution, as JSON.
        files: the files next to the source notebook.
        ours: those of them that replace a student's file of the same name.
        fingerprint: a hash of everything that decides scores.
    """

    name: str
    release: NotebookNode
    tests: dict[str, NotebookNode]
    solution: str
    files: dict[str, bytes]
    ours: dict[str, bytes]
    fingerprint: str


def source_path(course: Course, lesson: str) -> Path:
    return course.folder("source", ".", lesson) / f"{lesson}.ipynb"


def open_lesson(course: Course, gradebook: OneGradebook, name: str) -> Lesson:
    """Return the lesson as it was released; adds it to the gradebook if it is not there yet.

    Raises:
        CourseError: it cannot be released, or the gradebook has another version of it.
    """
    try:
        gradebook.find_notebook(name, name)
    except MissingEntry:
        gradebook.db.rollback()  # hold no lock while nbgrader writes
        convert(GenerateAssignment, course.root, name, config=course.config)
    in_book = {cell.name: cell for cell in gradebook.find_notebook(name, name).source_cells}
    path = course.folder("release", ".", name) / f"{name}.ipynb"
    try:
        release = nbformat.read(path, as_version=4)
        source = nbformat.read(source_path(course, name), as_version=4)
        files = read_files(source_path(course, name).parent)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"Expected the source and the release of the lesson {name}, got "
            f"{type(error).__name__}: {error}. "
            f"Release it again: nbgrader generate_assignment {name} --force."
        ) from error
    if differing := set(cells_by_grade_id(release)) ^ set(in_book):
        raise CourseError(
            f"Expected the same cells in {path} and in the gradebook, but only one of them has "
            f"{', '.join(sorted(differing))}. The lesson was changed after its release: release "
            f"it again with nbgrader generate_assignment {name} --force."
        )
    files = {path: content for path, content in files.items() if not path.endswith(".ipynb")}
    kept = Autograde(coursedir=course.directory, config=course.config).exclude_overwriting
    ours = {path: files[path] for path in files.keys() - set(kept.get(name, ()))}
    key = hashlib.sha256(
        repr(sorted((c.name, c.checksum, c.source) for c in in_book.values())).encode()
    )
    key.update(repr([(path, digest(ours[path])) for path in sorted(ours)]).encode())
    tests = with_hidden_tests(course, name, release)
    solved = nbformat.writes(solution(source))
    return Lesson(name, release, tests, solved, files, ours, key.hexdigest())


def with_hidden_tests(
    course: Course, lesson: str, release: NotebookNode
) -> dict[str, NotebookNode]:
    """Let nbgrader put the hidden tests back into the release; return its cells by grade id."""
    step = OverwriteCells(config=course.config, log=logging.Logger("silent", logging.ERROR))
    where = {"notebook": lesson, "assignment": lesson, "db_url": course.directory.db_url}
    notebook, _ = step.preprocess(deepcopy(release), {"nbgrader": where})
    return cells_by_grade_id(notebook)
