"""Open a lesson: its release, its hidden tests and its files, as every submission needs them."""

import hashlib
import json
import logging
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import OverwriteCells, SaveCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets.utils.importstring import import_item

from course.errors import CourseError
from course.files import write_whole
from course.grading.gradebook import Course, OneGradebook
from course.grading.records import RECORDS
from course.grading.repair import Earlier
from course.grading.submission import digest, read_files
from course.markers import HIDDEN, solution
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
        changed: the cells whose tests or points the gradebook had of an earlier source.
        earlier: what cells were like in releases before this one.
    """

    name: str
    release: NotebookNode
    tests: dict[str, NotebookNode]
    solution: str
    files: dict[str, bytes]
    ours: dict[str, bytes]
    fingerprint: str
    changed: list[str]
    earlier: dict[str, list[Earlier]]


def source_path(course: Course, lesson: str) -> Path:
    return course.folder("source", ".", lesson) / f"{lesson}.ipynb"


def open_lesson(course: Course, gradebook: OneGradebook, name: str) -> Lesson:
    """Return the lesson as its source is now, and let the gradebook have it like this.

    If a test or the points of a cell changed, nbgrader releases the lesson again; submissions and
    what persons gave stay as they are.

    Raises:
        CourseError: it cannot be released, or has other cells than those in the gradebook.
    """
    path = course.folder("release", ".", name) / f"{name}.ipynb"
    try:
        source = nbformat.read(source_path(course, name), as_version=4)
        in_book, changed = stored(gradebook, name), []
        now = cells_of(course, name, source)
        if in_book:
            same_cells(source_path(course, name), now, in_book)
            changed = [cell for cell in now if now[cell] != in_book[cell]]
        if changed or not in_book:
            if changed:
                remember(course, gradebook, name, changed)
            gradebook.db.rollback()  # hold no lock while nbgrader writes
            convert(GenerateAssignment, course.root, name, config=course.config)
            gradebook.db.expire_all()
            in_book = stored(gradebook, name)
        release = nbformat.read(path, as_version=4)
        files = read_files(source_path(course, name).parent)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"Expected the source and the release of the lesson {name}, got "
            f"{type(error).__name__}: {error}. "
            f"Release it again: nbgrader generate_assignment {name} --force."
        ) from error
    same_cells(path, cells_by_grade_id(release), in_book)
    files = {path: content for path, content in files.items() if not path.endswith(".ipynb")}
    kept = Autograde(coursedir=course.directory, config=course.config).exclude_overwriting
    ours = {path: files[path] for path in files.keys() - set(kept.get(name, ()))}
    key = hashlib.sha256(repr(sorted((cell, *in_book[cell]) for cell in in_book)).encode())
    key.update(repr([(path, digest(ours[path])) for path in sorted(ours)]).encode())
    tests = with_hidden_tests(course, name, release)
    solved = nbformat.writes(solution(source))
    fingerprint, earlier = key.hexdigest(), earlier_cells(course, name)
    return Lesson(name, release, tests, solved, files, ours, fingerprint, changed, earlier)


def same_cells(path: Path, cells: Iterable[str], in_book: Iterable[str]) -> None:
    """Raise CourseError if a notebook and the gradebook have different cells."""
    if differing := set(cells) ^ set(in_book):
        raise CourseError(
            f"Expected the same cells in {path} and in the gradebook, but only one of them has "
            f"{', '.join(sorted(differing))}. The lesson was changed after its release: release "
            f"it again with nbgrader generate_assignment {path.stem} --force. Once submissions "
            "are in the gradebook, nbgrader refuses that: then take the change back, or give the "
            "changed lesson a new name."
        )


def stored(gradebook: OneGradebook, lesson: str) -> dict[str, tuple[str, str]]:
    """Return the checksum, which covers the points, and the text of each cell in the gradebook."""
    try:
        cells = gradebook.find_notebook(lesson, lesson).source_cells
    except MissingEntry:
        return {}
    return {cell.name: (cell.checksum, cell.source) for cell in cells}


def earlier_path(course: Course, lesson: str) -> Path:
    return course.root / RECORDS / f"{lesson}.earlier.json"


def earlier_cells(course: Course, lesson: str) -> dict[str, list[Earlier]]:
    """Return what cells were like in earlier releases; nothing if that is not known."""
    try:
        found = json.loads(earlier_path(course, lesson).read_text("utf-8"))
        return {name: [Earlier(*each) for each in cells] for name, cells in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def remember(course: Course, gradebook: OneGradebook, lesson: str, changed: list[str]) -> None:
    """Keep the points of these cells, and the text that students saw, before both change."""
    kept, notebook = earlier_cells(course, lesson), gradebook.find_notebook(lesson, lesson)
    points = {cell.name: cell.max_score for cell in notebook.grade_cells + notebook.task_cells}
    for cell in notebook.source_cells:
        if cell.name in changed:
            was = Earlier(points.get(cell.name, 0), HIDDEN.sub("", cell.source))
            kept.setdefault(cell.name, []).append(was)
    write_whole(earlier_path(course, lesson), json.dumps(kept, indent=1).encode())


def cells_of(course: Course, lesson: str, source: NotebookNode) -> dict[str, tuple[str, str]]:
    """Return what nbgrader would store of this source now: see ``stored``."""
    app = GenerateAssignment(coursedir=course.directory, config=course.config)
    names = {"notebook": lesson, "assignment": lesson, "db_url": ""}
    notebook, resources = deepcopy(source), {"nbgrader": names}
    for step in app.preprocessors:
        step = import_item(step) if isinstance(step, str) else step
        if step is SaveCells:
            break
        log = logging.Logger("silent", logging.CRITICAL)
        notebook, resources = step(config=app.config, log=log).preprocess(notebook, resources)
    return {
        name: (cell.metadata.nbgrader.checksum, cell.source)
        for name, cell in cells_by_grade_id(notebook).items()
        if is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell)
    }


def with_hidden_tests(
    course: Course, lesson: str, release: NotebookNode
) -> dict[str, NotebookNode]:
    """Let nbgrader put the hidden tests back into the release; return its cells by grade id."""
    step = OverwriteCells(config=course.config, log=logging.Logger("silent", logging.ERROR))
    where = {"notebook": lesson, "assignment": lesson, "db_url": course.directory.db_url}
    notebook, _ = step.preprocess(deepcopy(release), {"nbgrader": where})
    return cells_by_grade_id(notebook)
