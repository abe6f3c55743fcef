"""Run jobs on an executor: prepare a few ahead, and repeat a job whose worker dies."""

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
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
from course.files import is_out_of_room
from course.grading import runner
from course.grading.execution import ENDS
from course.kernels.sandbox import Unavailable

AHEAD = 3  # jobs per worker that are prepared ahead; few, so that memory stays flat
ATTEMPTS = 3  # how often a job is submitted if its worker dies

Payload = TypeVar("Payload")  # passed in with a job, returned with its result


def run_all(
    executor: Executor, jobs: Iterator[tuple[Payload, runner.Job | None]]
) -> Iterator[tuple[Payload, runner.Executed | Exception | None]]:
    """Yield each payload with its job's result, as soon as the job is done; None without a job.

    A job is repeated if its worker or its sandbox ended. The result is an exception if the worker
    died or failed ``ATTEMPTS`` times.

    Raises:
        CourseError: no worker can run any job.
    """
    running: dict[Future, tuple[Payload, runner.Job, int]] = {}
    more = True
    while running or more:
        while more and len(running) < AHEAD * workers_of(executor):
            payload, job = next(jobs, (None, None))
            if payload is None:
                more = False
            elif job is None:
                yield payload, None
            else:
                running[submit(executor, job)] = payload, job, 1
        if not running:
            continue
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            payload, job, attempt = running.pop(future)
            result = future.exception() or future.result()
            failed = isinstance(result, BaseException) or lost_its_sandbox(result)
            if failed and attempt < ATTEMPTS:
                running[submit(executor, job)] = payload, job, attempt + 1
                continue
            if isinstance(result, (Unavailable, CourseError)):
                raise CourseError(str(result)) from result
            if is_out_of_room(result):
                raise CourseError(
                    f"Expected room for the temporary files of a worker, got: {result}. Make room "
                    "on its disk, or set TMPDIR to a folder on another one (now "
                    f"{tempfile.gettempdir()}), and run this again: everything graded so far is "
                    "kept."
                ) from result
            yield payload, result


def lost_its_sandbox(executed: runner.Executed) -> bool:
    """Tell whether something else, such as a lack of memory, ended the sandbox around a cell."""
    return any(ENDS["server"][2] in note for note in executed.notes)


def submit(executor: Executor, job: runner.Job) -> Future:
    try:
        return executor.submit(runner.run, job)
    except RuntimeError as error:  # the executor is broken, or was shut down
        raise CourseError(
            f"Expected an executor that takes jobs, got {type(error).__name__}: {error}. "
            "Start the workers and run this again: everything graded so far is kept."
        ) from error


def workers_of(executor: Executor) -> int:
    count = getattr(executor, "worker_count", None)  # a cluster has this, because it can grow
    return max(1, count()) if count else getattr(executor, "_max_workers", 8)


# --- on this machine --------------------------------------------------------------------------


class Pool(ThreadPoolExecutor):
    """Worker processes, each with its own prepared process; a worker that dies is replaced.

    Each thread has a pool of one process, so a death costs only the job that was running there.

    Args:
        folder: where their temporary files are.
        first: what each worker does before it takes a job.
    """

    def __init__(
        self, workers: int, folder: str | None = None, first: Callable[[], object] | None = None
    ) -> None:
        super().__init__(workers)
        self.used = False
        self._own = threading.local()
        self._processes: list[ProcessPoolExecutor] = []
        self._folder = tempfile.TemporaryDirectory(
            prefix="pool-", dir=folder, ignore_cleanup_errors=True
        )
        for _ in range(workers if first else 0):
            super().submit(self._run, first)

    def submit(self, fn: Any, /, *args: Any) -> Future:
        self.used = True
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
        """End the workers: with ``kill`` at once, otherwise after their current jobs."""
        self.shutdown(wait=False, cancel_futures=kill)
        for process in self._processes:
            for worker in list((process._processes or {}).values()) if kill else ():
                worker.kill()
        # In parallel, because each takes a moment; and before the threads that started them end.
        with ThreadPoolExecutor() as closing:
            list(closing.map(lambda process: process.shutdown(), self._processes))
        self.shutdown()
        self._folder.cleanup()


@contextlib.contextmanager
def local_pool(
    workers: int | None, folder: str | None = None, first: Callable[[], object] | None = None
) -> Iterator[Executor]:
    """Yield a pool of processes on this machine; it ends with the block.

    Args:
        folder: where their temporary files are.
        first: what each worker does before it takes a job, such as slow imports.
    """
    pool = Pool(workers or os.cpu_count() or 1, folder, first)
    try:
        yield pool
    except BaseException:  # an interrupt must not wait for a student's endless loop
        pool.stop(kill=True)
        raise
    pool.stop(kill=not pool.used)  # nobody waits for what they did first


def start_worker(folder: str) -> None:
    """Leave Ctrl-C to the process that saves, and end when that process ends."""
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    if hasattr(os, "setsid"):
        os.setsid()
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if not multiprocessing.parent_process().is_alive():  # it died before prctl
            os._exit(1)


# --- on several machines ----------------------------------------------------------------------


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Yield an executor on the dask workers of this scheduler.

    Workers need this package and one thread each. They need no shared files: submissions are sent
    as bytes.

    Raises:
        CourseError: dask is not installed, the scheduler does not answer, or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "Expected dask, which the option --scheduler needs, but it is not installed. "
            "Run: pip install distributed"
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
