"""What a lesson asks of a student, read from its source: exercises, quiz questions, predictions.

The options of a question are written down once, in the checks. They are read there as text, because
importing the checks also imports PyTorch, which takes longer than the whole report.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from course.errors import CourseError
from course.grading.gradebook import Course
from course.grading.lesson import sources
from course.markers import HIDDEN, to_solution, to_stub
from course.nbgrader_glue import ClearToStub

CHECKS = Path(__file__).resolve().parents[1] / "checks"
HEADING = re.compile(  # ### Exercise · 01-swap-fc · 4 points · ●●○ · about 8 minutes
    r"^#+ .*· (?P<cell>[\w-]+) · .* · (?P<level>[●○]+) · about (?P<minutes>\d+) min", re.M
)
QUESTION = re.compile(r"\bchecks\.(?P<kind>predicted|\w+\.quiz)\(\s*[\"'](?P<id>[^\"']+)")
TITLE = re.compile(r"\A# +(.+)")
STUB = ClearToStub().code_stub["python"]
NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Choice:
    """One option of a question; the right one has no misconception."""

    text: str
    misconception: str


@dataclass(frozen=True)
class Task:
    """A graded cell and what belongs to it.

    Attributes:
        cell: the id of the graded cell, as in a record's scores.
        answer: the id of the cell for the answer, as in a record's answers.
        kind: "exercise", "question" or "prediction".
        points: the possible points.
        level: the difficulty, 1 to 3; 0 if it does not say.
        minutes: how long it is expected to take; 0 if it does not say.
        prompt: what a question asks, as Markdown.
        choices: the options of a question, by letter.
        shown: what a student sees anyway: what the answer cell holds at first, and a solution.
    """

    cell: str
    answer: str
    kind: str
    points: float
    level: int = 0
    minutes: int = 0
    prompt: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    shown: tuple[str, ...] = ()

    @property
    def right(self) -> str:
        """The letter of the right option; "" if this is not a question."""
        return next((key for key, each in self.choices.items() if not each.misconception), "")


@dataclass(frozen=True)
class Asked:
    """What a lesson asks.

    Attributes:
        title: its first heading; "" if there is none.
        tasks: in the order of the notebook.
        names: what its own code calls things.
    """

    title: str = ""
    tasks: tuple[Task, ...] = ()
    names: frozenset[str] = frozenset()


def read_asked(course: Course, lesson: str) -> Asked:
    """Return what a lesson asks; nothing if its source is not there.

    Raises:
        CourseError: its source cannot be read.
    """
    paths = sources(course, lesson)
    tasks: list[Task] = []
    names: set[str] = set()
    titles: list[str] = []
    for name, path in paths.items():
        try:
            notebook = nbformat.read(path, as_version=4)
            before = f"{name}/" if len(paths) > 1 else ""
            tasks += _tasks(notebook, before, path.parent.parents[1])
            titles += TITLE.findall("\n".join(cell.source for cell in notebook.cells[:1]))
            code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
            names.update(NAME.findall("\n".join(to_stub(text, "")[0] for text in code)))
        except (OSError, ValueError) as error:
            raise CourseError(
                f"Expected to read {path}, got {type(error).__name__}: {error}. "
                "Fix the notebook, and run this again."
            ) from error
    return Asked(" · ".join(titles), tuple(tasks), frozenset(names))


def _tasks(notebook: NotebookNode, before: str, root: Path) -> list[Task]:
    cells = notebook.cells
    prose = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    headings = {match["cell"]: match for match in HEADING.finditer(prose)}
    places = {cell.get("id"): at for at, cell in enumerate(cells)}
    tasks = []
    for cell in filter(is_grade, cells):
        grade_id = cell.metadata.nbgrader.grade_id
        answer = grade_id.removesuffix("-test")
        question, heading = QUESTION.search(cell.source), headings.get(answer)
        kind, choices, prompt, shown = "exercise", {}, "", ()
        if question:
            kind = "prediction" if question["kind"] == "predicted" else "question"
            choices = options().get(question["id"], {})
            prompt = _prompt(cells[: places.get(answer, 0)])
        elif answer in places:
            text = HIDDEN.sub("", cells[places[answer]].source)
            shown = to_stub(text, STUB)[0], to_solution(text), *_bank(root, answer)
        tasks.append(
            Task(
                before + grade_id,
                before + answer,
                kind,
                float(cell.metadata.nbgrader.points),
                heading["level"].count("●") if heading else 0,
                int(heading["minutes"]) if heading else 0,
                prompt,
                choices,
                shown,
            )
        )
    return tasks


def _bank(root: Path, exercise: str) -> list[str]:
    """The right answers of the bank: a student can open some after a ✓ where the copy has them."""
    paths = sorted(root.glob(f"tests/answers/*/{exercise}/right_*.py"))
    return [path.read_text("utf-8") for path in paths]


def _prompt(cells: list[NotebookNode]) -> str:
    """The paragraph above the options, or the heading, in the last text before the answer."""
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    above = (texts or [""])[-1].split("\n- **a**")[0]
    return above.strip().split("\n\n")[-1].rpartition("\n#")[2].lstrip("# ")


@cache
def options() -> dict[str, dict[str, Choice]]:
    """Return the options of all questions and predictions of this course, by id and letter."""
    found: dict[str, dict[str, Choice]] = {}
    for path in sorted(CHECKS.glob("*/quiz.py")) + sorted(CHECKS.glob("*/predictions.py")):
        for table in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(table, ast.Dict):
                continue
            for key, listed in zip(table.keys, table.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(listed, ast.List):
                    made = [_choice(call) for call in listed.elts if isinstance(call, ast.Call)]
                    found[key.value] = dict(zip("abcdef", made, strict=False))
    return found


def _choice(call: ast.Call) -> Choice:
    """Read ``Option(text, why, misconception)``."""
    given = dict(zip(("text", "why", "misconception"), call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords}
    text, misconception = given["text"], given.get("misconception", ast.Constant(""))
    return Choice(ast.literal_eval(text), ast.literal_eval(misconception))
