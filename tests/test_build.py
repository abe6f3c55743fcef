"""Builds of a tiny lesson; the real lessons are tested in tests/notebooks."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from cells import LESSON, tiny_lesson, write
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course import build
from course.errors import CourseError

ROOT = Path(__file__).parents[1]


def snapshot(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def cells(path):
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project after a build; tests copy it before they change it."""
    root = write(tmp_path_factory.mktemp("built"), tiny_lesson())
    build.build(root)
    return root


@pytest.fixture
def project(built, tmp_path):
    return shutil.copytree(built, tmp_path / "project")


def test_release_has_stubs_and_no_answers(built):
    released = cells(built / "release" / LESSON / f"{LESSON}.ipynb")
    assert list(released) == [cell.id for cell in tiny_lesson().cells]
    assert released["01-predict"].source == 'prediction = ""'
    assert released["01-double"].source.endswith('    raise NotImplementedError("your code here")')
    assert released["01-double-test"].source == "assert double(1) == 2"
    assert not any(cell.get("outputs") for cell in released.values())


def test_solutions_are_executed_without_markers_or_timing(built):
    solved = cells(built / "solutions" / f"{LESSON}.ipynb")
    assert solved["01-predict"].source == 'prediction = "b"'
    assert solved["01-double-test"].source == "assert double(1) == 2\nassert double(7) == 14"
    assert solved["01-show"].outputs[0].text == "4\n"
    assert "execution" not in solved["01-show"].metadata
    assert (
        "language_info"
        not in nbformat.read(built / "solutions" / f"{LESSON}.ipynb", as_version=4).metadata
    )


def test_building_twice_changes_no_byte(project):
    before = snapshot(project)
    build.build(project)
    assert snapshot(project) == before
    assert build.compare(project) == []


def test_of_two_lessons_one_is_built(project):
    other = "02_other"
    nb = tiny_lesson()
    nb.cells.append(new_code_cell("raise OSError('too slow')", id="01-last"))
    (project / "source" / other).mkdir()
    nbformat.write(nb, project / "source" / other / f"{other}.ipynb")
    write(project, tiny_lesson())
    (project / "solutions" / f"{LESSON}.ipynb").unlink()
    build.build(project, [LESSON])
    assert "01-show" in cells(project / "solutions" / f"{LESSON}.ipynb")
    assert (project / "release" / other).is_dir()
    assert not (project / "solutions" / f"{other}.ipynb").exists()
    with pytest.raises(CourseError, match=f"Expected lessons such as {LESSON}, {other}, got 3_no"):
        build.build(project, ["3_no"])


@pytest.mark.parametrize(
    "stop",
    ["raise OSError('no space')", "import os; os._exit(1)", "import time; time.sleep(60)"],
    ids=["error", "dead kernel", "timeout"],
)
def test_a_failing_solution_is_named_and_changes_nothing(project, monkeypatch, stop):
    monkeypatch.setattr(build, "CELL_SECONDS", 1)
    nb = tiny_lesson()
    nb.cells.append(new_code_cell(stop, id="01-last"))
    write(project, nb)
    before = snapshot(project)
    with pytest.raises(CourseError, match=rf"(?s){LESSON}.*01-last"):
        build.build(project)
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("trouble", "raised"), [(PermissionError, CourseError), (KeyboardInterrupt, KeyboardInterrupt)]
)
def test_a_swap_that_stops_halfway_is_undone(project, monkeypatch, trouble, raised):
    rename, before = Path.rename, snapshot(project)

    def stubborn(path, target):
        if path.name == "solutions" and ".build-" in str(path):
            raise trouble("held open")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with (
        pytest.raises(raised, match="held open"),
        build.staged(project / "release", project / "solutions") as new,
    ):
        for folder in new:
            folder.mkdir()
    assert snapshot(project) == before


def test_compare_names_what_is_not_up_to_date(project):
    release = project / "release" / LESSON / f"{LESSON}.ipynb"
    release.write_text(release.read_text() + " ")
    (project / "release" / "left_over.txt").touch()
    (project / "solutions" / "saved_by_a_lesson.pt").touch()
    path = project / "solutions" / f"{LESSON}.ipynb"
    nb = nbformat.read(path, as_version=4)
    by_id = {cell.id: cell for cell in nb.cells}
    by_id["01-double"].source += "\n"
    by_id["01-predict"].execution_count = None
    by_id["01-show"].outputs[0].text = "5\n"
    nbformat.write(nb, path)
    assert build.compare(project) == [
        f"release/{LESSON}/{LESSON}.ipynb",
        "release/left_over.txt",
        f"solutions/{LESSON}.ipynb: cell 01-predict was not executed",
        f"solutions/{LESSON}.ipynb: cell 01-double changed",
        f"solutions/{LESSON}.ipynb: cell 01-show shows something else",
    ]
    by_id["01-show"].outputs[0].text = "4\n"
    by_id["01-show"].id = "01-other"
    nbformat.write(nb, path)
    assert f"solutions/{LESSON}.ipynb: other metadata or other cells" in build.compare(
        project, False
    )


def test_stored_outputs_can_be_shown_without_a_kernel(tmp_path):
    nb = new_notebook(
        cells=[
            new_code_cell("1 / 0", id="error", metadata={"tags": ["raises-exception"]}),
            new_code_cell("import ipywidgets\nipywidgets.IntSlider()", id="widget"),
        ]
    )
    executed = build.execute("tiny", nb, tmp_path)
    assert executed.cells[0].outputs[0].traceback == ["ZeroDivisionError: division by zero"]
    assert list(executed.cells[1].outputs[0].data) == ["text/plain"]
    assert "widgets" not in executed.metadata


@pytest.mark.parametrize(
    "output",
    [
        new_output("stream", text=f"saved in {Path.home() / 'head.pt'}"),
        new_output("execute_result", {"text/plain": "<object at 0x7f00>"}),
        new_output("error", ename="OSError", evalue=f"no file {sys.prefix}"),
    ],
    ids=["path", "address", "error"],
)
def test_outputs_that_differ_between_machines_are_refused(output):
    assert build.find_volatile(output)


def test_ordinary_outputs_are_not_volatile():
    assert build.find_volatile(new_output("stream", text="loss 1.461 after 3 steps")) is None


@pytest.mark.slow
def test_nbgrader_in_the_project_folder_makes_the_same_release(project):
    shutil.copy(ROOT / "nbgrader_config.py", project)
    before = snapshot(project / "release")
    shutil.rmtree(project / "release")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", LESSON]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    assert snapshot(project / "release") == before
