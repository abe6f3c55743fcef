"""Names, states and messages of the exercises of a graded notebook."""

import time

import pytest
from graded_page import BLANK, WRONG, answer, check, summary, text
from hostile_page import BROKEN, SCRIPT
from nbformat.v4 import new_output
from nbgrader.utils import compute_checksum

from course.grading import exercises
from course.grading.exercises import Exercise


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
    assert only(text("# Only a title"), check("a")).name == "a"


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
    assert [each.state for each in summary(stub, check("a"), failed).listed] == ["right", "open"]
    assert summary(stub, check("a"), text("## Other"), failed).listed[1].state == "wrong"


def test_a_message_is_what_the_check_said():
    assert only(check("a", 0, WRONG)).message == [
        "Expected 5 logits per image, got 1000.",
        "classifier.bias, classifier.weight got no gradient: the forward pass never calls that "
        "layer. Tried on: <code>resnet18</code>, train.",
        "Look at: which attribute does this model's forward() read last?  "
        "<small>[dead-attribute]</small>",
    ]
    assert only(check("a", 0, "it is 3 < 4", "AssertionError")).message == [
        "AssertionError: it is 3 &lt; 4"
    ]
    assert only(check("a", 0, BROKEN, SCRIPT)).message[0].startswith("&lt;script&gt;")
    assert len("".join(only(check("a", 0, "long " * 10_000)).message)) < 2100


TRACE = """\x1b[31m---------------------------\x1b[39m
AssertionError                            Traceback (most recent call last)
\x1b[36mCell\x1b[39m In[12], line 1
\x1b[32m----> 1\x1b[39m assert half(x[0]) < [y]
      2 z

Cell In[11], line 2, in half(x)
      1 def half(x):
----> 2     return library(x) / 2

File site-packages/library.py:7, in library(x)
----> 7     assert x

"""


def test_another_error_is_shown_with_the_line_of_the_notebook_that_raised_it():
    test = check("a", 0, "no", "AssertionError")
    test.outputs[0].traceback = [TRACE + "AssertionError: no\nRaised by your code.  [own-error]"]
    assert only(answer("half"), test).message == [
        "AssertionError: no",
        "<code>return library(x) / 2</code>",
        "Raised by your code.  <small>[own-error]</small>",
    ]
    test.outputs[0].evalue, test.outputs[0].traceback = "", [TRACE.split("Cell In[11]")[0]]
    assert only(test).message == ["AssertionError", "<code>assert half(x[0]) &lt; [y]</code>"]


def test_an_error_without_its_parts_is_still_an_error():
    test = check("a", 0, "no", "")
    assert only(test).message == ["Error: no"]
    for part in ("ename", "evalue", "traceback"):
        del test.outputs[0][part]
    assert only(test).message == ["Error"]


def test_the_error_of_an_answer_is_its_reason():
    broken = answer("half")
    error = "invalid syntax (3866770396.py, line 2)"
    broken.outputs = check("x", 0, error, "SyntaxError").outputs
    failed = check("a", 0, "name 'half' is not defined", "NameError")
    assert only(broken, failed).message == ["SyntaxError: invalid syntax (line 2)"]


def test_where_to_look_has_a_line_of_its_own():
    """Although the line before is so long that it might have been wrapped there."""
    seen = "That compares the images with each other, class by class. Tried on: the batch abov"
    assert exercises._paragraphs(f"{seen}\nLook at: the dimension.") == [
        seen,
        "Look at: the dimension.",
    ]
    assert exercises._paragraphs(f"{seen}\nanother word.") == [f"{seen} another word."]
