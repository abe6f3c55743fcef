"""Feedback pages: no hidden test, nothing active, and everything honest stays."""

import re
from pathlib import Path

import nbformat
import pytest
import reference
from bs4 import BeautifulSoup
from hostile_page import EVE, HTML, graded_class, png
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbgrader.converters import GenerateFeedback
from tiny import CHEAT, LESSON, RIGHT, hand_in, make_course

from course.grading import feedback
from course.grading.feedback import clean_html, without_hidden
from course.nbgrader_glue import convert

SOLUTIONS = Path(__file__).parents[1] / "solutions"
HIDDEN = "assert double(3) == 6"
# What may be in a cell of the page; everything else would have come through by mistake.
SAFE = re.compile(
    r"(alt|aria-label|class|colspan|height|href|id|open|role|scope|src|style|title|width)"
)
ADDRESS = re.compile(r"#[\w-]*|https?://.*|data:image/.*|beside\.png|mailto:.*")


def page_of(root, student):
    path = root / "feedback" / student / LESSON / f"{LESSON}.html"
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def looks(soup):
    """The tags, with their styles; a parser adds tbody, and a style is for the dark theme."""
    tags = [each for each in soup.find_all(True) if each.name not in ("tbody", "style")]
    return [(each.name, each.get("style", "").rstrip(";")) for each in tags]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The feedback page of a student who attacks."""
    root = tmp_path_factory.mktemp("course")
    graded_class(root)
    convert(GenerateFeedback, root, LESSON)
    return page_of(root, EVE)


def test_a_hostile_notebook_leaves_nothing_active_in_the_page(page):
    assert page.head.find_all(["script", "link", "base"]) == []
    assert "url(" not in "".join(each.text for each in page.head.find_all("style"))
    found = {each.name for each in page.body.find_all(True)}
    assert found <= feedback.TAGS | {"body", "main", "header", "section"}
    assert {each.get("class", [""])[0] for each in page.find_all("section")} <= {"answer", "graded"}
    for each in page.body.find_all(True):
        for name, value in each.attrs.items():
            assert SAFE.fullmatch(name), each
            if name in ("href", "src"):
                assert ADDRESS.fullmatch(value), each
    ids = [each["id"] for each in page.find_all(id=True)]
    assert len(ids) == len(set(ids))  # so a student's element cannot stand for one of ours
    assert "base_url" not in ids
    classes = {name for each in page.body.find_all(class_=True) for name in each["class"]}
    assert not classes & {"score", "comment", "tabbable", "btn"}
    assert all(re.fullmatch(r"[\w-]+", name) for name in classes)


def test_what_is_refused_is_shown_as_text(page):
    text = page.body.get_text()
    assert text.count(HTML[0]) >= 5  # a cell, an error, a stream, a raw cell, the code
    assert "vector<int>" in text
    assert "a missing one ![word](attachment:nothing.png)" in text


def test_what_is_honest_stays(page):
    text = " ".join(page.body.get_text(" ").split())
    for part in ("honest case", "honest column", "honest box", "honest fallback", "$x^2 < y$"):
        assert part in text, part
    assert page.find("span", class_="ansi-green-intense-fg").text == "✓ honest stream"
    assert page.find("summary", string="Each of the 2 cases").parent.name == "details"
    assert page.find("td", string="honest").find_parent("table").th.text == "a"
    assert page.find(string="honest box").parent["style"] == "background:#eee;color:rgb(1, 2, 3);"
    pictures = [image.get("src", "") for image in page.find_all("img")]
    assert [png(colour) in "".join(pictures) for colour in ("red", "blue")] == [True, True]
    assert "beside.png" in pictures
    assert page.find("img", src=lambda src: src and png("red") in src)["width"] == "40"
    assert page.find("a", string="honest link")["href"] == "https://example.org"
    assert page.find("span", class_="k", string="for")  # code keeps its colours


def test_everything_that_the_lessons_show_stays():
    """The HTML of checks and views, and the lessons' own text, keep their words and their looks."""
    seen = 0
    markdown = MarkdownWithMath(IPythonRenderer(escape=False, exclude_anchor_links=True))
    for path in SOLUTIONS.glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            data = [out.get("data", {}) for out in cell.get("outputs", ())]
            texts = [each["text/html"] for each in data if "text/html" in each]
            if cell.cell_type == "markdown":
                texts = [markdown.render(cell.source)]
            for text in texts:
                before = BeautifulSoup(text, "html.parser")
                after = BeautifulSoup(clean_html(text), "html.parser")
                seen += 1
                assert after.get_text().split() == before.get_text().split()
                assert looks(after) == looks(before)
    assert seen > 200


@pytest.mark.slow
def test_feedback_shows_no_hidden_test_even_where_an_output_quotes_it(tmp_path):
    """On notebooks that nbgrader's own autograder ran, with IPython's tracebacks."""
    make_course(tmp_path)
    raises = (
        "def double(x):\n    if x == 3:\n        raise ValueError('not three')\n    return 2 * x"
    )
    prints = (
        "from IPython.display import HTML, display\n"
        "def double(x):\n"
        "    cell = get_ipython().user_ns['In'][-1]\n"
        "    print(cell)\n"
        "    print(repr(cell))\n"
        "    display(HTML('<pre>' + cell.replace('<', '&lt;') + '</pre>'))\n"
        "    return 2 * x"
    )
    for student, answer in {"ada": raises, "ben": prints, "cleo": CHEAT["10-double"]}.items():
        hand_in(tmp_path, student, RIGHT | {"10-double": answer})
    reference.autograde(tmp_path, LESSON)
    convert(GenerateFeedback, tmp_path, LESSON)
    for student in ("ada", "ben", "cleo"):
        path = tmp_path / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        [test] = [c for c in nbformat.read(path, as_version=4).cells if c.id == "10-double-test"]
        assert HIDDEN in test.source  # a person who grades sees it
        quoted = re.sub(r"\x1b\[[\d;]*m", "", str(test.outputs).replace("\\x1b", "\x1b"))
        assert HIDDEN in quoted, student
        text = page_of(tmp_path, student).get_text()
        assert HIDDEN not in text
        assert "HIDDEN TESTS" not in text
        assert "assert double(2) == 4" in text  # the visible part
        assert "[a hidden test]" in text
    assert "raise ValueError('not three')" in page_of(tmp_path, "ada").get_text()
    assert "AssertionError: it is always 4 [hard-coded]" in page_of(tmp_path, "cleo").get_text()


def test_an_answer_may_have_the_words_of_a_hidden_test():
    """Only whole lines of a traceback, or long ones, are taken for a quotation."""
    source = "### BEGIN HIDDEN TESTS\ncheck(\n    answer,\n    on=['a very long case']\n)\n"
    test = nbformat.v4.new_code_cell(source + "### END HIDDEN TESTS")
    test.metadata = {"nbgrader": {"locked": True, "grade_id": "x"}}
    printed = "my answer, printed)\n  on=['a very long case']\n"
    own = nbformat.v4.new_code_cell(source + "### END HIDDEN TESTS")
    own.outputs = [nbformat.v4.new_output("stream", text=printed)]
    notebook = nbformat.v4.new_notebook(cells=[test, own])
    cut = without_hidden(notebook)
    assert cut.cells[0].source == ""
    assert cut.cells[1].source == own.source  # a student's own words
    assert cut.cells[1].outputs[0].text == "my answer, printed)\n[a hidden test]\n"
    assert notebook.cells[0].source == test.source  # the graded notebook stays as it is


@pytest.mark.parametrize(
    ("style", "kept"),
    {
        "text-align: left": "text-align: left;",
        "margin-left:16px;background:#eee": "margin-left:16px;background:#eee;",
        "color:rgba(1,2,3,0.5)": "color:rgba(1,2,3,0.5);",
        "position:fixed;color:red": "color:red;",
        "background:url(x.png)": None,
        "background:u\\72l(x.png)": None,
        "background:URL/**/(x.png)": None,
        "background:image-set('x.png' 1x)": None,
        "margin-top:-300px": None,
    }.items(),
)
def test_styles_keep_what_cannot_load_or_cover_anything(style, kept):
    cell = BeautifulSoup(clean_html(f'<td style="{style}">x</td>'), "html.parser").td
    tag = cell or BeautifulSoup(clean_html(f'<p style="{style}">x</p>'), "html.parser").p
    assert (tag.get("style") or None) == kept


@pytest.mark.parametrize(
    "text",
    ["<div>" * 20_000, "<b>" * 20_000, "<b><p>" * 10_000, "<td>x" * 30_000, "&" * 30_000],
    ids=["deep", "bold", "reopened", "many", "signs"],
)
def test_html_that_takes_a_parser_minutes_is_shown_as_text(text):
    assert BeautifulSoup(clean_html(text), "html.parser").get_text() == text


def test_large_honest_tables_stay_tables():
    table = "<table>" + "<tr><td>1</td><td>2</td></tr>" * 2000 + "</table>"
    assert clean_html(table).count("<td>") == 4000
