"""The judge: a process beside a kernel that says which graded cells have earned their points.

It is forked from the prepared process before any student code runs, holds the checks as they are,
and never runs student code. For each graded cell it knows from the lesson's own text which checks
must succeed, and on which cases:

- a quiz or a prediction: the kernel hands over one choice, and the judge looks at it;
- an answer that takes and gives plain data: the judge runs the check, with a stand-in for the
  student's function that sends plain data to the kernel and gets plain data back;
- every exercise: the seal in the kernel sends a signed verdict, see ``seal``.

The grader talks to it in JSON: ``{"open": source}`` before a cell, ``{"close": true}`` after it.
"""

import ast
import contextlib
import io
import itertools
import json
import os
import pickle
import socket
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from hashlib import blake2b
from hmac import compare_digest
from multiprocessing.connection import Connection, wait
from types import GeneratorType
from typing import Any

import torch
from torch import Tensor

from course import checks
from course.checks.core import CheckFailed, NotAttempted
from course.checks.exercise import observed
from course.checks.plain import error_of, unpack
from course.checks.proof import Stream

MESSAGE = 64 << 20  # bytes of the largest message that is read from a kernel
CALLS = 2000  # of the student's function, for one cell


@dataclass(frozen=True)
class Expected:
    """A check that a graded cell calls.

    Attributes:
        name: the exercise's id, or that of the question.
        cases: what the call tries; empty for a question.
        check: the check itself.
    """

    name: str
    cases: tuple[str, ...]
    check: Callable


@dataclass
class Cell:
    """A graded cell at work.

    Attributes:
        number: what a verdict on this cell must carry.
        sealed, judged: the calls that the seal has vouched for, and that the judge accepted.
        chosen: the questions that were answered; a second choice does not count.
        amiss: what the seal has seen.
    """

    expected: list[Expected]
    number: str
    sealed: set[tuple[str, tuple]] = field(default_factory=set)
    judged: set[tuple[str, tuple]] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    amiss: list[str] = field(default_factory=list)

    def verdict(self) -> dict[str, Any]:
        """Return how many checks there are, which of them were not proved, and what was amiss."""
        missing = []
        for each in self.expected:
            call = each.name, each.cases
            exercise = getattr(each.check, "exercise", None)
            proved = call in self.judged
            if exercise:
                proved = call in self.sealed and (proved or not each.check.data)
            missing += [] if proved else [each.name]
        return {"checks": len(self.expected), "missing": missing, "amiss": self.amiss}


def expected_in(source: str) -> list[Expected]:
    """Return the checks that the text of a graded cell calls: ``checks.lesson.exercise(...)``.

    The judge runs no cell, so a call counts only if its text says what it tries.
    """
    try:
        calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
    except (SyntaxError, ValueError, RecursionError):
        return []
    found = []
    for call in calls:
        first, *path = ast.unparse(call.func).split(".")
        check: Any = checks if first == "checks" else None
        for name in path:
            check = getattr(check, name, None)
        exercise = getattr(check, "exercise", None)
        on = [option.value for option in call.keywords if option.arg == "on"]
        with contextlib.suppress(ValueError, IndexError):  # not written out in the text
            if exercise:
                cases = ast.literal_eval(on[0]) if on else exercise.tries
                found.append(Expected(exercise.id, tuple(cases), check))
            elif callable(check) and (path == ["predicted"] or path[1:] == ["quiz"]):
                found.append(Expected(str(ast.literal_eval(call.args[0])), (), check))
    return found


class Judge:
    """What goes on between the grader, the kernel and the checks."""

    def __init__(self, outer: Connection, inner: Connection, key: bytes) -> None:
        self.outer, self.inner, self.key = outer, inner, key
        self.cell = Cell([], "")

    def serve(self) -> None:
        """Answer the grader and the kernel, until the grader hangs up."""
        while True:
            open_ends = [self.outer] if self.inner.closed else [self.inner, self.outer]
            for ready in wait(open_ends):
                if ready is self.outer:
                    self.answer_grader()
                else:
                    self.answer_kernel()

    def answer_grader(self) -> None:
        request = json.loads(self.outer.recv_bytes())
        if "open" in request:
            self.cell = Cell(expected_in(request["open"]), os.urandom(16).hex())
            reply = {"checks": len(self.cell.expected)}
        else:
            while not self.inner.closed and self.inner.poll():
                self.answer_kernel()
            reply = self.cell.verdict()
            self.cell = Cell([], "")
        self.outer.send_bytes(json.dumps(reply).encode())

    def answer_kernel(self) -> None:
        """Answer one message of the kernel. Student code can send anything, or hang up."""
        try:
            content = self.inner.recv_bytes(MESSAGE)
            if content[:2] == b"PK":  # as everything that ``plain`` packs
                self.reply(self.answer(unpack(content)))
            else:
                self.take_verdict(content)
        except (EOFError, OSError):
            self.inner.close()
        except Exception:  # of many kinds: these bytes are no request
            self.amiss("a message to the judge that no check sends")
            self.inner.close()

    def reply(self, reply: Any) -> None:
        self.inner.send_bytes(reply if isinstance(reply, bytes) else pickle.dumps(reply))

    def amiss(self, what: str) -> None:
        if what not in self.cell.amiss:
            self.cell.amiss.append(what)

    def answer(self, request: dict[str, Any]) -> Any:
        if request["ask"] == "number":
            return self.cell.number.encode()
        if request["ask"] == "try":
            return self.tried(request["exercise"], tuple(request["cases"]), request["given"])
        return self.looked_at(request["question"], request["choice"], request["options"])

    def take_verdict(self, content: bytes) -> None:
        """Read a verdict of the seal: 128 characters of signature, then what is signed."""
        signature, signed = content[:128], content[128:]
        if not compare_digest(signature, blake2b(signed, key=self.key).hexdigest().encode()):
            self.amiss("a verdict with a false signature")
            return
        number, exercise, cases, amiss = ast.literal_eval(signed.decode())
        if number and number == self.cell.number:
            for what in amiss:
                self.amiss(what)
            if not amiss:
                self.cell.sealed.add((exercise, cases))

    def looked_at(self, question: str, choice: Any, options: str) -> tuple:
        """Look at the choice for a quiz or a prediction: the first one in the cell of its own."""
        asked = [each for each in self.cell.expected if each.name == question and not each.cases]
        if not asked or question in self.cell.chosen:
            return "said", "Your choice is looked at once, in the cell of this question."
        self.cell.chosen.add(question)
        try:
            with contextlib.redirect_stdout(io.StringIO()) as said:
                asked[0].check(question, choice, *([options] if options else []))
        except CheckFailed as error:
            return "failed", *astuple(error.finding)
        except NotAttempted as error:
            return "blank", str(error)
        self.cell.judged.add((question, ()))
        return "said", said.getvalue().strip()

    def tried(self, name: str, cases: tuple[str, ...], given: Any) -> tuple:
        """Try an answer on the cases that this cell calls for."""
        asked = [each for each in self.cell.expected if (each.name, each.cases) == (name, cases)]
        if not asked or not asked[0].check.data:
            return ("refused",)
        check = asked[0].check
        answers = [self.stand_in(i) for i in range(given)] if isinstance(given, int) else given
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                tried = map(check.exercise.case, cases)
                seen = observed(check.observe, answers, tried, {})
        except OSError:
            raise
        except Exception:  # whatever is wrong: the check in the kernel finds the words for it
            return ("refused",)
        self.cell.judged.add((name, cases))
        return "accepted", seen

    def stand_in(self, index: int) -> Callable:
        """Return a function that lets the kernel call the student's, on a copy of its arguments."""
        calls = itertools.count()

        def answer(*args: Any) -> Any:
            if next(calls) > CALLS:
                raise OSError("too many calls")
            sent = tuple(
                Stream(list(arg)) if isinstance(arg, GeneratorType) else arg for arg in args
            )
            self.reply(("call", index, sent, torch.default_generator.get_state()))
            if self.outer in wait([self.inner, self.outer]):
                raise OSError("the cell is over, but the call is not")
            reply = unpack(self.inner.recv_bytes(MESSAGE))
            if "raised" in reply:
                raise error_of(reply["raised"])
            returned = reply["returned"]
            theirs = [arg for arg in args if not isinstance(arg, GeneratorType)]
            for mine, now in zip(theirs, reply["args"], strict=True):
                take_over(mine, now)
                returned = mine if returned is now else returned
            return returned

        return answer


def take_over(mine: Any, now: Any) -> None:
    """Change an argument as the student's function has changed its copy."""
    if isinstance(mine, Tensor) and isinstance(now, Tensor):
        if mine.shape != now.shape or mine.dtype != now.dtype:
            mine.data = now
        elif not torch.equal(mine, now):
            mine.data.copy_(now)
    elif isinstance(mine, dict) and isinstance(now, dict) and list(mine) != list(now):
        mine.clear()
        mine.update(now)
    elif isinstance(mine, list) and isinstance(now, list) and len(mine) != len(now):
        mine[:] = now


def main(outer: socket.socket, inner: socket.socket, key: bytes) -> None:
    """Be the judge of one kernel; called in a fork of the prepared process."""
    with contextlib.suppress(EOFError):
        Judge(Connection(outer.detach()), Connection(inner.detach()), key).serve()
