"""The engine is killed, starved and locked out: it blames no student, and goes on where it was."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import Executor, Future
from pathlib import Path

import nbformat
import psutil
import pytest
import quick
from nbconvert.writers import FilesWriter
from nbgrader.utils import determine_grade, is_grade
from tiny import CHEAT, FULL, LESSON, RIGHT, book, hand_in

from course.errors import CourseError
from course.grading import engine, pool, records, runner

pytestmark = pytest.mark.slow

SIZE = 30  # submissions of a batch
KILLS = 10  # of a batch
CHEATED = FULL | {"10-double-test": 0}


@pytest.fixture
def temporary():
    """A folder for temporary files. Its path is short, because sockets are made in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def wait_for(condition, seconds=60, pause=0.1):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it took too long"
        time.sleep(pause)
    return found


@contextlib.contextmanager
def started(root, temporary, *command):
    """A program in the course folder, in a group of its own, with its temporary files there."""
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=root,
        env=os.environ | {"TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def survivors(temporary):
    """Processes that were started by a program with these temporary files, and still run."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            where = process.environ().get("TMPDIR", "")
            if where.startswith(str(temporary)) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def written(root):
    """When the record of each student was written."""
    found = {}
    for path in (root / "records" / LESSON).glob("*.json"):
        with contextlib.suppress(FileNotFoundError):  # just removed, to be written anew
            found[path.stem] = path.stat().st_mtime_ns
    return found


def wait_for_change(root, process):
    before = written(root)
    wait_for(lambda: written(root) != before or process.poll() is not None, pause=0.005)


def check_agreement(root, students):
    """Gradebook, notebook and record of these students have the same scores; return those."""
    found = {}
    with book(root) as opened:
        for student in students:
            record = records.read_record(root, student, LESSON)
            assert (record.outcome, record.notes) == ("graded", [])
            path = root / "autograded" / student / LESSON / f"{LESSON}.ipynb"
            cells = filter(is_grade, nbformat.read(path, as_version=4).cells)
            shown = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in cells}
            [kept] = opened.find_submission(LESSON, student).notebooks
            assert {grade.name: grade.auto_score for grade in kept.grades} == shown
            assert {name: score for name, (score, _) in record.scores.items()} == shown
            found[student] = shown
    return found


# --- killed -----------------------------------------------------------------------------------


def test_killed_at_random_points_every_submission_is_graded_once(root, temporary):
    """Killed ten times while a batch is graded first, and ten times while it is graded again."""
    random.seed(14)
    log = root.parent / "begun.txt"
    students = [f"s{number}" for number in range(SIZE)]
    unfinished = 0
    for version in (1, 2):
        for number, student in enumerate(students):
            answers = RIGHT | (CHEAT if (number + version) % 2 else {})
            marked = answers["10-half"] + f"  # mark {student}v{version}"
            hand_in(root, student, answers | {"10-half": marked})
        before, done = written(root), {}
        for _ in range(KILLS):
            log.write_text("")
            steps, seconds = random.choice([0, 2, 4]), random.uniform(0, 0.08)
            with started(root, temporary, quick.__file__, log) as process:
                if random.random() < 0.2:
                    seconds *= 30  # somewhere in its start
                else:
                    wait_for(lambda: log.read_text() or process.poll() is not None, pause=0.01)
                    for _ in range(steps):  # a record is written, or an old one removed
                        wait_for_change(root, process)
                time.sleep(seconds)
                unfinished += process.poll() is None
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            wait_for(lambda: not survivors(temporary), 20)
            assert not {f"{student}v{version}" for student in done} & set(log.read_text().split())
            now = written(root)
            assert {student: now[student] for student in done} == done
            new = {s: at for s, at in now.items() if at != (before | done).get(s)}
            check_agreement(root, new)
            done |= new
        log.write_text("")
        with started(root, temporary, quick.__file__, log) as process:
            assert process.wait(60) == 0, process.stderr.read()
        begun = Counter(log.read_text().split())
        assert begun == Counter(f"{s}v{version}" for s in set(students) - set(done))
        assert {student: written(root)[student] for student in done} == done
        scores = check_agreement(root, students)
        for number, student in enumerate(students):
            assert scores[student] == (CHEATED if (number + version) % 2 else FULL)
        assert os.listdir(temporary) == []
        assert not list((root / "records").rglob(".*"))
    assert unfinished > KILLS  # of 20: the kills came in the middle


def test_a_second_engine_refuses_and_changes_nothing(root, temporary):
    for number in range(SIZE):
        hand_in(root, f"s{number}", RIGHT | {"10-half": f"half = 0.5  # mark s{number}"})
    log = root.parent / "begun.txt"
    log.touch()
    with started(root, temporary, quick.__file__, log) as first:
        wait_for(lambda: written(root))
        os.killpg(first.pid, signal.SIGSTOP)  # so that it does not end meanwhile
        before = written(root), sorted(os.listdir(temporary))
        with started(root, temporary, "-m", "course.cli", "grade", "--unsafe-no-sandbox") as second:
            assert second.wait(60) == 1
            assert "another `course grade` is running there" in second.stderr.read()
        assert (written(root), sorted(os.listdir(temporary))) == before
        os.killpg(first.pid, signal.SIGCONT)
        assert first.wait(60) == 0
    assert check_agreement(root, written(root)) == {f"s{n}": FULL for n in range(SIZE)}


@pytest.mark.usefixtures("needs_sandbox")
def test_a_sandbox_that_is_killed_costs_only_time(root, temporary):
    pause = "import subprocess\nsubprocess.run(['sleep', '3'])\nhalf = 0.5"
    hand_in(root, "ada", RIGHT | {"10-half": pause})
    hand_in(root, "ben")
    with started(root, temporary, "-m", "course.cli", "grade", "--workers", "1") as process:

        def sandbox():
            """The outermost process of the sandbox in which the cell is running."""
            with contextlib.suppress(psutil.Error):
                for each in psutil.Process(process.pid).children(recursive=True):
                    if each.name() == "sleep":
                        return [p for p in each.parents() if p.name() == "bwrap"][-1]
            assert process.poll() is None, process.stderr.read()

        wait_for(sandbox, 120).kill()
        assert "ada" not in written(root)
        assert process.wait(120) == 0
    wait_for(lambda: not survivors(temporary), 20)
    assert check_agreement(root, ["ada", "ben"]) == {"ada": FULL, "ben": FULL}
    assert os.listdir(temporary) == []


# --- full, locked, damaged --------------------------------------------------------------------


class Here(Executor):
    """Runs cells in this process, and does something before or after one of the jobs."""

    _max_workers = 1

    def __init__(self, turn=0, before=bool, after=bool, run=quick.execute):
        self.turn, self.before, self.after, self.run = turn, before, after, run

    def submit(self, fn, job):
        self.turn -= 1
        future = Future()
        if not self.turn:
            self.before()
        try:
            future.set_result(self.run(job))
        except Exception as error:
            future.set_exception(error)
        if not self.turn:
            self.after()
        return future


def grade(root, executor=None):
    graded = engine.grade(root, executor=executor or Here(), sandboxed=False)
    return {record.student: (record.outcome, record.notes) for record in graded}


def goes_on(root, before):
    """After the trouble has ended, the next run grades the rest and leaves what was graded."""
    assert before.items() <= written(root).items()
    students = {path.name for path in (root / "submitted").iterdir()}
    assert grade(root) == dict.fromkeys(students, ("graded", []))
    assert before.items() <= written(root).items()
    assert check_agreement(root, students) == dict.fromkeys(students, FULL)


@pytest.fixture
def small_disk(tmp_path):
    """Make a disk of a few MiB, which only root can."""
    with contextlib.ExitStack() as stack:

        def make(name, size):
            folder = tmp_path / name
            folder.mkdir()
            command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
            if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
                pytest.skip("only root can mount a small disk")
            stack.callback(subprocess.run, ["umount", "-l", str(folder)], check=True)
            return folder

        yield make


def fill(folder, leave):
    """Use up all room in a folder except for a few bytes; return the file that does so."""
    used = folder / "used"
    used.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - leave)))
    return used


@pytest.mark.parametrize("leave", range(0, 56 << 10, 8 << 10))
def test_a_full_disk_under_the_course_blames_nobody(template, small_disk, leave):
    """Full at different moments of saving: in the gradebook, the notebook or the record."""
    disk = small_disk("disk", 8 << 20)
    root = Path(shutil.copytree(template, disk / "class"))
    for number in range(4):
        hand_in(root, f"s{number}")
    grade(root)
    before = written(root)
    for number in range(4, 8):
        hand_in(root, f"s{number}")
    with pytest.raises(CourseError, match="disk|device") as caught:
        grade(root, Here(3, before=lambda: fill(disk, leave)))
    assert "Make room" in str(caught.value)
    assert str(disk) in str(caught.value)
    assert len(written(root)) < 8
    (disk / "used").unlink()
    goes_on(root, before)


def test_a_disk_that_is_full_from_the_start_is_named(template, small_disk):
    disk = small_disk("disk", 8 << 20)
    root = Path(shutil.copytree(template, disk / "class"))
    hand_in(root, "ada")
    used = fill(disk, 100 << 10)
    with pytest.raises(CourseError, match=f"Expected to write to the folder {root}, .*Make room"):
        grade(root)
    used.unlink()
    goes_on(root, {})


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_full_disk_for_temporary_files_blames_nobody(root, small_disk, monkeypatch, when):
    """Full before a worker runs a notebook, and before its results are saved."""
    disk = small_disk("disk", 4 << 20)
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    for number in range(4):
        hand_in(root, f"s{number}", notes__txt="x" * 50_000)

    def run(job):
        return runner.run(job) if (disk / "used").exists() else quick.execute(job)

    with pytest.raises(CourseError, match="No space left on device") as caught:
        grade(root, Here(3, run=run, **{when: lambda: fill(disk, 0)}))
    assert str(disk) in str(caught.value)
    assert "Make room" in str(caught.value)
    (disk / "used").unlink()
    goes_on(root, written(root))
    assert os.listdir(disk) == []


def test_a_notebook_that_cannot_be_written_for_lack_of_room_is_nobodys_fault(root, monkeypatch):
    """The same without a small disk."""
    for number in range(4):
        hand_in(root, f"s{number}")
    write = FilesWriter.write

    def refuse(self, output, resources, **options):
        if "s2" in resources["nbgrader"]["student"]:
            raise OSError(28, "No space left on device")
        return write(self, output, resources, **options)

    monkeypatch.setattr(FilesWriter, "write", refuse)
    with pytest.raises(CourseError, match=f"No space left on device: '{root}'. Make room"):
        grade(root)
    monkeypatch.undo()
    assert "s2" not in written(root)
    goes_on(root, written(root))


@pytest.mark.parametrize("turn", [0, 5])
def test_a_gradebook_that_another_program_has_locked(root, turn):
    """Locked before the first submission, and in the middle."""
    for number in range(8):
        hand_in(root, f"s{number}")
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None)

    def lock():
        other.execute("BEGIN EXCLUSIVE")

    if not turn:
        lock()
    with pytest.raises(CourseError, match="database is locked.*Wait until the program"):
        grade(root, Here(turn, before=lock))
    before = written(root)
    assert len(before) == (pool.AHEAD if turn else 0)
    other.close()
    goes_on(root, before)


@pytest.mark.parametrize("how", ["no database", "half of it", "a hole in it"])
def test_a_damaged_gradebook_is_named_and_can_be_put_back(root, how):
    for number in range(4):
        hand_in(root, f"s{number}")
    grade(root)
    hand_in(root, "s4")
    before, path = written(root), root / "gradebook.db"
    good = path.read_bytes()
    third = len(good) // 3
    bad = {
        "no database": b"not a database " * 5000,
        "half of it": good[: len(good) // 2],
        "a hole in it": good[:third] + bytes(third) + good[2 * third :],
    }[how]
    path.write_bytes(bad)
    with pytest.raises(CourseError, match=f"a gradebook at .*{path}.*damaged. Put a copy"):
        grade(root)
    assert path.read_bytes() == bad
    path.write_bytes(good)
    goes_on(root, before)
    path.unlink()
    goes_on(root, {})
