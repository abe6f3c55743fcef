"""How much faster it is to fork for an answer than to run the lesson's cells anew for it.

Run it with ``python tests/benchmarks/bank.py`` on an idle machine; it takes a minute.
"""

import shutil
import tempfile
import time
from pathlib import Path

from course import bank, forks

LESSON, ANSWER = "01_head_roles", "01-swap-fc/right_in_place.py"


def anew() -> float:
    """Seconds for one answer in a fresh process that runs all cells before it."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        (root / "source").symlink_to(bank.ROOT / "source")
        copy = root / "tests" / "answers" / LESSON / ANSWER
        copy.parent.mkdir(parents=True)
        shutil.copy(bank.ROOT / "tests" / "answers" / LESSON / ANSWER, copy)
        start = time.perf_counter()
        report = bank.run([LESSON], root)
        seconds = time.perf_counter() - start
    assert [tried.outcomes[copy.name].verdict for tried in report.exercises] == ["passed"]
    return seconds


def main() -> None:
    anew()  # fills the lesson's caches on disk
    one = anew()
    report = bank.run()
    for tried in report.exercises:
        print(f"{tried.exercise:18} {len(tried.outcomes) / tried.seconds:6.1f} answers a second")
    print(f"{'all':18} {report.rate:6.1f} answers a second, {forks.AT_ONCE} at a time")
    print(f"one answer anew    {one:6.1f} s: {one * report.rate:.0f} times as long as in a fork")


if __name__ == "__main__":
    main()
