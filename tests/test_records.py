"""Records on disk, and the summary of a run."""

import json

import pytest

from course.grading import records

LESSON = "10_tiny"


def test_the_summary_is_a_table_and_the_cases_that_need_attention():
    graded = [
        records.Record("ada", "a", "", "graded"),
        records.Record("ben", "a", "", "graded-with-repairs", ["cell x was missing"]),
        records.Record("ada", "bbb", "", "timeout", ["it ran too long"]),
    ]
    lines = records.summary(graded, 2.0).splitlines()
    assert lines == [
        "lesson  graded  graded-with-repairs  timeout",
        "a            1                    1",
        "bbb                                        1",
        "",
        "Needs attention:",
        "  ben · a · graded-with-repairs",
        "    cell x was missing",
        "  ada · bbb · timeout",
        "    it ran too long",
        "",
        "3 submissions in 2.0 s.",
    ]


def test_names_and_notes_are_printed_without_terminal_codes():
    record = records.Record("a\x1b[2J\n", "l\x07", "", "crashed", ["one\rtwo\n\u202ethree\x9b1m"])
    shown = records.summary([record], 1)
    assert "a\\x1b[2J\\n · l\\x07 · crashed" in shown
    assert all(line.isprintable() for line in shown.split("\n"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoë Müller-李.ipynb", "Zoë Müller-李.ipynb"),
        ("no\xa0break, می\u200cخواهم", "no\xa0break, می\u200cخواهم"),
        ("\x1b[31m\x00\u2028\udcff", r"\x1b[31m\x00\u2028\udcff"),
        ("x" * 101, "x" * 99 + "…"),
        ("\n" * 1_000_000, r"\n" * 49 + "\\…"),
    ],
)
def test_a_printable_name_is_one_short_line(name, shown):
    assert records.printable(name) == shown


@pytest.mark.parametrize("text", ["", "{", "[]", '{"student": 1}', '{"x": 1}'])
def test_a_damaged_record_counts_as_missing(tmp_path, text):
    path = records.record_path(tmp_path, "ada", LESSON)
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert records.read_record(tmp_path, "ada", LESSON) is None
    record = records.Record("ada", LESSON, "k", "graded", ["é"], {"a": [None, 1.0]}, {"a": "b"})
    records.write_record(tmp_path, record)
    assert records.read_record(tmp_path, "ada", LESSON) == record
    assert list(json.loads(path.read_text())) == list(vars(record))
    assert [each.name for each in path.parent.iterdir()] == [path.name]
