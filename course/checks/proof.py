"""What a check tells the grader while a notebook is graded; elsewhere nothing here happens.

The grader believes no output of a notebook. A check reports its course to the seal with events
(``sys.audit``). Where the answer takes and gives plain data, a judge in another process tries it:
it runs the same check and calls the student's function through here, with plain data.
"""

import contextlib
import io
import pickle
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

import torch

from course.checks.core import CheckFailed, NotAttempted
from course.checks.plain import error_data, pack
from course.misconceptions import Finding

_judge: Connection | None = None


def connect(judge: Connection) -> None:
    """Hand over the connection to the judge, before any student code runs."""
    global _judge
    _judge = judge


def number() -> str:
    """Return the number that a verdict on the cell at work must carry; "" if none is graded."""
    if not _judge:
        return ""
    _judge.send_bytes(pack({"ask": "number"}))
    return _judge.recv_bytes().decode()


def judged(
    exercise: str, cases: Sequence[str], answers: Sequence[Any], calls: bool
) -> list[str] | None:
    """Let the judge try an answer; return what it saw in each case.

    Args:
        calls: whether the answers are functions, which the judge calls through here.

    Returns:
        None if the judge does not accept the answer, or there is none. Then the check runs here,
        and finds the words for what is wrong.
    """
    if not _judge:
        return None
    given = len(answers) if calls else list(answers)
    _judge.send_bytes(pack({"ask": "try", "exercise": exercise, "cases": cases, "given": given}))
    with contextlib.redirect_stdout(io.StringIO()):
        while True:
            what, *rest = pickle.loads(_judge.recv_bytes())
            if what == "call":
                _judge.send_bytes(_called(answers[rest[0]], rest[1], rest[2]))
            else:
                return rest[0] if what == "accepted" else None


def _called(answer: Callable, args: tuple, seed: torch.Tensor) -> bytes:
    """Call a student's function; return the result and the arguments, which it may have changed."""
    torch.default_generator.set_state(seed)
    given = tuple(iter(arg.batches) if isinstance(arg, Stream) else arg for arg in args)
    try:
        returned = {"returned": answer(*given)}
    except BaseException as error:  # also exit(): the judge waits for an answer
        returned = {"raised": error_data(error)}
    return pack(returned | {"args": [arg for arg in args if not isinstance(arg, Stream)]})


class Stream:
    """Stands for a generator on its way to the student's function."""

    def __init__(self, batches: list) -> None:
        self.batches = batches


def chosen(check: str, question: str, choice: object, options: str = "") -> bool:
    """Let the judge look at a choice; return whether there is a judge.

    Args:
        check: "quiz" or "predicted".

    Raises:
        CheckFailed, NotAttempted: the judge says so.
    """
    if not _judge:
        return False
    request = {"ask": check, "question": question, "choice": choice, "options": options}
    _judge.send_bytes(pack(request))
    what, *rest = pickle.loads(_judge.recv_bytes())
    if what == "failed":
        raise CheckFailed(Finding(*rest))
    if what == "blank":
        error = NotAttempted.__new__(NotAttempted)
        error.args = tuple(rest)
        raise error
    print(*rest)
    return True
