"""What an instructor reads of a class that was graded."""

import json

import pytest

from course.cli import main
from course.errors import CourseError
from course.grading.report import report


def record(student: str, outcome: str = "graded", **marks: str) -> dict:
    """A record of two exercises: each mark is "" for right, or a misconception."""
    cells = {f"01-{name.replace('_', '-')}-test": mark for name, mark in marks.items()}
    return {
        "student": student,
        "lesson": "01_x",
        "key": "",
        "outcome": outcome,
        "notes": ["It held no cell."] if outcome == "malformed" else [],
        "scores": {name: [0.0 if mark else 2.0, 2.0] for name, mark in cells.items()},
        "misconceptions": {name: mark for name, mark in cells.items() if mark},
    }


@pytest.fixture
def root(tmp_path):
    students = [
        record("ada", swap="", features=""),
        record("ben", swap="dead-attribute", features="not-attempted"),
        record("cleo", swap="dead-attribute", features="of-tomorrow"),
        record("dan", "malformed"),
    ]
    folder = tmp_path / "records" / "01_x"
    folder.mkdir(parents=True)
    for each in students:
        (folder / f"{each['student']}.json").write_text(json.dumps(each))
    return tmp_path


def test_report_counts_right_wrong_skipped_and_names_mistakes(root):
    lines = [" ".join(line.split()) for line in report(root, ["01_x"]).splitlines()]
    assert lines == [
        "01_x: 4 submissions, 3 graded, mean 33% of the points",
        "exercise right wrong skipped mistakes met",
        "01-swap 1 2 0 2 × The new layer is registered but never called [dead-attribute]",
        "01-features 1 1 1 1 × [of-tomorrow]",
        "dan: malformed. It held no cell.",
    ]
    assert report(root) == report(root, ["01_x"])


def test_report_without_grades_says_what_to_do(root, tmp_path_factory):
    with pytest.raises(CourseError, match="of 02_y .* Run `course grade` first"):
        report(root, ["02_y"])
    with pytest.raises(CourseError, match="of some lesson"):
        report(tmp_path_factory.mktemp("empty"))


def test_the_command(root, monkeypatch, capsys):
    (root / "nbgrader_config.py").touch()
    monkeypatch.chdir(root)
    assert main(["report"]) == 0
    assert "dead-attribute" in capsys.readouterr().out
    assert main(["report", "02_y"]) == 1
    assert "course grade" in capsys.readouterr().err
