"""The build on tiny notebooks made here; the real lessons are in tests/notebooks."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course import build
from course.errors import CourseError

ROOT = Path(__file__).parents[1]
LESSON = "01_tiny"


def solution_cell(name, source):
    meta = dict(grade=False, solution=True, locked=False, task=False, schema_version=3)
    return new_code_cell(source, id=name, metadata={"nbgrader": {"grade_id": name, **meta}})


def grade_cell(name, source, points=1):
    meta = dict(grade=True, solution=False, locked=True, task=False, schema_version=3)
    meta |= dict(grade_id=name, points=points)
    return new_code_cell(source, id=name, metadata={"nbgrader": meta})


def tiny():
    """A lesson with one prediction, one exercise with a hidden test and one output that counts."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    cells = [
        new_markdown_cell("# What is twice two?", id="01-title"),
        solution_cell(
            "01-predict",
            '### BEGIN SOLUTION\n### STUB: prediction = ""\nprediction = "b"\n### END SOLUTION',
        ),
        grade_cell("01-predict-test", 'assert prediction in ("a", "b")', points=0),
        solution_cell(
            "01-double",
            "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        ),
        grade_cell(
            "01-double-test",
            "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(7) == 14\n"
            "### END HIDDEN TESTS",
        ),
        new_code_cell("print(double(2))", id="01-show", metadata={"tags": ["nbval-check-output"]}),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(root, nb, lesson=LESSON):
    path = root / "source" / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return root


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
    """A project whose folders are built; tests copy it before they change it."""
    root = write(tmp_path_factory.mktemp("built"), tiny())
    build.build(root)
    return root


@pytest.fixture
def project(built, tmp_path):
    return shutil.copytree(built, tmp_path / "project")


@pytest.mark.parametrize(
    ("region", "stub"),
    [
        ("### STUB: x = 0  # yours\nx = 1", "x = 0  # yours"),
        (
            "### STUB: for i in (0,):\n### STUB:\n### STUB:     pass\nx = 1",
            "for i in (0,):\n\n    pass",
        ),
        ("x = 1", "stop"),
    ],
    ids=["one line", "several lines and an empty one", "none"],
)
def test_stub_replaces_the_region_at_its_indent(region, stub):
    def inside(text):
        lines = ["def f():", *("    " + line for line in text.split("\n")), "    return x"]
        return "\n".join(line.rstrip() for line in lines)

    source = inside(f"### BEGIN SOLUTION\n{region}\n### END SOLUTION")
    assert build.to_stub(source, "stop") == (inside(stub), True)


def test_stub_knows_regions_apart_and_leaves_other_cells_alone():
    region = "### BEGIN SOLUTION\n### STUB: {0}\n{0}{0}\n### END SOLUTION\n"
    assert build.to_stub(region.format("a") + region.format("b"), "stop") == ("a\nb\n", True)
    assert build.to_stub("x = 1\n", "stop") == ("x = 1\n", False)


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION\nx",
        "x\n### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
        "### STUB: x",
    ],
)
def test_stub_refuses_markers_that_do_not_match(source):
    with pytest.raises(ValueError, match="SOLUTION|STUB"):
        build.to_stub(source, "stop")


def test_release_has_stubs_and_no_answers(built):
    released = cells(built / "release" / LESSON / f"{LESSON}.ipynb")
    assert list(released) == [cell.id for cell in tiny().cells]
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


@pytest.mark.parametrize(
    "stop",
    ["raise OSError('no space')", "import os; os._exit(1)", "import time; time.sleep(60)"],
    ids=["error", "dead kernel", "timeout"],
)
def test_a_solution_that_fails_is_named_and_changes_nothing(project, monkeypatch, stop):
    monkeypatch.setattr(build, "CELL_SECONDS", 1)
    nb = tiny()
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


def long_details(count):
    return f"Read on.\n\n<details><summary>Why</summary>{'word ' * count}</details>"


def with_cell(cell):
    nb = tiny()
    nb.cells.append(cell)
    return nb


def with_change(index, **changes):
    nb = tiny()
    nb.cells[index].update(changes)
    return nb


def repeated():
    nb = tiny()
    twice = solution_cell("01-double", "x = 1")
    twice.id = "01-again"
    nb.cells.append(twice)
    return nb


BAD = {
    "holds outputs": (with_change(5, outputs=[new_output("stream", text="4")]), "no outputs"),
    "was run": (with_change(5, execution_count=3), "no outputs"),
    "other cell id": (with_change(3, id="abc"), "cell abc: expected its grade_id 01-double"),
    "grade_id twice": (repeated(), "got 01-double a second time"),
    "no solution cell": (with_cell(grade_cell("01-x-test", "pass")), "solution cell 01-x"),
    "long code": (with_cell(new_code_cell("x = 1\n" * 13)), "at most 12 lines .* got 13"),
    "long prose": (with_cell(new_markdown_cell("word " * 81)), "at most 80 words in sight, got 81"),
    "long details": (with_cell(new_markdown_cell(long_details(80))), "in <details>, got 81"),
    "no end": (with_change(3, source="### BEGIN SOLUTION"), "without an END SOLUTION"),
}


@pytest.mark.parametrize(("nb", "message"), BAD.values(), ids=BAD)
def test_bad_sources_are_refused(tmp_path, nb, message):
    write(tmp_path, nb)
    with pytest.raises(CourseError, match=message):
        build.build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_limits_count_what_a_student_reads():
    shown = "x = 1\n" * 11
    hidden = "### BEGIN HIDDEN TESTS\n" + "assert x\n" * 9 + "### END HIDDEN TESTS"
    answer = "### BEGIN SOLUTION\n### STUB: y = 0\n" + "y = 1\n" * 9 + "### END SOLUTION"
    table = "| word | word |\n|---|---|\n" * 20
    prose = "word " * 80 + "\n\n" + table + "```\n" + "word " * 50 + "\n```\n![a long text](b.png)"
    folded = "\n".join(long_details(60) for _ in range(3))
    nb = new_notebook(
        cells=[
            new_code_cell(f"{shown}\n\n{answer}"),
            new_code_cell(f"{shown}x = 2\n{hidden}"),
            new_markdown_cell(prose),
            new_markdown_cell(folded),
        ]
    )
    assert build.find_problems(nb) == []
    nb.cells += [new_markdown_cell() for _ in range(57)]
    assert "at most 60 cells, got 61" in build.find_problems(nb)[0]


def test_every_problem_of_every_lesson_is_listed(tmp_path):
    write(tmp_path, with_change(5, execution_count=3))
    (tmp_path / "source" / "02_empty").mkdir()
    broken = tmp_path / "source" / "03_broken" / "03_broken.ipynb"
    broken.parent.mkdir()
    broken.write_text("{")
    with pytest.raises(CourseError, match=r"(?s)01_tiny.*02_empty.*03_broken"):
        build.read_source(tmp_path / "source")


def test_a_folder_without_lessons_is_refused(tmp_path):
    with pytest.raises(CourseError, match="found none"):
        build.read_source(tmp_path)


def test_what_a_cell_shows_is_stored_so_that_it_lasts(tmp_path):
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
def test_outputs_that_differ_between_machines_are_found(output):
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
