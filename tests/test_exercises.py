"""Names, states and messages of the exercises of a graded notebook."""

import time

import pytest
from graded_page import BLANK, WRONG, answer, check, summary, text
from hostile_page import BROKEN, SCRIPT
from nbformat.v4 import new_output
from nbgrader.utils import compute_checksum

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
        "Look at: which attribute does this model's forward() read last? "
        "<small>[dead-attribute]</small>",
    ]
    assert only(check("a", 0, "it is 3 < 4", "AssertionError")).message == [
        "AssertionError: it is 3 &lt; 4"
    ]
    trace = "\x1b[32m----> 1\x1b[39m assert x[0] < [y]\n      2 z\n\nin f\n---> 7     return x"
    bare = check("a", 0, "", "AssertionError")
    bare.outputs = [new_output("error", ename="AssertionError", evalue="", traceback=[trace])]
    assert only(bare).message == ["AssertionError", "<code>assert x[0] &lt; [y]</code>"]
    assert only(check("a", 0, BROKEN, SCRIPT)).message[0].startswith("&lt;script&gt;")
    assert len("".join(only(check("a", 0, "long " * 10_000)).message)) < 2100
