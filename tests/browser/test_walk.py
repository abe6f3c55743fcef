"""A student's walk through a lesson: nothing answered, all wrong, all right, and reopened later."""

import os
import re

import nbformat
import pytest
from driver import ROOT, Lab, Notebook

from course.markers import solution

pytestmark = pytest.mark.slow

# A minute or two each: the short ones, or all of them with COURSE_WHOLE_BANK. That nothing stops an
# unanswered lesson is tested for all of them in test_engine_scores.py.
LESSONS = sorted(path.stem for path in ROOT.glob("source/*/*.ipynb"))
LESSONS = LESSONS if os.environ.get("COURSE_WHOLE_BANK") else LESSONS[:2]
COUNTS = """[...panel.content.widgets].map((w) => w.model).filter((m) => m.type === "code")
    .map((m) => m.executionCount)"""
# Runs all cells, and waits until none of them waits.
RUN_ALL = """async () => {
    await jupyterapp.commands.execute("runmenu:run-all");
    const waits = (cell) => cell.promptNode?.textContent.includes("*");
    while ([...panel.content.widgets].some(waits))
        await new Promise((done) => setTimeout(done, 100));
}"""
RESTART = "() => panel.sessionContext.session.kernel.restart()"
ERRORS = """[...panel.content.widgets].filter((w) => w.model.type === "code")
    .filter((w) => w.model.sharedModel.getOutputs().some((o) => o.output_type === "error"))
    .map((w) => w.model.id)"""
DEAD_HEAD = """def swap_fc(model, num_classes):
    model.classifier = nn.Linear(512, num_classes)
    return model"""
LONG = 5  # times as long as an ordinary cell may take: a whole lesson


def run_all(notebook: Notebook) -> None:
    """Run every cell: none raises an error, none is left out."""
    notebook.wait(RUN_ALL, times=LONG)
    assert notebook.page.evaluate(ERRORS) == []
    assert None not in notebook.page.evaluate(COUNTS)


def marks(notebook: Notebook, checks: list[str]) -> set[str]:
    """The mark that each of these cells shows first; "" if it shows none."""
    return {re.search("[○✗✓]|$", notebook.text(cell))[0] for cell in checks}


def wrong_answer(lesson: str, exercise: str) -> str:
    """The first wrong answer of the bank that is an answer at all; "" for a question."""
    files = sorted((ROOT / "tests" / "answers" / lesson / exercise).glob("wrong_*.py"))
    files = [file for file in files if not re.search("not-attempted|own-error", file.name)]
    return files[0].read_text("utf-8") if files else ""


def pictures(notebook: Notebook) -> None:
    """Save what the README shows: a curve, and exercise 01-swap-fc refused and accepted."""
    exercise, right = "01-swap-fc", notebook.source("01-swap-fc")
    notebook.shot(notebook.output("01-training-trace"), "curve")
    notebook.write(exercise, DEAD_HEAD)
    assert "[dead-attribute]" in notebook.run(exercise, f"{exercise}-test")
    notebook.shot_cells("01-swap", f"{exercise}-test", "check")
    notebook.write(exercise, right)
    notebook.run(exercise, f"{exercise}-test")
    cases = notebook.output(f"{exercise}-test").locator("details", has_text="cases").first
    cases.locator("> summary").click()
    notebook.shot_cells(f"{exercise}-test", f"{exercise}-test", "tick")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_from_nothing_to_everything(lab: Lab, lesson):
    source = nbformat.read(ROOT / "source" / lesson / f"{lesson}.ipynb", as_version=4)
    answers = {
        cell.id: cell.source
        for cell in solution(source).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    checks = [f"{name}-test" for name in answers]
    wrong = {name: text for name in answers if (text := wrong_answer(lesson, name))}
    notebook = lab.open(f"{lesson}/{lesson}.ipynb")
    run_all(notebook)
    assert marks(notebook, checks) == {"○"}

    for name, text in wrong.items():
        notebook.write(name, text)
    run_all(notebook)  # the cells that use an answer fall back on the course's version
    shown = {name: set(re.findall("[○✗✓]", notebook.text(f"{name}-test"))) for name in wrong}
    # A cell with two checks may accept the first.
    assert {name: found for name, found in shown.items() if found - {"✓"} != {"✗"}} == {}

    for name, text in answers.items():
        notebook.write(name, text)
    if lesson == LESSONS[0]:
        notebook.wait(RESTART)
    run_all(notebook)  # without a restart, every cell runs a second time, after later ones
    assert marks(notebook, checks) == {"✓"}
    assert notebook.page.get_by_text("○ Not your").count() == 0
    assert notebook.errors == []
    if lesson == "01_head_roles":
        pictures(notebook)

    notebook.command("docmanager:save")
    notebook.settle()
    stored = (lab.folder / lesson / f"{lesson}.ipynb").read_text("utf-8")
    (lab.folder / f"{lesson}-again.ipynb").write_text(stored, "utf-8")
    notebook.page.close()
    again = lab.open(f"{lesson}-again.ipynb", kernel=False)
    assert marks(again, checks) == {"✓"}
    again.page.close()
