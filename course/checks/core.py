"""How a check fails: three ways to say so, and what a value is called in a message.

Checks run on the CPU, whatever the lesson runs on, so that a verdict is the same everywhere.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

import torch

from course.errors import CourseError
from course.misconceptions import Finding
from course.wording import wrapped


class CheckFailed(AssertionError):
    """The answer does something other than what was asked. Shown without a traceback."""

    def __init__(self, finding: Finding) -> None:
        self.text = f"✗ {finding}"
        super().__init__(wrapped(self.text))
        self.finding = finding
        self.misconception = finding.misconception

    def _render_traceback_(self) -> list[str]:
        return _render(self, "31")


class NotAttempted(AssertionError):
    """The answer is not written yet. Shown without a traceback, and not as a mistake."""

    misconception = "not-attempted"

    def __init__(self, exercise: str, what: str = "") -> None:
        what = what or "Write your code in the cell above, run that cell, then run this one again."
        self.text = f"○ {exercise} has no answer yet.\n{what}  [not-attempted]"
        super().__init__(wrapped(self.text))

    def _render_traceback_(self) -> list[str]:
        return _render(self, "34")


def _render(error: Exception, colour: str) -> list[str]:
    first, *rest = str(error).splitlines()
    return [f"\x1b[1;{colour}m{first}\x1b[0m", *rest]


def fail(misconception: str, what: str, seen: str, look: str) -> NoReturn:
    """Raise ``CheckFailed`` with the four parts of a ``Finding``."""
    raise CheckFailed(Finding(misconception, what, seen, look))


def refuse(findings: Iterable[Finding]) -> None:
    """Raise ``CheckFailed`` with the first finding, if there is one."""
    for finding in findings:
        raise CheckFailed(finding)


@dataclass(frozen=True)
class Mistake:
    """A value that a well-known mistake gives, and what to say to whoever returns it.

    Attributes:
        misconception: an id of ``course.misconceptions``.
        value: the wrong value, of the type that the exercise returns.
        seen: what this value is, in one sentence.
        look: where to look; a question or a place, never the fix.
    """

    misconception: str
    value: Any
    seen: str
    look: str

    def finding(self, what: str) -> Finding:
        return Finding(self.misconception, what, self.seen, self.look)


def diagnose(mistakes: Iterable[Mistake], equal: Callable[[Any], bool], what: str) -> None:
    """Fail with the first mistake whose value is the one that was returned.

    Args:
        equal: whether a mistake's value equals the returned one.
        what: what was expected and what was received, in one sentence.
    """
    refuse(mistake.finding(what) for mistake in mistakes if equal(mistake.value))


def describe(value: object) -> str:
    """Say in a few words what a value is: a shape for a tensor, a type for a large object."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, torch.nn.Module):
        return f"a {type(value).__name__}"
    if isinstance(value, dict) and len(value) > 13:  # repr would be long, and slow for tensors
        return f"a dict of {len(value)}"
    text = repr(value)
    if len(text) <= 40 and " object at 0x" not in text:
        return text
    if isinstance(value, tuple | list):
        return f"a {'tuple' if isinstance(value, tuple) else 'list'} of {len(value)}"
    return f"a {type(value).__name__}"


def _plain_python(kind: type, error: BaseException, trace: object) -> None:
    if isinstance(error, CheckFailed | NotAttempted | CourseError):
        print(error, file=sys.stderr)
    else:
        _excepthook(kind, error, trace)


# Jupyter asks _render_traceback_; a plain Python script asks this.
_excepthook, sys.excepthook = sys.excepthook, _plain_python
