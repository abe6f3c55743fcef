"""The site, made by Sphinx and opened from a folder in a browser.

`make test` installs what makes it; without that, these tests are skipped, or fail under CI.
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import check_links
import make_site
import needs
import pytest
from driver import ROOT
from playwright.sync_api import Browser, Page

from course.misconceptions import REGISTRY

SPHINX = all(map(importlib.util.find_spec, ("sphinx", "myst_nb", "furo")))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    if not SPHINX:
        needs.missing("Found no Sphinx with MyST-NB and Furo. `make test` installs them.")
    folder = tmp_path_factory.mktemp("site") / "site"
    assert make_site.main(ROOT, folder) == 0
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def test_every_page_is_there_and_every_link_is_right(site):
    assert list(check_links.in_site(site)) == []
    for path in ROOT.glob("solutions/*.ipynb"):
        assert (site / "lessons" / f"{path.stem}.html").is_file()
    text = (site / "api" / "audit.html").read_text("utf-8")
    for name in ("head_swap", "fine_tuning", "optimizer_state"):
        assert f'id="course.audit.{name}"' in text


def test_a_lesson_has_its_figures_and_folded_hints(site, page):
    page.goto(f"file://{site}/lessons/01_head_roles.html")
    sizes = page.eval_on_selector_all("article img", "all => all.map(i => i.naturalWidth)")
    assert len(sizes) > 3 and min(sizes) > 0
    hint = page.locator("details:has(> summary:text-is('Hint 1'))").first
    assert hint.get_attribute("open") is None
    hint.locator("summary").click()
    assert hint.get_attribute("open") is not None
    assert hint.locator("xpath=ancestor-or-self::details").count() == 1


def test_figures_and_cards_follow_the_theme(site, page):
    page.goto(f"file://{site}/lessons/01_head_roles.html")
    seen = []
    for theme in ("light", "dark"):
        page.evaluate(f"document.body.dataset.theme = '{theme}'")
        figure = page.locator("img.figure-follows-theme").first
        ink = "getComputedStyle(document.body).getPropertyValue('--jp-ui-font-color0')"
        picture = figure.evaluate("each => getComputedStyle(each).filter")
        seen.append((picture, page.evaluate(ink)))
    light, dark = seen
    assert light[0] == "none" and "invert" in dark[0]
    assert light[1] != dark[1]


def test_a_mistake_is_found_by_words_of_a_message(site, page):
    page.goto(f"file://{site}/misconceptions/index.html")
    rows = page.locator("table tbody tr")
    assert rows.count() == len(REGISTRY)
    page.fill("#filter", "registered never called")
    assert 0 < page.locator("table tbody tr:visible").count() < 5
    row = page.locator("table tbody tr:visible", has_text="dead-attribute")
    row.locator("a").first.click()
    assert page.url.endswith("#dead-attribute")
    assert "never called" in page.locator("section#dead-attribute, #dead-attribute").inner_text()


def test_the_search_finds_a_lesson(site, page):
    page.goto(f"file://{site}/search.html?q=backbone")
    page.wait_for_selector("#search-results li")
