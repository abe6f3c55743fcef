"""What a check shows on a live notebook page, and what it does everywhere else."""

import json
import re
from dataclasses import astuple

import pytest

from course import checks
from course.checks.core import CheckFailed, NotAttempted, fail
from course.checks.quiz import PREDICTIONS, QUESTIONS
from course.page import cards, choices, debrief, progress

BEST = "00-best-class"


def right(logits):
    return logits.argmax(dim=1)


def wrong(logits):
    return logits.argmax(dim=0)


def stub(logits):
    raise NotImplementedError("your code here")


def broken(logits):
    return logits.argmax(dim=1) / 0 / []


@pytest.fixture(autouse=True)
def nothing_tried(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # where attempts are kept
    monkeypatch.setattr(progress, "_right", {})
    monkeypatch.setattr(progress, "_wrong", progress.Counter())


@pytest.fixture
def page(monkeypatch) -> list[dict]:
    """A live page: what is displayed there."""
    shown: list[dict] = []
    monkeypatch.setattr(cards, "running_cell", lambda: ("cell", "execution"))
    monkeypatch.setattr(cards, "display", lambda data, raw: shown.append(data))
    monkeypatch.setattr(progress, "buttons", lambda question, options: f"<b>{list(options)}</b>")
    return shown


def check(answer):
    checks.start_here.best_class(answer)


# --- a page goes on, everything else stops ----------------------------------------------------


@pytest.mark.parametrize(("answer", "mark"), [(right, "✓"), (wrong, "✗"), (stub, "○")])
def test_a_page_shows_a_card_and_goes_on(page, capsys, answer, mark):
    check(answer)
    [card] = page
    assert card["text/plain"].startswith(mark)
    assert 'class="course-card"' in card["text/html"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("answer", "error"), [(wrong, CheckFailed), (stub, NotAttempted)])
def test_without_a_page_a_check_raises(answer, error):
    with pytest.raises(error):
        check(answer)


def test_a_page_shows_the_students_own_error_with_its_traceback_and_goes_on(page, monkeypatch):
    seen = []

    class Shell:
        def showtraceback(self):
            import sys

            seen.append(sys.exc_info()[0])

    monkeypatch.setattr(progress, "get_ipython", Shell)
    check(broken)
    assert seen == [ZeroDivisionError] or seen == [TypeError]
    assert page == []


def test_a_card_escapes_what_a_student_wrote(page):
    cards.show("✗ Expected <b>, got <script>.\nSee `x < y` & z  [own-error]")
    html = page[0]["text/html"]
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "<code>x &lt; y</code> &amp; z" in html
    assert ">[own-error]</small>" in html


def test_a_card_leaves_the_breaking_of_lines_to_the_page(page):
    with pytest.raises(CheckFailed) as found:
        fail("own-error", "A long sentence. " * 9, "A long sentence. " * 9, "the cell.")
    assert len(str(found.value).splitlines()) > 3
    progress.attempt(BEST, (wrong,), lambda: fail(*astuple(found.value.finding)[:4]))
    [card] = page
    assert card["text/html"].count("<div") == 1 + 3  # the box, and a line for each sentence
    assert card["text/plain"] == str(found.value)


# --- help -------------------------------------------------------------------------------------


def test_after_the_third_wrong_answer_there_is_more_help(page):
    for _ in range(3):
        check(wrong)
    titles = [re.findall(r"<summary[^>]*>(.*?)</summary>", card["text/html"]) for card in page]
    assert titles == [[], [], ["A third hint", "A worked solution"]]
    assert "logits.argmax(dim=1)" in page[-1]["text/html"]
    assert "&lt;div" not in page[-1]["text/html"]


def test_what_is_not_written_yet_counts_as_no_attempt(page):
    for _ in range(5):
        check(stub)
    assert not any("A third hint" in card["text/html"] for card in page)


def test_a_mistake_that_the_lesson_shows_on_purpose_is_no_attempt(page, monkeypatch):
    monkeypatch.setattr(cards, "running_cell", lambda: ("00-wrong", "execution"))
    for _ in range(5):
        check(wrong)
    monkeypatch.setattr(cards, "running_cell", lambda: ("00-best-class-test", "execution"))
    check(wrong)
    assert not any("A third hint" in card["text/html"] for card in page)


def test_after_a_tick_other_answers_can_be_opened(page):
    check(right)
    html = page[0]["text/html"]
    parts = [
        "Compare with other answers",
        "Yours",
        "The course's",
        "Also right",
        "Find what breaks",
    ]
    assert [html.find(part) > 0 for part in parts] == [True] * 5
    assert html.index("def right(logits)") < html.index("Also right")


def test_every_exercise_has_other_answers_and_a_plausible_wrong_one():
    checks.load()
    from course.checks.exercise import CHECKS

    banks = {path.name for path in debrief.ROOT.glob("tests/answers/*/*")}
    assert len(banks & CHECKS.keys()) > 40
    for exercise in banks & CHECKS.keys():
        panel = debrief.panel(exercise, ())
        assert "Also right" in panel and "Find what breaks it" in panel, exercise
        assert debrief.solution(exercise), exercise


def test_a_copy_without_answers_says_who_has_them(tmp_path):
    panel = debrief.panel(BEST, (right,), root=tmp_path)
    assert "Your instructor has other right answers" in panel and "def right" not in panel


def test_the_wrong_answer_does_not_say_what_is_wrong_with_it(tmp_path):
    folder = tmp_path / "tests" / "answers" / "00_x" / BEST
    folder.mkdir(parents=True)
    (folder / "right_a.py").write_text("# Somebody tidy.\ndef f(x):\n    return x.argmax(1)\n")
    (folder / "wrong_over-the-batch.py").write_text("# Dim 0.\ndef f(x):\n    return x.argmax(0)\n")
    (tmp_path / "solutions").mkdir()
    cells = [{"id": BEST, "source": ["def f(x):\n", "    return x.argmax(1)"]}]
    (tmp_path / "solutions" / "00_x.ipynb").write_text(json.dumps({"cells": cells}))
    html = debrief.panel(BEST, (), root=tmp_path)
    puzzle = html[html.index("Find what breaks it") :]
    assert puzzle.index("argmax(0)") < puzzle.index("<summary") < puzzle.index("Dim 0.")


# --- whose function runs next -----------------------------------------------------------------


def test_a_function_that_passed_is_used(capsys):
    check(right)
    capsys.readouterr()
    assert checks.yours(BEST, right, instead=wrong) is right
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("last", [None, wrong])
def test_otherwise_the_courses_version_is_used_and_named(capsys, last):
    if last:
        with pytest.raises(CheckFailed):
            check(last)
    assert checks.yours(BEST, wrong, instead=right) is right
    out = capsys.readouterr().out
    assert "○ Not your wrong yet." in out and BEST in out


def test_a_function_that_was_defined_again_must_pass_again(capsys):
    check(right)
    later = lambda logits: logits.argmax(dim=1)  # noqa: E731
    assert checks.yours(BEST, later, instead=wrong) is wrong


def test_a_wrong_function_elsewhere_takes_nothing_away():
    check(right)
    with pytest.raises(CheckFailed):
        check(wrong)
    assert checks.yours(BEST, right, instead=wrong) is right


def test_several_functions_come_back_together():
    progress._right["05-watch"] = (right, wrong)
    assert checks.yours("05-watch", right, wrong, instead=(stub, stub)) == (right, wrong)
    with pytest.raises(ValueError, match="Expected 2 functions instead, got 1"):
        checks.yours("05-watch", right, wrong, instead=stub)


# --- questions --------------------------------------------------------------------------------


def test_an_open_question_has_buttons_and_so_has_a_wrong_answer(page):
    checks.start_here.quiz("00-quiz-1", "")
    checks.start_here.quiz("00-quiz-1", "a")
    checks.start_here.quiz("00-quiz-1", "b")
    buttons = ["<b>['a', 'b', 'c']</b>" in card["text/html"] for card in page]
    assert buttons == [True, True, False]
    assert [card["text/plain"][0] for card in page] == ["○", "✗", "✓"]


def test_without_a_page_there_are_no_buttons():
    assert choices.buttons("00-quiz-1", {"a": ""}) == ""


def explain(question):
    lesson = {"05": checks.optimizer_rebuild}[question[:2]]
    lesson.why(question)


@pytest.mark.parametrize("said", ["a", "c", ""])
def test_an_explanation_begins_with_the_students_own_choice(capsys, said):
    checks.load()
    if said:
        checks.predicted("05-predict-early", said)
    capsys.readouterr()
    explain("05-predict-early")
    first, *rest = capsys.readouterr().out.splitlines()
    if said == "c":
        assert first == '✓ You said "c", and so it is.'
    elif said:
        assert first.startswith('○ You said "a". What happened is c: ')
        assert rest[0].startswith("a: That is what the author hoped.") or rest[1].startswith("a: ")
    else:
        assert first.startswith("○ You have not predicted. What happened is c: ")
    text = " ".join(rest)
    assert all(f"{letter}: " in text for letter in "abcd")


def test_a_page_folds_the_options_that_nobody_chose(page):
    checks.predicted("05-predict-early", "a")
    explain("05-predict-early")
    html = page[-1]["text/html"]
    opened, _, folded = html.partition("The other options")
    assert "a: That is what" in opened and "c: A gradient" in opened
    assert "b: The loss" in folded and "d: Nobody" in folded


def test_every_question_has_one_right_option():
    checks.load()
    for name, options in (QUESTIONS | PREDICTIONS).items():
        assert sum(not option.misconception for option in options.values()) == 1, name
