"""What an instructor reads about a class after grading."""

import json

import pytest

from course.cli import main
from course.errors import CourseError
from course.grading.report import SHOWN, report
from course.misconceptions import REGISTRY


def record(student: str, outcome: str = "graded", **marks: str) -> dict:
    """A record with these exercises: each mark is "" for right, or a misconception."""
    cells = {f"01-{name.replace('_', '-')}-test": mark for name, mark in marks.items()}
    return {
        "student": student,
        "lesson": "01_x",
        "key": "",
        "outcome": outcome,
        "notes": ["It has no cell."] if outcome == "malformed" else [],
        "scores": {name: [0.0 if mark else 2.0, 2.0] for name, mark in cells.items()},
        "misconceptions": {name: mark for name, mark in cells.items() if mark},
    }


def write(root, each: dict) -> None:
    path = root / "records" / "01_x" / f"{each['student']}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(each))


@pytest.fixture
def root(tmp_path):
    students = [
        record("ada", swap="", features=""),
        record("ben", swap="dead-attribute", features="not-attempted"),
        record("cleo", swap="dead-attribute", features="of-tomorrow"),
        record("dan", "malformed"),
    ]
    for each in students:
        write(tmp_path, each)
    return tmp_path


def test_report_counts_right_wrong_and_skipped_and_explains_mistakes(root):
    lines = [" ".join(line.split()) for line in report(root, ["01_x"]).splitlines()]
    assert lines == [
        "01_x: 4 submissions, 3 graded, mean 33% of the points",
        "exercise right wrong skipped mistakes",
        "01-swap 1 2 0 2 × The new layer is registered but never called [dead-attribute]",
        "01-features 1 1 1 1 × [of-tomorrow]",
        "dan: malformed. It has no cell.",
        "",
        "To discuss in class:",
        "The new layer is registered but never called [dead-attribute], 2 times",
        f"Symptom: {REGISTRY['dead-attribute'].symptom}",
        f"Why: {REGISTRY['dead-attribute'].why}",
    ]
    assert report(root) == report(root, ["01_x"])


def test_only_the_most_frequent_mistakes_are_explained(tmp_path):
    made = ["wrong-type", "no-return", "own-error", "dead-attribute"]
    classes = [made[:4], made[:3], made[:2], made[:1], ["not-attempted"] * 4]
    for number, marks in enumerate(classes):
        exercises = {f"e{at}": mark for at, mark in enumerate(marks)}
        write(tmp_path, record(f"s{number}", **exercises))
    _, explained = report(tmp_path).split("To discuss in class:")
    lines = explained.strip().splitlines()
    named = [line for line in lines if not line.startswith("    ")]
    assert [line.split("[")[1] for line in named] == [
        "wrong-type], 4 times",
        "no-return], 3 times",
        "own-error], 2 times",
    ]
    assert len(named) == SHOWN
    assert len(lines) == 3 * SHOWN


def test_a_class_without_mistakes_has_nothing_to_discuss(tmp_path):
    write(tmp_path, record("ada", swap=""))
    write(tmp_path, record("ben", swap="not-attempted"))
    assert "discuss" not in report(tmp_path)


def test_report_without_grades_says_what_to_do(root, tmp_path_factory):
    with pytest.raises(CourseError, match="of 02_y .* Run `course grade` first"):
        report(root, ["02_y"])
    with pytest.raises(CourseError, match="of some lesson"):
        report(tmp_path_factory.mktemp("empty"))


def test_the_command_prints_the_report(root, monkeypatch, capsys):
    (root / "nbgrader_config.py").touch()
    monkeypatch.chdir(root)
    assert main(["report"]) == 0
    assert "dead-attribute" in capsys.readouterr().out
    assert main(["report", "02_y"]) == 1
    assert "course grade" in capsys.readouterr().err
