"""How messages are worded and set: what checks, audits and views all say in the same way."""

import itertools
import textwrap
from collections.abc import Iterable


def listed(names: Iterable[str], most: int = 2) -> str:
    """The first names, and how many there are besides."""
    names = list(names)
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def count(n: int, noun: str, nouns: str = "") -> str:
    """1 image, 2 images, 2 indices."""
    return f"{n} {noun if n == 1 else nouns or noun + 's'}"


def wrapped(text: str, width: int = 84) -> str:
    """Lines that fit a notebook's output, which breaks longer ones within words."""
    lines = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        for line in text.splitlines()
    )
    return "\n".join(itertools.chain.from_iterable(lines))
