"""How an attempt goes on: what is shown, how often it failed, and whose function runs next."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from operator import is_

from IPython import get_ipython

from course.misconceptions import REGISTRY
from course.page import cards, debrief, record
from course.page.choices import buttons

PATIENCE = 3  # wrong answers to an exercise after which its worked solution may be opened

_right: dict[str, tuple] = {}  # exercise → the answers that passed last
_wrong: Counter[str] = Counter()


def attempt(
    exercise: str,
    answers: tuple,
    check: Callable[[], None],
    choices: Mapping[str, str] | None = None,
) -> None:
    """Run a check and remember how it ends; in a page, show a failure as a card and go on.

    Args:
        exercise: the id of an exercise, a quiz question or a prediction.
        answers: what the student hands in.
        choices: the letters and texts of a question's options.
    """
    __tracebackhide__ = True
    cell = cards.running_cell()
    shows = _shows_a_mistake(cell, exercise)
    try:
        check()
    except Exception as error:
        if _same(answers, _right.get(exercise, ())):
            del _right[exercise]
        name = getattr(error, "misconception", "")
        _wrong[exercise] += name != "not-attempted" and not shows
        if not cell:
            raise
        if not shows:
            record.keep(exercise, name or "own-error")
        if not name:  # the student's own error
            get_ipython().showtraceback()
        elif choices:
            cards.show(error.text, buttons(exercise, choices))
        else:
            cards.show(error.text, *help_after(exercise, name))
    else:
        _right[exercise] = answers
        if cell and not shows:
            record.keep(exercise)


def _shows_a_mistake(cell: tuple[str, str] | None, exercise: str) -> bool:
    """Whether this is a cell of the lesson that hands in something wrong on purpose."""
    return bool(cell and re.match(r"\d\d-", cell[0]) and cell[0] != f"{exercise}-test")


def choice(question: str) -> str:
    """Return the letter that was chosen; "" if there is none."""
    [answer] = _right.get(question, [""])
    return answer.strip().lower()


def help_after(exercise: str, misconception: str) -> list[str]:
    """Return what may be opened below a ✗: more with every third attempt."""
    if misconception == "not-attempted" or _wrong[exercise] < PATIENCE:
        return []
    known = REGISTRY[misconception]
    hint = f"{known.title}. What usually lies behind it: {known.why[0].lower()}{known.why[1:]}."
    parts = [cards.fold("A third hint", f"<div>{cards.code(hint)}</div>")]
    if worked := debrief.solution(exercise):
        note = "<div>Read it, close it, and write your own. Nobody is told that you looked.</div>"
        parts.append(cards.fold("A worked solution", note + cards.listing(worked)))
    return parts


def yours(exercise: str, *answers: Callable, instead: Callable | tuple = ()) -> Callable | tuple:
    """Return the student's functions if their check has passed, else the course's own.

    Args:
        exercise: its id.
        answers: what was handed to the check.
        instead: the course's version of each of them.
    """
    instead = instead if isinstance(instead, tuple) else (instead,)
    if len(instead) != len(answers):
        raise ValueError(f"Expected {len(answers)} functions instead, got {len(instead)}.")
    if _same(answers, _right.get(exercise, ())):
        chosen = answers
    else:
        names = " and ".join(getattr(each, "__name__", "answer") for each in answers)
        told = f"○ Not your {names} yet.\nThis cell runs the course's version. Once {exercise} has "
        told += "its ✓, run this cell again."
        cards.show(told) if cards.running_cell() else print(told)
        chosen = instead
    return chosen[0] if len(chosen) == 1 else chosen


def _same(some: tuple, others: tuple) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))
