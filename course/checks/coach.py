"""What the errors mean that beginners' code raises most often, with the student's own line."""

import linecache
import re
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from course.misconceptions import Finding

LIBRARIES = tuple(
    sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")
) + (str(Path(__file__).resolve().parents[1]), "<frozen", "<string>", "<__array_function__")


@dataclass(frozen=True)
class Advice:
    """One frequent error: what it looks like, and what to say.

    Attributes:
        error: the name of the exception's class.
        pattern: a regular expression to search for in its message.
        line: one to search for in the student's line, if the message alone says too little.
        misconception, meaning, look: as in ``Finding``.
    """

    error: str
    pattern: str
    misconception: str
    meaning: str
    look: str
    line: str = ""


ADVICE = [
    Advice(
        "RuntimeError",
        r"size of tensor a|Boolean value of Tensor",
        "compared-values",
        "`in` and `==` compare tensors number by number; they do not ask whether two names stand "
        "for the same tensor.",
        "how does Python tell whether two names stand for the same object?",
        line=r"\bnot in\b|(\b(and|elif|if|not|or|return)|[([{=]) ?[\w.]+ in\b|"
        r"\.(count|index|remove)\(",  # not the `in` of a loop
    ),
    Advice(
        "RuntimeError",
        "Boolean value of Tensor",
        "own-error",
        "A condition needs one True or False, and this tensor holds several.",
        "do you want all of them, any of them, or something else?",
    ),
    Advice(
        "AttributeError|TypeError",
        r"torch\.return_types\.",
        "own-error",
        "With dim=…, max and min return two tensors, the values and their positions.",
        "which of the two do you need? Which function returns only that one?",
    ),
    Advice(
        "EOFError",
        "",
        "own-error",
        "A buffer is read from where writing stopped, and behind that there is nothing.",
        "where does the buffer stand when you begin to read?",
    ),
    Advice(
        "AttributeError|TypeError",
        r"no attribute 'dim'|must be Tensor, not",
        "hook-replaces-output",
        "The next layer received something that is not a tensor. What a hook returns replaces the "
        "layer's input or output.",
        "what does your hook return?",
        line=r"model\(|net\(|\(x\)|\(images\)",
    ),
    Advice(
        "TypeError",
        r"__init__\(\) got an unexpected keyword argument",
        "options-as-arguments",
        "An optimizer's defaults and its groups hold entries that its class does not take as "
        "arguments.",
        "in which other form does an optimizer accept options?",
        line=r"\*\*.*(defaults|group)",
    ),
    Advice(
        "RuntimeError",
        "shapes cannot be multiplied",
        "width-mismatch",
        "A layer received another number of features than it was made for. In the message, the "
        "second number is what arrived, the third what the layer takes.",
        "which layer is it, and what feeds it?",
    ),
    Advice(
        "RuntimeError",
        r"must have the same dtype|expected scalar type|expected m1 and m2 to have the same dtype"
        r"|(bias|weight) type \(\w+\) should be the same",
        "dtype-mismatch",
        "Two tensors of different dtypes met in one operation.",
        "which of the two did your code make, and in which dtype?",
    ),
    Advice(
        "RuntimeError",
        r"same device|Expected all tensors to be on",
        "device-mismatch",
        "Two tensors on different devices met in one operation.",
        "which of the two did your code make, and on which device?",
    ),
]


def explain(error: Exception) -> Finding | None:
    """Return what a frequent error of the student's code means; None for any other error."""
    line = students_line(error.__traceback__)
    if not line or not getattr(error, "__notes__", None):
        return None
    for advice in ADVICE:
        if (
            re.fullmatch(advice.error, type(error).__name__)
            and re.search(advice.pattern, str(error))
            and re.search(advice.line, line)
        ):
            return Finding(
                advice.misconception,
                f"Your code raised {one_line(error)}",
                f"It happened in your line `{line}`. {advice.meaning}",
                advice.look,
            )
    return None


def students_line(trace: TracebackType | None) -> str:
    """The innermost line of the student's own code in a traceback, or ""."""
    for step in reversed(list(_steps(trace))):
        return linecache.getline(step.tb_frame.f_code.co_filename, step.tb_lineno).strip()
    return ""


def student_frames(trace: TracebackType | None) -> TracebackType | None:
    """Keep the frames of the student's own code; the whole traceback if there are none."""
    kept = None
    for step in reversed(list(_steps(trace))):
        kept = TracebackType(kept, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return kept or trace


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace:
        if not trace.tb_frame.f_code.co_filename.startswith(LIBRARIES):
            yield trace
        trace = trace.tb_next


def one_line(error: BaseException) -> str:
    """An exception as one line: its class and the first line of its message."""
    return ": ".join([type(error).__name__, *str(error).strip().splitlines()[:1]])
