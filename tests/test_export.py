"""nbgrader's export: see also tests/test_engine.py, where the command itself runs."""

import csv

import pytest
import tiny
from nbgrader.apps import ExportApp
from test_engine import Here
from tiny import CHEAT, LESSON, RIGHT, hand_in

from course.grading import engine, pool
from course.grading.export import CsvWithStatus, no_formula, rows
from course.grading.gradebook import Course


def exported(root):
    """What the exporter yields, by student: status, score, and whether it needs a person."""
    with tiny.book(root) as book:
        found = {row["student_id"]: row for row in rows(Course(root), book, [LESSON])}
    keys = ("status", "score", "needs_a_person")
    return {name: tuple(row.get(key) for key in keys) for name, row in found.items()}


def test_a_grading_that_failed_is_not_zero_points(root):
    hand_in(root, "ada")
    hand_in(root, "ben", RIGHT | CHEAT)
    failing = Here(**{"return 4": [RuntimeError("died")] * pool.ATTEMPTS})
    engine.grade(root, executor=failing, sandboxed=False)
    assert exported(root) == {"ada": ("graded", 3, False), "ben": ("not graded", None, False)}


def test_what_nbgrader_graded_counts_and_a_newer_submission_does_not(root):
    hand_in(root, "ada")
    engine.grade(root, executor=Here(), sandboxed=False)
    (root / "records" / LESSON / "ada.json").unlink()  # as after nbgrader autograde
    assert exported(root) == {"ada": ("graded", 3, False)}
    tiny.shutil.rmtree(root / "autograded")
    assert exported(root) == {"ada": ("not graded", None, False)}


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_is_a_formula(text):
    assert no_formula(text) == f"'{text}"
    assert [no_formula(each) for each in ("a=1", "-", "", -1.5, None)] == [
        "a=1",
        "-",
        "",
        -1.5,
        None,
    ]


def test_names_are_no_formulas_in_the_table(root):
    hand_in(root, "ada")
    engine.grade(root, executor=Here(), sandboxed=False)
    with tiny.book(root) as book:
        book.update_or_create_student("ada", last_name='=HYPERLINK("http://x")')
        app = ExportApp()
        app.coursedir = Course(root).directory
        exporter = CsvWithStatus(parent=app)
        exporter.to = str(root / "table.csv")
        exporter.export(book)
    with (root / "table.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["last_name"], row["score"]) == ('\'=HYPERLINK("http://x")', "3.0")
