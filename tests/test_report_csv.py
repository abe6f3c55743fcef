"""The report as a table for a spreadsheet."""

import csv
import io

import pytest
from report_class import ASKED, LESSON, small_class, submission

from course.grading.asked import Asked
from course.grading.report_csv import COLUMNS, table
from course.misconceptions import REGISTRY


def rows(records, asked=ASKED) -> list[dict[str, str]]:
    text = table({LESSON: records}, {LESSON: asked})
    assert text.splitlines()[0] == ",".join(COLUMNS)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_there_is_a_row_for_each_student_and_exercise():
    found = rows(small_class())
    assert len(found) == 10 * 4
    by = {(row["student"], row["exercise"]): row for row in found}
    assert by["cleo", "01-swap"] == {
        "student": "cleo",
        "lesson": LESSON,
        "exercise": "01-swap",
        "kind": "exercise",
        "difficulty": "2",
        "minutes": "8",
        "points": "0",
        "possible": "4",
        "outcome": "wrong",
        "misconception": "dead-attribute",
        "misconception_title": REGISTRY["dead-attribute"].title,
        "submission": "graded",
    }
    outcomes = {key: row["outcome"] for key, row in by.items()}
    assert outcomes["ada", "01-swap"] == "right"
    assert outcomes["eve", "01-swap"] == "skipped"
    assert outcomes["finn", "01-predict"] == "predicted"  # the answer is not known
    assert outcomes["ben", "01-predict"] == "wrong"
    assert by["ben", "01-predict"]["misconception"] == "swap-is-not-freeze"
    unread = by["jack", "01-easy"]
    assert [unread[k] for k in ("points", "possible", "outcome", "submission")] == [
        *("", "1", "not graded", "malformed"),
    ]


def test_points_that_a_person_gives_and_parts_of_them():
    record = submission("ada")
    record.scores |= {"01-swap-test": [1.5, 4.0], "01-easy-test": [None, 1.0]}
    found = {row["exercise"]: (row["points"], row["outcome"]) for row in rows([record])}
    assert found["01-swap"] == ("1.5", "partly right")
    assert found["01-easy"] == ("", "for a person")


def test_without_the_source_the_records_are_enough():
    [swap] = [row for row in rows([submission("ada")], Asked()) if row["exercise"] == "01-swap"]
    assert (swap["difficulty"], swap["points"], swap["possible"]) == ("", "4", "4")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_name_is_computed_as_a_formula(sign):
    name = f'{sign}HYPERLINK("http://x"),"y"'
    assert {row["student"] for row in rows([submission(name)])} == {f"'{name}"}


def test_names_with_commas_quotes_and_any_letters_are_kept():
    name = 'Zoë "Zo", 李'
    assert {row["student"] for row in rows([submission(name)])} == {name}
