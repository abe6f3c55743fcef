"""nbgrader's formgrader in a browser, after `course grade`."""

from collections.abc import Iterator

import pytest
import tiny
from driver import PATIENCE
from playwright.sync_api import Browser, Locator, Page, expect
from server import served
from tiny import CHEAT, FULL, LESSON, RIGHT, hand_in, in_book

from course.grading import engine

CONFIG = "from course.nbgrader_glue import configure\nconfigure(get_config())\n"


def grade(root):
    engine.grade(root, workers=1, again=True, sandboxed=tiny.sandboxed())


@pytest.fixture
def page(tmp_path, browser: Browser) -> Iterator[Page]:
    """The list of lessons after grading two students; one submitted half a file."""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    tiny.make_course(tmp_path)
    hand_in(tmp_path, "ben", RIGHT | CHEAT)
    hand_in(tmp_path, "cleo", b"{")
    grade(tmp_path)
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    with served(tmp_path, "-m", "jupyter", "server", extension) as url:
        page = browser.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        expect.set_options(timeout=1000 * PATIENCE)
        page.goto(f"{url}/formgrader?token=test")
        yield page
        page.close()


def marks(page: Page, student: str) -> list[str]:
    """Return a student's status and score in the table of submissions."""
    page.goto(page.url.split("formgrader")[0] + f"formgrader/manage_submissions/{LESSON}")
    row = page.locator("#main-table tr", has_text=student)
    return [row.locator(f".{name}").inner_text() for name in ("status", "score")]


def box(page: Page, cell: str) -> Locator:
    """Return the field for a person's points; its placeholder shows the autograder's."""
    return page.locator(f"input.score[id='{cell}']")


def test_formgrader_shows_scores_and_accepts_points_given_by_a_person(page, tmp_path):
    assert marks(page, "ben") == ["graded", "1 / 6"]
    assert marks(page, "cleo") == ["needs autograding", ""]

    page.get_by_text("Manual Grading").click()
    for _ in ("the lesson", "its notebook"):
        page.locator("#main-table").get_by_text(LESSON).click()
        expect(page.locator("#main-table tr")).to_have_count(1)
    page.get_by_text("Submission #1").click()
    expect(page.locator("input.score")).to_have_count(3)
    for cell, points in {"10-double-test": "0", "10-half-test": "1", "10-why": "0"}.items():
        expect(box(page, cell)).to_have_attribute("placeholder", points)
    expect(page.get_by_text("AssertionError: it is always 4 [hard-coded]")).to_be_visible()

    with page.expect_response(lambda response: response.request.method == "PUT"):
        box(page, "10-why").fill("2")
        box(page, "10-why").blur()
    assert marks(page, "ben") == ["graded", "3 / 6"]
    grade(tmp_path)
    status, total = marks(page, "ben")
    assert total == "3 / 6", status  # a person's points stay


def test_its_autograde_button_runs_what_students_wrote_in_the_sandbox(page, tmp_path):
    left = tmp_path / "left.txt"
    write = f"import contextlib\nwith contextlib.suppress(OSError):\n    open({str(left)!r}, 'w')"
    hand_in(tmp_path, "ben", RIGHT | {"10-half": f"{write}\nhalf = 0.5"})
    assert marks(page, "ben")[0] == "graded"
    row = page.locator("#main-table tr", has_text="ben")
    with page.expect_response(lambda response: response.url.endswith("/autograde")):
        row.locator(".autograde a").click()
    expect(page.get_by_text("Successfully autograded")).to_be_visible()
    assert in_book(tmp_path, "ben") == FULL
    assert not left.exists()
