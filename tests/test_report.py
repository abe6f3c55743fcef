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


def test_all_kinds_of_mistakes_are_listed_three_on_a_line(tmp_path):
    made = ["wrong-type", "no-return", "own-error", "dead-attribute", "of-tomorrow"]
    for number, mark in enumerate(made):
        write(tmp_path, record(f"s{number}", swap=mark))
    lines = report(tmp_path).splitlines()[2:4]
    assert [line.count("1 × ") for line in lines] == [3, 2]
    assert lines[0].startswith("01-swap") and lines[0].index("1 ×") == lines[1].index("1 ×")
    assert all(f"[{mark}]" in "\n".join(lines) for mark in made)


def test_notes_of_hostile_files_are_printed_without_terminal_codes(tmp_path):
    odd = record("dan", "malformed") | {"notes": ["It is \x1b[2J\u202eodd."]}
    write(tmp_path, odd)
    assert "dan: malformed. It is \\x1b[2J\\u202eodd." in report(tmp_path)


def test_report_without_grades_says_what_to_do(root, tmp_path_factory):
    with pytest.raises(CourseError, match="of 02_y, 03_z in .*only those of 01_x.*the name"):
        report(root, ["02_y", "01_x", "03_z"])
    empty = tmp_path_factory.mktemp("empty")
    for lessons in ([], ["01_x"]):
        with pytest.raises(CourseError, match="results .* found none. .* run `course grade` first"):
            report(empty, lessons)


def test_the_command_prints_the_report(root, monkeypatch, capsys):
    (root / "nbgrader_config.py").touch()
    monkeypatch.chdir(root)
    assert main(["report"]) == 0
    assert "dead-attribute" in capsys.readouterr().out
    assert main(["report", "02_y"]) == 1
    assert "course grade" in capsys.readouterr().err


def test_the_command_writes_a_page_and_a_table(root, monkeypatch, capsys):
    (root / "nbgrader_config.py").touch()
    monkeypatch.chdir(root)
    files = ["--html", "out/page.html", "--csv", "table.csv"]
    assert main(["report", *files]) == 0
    said = capsys.readouterr().out
    assert said.startswith(report(root)) and "Wrote out/page.html\nWrote table.csv\n" in said
    page, table = (root / "out/page.html").read_text(), (root / "table.csv").read_text()
    assert "cleo" in page and "cleo" in table
    assert main(["report", "--anonymous", *files]) == 0  # earlier reports are replaced
    texts = [capsys.readouterr().out, *(root.joinpath(f).read_text() for f in files[1::2])]
    for text in texts:
        assert not any(name in text for name in ("ada", "ben", "cleo", "dan"))
        assert "Student " in text
    students = {each: each.partition(",")[0] for each in texts[2].splitlines() if ",01_x" in each}
    malformed = {student for row, student in students.items() if row.endswith("malformed")}
    assert len(malformed) == 1 and f"{malformed.pop()}: malformed." in texts[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--html", "."], "Is a directory"),
        (["--csv", "nbgrader_config.py/x"], "to write to the folder nbgrader_config.py"),
        (["--html", "notes.txt"], "notes.txt to be missing or an earlier report"),
        (["--csv", "page.html"], "page.html to be missing or an earlier report"),
        (["--html", "new", "--csv", "./new"], "Expected two files, got new for both"),
    ],
)
def test_a_file_that_cannot_be_a_report_is_refused_and_kept(
    root, monkeypatch, capsys, options, message
):
    (root / "nbgrader_config.py").touch()
    monkeypatch.chdir(root)
    assert main(["report", "--html", "page.html"]) == 0
    (root / "notes.txt").write_text("mine")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(["report", *options]) == 1
    said = capsys.readouterr()
    assert message in said.err and said.out == ""
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_written_answers_are_neither_wrong_nor_lost_points(tmp_path):
    each = record("ada", swap="")
    each["scores"]["01-why"] = [None, 4.0]
    write(tmp_path, each)
    lines = [" ".join(line.split()) for line in report(tmp_path).splitlines()]
    assert lines == [
        "01_x: 1 submission, 1 graded, mean 100% of the points",
        "exercise right wrong skipped mistakes",
        "01-swap 1 0 0",
        "01-why 0 0 0 1 for a person",
    ]
