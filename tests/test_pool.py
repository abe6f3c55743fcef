"""Jobs on an executor, and worker processes that die; see also test_engine.py."""

import os
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from course.grading import pool, runner


class AtOnce(Executor):
    """Finishes every job as soon as it is submitted."""

    _max_workers = 2

    def submit(self, fn, job):
        future = Future()
        future.set_result(runner.Executed(job.notebook, "graded"))
        return future


def test_only_a_few_jobs_are_prepared_ahead():
    made = []

    def jobs():
        for number in range(50):
            made.append(number)
            yield number, runner.Job("{}")

    executor = AtOnce()
    ahead = [len(made) - done for done, _ in enumerate(pool.run_all(executor, jobs()), 1)]
    assert len(ahead) == 50
    assert max(ahead) <= pool.AHEAD * executor._max_workers


def test_a_pool_replaces_workers_that_died_and_leaves_nothing_behind():
    workers = pool.Pool(2)
    folder = Path(workers._folder.name)
    pids = {workers.submit(os.getpid).result() for _ in range(4)}
    lost = workers.submit(os._exit, 3)
    with pytest.raises(RuntimeError):
        lost.result()
    fresh = {workers.submit(os.getpid).result() for _ in range(4)}
    assert fresh - pids
    sleeping = workers.submit(time.sleep, 60)
    time.sleep(0.2)
    start = time.monotonic()
    workers.stop(kill=True)
    assert time.monotonic() - start < 10
    assert sleeping.exception() is not None
    assert not folder.exists()
    for pid in pids | fresh:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
