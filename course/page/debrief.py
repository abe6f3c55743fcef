"""After a ✓: other right answers to the same exercise, and a wrong one to take apart.

They come from the answer bank (``tests/answers``) and from ``solutions/``. A copy of the course
that was handed out without them says who has them.
"""

import inspect
import json
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from pathlib import Path

from course.misconceptions import REGISTRY
from course.page.cards import code, fold, listing

ROOT = Path(__file__).resolve().parents[2]
# These fail for a reason that has nothing to do with the idea of the exercise.
OBVIOUS = ("not-attempted", "own-error", "no-return", "wrong-type", "not-a-function", "hard-coded")
OBVIOUS += ("taken-from-library",)


def panel(exercise: str, answers: Iterable[object], root: Path = ROOT) -> str:
    """Return a folded panel: the answers beside the reference, two others, and a wrong one."""
    reference = solution(exercise, root)
    folder = next(root.glob(f"tests/answers/{exercise[:2]}_*/{exercise}"), None)
    if not folder and (root / "tests" / "answers").is_dir():
        return ""  # an exercise without a bank: a table to fill in
    if not reference or not folder:
        where = "<div>Your instructor has other right answers to this exercise, and will show "
        return fold("Other answers", f"{where}them when everybody has handed in.</div>")
    mine = "\n\n\n".join(filter(None, map(source_of, answers)))
    others = [Told.read(path) for path in sorted(folder.glob("right_*.py"))]
    others.sort(key=lambda each: alike(each.source, mine or reference))  # other styles first
    parts = [beside(mine, reference)]
    parts += [f"<div>{code(each.who)}</div>{listing(each.source)}" for each in others[:2]]
    wrong = [Told.read(path) for path in sorted(folder.glob("wrong_*.py"))]
    wrong = [each for each in wrong if each.name not in OBVIOUS]
    if wrong:
        plausible = max(wrong, key=lambda each: alike(each.source, reference))
        parts.append(puzzle(plausible))
    return fold("Compare with other answers", "".join(parts))


def beside(mine: str, reference: str) -> str:
    column = '<div style="flex:1 1 24em;min-width:0"><b>{}</b>{}</div>'
    columns = [("Yours", mine)] * bool(mine) + [("The course's", reference)]
    cells = "".join(column.format(title, listing(text)) for title, text in columns)
    return f'<div style="display:flex;flex-wrap:wrap;gap:0 16px">{cells}</div><b>Also right</b>'


def puzzle(wrong: "Told") -> str:
    known = REGISTRY[wrong.name]
    answer = f"{wrong.who} {known.title}: {known.symptom.lower()}. {known.why}."
    return (
        f"<b>Wrong. Find what breaks it.</b>{listing(wrong.source)}"
        f"{fold('What breaks it', f'<div>{code(answer)}</div>')}"
    )


class Told:
    """An answer of the bank: its text, whose it might be, and the mistake in it, if any."""

    def __init__(self, name: str, who: str, source: str) -> None:
        self.name, self.who, self.source = name, who, source

    @classmethod
    def read(cls, path: Path) -> "Told":
        name = path.stem.partition("_")[2]
        name = name if name in REGISTRY else name.rpartition("_")[0]
        lines = path.read_text("utf-8").strip().splitlines()
        who = []
        while lines and lines[0].startswith("#"):
            who.append(lines.pop(0).lstrip("# "))
        return cls(name, " ".join(who), "\n".join(lines))


def alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def solution(exercise: str, root: Path = ROOT) -> str:
    """Return the worked solution of an exercise; "" if this copy of the course has none."""
    for path in root.glob(f"solutions/{exercise[:2]}_*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["id"] == exercise:
                return "".join(cell["source"])
    return ""


def source_of(answer: Callable | object) -> str:
    try:
        return inspect.getsource(answer)
    except (OSError, TypeError):
        return ""
