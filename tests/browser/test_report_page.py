"""The report of a class, as it looks in a browser and on paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from driver import PATIENCE, TEXTS, contrast
from playwright.sync_api import Browser, Page
from report_class import ASKED, LESSON, LONG, small_class, submission

from course.grading.names import Names
from course.grading.report_html import page

HOSTILE = "</pre><script>document.title = 'attack'</script><img src='http://attack.test/x'>"
WIDE = "0123456789" * 30
# The texts that a reader sees.
SEEN = """() => [...document.querySelectorAll("pre, td, p")]
    .filter((each) => each.checkVisibility({ contentVisibilityAuto: true }))
    .filter((each) => each.getBoundingClientRect().height > 0)
    .map((each) => each.textContent)"""


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    records = small_class()
    odd = {"code": f"{LONG}# {HOSTILE}\n{WIDE}", "outcome": "tampered", "notes": [HOSTILE, WIDE]}
    records.append(submission(HOSTILE, "hook-replaces-output", **odd))
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page({LESSON: records}, {LESSON: ASKED}, Names()), "utf-8")
    return path


@contextmanager
def opened(browser: Browser, file: Path, theme: str = "light", width: int = 1200) -> Iterator[Page]:
    """Open the page without JavaScript's help; it must load nothing, and complain of nothing."""
    size = {"width": width, "height": 1000}
    tab, did = browser.new_page(color_scheme=theme, viewport=size), []
    tab.set_default_timeout(1000 * PATIENCE)
    tab.on("request", lambda request: did.append(request.url))
    tab.on("console", lambda message: did.append(message.text))
    tab.on("pageerror", lambda error: did.append(str(error)))
    tab.goto(file.as_uri(), wait_until="load")
    yield tab
    assert did == [file.as_uri()]
    assert tab.title() == "Report of a class"
    tab.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_can_be_read_in_both_themes(browser, file, theme):
    with opened(browser, file, theme) as tab:
        headings = tab.locator("h1, h2, h3").all_inner_texts()
        assert headings == [
            *("Report of a class", "Overview", "Who needs a hand", LESSON),
            *("Exercises", "By difficulty", "Points of the class", "Misconceptions", "Questions"),
            *("Predictions, before and after", "Equal and nearly equal answers", "Outcomes"),
        ]
        while tab.locator("details:not([open]) > summary").count():
            tab.locator("details:not([open]) > summary").first.click()
        texts = tab.evaluate(f"({TEXTS})(document.body)")
        assert len(texts) > 200
        for text, ink, ground in texts:
            assert contrast(ink, ground) >= 4.5, text
        ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (contrast("rgb(255, 255, 255)", ground) > 4.5) == (theme == "dark")
        fills = {
            kind: tab.locator(f"rect.{kind}").first.evaluate("it => getComputedStyle(it).fill")
            for kind in ("right", "wrong", "skipped", "before")
        }
        assert len(set(fills.values())) == len(fills)
        assert min(contrast(fills[kind], ground) for kind in ("right", "wrong", "before")) >= 3


@pytest.mark.parametrize("width", [1200, 400])
def test_nothing_is_wider_than_the_window(browser, file, width):
    with opened(browser, file, width=width) as tab:
        tab.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_the_tables_fit_on_paper(browser, file):
    with opened(browser, file, width=700) as tab:  # A4 without its margins
        tab.emulate_media(media="print")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 700


def test_what_is_folded_on_the_screen_is_open_on_paper(browser, file):
    with opened(browser, file, "dark") as tab:
        assert not any("model.head = 1" in text for text in tab.evaluate(SEEN))
        tab.emulate_media(media="print")
        seen = tab.evaluate(SEEN)
        assert "model.head = 1" in seen and any(HOSTILE in text for text in seen)
        assert len(seen) == tab.locator("pre, td, p").count()
        ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        for text, ink, behind in tab.evaluate(f"({TEXTS})(document.body)"):
            assert contrast(ink, behind) >= 4.5, text
        assert len(tab.pdf(format="A4")) > 10_000
