"""Names in a report, shown and hidden."""

import pytest

from course.grading.names import LINES, WIDTH, Names, hidden
from course.grading.records import Record

CLASS = ["ada", "ada.lovelace", "x", "Zoë-Müller", "s1234", "e_l"]


@pytest.mark.parametrize("student", [name for name in CLASS if name != "x"])
@pytest.mark.parametrize("text", ["{}", "# by {} and friends", "print('{}')", "{}_features(x)"])
def test_a_hidden_name_is_nowhere_in_a_text(student, text):
    names = hidden(CLASS)
    for spelled in (student, student.upper()):
        shown = names.text(text.format(spelled))
        assert shown == text.format(names.labels[student])


def test_words_that_only_contain_a_name_stay():
    text = "canada = adaptive + s12345 + max(x)"
    assert hidden(CLASS).text(text) == text


def test_the_records_have_the_new_names_in_their_own_order():
    names = hidden(CLASS)
    records = [Record(student, "l", "", "graded") for student in CLASS]
    renamed = names.rename({"l": records, "m": records[:1]})
    found = [record.student for record in renamed["l"]]
    assert found == sorted(names.labels.values()) == [f"Student {n}" for n in range(1, 7)]
    assert renamed["m"][0].student == names.labels["ada"]
    assert [record.student for record in records] == CLASS


def test_the_numbers_are_drawn_anew_and_have_equal_length():
    many = [f"s{number}" for number in range(50)]
    drawn = {tuple(hidden(many).labels.items()) for _ in range(3)}
    assert len(drawn) == 3
    assert {len(label) for label in hidden(many).labels.values()} == {len("Student 07")}


def test_names_that_are_not_hidden_stay():
    record = Record("ada", "l", "", "graded")
    assert Names().rename({"l": [record]}) == {"l": [record]}
    assert Names().text("ada\n\tb") == "ada\n    b"


def test_texts_are_bounded_and_have_no_control_characters():
    assert Names().text("a\x00\u202e\x1b[2J") == r"a\x00\u202e\x1b[2J"
    long = Names().text("x" * 2000 + "\ny" * 1000).split("\n")
    assert len(long) == LINES + 1 and long[-1] == "…"
    assert max(map(len, long)) <= WIDTH
