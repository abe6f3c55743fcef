"""`course grade` in real use: kernels, processes that die, other databases, formgrader."""

import contextlib
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import needs
import psutil
import pytest
import reference
import tiny
from loopback import free_port, listens
from nbgrader.converters import Autograde
from tiny import CHEAT, FULL, LESSON, RIGHT, hand_in, in_book, in_formgrader

from course import cli
from course.grading import engine, marking, pool
from course.grading.gradebook import Course
from course.nbgrader_glue import convert

pytestmark = pytest.mark.slow

SANDBOXED = tiny.sandboxed()
OPTIONS = [] if SANDBOXED else ["--unsafe-no-sandbox"]


@pytest.fixture(scope="module")
def workers():
    """One worker for all tests, because a prepared process takes seconds to start."""
    with pool.local_pool(1) as executor:
        yield executor


def wait_for(condition, seconds=120):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)
    return found


# --- processes that end in the middle ---------------------------------------------------------


def slow_class(root, size):
    for number in range(size):
        hand_in(root, f"s{number}", RIGHT | {"10-half": "import time\ntime.sleep(0.3)\nhalf = 0.5"})


def records(root):
    return {path.stem: path.stat().st_mtime_ns for path in root.glob(f"records/{LESSON}/*.json")}


@contextlib.contextmanager
def grading(root, folder):
    """Run `course grade` in its own process, with its temporary files in the folder."""
    command = [sys.executable, "-m", "course.cli", "grade", "--workers", "2", *OPTIONS]
    process = subprocess.Popen(command, cwd=root, env=os.environ | {"TMPDIR": folder})
    try:
        yield psutil.Process(process.pid), process
    finally:
        process.kill()
        process.wait()


def test_interrupts_and_killed_processes_cost_only_time(root):
    """In the middle of grading: Ctrl-C, then kill -9 of the grader, then kill -9 of a worker."""
    slow_class(root, 14)
    with tempfile.TemporaryDirectory() as folder:
        with grading(root, folder) as (grader, process):
            wait_for(lambda: len(records(root)) >= 3 or process.poll() is not None)
            family = grader.children(recursive=True)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
        wait_for(lambda: not any(map(psutil.Process.is_running, family)), 20)
        assert os.listdir(folder) == []
        first = records(root)

        with grading(root, folder) as (grader, process):
            wait_for(lambda: len(records(root)) >= len(first) + 2)
            family = grader.children(recursive=True)
            process.kill()
        wait_for(lambda: not any(map(psutil.Process.is_running, family)), 20)
        second = records(root)

        with grading(root, folder) as (grader, process):
            wait_for(lambda: len(records(root)) >= len(second) + 2)
            workers = [each for each in grader.children() if "spawn_main" in str(each.cmdline())]
            workers[0].kill()
            assert process.wait(120) == 0
    last = records(root)
    assert len(first) < len(second) < len(last) == 14
    assert {student: last[student] for student in second} == second
    for student in last:
        assert in_book(root, student) == FULL
        read = json.loads((root / "records" / LESSON / f"{student}.json").read_text())
        assert (read["outcome"], read["notes"]) == ("graded", [])


def test_a_cluster_that_loses_a_worker_grades_everything_once(root, monkeypatch, tmp_path):
    slow_class(root, 10)
    saved, save = [], marking.save

    def counted(course, gradebook, submission):
        saved.append(submission.record.student)
        return save(course, gradebook, submission)

    monkeypatch.setattr(marking, "save", counted)
    monkeypatch.chdir(root)
    dask = [sys.executable, "-m", "dask"]
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"TMPDIR": folder, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}

        def start(*options):
            process = subprocess.Popen([*dask, *options], env=env, cwd=folder)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        file = Path(folder, "scheduler.json")
        start("scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={file}", "--no-show")
        wait_for(file.exists)
        one = ["worker", f"--scheduler-file={file}", "--nthreads=1", "--no-nanny"]
        doomed, _ = start(*one), start(*one)
        address = json.loads(file.read_text())["address"]

        def kill():
            wait_for(lambda: len(saved) >= 3)
            doomed.kill()

        threading.Thread(target=kill, daemon=True).start()
        assert cli.main(["grade", "--scheduler", address, *OPTIONS]) == 0
        assert doomed.wait(1) == -signal.SIGKILL
    assert sorted(saved) == sorted(records(root)) == sorted(f"s{number}" for number in range(10))
    assert all(in_book(root, student) == FULL for student in saved)


def test_a_missing_scheduler_is_an_error(root, monkeypatch, capsys):
    hand_in(root, "ada")
    monkeypatch.chdir(root)
    assert cli.main(["grade", "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert "Expected a dask scheduler at tcp://127.0.0.1:9" in capsys.readouterr().err


# --- where stock nbgrader is wrong ------------------------------------------------------------

DEFECTS = {  # how a test cell ends, points from stock nbgrader, points deserved (of 1)
    "10-stderr-test": ("import sys\nprint('hm', file=sys.stderr)", 0, 1),
    "10-warning-test": ("import warnings\nwarnings.warn('hm')", 0, 1),
    "10-nan-test": ("float('nan')", 1, 0),
    "10-negative-test": ("-1", 1, 0),
}


def test_the_engine_does_not_have_these_defects_of_stock_nbgrader(tmp_path, workers):
    root = tmp_path / "class"
    tiny.make_course(root, more={name: end for name, (end, _, _) in DEFECTS.items()})
    hand_in(root, "ada")
    shutil.copytree(root, tmp_path / "stock")
    reference.autograde(tmp_path / "stock", LESSON)
    [record] = engine.grade(root, executor=workers, sandboxed=SANDBOXED)
    stock, ours = in_book(tmp_path / "stock", "ada"), in_book(root, "ada")
    for name, (_, given, deserved) in DEFECTS.items():
        assert stock[name] == given, f"{name}: fixed upstream"
        assert ours[name] == record.scores[name][0] == deserved


# --- PostgreSQL -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgresql():
    """The address of a database server for these tests, on loopback."""
    found = shutil.which("initdb") or next(iter(glob.glob("/usr/lib/postgresql/*/bin/initdb")), "")
    if not found:
        needs.missing("PostgreSQL is not installed: apt install postgresql.")
    user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    user = user if os.geteuid() == 0 else {}  # it refuses to run as root
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        if user:
            shutil.chown(folder, "postgres", "postgres")
        made = [found, "-D", f"{folder}/data", "-U", "course", "-A", "trust", "-N", "-E", "UTF8"]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **user)
        command = [Path(found).with_name("postgres"), "-D", f"{folder}/data", "-F", "-k", folder]
        command += ["-h", "127.0.0.1", "-p", str(port)]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, **user) as server:
            try:
                wait_for(lambda: listens(port), 60)
                yield f"postgresql+psycopg://course@127.0.0.1:{port}/postgres"
            finally:
                server.send_signal(signal.SIGINT)  # ends at once, even with open connections


def test_the_gradebook_may_be_postgresql(tmp_path, workers, postgresql):
    root = tmp_path / "class"
    root.mkdir()
    config = f"get_config().CourseDirectory.db_url = {postgresql!r}\n"
    (root / "nbgrader_config.py").write_text(config)
    tiny.make_course(root)
    hand_in(root, "ada", timestamp__txt="2026-01-01 13:30:00 UTC")
    hand_in(root, "ben", RIGHT | CHEAT)
    hand_in(root, "cleo", b"{")
    hand_in(root, "d" * 200)  # longer than nbgrader's column, which SQLite accepts
    options = {"executor": workers, "sandboxed": SANDBOXED}
    found = {record.student: record for record in engine.grade(root, **options)}
    outcomes = {student[:4]: record.outcome for student, record in found.items()}
    assert outcomes == {"ada": "graded", "ben": "graded", "cleo": "malformed", "dddd": "malformed"}
    assert not (root / "gradebook.db").exists()
    assert in_book(root, "ada") == FULL
    assert in_book(root, "ben") == FULL | {"10-double-test": 0}
    assert in_formgrader(root, "ben")["score"] == 1
    assert in_formgrader(root, "cleo")["autograded"] is False
    hand_in(root, "ada", RIGHT | CHEAT)
    engine.grade(root, **options)
    assert in_book(root, "ada") == FULL | {"10-double-test": 0}
    convert(Autograde, root, LESSON, "ben", config=Course(root).config)
    assert in_book(root, "ben") == FULL | {"10-double-test": 0}  # nbgrader itself can use it too
