"""What grading costs: stock nbgrader, `course grade` with one and two workers, and the floor.

Run it with ``python tests/benchmarks/grading.py`` on an idle machine; it takes ten minutes. The
same submissions of two lessons, right and wrong answers mixed, go through all of them, in one run.
The floor is their cells, executed by plain ``exec`` in forks of a process that has imported
everything. ``--many 1000`` instead grades repeats of the short lesson, and shows what the first
and the last submissions cost, and the memory of the process that saves.
"""

import argparse
import contextlib
import importlib
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path

import nbformat
import psutil

from course import demo
from course.kernels.launcher import PRELOAD

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))
import reference  # noqa: E402

LESSONS = ("00_start_here", "01_head_roles")
SAMPLE = 2  # students of each lesson that are graded with one command each: it is slow
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "replace-the-head"
c.Execute.timeout = 300
"""
COMMAND = """
import sys
from pathlib import Path
from course import cli
cli.project_root = lambda: Path(sys.argv[1])
sys.exit(cli.main(sys.argv[2:]))
"""


def make_class(root: Path, lessons: tuple[str, ...], size: int) -> None:
    """``size`` students, each with every lesson, each exercise answered by a draw of the bank."""
    for lesson in lessons:
        release, right = demo.open_course(root, ROOT / "source", lesson)
        folders = sorted(path for path in (ROOT / "tests/answers" / lesson).iterdir())
        for number in range(size):
            draw, answers = random.Random(f"{lesson} {number}"), dict(right)
            for folder in folders:
                if draw.random() < 0.5:
                    answers[folder.name] = draw.choice(sorted(folder.glob("*.py"))).read_text()
            demo.submit(root, lesson, f"s{number:04}", demo.fill_in(release, answers))


def stock(root: Path, lessons: tuple[str, ...], *options: str) -> float:
    """Seconds of `nbgrader autograde` as it comes, with as many torch threads as it likes."""
    env = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    command = [sys.executable, "-m", "nbgrader", "autograde", "--force", "--log-level=CRITICAL"]
    start = time.perf_counter()
    for lesson in lessons:
        call = [*command, lesson, *options]
        subprocess.run(call, cwd=root, env=env, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ours(root: Path, workers: int, *options: str) -> tuple[float, list[float], list[int]]:
    """Seconds of `course grade --again`; when each record was written; bytes of the grader."""
    command = [sys.executable, "-c", COMMAND, str(root), "grade", "--again", *options]
    start, memory = time.perf_counter(), []
    with subprocess.Popen([*command, f"--workers={workers}"], stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            memory.append(psutil.Process(process.pid).memory_info().rss)
            time.sleep(0.5)
    seconds = time.perf_counter() - start
    return seconds, sorted(path.stat().st_mtime for path in root.glob("records/*/*.json")), memory


def floor(root: Path, workers: int) -> float:
    """Seconds of the cells alone."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(1) as pool:
        return pool.apply(in_forks, (root, workers))


def in_forks(root: Path, workers: int) -> float:
    """In a fresh process: import everything, then fork for each graded notebook."""
    os.environ.update({"OMP_NUM_THREADS": "1", "COURSE_DEVICE": "cpu", "CUDA_VISIBLE_DEVICES": ""})
    for name in PRELOAD:
        importlib.import_module(name)
    sys.modules["torch"].set_num_threads(1)
    notebooks = []
    for path in sorted(root.glob("autograded/*/*/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        notebooks.append((path.parent, [c.source for c in cells if c.cell_type == "code"]))
    start, running = time.perf_counter(), 0
    for folder, cells in notebooks:
        if running == workers:
            os.wait()
            running -= 1
        running += 1
        if not os.fork():
            execute(folder, cells)
    for _ in range(running):
        os.wait()
    return time.perf_counter() - start


def execute(folder: Path, cells: list[str]) -> None:
    try:
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.chdir(folder)
        from IPython.display import display

        main = sys.modules["__main__"] = types.ModuleType("__main__")
        main.display = display
        for cell in cells:
            with contextlib.suppress(Exception):
                exec(compile(cell, "<cell>", "exec"), vars(main))
    finally:
        os._exit(0)


def compare(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, other = Path(folder, "ours"), Path(folder, "stock")
        make_class(root, LESSONS, size)
        shutil.copytree(root, other)
        (other / "nbgrader_config.py").write_text(STOCK)
        count = size * len(LESSONS)
        first = ours(root, 2)[0]  # fills the caches of this machine
        one, two = ours(root, 1), ours(root, 2)
        floor(root, 2)  # fills the caches of this user
        floors = {workers: floor(root, workers) for workers in (1, 2)}
        batch = stock(other, LESSONS)
        commands = [
            stock(other, (lesson,), "--student", f"s{number:04}")
            for number in range(SAMPLE)
            for lesson in LESSONS
        ]
        same = all(
            reference.scores(root, each) == reference.scores(other, each) for each in LESSONS
        )
    print(f"{count} submissions of {', '.join(LESSONS)}; scores equal to stock's: {same}")
    print(f"{'':34}{'s each':>8}{'times stock':>13}{'times the floor':>17}")
    each = sum(commands) / len(commands)
    rows = [
        (f"stock, one command each ({len(commands)} of them)", each, None),
        ("stock, one batch", batch / count, None),
        ("ours, two workers, first time here", first / count, 2),
        ("ours, one worker", one[0] / count, 1),
        ("ours, two workers", two[0] / count, 2),
        ("  one worker, once it runs", steady(one[1]), 1),
        ("  two workers, once they run", steady(two[1]), 2),
        ("floor, one at a time", floors[1] / count, 1),
        ("floor, two at a time", floors[2] / count, 2),
    ]
    for name, seconds, workers in rows:
        over = f"{seconds / (floors[workers] / count):17.2f}" if workers else ""
        print(f"{name:34}{seconds:8.3f}{batch / count / seconds:13.1f}{over}")
    print(f"parallel efficiency: {one[0] / two[0] / 2:.0%}", end=", ")
    print(f"once they run {steady(one[1]) / steady(two[1]) / 2:.0%}, of the floor", end=" ")
    print(f"{floors[1] / floors[2] / 2:.0%}")


def steady(times: list[float]) -> float:
    """Seconds between two results, without what comes before the first."""
    return (times[-1] - times[0]) / (len(times) - 1)


def many(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_class(Path(folder), LESSONS[:1], size)
        seconds, times, memory = ours(Path(folder), 2)
    print(f"{size} submissions: {seconds / size:.3f} s each")
    for end in sorted({20, 100, size // 2, size}):
        if 20 <= end <= size:
            print(f"  {end - 19:5} to {end:5}: {steady(times[end - 20 : end]):.3f} s each")
    low, high = min(memory[len(memory) // 10 :]), max(memory)
    print(f"  the grader's memory: {low >> 20} to {high >> 20} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=20, help="students, two submissions each (20)")
    parser.add_argument("--many", type=int, help="submissions of the short lesson")
    options = parser.parse_args()
    many(options.many) if options.many else compare(options.size)
