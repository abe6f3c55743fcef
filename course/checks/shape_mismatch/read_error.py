"""03-read-error: the four numbers in the message of a failed matrix multiplication."""

import re
from collections.abc import Callable, Mapping

from course import shapes
from course.checks.cases import Case
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise

_KEYS = ("batch", "got", "expected", "out")
_MATMUL = "mat1 and mat2 shapes cannot be multiplied"
_TRACE = """Traceback (most recent call last):
  File "train.py", line 31, in <module>
    loss = step(model, batch)  # 64 x 64 pixels, 3x3 kernels, (2x2 and 4x4)
  File "linear.py", line 125, in forward
    return F.linear(input, self.weight, self.bias)
"""
# A text, and the four numbers in it before the seed is added.
_MATMULS = {
    "this version": (f"addmm: {_MATMUL} ({{}}x{{}} and {{}}x{{}})", (2, 512, 1024, 10)),
    "an older version": (f"{_MATMUL} ({{}}x{{}} and {{}}x{{}})", (32, 2048, 512, 5)),
    "no bias": (f"mm: {_MATMUL} ({{}}x{{}} and {{}}x{{}})", (7, 96, 48, 3)),
    "in a traceback": (
        f"{_TRACE}RuntimeError: addmm: {_MATMUL} ({{}}x{{}} and {{}}x{{}})\n",
        (64, 1, 320, 37),
    ),
}
_OTHERS = {
    "a label out of bounds": "Target {} is out of bounds.",
    "two dtypes": "mat1 and mat2 must have the same dtype, but got BFloat{} and Float",
    "a checkpoint": "size mismatch for fc.weight: copying a param with shape torch.Size([1000, "
    "512]) from checkpoint, the shape in current model is torch.Size([{}, 512]).",
    "another traceback": f"{_TRACE}IndexError: Target {{}} is out of bounds.",
    "an empty text": "",
}


@exercise(
    "03-read-error",
    proves="Four ints from every matmul error, and None for any other error",
    tries=[*_MATMULS, *_OTHERS],
    table=[*_MATMULS, *_OTHERS],
    none=True,
    data=True,
    library=[shapes.read_mismatch],
)
def read_mismatch(answer: Callable, case: Case) -> str:
    """``read_mismatch(message)`` is a dict of four ints, or None for another error."""
    if case.name in _MATMULS:
        text, numbers = _MATMULS[case.name]
        want = tuple(n + (i + 1) * case.seed for i, n in enumerate(numbers))
        message = text.format(*want)
        _compare(answer(message), want, message)
        return str(want)
    message = _OTHERS[case.name].format(16 + case.seed)
    got = answer(message)
    if got is not None:
        fail(
            "any-numbers",
            f"Expected None, got {describe(got)}.",
            f"The text ends in {message[-60:]!r}, which is another error.",
            "what must a text contain before you read numbers from it?",
        )
    return "None"


def _compare(got: object, want: tuple[int, ...], message: str) -> None:
    shown = got if isinstance(got, dict) else describe(got)
    what = f"Expected {dict(zip(_KEYS, want, strict=True))}, got {shown}."
    end = f"The text ends in {message[-72:].strip()!r}."
    if got is None:
        look = "what does your pattern require? And does every branch return something?"
        fail("message-not-read", what, end, look)
    if not isinstance(got, Mapping) or set(got) != set(_KEYS):
        seen = "The result should be a dict with these four keys, in any order."
        fail("wrong-type", what, seen, "the names in the exercise.")
    if not all(isinstance(v, int) and not isinstance(v, bool) for v in got.values()):
        seen = "Each value should be an int, so that one can calculate with it."
        fail("wrong-type", what, seen, "of which type is the text that a pattern finds?")
    values, (b, g, e, o) = tuple(got[key] for key in _KEYS), want
    if values == want:
        return
    mistakes = [
        Mistake(
            "weight-order",
            (b, g, o, e),
            "You read mat2 as (out × expected), the order in which a layer stores its weight.",
            "which number of mat2 must equal the width of the input?",
        ),
        Mistake(
            "got-and-expected",
            (b, e, g, o),
            "The width of the input and the width that the layer takes are swapped.",
            "which of the two matrices holds the images' values?",
        ),
        Mistake(
            "batch-is-first",
            (g, b, e, o),
            "The two numbers of mat1 are swapped.",
            "what does the first dimension of a batch count?",
        ),
    ]
    diagnose(mistakes, lambda value: value == values, what)
    if set(values) <= set(map(int, re.findall(r"\d+", message))) and set(values) != set(want):
        seen = "Those numbers are in the text, but not in the brackets of the error itself."
        fail("any-numbers", what, seen, "the lines above the error, which contain numbers too.")
    fail("wrong-value", what, end, "mat1 is the input, mat2 is what the layer multiplies it by.")
