"""A student's walk through a lesson: cards, buttons, help, Run All, a restart, the dark theme."""

from collections.abc import Iterator

import pytest
from driver import ROOT, TEXTS, Lab, Notebook, contrast

pytestmark = pytest.mark.slow

LESSON = "00_start_here/00_start_here.ipynb"
EXERCISE, QUIZ = "00-best-class", "00-quiz-1"
ANSWERS = ROOT / "tests" / "answers" / "00_start_here" / EXERCISE
COUNTS = """[...panel.content.widgets].map((w) => w.model).filter((m) => m.type === "code")
    .map((m) => m.executionCount)"""
# Runs all cells, and waits until none of them waits.
RUN_ALL = """async () => {
    await jupyterapp.commands.execute("runmenu:run-all");
    const waits = (cell) => cell.promptNode?.textContent.includes("*");
    while ([...panel.content.widgets].some(waits))
        await new Promise((done) => setTimeout(done, 100));
}"""


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[Notebook]:
    notebook = lab.open(LESSON)
    notebook.run_to(EXERCISE)
    yield notebook
    assert notebook.errors == []
    notebook.page.close()


def card(notebook: Notebook, cell: str):
    return notebook.output(cell).locator(".course-card")


def attempt(notebook: Notebook, name: str) -> str:
    notebook.write(EXERCISE, (ANSWERS / name).read_text())
    return notebook.run(EXERCISE, f"{EXERCISE}-test")


def test_run_all_goes_through_everything_that_is_open(notebook):
    notebook.wait(RUN_ALL)
    assert None not in notebook.page.evaluate(COUNTS)
    assert card(notebook, f"{EXERCISE}-test").inner_text().startswith("○")
    assert notebook.page.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0


def test_wrong_three_times_then_right(notebook):
    for _ in range(2):
        assert attempt(notebook, "wrong_over-the-batch.py").startswith("✗")
        assert card(notebook, f"{EXERCISE}-test").locator("details").count() == 0
    attempt(notebook, "wrong_over-the-batch.py")
    help_ = card(notebook, f"{EXERCISE}-test").locator("details")
    assert help_.locator("summary").all_inner_texts() == ["A third hint", "A worked solution"]
    assert not help_.nth(1).locator("pre").is_visible()
    help_.nth(1).locator("summary").click()
    assert "argmax" in help_.nth(1).locator("pre").inner_text()
    notebook.shot(notebook.cell(f"{EXERCISE}-test"), "third-attempt")
    assert attempt(notebook, "right_argmax.py").startswith("✓")
    panel = card(notebook, f"{EXERCISE}-test").locator("> details", has_text="Compare with other")
    panel.locator("> summary").click()
    assert "def best_class" in panel.inner_text()
    notebook.shot(notebook.cell(f"{EXERCISE}-test"), "compare")


def test_a_button_writes_the_letter_and_checks_it(notebook):
    notebook.write(QUIZ, 'answer_1 = ""   # "a", "b" or "c"')
    notebook.run(QUIZ, f"{QUIZ}-test")
    buttons = notebook.output(f"{QUIZ}-test").locator(".course-choices button")
    buttons.first.wait_for()
    assert [each.inner_text() for each in buttons.all()] == ["a", "b", "c"]
    notebook.shot(notebook.cell(f"{QUIZ}-test"), "question")
    buttons.first.click()
    card(notebook, f"{QUIZ}-test").get_by_text('✗ "a" is not right.').wait_for()
    source = notebook.source(QUIZ)
    assert source == 'answer_1 = "a"   # "a", "b" or "c"'
    # The same with the keyboard.
    again = notebook.output(f"{QUIZ}-test").locator(".course-choices button")
    again.first.wait_for()
    again.nth(1).focus()
    notebook.page.keyboard.press("Enter")
    card(notebook, f"{QUIZ}-test").get_by_text('✓ "b" is right.').wait_for()
    assert 'answer_1 = "b"' in notebook.source(QUIZ)
    assert notebook.output(f"{QUIZ}-test").locator(".course-choices").count() == 0


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_cards_are_legible_in_both_themes(notebook, theme):
    attempt(notebook, "right_argmax.py")
    notebook.theme(theme)
    for name in ("wrong_over-the-batch.py", "wrong_not-attempted.py", "right_argmax.py"):
        attempt(notebook, name)
        box = card(notebook, f"{EXERCISE}-test")
        box.evaluate("all => all.querySelectorAll('details').forEach((e) => { e.open = true; })")
        notebook.shot(notebook.cell(f"{EXERCISE}-test"), f"card-{name[:5]}-{theme}")
        texts = box.evaluate(TEXTS)
        assert texts
        assert [each for each in texts if contrast(*each[1:]) < 4.5] == []
    notebook.theme("light")


def test_saved_and_opened_again_the_cards_are_still_there(lab, notebook):
    notebook.command("docmanager:save")
    stored = (lab.folder / LESSON).read_text()
    assert "widget-view" not in stored
    (lab.folder / "again.ipynb").write_text(stored)
    again = lab.open("again.ipynb", kernel=False)
    assert again.text(f"{EXERCISE}-test").startswith("✓")
    assert again.text(f"{QUIZ}-test").startswith("✓")
    again.page.close()
