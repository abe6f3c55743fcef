"""The site's pages as Sphinx reads them, and links.

The site itself is tested in tests/browser/test_site_page.py.
"""

import re
from pathlib import Path

import check_links
import make_site
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output
from test_hand_out import parts, secrets

from course.misconceptions import REGISTRY

ROOT = Path(__file__).parents[1]
LESSONS = sorted(path.stem for path in ROOT.glob("solutions/*.ipynb"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    make_site.assemble(ROOT, folder)
    return folder


# --- pages --------------------------------------------------------------------------------------


def test_every_lesson_is_a_page_with_its_outputs_and_without_its_answers(pages):
    hidden = [(place, parts(text)) for place, text in secrets() if "/" not in place]
    for name in LESSONS:
        page = nbformat.read(pages / "lessons" / f"{name}.ipynb", as_version=4)
        shown = parts("\n".join(cell.source for cell in page.cells))
        assert [place for place, text in hidden if len(text) >= 40 and text in shown] == []
        assert sum(bool(cell.get("outputs")) for cell in page.cells) >= 3
        assert len(re.findall(r"^# ", "\n\n".join(c.source for c in page.cells), re.M)) >= 1
        assert not any("](../" in c.source for c in page.cells if c.cell_type == "markdown")


def test_an_answer_and_its_check_show_no_output(pages):
    page = nbformat.read(pages / "lessons" / "01_head_roles.ipynb", as_version=4)
    cells = {cell.id: cell for cell in page.cells}
    assert "your code here" in cells["01-swap-fc"].source
    assert cells["01-swap-fc"].outputs == cells["01-swap-fc-test"].outputs == []


def test_a_picture_takes_the_rule_for_the_dark_theme_with_it():
    rule = '<style class="course-theme-1">.a:has(b){display:none} img{filter:invert(1)}</style>'
    picture = new_output("display_data", {"image/png": "aGk=\n", "text/plain": "a picture"})
    cell = new_code_cell(
        outputs=[picture, new_output("display_data", {"text/html": rule}), picture]
    )
    first, second = make_site.figures(cell.outputs)
    assert "--in-the-dark: invert(1)" in first.data["text/html"]
    assert "base64,aGk=" in first.data["text/html"]
    assert second == picture
    assert list(make_site.figures([])) == []


def test_every_misconception_is_found_by_its_name_and_its_symptom(pages):
    folder = pages / "misconceptions"
    index = (folder / "index.md").read_text("utf-8")
    every = "\n".join(path.read_text("utf-8") for path in folder.glob("*.md"))
    for name, each in REGISTRY.items():
        assert f"[`{name}`](#{name})" in index
        assert f"({name})=\n## {make_site.plain(each.title)}\n" in every
        assert every.count(make_site.plain(each.symptom)) >= 2


def test_messages_of_python_are_given_without_patterns():
    said = [text for name in REGISTRY for text in make_site.messages(name)]
    assert "RuntimeError: … Boolean value of Tensor …" in said
    assert [text for text in said if re.search(r"\\|[.*+?]{2}|\[", text)] == []


def test_each_guide_is_a_page_whose_links_stay_in_the_site(pages):
    guides = {path.name: path.read_text("utf-8") for path in (pages / "guides").glob("*.md")}
    assert set(guides) == {path.name for path in ROOT.glob("docs/*.md")}
    assert not re.search(r"\]\(\.\./", "".join(guides.values()))


# --- links --------------------------------------------------------------------------------------


def test_links_of_the_texts_and_the_lessons_lead_somewhere():
    assert list(check_links.in_project()) == []


def test_links_that_lead_nowhere_are_found(tmp_path):
    (tmp_path / "README.md").write_text(
        "# A `b` title\n[a](#a-b-title) [b](#none) [c](docs/no.md) [d](http://a.b) `[e](f)`\n"
        "[g](docs/a.md#two) [h](https://a.b) <img src='x' src=\"pictures/no.png\">\n"
        "```\n# [i](comment)\n```\n"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("## Two\n")
    found = [line.split(": ", 2)[1:] for line in check_links.in_project(tmp_path)]
    assert found == [
        ["#none", "no such heading"],
        ["docs/no.md", "no such file"],
        ["http://a.b", "expected https"],
        ["pictures/no.png", "no such file"],
    ]


def test_a_page_that_loads_something_from_elsewhere_is_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<h1 id="one"></h1><a href="#one">a</a><a href="b.html">b</a><a href="#two">c</a>'
        '<script src="https://a.b/c.js"></script><a href="https://a.b">d</a>'
    )
    assert [line.split(": ", 1)[1] for line in check_links.in_site(tmp_path)] == [
        "b.html: no such file",
        "#two: no such heading",
        "https://a.b/c.js: loaded from elsewhere",
    ]
