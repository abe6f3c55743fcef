"""Small helpers for text that checks, audits and views share."""

import itertools
import textwrap
from collections.abc import Iterable


def listed(names: Iterable[str], most: int = 2) -> str:
    """The first names, and how many more there are: ``a, b and 3 more``."""
    names = list(names)
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def count(n: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: 1 image, 2 images, 2 indices."""
    return f"{n} {noun if n == 1 else nouns or noun + 's'}"


def wrapped(text: str, width: int = 84) -> str:
    """Wrap lines to fit a notebook's output, which would break longer ones inside a word."""
    lines = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        for line in text.splitlines()
    )
    return "\n".join(itertools.chain.from_iterable(lines))
