"""The text files that are handed out; ``$name`` in them is filled in."""

from collections.abc import Mapping
from pathlib import Path
from string import Template

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "hand_out"
SUFFIX = ".in"  # of a file with names to fill in; other files are handed out as they are


def filled(kind: str, values: Mapping[str, str]) -> dict[str, bytes]:
    """Return the content of each file of a kind (class, students, hub), by its path."""
    found = {}
    for path in sorted((FOLDER / kind).rglob("*")):
        if path.is_file():
            name = path.relative_to(FOLDER / kind).as_posix()
            text = path.read_text(encoding="utf-8")
            if name.endswith(SUFFIX):
                name, text = name.removesuffix(SUFFIX), Template(text).substitute(values)
            found[name] = text.encode()
    return found
