"""The course folder as nbgrader sees it: its configuration, folders, gradebook and steps."""

import contextlib
import glob
import html
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Assignment, Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.converters import Autograde
from nbgrader.converters import autograde as autograde_module
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, latesubmissions, saveautogrades
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course.errors import CourseError
from course.nbgrader_glue import configure, convert

# Without these a submission costs the more the more there are: nbgrader looks them all through.
INDEXES = (
    ("grade", "notebook_id"),
    ("comment", "notebook_id"),
    ("submitted_notebook", "assignment_id"),
)


@dataclass
class Course:
    """The folder in which nbgrader's files lie, with what its ``nbgrader_config.py`` sets.

    Attributes:
        scratch: where steps put temporary files; whoever set it removes what an interrupt leaves.
    """

    root: Path
    scratch: str | None = None

    def __post_init__(self) -> None:
        self.root = self.root.resolve()
        self.config = configure(Config())
        if (self.root / "nbgrader_config.py").is_file():  # a database, late penalties, …
            loader = PyFileConfigLoader("nbgrader_config.py", path=str(self.root))
            self.config.merge(loader.load_config())
        self.config.CourseDirectory.root = str(self.root)
        self.directory = CourseDirectory(config=self.config)

    def folder(self, step: str, student: str, lesson: str) -> Path:
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, lesson))

    def submitted(self) -> dict[str, dict[str, Path]]:
        """Everything that lies where submissions do: lesson to student to path."""
        directory = self.directory
        step = directory.submitted_directory
        pattern = directory.directory_structure.format(
            nbgrader_step=glob.escape(step), student_id="*", assignment_id="*"
        )
        told = directory.format_path(step, "(?P<student>[^/]+)", "(?P<lesson>[^/]+)", escape=True)
        excluded = directory.student_id_exclude.split(",")
        found: dict[str, dict[str, Path]] = {}
        for path in sorted(glob.glob(pattern, root_dir=self.root)):
            match = re.fullmatch(told, str(self.root / path))
            if match and match["student"] not in excluded:
                found.setdefault(match["lesson"], {})[match["student"]] = self.root / path
        return found

    @contextlib.contextmanager
    def gradebook(self) -> Iterator["OneGradebook"]:
        """The gradebook, which nbgrader's steps share as long as the block lasts.

        Raises:
            CourseError: the database cannot be reached, or has no room.
        """
        places = (autograde_module, saveautogrades, latesubmissions)
        url = self.directory.db_url
        try:
            gradebook = OneGradebook(url, self.directory.course_id)
            for place in places:
                place.Gradebook = lambda *_, **__: gradebook
            try:
                yield gradebook
            finally:
                for place in places:
                    place.Gradebook = Gradebook
                Gradebook.close(gradebook)
        except (SQLAlchemyError, ImportError) as error:
            shown = make_url(url).render_as_string() if "://" in url else url
            raise CourseError(
                f"Expected a gradebook at {shown}, got: {str(error).splitlines()[0]}. "
                "Check db_url in nbgrader_config.py, and whether the database runs."
            ) from error


class OneGradebook(Gradebook):
    """The gradebook, opened once, with one transaction for each submission.

    nbgrader's steps open it eight times a submission and commit two dozen times: half the time
    of saving. Here they all get this one, and what they commit waits for ``keep``.
    """

    def __init__(self, *args: str) -> None:
        super().__init__(*args)
        for table, column in INDEXES:
            self.db.execute(text(f"CREATE INDEX IF NOT EXISTS of_{table} ON {table} ({column})"))
        self.db.commit()
        self.keep, self.db.commit = self.db.commit, self.db.flush

    def close(self) -> None:
        """Stay open: the block that opened it closes it."""

    def students(self, lesson: str) -> set[str]:
        """Who has an entry for this lesson."""
        entries = self.db.query(SubmittedAssignment.student_id).join(
            Assignment, Assignment.id == SubmittedAssignment.assignment_id
        )
        found = {student for (student,) in entries.filter(Assignment.name == lesson)}
        self.db.rollback()  # nothing is held while notebooks run
        return found

    def forget(self, student: str, lesson: str) -> None:
        """Remove the autograder's scores, at once; what a person gave stays, for a new look."""
        with contextlib.suppress(MissingEntry):
            for notebook in self.find_submission(lesson, student).notebooks:
                notebook.late_submission_penalty = None
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = None, True
            self.keep()


def autograde(
    course: Course,
    student: str,
    lesson: str,
    notebook: NotebookNode,
    files: Mapping[str, bytes],
    notes: list[str],
) -> None:
    """Everything that nbgrader does around the execution, with a notebook that is executed.

    Args:
        files: what was submitted beside the notebook, its timestamp included.
        notes: shown on top of the notebook.

    Raises:
        CourseError: nbgrader could not do it.
    """
    notebook = deepcopy(notebook)
    if notes:
        told = "\n".join(f"- {html.escape(note, quote=False)}" for note in notes)
        told = f"**Notes of the grader**\n\n{told}"
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(told, id="notes-of-the-grader"))
    config = deepcopy(course.config)
    steps = Autograde(coursedir=course.directory, config=config).autograde_preprocessors
    config.Autograde.sanitize_preprocessors = []  # ours came before the execution
    config.Autograde.autograde_preprocessors = [
        step for step in steps if not (isinstance(step, type) and issubclass(step, Execute))
    ]
    with tempfile.TemporaryDirectory(dir=course.scratch) as staged:
        config.CourseDirectory.submitted_directory = staged
        directory = CourseDirectory(config=config)
        folder = Path(directory.format_path(staged, student, lesson))
        folder.mkdir(parents=True)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        nbformat.write(notebook, folder / f"{lesson}.ipynb")
        # The only student there; by name, nbgrader would take brackets for a pattern.
        convert(Autograde, course.root, lesson, "*", config)


def clear(course: Course, gradebook: OneGradebook, student: str, lesson: str) -> None:
    """Remove what an earlier run made of a submission: whatever comes next, no old score stays."""
    for step in ("autograded", "feedback"):
        folder = course.folder(step, student, lesson)
        if folder.is_dir():
            shutil.rmtree(folder)
    gradebook.forget(student, lesson)
