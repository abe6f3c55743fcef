"""The command line, on a small project; grading itself is tested elsewhere."""

import json
import os
import socket
import subprocess
import sys
import time
import types
import urllib.request
from importlib.metadata import version
from pathlib import Path

import pytest
from loopback import free_port

from course import cli, lab
from course.errors import CourseError
from course.grading import records

LESSON = lab.FIRST


@pytest.fixture
def project(tmp_path):
    """A folder that looks like the project to the command, with a release of one lesson."""
    for name in ("nbgrader_config.py", "course/cli.py", f"release/{LESSON}"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    return tmp_path


def copy(project):
    return lab.copy_release(project / "release", project / "work")


def test_release_is_copied_once(project):
    assert copy(project) == []
    mine = project / "work" / LESSON
    assert mine.read_bytes() == (project / "release" / LESSON).read_bytes()
    before = mine.stat().st_mtime_ns
    assert copy(project) == []
    assert mine.stat().st_mtime_ns == before


def test_a_changed_file_is_kept_and_a_newer_version_is_named(project):
    copy(project)
    mine, theirs = project / "work" / LESSON, project / "release" / LESSON
    mine.write_text("my answers")
    assert copy(project) == []
    theirs.write_text("a newer lesson")
    (line,) = copy(project)
    assert str(mine) in line
    assert str(theirs) in line
    assert mine.read_text() == "my answers"
    assert copy(project) == [line]


def test_an_unchanged_file_is_updated_and_a_deleted_one_is_copied_again(project):
    copy(project)
    mine, theirs = project / "work" / LESSON, project / "release" / LESSON
    theirs.write_text("a newer lesson")
    assert copy(project) == []
    assert mine.read_text() == "a newer lesson"
    mine.unlink()
    assert copy(project) == []
    assert mine.read_text() == "a newer lesson"


@pytest.mark.parametrize(
    "manifest", [None, "{half", "[]"], ids=["missing", "damaged", "not a dict"]
)
def test_without_a_manifest_every_changed_file_is_kept(project, manifest):
    copy(project)
    (project / "work" / LESSON).write_text("my answers")
    path = project / "work" / lab.MANIFEST
    path.unlink() if manifest is None else path.write_text(manifest)
    assert len(copy(project)) == 1
    assert (project / "work" / LESSON).read_text() == "my answers"


def test_an_empty_release_is_an_error(project):
    (project / "release" / LESSON).unlink()
    with pytest.raises(CourseError, match="make build"):
        copy(project)


def test_a_work_folder_that_cannot_be_made_is_an_error(project):
    (project / "work").write_text("a file in the way")
    with pytest.raises(CourseError, match="Expected to write your copies"):
        copy(project)


def test_the_project_is_found_from_below_and_from_the_package(project, tmp_path_factory):
    assert cli.project_root(project / "release") == project
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert (cli.project_root(elsewhere) / "pyproject.toml").is_file()


def test_a_missing_project_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "site-packages" / "course" / "cli.py"))
    with pytest.raises(CourseError, match="Expected to be inside the project folder"):
        cli.project_root(tmp_path)


def test_a_class_is_graded_in_the_nearest_folder_with_an_nbgrader_config(tmp_path):
    """Never silently in the package's own folder."""
    with pytest.raises(CourseError, match="Expected to be in a course folder"):
        cli.course_folder(tmp_path)
    (tmp_path / "nbgrader_config.py").touch()
    (tmp_path / "submitted").mkdir()
    assert cli.course_folder(tmp_path / "submitted") == tmp_path


def test_port_in_use_is_an_error_without_traceback(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.main(["lab", "--port", str(port)]) == 1
    assert f"Expected port {port} to be free" in capsys.readouterr().err
    assert not (project / "work").exists()


def test_port_out_of_range_is_an_error(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    assert cli.main(["lab", "--port", "70000"]) == 1
    assert "port 70000" in capsys.readouterr().err


@pytest.mark.parametrize(("differences", "status"), [([], 0), (["release/x"], 1)])
def test_build_check_reports_and_fails_when_something_differs(
    project, monkeypatch, capsys, differences, status
):
    monkeypatch.chdir(project)
    monkeypatch.setattr("course.build.compare", lambda root: differences)
    assert cli.main(["build", "--check"]) == status
    printed = capsys.readouterr().out.splitlines()
    assert printed[: len(differences)] == differences


def test_check_passes_the_lessons_to_the_bank_and_returns_its_status(monkeypatch):
    asked = []
    bank = types.SimpleNamespace(main=lambda lessons: asked.append(lessons) or 3)
    monkeypatch.setitem(sys.modules, "course.bank", bank)
    monkeypatch.setattr("course.bank", bank, raising=False)
    assert cli.main(["bank", "01_head_roles"]) == 3
    assert asked == [["01_head_roles"]]


def test_demo_does_not_touch_other_files(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    mine = project / "work" / "demo" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.touch()
    assert cli.main(["demo"]) == 1
    assert "work/demo" in capsys.readouterr().err.replace(os.sep, "/")
    assert mine.exists()


@pytest.mark.parametrize("argv", [["nothing"], ["build", "--fast"], []])
def test_unknown_arguments_are_refused(argv):
    with pytest.raises(SystemExit) as stop:
        cli.main(argv)
    assert stop.value.code == 2


@pytest.mark.slow
def test_lab_serves_the_copies_and_opens_the_first_lesson(project):
    port = free_port()
    # -P: do not import the folder `course` of this small project as the package.
    command = [sys.executable, "-P", "-m", "course.cli", "lab", "--no-browser", f"--port={port}"]
    command += ["--IdentityProvider.token=secret"]
    env = os.environ | {"HOME": str(project), "JUPYTER_CONFIG_DIR": str(project / "config")}
    with (
        open(project / "log", "w+") as log,
        subprocess.Popen(command, cwd=project, env=env, stdout=log, stderr=log) as server,
    ):
        try:
            reply = fetch(server, f"http://127.0.0.1:{port}/?token=secret")
            assert reply.url.split("?")[0].endswith(f"/lab/tree/{LESSON}")
            page = reply.read().decode()
            assert '"news": {"disabled": true}' in page
            assert '"@jupyterlab/apputils-extension:announcements"' in page
            assert '"@jupyter/nbgrader:create-assignment"' in page
        finally:
            server.terminate()
    assert (project / "work" / LESSON).is_file()


def fetch(server, url):
    for _ in range(120):
        assert server.poll() is None, "JupyterLab ended before it answered"
        try:
            return urllib.request.build_opener(urllib.request.HTTPCookieProcessor).open(url)
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"No answer from {url}")


# --- small things -----------------------------------------------------------------------------


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"course {version('replace-the-head')}\n"


@pytest.mark.parametrize(
    "written", ["01_head_roles", "01_head_roles/", "submitted/ada/01_head_roles"]
)
def test_a_lesson_is_found_by_the_name_of_a_folder_too(written):
    assert cli.lesson_name(written) == "01_head_roles"


def test_a_reader_that_stops_early_is_no_error(tmp_path):
    (tmp_path / "nbgrader_config.py").touch()
    for number in range(300):
        line = [f"student {number} handed in a page that nobody can read"]
        record = records.Record(f"s{number}", "01_x", "", "malformed", line)
        records.write_record(tmp_path, record)
    command = [sys.executable, "-m", "course.cli", "report"]
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, **pipe) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_list_of_assignments_stays_where_there_is_an_exchange(tmp_path, monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_config_path", lambda: [str(tmp_path)])
    monkeypatch.setattr(lab, "EXCHANGE", tmp_path / "exchange")
    assert not lab.has_exchange()
    (tmp_path / "nbgrader_config.py").touch()
    assert lab.has_exchange()
    (tmp_path / "nbgrader_config.py").rename(tmp_path / "exchange.py")
    (tmp_path / "exchange").mkdir()
    assert lab.has_exchange()
    hidden = {}
    for kind in ("alone", "class"):
        path = Path(lab.__file__).parent / f"assets/jupyter/{kind}/labconfig/page_config.json"
        hidden[kind] = set(json.loads(path.read_text())["disabledExtensions"])
    both = {"@jupyter/nbgrader:assignment-list", "@jupyter/nbgrader:menu"}
    assert hidden["alone"] - hidden["class"] == both
    assert "@jupyter/nbgrader:formgrader" in hidden["class"]
