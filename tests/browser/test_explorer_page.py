"""Two views in JupyterLab: find the head of a model, and explain a shape error."""

from collections.abc import Iterator

import pytest
from driver import TEXTS, Lab, Notebook, contrast
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.slow

FIND = """
import torch
from torch import nn
from torchvision import models
from course.views.explorer import find_the_head
resnet = models.resnet18(num_classes=10)
resnet.classifier = nn.Linear(512, 10)
with torch.device("meta"):
    vgg = models.vgg16()
find_the_head({"resnet18": resnet, "vgg16": vgg}, torch.randn(2, 3, 64, 64))
"""
EXPLAIN = """
from course.views.mismatch import explain
broken = models.resnet18()
broken.fc = nn.Linear(1024, 10)
images = torch.randn(4, 3, 64, 64)
try:
    broken(images)
except RuntimeError as error:
    explain(broken, error, images)
"""
LOADING = """
try:
    models.resnet18(num_classes=3).load_state_dict(models.resnet18().state_dict())
except RuntimeError as error:
    explain(models.resnet18(num_classes=3), error)
"""
UNKNOWN = 'explain(broken, "CUDA error: device-side assert triggered")'


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[Notebook]:
    notebook = lab.open(lab.write("explorer.ipynb", FIND, EXPLAIN, LOADING, UNKNOWN))
    notebook.run("a", "b", "c", "d")
    finder(notebook).wait_for()
    for cell in "bc":
        error(notebook, cell).wait_for()
    yield notebook
    assert notebook.errors == []
    notebook.page.close()


def finder(notebook: Notebook) -> Locator:
    return notebook.output("a").locator(".course-explorer")


def error(notebook: Notebook, cell: str) -> Locator:
    return notebook.output(cell).locator(".course-mismatch")


def row(notebook: Notebook, path: str) -> Locator:
    return finder(notebook).locator(f"tbody tr[data-path='{path}']")


def focused(notebook: Notebook) -> str | None:
    return notebook.page.evaluate("document.activeElement.getAttribute('data-path')")


def test_a_student_finds_a_head_by_clicking(notebook):
    view = finder(notebook)
    verdict = view.locator(".verdict")
    expect(verdict).to_have_text("Pick a model.")
    expect(view.locator(".score")).to_have_text("0 of 2 found")
    view.get_by_role("button", name="resnet18").click()
    row(notebook, "fc").wait_for()
    # What never runs is marked from the beginning; what is inside a layer is folded.
    expect(view.locator("tbody tr:visible .idle")).to_have_text("never called")
    assert row(notebook, "classifier").locator(".idle").is_visible()
    assert not row(notebook, "layer1.0").is_visible()
    expect(row(notebook, "layer4").locator("td").nth(1)).to_have_text("(2, 512, 2, 2)")
    expect(row(notebook, "fc").locator("td").nth(2)).to_have_text("5,130")
    row(notebook, "classifier").click()
    expect(verdict).to_contain_text("✗ classifier: No. It is never called")
    row(notebook, "layer4").click()
    expect(verdict).to_contain_text("a container of layers that run before the head")
    row(notebook, "layer4.0").wait_for()
    row(notebook, "avgpool").click()
    expect(verdict).to_contain_text("It returns (2, 512, 1, 1), not the logits, (2, 10).")
    expect(view.locator(".score")).to_have_text("0 of 2 found")
    row(notebook, "fc").click()
    expect(verdict).to_contain_text("✓ fc: Yes. ")
    expect(view.locator(".score")).to_have_text("1 of 2 found")
    expect(view.get_by_role("button", name="✓ resnet18")).to_have_attribute("aria-pressed", "true")
    assert row(notebook, "fc").get_attribute("aria-selected") == "true"
    expect(row(notebook, "classifier").locator(".sign")).to_have_text("✗")
    # The twisty folds without asking.
    row(notebook, "layer4").locator(".twisty").click()
    expect(row(notebook, "layer4.0")).to_be_hidden()
    expect(verdict).to_contain_text("✓ fc: Yes. ")
    notebook.shot(view, "find-the-head")


def test_the_same_with_the_keyboard_alone(notebook):
    page, view = notebook.page, finder(notebook)
    active = page.evaluate("panel.content.activeCellIndex")
    view.get_by_role("button", name="resnet18").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    row(notebook, "classifier").wait_for()
    assert not row(notebook, "classifier.6").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "search layers"
    page.keyboard.press("Tab")
    for key, path in (
        ("ArrowDown", "features"),
        ("End", "classifier"),
        ("ArrowRight", "classifier"),
        ("ArrowRight", "classifier.0"),
        ("ArrowLeft", "classifier"),
        ("Home", ""),
        ("ArrowUp", ""),
        ("ArrowRight", "features"),
        ("End", "classifier.6"),
    ):
        page.keyboard.press(key)
        assert focused(notebook) == path, key
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    verdict = view.locator(".verdict")
    expect(verdict).to_contain_text("It is the container around the head")
    page.keyboard.press("End")
    page.keyboard.press("Space")
    expect(verdict).to_contain_text("✓ classifier.6: Yes. ")
    expect(view.locator(".score")).to_have_text("2 of 2 found")
    for key in ("d", "d", "x", "b"):  # these would change the notebook
        page.keyboard.press(key)
    assert page.evaluate("panel.content.widgets.length") == 4
    assert page.evaluate("panel.content.activeCellIndex") == active


def test_layers_can_be_searched(notebook):
    view = finder(notebook)
    search = view.get_by_role("searchbox", name="search layers")
    search.fill("linear")
    expect(view.get_by_text("3 of 42 modules match")).to_be_visible()
    paths = "all => all.map((row) => row.dataset.path)"
    shown = view.locator("tbody tr:visible").evaluate_all(paths)
    assert shown == ["", "classifier", "classifier.0", "classifier.3", "classifier.6"]
    row(notebook, "classifier.3").click()
    expect(view.locator(".verdict")).to_contain_text("one more Linear or convolution runs after it")
    search.fill("no such thing")
    expect(view.locator("tbody tr:visible")).to_have_count(0)
    search.fill("")
    row(notebook, "features").wait_for()
    # Another model keeps what was found and tried.
    view.get_by_role("button", name="resnet18").click()
    expect(row(notebook, "classifier").locator(".sign")).to_have_text("✗")


def test_rows_and_buttons_have_names_for_screen_readers(notebook):
    view = finder(notebook)
    assert view.get_by_role("treegrid", name="modules of the model").count() == 1
    assert view.get_by_role("row", name="fc Linear(in_features=512").count() == 1
    assert row(notebook, "layer1").get_attribute("aria-expanded") == "false"
    assert row(notebook, "layer1").get_attribute("aria-level") == "2"
    assert view.get_by_role("toolbar", name="models").get_by_role("button").count() == 2
    assert view.locator("tbody tr[tabindex='0']").count() == 1
    box = error(notebook, "b")
    for role, name in (
        ("combobox", "number to change"),
        ("spinbutton", "its new value"),
        ("button", "back to the error"),
    ):
        assert box.get_by_role(role, name=name, include_hidden=True).count() == 1


def values(view: Locator) -> list[str]:
    return view.locator(".value").all_inner_texts()


def test_a_student_changes_one_number_and_sees_what_follows(notebook):
    view = error(notebook, "b")
    sentence = view.locator(".sentence")
    expect(sentence).to_contain_text("✗ fc takes 1024 features and receives 512.")
    assert values(view) == ["4", "512", "1024", "10"]
    assert "avgpool returned (4, 512, 1, 1)" in view.locator(".where").all_inner_texts()[1]
    value = view.get_by_role("spinbutton", name="its new value")
    assert value.input_value() == "1024"
    value.fill("500")
    expect(sentence).to_contain_text("Still: fc takes 500 features and receives 512.")
    expect(view.locator(".error")).to_contain_text("(4x512 and 500x10)")
    value.fill("512")
    expect(sentence).to_have_text("✓ It runs: the model returns (4, 10).")
    notebook.shot(view, "mismatch-runs")
    value.fill("0")
    expect(view.get_by_text("Type a whole number from 1 to 100000.")).to_be_visible()
    view.get_by_role("button", name="back to the error").click()
    expect(sentence).to_contain_text("fc takes 1024 features and receives 512.")
    assert value.input_value() == "1024"
    view.get_by_label("number to change").select_option("height and width of the images")
    assert value.input_value() == "64"
    value.press("ArrowUp")
    expect(view.get_by_text("height and width of the images, from 64 to 65.")).to_be_visible()
    assert values(view) == ["4", "512", "1024", "10"]  # the pool hides the size
    view.get_by_label("number to change").select_option("channels of the images")
    value.fill("1")
    expect(sentence).to_contain_text("conv1 takes 3 channels and receives 1.")
    assert notebook.page.evaluate("panel.content.widgets.length") == 4


def test_a_checkpoint_and_an_unknown_error_are_explained_too(notebook):
    view = error(notebook, "c")
    expect(view.locator(".sentence")).to_contain_text("fc.weight, fc.bias have other shapes")
    assert values(view) == ["1000", "512", "3", "512"]
    view.get_by_role("spinbutton", name="its new value").fill("1000")
    expect(view.locator(".sentence")).to_have_text(
        "✓ All 2 tensors fit. The checkpoint would load."
    )
    view.get_by_role("button", name="back to the error").click()
    assert "This view cannot read the error" in notebook.text("d")
    assert error(notebook, "d").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_is_readable_in_both_themes(notebook, theme):
    notebook.theme(theme)
    view = finder(notebook)
    for model, path in (("resnet18", "classifier"), ("vgg16", "classifier.6")):
        view.get_by_role("button", name=model).click()
        row(notebook, "classifier").wait_for()
        view.get_by_role("searchbox").fill("linear")
        row(notebook, path).click()
        expect(view.locator(".verdict")).to_contain_text(path)
        row(notebook, path).hover()
        texts(view, 15)
        view.get_by_role("searchbox").fill("")
        texts(view, 15)
        notebook.shot(view, f"find-{model}-{theme}")
    for cell in "bc":
        error(notebook, cell).get_by_role("spinbutton").fill("7")
        expect(error(notebook, cell).get_by_text("You changed")).to_be_visible()
        texts(error(notebook, cell), 12)
        notebook.shot(error(notebook, cell), f"mismatch-{cell}-{theme}")
        error(notebook, cell).get_by_role("button", name="back to the error").click()
    texts(notebook.output("d").locator(".jp-RenderedHTML"), 2)
    notebook.theme("light")


def texts(place: Locator, least: int) -> None:
    found = place.evaluate(TEXTS)
    assert len(found) >= least
    assert [each for each in found if each[1].startswith("rgba")] == []  # lets the page through
    assert [each for each in found if contrast(*each[1:]) < 4.5] == []


def test_without_a_kernel_the_page_says_what_it_needs(lab, notebook):
    notebook.command("docmanager:save")
    stored = (lab.folder / "explorer.ipynb").read_text()
    assert "widget" not in stored
    (lab.folder / "explorer_reopened.ipynb").write_text(stored)
    reopened = lab.open("explorer_reopened.ipynb", kernel=False)
    for cell in "abc":
        reopened.output(cell).locator("table").wait_for()
        assert "kernel" in reopened.text(cell)
    assert "classifier" not in reopened.text("a") and "vgg16" in reopened.text("a")
    assert reopened.page.locator(".course-explorer, .course-mismatch").count() == 0
    for theme in ("dark", "light"):
        reopened.theme(theme)
        for cell in "ab":
            texts(reopened.output(cell).locator(".jp-RenderedHTML"), 4)
            reopened.shot(reopened.output(cell), f"static-find-{cell}-{theme}")
    reopened.page.close()


def test_after_a_restart_the_stored_part_returns(notebook):  # last: the kernel forgets everything
    notebook.wait("() => panel.sessionContext.session.kernel.restart()")
    notebook.output("a").get_by_text("needs a notebook page with a kernel").wait_for()
    notebook.output("b").get_by_text("that needs a kernel").wait_for()
    assert notebook.page.locator(".course-explorer, .course-mismatch").count() == 0
