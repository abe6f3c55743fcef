"""TEMPORARY: the old frame of the checks, for lessons that have not moved to their rooms."""

import contextlib
import functools
import inspect
import numbers
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import torch

from course.checks.core import CheckFailed, NotAttempted
from course.misconceptions import REGISTRY, Finding
from course.wording import wrapped

_PACKAGE = f"{Path(__file__).resolve().parents[1]}{os.sep}"
STUB_MESSAGE = "your code here"  # PyTorch raises NotImplementedError too, for a dtype for instance


def fail(misconception: str, what: str, seen: str, look: str) -> NoReturn:
    """Raise ``CheckFailed`` with the four parts of a ``Finding``."""
    raise CheckFailed(Finding(misconception, what, seen, look))


def told(text: str) -> dict[str, tuple[str, str]]:
    """Read what to say of each suspect: lines of ``key | what was seen | where to look``.

    A key is a misconception, with ``:detail`` behind it where there are several of one kind.
    """
    lines = [line.split(" | ") for line in text.strip().splitlines()]
    _must_be_known(key.partition(":")[0] for key, _, _ in lines)
    return {key: (seen, look) for key, seen, look in lines}


def _must_be_known(names: Iterable[str]) -> None:
    """Find a typing error when the module is imported, not when a student meets it."""
    if unknown := set(names) - set(REGISTRY):
        raise KeyError(f"Expected ids of course.misconceptions, got {sorted(unknown)}.")


def suspect(
    values: Mapping[str, Any],
    came: Callable[[Any], bool],
    texts: Mapping[str, tuple[str, str]],
    what: str,
) -> None:
    """Fail with the first of the well-known wrong values that came."""
    for key, value in values.items():
        if came(value):
            fail_as(texts, key, what)


def fail_as(texts: Mapping[str, tuple[str, str]], key: str, what: str, **of: object) -> NoReturn:
    """Fail with what ``told`` read for this key, ``of`` put into its braces."""
    seen, look = texts[key]
    fail(key.partition(":")[0], what, seen.format(**of) if of else seen, look)


def refuse(findings: Iterable[Finding]) -> None:
    """Raise ``CheckFailed`` with the first finding, if there is one."""
    for finding in findings:
        raise CheckFailed(finding)


def exercise(exercise_id: str, *, none: bool = False) -> Callable:
    """Turn a function that observes an answer into a check that a test cell can call.

    The function receives the student's functions, guarded (see ``_guard``), and returns the
    sentence that says what was proved. It runs with gradients enabled and a seed of its own, and
    whatever the student's code writes to stderr goes to stdout, because nbgrader scores a cell
    with stderr output as zero.

    Args:
        none: whether None is an answer; otherwise it is a forgotten return.
    """

    def decorate(observe: Callable) -> Callable:
        @functools.wraps(observe)
        def check(*answers: object, **options: object) -> None:
            __tracebackhide__ = True
            guarded = [_guard(answer, exercise_id, none) for answer in answers]
            with (
                contextlib.redirect_stderr(sys.stdout),
                torch.random.fork_rng(devices=[]),
                torch.enable_grad(),
            ):
                torch.default_generator.manual_seed(0)  # torch.manual_seed reaches the GPU too
                try:
                    proved = observe(*guarded, **options)
                except (CheckFailed, NotAttempted):
                    raise
                except Exception as error:
                    raise error.with_traceback(
                        _their_part(error.__traceback__)
                    ) from error.__cause__
            print(wrapped(f"✓ {proved}"))

        return check

    return decorate


def _guard(answer: object, exercise_id: str, none: bool = False) -> Callable:
    """Wrap a student's function: no stub, no forgotten return, and their errors shown as theirs."""
    if answer is ... or answer is None:
        raise NotAttempted(exercise_id)
    if not callable(answer):
        fail(
            "not-a-function",
            f"Expected a function for {exercise_id}, got {describe(answer)}.",
            "The name holds a value, so there is nothing to call.",
            "where was the name given another value after the def?",
        )

    @functools.wraps(answer)
    def guarded(*args: object, **kwargs: object) -> object:
        __tracebackhide__ = True
        _fits(answer, exercise_id, args, kwargs)
        try:
            result = answer(*args, **kwargs)
        except Exception as error:
            if isinstance(error, NotImplementedError) and str(error) in ("", STUB_MESSAGE):
                raise NotAttempted(exercise_id) from None
            if isinstance(error, TypeError | AttributeError) and "ellipsis" in str(error):
                raise NotAttempted(exercise_id, "A blank, ..., is still there.") from None
            noted(error, exercise_id, args)
            raise  # their own `from` stays
        if result is ...:
            raise NotAttempted(exercise_id)
        if result is None and not none:
            name = getattr(answer, "__name__", "the function")
            fail(
                "no-return",
                f"Expected {name}(...) to return its result, got None.",
                "The function ran to its end without an error.",
                "which line of the function hands the result back?",
            )
        return result

    return guarded


def _fits(answer: Callable, exercise_id: str, args: tuple, kwargs: Mapping) -> None:
    """Refuse another number of arguments here: the call's own error has no line of theirs."""
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


def noted(error: Exception, exercise_id: str, args: tuple) -> Exception:
    """Return a student's error with a note on the exercise and the call that raised it.

    A check that runs what an answer handed back (a model, a loss) uses it too.
    """
    given = ", ".join(describe(arg) for arg in args)
    error.add_note(f"Raised by your code in {exercise_id}, called with ({given}).  [own-error]")
    return error


def _their_part(trace: TracebackType | None) -> TracebackType | None:
    """Cut our own frames off the front of a traceback, unless there are no others."""
    whole = trace
    while trace and trace.tb_frame.f_code.co_filename.startswith(_PACKAGE):
        trace = trace.tb_next
    return trace or whole


def describe(value: object) -> str:
    """Say in a few words what a value is: a shape for a tensor, a type for a large object."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, torch.nn.Module):
        return f"a {type(value).__name__}"
    text = repr(value)
    if len(text) <= 40 and " object at 0x" not in text:
        return text
    if isinstance(value, tuple | list):
        return f"a {'tuple' if isinstance(value, tuple) else 'list'} of {len(value)}"
    return f"a {type(value).__name__}"


def number(value: object, name: str) -> float:
    """Return a plain float for a real number or a tensor of one value.

    Raises:
        CheckFailed: it is anything else, nan included.
    """
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.detach().item()
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and value == value:
        with contextlib.suppress(OverflowError):  # an int beyond any float
            return float(value)
    fail(
        "wrong-type",
        f"Expected {name} to be one number, got {describe(value)}.",
        "Only a plain number can be compared.",
        "what does the last line of your function return?",
    )


def tensor(value: object, name: str) -> torch.Tensor:
    """Return a detached float32 copy on the CPU, of the plain tensor class.

    Raises:
        CheckFailed: it is not a tensor.
    """
    if not isinstance(value, torch.Tensor):
        fail(
            "wrong-type",
            f"Expected {name} to be a tensor, got {describe(value)}.",
            "Shapes and values are compared as tensors.",
            "what does the last line of your function return?",
        )
    if value.is_complex() or value.is_meta or value.layout != torch.strided:
        fail(
            "wrong-type",
            f"Expected {name} to be an ordinary tensor of real numbers, got a "
            f"{value.dtype} one on {value.device.type}, {value.layout}.",
            "Its values cannot be compared.",
            "what does the last line of your function return?",
        )
    plain = value.detach().as_subclass(torch.Tensor)
    return plain.to("cpu", torch.float32, copy=True)


def predicted(question: str, prediction: object, options: str = "abcd") -> None:
    """Accept any committed prediction: what counts is that it was made before the run.

    Raises:
        NotAttempted: it is still empty.
        CheckFailed: it is none of the options.
    """
    __tracebackhide__ = True
    if choice := _choice(question, prediction, options):
        print(f'✓ You predicted "{choice}". Run the next cell and compare.')


def _choice(question: str, answer: object, options: str) -> str:
    __tracebackhide__ = True
    listed = ", ".join(f'"{option}"' for option in options)
    if answer is ... or answer is None or answer == "":
        raise NotAttempted(question, f"Put one of {listed} between the quotes above, and run both.")
    choice = answer.strip().lower() if isinstance(answer, str) else ""
    if len(choice) != 1 or choice not in options:
        fail(
            "wrong-type",
            f"Expected one of {listed}, got {describe(answer)}.",
            "One letter in quotes is one choice.",
            "the options above the cell.",
        )
    return choice


# For each option of a question: why it is right, or the misconception behind it and why not.
Questions = Mapping[str, Mapping[str, str | tuple[str, str]]]


def quiz(questions: Questions) -> Callable[[str, object], None]:
    """Return the check for a lesson's quiz: it explains the option that was chosen.

    In ``questions``, the right option of each question maps to its explanation, and every other
    one to a pair of misconception and explanation.
    """
    wrong = (option for question in questions.values() for option in question.values())
    _must_be_known(option[0] for option in wrong if not isinstance(option, str))

    def check(question: str, answer: object) -> None:
        __tracebackhide__ = True
        options = questions[question]
        choice = _choice(question, answer, "".join(options))
        explained = options[choice]
        if isinstance(explained, str):
            print(wrapped(f'✓ "{choice}" is right. {explained}'))
            return
        misconception, why = explained
        fail(misconception, f'"{choice}" is not it.', why, "the other options, with that in mind.")

    return check


@contextlib.contextmanager
def unchanged(value: torch.Tensor, name: str) -> Iterator[None]:
    """Fail if the block changes a tensor in place."""
    before = value.clone()
    yield
    if value.shape != before.shape or not torch.equal(value, before):
        fail(
            "arguments-changed",
            f"Expected {name} to hold the same values after the call, got others.",
            "The caller still needs that tensor.",
            "which line writes into a tensor that it was given?",
        )
