"""The time that `course report` takes for a large class, with its page and its table.

Run ``python tests/benchmarks/report.py`` on an idle machine; it takes a minute. It writes records
as `course grade` would, with answers from the bank that are changed a little, so that hardly two
of them are equal, and then runs the command as a user does. Nothing is graded.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from course.grading.asked import Task, read_asked
from course.grading.gradebook import Course
from course.grading.records import Record, write_record

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(r"\b(old|new|found|seen|name|parent|rows|total|width|path)\b")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 100, 1000], help="students")
    options = parser.parse_args()
    lessons = sorted(path.name for path in (ROOT / "source").glob("[0-9]*"))
    print(f"{'students':>8}  {'lessons':>7}  {'seconds':>7}  {'page, kB':>8}")
    for size in options.sizes:
        for chosen in (lessons[1:2], lessons):
            with tempfile.TemporaryDirectory() as folder:
                make_class(Path(folder), chosen, size)
                seconds, kilobytes = measure(Path(folder))
            print(f"{size:8}  {len(chosen):7}  {seconds:7.1f}  {kilobytes:8}", flush=True)


def measure(root: Path) -> tuple[float, int]:
    """Run the command, and return its seconds and the size of the page in kB."""
    command = [sys.executable, "-m", "course.cli", "report", "--html", "r.html", "--csv", "r.csv"]
    start = time.perf_counter()
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start, (root / "r.html").stat().st_size // 1000


def make_class(root: Path, lessons: list[str], size: int) -> None:
    (root / "nbgrader_config.py").touch()
    for lesson in lessons:
        shutil.copytree(ROOT / "source" / lesson, root / "source" / lesson)
        tasks = read_asked(Course(ROOT), lesson).tasks
        bank = {task.answer: answers(lesson, task) for task in tasks if task.kind == "exercise"}
        for number in range(size):
            write_record(root, record(lesson, number, tasks, bank))


def answers(lesson: str, task: Task) -> list[tuple[str, str]]:
    """The answers of the bank with the misconception in each, "" for right ones."""
    paths = sorted((ROOT / "tests/answers" / lesson / task.answer).glob("*.py"))
    named = (re.sub(r"^(right_.*|wrong_)|_\d+$", "", path.stem) for path in paths)
    return [(key, path.read_text("utf-8")) for key, path in zip(named, paths, strict=True)]


def record(
    lesson: str, number: int, tasks: tuple[Task, ...], bank: dict[str, list[tuple[str, str]]]
) -> Record:
    """A student's record; each has a chance of their own to be right."""
    draw = random.Random(f"{lesson} {number}")
    made, skill = Record(f"s{number:04}", lesson, "", "graded", answers={}), draw.random()
    for task in tasks:
        right = draw.random() < skill
        if task.kind == "exercise":
            pool = [each for each in bank[task.answer] if right == (not each[0])]
            key, text = draw.choice(pool)
            text = changed(text, draw)
        else:
            letter = task.right if right else draw.choice(list(task.choices))
            text, key = f'answer = "{letter}"', task.choices[letter].misconception
        made.answers[task.answer] = text
        made.scores[task.cell] = [0.0 if key else task.points, task.points]
        if key and task.points:
            made.misconceptions[task.cell] = key
    return made


def changed(text: str, draw: random.Random) -> str:
    """The answer with some other names, and with a few lines more."""
    lines = NAMES.sub(lambda name: name[0] + draw.choice(["", "_", "2"]), text).split("\n")
    for _ in range(draw.randint(0, 4)):
        more = f"    {draw.choice('abc')} = {draw.choice('def')} + 1  # {draw.randrange(1000)}"
        lines.insert(draw.randrange(len(lines) + 1), more)
    return "\n".join(lines)


if __name__ == "__main__":
    main()
