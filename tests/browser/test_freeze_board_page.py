"""The freeze board in JupyterLab, used as a student would: with the mouse and with keys."""

import re
from collections.abc import Iterator

import pytest
from driver import TEXTS, Lab, Notebook, contrast
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.slow

SHOW = "from course.views import freeze_board\nfreeze_board.show()"
UNFROZEN = "freeze_board.show(order='swap, freeze nothing', holds='everything', momentum='0.9')"


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[Notebook]:
    path = lab.write("freeze.ipynb", SHOW, UNFROZEN)
    notebook = lab.open(path)
    notebook.run("a", "b")
    for cell in "ab":
        board(notebook, cell).wait_for()
    yield notebook
    assert notebook.errors == []
    notebook.page.close()


def board(notebook: Notebook, cell: str = "a") -> Locator:
    return notebook.output(cell).locator(".course-freeze")


def switch(notebook: Notebook, key: str, value: str, cell: str = "a") -> None:
    group = board(notebook, cell).locator(f"[data-switch={key}]")
    group.get_by_role("radio", name=value, exact=True).check()
    notebook.settle()


def predict(notebook: Notebook, *parts: str, cell: str = "a") -> None:
    for part in ("body", "statistics", "head"):
        box = board(notebook, cell).get_by_role("checkbox", name=part, exact=True)
        box.set_checked(part in parts)
    notebook.settle()


def take_step(notebook: Notebook, cell: str = "a") -> str:
    """Click, and return what the board says about the step."""
    board(notebook, cell).get_by_role("button", name="Take one step").click()
    notebook.settle()
    return board(notebook, cell).locator(".result").inner_text()


def row(notebook: Notebook, name: str, cell: str = "a") -> list[str]:
    """Return the cells of a tensor's row."""
    table = board(notebook, cell).locator("table").first
    found = table.locator("tbody tr", has=notebook.page.get_by_role("rowheader", name=name))
    return found.locator("td").all_inner_texts()


def reset(notebook: Notebook, cell: str = "a") -> None:
    board(notebook, cell).get_by_role("button", name="Reset").click()
    notebook.settle()


def test_a_prediction_a_step_and_a_verdict(notebook):
    assert row(notebook, "fc.weight") == ["?", "?", "?", "?"]
    assert "model.fc = nn.Linear(8, 3)" in board(notebook).locator(".code").inner_text()
    predict(notebook, "head")
    text = take_step(notebook)
    assert "✓ head moved, as you predicted" in text
    assert "✗ statistics moved, and you did not tick them" in text
    assert "although BatchNorm is frozen" in text
    assert row(notebook, "fc.weight")[:3] == ["≠ moved", "True", "● yes"]
    assert row(notebook, "body.conv1.weight") == ["= still", "❄ False", "○ no", "None"]
    assert row(notebook, "▶ body.bn1.running_mean")[0] == "≠ moved"
    # The same switches, but the body in eval mode: the statistics stay.
    switch(notebook, "mode", "train, body in eval")
    assert "model.body.eval()" in board(notebook).locator(".code").inner_text()
    assert "✗" not in take_step(notebook)
    past = board(notebook).locator(".history tbody tr").all_inner_texts()
    assert len(past) == 2 and "3 of 3 right" in past[1] and "mode: train, body in eval" in past[1]


def test_the_optimizer_that_is_older_than_the_head(notebook):
    reset(notebook)
    assert not board(notebook).locator(".history").is_visible()
    switch(notebook, "made", "before the swap")
    predict(notebook, "head", "statistics")
    text = take_step(notebook)
    assert "fc got a gradient, but the optimizer holds the old fc" in text
    assert "✗ head stayed still, and you ticked it" in text
    assert row(notebook, "old fc.weight")[2] == "● yes"
    assert "sum of 2 steps" in take_step(notebook)
    # Another order is another model.
    switch(notebook, "made", "after the swap")
    assert row(notebook, "fc.weight")[0] == "?"
    switch(notebook, "order", "swap, then freeze all")
    text = take_step(notebook)
    assert "RuntimeError: element 0 of tensors does not require grad" in text
    assert "the freeze came after the swap" in text


def test_frozen_in_the_middle_of_a_run(notebook):
    predict(notebook, "body", "statistics", "head", cell="b")
    assert "Nothing surprising" in take_step(notebook, "b")
    for key in ("convs", "norms"):
        switch(notebook, key, "False", "b")
    switch(notebook, "zero_grad", "set_to_none=False", "b")
    predict(notebook, "statistics", "head", cell="b")
    text = take_step(notebook, "b")
    assert "✗ body moved, and you did not tick it" in text
    assert "the gradient is zero, not None" in text and "momentum still changed it" in text
    assert row(notebook, "body.conv1.weight", "b") == ["≠ moved", "❄ False", "● yes", "zeros"]


def test_it_works_with_keys_alone(notebook):
    reset(notebook)
    page, seen = notebook.page, board(notebook)
    active = page.evaluate("panel.content.activeCellIndex")
    cells = page.evaluate("panel.content.widgets.length")
    seen.locator("[data-switch=order] input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")  # each group of radio buttons is one stop
    page.keyboard.press("ArrowRight")
    notebook.settle()
    chosen = seen.locator("input[type=radio]:checked")
    values = chosen.evaluate_all("all => all.map((one) => one.value)")
    assert values[:3] == ["swap, then freeze all", "before the swap", "the head"]
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "statistics":
            break
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Take one step"
    page.keyboard.press("Enter")
    notebook.settle()
    assert "✓ statistics moved" in seen.locator(".result").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Take one step"
    page.keyboard.press("d")  # twice would delete the notebook's cell
    page.keyboard.press("d")
    assert page.evaluate("panel.content.widgets.length") == cells
    assert page.evaluate("panel.content.activeCellIndex") == active


def test_every_control_has_a_name(notebook):
    seen = board(notebook)
    for role in ("radio", "checkbox", "button"):
        for each in seen.get_by_role(role).all():
            expect(each).to_have_accessible_name(re.compile(r"\w"))
    expect(seen.get_by_role("group", name="optimizer made")).to_have_count(1)
    expect(seen.get_by_role("group", name="I predict that these will move")).to_have_count(1)
    expect(seen.get_by_role("region", name="the code that a step runs")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_is_readable_in_both_themes(notebook, theme):
    notebook.theme(theme)
    reset(notebook)
    notebook.shot(board(notebook), f"freeze-board-start-{theme}")
    switch(notebook, "made", "before the swap")
    predict(notebook, "head")
    for _ in range(2):
        take_step(notebook)
    notebook.shot(board(notebook), f"freeze-board-{theme}")
    for cell in "ab":
        clipped = "all => all.filter((one) => one.scrollWidth > one.clientWidth).length"
        assert board(notebook, cell).locator(".wide").evaluate_all(clipped) == 0
        texts = board(notebook, cell).evaluate(TEXTS)
        assert len(texts) > 100
        assert [each for each in texts if contrast(*each[1:]) < 4.5] == []
    switch(notebook, "order", "swap, then freeze all")
    take_step(notebook)
    notebook.shot(board(notebook), f"freeze-board-error-{theme}")
    notebook.shot(board(notebook, "b"), f"freeze-board-middle-{theme}")
    notebook.theme("light")


def test_the_board_is_where_it_was_after_a_reload(lab, notebook):
    reset(notebook)
    switch(notebook, "mode", "eval")
    predict(notebook, "head")
    take_step(notebook)
    notebook.command("docmanager:save")
    notebook.open(lab.url, "freeze.ipynb")
    board(notebook).wait_for()
    radio = board(notebook).locator("[data-switch=mode] input[value=eval]")
    assert radio.is_checked()
    assert board(notebook).get_by_role("checkbox", name="head", exact=True).is_checked()
    assert "3 of 3 right" in board(notebook).locator(".history").inner_text()
    assert "✓ head" in take_step(notebook)


def test_a_table_is_there_without_a_kernel(lab, notebook):
    notebook.command("docmanager:save")
    stored = (lab.folder / "freeze.ipynb").read_text()
    assert "widget" not in stored
    (lab.folder / "freeze_reopened.ipynb").write_text(stored)
    reopened = lab.open("freeze_reopened.ipynb", kernel=False)
    output = reopened.output("a")
    output.get_by_text("To use the board, run this cell").wait_for()
    assert reopened.page.locator(".course-freeze").count() == 0
    assert not output.locator("table").is_visible()
    output.get_by_text("The first step").click()
    assert "≠ moved" in output.locator("table").inner_text()
    for theme in ("dark", "light"):
        reopened.theme(theme)
        reopened.shot(output, f"freeze-board-static-{theme}")
        texts = output.locator("[data-course-view]").evaluate(TEXTS)
        assert len(texts) > 50
        assert [each for each in texts if contrast(*each[1:]) < 4.5] == []
    reopened.page.close()
