"""Run jobs on an executor, a few ahead, and again when a worker dies."""

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from course.errors import CourseError
from course.grading import runner
from course.kernels.sandbox import Unavailable

AHEAD = 3  # jobs for each worker that are prepared ahead: memory stays flat
ATTEMPTS = 3  # how often a job is handed out when its worker dies

Told = TypeVar("Told")  # what comes with a job, and comes back with its result


def run_all(
    executor: Executor, jobs: Iterator[tuple[Told, runner.Job | None]]
) -> Iterator[tuple[Told, runner.Executed | Exception | None]]:
    """Yield each job, as soon as it is done, with its result; None where there is no job.

    An exception is the result of a job whose worker died, or failed, ``ATTEMPTS`` times.

    Raises:
        CourseError: no worker can run anything.
    """
    running: dict[Future, tuple[Told, runner.Job, int]] = {}
    more = True
    while running or more:
        while more and len(running) < AHEAD * workers_of(executor):
            told, job = next(jobs, (None, None))
            if told is None:
                more = False
            elif job is None:
                yield told, None
            else:
                running[hand_out(executor, job)] = told, job, 1
        if not running:
            continue
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            told, job, attempt = running.pop(future)
            error = future.exception()
            if error and attempt == ATTEMPTS and isinstance(error, (Unavailable, CourseError)):
                raise CourseError(str(error)) from error
            if error and attempt < ATTEMPTS:
                running[hand_out(executor, job)] = told, job, attempt + 1
            else:
                yield told, error or future.result()


def hand_out(executor: Executor, job: runner.Job) -> Future:
    try:
        return executor.submit(runner.run, job)
    except RuntimeError as error:  # of a given executor: it is broken, or was shut down
        raise CourseError(
            f"Expected workers to go on with, got {type(error).__name__}: {error}. "
            "What is graded is kept; start the workers, and run it again."
        ) from error


def workers_of(executor: Executor) -> int:
    count = getattr(executor, "worker_count", None)  # of a cluster: it can grow
    return max(1, count()) if count else getattr(executor, "_max_workers", 8)


# --- on this machine --------------------------------------------------------------------------


class Pool(ThreadPoolExecutor):
    """Worker processes, each with a prepared process of its own; one that dies is replaced.

    Each thread has a pool of one process: a death costs only the job that was running there.
    """

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self._own = threading.local()
        self._processes: list[ProcessPoolExecutor] = []
        self._folder = tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True)

    def submit(self, fn: Any, /, *args: Any) -> Future:
        return super().submit(self._run, fn, *args)

    def _run(self, fn: Any, *args: Any) -> Any:
        if not hasattr(self._own, "process"):
            self._own.process = ProcessPoolExecutor(
                1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=start_worker,
                initargs=(self._folder.name,),
            )
            self._processes.append(self._own.process)
        try:
            return self._own.process.submit(fn, *args).result()
        except BrokenProcessPool:
            del self._own.process
            raise

    def stop(self, kill: bool) -> None:
        """End the workers, after the jobs that they run or at once."""
        self.shutdown(wait=False, cancel_futures=kill)
        for process in self._processes:
            for worker in list((process._processes or {}).values()) if kill else ():
                worker.kill()
        # At the same time, for each takes a moment; and before the threads that started them end.
        with ThreadPoolExecutor() as closing:
            list(closing.map(lambda process: process.shutdown(), self._processes))
        self.shutdown()
        self._folder.cleanup()


@contextlib.contextmanager
def local_pool(workers: int | None) -> Iterator[Executor]:
    """A pool of processes on this machine, which ends with the block."""
    pool = Pool(workers or os.cpu_count() or 1)
    try:
        yield pool
    except BaseException:  # an interrupt must not wait for a student's endless loop
        pool.stop(kill=True)
        raise
    pool.stop(kill=False)


def start_worker(folder: str) -> None:
    """Ctrl-C in the terminal is for the process that saves; without it, nobody needs a worker."""
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    if hasattr(os, "setsid"):
        os.setsid()
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if not multiprocessing.parent_process().is_alive():  # it died before this call
            os._exit(1)


# --- on several -------------------------------------------------------------------------------


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """An executor on the dask workers of this scheduler.

    Workers need the installed package and one thread each: submissions travel as bytes.

    Raises:
        CourseError: dask is not installed, nobody listens there, or there are no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "Expected the packages of the extra `cluster`, got none of them. "
            "Install them: pip install 'replace-the-head[cluster]'."
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError, TypeError) as error:
        raise CourseError(
            f"Expected a dask scheduler at {address}, got: {error}. "
            "Start one, and check the address."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=30)
        except TimeoutError:
            raise CourseError(
                f"Expected workers at the dask scheduler {address}, got none in 30 s. "
                f"Start some: dask worker {address} --nthreads 1."
            ) from None
        executor = client.get_executor()
        executor.worker_count = lambda: len(client.nthreads())
        yield executor
