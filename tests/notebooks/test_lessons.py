"""What every lesson has: minutes that add up, difficulty, questions, code that is used, costs."""

import re

import nbformat
import pytest
from deserved import LESSONS, SOURCE
from nbformat import NotebookNode

from course.markers import to_stub
from course.sources import count_words

EXTENSIONS = "# ★ Extensions"
TITLE = re.compile(r"\*\*Core: about (\d+) minutes\.(?: Extensions ★: about (\d+) more\.)?\*\*")
HEADING = re.compile(
    r"^### Exercise · (\S+) · (\d+) points? · (●○○|●●○|●●●) · about (\d+) minutes?$"
)
WORDS_A_MINUTE, A_QUESTION = 200, 0.5  # reading; choosing an option takes half a minute


@pytest.fixture(scope="module", params=LESSONS)
def cells(request) -> list[NotebookNode]:
    path = SOURCE / request.param / f"{request.param}.ipynb"
    return nbformat.read(path, as_version=4).cells


def number(cells: list[NotebookNode]) -> str:
    return cells[0].id[:2]


def prose(cells: list[NotebookNode]) -> str:
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def code(cells: list[NotebookNode]) -> str:
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def answers(cells: list[NotebookNode], kind: str) -> list[str]:
    """The ids of the cells that a student fills in: "predict", "quiz", or "exercise"."""
    ids = [c.id for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    kinds = {each: (re.match(r"\d\d-(predict|quiz)-", each) or [0, "exercise"])[1] for each in ids}
    return [each for each in ids if kinds[each] == kind]


def by_hand(cells: list[NotebookNode]) -> set[str]:
    """The ids of the written answers, which a person grades: nothing runs them."""
    found = (c.metadata.get("nbgrader", {}) for c in cells if c.cell_type == "markdown")
    return {each["grade_id"] for each in found if each.get("solution")}


def parts(cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[NotebookNode]]:
    """The core and the extensions, each with its half of the cell that divides them."""
    at = next((i for i, c in enumerate(cells) if EXTENSIONS in c.source.split("\n")), len(cells))
    return cells[:at], cells[at:]


def headings(cells: list[NotebookNode]) -> dict[str, tuple]:
    found = map(HEADING.fullmatch, prose(cells).split("\n"))
    return {m[1]: (int(m[2]), m[3], int(m[4])) for m in found if m}


def minutes(cells: list[NotebookNode]) -> float:
    words = sum(n for c in cells if c.cell_type == "markdown" for _, n in count_words(c.source))
    questions = len(answers(cells, "predict") + answers(cells, "quiz"))
    exercises = sum(m for _, _, m in headings(cells).values())
    return words / WORDS_A_MINUTE + A_QUESTION * questions + exercises


def test_the_minutes_in_the_title_add_up(cells):
    core, more = parts(cells)
    title = TITLE.search(cells[0].source)
    assert title, "the title says how long the core takes, and the extensions"
    assert abs(int(title[1]) - minutes(core)) <= 4, f"core: {minutes(core):.0f} minutes"
    assert abs(int(title[2] or 0) - minutes(more)) <= 4, f"extensions: {minutes(more):.0f} minutes"
    if number(cells) != "00":
        assert 40 <= int(title[1]) <= 65


def test_every_exercise_says_points_difficulty_and_minutes(cells):
    points = {
        c.id.removesuffix("-test"): c.metadata.nbgrader.points
        for c in cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }
    said = headings(cells)
    assert list(said) == answers(cells, "exercise")
    assert {name: each[0] for name, each in said.items()} == {n: points[n] for n in said}


def test_every_exercise_is_used_after_its_check(cells):
    ids = [cell.id for cell in cells]
    for exercise in set(answers(cells, "exercise")) - by_hand(cells):
        later = code(cells[ids.index(f"{exercise}-test") + 1 :])
        assert re.search(rf'checks\.yours\(\s*"{exercise}"', later), exercise


def test_every_written_answer_has_a_rubric_that_is_shown_afterwards(cells):
    from course.checks.capstone.rubric import RUBRICS  # imports torch

    ids = [cell.id for cell in cells]
    for question in by_hand(cells):
        after = cells[ids.index(question) + 1]
        assert f'.rubric("{question}", ' in after.source
        assert len(RUBRICS[question]) == 4


def test_every_prediction_is_explained_after_the_run(cells):
    ids = [cell.id for cell in cells]
    for question in answers(cells, "predict"):
        at = ids.index(f"{question}-test")
        why = next(i for i, c in enumerate(cells) if f'.why("{question}")' in c.source)
        assert any(c.cell_type == "code" for c in cells[at + 1 : why]), f"{question}: no run"


def test_questions_are_markdown_above_a_line_for_the_answer(cells):
    ids = [cell.id for cell in cells]
    for question in answers(cells, "predict") + answers(cells, "quiz"):
        cell = cells[ids.index(question)]
        assert cells[ids.index(question) - 1].cell_type == "markdown", question
        stub, _ = to_stub(cell.source, "...")
        assert re.fullmatch(r'\w+ = ""(   # "a", .*)?', stub.strip()), question


def test_costs_are_measured_and_shown(cells):
    text = code(cells)
    assert number(cells) == "00" or "costs.measured(" in text
    assert number(cells) == "00" or "costs.table()" in text
    for bug in re.findall(r'costs\.measured\(\s*f?"([^"]+)"', text):
        assert bug.startswith(f"{number(cells)} "), bug


def test_every_id_says_what_the_cell_is(cells):
    odd = [
        c.id for c in cells if not re.fullmatch(rf"{number(cells)}-[a-z0-9]+(-[a-z0-9]+)*", c.id)
    ]
    assert odd == []


def test_what_reads_as_translated_is_not_written(cells):
    found = re.findall(
        r"(?<![-\w])(?:mend|mended|Promised:|others still|one an image)\b", prose(cells)
    )
    assert found == []
