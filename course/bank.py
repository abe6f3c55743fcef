"""The answer bank: prove that checks accept what is right and name what is wrong.

``tests/answers/LESSON/EXERCISE/`` holds answers, one per file: ``right_*.py`` must pass, and
``wrong_ID.py`` (``wrong_ID_2.py``, ...) must fail with the misconception ID. The visible part of
the test cell alone must refuse a wrong answer: somebody who learns alone has nothing else. Only an
answer with an instance typed in (``HIDDEN_ONLY``) may need the hidden part.

A lesson's cells run once up to an exercise; then each answer is tried in a fork, in place of the
solution cell. Where all lessons are tried, a part is drawn of the answers that take longest. With
COURSE_WHOLE_BANK set, there is no such part, and the cells after the exercise must run too with
each right answer. That takes long; tests/notebooks always runs whole notebooks, with one or more of
them.
"""

import contextlib
import copy
import functools
import io
import itertools
import linecache
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
import types
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from course import forks
from course.build import HIDDEN
from course.errors import CourseError
from course.forks import Outcome
from course.misconceptions import REGISTRY

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60.0  # seconds for one answer; most take less than 4, on a busy machine many times that
ASKED = (3, 4)  # right and wrong answers that an exercise must have at least
ASKED_MORE = {"01-features": (8, 10), "01-swap-fc": (8, 10), "08-train": (6, 12)}
LONGER = {"08-train": 10}  # times the limit: each answer trains a model three times
PART = {"08-train": (3, 9)}  # right and wrong answers that are drawn where all lessons are tried
HIDDEN_ONLY = ("hard-coded",)  # what the visible part of a test need not refuse
WHOLE = "COURSE_WHOLE_BANK"  # set in the environment: no part, and the cells after right answers


@dataclass(frozen=True)
class Problem:
    """Something that is wrong; ``where`` is a lesson, an exercise, or EXERCISE/FILE."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Tried:
    """An exercise, the outcome of each of its answers (by file name), and the seconds it took."""

    exercise: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    seconds: float = 0.0

    def count(self, kind: str) -> int:
        return sum(name.startswith(kind) for name in self.outcomes)


@dataclass
class Report:
    """What ``run`` found."""

    exercises: list[Tried] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second, from the first fork of an exercise to its last result."""
        seconds = sum(tried.seconds for tried in self.exercises)
        return sum(len(tried.outcomes) for tried in self.exercises) / seconds if seconds else 0.0

    def __str__(self) -> str:
        width = max([len("exercise"), *(len(tried.exercise) for tried in self.exercises)])
        lines = [f"{'exercise':{width}}  right  wrong  problems"]
        for tried in self.exercises:
            problems = sum(p.where.split("/")[0] == tried.exercise for p in self.problems)
            right, wrong = tried.count("right"), tried.count("wrong")
            lines.append(f"{tried.exercise:{width}}  {right:5}  {wrong:5}  {problems:8}")
        lines.append(f"{self.rate:.1f} answers a second, {len(self.problems)} problems.")
        return "\n".join([*lines, *(f"\n{problem}" for problem in self.problems)])


def main(lessons: list[str]) -> int:
    """Try the answers of these lessons, of all if none is named; print the report.

    Returns:
        The exit status: 0 if there is no problem.
    """
    report = run(lessons or None)
    print(report)
    return 1 if report.problems else 0


def run(lessons: list[str] | None = None, root: Path = ROOT, limit: float = LIMIT) -> Report:
    """Try every answer of these lessons, by default of all lessons in ``root/source``.

    Args:
        limit: seconds after which an answer is stopped.

    Raises:
        CourseError: there is no such lesson.
    """
    known = sorted(p.stem for p in root.glob("source/*/*.ipynb") if p.stem == p.parent.name)
    missing = [lesson for lesson in lessons or () if lesson not in known]
    if missing or not known:
        raise CourseError(
            f"Expected lessons out of {', '.join(known) or 'source/'}, got "
            f"{', '.join(missing) or 'no lesson at all'}. "
            f"Lessons are looked for in {root / 'source'}."
        )
    report, every = Report(), bool(lessons or os.environ.get(WHOLE))
    for name in _folders(root / "tests" / "answers"):
        if name not in known:
            report.problems.append(Problem(name, "answers to a lesson that does not exist"))
    # Each lesson gets a process of its own, spawned: a fork of this one would hang if it has ever
    # run a tensor operation on several threads.
    spawn = multiprocessing.get_context("spawn")
    for lesson in tqdm(lessons or known, disable=None, leave=False):
        with ProcessPoolExecutor(1, mp_context=spawn) as pool:
            try:
                found = pool.submit(_run_lesson, root, lesson, limit, every).result()
            except BrokenProcessPool:
                found = Report(problems=[Problem(lesson, "the process that ran its cells died")])
        report.exercises += found.exercises
        report.problems += found.problems
    return report


def _folders(path: Path) -> dict[str, Path]:
    return {p.name: p for p in sorted(path.glob("*/")) if p.name[0] not in "._"}


def _run_lesson(root: Path, lesson: str, limit: float, every: bool) -> Report:
    """Run a lesson's cells up to its last exercise, and the answers of each on the way."""
    notebook = root / "source" / lesson / f"{lesson}.ipynb"
    cells = [c for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "code"]
    ids = [cell.id for cell in cells]
    folders = _folders(root / "tests" / "answers" / lesson)
    report = Report()
    for name in [name for name in folders if name not in ids or f"{name}-test" not in ids]:
        del folders[name]
        report.problems.append(Problem(name, f"answers to no exercise of {lesson}"))
    for cell in cells:
        exercise = cell.id.removesuffix("-test")
        points = cell.metadata.get("nbgrader", {}).get("points")
        if points and "-quiz-" not in exercise and exercise not in folders:
            report.problems.append(Problem(exercise, f"gives points in {lesson}, has no answers"))
    names = _fresh_main()
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(notebook.parent, scratch, dirs_exist_ok=True)
        os.chdir(scratch)
        at = 0
        while folders and at < len(cells):
            folder = folders.pop(ids[at], None)
            end = ids.index(f"{ids[at]}-test") + 1 if folder else at + 1
            before = _kept(names) if folder else {}
            # For an exercise this runs the solution and the test: they must pass, and they fill
            # the caches that the forks share.
            failures = (_failure(cell, names) for cell in cells[at:end])
            if what := next(filter(None, failures), None):
                report.problems.append(Problem(lesson, what))
                break
            if folder:
                after = itertools.takewhile(lambda cell: cell.id not in folders, cells[end:])
                parts = cells[at + 1 : end], list(after)
                attempt = functools.partial(_attempt, names, before, *parts)
                _try_answers(folder, attempt, report, limit, every)
            at = end
        os.chdir(root)
    report.problems += [Problem(exercise, "was not reached") for exercise in folders]
    return report


def _fresh_main() -> dict[str, object]:
    """Prepare this process for a lesson, and return the names that its cells will share."""
    os.environ |= {
        "COURSE_DEVICE": "cpu",
        # A fork can use neither the threads nor the GPU of its parent process.
        "CUDA_VISIBLE_DEVICES": "",
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        "MPLBACKEND": "agg",
        "NBGRADER_EXECUTION": "autograde",  # what is made only to be watched is cut short
    }
    import torch
    from IPython.display import display

    torch.set_num_threads(1)
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.display = display  # a kernel offers it without an import
    return vars(main)


def _kept(names: dict[str, object]) -> dict[str, object]:
    """The names, with copies of what the solution could change in place, as it does a model."""
    from torch import Tensor, nn, optim

    kinds = (nn.Module, Tensor, optim.Optimizer, list, dict, set)
    mutable = {}
    for name, value in names.items():
        if isinstance(value, kinds) and not name.startswith("__"):
            with contextlib.suppress(Exception):  # a tensor with a graph cannot be copied
                copy.deepcopy(value)
                mutable[name] = value
    return {**names, **copy.deepcopy(mutable)}  # in one call: an optimizer keeps its model


def _failure(cell: NotebookNode, names: dict[str, object]) -> str | None:
    """Run a cell of the source, silently; say how it failed."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            _execute(cell, names)
        except (Exception, SystemExit) as error:
            return f"its cell {cell.id} failed.\n{forks.said(error)}"
    return None


def _compiled(text: str, name: str) -> types.CodeType:
    """Compile a cell whose text can be read afterwards, as in a kernel: checks do that."""
    name = f"<{name}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    return compile(text, name, "exec", dont_inherit=True)


def _execute(cell: NotebookNode, names: dict[str, object]) -> None:
    code = _compiled(cell.source, cell.id)
    on_purpose = "raises-exception" in cell.metadata.get("tags", ())
    with contextlib.suppress(Exception) if on_purpose else contextlib.nullcontext():
        exec(code, names)


def _attempt(
    names: dict[str, object],
    before: dict[str, object],
    cells: list[NotebookNode],
    after: list[NotebookNode],
    answer: Path,
) -> None:
    """Run an answer in place of the solution, then the cells up to the test.

    With COURSE_WHOLE_BANK set, a right answer is followed by the cells up to the next exercise.

    Raises:
        forks.Stumbled: one of these failed.
    """
    names.clear()  # the same dict: functions of earlier cells look their names up in it
    names.update(before)
    exec(_compiled(answer.read_text(), answer.name), names)
    *between, test = cells
    for cell in between:
        _execute(cell, names)
    kind, _, rest = answer.stem.partition("_")
    if kind == "wrong" and rest.partition("_")[0] not in HIDDEN_ONLY:
        test = copy.deepcopy(test)
        test.source = HIDDEN.sub("", test.source)
    _execute(test, names)
    if kind == "right" and os.environ.get(WHOLE):
        for cell in after:
            if what := _failure(cell, names):
                raise forks.Stumbled(what)


def _try_answers(
    folder: Path, attempt: Callable[[Path], None], report: Report, limit: float, every: bool
) -> None:
    """Try the answers in a folder, all or a part, and add their outcomes to the report."""
    tried = Tried(folder.name)
    report.exercises.append(tried)
    expected = {}
    for path in sorted(folder.glob("*.py")):
        kind, _, rest = path.stem.partition("_")
        verdict = "passed" if kind == "right" else rest.partition("_")[0]
        if kind not in ("right", "wrong") or (kind == "wrong" and verdict not in REGISTRY):
            what = "expected a name like right_WORDS.py or wrong_MISCONCEPTION.py"
            report.problems.append(Problem(f"{folder.name}/{path.name}", what))
        else:
            expected[path] = verdict
    kinds = [[p for p in expected if p.name.startswith(kind)] for kind in ("right", "wrong")]
    counts, asked = tuple(map(len, kinds)), ASKED_MORE.get(folder.name, ASKED)
    if not every and folder.name in PART:
        chance = random.Random(folder.name)
        drawn = [
            chance.sample(k, min(n, len(k))) for k, n in zip(kinds, PART[folder.name], strict=True)
        ]
        expected = {path: expected[path] for path in sorted(itertools.chain(*drawn))}
    limit *= LONGER.get(folder.name, 1)
    start = time.monotonic()
    tried.outcomes = {path.name: o for path, o in forks.tried(list(expected), attempt, limit)}
    tried.seconds = time.monotonic() - start
    for path, verdict in expected.items():
        if what := _unlike(tried.outcomes[path.name], verdict):
            report.problems.append(Problem(f"{folder.name}/{path.name}", what))
    if counts[0] < asked[0] or counts[1] < asked[1]:
        what = "expected at least {} right and {} wrong answers, got {} and {}"
        report.problems.append(Problem(folder.name, what.format(*asked, *counts)))


def _unlike(outcome: Outcome, expected: str) -> str | None:
    """Say how an outcome differs from what an answer's name promises."""
    if outcome.verdict == expected:
        return None
    got = {
        "passed": "accepted",
        "crashed": "the check itself failed",
        "stumbled": "accepted, but a cell after the exercise fails",
        "hung": "it never ended",
        "died": "its process died",
    }
    got = got.get(outcome.verdict, f"refused as {outcome.verdict}")
    want = "accepted" if expected == "passed" else f"refused as {expected}"
    return f"expected to be {want}, got: {got}. {outcome.message}".strip()
