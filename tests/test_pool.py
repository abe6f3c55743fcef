"""Jobs on an executor, and worker processes that die; see also test_engine.py."""

import errno
import os
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from course.errors import CourseError
from course.grading import pool, runner
from course.grading.execution import ENDS


class AtOnce(Executor):
    """Finishes every job as soon as it is submitted."""

    _max_workers = 2

    def submit(self, fn, job):
        future = Future()
        future.set_result(runner.Executed(job.notebook, "graded"))
        return future


class InTurn(Executor):
    """Gives a job these results, one each time that it is submitted."""

    _max_workers = 1

    def __init__(self, *results):
        self.results = list(results)

    def submit(self, fn, job):
        future, result = Future(), self.results.pop(0)
        is_error = isinstance(result, Exception)
        future.set_exception(result) if is_error else future.set_result(result)
        return future


def results(*given):
    return [result for _, result in pool.run_all(InTurn(*given), iter([("ada", runner.Job("{}"))]))]


def test_a_job_whose_sandbox_ended_is_repeated_and_at_last_accepted():
    lost = runner.Executed("{}", "crashed", (f"cell a: {ENDS['server'][2]}; the rest was run",))
    graded = runner.Executed("{}", "graded")
    assert results(lost, lost, graded) == [graded]
    assert results(lost, lost, lost) == [lost]
    crashed = runner.Executed("{}", "crashed", (f"cell a: {ENDS['exit'][2]}; the rest was run",))
    assert results(crashed) == [crashed]


def test_a_worker_without_room_ends_the_run_and_an_odd_file_does_not():
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(CourseError, match="No space left on device. Make room.*TMPDIR"):
        results(full, full, full)
    odd = OSError(errno.ENAMETOOLONG, "File name too long")
    assert results(odd, odd, odd) == [odd]


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
