"""Sets of parameter names, which two exercises of lesson 02 return."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from course.checks.core import describe, fail


def parameter_names(got: object) -> set[str]:
    """Return what an answer returned as a set of names.

    Raises:
        CheckFailed: it is not a set of strings.
    """
    if not isinstance(got, AbstractSet) or not all(isinstance(name, str) for name in got):
        inside = next(iter(got), "") if isinstance(got, AbstractSet) else ""
        more = "" if isinstance(inside, str) else f" that contains {describe(inside)}"
        fail(
            "wrong-type",
            f"Expected a set of parameter names, got {describe(got)}{more}.",
            "A name is a string such as 'fc.weight'.",
            "the brackets of what you return, and what is between them.",
        )
    return set(got)


def set_of(names: Iterable[str]) -> str:
    """A set as a message shows it: its first three names."""
    names = sorted(names)
    return f"{{{', '.join(names[:3])}{', …' if names[3:] else ''}}}" if names else "no name"
