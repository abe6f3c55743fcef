"""How this course uses nbgrader: its settings, its converters, and its metadata of a cell."""

import os
import sysconfig
import warnings
from pathlib import Path

from jupyter_client.manager import KernelManager
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions, Execute
from nbgrader.utils import capture_log
from traitlets import Bool, Dict
from traitlets.config import Config

from course.errors import CourseError
from course.markers import to_stub

COURSE = "replace-the-head"  # nbgrader's id of this course
CELL_SECONDS = 120  # a lesson's cell takes less than 10 s; a busy machine may need more
SANDBOXED = "course-sandboxed"  # the name of its provisioner, see pyproject.toml
TEMPLATES = Path(__file__).parent / "assets" / "nbconvert"
QUIET = ["--log-level=ERROR"]  # for kernels: no warnings about sockets on the terminal


class ClearToStub(ClearSolutions):
    """nbgrader's ClearSolutions, with a stub for each region: see `course/markers.py`."""

    code_stub = Dict({"python": 'raise NotImplementedError("your code here")'}).tag(config=True)

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        default = self.code_stub[language] if cell.cell_type == "code" else self.text_stub
        cell.source, replaced = to_stub(cell.source, default)
        return replaced


class SandboxedExecute(Execute):
    """nbgrader's own execution of a submission, in the sandbox that `course grade` uses.

    Formgrader's button "Autograde" and `nbgrader autograde` use it.
    """

    sandboxed = Bool(True, help="False runs students' code with all your rights.").tag(config=True)

    def create_kernel_manager(self) -> KernelManager:
        manager = super().create_kernel_manager()
        if self.sandboxed:
            manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": SANDBOXED}
        return manager


def configure(config: Config) -> Config:
    """Add this course's settings; `nbgrader_config.py`, the build and the grading all use them."""
    stock = GenerateAssignment.preprocessors.default()
    config.CourseDirectory.course_id = COURSE
    config.GenerateAssignment.preprocessors = [
        ClearToStub if step is ClearSolutions else step for step in stock
    ]
    config.Execute.timeout = CELL_SECONDS
    return make_safe(config)


def make_safe(config: Config) -> Config:
    """Add the settings that any course needs so that its students' code and pages do no harm."""
    # nbgrader runs `alembic` by name, which must work without an activated environment too.
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, path])
    # Kernels inherit this. On a busy machine, many threads make them many times slower.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    config.Execute.extra_arguments = QUIET
    # After the last cell there is nothing left to save, and a polite shutdown takes a second.
    config.Execute.shutdown_kernel = "immediate"
    config.Autograde.autograde_preprocessors = [
        SandboxedExecute if step is Execute else step
        for step in Autograde.autograde_preprocessors.default()
    ]
    # What students wrote is shown in a browser, by formgrader and in the feedback.
    ours = "course.grading.feedback"
    config.HTMLExporter.sanitize_html = True
    filters = ("clean_html", "highlight_code", "markdown2html")
    config.HTMLExporter.filters = {name: f"{ours}.{name}" for name in filters}
    # Ours comes first: nbconvert's own refuse a notebook with any part of an unexpected type.
    config.HTMLExporter.default_preprocessors = []
    config.HTMLExporter.preprocessors = [f"{ours}.plain", CSSHTMLHeaderPreprocessor]
    config.GenerateFeedback.exporter_class = f"{ours}.FeedbackExporter"
    summary = "course.grading.summary"
    config.GenerateFeedback.preprocessors = [f"{summary}.Grades", f"{summary}.summarized"]
    config.FeedbackExporter.template_name = "course_feedback"
    config.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.ExportApp.plugin_class = "course.grading.export.CsvWithStatus"
    return config


def convert(
    converter: type[BaseConverter],
    root: Path,
    lesson: str,
    student: str = "*",
    config: Config | None = None,
) -> None:
    """Run one of nbgrader's converters on a lesson in the course folder, quietly.

    ``config`` holds an instructor's settings, such as another database. The working directory
    changes while this runs, so never call it from two threads.

    Raises:
        CourseError: the converter failed; the message includes the end of its log.
    """
    config = configure(Config()) if config is None else Config(config)
    config.CourseDirectory.root = str(root)
    coursedir = CourseDirectory(config=config, assignment_id=lesson, student_id=student)
    app = converter(coursedir=coursedir, config=config)
    app.force = True
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"nbgrader\.")  # about how it uses its database
        result = capture_log(app)
    if not result["success"]:
        if "KeyboardInterrupt" in result["error"].splitlines()[-1]:
            raise KeyboardInterrupt  # nbgrader reports it as an ordinary failure
        log = (result.get("log") or result["error"]).strip()
        advice = "Fix the notebook named above, and run this again."
        if any(words in log for words in ("No space left on device", "disk is full")):
            advice = "Make room on the disk, and run this again."
        raise CourseError(
            f"Expected nbgrader's {converter.__name__} to succeed on {lesson}, but it failed:\n"
            f"{log[-2000:]}\n{advice}"
        )
