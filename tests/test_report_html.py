"""The page about a class: what it counts, and that nothing of a student is alive in it."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from report_class import ASKED, LESSON, LONG, small_class, submission

from course.grading import chosen, report_html, tally
from course.grading.asked import Asked
from course.grading.names import Names, hidden
from course.misconceptions import REGISTRY

HOSTILE = (
    '</pre></details><script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 * 7 }}\x1b[2J'
)


def made(records, asked=ASKED, names=None) -> BeautifulSoup:
    return BeautifulSoup(
        report_html.page({LESSON: records}, {LESSON: asked}, names or Names()), "html.parser"
    )


def table(page: BeautifulSoup, heading: str) -> dict[str, list[str]]:
    """The first table after a heading: its rows, without charts, by their first cell."""
    place = page.find(lambda tag: tag.name in ("h2", "h3", "h4") and heading in tag.text)
    rows = place.find_next("table").tbody.find_all("tr")
    cells = [[words(cell) for cell in row.find_all(["th", "td"]) if not cell.svg] for row in rows]
    return {first: rest for first, *rest in cells}


def words(tag: Tag) -> str:
    return " ".join(tag.text.split())


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    return made(small_class())


def test_exercises_and_difficulty(page):
    assert table(page, "Exercises") == {
        "01-swap": ["●●○", "8", "4", "4", "4", "1", "44%"],
        "01-easy": ["●○○", "3", "1", "7", "1", "1", "78%"],
        "01-quiz": ["question", "", "1", "5", "3", "1", "56%"],
    }
    heads = [words(each) for each in page.find("table", "results").find_all("th", "number")]
    assert heads == ["minutes", "points", "right", "wrong", "skipped", "of the points"]
    assert table(page, "By difficulty") == {
        "●○○": ["1", "7", "1", "1", "78%"],
        "●●○": ["1", "4", "4", "1", "44%"],
    }


def test_every_chart_says_its_numbers(page):
    charts = page.find_all("svg")
    assert len(charts) > 20
    assert all(each["role"] == "img" and each["aria-label"].strip() for each in charts)
    swap = page.find("th", string="01-swap").parent
    assert swap.svg["aria-label"] == "4 right, 4 wrong, 1 skipped"
    widths = [float(each["width"]) for each in swap.svg.find_all("rect")]
    assert sum(widths) == pytest.approx(200, abs=0.1)
    assert widths[0] == widths[1] == pytest.approx(4 * widths[2], abs=0.1)
    numbers = table(page, "Points of the class")["students"]
    assert numbers == [str(n) for n in tally.histogram(r for r in small_class() if r.scores)]


def test_misconceptions_by_frequency_with_an_example_of_each(page):
    found = table(page, "Misconceptions")
    assert list(found.values()) == [
        ["2", "2", "01-swap (2)"],
        ["2", "2", "01-quiz (2)"],
        ["1", "1", "01-quiz (1)"],
        ["1", "1", "01-swap (1)"],
        ["1", "1", "01-swap (1)"],
        ["1", "1", "01-easy (1)"],
    ]
    assert list(found)[0] == f"{REGISTRY['dead-attribute'].title} dead-attribute"
    assert "of-tomorrow of-tomorrow" in found
    folded = page.find("h4", string="One example of each").find_next_siblings("details", limit=6)
    assert REGISTRY["dead-attribute"].why in words(folded[0])
    assert folded[0].pre.text == "model.head = 1"  # as frequent as the other, and shorter
    assert "Chosen in 01-quiz: only fc" in words(folded[1])
    tomorrow = next(each for each in folded if "of-tomorrow" in each.text)
    assert tomorrow.pre is None  # the only answer is not known


def test_the_example_is_the_form_that_occurs_most_often():
    shortest = submission("ada", "dead-attribute", code="a = 1")
    others = [submission(f"s{n}", "dead-attribute", code=f"a = b  # {n}") for n in (1, 2)]
    [mistake] = tally.mistakes([shortest, *others], ASKED.tasks)
    assert mistake.example == ("01-swap", "a = b  # 1")


def test_questions_show_what_their_wrong_options_draw(page):
    assert "01-quiz What now?" in [words(each) for each in page.find_all("h4")]
    assert "38% of 8" not in page.text  # finn's answer is not known
    assert "29% of 7 chose a wrong option; 1 did not choose." in words(page)
    assert table(page, "What now?") == {
        "a": ["all of fc", "5", "✓ right"],
        "b": ["only fc", "2", REGISTRY["swap-is-not-freeze"].title],
        "c": ["nothing", "0", REGISTRY["head-unchanged"].title],
    }


def test_predictions_before_and_after(page):
    # ben, cleo and dan predicted wrong; ben has understood since.
    assert table(page, "Predictions") == {"01-predict": ["4 of 7", "01-quiz", "5 of 7", "1", "0"]}
    found = chosen.predictions(small_class(), ASKED.tasks)[0]
    assert found.moves == Counter({(True, True): 4, (False, True): 1, (False, False): 2})


def test_a_prediction_without_such_a_question_is_followed_by_an_exercise():
    [prediction] = chosen.predictions(small_class(), ASKED.tasks[:3])
    assert prediction.after.answer == "01-swap"
    assert prediction.moves[False, True] == 1
    assert chosen.predictions(small_class(), ASKED.tasks[:1])[0].after is None


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ('answer = "b"', "b"),
        ("answer=' B '", "b"),
        ('answer = "a"\nanswer = "c"  # no, c', "c"),
        ('# answer = "a"', ""),
        ('answer = ""', ""),
        ('answer = "d"', ""),
        ("answer = b", ""),
        ("", ""),
    ],
)
def test_the_letter_that_an_answer_commits_to(text, letter):
    assert chosen.choice(text, ASKED.tasks[0]) == letter


def test_copies_tampering_and_repairs(page):
    text = words(page)
    assert "ada, ben: 01-swap (but for names and comments)" in text
    assert "Worth a look, not a proof" in text
    assert table(page, "Tampered: 1") == {"iris": ["iris changed the check"]}
    assert table(page, "Malformed: 1") == {"jack": ["It has no cell."]}
    assert table(page, "Repairs") == {"cell … was split in two": ["2", "gwen, hugo"]}
    assert table(page, "Outcomes") == {
        "graded": ["6"],
        "graded-with-repairs": ["2"],
        "malformed": ["1"],
        "tampered": ["1"],
    }


def test_who_needs_a_hand(page):
    assert table(page, "Who needs a hand") == {
        "eve": ["0%", f"{LESSON}: 2 of 2 exercises not written"],
        "jack": ["0%", f"{LESSON}: not graded (malformed)"],
        "dan": ["0%", f"{LESSON}: 0% of the points"],
        "cleo": ["17%", f"{LESSON}: 17% of the points"],
        "finn": ["17%", f"{LESSON}: 17% of the points"],
        "iris": ["33%", f"{LESSON}: tampered; {LESSON}: 33% of the points"],
    }


def test_whoever_did_not_hand_in_what_most_did_needs_a_hand():
    first = [submission(name) for name in ("ada", "ben", "cleo")]
    [need] = tally.needs({"01": first, "02": first[:2]}, {"01": ASKED.tasks, "02": ASKED.tasks})
    assert (need.student, need.reasons) == ("cleo", ("nothing handed in for 02",))
    assert tally.needs({"01": first, "02": first[:1]}, {"01": (), "02": ()}) == []


def test_answers_of_an_earlier_version_are_counted_as_unknown(page):
    assert "The answers of 1 submission are not known" in words(page)
    assert f"course grade --again {LESSON}" in words(page)
    old = [replace(record, answers=None) for record in small_class()]
    everyone = words(made(old))
    assert "The answers of 9 submissions are not known" in everyone
    assert "The code is not known." in everyone and "None stands out" in everyone
    assert "not known" not in words(made([submission("ada")]))


@pytest.mark.parametrize("asked", [ASKED, Asked()])
def test_a_class_of_one(asked):
    alone = made([submission("ada", code=LONG)], asked)
    assert "1 student, 1 lesson" in words(alone)
    assert "Nobody: everybody has" in words(alone)
    assert "01-swap" in table(alone, "Exercises")


def test_a_class_of_which_nothing_could_be_graded():
    page = made(small_class()[-1:])
    assert "1 handed in, 0 graded." in words(page)
    assert table(page, "Malformed: 1")


def test_nothing_of_a_student_is_alive():
    records = [
        submission(HOSTILE, "dead-attribute", code=LONG + HOSTILE, notes=[HOSTILE], outcome=outcome)
        for outcome in ("tampered", "graded-with-repairs", HOSTILE)
    ]
    records += [submission(f"{HOSTILE} copies", HOSTILE, code=LONG + HOSTILE)]
    text = report_html.page({HOSTILE: records}, {HOSTILE: ASKED}, Names())
    page = BeautifulSoup(text, "html.parser")
    assert page.find_all(["script", "img", "iframe", "object", "form", "link"]) == []
    assert not any(name.startswith("on") for tag in page.find_all() for name in tag.attrs)
    assert "{{ 7 * 7 }}" in page.text and "\x1b" not in text
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "src=" not in str(page.head) and "@import" not in text and "url(" not in text


def test_hidden_names_are_nowhere():
    records = small_class()
    records.append(
        submission("kira", "own-error", code="# kira, with help of Ada\nada_head = 'Ben'")
    )
    names = hidden(record.student for record in records)
    page = report_html.page(names.rename({LESSON: records}), {LESSON: ASKED}, names)
    shown = BeautifulSoup(page, "html.parser").body.text.casefold()
    pieces = set(re.findall(r"[^\W_]+", shown))
    assert not pieces & {record.student for record in records}
    assert f"# {names.labels['kira']}, with help of {names.labels['ada']}" in page
    assert "Names are hidden" in page


def test_the_same_records_give_the_same_page():
    pages = {report_html.page({LESSON: small_class()}, {LESSON: ASKED}, Names()) for _ in range(2)}
    assert len(pages) == 1
