"""`course check`, on a tiny lesson; that it agrees with grading is tested in tests/notebooks."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import tiny
from tiny import LESSON, RIGHT

from course import self_check
from course.demo import fill_in
from course.errors import CourseError
from course.grading import runner
from course.kernels import provisioner
from course.place import in_project

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = tmp_path_factory.mktemp("self") / "project"
    tiny.make_course(root)
    shutil.copytree(root / "release", root / "work")
    yield root
    provisioner.close_idle()


@pytest.fixture
def root(template, tmp_path):
    return Path(shutil.copytree(template, tmp_path / "project"))


def write(root, answers, **files):
    folder = root / "work" / LESSON
    nbformat.write(fill_in(tiny.release(root), answers), folder / f"{LESSON}.ipynb")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def states(root, **options):
    return {
        each.exercise: each.state
        for each in self_check.check(in_project(root), LESSON, **options).results
    }


def test_right_wrong_and_open_answers(root, capsys):
    write(root, {"10-double": "def double(x):\n    return 3 * x"})
    assert self_check.main(in_project(root), [], again=False) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == LESSON
    assert lines[1].split() == ["✗", "10-double", "0", "of", "2"]
    assert "AssertionError" in lines[2]
    assert lines[3].split() == ["✗", "10-half", "0", "of", "1"]
    assert "NameError: name 'half' is not defined" in lines[4]
    write(root, RIGHT)
    assert self_check.main(in_project(root), [LESSON], again=False) == 0
    assert "3 of 3 points: 2 right." in capsys.readouterr().out


def test_an_answer_that_is_not_written_yet_is_no_mistake(root):
    raises = (
        "class NotAttempted(AssertionError): pass\nraise NotAttempted('○ none [not-attempted]')"
    )
    write(root, RIGHT | {"10-half": raises + "\nhalf = 0"})
    release = tiny.release(root)
    test = next(cell for cell in release.cells if cell.id == "10-half-test")
    test.source = raises
    nbformat.write(release, root / "release" / LESSON / f"{LESSON}.ipynb")
    assert states(root) == {"10-double": "right", "10-half": "open"}


def test_only_what_changed_runs_again(root, monkeypatch):
    jobs = []

    def run(job):
        jobs.append([cell.id for cell in nbformat.reads(job.notebook, 4).cells])
        return original(job)

    original = runner.run
    monkeypatch.setattr(runner, "run", run)
    write(root, RIGHT)
    assert set(states(root).values()) == {"right"}
    assert states(root) == {"10-double": "right", "10-half": "right"}
    assert jobs == [["10-double", "10-double-test", "10-half", "10-half-test"]]
    write(root, RIGHT | {"10-half": "half = 0.4"})
    assert states(root) == {"10-double": "right", "10-half": "wrong"}
    assert jobs[1:] == [["10-half", "10-half-test"]]
    write(root, RIGHT | {"10-half": "half = 0.4"}, numbers__csv="1")  # an answer might read it
    states(root)
    states(root, again=True)
    assert list(map(len, jobs[2:])) == [4, 4]


def test_damaged_results_are_made_again(root):
    write(root, RIGHT)
    for text in ("{", "[]", json.dumps({"a": 1})):
        (root / "work" / self_check.KNOWN).write_text(text)
        assert set(states(root).values()) == {"right"}


def test_a_changed_test_is_put_back_and_told(root):
    write(root, RIGHT | {"10-half": "half = 1", "10-half-test": "pass"})
    checked = self_check.check(in_project(root), LESSON)
    assert {each.exercise: each.state for each in checked.results}["10-half"] == "wrong"
    assert any("10-half-test" in note for note in checked.notes)
    assert "Note: " in self_check.shown(checked)


def test_a_cell_that_ends_python_costs_its_exercise(root):
    write(root, RIGHT | {"10-half": "import os\nos._exit(1)"})
    assert states(root) == {"10-double": "right", "10-half": "wrong"}


def test_a_lesson_that_was_not_begun_is_not_checked_unless_named(root):
    with pytest.raises(CourseError, match="that was begun, found none"):
        self_check.main(in_project(root), [], again=False)
    assert self_check.choose(in_project(root), [LESSON]) == [LESSON]
    write(root, RIGHT)
    assert self_check.choose(in_project(root), ["all"]) == [LESSON]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda path: path.unlink(), "Expected 10_tiny.ipynb, got"),
        (lambda path: path.write_text("{"), "Expected a Jupyter notebook"),
        (lambda path: shutil.rmtree(path.parent), "No such file"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_an_error(root, spoil, expected):
    spoil(root / "work" / LESSON / f"{LESSON}.ipynb")
    with pytest.raises(CourseError, match=expected):
        self_check.main(in_project(root), [LESSON], again=False)


def test_an_unknown_lesson_is_an_error(root):
    with pytest.raises(CourseError, match="Expected lessons such as 10_tiny, got 99_none"):
        self_check.main(in_project(root), ["99_none"], again=False)


def test_it_needs_no_nbgrader():
    """Which takes longer to import than all the rest."""
    code = "import sys, course.self_check; assert 'nbgrader' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
