"""The course folder as nbgrader sees it: its configuration, folders, gradebook and steps."""

import contextlib
import glob
import html
import logging
import re
import shutil
import tempfile
import warnings
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.converters import autograde as autograde_module
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, latesubmissions, saveautogrades
from sqlalchemy import or_, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

from course.errors import CourseError
from course.files import naming
from course.nbgrader_glue import COURSE, configure, make_safe

# Without these, nbgrader reads whole tables: each submission takes longer than the one before.
INDEXES = (
    ("grade", "notebook_id"),
    ("comment", "notebook_id"),
    ("submitted_notebook", "assignment_id"),
)
# In the course folder; nbgrader reads both too, and what the second says counts.
SETTINGS = {
    "nbgrader_config.py": PyFileConfigLoader,
    "nbgrader_config.json": JSONFileConfigLoader,
}
AGAIN = "and run this again: everything graded so far is kept."
ADVICE = {  # a word in what the database says, and what to do
    r"\blocked\b": f"Wait until the program that is changing it ends, or close that, {AGAIN}",
    r"\bfull\b|No space": f"Make room on its disk, {AGAIN}",
    "malformed|not a database": "It is damaged. Put a copy of it back, or move it away and run "
    "this again: then all is graded again, but the points that a person gave are lost.",
    "No module named|import of .* halted": "Install what db_url in nbgrader_config.py needs; for "
    "PostgreSQL: pip install 'psycopg[binary]'.",
    "": "Check db_url in nbgrader_config.py, and that the database is running and not read-only.",
}


@dataclass
class Course:
    """The folder with nbgrader's files, and the settings in its ``nbgrader_config.py``.

    A course that gives itself another id is somebody else's: it keeps nbgrader's own settings, but
    for those that keep its students' code and pages from doing harm.

    Attributes:
        scratch: a folder for temporary files; whoever sets it also removes it.
    """

    root: Path
    scratch: str | None = None

    def __post_init__(self) -> None:
        self.root = self.root.resolve()
        own = Config()
        for name, loader in SETTINGS.items():  # a database, late penalties, …
            if (self.root / name).is_file():
                try:
                    own.merge(loader(name, path=str(self.root)).load_config())
                except Exception as error:  # it may be any program
                    raise CourseError(
                        f"Expected settings for nbgrader in {self.root / name}, got "
                        f"{type(error).__name__}: {error}. Fix the file, and run this again."
                    ) from error
        another = own.CourseDirectory.get("course_id", COURSE) != COURSE
        self.config = make_safe(Config()) if another else configure(Config())
        self.config.merge(own)
        self.config.CourseDirectory.root = str(self.root)
        self.directory = CourseDirectory(config=self.config)

    def folder(self, step: str, student: str, lesson: str) -> Path:
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, lesson))

    def submitted(self) -> dict[str, dict[str, Path]]:
        """Return everything in the place of submissions, by lesson and student."""
        directory = self.directory
        step = directory.submitted_directory
        pattern = directory.directory_structure.format(
            nbgrader_step=glob.escape(step), student_id="*", assignment_id="*"
        )
        wanted = directory.format_path(step, "(?P<student>[^/]+)", "(?P<lesson>[^/]+)", escape=True)
        excluded = directory.student_id_exclude.split(",")
        found: dict[str, dict[str, Path]] = {}
        for path in sorted(glob.glob(pattern, root_dir=self.root)):
            match = re.fullmatch(wanted, str(self.root / path))
            if match and match["student"] not in excluded:
                found.setdefault(match["lesson"], {})[match["student"]] = self.root / path
        return found

    @contextlib.contextmanager
    def gradebook(self) -> Iterator["OneGradebook"]:
        """Yield the gradebook, which nbgrader's steps share until the block ends.

        Raises:
            CourseError: the database cannot be reached, is locked, full or damaged.
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
            said = str(error).splitlines()[0]
            advice = next(advice for words, advice in ADVICE.items() if re.search(words, said))
            raise CourseError(f"Expected a gradebook at {shown}, got: {said}. {advice}") from error


class OneGradebook(Gradebook):
    """The gradebook, opened once, with one transaction per submission.

    nbgrader's steps open it eight times per submission and commit two dozen times, which takes half
    the time of saving. Here they all share this one, and ``keep`` makes their commits final.
    """

    def __init__(self, *args: str) -> None:
        super().__init__(*args)
        for table, column in INDEXES:
            self.db.execute(text(f"CREATE INDEX IF NOT EXISTS of_{table} ON {table} ({column})"))
        self.db.commit()
        self.keep, self.db.commit = self.db.commit, self.db.flush

    def close(self) -> None:
        """Do nothing: the block that opened the gradebook closes it."""

    def students(self, lesson: str) -> set[str]:
        """Return the students who have an entry for this lesson."""
        entries = self.db.query(SubmittedAssignment.student_id).join(
            Assignment, Assignment.id == SubmittedAssignment.assignment_id
        )
        found = {student for (student,) in entries.filter(Assignment.name == lesson)}
        self.db.rollback()  # hold no lock while notebooks run
        return found

    def look_again(self, student: str, lesson: str, cells: Collection[str] = ()) -> None:
        """Mark cells for a look, as formgrader shows it: these, and those with extra credit.

        nbgrader itself marks a cell again that has other points of a person.

        Args:
            cells: notebook/grade id.
        """
        for notebook in self.find_submission(lesson, student).notebooks:
            for grade in notebook.grades:
                grade.needs_manual_grade |= bool(grade.extra_credit)
                grade.needs_manual_grade |= f"{notebook.name}/{grade.name}" in cells

    def follow_due_dates(self, lesson: str, config: Config) -> list[str]:
        """Let late penalties follow due dates and settings of now; return whose are others."""
        step = latesubmissions.AssignLatePenalties(
            config=config, log=logging.Logger("silent", logging.CRITICAL)
        )
        changed = set()
        for submission in self.assignment_submissions(lesson):
            late = submission.total_seconds_late > 0
            for notebook in submission.notebooks:
                before = notebook.late_submission_penalty
                if not late and before is None:
                    continue
                names = {"notebook": notebook.name, "assignment": lesson, "db_url": ""}
                where = {"nbgrader": names | {"student": submission.student_id}}
                step.preprocess(nbformat.v4.new_notebook(), where)
                if (notebook.late_submission_penalty or 0) != (before or 0):
                    changed.add(submission.student_id)
        self.keep()
        return sorted(changed)

    def kept_points(self, lesson: str) -> dict[str, list[str]]:
        """Return whose points, given by a person, are for an earlier version: student → cells."""
        grades = (
            self.db.query(Grade)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == lesson, Grade.needs_manual_grade)
            .filter(or_(Grade.manual_score.is_not(None), Grade.extra_credit > 0))
        )
        found: dict[str, list[str]] = {}
        for grade in grades:
            given = [f"{grade.manual_score:g}"] if grade.manual_score is not None else []
            given += [f"{grade.extra_credit:g} extra"] if grade.extra_credit else []
            text = f"{' and '.join(given)} for {grade.name}"
            found.setdefault(grade.notebook.assignment.student_id, []).append(text)
        self.db.rollback()
        return {student: sorted(cells) for student, cells in sorted(found.items())}

    def forget(self, student: str, lesson: str) -> None:
        """Remove the autograder's scores now; keep a person's points, marked for another look."""
        with contextlib.suppress(MissingEntry):
            for notebook in self.find_submission(lesson, student).notebooks:
                notebook.late_submission_penalty = None
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = None, True
            self.keep()


def is_broken(error: Exception) -> bool:
    """Tell whether the database failed; otherwise it refused what it was asked to store."""
    return isinstance(error, DBAPIError) and not isinstance(error, DataError | IntegrityError)


class OneSubmission(Autograde):
    """nbgrader's converter for a single submission, whose errors reach the caller.

    The stock one only logs them as text, in which a full disk looks like an odd notebook.

    Attributes:
        where: the lesson and the student.
    """

    where: tuple[str, str]

    def convert_notebooks(self) -> None:
        [self.notebooks] = self.assignments.values()
        self.run_pre_convert_hook()
        self.init_assignment(*self.where)
        for path in self.notebooks:
            self.convert_single_notebook(path)
        self.set_permissions(*self.where)
        self.run_post_convert_hook()


def autograde(
    course: Course,
    student: str,
    lesson: str,
    notebooks: Mapping[str, NotebookNode],
    files: Mapping[str, bytes],
    notes: list[str],
) -> None:
    """Run nbgrader's steps around the execution on notebooks that were already executed.

    Args:
        notebooks: by name.
        files: what was submitted next to the notebooks, including the timestamp.
        notes: shown at the top of the first notebook.

    Raises:
        Exception: whatever nbgrader, its database or the disk raised.
    """
    notebooks = {name: deepcopy(notebooks[name]) for name in sorted(notebooks)}
    if notes:
        # Markdown reads a sign with a backslash before it as that sign and no more.
        plain = [re.sub(r"([!-%'-;=?@\[-`{-~])", r"\\\1", note) for note in notes]
        lines = "\n".join(f"- {html.escape(note, quote=False)}" for note in plain)
        shown = f"**Notes from the grader**\n\n{lines}"
        first = next(iter(notebooks.values()))
        first.cells.insert(0, nbformat.v4.new_markdown_cell(shown, id="notes-of-the-grader"))
    config = deepcopy(course.config)
    steps = Autograde(coursedir=course.directory, config=config).autograde_preprocessors
    config.Autograde.sanitize_preprocessors = []  # `repair` did their work before the execution
    config.Autograde.autograde_preprocessors = [
        step for step in steps if not (isinstance(step, type) and issubclass(step, Execute))
    ]
    with tempfile.TemporaryDirectory(dir=course.scratch) as staged:
        config.CourseDirectory.submitted_directory = staged
        config.CourseDirectory.root = str(course.root)
        # Any student, because nbgrader reads some names as patterns. There is only this one.
        directory = CourseDirectory(config=config, assignment_id=lesson, student_id="*")
        folder = Path(directory.format_path(staged, student, lesson))
        with naming(staged):
            folder.mkdir(parents=True)
            for name, content in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for name, notebook in notebooks.items():
                nbformat.write(notebook, folder / f"{name}.ipynb")
        silent = logging.Logger("silent", logging.CRITICAL)
        step = OneSubmission(coursedir=directory, config=config, log=silent)
        step.where = lesson, student
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"nbgrader\.")  # about its use of its database
            step.start()


def clear(course: Course, gradebook: OneGradebook, student: str, lesson: str) -> None:
    """Remove the results of an earlier run, so that no old score can survive."""
    for step in ("autograded", "feedback"):
        folder = course.folder(step, student, lesson)
        if folder.is_dir():
            shutil.rmtree(folder)
    gradebook.forget(student, lesson)
