"""What a feedback page says first, and what it folds."""

from bs4 import BeautifulSoup
from graded_page import BLANK, WRONG, answer, cell, check, page, solved, summary, text
from hostile_page import BROKEN, SCRIPT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import Execute
from tiny import LESSON, RIGHT, book, hand_in, make_course

from course.grading.gradebook import Course
from course.nbgrader_glue import convert


def test_predictions_and_other_cells_without_points_are_not_listed():
    free = check("predict", 0, BLANK, "NotAttempted", points=0)
    found = summary(answer("mine"), free, check("a"))
    assert [each.cell for each in found.listed] == ["a"]
    assert found.by_cell["predict"].state == "open"
    with_comment = answer("mine", comment="Nearly."), free
    assert [each.comments for each in summary(*with_comment).listed] == [["Nearly."]]


def test_comments_go_to_the_exercise_or_stay_on_their_own():
    found = summary(
        answer("one", comment="look"),
        answer("two", comment=None),
        check("a"),
        cell("essay", "grade solution", make=new_markdown_cell, comment="good"),
        answer("late", comment="unasked"),
    )
    assert [each.comments for each in found.listed] == [["look"], ["good"]]
    assert [each.answers for each in found.listed] == [["one", "two"], ["essay"]]
    assert found.comments == [("late", "unasked")]


def test_the_page_folds_all_but_the_exercises_and_what_failed():
    broken = new_code_cell("broken", outputs=check("x", 0, "no", "NameError").outputs)
    cells = [
        text("# Title"),
        new_code_cell("given"),
        text("## Exercise"),
        answer("mine", "my_answer"),
        check("a"),
        broken,
        new_code_cell("after"),
        answer("my-guess", "guess"),
        check("predict", points=0),
    ]
    html = BeautifulSoup(page(new_notebook(cells=cells)), "html.parser")
    folds = html.find_all("details", class_="between")
    assert [each.summary.text for each in folds] == ["2 more cells · Title", "3 more cells"]
    assert all(not each.has_attr("open") for each in html.find_all("details"))
    inside = " ".join(each.get_text() for each in folds)
    assert all(word in inside for word in ("given", "after", "guess"))
    assert not any(word in inside for word in ("my_answer", "broken", "Exercise"))


def test_the_work_below_a_task_is_not_folded():
    task = cell("essay", "task locked", "Do it.", make=new_markdown_cell, comment="fine")
    own = [new_code_cell("my_work"), text("my_words")]
    cells = [check("a"), new_code_cell("given"), task, *own, check("b"), new_code_cell("last")]
    html = BeautifulSoup(page(new_notebook(cells=cells)), "html.parser")
    folded = " ".join(each.get_text() for each in html.find_all("details", class_="between"))
    assert "given" in folded
    assert "last" in folded
    assert "my_" not in folded
    assert html.find(id="essay").find(class_="remark").p.text == "fine"


def test_colours_that_suit_one_theme_are_left_out():
    printed = "\x1b[38;5;28;01mbold\x1b[0m \x1b[1;31mred\x1b[0m \x1b[38;2;1;2;3mplain\x1b[0m"
    shown = new_code_cell("x", outputs=[new_output("stream", text=printed)])
    html = BeautifulSoup(page(new_notebook(cells=[shown])), "html.parser")
    output = html.find(class_="output_stream")
    assert output.text.split() == ["bold", "red", "plain"]
    assert not output.find_all(style=True)
    assert [each["class"] for each in output.find_all("span")] == [
        ["ansi-bold"],
        ["ansi-red-intense-fg", "ansi-bold"],
    ]


def test_a_notebook_without_exercises_is_not_folded():
    html = BeautifulSoup(page(new_notebook(cells=[text("# A"), text("b")])), "html.parser")
    assert html.find("details") is None
    assert html.find("table") is None


def test_every_link_leads_to_a_cell_and_every_mistake_is_there_in_colour():
    wrong, blank = ("02-get-head-test",), ("02-quiz-2-test",)
    html = BeautifulSoup(page(solved("02_finding_the_head", wrong, blank)), "html.parser")
    links = [each["href"] for each in html.find("table").find_all("a")]
    assert len(links) == 12
    assert all(html.find(id=link[1:]) for link in links)
    assert "02-get-head" in [link[1:] for link in links]
    assert html.find("header").find(class_="said").p.text == WRONG.splitlines()[0][2:]
    legend = html.find("header").find_all("p")[2]
    assert legend.get_text(" ", strip=True) == "✓ 10 right ✗ 1 wrong ○ 1 not attempted"
    error = html.find(id="02-get-head-test").find(class_="output_error")
    assert error.find("span")["class"] == ["ansi-red-intense-fg", "ansi-bold"]
    assert "predict" not in html.find("table").get_text()


def test_names_messages_and_comments_of_any_kind_stay_text():
    cells = [
        text(f"# {SCRIPT}\n\n## {BROKEN}"),
        answer("mine", comment=f"good {BROKEN} [x](javascript:alert(1))"),
        check("a", 0, BROKEN, SCRIPT),
    ]
    html = BeautifulSoup(page(new_notebook(cells=cells), student_name=SCRIPT), "html.parser")
    assert html.find(["script", "img"]) is None
    assert not any("javascript" in each.get("href", "") for each in html.find_all("a"))
    assert html.h1.text == SCRIPT
    assert html.find("table").a.text == BROKEN


def test_an_error_does_not_quote_a_hidden_test_in_the_summary():
    hidden = "assert secret_function(3) == 'the answer'"
    test = check("a", 0, f"invalid syntax: {hidden}", "SyntaxError")
    test.source = f"pass\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    html = page(new_notebook(cells=[test]))
    assert "secret" not in html
    assert "SyntaxError: [a hidden test]" in html


def test_what_a_person_gives_is_in_the_page(tmp_path):
    """The points still to be given, then a grade, extra credit, a comment, and a late penalty."""
    make_course(tmp_path)
    hand_in(tmp_path, "ada", RIGHT | {"10-why": "Because."})
    config = Course(tmp_path).config
    steps = Autograde.autograde_preprocessors.default()
    config.Autograde.autograde_preprocessors = [step for step in steps if step is not Execute]
    convert(Autograde, tmp_path, LESSON, config=config)
    path = tmp_path / "feedback" / "ada" / LESSON / f"{LESSON}.html"

    def top():
        convert(GenerateFeedback, tmp_path, LESSON)
        html = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        return " ".join(html.header.get_text(" ").split())

    with book(tmp_path) as opened:
        opened.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    first = top()
    assert "Feedback for Ada Lovelace on" in first
    assert "3 of 6 points; 3 points still to be given by a person" in first
    assert first.endswith("… 10-why … / 3")
    with book(tmp_path) as opened:
        grade = opened.find_grade("10-why", LESSON, LESSON, "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2, 0.5, False
        comment = opened.find_comment("10-why", LESSON, LESSON, "ada")
        comment.manual_comment = "**Almost.**"
        for notebook in opened.find_submission(LESSON, "ada").notebooks:
            notebook.late_submission_penalty = 1
        opened.db.commit()
    last = top()
    assert "4.5 of 6 points 1 point less because it was handed in late." in last
    assert "2.5 / 3 Includes 0.5 points of extra credit. Comment Almost." in last
