"""Feedback in a browser: what a hostile notebook does there, and how an honest page looks."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import graded_page
import hostile_page
import nbformat
import pytest
from driver import PATIENCE, TEXTS, contrast
from graded_page import solved
from hostile_page import EVE, HTML, graded_class
from nbformat.v4 import new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from playwright.sync_api import Browser, Page, expect
from server import served
from tiny import LESSON
from traitlets.config import Config

from course.grading.feedback import POLICY
from course.nbgrader_glue import convert

SETTINGS = "from course.nbgrader_glue import configure\nconfigure(get_config())\n"
CLICK = """for (const each of document.querySelectorAll("#notebook a, #notebook summary"))
    if (!each.href || !/^http/.test(each.getAttribute("href"))) each.click();"""
HONEST = ["✓ honest stream", "✗ honest mistake", "honest column", "honest box", "honest table"]
HONEST += ["honest fallback", "Each of the 2 cases", "honest link", "vector<int>", "x < y"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    graded_class(folder)
    (folder / "nbgrader_config.py").write_text(SETTINGS)
    return folder


@pytest.fixture
def root(graded, tmp_path) -> Path:
    return shutil.copytree(graded, tmp_path / "course")


def feedback(root: Path) -> Path:
    return root / "feedback" / EVE / LESSON / f"{LESSON}.html"


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[tuple[Page, list[str]]]:
    """Open a page and click on everything; yield it with all that it did."""
    page, did = browser.new_page(viewport={"width": 1000, "height": 1000}), []
    page.set_default_timeout(1000 * PATIENCE)
    page.on("request", lambda request: did.append(request.url))
    page.on("dialog", lambda dialog: (did.append(dialog.message), dialog.dismiss()))
    page.goto(url, wait_until="load")
    page.evaluate(CLICK)
    page.wait_for_timeout(500)  # for what waits for an error, an animation or a timer
    yield page, [what for what in did if not what.startswith("data:")]
    page.close()


def looks_honest(page: Page) -> None:
    text = page.locator("#notebook").first.inner_text()
    for part in HONEST:
        assert part in " ".join(text.split()), part
    widths = page.evaluate("Array.from(document.images, image => image.naturalWidth)")
    assert widths.count(40) == 3  # one beside the page, one attached, one from code
    assert HTML[0] in text  # the attack itself is shown as text
    forbidden = "script[src*=attack], iframe, object, embed, form, [onerror], [onload], base, svg"
    assert page.locator(f"#notebook :is({forbidden})").count() == 0
    over = page.get_by_text("over the page").first
    assert over.evaluate("it => getComputedStyle(it).position") == "static"


@pytest.mark.parametrize("policy", [True, False], ids=["as it is", "without its policy"])
def test_feedback_runs_nothing_and_loads_nothing(root, browser, policy):
    """The clean page needs no policy, and the policy is there for what nobody thought of."""
    convert(GenerateFeedback, root, LESSON)
    page = feedback(root)
    text = page.read_text("utf-8")
    assert POLICY in text
    if not policy:
        page.write_text(text.replace(POLICY, ""), "utf-8")
    with opened(browser, page.as_uri()) as (tab, did):
        assert {each.split("#")[0] for each in did} == {
            page.as_uri(),
            (page.parent / "beside.png").as_uri(),
        }
        looks_honest(tab)
        colour = tab.get_by_text("✓ honest stream").evaluate("it => getComputedStyle(it).color")
        assert colour == "rgb(0, 116, 39)"


def test_the_policy_alone_stops_scripts(root, browser):
    convert(GenerateFeedback, root, LESSON)
    page = feedback(root)
    before, after = page.read_text("utf-8").split("</h1>", 1)
    page.write_text(f"{before}</h1>{''.join(HTML[:3])}{after}", "utf-8")
    with opened(browser, page.as_uri()) as (tab, did):
        assert tab.locator("script").count() > 0
        assert "attack" not in did


def test_the_same_notebook_attacks_with_nbgraders_own_settings(root, browser):
    """Otherwise the tests above would show nothing."""
    path = root / "autograded" / EVE / LESSON / f"{LESSON}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    # The other attacks already keep nbgrader from making a page.
    notebook.cells = [cell for cell in notebook.cells if cell.source in HTML]
    notebook.metadata.pop("widgets")
    nbformat.write(notebook, path)
    config = Config()
    config.CourseDirectory.root = str(root)
    directory = CourseDirectory(config=config, assignment_id=LESSON)
    GenerateFeedback(coursedir=directory, config=config).start()
    with opened(browser, feedback(root).as_uri()) as (_, did):
        assert "attack" in did
        assert any(each.startswith(hostile_page.FAR) for each in did)


def test_formgrader_runs_nothing_of_a_student_and_its_button_makes_the_same_feedback(root, browser):
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    with served(root, "-m", "jupyter", "server", extension) as url:
        with opened(browser, f"{url}/formgrader?token=test") as (page, _):
            page.goto(f"{url}/formgrader/gradebook/{LESSON}/{LESSON}")
            page.get_by_text("Submission #1").click()
            page.wait_for_url("**/submissions/**")
            address = page.url
            page.goto(f"{url}/formgrader/manage_submissions/{LESSON}")
            page.locator(".generate-feedback a").click()
            expect(page.get_by_text("Successfully generated feedback")).to_be_visible()
        assert POLICY in feedback(root).read_text("utf-8")
        with opened(browser, f"{address}?token=test") as (page, did):
            assert "attack" not in did
            assert [each for each in did if not each.startswith((url, "https://cdnjs."))] == []
            looks_honest(page)
            expect(page.locator("input.score")).to_have_count(3)
            expect(page.locator("textarea.comment")).to_have_count(3)
            assert "assert double(3) == 6" in page.locator("#notebook").first.inner_text()
            page.locator(".glyphicon-eye-open").click()
            expect(page.get_by_text(EVE).first).to_be_visible()


# --- an honest page -----------------------------------------------------------------------------

LONG_LESSON = "05_optimizer_rebuild"
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
HEIGHT = "document.documentElement.scrollHeight"


@pytest.fixture(scope="module")
def lesson(tmp_path_factory) -> Path:
    """The page of somebody who made a mistake, left something out and got a comment."""
    notebook = solved(LONG_LESSON, wrong=("05-compare-test",), blank=("05-quiz-2-test",))
    cells = {
        cell.id: cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata
    }
    cells["05-rebuild"]["comment"] = "Shorter than *mine*."
    inks = [f"\x1b[{ink}mink\x1b[0m \x1b[{ink};43mon a colour\x1b[0m" for ink in range(30, 38)]
    inks += [f"\x1b[1;{ink}mbold\x1b[0m \x1b[7;{ink}minverse\x1b[0m" for ink in range(30, 38)]
    notebook.cells[1].outputs = [new_output("stream", text="\n".join(inks))]
    path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    path.write_text(graded_page.page(notebook, late_penalty=1), "utf-8")
    return path


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_feedback_on_a_lesson_is_short_legible_and_leads_to_its_cells(lesson, browser, theme):
    context = browser.new_context(viewport={"width": 1000, "height": 1000}, color_scheme=theme)
    page, did = context.new_page(), []
    page.on("request", lambda request: did.append(request.url))
    page.on("console", lambda message: did.append(message.text))
    page.goto(lesson.as_uri())
    assert page.evaluate(HEIGHT) < 12_000  # 23,706 in nbgrader's own template
    expect(page.locator("details[open]")).to_have_count(0)
    for link in page.locator("header a").all():
        target = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
        expect(target).to_have_count(1)
        expect(target).to_be_visible()
    page.get_by_role("link", name="05-compare").click()
    top = page.locator("[id='05-compare']").bounding_box()["y"]
    assert 0 <= top < 500  # it was scrolled to
    page.evaluate(OPEN_ALL)
    texts = page.evaluate(f"({TEXTS})(document.body)")
    assert len(texts) > 500
    assert "on a colour" in [text for text, *_ in texts]
    faint = [(text, ink, ground) for text, ink, ground in texts if contrast(ink, ground) < 4.5]
    assert faint == []
    for place in (page.locator(".said p").first, page.locator(".ansi-red-intense-fg").first):
        red, green, _ = re.findall(r"\d+", place.evaluate("it => getComputedStyle(it).color"))
        assert int(red) > int(green) + 80
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.emulate_media(media="print")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert [each.split("#")[0] for each in did if not each.startswith("data:")] == [lesson.as_uri()]
    context.close()
