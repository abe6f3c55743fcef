"""A student's walk through a lesson: nothing answered, then everything, and reopened later."""

import os

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
LONG = 5  # times as long as an ordinary cell may take: a whole lesson


def run_all(notebook: Notebook) -> None:
    """Run every cell: none raises an error, none is left out."""
    notebook.wait(RUN_ALL, times=LONG)
    assert notebook.page.evaluate(ERRORS) == []
    assert None not in notebook.page.evaluate(COUNTS)


def marks(notebook: Notebook, checks: list[str]) -> set[str]:
    """The first characters of the cards below these cells."""
    return {notebook.text(cell)[:1] for cell in checks}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_from_nothing_to_everything(lab: Lab, lesson):
    source = nbformat.read(ROOT / "source" / lesson / f"{lesson}.ipynb", as_version=4)
    answers = {
        cell.id: cell.source
        for cell in solution(source).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    checks = [f"{name}-test" for name in answers]
    notebook = lab.open(f"{lesson}/{lesson}.ipynb")
    run_all(notebook)
    assert marks(notebook, checks) == {"○"}

    for name, text in answers.items():
        notebook.write(name, text)
    if lesson == LESSONS[0]:
        notebook.wait(RESTART)
    run_all(notebook)  # without a restart, every cell runs a second time, after later ones
    assert marks(notebook, checks) == {"✓"}
    assert notebook.page.get_by_text("○ Not your").count() == 0
    assert notebook.errors == []

    notebook.command("docmanager:save")
    notebook.settle()
    stored = (lab.folder / lesson / f"{lesson}.ipynb").read_text("utf-8")
    (lab.folder / f"{lesson}-again.ipynb").write_text(stored, "utf-8")
    notebook.page.close()
    again = lab.open(f"{lesson}-again.ipynb", kernel=False)
    assert marks(again, checks) == {"✓"}
    again.page.close()
