"""Grading without kernels: a tiny lesson, whose cells run in this process.

Kernels, sandboxes and several processes are in tests/notebooks/test_grade.py.
"""

import contextlib
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import Executor, Future
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
import tiny
from filelock import FileLock
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from tiny import CHEAT, FULL, LESSON, RIGHT, book, hand_in, in_book, in_formgrader

from course import cli
from course.errors import CourseError
from course.grading import engine, gradebook, pool, prepare, records, runner, submission
from course.kernels.sandbox import Unavailable
from course.nbgrader_glue import convert


class Here(Executor):
    """Runs the cells in this process, as any executor would, without kernel and sandbox.

    ``trouble`` maps a text in the notebook to the exceptions that its first runs raise.
    """

    _max_workers = 2

    def __init__(self, **trouble):
        self.jobs, self.trouble = [], {text: list(errors) for text, errors in trouble.items()}

    def submit(self, fn, job):
        assert fn is runner.run
        self.jobs.append(job)
        future = Future()
        for text, errors in self.trouble.items():
            if text in job.notebook and errors:
                if isinstance(errors[0], KeyboardInterrupt):
                    raise errors.pop(0)
                future.set_exception(errors.pop(0))
                return future
        future.set_result(self.execute(job))
        return future

    def execute(self, job):
        notebook, names = nbformat.reads(job.notebook, as_version=4), {}
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            try:
                exec(cell.source, names)
            except Exception as error:
                text = f"{type(error).__name__}: {error}"
                out = new_output("error", ename="E", evalue="", traceback=[text])
                cell.outputs = [out]
            if score := names.pop("score", None):
                data = {"text/plain": str(score)}
                cell.outputs = [new_output("execute_result", data, execution_count=1)]
        return runner.Executed(nbformat.writes(notebook), "graded")


def grade(root, *lessons, executor=None, **options):
    found = engine.grade(root, lessons, executor=executor or Here(), **options)
    return {record.student: record for record in found}


class Said(list):
    """What the engine says, but for the line that each run of the tiny lesson begins with."""

    def __call__(self, line):
        if "not checks of this course" not in line:
            self.append(line)


def record_of(root, student):
    return root / "records" / LESSON / f"{student}.json"


# --- scores -----------------------------------------------------------------------------------


def test_scores_reach_the_gradebook_the_records_and_formgrader(root):
    hand_in(root, "ada")
    hand_in(root, "ben", RIGHT | CHEAT)
    hand_in(root, "cleo", {})
    hand_in(root, "dan", RIGHT | {"10-why": "Because."})
    records = grade(root, LESSON)
    assert {record.outcome for record in records.values()} == {"graded"}
    assert in_book(root, "ada") == FULL
    assert in_book(root, "ben") == FULL | {"10-double-test": 0}
    assert in_book(root, "cleo") == dict.fromkeys(FULL, 0)
    assert in_book(root, "dan") == FULL | {"10-why": None}  # a person reads it
    for student, record in records.items():
        assert {name: score for name, (score, _) in record.scores.items()} == in_book(root, student)
    assert records["ada"].scores["10-double-test"] == [2, 2]
    assert records["ben"].misconceptions == {"10-double-test": "hard-coded"}
    row = in_formgrader(root, "ben")
    assert (row["autograded"], row["score"], row["max_score"]) == (True, 1, 6)
    assert in_formgrader(root, "dan")["needs_manual_grade"]


def test_the_autograded_notebook_shows_outputs_and_notes_as_text(root):
    folder = hand_in(root, "ben", RIGHT | CHEAT, name="<img src=x>.ipynb")
    record = grade(root)["ben"]
    assert record.outcome == "graded-with-repairs"
    assert folder.exists()
    path = root / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    assert r"&lt;img src\=x&gt;\.ipynb" in cells[0].source
    assert "[hard-coded]" in cells[3].outputs[0].traceback[0]
    assert "double(3)" in cells[3].source  # the hidden test, for the instructor


def test_a_lesson_enters_the_gradebook_when_it_is_graded_first(root):
    hand_in(root, "ada")
    (root / "gradebook.db").unlink()
    assert grade(root)["ada"].outcome == "graded"
    assert in_book(root, "ada") == FULL


def test_late_penalties_and_times_are_kept(root):
    (root / "nbgrader_config.py").write_text(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Late(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, student, score, seconds):\n"
        "        return seconds / 3600\n"
        "get_config().AssignLatePenalties.plugin_class = Late\n"
    )
    with book(root) as opened:
        opened.update_or_create_assignment(LESSON, duedate="2026-01-01 12:00:00")
    hand_in(root, "ada", timestamp__txt="2026-01-01 13:30:00 UTC")
    hand_in(root, "ben", timestamp__txt="2026-01-01 11:00:00 UTC")
    hand_in(root, "cleo", timestamp__txt="yesterday evening")
    records = grade(root)
    with book(root) as opened:
        ada, ben, cleo = (opened.find_submission(LESSON, name) for name in ("ada", "ben", "cleo"))
        assert (ada.score, ada.late_submission_penalty) == (3, 1.5)
        assert str(ada.timestamp) == "2026-01-01 13:30:00"
        assert (ben.score, ben.late_submission_penalty) == (3, 0)
        assert (cleo.score, cleo.timestamp) == (3, None)
    assert "timestamp.txt cannot be read" in records["cleo"].notes[0]


def test_points_given_by_a_person_are_kept_and_marked_for_another_look(root):
    hand_in(root, "ada", RIGHT | {"10-why": "Because."})
    grade(root)
    with book(root) as opened:
        given = opened.find_grade("10-why", LESSON, LESSON, "ada")
        given.manual_score, given.needs_manual_grade = 2.5, False
        opened.db.commit()
    hand_in(root, "ada", RIGHT | CHEAT | {"10-why": "Because of that."})
    grade(root)
    with book(root) as opened:
        given = opened.find_grade("10-why", LESSON, LESSON, "ada")
        assert (given.manual_score, given.needs_manual_grade) == (2.5, True)
        assert opened.find_submission(LESSON, "ada").score == 3.5


# --- earlier runs -----------------------------------------------------------------------------


def test_unchanged_submissions_are_not_graded_again(root):
    hand_in(root, "ada")
    hand_in(root, "ben")
    first = grade(root)
    again = Here()
    assert grade(root, executor=again) == first
    assert again.jobs == []
    hand_in(root, "ben", RIGHT | CHEAT)
    assert grade(root, executor=again)["ben"].scores["10-double-test"] == [0, 2]
    assert len(again.jobs) == 1
    grade(root, executor=again, again=True)
    assert len(again.jobs) == 3


@pytest.mark.parametrize("lost", ["gradebook.db", "autograded", "records"])
def test_submissions_whose_results_are_lost_are_graded_again(root, lost):
    hand_in(root, "ada")
    grade(root)
    gone = root / lost
    gone.unlink() if gone.is_file() else shutil.rmtree(gone)
    again = Here()
    grade(root, executor=again)
    assert len(again.jobs) == 1
    assert in_book(root, "ada") == FULL
    assert record_of(root, "ada").exists()


def test_a_lesson_that_is_released_again_is_graded_again(root):
    hand_in(root, "ada", RIGHT | CHEAT)
    grade(root)
    nbformat.write(tiny.source(hidden="pass"), root / "source" / LESSON / f"{LESSON}.ipynb")
    convert(GenerateAssignment, root, LESSON)
    assert grade(root)["ada"].scores["10-double-test"] == [2, 2]
    (root / "source" / LESSON / "data.txt").write_text("new data")
    again = Here()
    grade(root, executor=again)
    assert [job.files["data.txt"] for job in again.jobs] == [b"new data"]


def test_the_same_submission_gives_the_same_bytes(root):
    hand_in(root, "ada", RIGHT | CHEAT, name="renamed.ipynb")
    kept = record_of(root, "ada"), root / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    grade(root)
    first = [path.read_bytes() for path in kept]
    grade(root, again=True)
    assert [path.read_bytes() for path in kept] == first


def test_an_interrupt_keeps_results_and_the_next_run_continues(root):
    students = [f"s{number}" for number in range(12)]
    for student in students:
        hand_in(root, student, RIGHT | {"10-half": f"half = 0.5  # for_{student}"})
    with pytest.raises(KeyboardInterrupt):
        grade(root, executor=Here(for_s8=[KeyboardInterrupt()]))
    done = {path.stem: path.stat().st_mtime_ns for path in root.glob("records/*/*.json")}
    assert 0 < len(done) < len(students)
    rest = Here()
    assert set(grade(root, executor=rest)) == set(students)
    assert len(rest.jobs) == len(students) - len(done)
    assert all(record_of(root, each).stat().st_mtime_ns == at for each, at in done.items())
    assert all(in_book(root, student) == FULL for student in students)


def test_an_interrupt_while_nbgrader_saves_leaves_no_scores(root, monkeypatch):
    hand_in(root, "ada")
    grade(root)
    hand_in(root, "ada", RIGHT | CHEAT)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(gradebook.latesubmissions.AssignLatePenalties, "preprocess", interrupted)
    with pytest.raises(KeyboardInterrupt):
        grade(root)
    monkeypatch.undo()
    assert not record_of(root, "ada").exists()
    assert set(in_book(root, "ada").values()) == {None}  # neither old nor new scores
    assert grade(root)["ada"].scores["10-double-test"] == [0, 2]


def test_an_interrupt_while_temporary_files_are_removed_leaves_none(root, monkeypatch, tmp_path):
    hand_in(root, "ada")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    os.mkdir(tempfile.gettempdir())
    remove, asked = tempfile.TemporaryDirectory._rmtree, []

    def interrupted(path, *options, **named):
        asked.append(path)
        if any(Path(path).rglob(f"{LESSON}.ipynb")) and len(asked) == 1:
            raise KeyboardInterrupt
        remove(path, *options, **named)

    monkeypatch.setattr(tempfile.TemporaryDirectory, "_rmtree", staticmethod(interrupted))
    with pytest.raises(KeyboardInterrupt):
        grade(root)
    assert len(asked) == 2 and os.listdir(tempfile.gettempdir()) == []


def test_nbgrader_opens_its_own_gradebook_again_after_grading(root):
    hand_in(root, "ada")
    grade(root)
    assert gradebook.saveautogrades.Gradebook is Gradebook
    with pytest.raises(KeyboardInterrupt):
        grade(root, executor=Here(half=[KeyboardInterrupt()]), again=True)
    assert gradebook.saveautogrades.Gradebook is Gradebook


def test_two_runs_in_the_same_folder_are_refused(root):
    hand_in(root, "ada")
    grade(root)
    with (
        FileLock(root / engine.LOCK),
        pytest.raises(CourseError, match="the only one who grades"),
    ):
        grade(root)


# --- bad submissions --------------------------------------------------------------------------

BROKEN = b'{"cells": [{"cell_type": "co'


def test_a_malformed_submission_is_reported_and_looks_ungraded(root):
    hand_in(root, "ada")
    hand_in(root, "ben", BROKEN)
    hand_in(root, "cleo", None)
    records = grade(root)
    assert records["ada"].outcome == "graded"
    for student in ("ben", "cleo"):
        assert (records[student].outcome, records[student].scores) == ("malformed", {})
        assert not (root / "autograded" / student).exists()
        row = in_formgrader(root, student)
        assert (row["autograded"], row["submitted"]) == (False, True)
    assert records["ben"].notes[0].startswith("Expected a Jupyter notebook, got")
    assert records["cleo"].notes == [f"Expected {LESSON}.ipynb, got no file. Ask for the notebook."]
    again = Here()
    assert grade(root, executor=again) == records
    assert again.jobs == []


def test_no_old_score_survives_a_malformed_submission(root):
    hand_in(root, "ada")
    grade(root)
    page = root / "feedback" / "ada" / LESSON / f"{LESSON}.html"
    page.parent.mkdir(parents=True)
    page.write_text("3 points")
    hand_in(root, "ada", BROKEN)
    assert grade(root)["ada"].outcome == "malformed"
    assert set(in_book(root, "ada").values()) == {None}
    assert not page.exists()
    assert not (root / "autograded" / "ada" / LESSON).exists()
    assert in_formgrader(root, "ada")["autograded"] is False
    hand_in(root, "ada")
    assert grade(root)["ada"].outcome == "graded"
    assert in_book(root, "ada") == FULL


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("my answers.ipynb", "the notebook was named my answers.ipynb"),
        ("unpacked/10_tiny.ipynb", "the notebook was named unpacked/10_tiny.ipynb"),
    ],
)
def test_a_renamed_notebook_is_graded_with_a_note(root, name, note):
    folder = hand_in(root, "ada")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / f"{LESSON}.ipynb").rename(folder / name)
    record = grade(root)["ada"]
    assert (record.outcome, record.notes) == ("graded-with-repairs", [note])
    assert in_book(root, "ada") == FULL


OWN = f"{LESSON}.ipynb"
HALF = {"10-double": RIGHT["10-double"]}


@pytest.mark.parametrize(
    ("notebooks", "outcome", "note"),
    [
        ({OWN: {}, "10_tiny-Copy1.ipynb": RIGHT}, "graded-with-repairs", f"{OWN} has no answers"),
        ({OWN: b"", "10_tiny (1).ipynb": RIGHT}, "graded-with-repairs", "was named 10_tiny (1)"),
        ({OWN: RIGHT, "old.ipynb": HALF}, "graded", ""),
        ({OWN: HALF, "new.ipynb": RIGHT}, "graded-with-repairs", "further answers in new.ipynb"),
        ({OWN: RIGHT, "scratch.ipynb": b"{}", "._x.ipynb": b"\0"}, "graded", ""),
        ({"__MACOSX/._my.ipynb": b"\0", "my.ipynb": RIGHT}, "graded-with-repairs", "was named my"),
        ({"a.ipynb": RIGHT, "b.ipynb": RIGHT}, "graded-with-repairs", "was named a.ipynb"),
        ({"a.ipynb": RIGHT, "b.ipynb": HALF}, "malformed", "different ones in a.ipynb, b.ipynb. K"),
        ({OWN: {}, "a.ipynb": RIGHT, "b.ipynb": HALF}, "malformed", "Keep the one that counts."),
        ({"10_tiny.ipynb.txt": RIGHT}, "graded-with-repairs", "was named 10_tiny.ipynb.txt"),
        ({"10_tiny.json": RIGHT, "notes.txt": b""}, "graded-with-repairs", "was named 10_tiny.j"),
        ({"homework.zip": b"PK"}, "malformed", "got homework.zip. Ask for the notebook."),
    ],
)
def test_of_several_notebooks_the_one_with_answers_is_graded(root, notebooks, outcome, note):
    folder = hand_in(root, "ada", None)
    for name, answers in notebooks.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(answers, bytes):
            path.write_bytes(answers)
        else:
            path.write_text(nbformat.writes(tiny.fill_in(tiny.release(root), answers)))
    record = grade(root)["ada"]
    assert record.outcome == outcome
    assert note in " ".join(record.notes) and bool(record.notes) == bool(note)
    if outcome != "malformed":
        half = notebooks.get(OWN) is HALF
        assert in_book(root, "ada") == FULL | ({"10-half-test": 0} if half else {})


def test_a_notebook_that_nbgrader_cannot_save_is_reported_and_tried_again(root):
    hand_in(root, "ada", RIGHT | {"10-half": "half, score = 0.5, 99"})
    hand_in(root, "ben")
    executor = Here()
    submitted = deepcopy(executor.execute)

    def too_much(job):  # a score above the points of a test cell
        notebook = nbformat.reads(submitted(job).notebook, as_version=4)
        cells = {cell.id: cell for cell in notebook.cells}
        if "99" in job.notebook:
            cells["10-half-test"].outputs = cells["10-half"].outputs
        return runner.Executed(nbformat.writes(notebook), "graded")

    executor.execute = too_much
    records = grade(root, executor=executor)
    assert records["ben"].outcome == "graded"
    assert records["ada"].outcome == "malformed"
    assert "nbgrader could not save it" in records["ada"].notes[0]
    assert in_formgrader(root, "ada")["autograded"] is False
    assert grade(root)["ada"].scores["10-half-test"] == [1, 1]


# --- files ------------------------------------------------------------------------------------


def test_files_reach_the_job_but_links_do_not(root, tmp_path):
    (tmp_path / "secret.txt").write_text("gradebook")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "secret.txt").write_text("gradebook")
    folder = hand_in(root, "ada", data__txt="my own", notes__txt="mine")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "folder").symlink_to(tmp_path / "folder")
    (folder / "sub").mkdir()
    (folder / "sub" / "my_timestamp.txt").write_text("kept")
    os.mkfifo(folder / "pipe")
    executor = Here()
    grade(root, executor=executor)
    [job] = executor.jobs
    assert job.files == {
        "data.txt": b"the instructor's",
        "notes.txt": b"mine",
        "sub/my_timestamp.txt": b"kept",
    }
    # The solution runs outside the sandbox, so no student's file may be next to it.
    assert job.solution_files == {"data.txt": b"the instructor's"}
    out = root / "autograded" / "ada" / LESSON
    assert (out / "data.txt").read_text() == "the instructor's"
    assert (out / "sub" / "my_timestamp.txt").exists()
    assert not (out / "link.txt").exists()


def test_the_solution_runs_first_only_for_a_large_class(root, monkeypatch):
    monkeypatch.setattr(prepare, "SEEDED", 2)
    for size in (1, 2):
        hand_in(root, f"s{size}")
        executor = Here()
        grade(root, executor=executor, again=True)
        assert [bool(job.solution) for job in executor.jobs] == [size == 2] * size


def test_files_that_students_edit_are_kept(root):
    text = f'get_config().Autograde.exclude_overwriting = {{"{LESSON}": ["data.txt"]}}\n'
    (root / "nbgrader_config.py").write_text(text)
    hand_in(root, "ada", data__txt="my own")
    executor = Here()
    grade(root, executor=executor)
    assert executor.jobs[0].files == {"data.txt": b"my own"}
    assert (root / "autograded" / "ada" / LESSON / "data.txt").read_text() == "my own"


def test_a_submission_one_level_off_keeps_its_files(root):
    folder = hand_in(root, "ada", timestamp__txt="2026-01-01 13:30:00 UTC")
    inside = folder / LESSON
    inside.mkdir()
    (folder / OWN).rename(inside / OWN)
    (inside / "sub").mkdir()
    (inside / "sub" / "mine.txt").write_text("mine")
    (inside / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")  # not the collector's
    executor = Here()
    record = grade(root, executor=executor)["ada"]
    assert record.notes == [f"the notebook was named {LESSON}/{OWN}"]
    assert executor.jobs[0].files == {"data.txt": b"the instructor's", "sub/mine.txt": b"mine"}
    assert in_book(root, "ada") == FULL
    with book(root) as opened:
        assert str(opened.find_submission(LESSON, "ada").timestamp) == "2026-01-01 13:30:00"


@pytest.mark.parametrize("name", ["timestamp.txt", "data.txt", "other.ipynb", OWN])
def test_folders_named_like_the_graders_files_are_left_out(root, name):
    answers = None if name == OWN else RIGHT
    folder = hand_in(root, "ada", answers)
    (folder / name / "deep").mkdir(parents=True)
    (folder / name / "deep" / "x.txt").write_text("x")
    hand_in(root, "ben")
    records = grade(root)
    assert records["ben"].outcome == "graded"
    if answers is None:
        assert records["ada"].outcome == "malformed"
    else:
        assert records["ada"].notes == [
            f"{name}/deep/x.txt was left out: a file or folder of this name is in the way"
        ]
        assert in_book(root, "ada") == FULL


def nested(folder):
    here = os.getcwd()
    os.chdir(folder)
    for _ in range(1200):  # longer than a path may be, so one by one
        os.mkdir("deep")
        os.chdir("deep")
    os.chdir(here)


def link(folder):
    shutil.move(folder, folder.with_name("elsewhere"))
    folder.symlink_to(folder.with_name("elsewhere"))


MANY = b'{"cells": [' + b"[]," * 10_000_000 + b"[]]}"
REFUSED = {
    "1,200 folders inside one another": (nested, "at most 20 folders inside one another"),
    "a link": (link, "got a link"),
    "paths that are too long": (
        lambda folder: os.makedirs(folder / ("x" * 200) / ("y" * 200) / ("z" * 200)),
        "paths of at most 500 bytes",
    ),
    "too many files": (
        lambda folder: [(folder / str(i)).touch() for i in range(2001)],
        "at most 2000 files",
    ),
    "a file of 1 TB": (lambda folder: os.truncate(folder / "data.txt", 1 << 40), "at most 100 MB"),
    "a notebook of 1 TB": (lambda folder: os.truncate(folder / OWN, 1 << 40), "at most 200 MB"),
    "30 MB of lists": (lambda folder: (folder / OWN).write_bytes(MANY), "at most 1000 cells"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_malformed_and_the_others_are_graded(root, case, request):
    break_it, message = REFUSED[case]
    # pytest removes folders by calling itself for each one inside another.
    request.addfinalizer(lambda: subprocess.run(["rm", "-rf", root / "submitted"], check=True))
    hand_in(root, "ben")
    break_it(hand_in(root, "ada", data__txt=""))
    records = grade(root, LESSON)
    assert records["ada"].outcome == "malformed"
    assert message in records["ada"].notes[0]
    assert records["ben"].outcome == "graded"
    assert grade(root, LESSON, executor=Here()) == records


def test_outputs_of_120_mb_do_not_count(root):
    folder = hand_in(root, "ada")
    notebook = json.loads((folder / OWN).read_text())
    output = {"output_type": "stream", "name": "stdout", "text": "0 😀" * 30_000_000}
    notebook["cells"][2]["outputs"] = [output]
    (folder / OWN).write_text(json.dumps(notebook, ensure_ascii=False))
    assert (folder / OWN).stat().st_size > 120_000_000
    executor = Here()
    assert grade(root, executor=executor)["ada"].outcome == "graded"
    assert len(executor.jobs[0].notebook) < 10_000


def test_an_error_of_our_own_costs_one_submission(root, monkeypatch):
    hand_in(root, "ada", RIGHT | {"10-half": "half = 0.5  # odd"})
    hand_in(root, "ben")
    repair = submission.repair

    def wrong(read, release, earlier):
        if any("odd" in cell["source"] for cell in read.cells):
            raise KeyError("cells\x1b[31m")
        return repair(read, release, earlier)

    monkeypatch.setattr(submission, "repair", wrong)
    records = grade(root)
    assert records["ben"].outcome == "graded"
    assert records["ada"].outcome == "malformed"
    assert "got KeyError: 'cells\\x1b[31m'. Read it" in records["ada"].notes[0]


def test_odd_student_names_are_graded(root):
    names = ["O'Brien", "Zoë Müller", "a.b", " ada", "{x}", "100%", "-rf", "a+b", "(ada)"]
    for name in names:
        hand_in(root, name)
    hand_in(root, "ada", RIGHT | CHEAT)
    records = grade(root)
    assert {name: record.notes for name, record in records.items()} == dict.fromkeys(records, [])
    assert set(records) == {*names, "ada"}
    for name in names:
        assert in_book(root, name) == FULL
        assert (root / "autograded" / name / LESSON / f"{LESSON}.ipynb").is_file()
    assert in_book(root, "ada") == FULL | {"10-double-test": 0}


def test_invalid_submissions_are_reported(root):
    hand_in(root, "ada")
    (root / "submitted" / "ada" / "10-tiny").mkdir()
    (root / "submitted" / "ada" / ("x" * 250)).mkdir()
    (root / "submitted" / "ben").mkdir()
    (root / "submitted" / "ben" / f"{LESSON}").write_text("a file")
    os.makedirs(os.fsencode(root / "submitted") + b"/\xff\xfe/" + LESSON.encode())
    for name in ("[abc]da", "s" * 250, "é" * 100, "red\x1b[31m", "two\nlines", "\u202egnp.exe"):
        hand_in(root, name)
    found = engine.grade(root, executor=Here())
    outcomes = {(each.student, each.lesson): each.outcome for each in found}
    assert outcomes.pop(("ada", LESSON)) == "graded"
    assert set(outcomes) == {
        ("ada", "10-tiny"),
        ("ada", "x" * 99 + "…"),
        ("ben", LESSON),
        ("\\udcff\\udcfe", LESSON),
        ("[abc]da", LESSON),
        ("s" * 99 + "…", LESSON),
        ("é" * 100, LESSON),
        ("red\\x1b[31m", LESSON),
        ("two\\nlines", LESSON),
        ("\\u202egnp.exe", LESSON),
    }
    assert set(outcomes.values()) == {"malformed"}
    shown = records.summary(found, 1)
    assert "Expected the name of a lesson" in shown
    assert all(line.isprintable() for line in shown.split("\n"))


def test_odd_names_of_files_do_not_reach_the_terminal(root):
    folder = hand_in(root, "ada", name="\x1b]0;title\x07\nred.ipynb")
    (folder / "timestamp.txt\x1b[2J").mkdir()
    (folder / "data.txt").mkdir()
    (folder / "data.txt" / "\x9b2J\n").write_text("")
    hand_in(root, "ben", None, **{"\x1b[31m": ""})
    found = grade(root)
    assert found["ada"].outcome == "graded-with-repairs"
    for record in found.values():
        assert all(map(str.isprintable, record.notes))
    path = root / "autograded" / "ada" / LESSON / OWN
    assert "\x1b" not in nbformat.read(path, as_version=4).cells[0].source


# --- what to grade ----------------------------------------------------------------------------


def test_each_named_student_is_graded_once(root):
    for student in ("ada", "ben", "cleo"):
        hand_in(root, student)
    executor = Here()
    assert set(grade(root, executor=executor, students=["ben", "ada", "ben"])) == {"ada", "ben"}
    assert len(executor.jobs) == 2
    assert set(grade(root, LESSON, LESSON, executor=executor)) == {"ada", "ben", "cleo"}
    assert len(executor.jobs) == 3


@pytest.mark.parametrize(
    ("lessons", "students", "message"),
    [
        (["11_other"], [], "Expected a lesson in .*11_other"),
        (["*"], [], "Expected a lesson in"),
        ([LESSON], ["zoe"], f"found none of: {LESSON} by zoe"),
        ([], ["ada", "zoe"], "found none of: zoe"),
    ],
)
def test_missing_lessons_and_students_are_named(root, lessons, students, message):
    hand_in(root, "ada")
    with pytest.raises(CourseError, match=message):
        grade(root, *lessons, students=students)
    assert not (root / "records").exists()


def test_without_submissions_it_says_where_they_belong(root):
    with pytest.raises(CourseError, match="Expected submissions in .*found none"):
        grade(root)


@pytest.mark.parametrize("name", ["records", "autograded"])
def test_a_folder_that_cannot_be_written_is_an_error(root, name):
    hand_in(root, "ada")
    (root / name).write_text("in the way")
    with pytest.raises(CourseError, match=f"Expected to write to .*{name}"):
        grade(root)


def test_a_gradebook_that_cannot_be_reached_is_an_error(root):
    hand_in(root, "ada")
    url = "sqlite:////no/such/folder/gradebook.db"
    (root / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.db_url = '{url}'\n")
    with pytest.raises(CourseError, match="Expected a gradebook at sqlite:"):
        grade(root)


def test_a_database_without_its_driver_says_what_to_install(root, monkeypatch):
    hand_in(root, "ada")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    url = "postgresql+psycopg://course:secret@127.0.0.1/course"
    (root / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.db_url = '{url}'\n")
    with pytest.raises(CourseError, match="pip install 'psycopg") as error:
        grade(root)
    assert "secret" not in str(error.value)


def change(root, *pairs):
    """Replace texts in the source, as an instructor who corrects it."""
    path = root / "source" / LESSON / f"{LESSON}.ipynb"
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def test_corrected_tests_and_points_reach_the_gradebook_and_every_submission(root):
    """A hidden test and the points of a cell; what a person gave stays."""
    hand_in(root, "ada", RIGHT | {"10-why": "Because."})
    hand_in(root, "ben", RIGHT | {"10-double": "def double(x):\n    return {2: 4, 3: 6}[x]"})
    assert grade(root)["ben"].scores["10-double-test"] == [2, 2]
    with book(root) as opened:
        [notebook] = opened.find_submission(LESSON, "ada").notebooks
        given = next(each for each in notebook.grades if each.name == "10-why")
        given.manual_score, given.needs_manual_grade = 2.5, False
        opened.db.commit()
    change(root, ("double(3) == 6", "double(5) == 10"), ('"points": 1', '"points": 1.5'))
    change(root, ("double(2) == 4", "double(2) == 2 * 2"))
    said = Said()
    found = grade(root, say=said)
    changed, kept = said
    assert "10-double-test" in changed and "10-half-test" in changed and "10-why" not in changed
    assert "ada (2.5 for 10-why)" in kept and "ben" not in kept
    assert found["ben"].scores == {
        "10-double-test": [0, 2],
        "10-half-test": [1.5, 1.5],
        "10-why": [0, 3],
    }
    # Nobody changed anything: their notebooks are of the release before.
    assert [(each.outcome, each.notes) for each in found.values()] == [("graded", [])] * 2
    assert in_formgrader(root, "ada")["max_score"] == 6.5
    assert in_formgrader(root, "ada")["score"] == 2 + 1.5 + 2.5
    assert grade(root, say=said) == found
    assert said == [changed, kept, kept]


def test_other_words_around_the_cells_change_nothing(root):
    hand_in(root, "ada")
    found, said = grade(root), Said()
    change(root, ("# A tiny lesson", "# A very small lesson"), ("return 2 * x", "return x + x"))
    assert grade(root, say=said) == found
    assert said == []


def penalty(root, student):
    with book(root) as opened:
        return opened.find_submission(LESSON, student).late_submission_penalty


def test_late_penalties_follow_the_due_date_and_the_settings(root):
    """Both changed after the grading; nothing is run again for it."""
    hand_in(root, "ada", timestamp__txt="2026-01-02 12:00:00 UTC")
    hand_in(root, "ben", timestamp__txt="2026-01-01 12:00:00 UTC")
    found, said, idle = grade(root), Said(), Here()
    settings = root / "nbgrader_config.json"
    settings.write_text('{"LateSubmissionPlugin": {"penalty_method": "zero"}}')
    assert grade(root, say=said) == found
    assert said == []
    with book(root) as opened:
        opened.update_or_create_assignment(LESSON, duedate="2026-01-01 18:00:00 UTC")
    assert grade(root, say=said, executor=idle) == found
    assert idle.jobs == []
    assert len(said) == 1 and "changed for: ada." in said[0]
    assert [penalty(root, student) for student in ("ada", "ben")] == [3, 0]
    settings.unlink()
    assert grade(root, say=said) == found
    assert penalty(root, "ada") == 0


def test_settings_that_cannot_be_read_are_an_error(root):
    (root / "nbgrader_config.json").write_text("{")
    with pytest.raises(CourseError, match="nbgrader_config.json, got .*Fix the file"):
        grade(root)


def test_points_that_a_person_gave_to_an_earlier_version_are_told(root):
    for student in ("ada", "ben", "cleo"):
        hand_in(root, student, RIGHT | {"10-why": "Because."})
    grade(root)
    with book(root) as opened:
        for student, field in (("ada", "manual_score"), ("ben", "extra_credit")):
            [notebook] = opened.find_submission(LESSON, student).notebooks
            given = next(each for each in notebook.grades if each.name == "10-half-test")
            setattr(given, field, 0.5)
            given.needs_manual_grade = False
        opened.db.commit()
    said = Said()
    grade(root, say=said)
    assert said == []
    hand_in(root, "ada", RIGHT | {"10-why": "I thought again."})
    hand_in(root, "ben", RIGHT | {"10-why": "So did I."})
    grade(root, say=said)
    [line] = said
    assert "ada (0.5 for 10-half-test), ben (0.5 extra for 10-half-test)" in line


def test_a_tampered_submission_asks_for_a_person_in_formgrader(root):
    hand_in(root, "ada")
    path = hand_in(root, "ben") / f"{LESSON}.ipynb"
    path.write_text(path.read_text().replace('"points": 2', '"points": 20'))
    assert grade(root)["ben"].outcome == "tampered"
    with book(root) as opened:
        marked = {
            student: [
                each.name
                for notebook in opened.find_submission(LESSON, student).notebooks
                for each in notebook.grades
                if each.needs_manual_grade
            ]
            for student in ("ada", "ben")
        }
    assert marked == {"ada": [], "ben": ["10-double-test"]}


def table(root, *options):
    """What `nbgrader export` writes, by student."""
    run = [sys.executable, "-m", "nbgrader", "export", "--to", "table.csv", *options]
    subprocess.run(run, cwd=root, check=True, capture_output=True)
    with (root / "table.csv").open(newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_the_export_tells_unreadable_from_missing_and_from_zero(root):
    config = "from course.nbgrader_glue import configure\nconfigure(get_config())\n"
    (root / "nbgrader_config.py").write_text(config)
    hand_in(root, "ada")
    hand_in(root, "ben", {})
    hand_in(root, "cleo", b"{")
    grade(root)
    hand_in(root, "dana")
    with book(root) as opened:
        opened.add_student("erik", last_name='Eriksson, "E."')
    rows = table(root)
    shown = {name: (row["status"], row["score"]) for name, row in rows.items()}
    assert shown == {
        "ada": ("graded", "3.0"),
        "ben": ("graded", "0.0"),
        "cleo": ("unreadable", ""),
        "dana": ("not graded", ""),
        "erik": ("missing", "0.0"),
    }
    assert rows["erik"]["last_name"] == 'Eriksson, "E."'
    assert rows["cleo"]["needs_a_person"] == "True"
    for wanted in ("ada", "['ada']"):
        assert list(table(root, "--student", wanted, "--assignment", LESSON)) == ["ada"]
    assert table(root, "--assignment", "[10_other]") == {}


def test_another_cell_in_the_source_is_an_error(root):
    hand_in(root, "ada")
    grade(root)
    path = root / "source" / LESSON / f"{LESSON}.ipynb"
    nbformat.write(tiny.source(more={"10-more-test": "assert True"}), path)
    with pytest.raises(CourseError, match="10-more-test.*nbgrader refuses that"):
        grade(root)


def test_the_command_prints_whose_points_changed(root, capsys, monkeypatch):
    monkeypatch.chdir(root)
    monkeypatch.setattr(engine, "local_pool", lambda *_: contextlib.nullcontext(Here()))
    for student in ("ada", "ben"):
        hand_in(root, student, RIGHT | (CHEAT if student == "ben" else {}))
    assert cli.main(["grade", "--unsafe-no-sandbox"]) == 0
    assert "Other points" not in capsys.readouterr().out
    change(root, ('"points": 1', '"points": 1.5'))
    assert cli.main(["grade", "--unsafe-no-sandbox"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{LESSON}: tests or points changed since the release: 10-half-test.")
    assert f"{LESSON}: its tests are not checks of this course" in shown
    assert f"ada · {LESSON} · 3 → 3.5" in shown and f"ben · {LESSON} · 1 → 1.5" in shown


def test_a_release_that_differs_from_the_gradebook_is_an_error(root):
    hand_in(root, "ada")
    path = root / "release" / LESSON / f"{LESSON}.ipynb"
    notebook = tiny.release(root)
    del notebook.cells[-1]
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match="10-why.*generate_assignment"):
        grade(root)
    path.unlink()
    with pytest.raises(CourseError, match="Release it again"):
        grade(root)


def test_without_a_sandbox_nothing_is_run(root, monkeypatch):
    hand_in(root, "ada")

    def none():
        raise Unavailable("Expected bubblewrap, got no such program.")

    monkeypatch.setattr(engine, "check_sandbox", none)
    with pytest.raises(CourseError, match="got no such program.* --unsafe-no-sandbox"):
        engine.grade(root)
    assert not (root / "records").exists()


# --- workers ----------------------------------------------------------------------------------


def test_a_worker_that_dies_costs_only_time(root):
    for student in ("ada", "ben"):
        hand_in(root, student, RIGHT | {"10-half": f"half = 0.5  # for_{student}"})
    executor = Here(for_ada=[RuntimeError("died"), RuntimeError("died")])
    records = grade(root, executor=executor)
    assert [record.outcome for record in records.values()] == ["graded", "graded"]
    assert len(executor.jobs) == 4


def test_a_submission_that_kills_every_worker_does_not_stop_the_others(root):
    for student in ("ada", "ben"):
        hand_in(root, student, RIGHT | {"10-half": f"half = 0.5  # for_{student}"})
    records = grade(root)
    trouble = [RuntimeError("died")] * pool.ATTEMPTS
    records = grade(root, executor=Here(for_ada=trouble), again=True)
    assert (records["ada"].outcome, records["ada"].scores) == ("crashed", {})
    assert "RuntimeError: died" in records["ada"].notes[0]
    assert set(in_book(root, "ada").values()) == {None}
    assert in_book(root, "ben") == FULL
    assert grade(root)["ada"].outcome == "graded"  # the next run tries again


def test_workers_that_cannot_start_kernels_end_the_run(root):
    hand_in(root, "ada")
    with pytest.raises(CourseError, match="no bubblewrap on worker 7"):
        grade(root, executor=Here(half=[Unavailable("no bubblewrap on worker 7")] * pool.ATTEMPTS))


# --- the command ------------------------------------------------------------------------------


def test_the_command_prints_a_summary_and_returns_a_status(root, monkeypatch, capsys):
    """0: all were graded; 1: some were not, or grading could not start; 130: interrupted."""
    monkeypatch.chdir(root)
    asked, run = {}, engine.grade

    def grade(*args, **options):
        asked.update(options)
        return run(*args, **options | {"executor": Here()})

    monkeypatch.setattr(engine, "grade", grade)
    hand_in(root, "ada")
    hand_in(root, "ben")
    argv = ["grade", LESSON, "--student", "ada", "--workers", "3", "--timeout", "9", "--again"]
    assert cli.main([*argv, "--unsafe-no-sandbox"]) == 0
    assert asked["limits"].cell == 9
    assert (asked["workers"], asked["again"], asked["sandboxed"]) == (3, True, False)
    out, err = capsys.readouterr()
    assert "1 submissions in" in out
    assert err == ""  # no progress bar outside a terminal
    hand_in(root, "ben", BROKEN)
    assert cli.main(["grade"]) == 1
    assert "ben · 10_tiny · malformed" in capsys.readouterr().out
    assert cli.main(["grade", "no_such_lesson"]) == 1
    assert "Expected a lesson in" in capsys.readouterr().err

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "grade", interrupted)
    assert cli.main(["grade"]) == 130
    assert "Interrupted. What was graded is kept" in capsys.readouterr().out


@pytest.mark.parametrize("option", [["--workers", "0"], ["--timeout", "0"], ["--timeout", "nan"]])
def test_numbers_out_of_range_are_refused(option, capsys):
    assert cli.main(["grade", *option]) == 1
    assert f"Expected {option[0]} to be" in capsys.readouterr().err
