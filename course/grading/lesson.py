"""Open a lesson: its release, its hidden tests and its files, as every submission needs them."""

import contextlib
import hashlib
import json
import logging
import re
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
from course.markers import HIDDEN, cells_by_grade_id, solution
from course.nbgrader_glue import convert


@dataclass(frozen=True)
class Sheet:
    """One notebook of a lesson. A lesson of this course has one, an nbgrader assignment several.

    Attributes:
        release: the notebook that students received.
        tests: its graded and locked cells as nbgrader's gradebook has them, with hidden tests.
        solution: the instructor's solution, as JSON.
        earlier: by cell, what it was like in releases before this one.
    """

    name: str
    release: NotebookNode
    tests: dict[str, NotebookNode]
    solution: str
    earlier: dict[str, list[Earlier]]


@dataclass(frozen=True)
class Lesson:
    """What every submission of a lesson is graded against.

    Attributes:
        sheets: its notebooks, by name.
        files: the files next to the source notebooks.
        ours: those of them that replace a student's file of the same name.
        fingerprint: a hash of everything that decides scores.
        changed: the cells whose tests or points the gradebook had of an earlier source.
    """

    name: str
    sheets: dict[str, Sheet]
    files: dict[str, bytes]
    ours: dict[str, bytes]
    fingerprint: str
    changed: list[str]

    @property
    def proved(self) -> bool:
        """Whether any test calls a check of this course, which judge or seal can vouch for."""
        cells = [cell for sheet in self.sheets.values() for cell in sheet.tests.values()]
        return any(is_grade(cell) and re.search(r"\bchecks\.", cell.source) for cell in cells)


def sources(course: Course, lesson: str) -> dict[str, Path]:
    """Return the source notebooks of a lesson, by name; nothing if there is no such lesson."""
    folder = course.folder("source", ".", lesson)
    return {path.stem: path for path in sorted(folder.glob("*.ipynb")) if path.is_file()}


def open_lesson(course: Course, gradebook: OneGradebook, name: str) -> Lesson:
    """Return the lesson as its source is now, and let the gradebook have it like this.

    If a test or the points of a cell changed, nbgrader releases the lesson again; submissions and
    what persons gave stay as they are.

    Raises:
        CourseError: it cannot be released, has other cells than those in the gradebook, or is not
            for Python.
    """
    try:
        texts = {path.stem: read_python(path) for path in sources(course, name).values()}
        changed = follow_sources(course, gradebook, name, texts)
        folder = course.folder("release", ".", name)
        released = {name: read_release(folder / f"{name}.ipynb") for name in texts}
        files = read_files(course.folder("source", ".", name))
    except (OSError, ValueError) as error:
        raise CourseError(
            f"Expected the source and the release of the lesson {name}, got "
            f"{type(error).__name__}: {error}. "
            f"Release it again: nbgrader generate_assignment {name} --force."
        ) from error
    files = {path: content for path, content in files.items() if not path.endswith(".ipynb")}
    kept = Autograde(coursedir=course.directory, config=course.config).exclude_overwriting
    ours = {path: files[path] for path in files.keys() - set(kept.get(name, ()))}
    sheets, key, known = {}, hashlib.sha256(), earlier_cells(course, name)
    for sheet, release in released.items():
        in_book = stored(gradebook, name, sheet)
        same_cells(name, folder / f"{sheet}.ipynb", cells_by_grade_id(release), in_book)
        key.update(repr([sheet, sorted((cell, *in_book[cell]) for cell in in_book)]).encode())
        tests = with_hidden_tests(course, name, sheet, release)
        solved = nbformat.writes(solution(texts[sheet]))
        sheets[sheet] = Sheet(sheet, release, tests, solved, known.get(sheet, {}))
    key.update(repr([(path, digest(ours[path])) for path in sorted(ours)]).encode())
    return Lesson(name, sheets, files, ours, key.hexdigest(), changed)


def read_python(path: Path) -> NotebookNode:
    """Read a source notebook.

    Raises:
        CourseError: it is not for Python.
    """
    notebook = nbformat.read(path, as_version=4)
    kernel = notebook.metadata.get("kernelspec", {})
    if (language := kernel.get("language", "python").lower()) != "python":
        raise CourseError(
            f"Expected notebooks for Python, got {kernel.get('name')} for {language} in {path}. "
            "`course grade` starts Python kernels only: grade it with nbgrader autograde."
        )
    return notebook


def read_release(path: Path) -> NotebookNode:
    """Read a released notebook; in one of before 2021, cells have no ids, so give them some."""
    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number}")
    return notebook


def follow_sources(
    course: Course, gradebook: OneGradebook, lesson: str, texts: dict[str, NotebookNode]
) -> list[str]:
    """Release the lesson if the gradebook does not have it as it is now; return what changed."""
    changed: dict[str, list[str]] = {}
    books = {sheet: stored(gradebook, lesson, sheet) for sheet in texts}
    for sheet, in_book in books.items():
        if in_book:
            now = cells_of(course, lesson, sheet, texts[sheet])
            same_cells(lesson, sources(course, lesson)[sheet], now, in_book)
            if differing := [cell for cell in now if now[cell] != in_book[cell]]:
                changed[sheet] = differing
    if changed or not all(books.values()):
        if changed:
            remember(course, gradebook, lesson, changed)
        gradebook.db.rollback()  # hold no lock while nbgrader writes
        convert(GenerateAssignment, course.root, lesson, config=course.config)
        gradebook.db.expire_all()
    shown = "{}/{}" if len(texts) > 1 else "{1}"
    return [shown.format(sheet, cell) for sheet in changed for cell in changed[sheet]]


def same_cells(lesson: str, path: Path, cells: Iterable[str], in_book: Iterable[str]) -> None:
    """Raise CourseError if a notebook and the gradebook have different cells."""
    if differing := set(cells) ^ set(in_book):
        raise CourseError(
            f"Expected the same cells in {path} and in the gradebook, but only one of them has "
            f"{', '.join(sorted(differing))}. The lesson was changed after its release: release "
            f"it again with nbgrader generate_assignment {lesson} --force. Once submissions "
            "are in the gradebook, nbgrader refuses that: then take the change back, or give the "
            "changed lesson a new name."
        )


def stored(gradebook: OneGradebook, lesson: str, sheet: str) -> dict[str, tuple[str, str]]:
    """Return the checksum, which covers the points, and the text of each cell in the gradebook."""
    try:
        cells = gradebook.find_notebook(sheet, lesson).source_cells
    except MissingEntry:
        return {}
    return {cell.name: (cell.checksum, cell.source) for cell in cells}


def earlier_path(course: Course, lesson: str) -> Path:
    return course.root / RECORDS / f"{lesson}.earlier.json"


def earlier_cells(course: Course, lesson: str) -> dict[str, dict[str, list[Earlier]]]:
    """Return what the cells of each notebook were like in earlier releases, as far as known."""
    try:
        found = json.loads(earlier_path(course, lesson).read_text("utf-8"))
        return {
            sheet: {name: [Earlier(*each) for each in kept] for name, kept in cells.items()}
            for sheet, cells in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def remember(
    course: Course, gradebook: OneGradebook, lesson: str, changed: dict[str, list[str]]
) -> None:
    """Keep the points of these cells, and the text that students saw, before both change."""
    kept = earlier_cells(course, lesson)
    for sheet, cells in changed.items():
        notebook = gradebook.find_notebook(sheet, lesson)
        points = {cell.name: cell.max_score for cell in notebook.grade_cells + notebook.task_cells}
        for cell in notebook.source_cells:
            if cell.name in cells:
                was = Earlier(points.get(cell.name, 0), HIDDEN.sub("", cell.source))
                kept.setdefault(sheet, {}).setdefault(cell.name, []).append(was)
    write_whole(earlier_path(course, lesson), json.dumps(kept, indent=1).encode())


def cells_of(
    course: Course, lesson: str, sheet: str, source: NotebookNode
) -> dict[str, tuple[str, str]]:
    """Return what nbgrader would store of this source now: see ``stored``."""
    app = GenerateAssignment(coursedir=course.directory, config=course.config)
    names = {"notebook": sheet, "assignment": lesson, "db_url": ""}
    notebook, resources = deepcopy(source), {"nbgrader": names}
    with contextlib.chdir(course.root):  # a header's path may be relative to it
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
    course: Course, lesson: str, sheet: str, release: NotebookNode
) -> dict[str, NotebookNode]:
    """Let nbgrader put the hidden tests back into the release; return its cells by grade id."""
    step = OverwriteCells(config=course.config, log=logging.Logger("silent", logging.ERROR))
    where = {"notebook": sheet, "assignment": lesson, "db_url": course.directory.db_url}
    notebook, _ = step.preprocess(deepcopy(release), {"nbgrader": where})
    return cells_by_grade_id(notebook)
