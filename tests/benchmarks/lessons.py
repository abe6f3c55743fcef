"""How long each lesson takes: every solution in a fresh kernel, with one thread and with two.

Run it with ``python tests/benchmarks/lessons.py [LESSON …]`` on an idle machine. The limits are
60 s per lesson and 10 s per cell on two cores; the first run on a machine also fills the caches.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course.markers import solution
from course.nbgrader_glue import QUIET

ROOT = Path(__file__).resolve().parents[2]


def seconds(lesson: str, threads: int) -> dict[str, float]:
    """Execute a lesson's solution and return the seconds per code cell, by cell id."""
    path = ROOT / "source" / lesson / f"{lesson}.ipynb"
    nb = solution(nbformat.read(path, as_version=4))
    began: dict[str, float] = {}
    took: dict[str, float] = {}

    def start(cell: nbformat.NotebookNode, cell_index: int) -> None:
        began[cell.id] = time.perf_counter()

    def end(cell: nbformat.NotebookNode, cell_index: int, execute_reply: dict) -> None:
        took[cell.id] = time.perf_counter() - began[cell.id]

    with tempfile.TemporaryDirectory() as scratch:
        client = NotebookClient(
            nb,
            kernel_name="python3",
            extra_arguments=QUIET,
            resources={"metadata": {"path": scratch}},
            on_cell_execute=start,
            on_cell_executed=end,
        )
        client.execute(env=os.environ | {"OMP_NUM_THREADS": str(threads)})
    return took


def main(lessons: list[str]) -> None:
    lessons = lessons or sorted(path.parent.name for path in ROOT.glob("source/*/*.ipynb"))
    print(
        f"{'lesson':22} {'threads':>7} {'imports s':>9} {'other s':>8}  slowest cell after imports"
    )
    for lesson in lessons:
        seconds(lesson, 2)  # fills the caches
        for threads in (1, 2):
            took = seconds(lesson, threads)
            imports = took.pop(f"{lesson[:2]}-setup")
            slowest = max(took, key=took.get)
            print(
                f"{lesson:22} {threads:7} {imports:9.1f} {sum(took.values()):8.1f}  "
                f"{slowest} {took[slowest]:.1f} s"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
