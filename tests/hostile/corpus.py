"""Hostile and unlucky submissions, graded by the real engine beside two honest students.

A case is one file, `FAMILY/NAME.py`. Its docstring says in one sentence what it tries. Then come
settings, in capitals, and the cells that the student wrote, each below a line that says where:

    # %% first                a cell of the student's own before everything else
    # %% after set-up         … after the set-up cell; also `before CELL`, `after CELL`, `last`
    # %% 00-best-class        the text of this answer cell
    # %% next first           the same, for a second hostile student who is graded right after

As in jupytext, a line `# %magic` in a cell is the magic itself. A case that is about files and not
about cells has a function `hand_in(folder, notebook)` instead, which writes the submission.

`PYTHONPATH=tests python tests/hostile/corpus.py` grades them and prints the table as Markdown.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
import reference
from alone import alone
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course import demo
from course.grading import engine, pool, runner

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FAMILIES = {
    "unearned": "Unearned points",
    "out_and_in": "Out and in",
    "next_student": "The next student",
    "stops_the_class": "One stops the class",
    "stalls": "One stalls it",
    "crash_and_time": "Crash and time",
    "accidents": "Accidents",
    "honest": "Honest habits",
}
ALONE = ("next_student", "stops_the_class", "stalls")  # a batch each, to see who did the harm
BATCH = 10
HONEST = ("a-honest", "z-honest")  # graded first and last
ESCAPED = "ESCAPED"  # a case prints this, and what it could do, if a wall did not hold
SECRET = "a-secret-of-the-grader"  # in the grader's environment; no case may see it
# Of the longer lessons only some exercises are released: the others would only take time.
RELEASED = {
    "00_start_here": {"00-predict-dahlia", "00-best-class", "00-quiz-1"},
    "01_head_roles": {"01-features", "01-swap-fc", "01-first-loss", "01-quiz-1"},
    "02_finding_the_head": {"02-replace-head", "02-dotted-name", "02-quiz-1"},
    "03_shape_mismatch": {"03-read-error", "03-strip-prefixes", "03-quiz-1"},
    "05_optimizer_rebuild": {"05-rebuild", "05-watch", "05-quiz-1"},
    "06_metric_pitfalls": {"06-streaming-accuracy", "06-threshold", "06-confusion", "06-quiz-1"},
}
LIMITS = runner.Limits(cell=30, total=180)


@dataclass(frozen=True)
class Case:
    """One submission.

    Attributes:
        what: what it tries, in one sentence.
        lesson: one of ``RELEASED``.
        start: what the student begins with: "wrong", a wrong answer in each cell, the untouched
            "release" or the "solution".
        deserved: the points; None for all.
        outcomes: those that are right; any if empty.
        exact: whether fewer points than deserved are wrong too.
        notes: whether notes to the instructor are in order.
        known: why it earns points after all, and who would notice.
        cells: where, and the text.
        following: the same, for a second student who is graded right after.
        hand_in: writes the submission itself.
        student: the name of the student's folder.
    """

    family: str
    name: str
    what: str
    lesson: str = "00_start_here"
    start: str = "wrong"
    deserved: float | None = 0
    outcomes: tuple[str, ...] = ()
    exact: bool = False
    notes: bool = True
    known: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    following: tuple[tuple[str, str], ...] = ()
    hand_in: Callable[[Path, NotebookNode], None] | None = None
    student: str = ""

    def __str__(self) -> str:
        return f"{self.family}-{self.name}"


@dataclass
class Result:
    """What became of a case.

    Attributes:
        outcome: the engine's, or "no record".
        honest: what was wrong with the two honest students; nothing, if all is well.
        escaped: what the submission could do outside, as it says itself.
    """

    case: Case
    outcome: str = "no record"
    earned: float = 0
    deserved: float = 0
    notes: list[str] = field(default_factory=list)
    honest: str = ""
    escaped: list[str] = field(default_factory=list)


# --- reading ----------------------------------------------------------------------------------

GOOD = ("graded", "graded-with-repairs")
OF_FAMILY = {  # what most cases of a family have in common
    "accidents": {"start": "solution", "deserved": None, "exact": True, "outcomes": GOOD},
    "crash_and_time": {"start": "solution", "deserved": None, "exact": True},
    "stalls": {"start": "solution", "deserved": None, "exact": True},
    "honest": {"start": "solution", "deserved": None, "exact": True, "notes": False}
    | {"outcomes": ("graded",)},
}


def read_cases() -> list[Case]:
    """Return all cases, in the order of the families."""
    return [read_case(path) for family in FAMILIES for path in sorted((HERE / family).glob("*.py"))]


def read_case(path: Path) -> Case:
    head, *parts = re.split(r"^# %% (.+)\n", path.read_text("utf-8"), flags=re.M)
    settings: dict[str, object] = {}
    exec(compile(head, str(path), "exec"), settings)
    chosen = {name.lower(): value for name, value in settings.items() if name.isupper()}
    cells = list(zip(parts[::2], map(magics, parts[1::2]), strict=True))
    return Case(
        family=path.parent.name,
        name=path.stem,
        what=" ".join(settings["__doc__"].split()),
        cells=tuple(each for each in cells if not each[0].startswith("next ")),
        following=tuple((at[5:], text) for at, text in cells if at.startswith("next ")),
        hand_in=settings.get("hand_in"),
        **OF_FAMILY.get(path.parent.name, {}) | chosen,
    )


def magics(text: str) -> str:
    return re.sub(r"^( *)# ([%!][a-z%])", r"\1\2", text.strip("\n"), flags=re.M)


# --- making submissions -----------------------------------------------------------------------


@dataclass(frozen=True)
class Lesson:
    """A lesson that is ready to be handed in.

    Attributes:
        root: a course folder in which it is released.
        starts: what a student can begin with.
    """

    root: Path
    starts: dict[str, NotebookNode]


@cache
def lesson_of(name: str, folder: Path) -> Lesson:
    """Release the set-up of a lesson and some of its exercises."""
    source = nbformat.read(ROOT / "source" / name / f"{name}.ipynb", as_version=4)
    kept = RELEASED[name] | {f"{name[:2]}-setup"}
    source.cells = [c for c in source.cells if c.id.removesuffix("-test") in kept]
    short = folder / "sources" / name / f"{name}.ipynb"
    short.parent.mkdir(parents=True)
    nbformat.write(source, short)
    root = folder / "courses" / name
    release, right = demo.open_course(root, short.parents[1], name)
    wrong = {cell: wrong_answer(name, cell, text) for cell, text in right.items()}
    starts = {
        "release": release,
        "solution": demo.fill_in(release, right),
        "wrong": demo.fill_in(release, alone(wrong, right)),
    }
    return Lesson(root, starts)


def wrong_answer(lesson: str, cell: str, right: str) -> str:
    """A wrong answer of the bank; for a quiz, another letter."""
    answers = sorted((ROOT / "tests" / "answers" / lesson / cell).glob("wrong_*.py"))
    if answers:
        return answers[-1].read_text("utf-8")
    return re.sub(r'= "(.)"', lambda m: f'= "{"b" if m[1] == "a" else "a"}"', right)


def fill(notebook: NotebookNode, cells: Iterable[tuple[str, str]]) -> NotebookNode:
    """Return a copy of the notebook with these cells in it."""
    nb = deepcopy(notebook)
    for where, text in cells:
        ids = [cell.id for cell in nb.cells]
        side, _, name = where.rpartition(" ")
        if where in ids:
            nb.cells[ids.index(where)].source = text
            continue
        name = next(each for each in ids if each.endswith("setup")) if name == "set-up" else name
        at = {"first": 0, "last": len(ids)}.get(where)
        if at is None:
            at = ids.index(name) + {"before": 0, "after": 1}[side]
        nb.cells.insert(at, new_code_cell(text))
    return nb


def write(folder: Path, notebook: NotebookNode, name: str = "") -> None:
    """Write a notebook as a student would; the folder has the name of the lesson."""
    (folder / (name or f"{folder.name}.ipynb")).write_text(nbformat.writes(notebook), "utf-8")


# --- grading ----------------------------------------------------------------------------------


@dataclass
class Shop:
    """Where batches are graded: a folder for the courses, and pools by number of workers."""

    folder: Path
    pools: dict[int, pool.Pool] = field(default_factory=dict)

    def workers(self, batch: list[Case]) -> Executor:
        """Two workers; one for a case alone, so that the honest students get its worker."""
        number = min(len(batch), 2)
        if number not in self.pools:
            self.pools[number] = pool.Pool(number)
        return self.pools[number]

    def close(self) -> None:
        while self.pools:
            self.pools.popitem()[1].stop(kill=False)


def batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """The cases that are graded in one call: of one lesson, and a few at a time."""
    groups: dict[tuple, list[Case]] = {}
    for case in cases:
        own = case.name if case.family in ALONE else ""
        groups.setdefault((case.family, case.lesson, own), []).append(case)
    for group in groups.values():
        for at in range(0, len(group), BATCH):
            yield group[at : at + BATCH]


def grade(batch: list[Case], shop: Shop) -> list[Result]:
    """Grade a batch beside two honest students; every case gets a result, whatever happens."""
    lesson = lesson_of(batch[0].lesson, shop.folder)
    root = Path(tempfile.mkdtemp(prefix="class-", dir=shop.folder))
    shutil.copytree(lesson.root, root, dirs_exist_ok=True)
    submitted = root / "submitted"
    for name in HONEST:
        demo.submit(root, batch[0].lesson, name, lesson.starts["solution"])
    who = {}
    for case in batch:
        who[case] = case.student or f"m-{case.name}"
        of_case = submitted / who[case] / case.lesson
        of_case.mkdir(parents=True)
        notebook = fill(lesson.starts[case.start], case.cells)
        (case.hand_in or write)(of_case, notebook)
        if case.following:
            notebook = fill(lesson.starts["wrong"], case.following)
            demo.submit(root, case.lesson, f"{who[case]}-next", notebook)
    try:
        found = engine.grade(root, executor=shop.workers(batch), limits=LIMITS)
        stopped = ""
    except Exception as error:
        found, stopped = [], f"the engine stopped: {type(error).__name__}: {error}"
    records = {record.student: record for record in found}
    marks = reference.scores(root, batch[0].lesson)
    honest = stopped or "; ".join(
        f"{name}: {why}" for name in HONEST if (why := harmed(records.get(name), marks.get(name)))
    )
    possible = sum(points for _, points in next(iter(marks.values()), {}).values())
    results = []
    for case in batch:
        deserved = possible if case.deserved is None else case.deserved
        result = Result(case, deserved=deserved, honest=honest)
        if record := records.get(who[case]) or only_new(records, who):
            result.outcome, result.notes = record.outcome, record.notes
            result.earned = sum(got for got, _ in marks.get(record.student, {}).values())
        for name in [who[case], *([f"{who[case]}-next"] if case.following else [])]:
            result.escaped += escapes(root / "autograded" / name / case.lesson)
        results.append(result)
    if honest:
        shop.close()  # the next case gets new workers
    subprocess.run(["rm", "-rf", root], check=True)  # also folders that are too deep for Python
    return results


def harmed(record: object, marks: dict[str, tuple[float, float]] | None) -> str:
    """Say what is wrong with an honest student's result; nothing, if all is well."""
    if record is None or not marks:
        return "no record"
    lost = [name for name, (got, possible) in marks.items() if got != possible]
    if lost:
        return f"lost points in {', '.join(lost)}"
    return "" if record.outcome == "graded" else f"{record.outcome} {record.notes}"


def only_new(records: dict, who: dict[Case, str]) -> object:
    """The record of a case whose student has a name that the engine writes in another way."""
    others = [records[name] for name in records.keys() - set(HONEST) - set(who.values())]
    return others[0] if len(others) == len(who) == 1 else None


def escapes(folder: Path) -> list[str]:
    """What a submission printed that it could do; only what it printed, never its own source."""
    found = []
    for path in folder.glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            text = "".join(o.get("text", "") for o in cell.get("outputs", ()))
            found += [line for line in text.splitlines() if line.startswith(ESCAPED)]
    return found


@contextlib.contextmanager
def workshop() -> Iterator[Shop]:
    """Yield a place to grade in, which ends with the block.

    Raises:
        AssertionError: a file is left over.
    """
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        scratch = Path(folder, "tmp")
        scratch.mkdir()
        os.environ["COURSE_HOSTILE_TEST"] = SECRET
        tempfile.tempdir = str(scratch)
        shop = Shop(Path(folder))
        try:
            yield shop
        finally:
            shop.close()
            tempfile.tempdir = before
            del os.environ["COURSE_HOSTILE_TEST"]
        left = os.listdir(scratch)
        assert left == [], "left over in the folder of temporary files"


# --- the table --------------------------------------------------------------------------------


def row(result: Result) -> list[str]:
    case = result.case
    return [
        FAMILIES[case.family],
        case.what + (f" *Still possible: {case.known}*" if case.known else ""),
        result.outcome,
        f"{result.earned:g}",
        f"{result.deserved:g}",
        result.honest or "full points",
    ]


HEADER = ["family", "case", "outcome", "points", "deserved", "honest neighbours"]


def markdown(rows: Iterable[list[str]]) -> str:
    """Render rows as a Markdown table for each family, with the sums in front."""
    groups: dict[str, list[list[str]]] = {}
    for family, *rest in rows:
        groups.setdefault(family, []).append(rest)
    parts = []
    for family, group in groups.items():
        kinds = ", ".join(f"{n} {kind}" for kind, n in Counter(r[1] for r in group).most_common())
        earned, deserved = (sum(float(r[i]) for r in group) for i in (2, 3))
        parts.append(f"### {family}: {len(group)} cases")
        parts.append(f"{earned:g} points given, {deserved:g} deserved; {kinds}.")
        lines = [HEADER[1:], ["---"] * 5, *group]
        parts.append("\n".join(f"| {' | '.join(escaped(line))} |" for line in lines))
    return "\n\n".join(parts)


def escaped(line: Iterable[str]) -> list[str]:
    return [text.replace("|", r"\|").replace("\n", " ") for text in line]


def main() -> None:
    with workshop() as shop:
        rows = []
        for batch in batches(read_cases()):
            rows += map(row, grade(batch, shop))
            print(f"{len(rows)} graded", file=sys.stderr)
    print(markdown(rows))


if __name__ == "__main__":
    main()
