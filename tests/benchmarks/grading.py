"""The cost of grading: stock nbgrader, `course grade` with one and two workers, and the floor.

Run ``python tests/benchmarks/grading.py`` on an idle machine; it takes ten minutes. All of them
grade the same submissions of a short and a long lesson, with right and wrong answers, in one run.
The floor is the time of the cells alone: plain ``exec`` in forks of a process that has imported
everything. ``--many 1000`` instead grades many submissions of the short lesson, and shows the time
of the first and the last ones, and the memory of the process that saves. ``--verdict 5`` instead
executes the solution of each lesson five times, with and without judge and seal in turn, and shows
what these cost.
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
from collections import Counter
from pathlib import Path
from statistics import median

import nbformat
import psutil
from nbgrader.utils import is_grade

from course import demo
from course.grading import runner
from course.grading.submission import read_files
from course.kernels.launcher import PRELOAD
from course.kernels.sandbox import SAME
from course.markers import solution

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))
import reference  # noqa: E402

LESSONS = ("00_start_here", "01_head_roles")
SAMPLE = 2  # students per lesson that are graded with one command each, because that is slow
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "replace-the-head"
c.Execute.timeout = 300
"""


def make_class(root: Path, lesson: str, size: int) -> None:
    """Make ``size`` students; half of their answers are drawn from the bank."""
    release, right = demo.open_course(root, ROOT / "source", lesson)
    (root / "nbgrader_config.py").touch()
    folders = sorted(path for path in (ROOT / "tests/answers" / lesson).iterdir())
    for number in range(size):
        draw, answers = random.Random(f"{lesson} {number}"), dict(right)
        for folder in folders:
            if draw.random() < 0.5:
                answers[folder.name] = draw.choice(sorted(folder.glob("*.py"))).read_text()
        demo.submit(root, lesson, f"s{number:04}", demo.fill_in(release, answers))


def stock(root: Path, lesson: str, *options: str) -> float:
    """Return the seconds of stock `nbgrader autograde`, with torch's default number of threads."""
    env = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    command = [sys.executable, "-m", "nbgrader", "autograde", "--force", "--log-level=CRITICAL"]
    start = time.perf_counter()
    call = [*command, lesson, *options]
    subprocess.run(call, cwd=root, env=env, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def ours(root: Path, workers: int) -> tuple[float, list[float], list[int]]:
    """Run `course grade --again`; return seconds, the time of each record, and memory in bytes."""
    command = [sys.executable, "-m", "course.cli", "grade", "--again", f"--workers={workers}"]
    start, memory = time.perf_counter(), []
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            memory.append(psutil.Process(process.pid).memory_info().rss)
            time.sleep(0.5)
    seconds = time.perf_counter() - start
    return seconds, sorted(path.stat().st_mtime for path in root.glob("records/*/*.json")), memory


def floor(root: Path, workers: int) -> float:
    """Return the seconds of the cells alone."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(1) as pool:
        return pool.apply(in_forks, (root, workers))


def in_forks(root: Path, workers: int) -> float:
    """In a fresh process, import everything, then fork once per graded notebook."""
    os.environ.update(SAME | {"COURSE_DEVICE": "cpu", "CUDA_VISIBLE_DEVICES": ""})
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
    total = [measure(lesson, size) for lesson in LESSONS]
    table("All", sum(total, start=Counter()))


def measure(lesson: str, size: int) -> Counter:
    """Print and return the seconds of all submissions of a lesson, by grader."""
    with tempfile.TemporaryDirectory() as folder:
        root, other = Path(folder, "ours"), Path(folder, "stock")
        make_class(root, lesson, size)
        shutil.copytree(root, other)
        (other / "nbgrader_config.py").write_text(STOCK)
        seconds = Counter()
        seconds["ours, two workers, first time here"] = ours(root, 2)[0]  # fills the caches
        for workers, name in ((1, "one worker"), (2, "two workers")):
            seconds[f"ours, {name}"], times, _ = ours(root, workers)
            seconds[f"  {name}, once started"] = steady(times) * size
        floor(root, 2)  # fills the caches of this user
        for workers, name in ((1, "one"), (2, "two")):
            seconds[f"floor, {name} at a time"] = floor(root, workers)
        seconds["stock, one batch"] = stock(other, lesson)
        students = [f"s{number:04}" for number in range(SAMPLE)]
        single = sum(stock(other, lesson, "--student", student) for student in students)
        seconds["stock, one command each"] = single / SAMPLE * size
        same = reference.scores(root, lesson) == reference.scores(other, lesson)
    seconds["submissions"] = size
    table(f"{lesson}; scores equal to stock's: {same}", seconds)
    return seconds


def table(title: str, seconds: Counter) -> None:
    count, batch = seconds["submissions"], seconds["stock, one batch"]
    print(f"\n{title}; {count} submissions")
    print(f"{'':34}{'s each':>8}{'times stock':>13}{'times the floor':>17}")
    for name, took in seconds.items():
        if name != "submissions":
            least = seconds[f"floor, {'one' if 'one worker' in name else 'two'} at a time"]
            over = f"{took / least:17.2f}" if "worker" in name else ""
            print(f"{name:34}{took / count:8.3f}{batch / took:13.1f}{over}")
    pairs = {
        "parallel efficiency": ("ours, one worker", "ours, two workers"),
        "once started": ("  one worker, once started", "  two workers, once started"),
        "of the floor": ("floor, one at a time", "floor, two at a time"),
    }
    shares = [f"{name} {seconds[one] / seconds[two] / 2:.0%}" for name, (one, two) in pairs.items()]
    print(", ".join(shares), flush=True)


def steady(times: list[float]) -> float:
    """Return the seconds between two results, after the first one."""
    return (times[-1] - times[0]) / (len(times) - 1)


def many(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_class(Path(folder), LESSONS[0], size)
        seconds, times, memory = ours(Path(folder), 2)
    print(f"{size} submissions: {seconds / size:.3f} s each")
    for end in sorted({20, 100, size // 2, size}):
        if 20 <= end <= size:
            print(f"  {end - 19:5} to {end:5}: {steady(times[end - 20 : end]):.3f} s each")
    low, high = min(memory[len(memory) // 10 :]), max(memory)
    print(f"  the grader's memory: {low >> 20} to {high >> 20} MB")


def verdict(runs: int) -> None:
    """Print what judge and seal cost for a submission and for a graded cell, as medians."""
    print(f"{'':22}{'cells':>6}{'without':>9}{'with':>9}{'more, s':>9}{'ms a cell':>11}")
    sources = sorted((ROOT / "source").glob("*_*/*.ipynb"))
    for path in sources:
        notebook = solution(nbformat.read(path, as_version=4))
        graded = sum(map(is_grade, notebook.cells))
        jobs = {
            judged: runner.Job(nbformat.writes(notebook), read_files(path.parent), judged=judged)
            for judged in (False, True)
        }
        runner.run(jobs[True])  # prepares the process, and fills the caches of this user
        took = [{judged: timed(job) for judged, job in jobs.items()} for _ in range(runs)]
        for at, unit in enumerate(("wall", "cpu")):
            without, judged = (median(each[kind][at] for each in took) for kind in jobs)
            more = median(each[True][at] - each[False][at] for each in took)
            name, cost = f"{path.stem}, {unit}", more / graded * 1000
            print(f"{name:26}{graded:4}{without:9.2f}{judged:9.2f}{more:9.3f}{cost:11.1f}")


def timed(job: runner.Job) -> tuple[float, float]:
    """Return the seconds and the processor time that a job takes, its kernels' included."""
    before, start = processor_time(), time.perf_counter()
    outcome = runner.run(job).outcome
    seconds = time.perf_counter() - start
    assert outcome == "graded", outcome
    return seconds, processor_time() - before


def processor_time() -> float:
    """Return the processor time of this process, and of all others that it has started."""
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(sum(each.cpu_times()[:4]) for each in processes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=20, help="students per lesson (20)")
    parser.add_argument("--many", type=int, help="submissions of the short lesson")
    parser.add_argument("--verdict", type=int, help="runs of each solution")
    options = parser.parse_args()
    if options.verdict:
        verdict(options.verdict)
    else:
        many(options.many) if options.many else compare(options.size)
