"""Forks in which answers are tried: one answer must not reach the next, nor end the bank."""

import contextlib
import gc
import io
import json
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NoReturn

AT_ONCE = 2  # forks
KEPT = 2000  # characters of what an answer prints
_CHECKS = str(Path(__file__).with_name("checks"))


@dataclass(frozen=True)
class Outcome:
    """The outcome of one answer.

    Attributes:
        verdict: "passed", the id of a misconception ("own-error" for an error of the answer's own
            code), "crashed" if the check itself failed, "stumbled" if a cell after the exercise
            failed, "hung" or "died".
        message: what the student would read, or how its process ended.
        stdout, stderr: what the answer and its test cell wrote, the first ``KEPT`` characters.
        seconds: from the fork to the verdict.
    """

    verdict: str
    message: str = ""
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0


class Stumbled(Exception):
    """A cell after the exercise failed, although the answer was accepted."""


def tried(
    answers: list[Path], attempt: Callable[[Path], None], limit: float
) -> Iterator[tuple[Path, Outcome]]:
    """Yield the outcome of each answer, each in a fork of this process, ``AT_ONCE`` at a time."""
    gc.collect()
    gc.freeze()  # or a collection in a fork would copy every page that it looks at
    answers = answers[::-1]
    running: dict[Connection, tuple[Path, int, float]] = {}
    try:
        while answers or running:
            while answers and len(running) < AT_ONCE:
                answer = answers.pop()
                receiver, sender = multiprocessing.Pipe(duplex=False)
                if not (pid := os.fork()):
                    _child(sender, attempt, answer)
                sender.close()
                running[receiver] = answer, pid, time.monotonic()
            first = min(started for _, _, started in running.values())
            ready = wait(running, max(0.0, first + limit - time.monotonic()))
            late = [r for r, (_, _, at) in running.items() if time.monotonic() >= at + limit]
            for receiver in {*ready, *late}:
                answer, pid, started = running.pop(receiver)
                yield answer, _result(receiver, pid, started, receiver in ready)
    finally:
        gc.unfreeze()
        for _, pid, _ in running.values():
            _kill(pid)


def _child(sender: Connection, attempt: Callable[[Path], None], answer: Path) -> NoReturn:
    """Try one answer in this fork, send its outcome and end, whatever happens."""
    try:
        os.setsid()  # so that it can be stopped with all that it starts
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        out, err = io.StringIO(), io.StringIO()
        verdict, message = "passed", ""
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                attempt(answer)
            except BaseException as error:
                verdict, message = verdict_of(error), said(error)
        printed = out.getvalue()[:KEPT], err.getvalue()[:KEPT]
        sender.send_bytes(json.dumps([verdict, message, *printed]).encode())
    finally:
        os._exit(0)


def _result(receiver: Connection, pid: int, started: float, ready: bool) -> Outcome:
    sent = None
    if ready:
        with contextlib.suppress(EOFError):
            sent = json.loads(receiver.recv_bytes())
    receiver.close()
    status = _kill(pid)
    seconds = time.monotonic() - started
    if sent:
        return Outcome(*sent, seconds=seconds)
    if not ready:
        return Outcome("hung", f"It was stopped after {seconds:.0f} s.", seconds=seconds)
    code = os.waitstatus_to_exitcode(status)
    how = f"exit status {code}" if code >= 0 else signal.Signals(-code).name
    return Outcome("died", f"How: {how}.", seconds=seconds)


def _kill(pid: int) -> int:
    """End a fork and all that it started, and return its wait status."""
    for kill in (os.killpg, os.kill):  # a fork that has just started leads no group yet
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return status


def verdict_of(error: BaseException) -> str:
    """The verdict on an answer that raised this error."""
    if isinstance(error, Stumbled):
        return "stumbled"
    if hasattr(error, "misconception"):
        return error.misconception
    frames = traceback.extract_tb(error.__traceback__)
    in_check = any(frame.filename.startswith(_CHECKS) for frame in frames)
    return "crashed" if in_check and "[own-error]" not in said(error) else "own-error"


def said(error: BaseException) -> str:
    """What a student would read of an error."""
    if hasattr(error, "misconception"):
        return str(error)
    return "\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])
