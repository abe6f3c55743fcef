"""The summary of a feedback page: names, states, messages, comments, and what is folded."""

import time

import pytest
from bs4 import BeautifulSoup
from graded_page import BLANK, WRONG, page, solved
from hostile_page import BROKEN, SCRIPT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import Execute
from nbgrader.utils import compute_checksum
from tiny import LESSON, RIGHT, book, hand_in, make_course

from course.grading.exercises import Exercise, summarized
from course.grading.gradebook import Course
from course.nbgrader_glue import convert

KINDS = ("grade", "solution", "locked", "task")


def cell(name, kinds, source="", score=0, points=1, make=new_code_cell, **more):
    marked = {"grade_id": name, "schema_version": 3} | {kind: kind in kinds for kind in KINDS}
    marked |= {"score": score, "points": points} if {"grade", "task"} & set(kinds.split()) else {}
    return make(source, metadata={"nbgrader": marked | more})


def answer(name, source="mine", **more):
    return cell(name, "solution", source, **more)


def check(name, score=1, error="", kind="CheckFailed", **more):
    test = cell(name, "grade locked", "assert True", score, **more)
    if error:
        test.outputs = [new_output("error", ename=kind, evalue=error, traceback=[error])]
    return test


def text(source):
    return new_markdown_cell(source)


def summary(*cells):
    about = {"notebook": "x", "student": "ben", "score": 0, "max_score": 0, "late_penalty": 0}
    resources = {"nbgrader": about}
    summarized(new_notebook(cells=list(cells)), resources)
    return resources["summary"]


def only(*cells) -> Exercise:
    [exercise] = summary(*cells).listed
    return exercise


# --- names --------------------------------------------------------------------------------------


def test_an_exercise_has_the_name_that_the_student_read():
    found = summary(
        text("# A lesson\n\n## The swap"),
        text(
            "```\n# not a heading\n```\n### Exercise · 01-swap · 4 points · ●●○ · about 8 minutes"
        ),
        answer("01-swap", "# ## also not one"),
        check("01-swap-test"),
        text("## Quiz\n\nChoose.\n\n**Question 1.** What is `fc`, [in short](https://x.org)?"),
        check("quiz-1"),
        text("**Question 2.** Why?\n\n**Note.** Not a name."),
        check("quiz-2"),
        text("## Problem 3 (2 points)"),
        check("a"),
        check("b"),
    )
    assert found.title == "A lesson"
    assert [(each.name, each.section) for each in found.listed] == [
        ("01-swap", "The swap"),
        ("Question 1. What is fc, in short?", "Quiz"),
        ("Question 2. Why?", "Quiz"),
        ("Problem 3 (2 points)", ""),
        ("b", ""),
    ]


def test_without_headings_the_grade_id_and_the_file_are_the_names():
    found = summary(answer("work"), check("work-test"), check("more"))
    assert found.title == "x"
    assert [each.name for each in found.listed] == ["work-test", "more"]


def test_a_name_that_two_exercises_have_is_told_apart():
    found = summary(text("## Part 1"), check("a"), text("## Part 1"), check("b"))
    assert [each.name for each in found.listed] == ["Part 1 (a)", "Part 1 (b)"]


def test_a_long_name_is_cut():
    assert len(only(text("# " + "long " * 100), check("a")).name) <= 120


def test_a_name_that_is_hard_to_read_takes_no_time():
    start = time.perf_counter()
    hard = "#[" * 50_000, "# " * 25_000 + "x"  # a minute, and 13 s, if their lines are not cut
    assert [only(text(f"# {each}"), check("a")).cell for each in hard] == ["a", "a"]
    assert time.perf_counter() - start < 5


# --- states and messages ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "state"),
    [
        (check("a", 1), "right"),
        (check("a", 1.5), "right"),  # with extra credit
        (check("a", 0.5), "partly"),
        (check("a", 0, WRONG), "wrong"),
        (check("a", 0), "wrong"),
        (check("a", 0, BLANK, "NotAttempted"), "open"),
        (check("a", 0, waiting=True), "waiting"),
    ],
)
def test_states(test, state):
    assert only(answer("mine"), test).state == state


def test_a_stub_that_nobody_changed_is_no_mistake():
    """Whatever the check of another course says about it."""
    stub = answer("mine", "raise NotImplementedError()")
    failed = check("a", 0, "", "NotImplementedError")
    failed.outputs = [new_output("error", ename="NotImplementedError", evalue="", traceback=[])]
    assert only(stub, failed).state == "wrong"
    stub.metadata.nbgrader["checksum"] = compute_checksum(stub)
    assert only(stub, failed).state == "open"
    assert only(failed).state == "wrong"  # nothing is known about an answer


def test_a_message_is_what_the_check_said():
    assert only(check("a", 0, WRONG)).message == [
        "Expected 5 logits per image, got 1000.",
        "classifier.bias, classifier.weight got no gradient: the forward pass never calls that "
        "layer. Tried on: <code>resnet18</code>, train.",
        "Look at: which attribute does this model's forward() read last? "
        "<small>[dead-attribute]</small>",
    ]
    assert only(check("a", 0, "it is 3 < 4", "AssertionError")).message == [
        "AssertionError: it is 3 &lt; 4"
    ]
    assert only(check("a", 0, BROKEN, SCRIPT)).message[0].startswith("&lt;script&gt;")
    assert len("".join(only(check("a", 0, "long " * 10_000)).message)) < 2100


def test_predictions_and_other_cells_without_points_are_not_listed():
    free = check("predict", 0, BLANK, "NotAttempted", points=0)
    found = summary(answer("mine"), free, check("a"))
    assert [each.cell for each in found.listed] == ["a"]
    assert found.by_cell["predict"].state == "open"


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


# --- the page -----------------------------------------------------------------------------------


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
    assert "Feedback for Ada Lovelace on" in top()
    assert "3 of 6 points; 3 points still to be given by a person" in top()
    with book(tmp_path) as opened:
        grade = opened.find_grade("10-why", LESSON, LESSON, "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2, 0.5, False
        comment = opened.find_comment("10-why", LESSON, LESSON, "ada")
        comment.manual_comment = "**Almost.**"
        for notebook in opened.find_submission(LESSON, "ada").notebooks:
            notebook.late_submission_penalty = 1
        opened.db.commit()
    assert "4.5 of 6 points 1 point less because it was handed in late." in top()
    assert "2.5 / 3 With 0.5 points extra. Comment Almost." in top()
