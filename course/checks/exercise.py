"""What turns a function that tries one case into a check that a test cell can call."""

import contextlib
import functools
import html
import inspect
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from sys import audit  # of a check's course, for the seal: see course/grading/seal.py
from typing import NoReturn

import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from course.checks import cases, coach, proof, source
from course.checks.cases import Case
from course.checks.core import CheckFailed, NotAttempted, describe, fail
from course.checks.plain import exact
from course.misconceptions import Finding
from course.page import cards, debrief, progress
from course.wording import wrapped

STUB_MESSAGE = "your code here"  # PyTorch raises NotImplementedError too, for a dtype for instance


@dataclass(frozen=True)
class Exercise:
    """What the tests of the checks need to know about one exercise.

    Attributes:
        tries: the cases of the visible call.
        table: the kinds of cases that a table exercise knows; None if its cases are models.
        words: words for models that this exercise alone knows; each of them is a kind.
        always: kinds of ``cases.KINDS`` that every case tries.
        leaves_out: kinds of ``cases.KINDS`` that the visible call does not try, and why.
    """

    id: str
    tries: tuple[str, ...]
    table: Collection[str] | None = None
    words: Collection[str] = ()
    always: frozenset[str] = frozenset()
    leaves_out: Mapping[str, str] = field(default_factory=dict)

    def case(self, text: str) -> Case:
        """Return the case that a test cell names.

        Raises:
            ValueError: the exercise knows no such case; a typing error must not empty a test.
        """
        if self.table is None:
            return cases.model_case(text, self.words)
        return cases.case(text, self.table)

    def kinds(self, tries: Iterable[str]) -> set[str]:
        """The kinds of cases that a call with these cases tries."""
        return set().union(self.always, *(self.case(text).kinds for text in tries))


EXERCISES: dict[str, Exercise] = {}
CHECKS: dict[str, Callable] = {}


def exercise(
    exercise_id: str,
    *,
    proves: str,
    tries: Sequence[str],
    table: Collection[str] | None = None,
    words: Collection[str] = (),
    always: Collection[str] = (),
    leaves_out: Mapping[str, str] | None = None,
    library: Collection[Callable] = (),
    none: bool = False,
    calls: bool = True,
    data: bool = False,
) -> Callable:
    """Turn a function that tries an answer on one case into a check that a test cell can call.

    The function receives the student's functions, guarded (see ``_guard``), and a ``Case``. It
    raises ``CheckFailed``, or returns what it saw, in a few words. The check calls it for each
    case, with gradients enabled and a seed of its own. Whatever the student's code writes to
    stderr goes to stdout, because nbgrader scores a cell with stderr output as zero.

    A test cell calls ``check(answer)``, which tries the cases in ``tries``, and in its hidden part
    ``check(answer, on=[...])`` with other instances of the same kinds.

    Args:
        proves: what a ✓ proves, as a sentence without its full stop.
        tries: the cases of the visible call: all kinds that the exercise promises.
        table: the kinds of cases that there are, if they are not models: see ``cases.case``.
        words: words for models that this exercise alone knows: see ``cases.model_case``.
        always: kinds of ``cases.KINDS`` that every case tries.
        leaves_out: kinds of ``cases.KINDS`` that this exercise does not try, and why.
        library: functions of the course that may not be handed in, because writing one of them is
            the exercise.
        none: whether None is a valid result; otherwise it is a forgotten return.
        calls: whether the answers are functions to guard; otherwise they are passed on as they are.
        data: whether they take and return plain data alone, see ``plain``. Then, where a notebook
            is graded, another process judges them: see ``proof``.
    """
    known = Exercise(exercise_id, tuple(tries), table, words, frozenset(always), leaves_out or {})
    EXERCISES[exercise_id] = known

    def decorate(observe: Callable) -> Callable:
        @functools.wraps(observe)
        def check(*given: object, on: Sequence[str] = known.tries, **options: object) -> None:
            __tracebackhide__ = True
            number, answers = proof.number(), given
            audit("course.begin", on, given)
            try:
                tried = [known.case(text) for text in on]
                if calls:
                    answers = tuple(
                        _guard(answer, exercise_id, library, none) for answer in answers
                    )
                texts = tuple(case.text for case in tried)
                seen = proof.judged(exercise_id, texts, answers, calls) if data else None
                if seen is None:
                    seen = observed(observe, answers, tried, options)
                audit("course.proved", exercise_id, texts, number)
            finally:
                audit("course.over")
            _say(f"✓ {proves}. Tried: {cases.listed(tried)}.", known, given, tried, seen)

        check.exercise, check.observe, check.data = known, observe, data
        CHECKS[exercise_id] = check

        @functools.wraps(check)
        def attempted(*answers: object, **options: object) -> None:
            __tracebackhide__ = True
            progress.attempt(exercise_id, answers, partial(check, *answers, **options))

        return attempted

    return decorate


def observed(
    observe: Callable, answers: Sequence[object], tried: Iterable[Case], options: Mapping
) -> list[str | None]:
    """Try answers on each case; return what was seen, in the words of the check.

    Raises:
        CheckFailed: with the case on which the answer failed.
        NotAttempted: an answer is not written yet.
        Exception: of the student's own code.
    """
    __tracebackhide__ = True
    seen = []
    with _surroundings():
        try:
            for case in tried:
                # Not a seed of models.py, or a new layer may draw an old one's numbers;
                # torch.manual_seed would reach the GPU too.
                torch.default_generator.manual_seed(10**6 + case.seed)
                seen.append(observe(*answers, case, **options))
        except NotAttempted:
            raise
        except CheckFailed as failed:
            raise CheckFailed(_with_case(failed.finding, case)) from None
        except Exception as error:
            if finding := coach.explain(error):
                raise CheckFailed(_with_case(finding, case)) from None
            raise error.with_traceback(
                coach.student_frames(error.__traceback__)
            ) from error.__cause__
    return seen


@contextlib.contextmanager
def _surroundings() -> Iterator[None]:
    """Run a check the same way everywhere, whatever the notebook has set."""
    dtype = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        with (
            contextlib.redirect_stderr(sys.stdout),
            torch.random.fork_rng(devices=[]),
            torch.enable_grad(),
            # A tensor of a student's own class would decide itself what it is equal to.
            torch._C.DisableTorchFunctionSubclass(),
            torch._C._DisableTorchDispatch(),
        ):
            yield
    finally:
        torch.set_default_dtype(dtype)


@contextlib.contextmanager
def _as_usual() -> Iterator[None]:
    """Undo what ``_surroundings`` does to tensors of other classes, for the student's own code."""
    python = torch._C.DispatchKey.Python
    with (
        torch._C._EnableTorchFunction(),
        torch._C._SetExcludeDispatchKeyGuard(python, False),
    ):
        yield


def _with_case(finding: Finding, case: Case) -> Finding:
    """Add the case that failed to a finding, unless its text names it."""
    if case.text in f"{finding.what} {finding.seen}":
        return finding
    return replace(finding, seen=f"{finding.seen} Tried on: {case.text}.")


def _say(
    text: str,
    known: Exercise,
    answers: Sequence[object],
    tried: Sequence[Case],
    seen: Sequence[str | None],
) -> None:
    """Show the ✓ with what was tried; in a notebook, fold a table of the cases below it."""
    rows = [(case.text, text or "right") for case, text in zip(tried, seen, strict=True)]
    if cards.running_cell():
        folded = [_table(rows)] * (len(rows) > 1)
        cards.show(text, *folded, debrief.panel(known.id, answers))
        return
    print(wrapped(text))
    if InteractiveShell.initialized() and len(rows) > 1:
        plain = "\n".join(f"{case}: {text}" for case, text in rows)
        display({"text/html": _table(rows), "text/plain": plain}, raw=True)


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cell = '<td style="text-align: left">{}</td>'  # JupyterLab aligns tables to the right
    cells = "".join(
        f"<tr>{''.join(cell.format(html.escape(text)) for text in row)}</tr>" for row in rows
    )
    return (
        f"<details><summary>Each of the {len(rows)} cases</summary><table>{cells}</table></details>"
    )


# --- a student's function -----------------------------------------------------------------------


def _guard(
    answer: object, exercise_id: str, library: Collection[Callable] = (), none: bool = False
) -> Callable:
    """Wrap a student's function: no blank, no forgotten return, errors shown as theirs."""
    if answer is ... or answer is None:
        raise NotAttempted(exercise_id)
    if not callable(answer):
        fail(
            "not-a-function",
            f"Expected a function for {exercise_id}, got {describe(answer)}.",
            "The name now holds a value, so there is nothing to call.",
            "which line gave the name another value after the def?",
        )
    if blank := source.left_blank(answer):
        raise NotAttempted(
            exercise_id,
            f"Still to be filled in: `{blank}`. Then run that cell, and this one again.",
        )

    if any(answer is each for each in library):
        _fail_taken(exercise_id, f"{answer.__module__}.{answer.__name__}")

    @functools.wraps(answer)
    def guarded(*args: object, **kwargs: object) -> object:
        __tracebackhide__ = True
        _require_signature(answer, exercise_id, args, kwargs)
        audit("course.call")
        result = None
        try:
            with _as_usual(), source.out_of_reach(library):
                result = answer(*args, **kwargs)
        except source.Taken as error:
            *_, (frame, _) = traceback.walk_tb(error.__traceback__)
            _fail_taken(exercise_id, f"{frame.f_globals['__name__']}.{frame.f_code.co_name}")
        except Exception as error:
            if isinstance(error, NotImplementedError) and str(error) in ("", STUB_MESSAGE):
                *_, (frame, _) = traceback.walk_tb(error.__traceback__)
                stub = frame.f_code.co_name  # or that of another exercise, which the answer calls
                calls = f"Your code calls {stub}, which is not written yet. Write that one first."
                own = stub == getattr(answer, "__name__", stub)
                raise NotAttempted(exercise_id, "" if own else calls) from None
            add_call(error, exercise_id, args)
            raise  # their own `from` stays
        finally:
            audit("course.back", args, kwargs, result)
        result = exact(result)
        _require_ordinary(result)
        if result is ...:
            raise NotAttempted(exercise_id)
        if result is None and not none:
            name = getattr(answer, "__name__", "the function")
            fail(
                "no-return",
                f"Expected {name}(...) to return its result, got None.",
                "The function ran to its end without an error.",
                "which line of the function returns the result?",
            )
        return result

    return guarded


def _fail_taken(exercise_id: str, taken: str) -> NoReturn:
    fail(
        "taken-from-library",
        f"Expected {exercise_id} to be written by you, got a call of {taken}.",
        "The course's own version does the work here, so nothing of yours was tested.",
        "the exercise's text: which of the steps can you write yourself?",
    )


def _require_ordinary(result: object) -> None:
    """Refuse a model whose class says itself what is in it: nothing could be checked then."""
    todo = [result]
    while todo:
        module = todo.pop()
        if isinstance(module, tuple | list):
            todo += module[:9]
        if not isinstance(module, torch.nn.Module):
            continue
        todo += module.__dict__.get("_modules", {}).values()
        for cls in type(module).__mro__:
            if cls is torch.nn.Module:
                break
            for name in _TELLING & vars(cls).keys():
                code = getattr(vars(cls)[name], "__code__", None)
                if code is None or not code.co_filename.startswith(coach.LIBRARIES):
                    fail(
                        "wrong-type",
                        f"Expected a model whose class leaves {name} to nn.Module, got a "
                        f"{cls.__name__} with its own.",
                        "Checks, optimizers and torch.save ask a model what it holds.",
                        f"what is {name} for, and what do you need another one for?",
                    )


# How a model tells what it holds.
_TELLING = {"parameters", "named_parameters", "modules", "named_modules", "children", "buffers"}
_TELLING |= {"named_children", "named_buffers", "state_dict", "__deepcopy__", "__reduce_ex__"}
_TELLING |= {"__getattribute__", "__getstate__", "__reduce__"}


def _require_signature(answer: Callable, exercise_id: str, args: tuple, kwargs: Mapping) -> None:
    """Refuse a wrong number of arguments here: Python's own error would show no line of theirs."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # of a builtin
        return
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        fail(
            "own-error",
            f"Expected {exercise_id} to take {len(args)} arguments, got {signature}: {error}.",
            f"It was called with ({', '.join(map(describe, args))}).",
            "the def line: compare it with the one that you were given.",
        )


def add_call(error: Exception, exercise_id: str, args: Iterable[object]) -> Exception:
    """Add a note to a student's error: the exercise, and the call that raised it.

    A check that runs what an answer returned (a model, a loss) uses it too.
    """
    given = ", ".join(map(describe, args))
    error.add_note(f"Raised by your code in {exercise_id}, called with ({given}).  [own-error]")
    return error


@contextlib.contextmanager
def students_own(exercise_id: str, *args: object) -> Iterator[None]:
    """Mark an error raised in the block as the student's: the block runs what they returned."""
    try:
        yield
    except (CheckFailed, NotAttempted):
        raise
    except Exception as error:
        add_call(error, exercise_id, args)
        raise
