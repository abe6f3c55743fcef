"""The package as it is installed, without the project around it: lessons inside, nothing else."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import nbformat
import pytest
from loopback import free_port
from test_cli import fetch

from course import cli, place
from course.errors import CourseError
from course.markers import nbgrader_metadata, solution

ROOT = Path(__file__).parents[1]
LESSON = "00_start_here"
# A wheel is built from a copy, because setuptools leaves a build folder behind.
NEEDED = ("pyproject.toml", "setup.py", "MANIFEST.in", "LICENSE", "NOTICE", "course", "release")
OFFLINE = ("--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project, with leftovers that belong in no wheel."""
    root = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*NEEDED, "source", "solutions", "tests/answers/00_start_here"):
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, root / name, ignore=ignored)
        else:
            shutil.copy(path, root / name)
    left = root / "release" / LESSON / ".ipynb_checkpoints" / "mine.ipynb"
    left.parent.mkdir(exist_ok=True)
    left.write_text("{}")
    return root


@pytest.fixture(scope="module")
def wheel(project) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", *OFFLINE, "--wheel-dir", "dist", "."]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [found] = (project / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The folder that a wheel is unpacked into, as pip does."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)
    return folder


@pytest.fixture
def course(installed, tmp_path):
    """Run a command of that package in an empty folder."""
    env = os.environ | {"PYTHONPATH": str(installed), "COURSE_DEVICE": "cpu"}
    env |= {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    here = tmp_path / "here"
    here.mkdir()

    def run(*words, cwd=here, code="import sys; from course.cli import main; sys.exit(main())"):
        command = [sys.executable, "-P", "-c", code, *map(str, words)]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)

    run.env, run.here = env, here
    return run


def test_the_wheel_has_the_package_and_the_released_lessons(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if ".dist-info/" not in name}
        lessons = {name for name in names if name.startswith("course/lessons/")}
        for path in ROOT.glob("release/*/*.ipynb"):
            name = f"course/lessons/{path.relative_to(ROOT / 'release').as_posix()}"
            assert file.read(name) == path.read_bytes()
            lessons.remove(name)
    assert lessons == set()
    assert {name.split("/")[0] for name in names} == {"course"}
    assert "course/assets/fashion_sample.npz" in names


def test_the_source_archive_makes_the_same_wheel_and_has_no_answers(project, wheel, tmp_path):
    make = "import sys, setuptools.build_meta as b; b.build_sdist(sys.argv[1])"
    command = [sys.executable, "-c", make, str(tmp_path)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    [archive] = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    [root] = (path for path in tmp_path.iterdir() if path.is_dir())
    inside = {path.name for path in root.iterdir()}
    assert {"course", "release", "setup.py", "LICENSE", "NOTICE"} <= inside
    assert not inside & {"source", "solutions", "tests"}
    command = [sys.executable, "-m", "pip", "wheel", *OFFLINE, "--wheel-dir", tmp_path, root]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    [again] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(again) as new:
        assert sorted(old.namelist()) == sorted(new.namelist())


def test_an_editable_installation_has_no_second_copy_of_the_lessons(project, tmp_path):
    make = "import sys, setuptools.build_meta as b; b.build_editable(sys.argv[1])"
    command = [sys.executable, "-c", make, str(tmp_path)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    assert not (project / "course" / "lessons").exists()
    [made] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(made) as file:
        assert not [name for name in file.namelist() if name.endswith(".ipynb")]


def test_lab_copies_the_lessons_into_work_or_a_named_folder(course):
    code = (
        "import sys, course, course.lab as lab\n"
        "from pathlib import Path\n"
        "from course.cli import students_place\n"
        "found = students_place(Path(sys.argv[1]) if sys.argv[1:] else None)\n"
        "print(course.__file__, lab.copy_release(found.release, found.work), sep='\\n')"
    )
    for words, where in ([(), "work"], [("heads/mine",), "heads/mine"]):
        done = course(*words, code=code)
        assert done.returncode == 0, done.stderr
        where_from, kept = done.stdout.splitlines()
        assert where_from.startswith(course.env["PYTHONPATH"])
        assert kept == "[]"
        copies = {p.relative_to(course.here / where) for p in (course.here / where).glob("*/*")}
        assert copies == {p.relative_to(ROOT / "release") for p in ROOT.glob("release/*/*.ipynb")}


@pytest.mark.slow
def test_lab_opens_the_lessons_in_any_folder(course):
    port = free_port()
    command = [sys.executable, "-P", "-m", "course.cli", "lab", "--no-browser", f"--port={port}"]
    command += ["--cold", "--IdentityProvider.token=secret", "--work", "heads"]
    with (
        open(course.here.parent / "log", "w+") as log,
        subprocess.Popen(command, cwd=course.here, env=course.env, stdout=log, stderr=log) as lab,
    ):
        try:
            reply = fetch(lab, f"http://127.0.0.1:{port}/?token=secret")
            assert reply.url.split("?")[0].endswith(f"/lab/tree/{LESSON}/{LESSON}.ipynb")
        finally:
            lab.terminate()
    assert sorted(path.name for path in course.here.iterdir()) == ["heads"]


@pytest.mark.slow
def test_check_reads_the_copies_from_below_them_too(course):
    work = course.here / "work"
    shutil.copytree(ROOT / "release" / LESSON, work / LESSON)
    (work / place.MANIFEST).write_text("{}")
    right = nbformat.read(ROOT / "source" / LESSON / f"{LESSON}.ipynb", as_version=4)
    answers = {c.id: c.source for c in solution(right).cells if nbgrader_metadata(c)}
    mine = nbformat.read(work / LESSON / f"{LESSON}.ipynb", as_version=4)
    for cell in mine.cells:
        if nbgrader_metadata(cell).get("solution"):
            cell.source = answers[cell.id]
    nbformat.write(mine, work / LESSON / f"{LESSON}.ipynb")
    done = course("check", cwd=work / LESSON)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓" in done.stdout and "✗" not in done.stdout and "○" not in done.stdout


@pytest.mark.slow
def test_audit_works_without_a_project(course):
    (course.here / "mine.py").write_text(
        "from torch import nn\nfrom torchvision import models\n\n\ndef build():\n"
        "    model = models.resnet18(weights=None)\n"
        "    model.classifier = nn.Linear(512, 10)\n    return model\n"
    )
    done = course("audit", "mine:build", "--num-classes", "10", "--image-size", "64")
    assert done.returncode == 1, done.stderr
    assert "[dead-attribute]" in done.stdout


@pytest.mark.parametrize("command", ["build", "bank", "demo", "pack"])
def test_commands_for_instructors_ask_for_the_project(course, command):
    done = course(command)
    assert done.returncode == 1
    assert "The installed package has no sources and no answers." in done.stderr
    assert "Traceback" not in done.stderr


# --- where the copies are ------------------------------------------------------------------------


def test_copies_are_found_again_from_inside_them(tmp_path):
    work = tmp_path / "work"
    (work / LESSON).mkdir(parents=True)
    (work / place.MANIFEST).touch()
    for start in (tmp_path, work, work / LESSON):
        assert place.installed(start) == place.Place(place.LESSONS, work)


def test_a_folder_with_other_files_is_not_taken_for_the_copies(tmp_path):
    assert place.installed(tmp_path).work == tmp_path / "work"
    (tmp_path / "work").mkdir()
    assert place.installed(tmp_path).work == tmp_path / "work"
    (tmp_path / "work" / "thesis.tex").touch()
    with pytest.raises(CourseError, match=r"got thesis\.tex\. .* --work heads"):
        place.installed(tmp_path)
    assert place.installed(tmp_path, tmp_path / "work").work == tmp_path / "work"


def test_in_the_project_its_own_folders_are_used(monkeypatch):
    monkeypatch.chdir(ROOT / "docs")
    assert cli.students_place() == place.Place(ROOT / "release", ROOT / "work")
    assert cli.students_place(Path("mine")).work == ROOT / "docs" / "mine"


def test_no_message_names_a_distribution_that_cannot_be_installed():
    texts = {path: path.read_text("utf-8") for path in (ROOT / "course").rglob("*.py")}
    assert [path.name for path, text in texts.items() if "replace-the-head[" in text] == []
