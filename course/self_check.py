"""`course check`: a student's own notebooks, with their visible tests and without a gradebook.

A notebook is repaired and run by the same code as for a class, only trusted: it is the student's
own. Each exercise runs in a fresh kernel with the cells that it needs, so it counts what is written
and not what once ran. What has not changed since is not run again.
"""

import hashlib
import json
import sys
import time
import warnings
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from course.cones import cone
from course.errors import CourseError
from course.files import write_whole
from course.grading import runner
from course.grading.outputs import errors_of
from course.grading.reader import Malformed, read
from course.grading.repair import Repaired
from course.grading.submission import files_beside, find_notebook, read_files
from course.kernels.provisioner import close_idle
from course.markers import nbgrader_metadata
from course.misconceptions import named_in
from course.place import Place
from course.wording import count, listed

KNOWN = ".checked.json"  # in the folder of the students' copies: results by what they depend on
SIGNS = {"right": "✓", "wrong": "✗", "open": "○"}
COLOURS = {"right": "32", "wrong": "31", "open": "34"}
WORDS = {"right": "right", "wrong": "wrong", "open": "not attempted"}


@dataclass(frozen=True)
class Result:
    """The result of one exercise.

    Attributes:
        exercise: its id, such as 01-swap-fc.
        points: what it is worth; it counts if the state is "right".
        state: "right", "wrong" or "open", which means not attempted.
        message: what its test, or Python, said.
    """

    exercise: str
    points: float
    state: str
    message: str = ""


@dataclass(frozen=True)
class Checked:
    """The results of one notebook, and what was repaired in a copy of it before it ran."""

    lesson: str
    results: list[Result]
    notes: list[str]


def main(place: Place, lessons: Iterable[str], again: bool) -> int:
    """Check notebooks, print the results and return 1 if an answer is wrong.

    Args:
        place: where the lessons and the student's copies are.
        lessons: by default, those that were begun.
        again: run what has not changed too.

    Raises:
        CourseError: there is no such lesson or notebook, or it cannot be read.
    """
    start, wrong = time.perf_counter(), 0
    try:
        for name in choose(place, list(lessons)):
            checked = check(place, name, again)
            wrong += sum(each.state == "wrong" for each in checked.results)
            print(shown(checked, colours=sys.stdout.isatty()), end="\n\n", flush=True)
    finally:
        close_idle()
    print(f"Checked in {time.perf_counter() - start:.1f} s. In a class, hidden tests follow.")
    return 1 if wrong else 0


def choose(place: Place, names: list[str]) -> list[str]:
    """Return the lessons to check.

    Raises:
        CourseError: a name is not a lesson, or none was begun.
    """
    lessons = sorted(path.parent.name for path in place.release.glob("*/*.ipynb"))
    if unknown := [name for name in names if name not in (*lessons, "all")]:
        raise CourseError(
            f"Expected lessons such as {listed(lessons, 3) or f'those in {place.release}'}, got "
            f"{listed(unknown, 3)}. Name the folder of the lesson."
        )
    here = [name for name in lessons if (place.work / name).is_dir()]
    begun = [name for name in here if _text(place.work, name) != _text(place.release, name)]
    chosen = names if names and "all" not in names else begun
    if not chosen:
        raise CourseError(
            f"Expected a lesson in {place.work} that was begun, found none. "
            "Open the lessons with `course lab`, save your answers, and run this again."
        )
    return chosen


def _text(folder: Path, lesson: str) -> list[str]:
    """The cells of a notebook; nothing if it cannot be read, which ``check`` then explains."""
    try:
        notebook = json.loads((folder / lesson / f"{lesson}.ipynb").read_bytes())
        return ["".join(cell["source"]) for cell in notebook["cells"]]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def check(place: Place, lesson: str, again: bool = False) -> Checked:
    """Check one of the student's notebooks.

    Raises:
        CourseError: it is not there, or cannot be read.
    """
    folder = place.work / lesson
    release = nbformat.read(place.release / lesson / f"{lesson}.ipynb", as_version=4)
    try:
        files = read_files(folder)
        path, repaired = find_notebook(files, lesson, release, read)
    except (Malformed, OSError) as error:
        raise CourseError(f"{folder}: {error}") from error
    notes = list(repaired.notes)
    beside = files_beside(files, path, {}, notes)
    known_path = place.work / KNOWN
    known = {} if again else _read_known(known_path)
    needed = _cones(repaired.notebook.cells)
    keys = _keys(repaired, needed, beside)
    if missing := [i for i, key in keys.items() if key not in known]:
        cells = sorted({j for i in missing for j in needed[i]})
        ran = _run(repaired.notebook, cells, beside, lesson, len(missing), notes)
        known |= {keys[i]: _result(ran[i]) for i in missing}
        kept = json.dumps({key: asdict(each) for key, each in known.items()}, indent=1)
        write_whole(known_path, kept.encode())
    return Checked(lesson, [known[key] for key in keys.values()], notes)


def _keys(
    repaired: Repaired, needed: dict[int, list[int]], beside: dict[str, bytes]
) -> dict[int, str]:
    """Return, for each test with points, a hash of everything that its result depends on."""
    cells = repaired.notebook.cells
    common = hashlib.sha256(_version().encode())
    for name, content in sorted(beside.items()):
        common.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    keys = {}
    for i, wanted in needed.items():
        key = common.copy()
        key.update(repr([cells[j].source for j in wanted]).encode("utf-8", "surrogatepass"))
        keys[i] = f"{nbgrader_metadata(cells[i])['grade_id']} {key.hexdigest()[:32]}"
    return keys


def _version() -> str:
    """Identify the installed course: its files' names, sizes and times."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return repr([(path.name, (about := path.stat()).st_size, about.st_mtime_ns) for path in files])


def _cones(cells: list[NotebookNode]) -> dict[int, list[int]]:
    """Return, for each test with points, the code cells that it needs, itself included."""
    code = [i for i, cell in enumerate(cells) if cell.cell_type == "code"]
    sources = [cells[i].source for i in code]
    return {
        i: [code[j] for j in cone(sources, at)]
        for at, i in enumerate(code)
        if nbgrader_metadata(cells[i]).get("grade") and nbgrader_metadata(cells[i]).get("points")
    }


def _run(
    notebook: NotebookNode,
    needed: list[int],
    beside: dict[str, bytes],
    lesson: str,
    tests: int,
    notes: list[str],
) -> dict[int, NotebookNode]:
    """Run these cells in a fresh kernel, and return them with their outputs."""
    cells = [notebook.cells[i] for i in needed]
    part = nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)
    job = runner.Job(nbformat.writes(part), beside, sandboxed=False, judged=False)
    what = f"{lesson}: running {count(tests, 'exercise')}"
    bar = tqdm(desc=what, bar_format="{desc} …", disable=None, leave=False)
    with bar, warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*Starting an ordinary kernel")  # slower, no worse
        executed = runner.run(job)
    notes += executed.notes
    return dict(zip(needed, nbformat.reads(executed.notebook, as_version=4).cells, strict=True))


def _result(cell: NotebookNode) -> Result:
    ours, errors = nbgrader_metadata(cell), errors_of(cell)
    said = ""
    if errors:
        last = errors[-1]
        known = last.ename in ("CheckFailed", "NotAttempted")
        said = last.evalue if known else f"{last.ename}: {last.evalue}"
    state = "right"
    if errors:
        state = "open" if named_in(said) == "not-attempted" else "wrong"
    exercise = ours["grade_id"].removesuffix("-test")
    return Result(exercise, float(ours["points"]), state, said.strip())


def _read_known(path: Path) -> dict[str, Result]:
    try:
        return {key: Result(**each) for key, each in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def shown(checked: Checked, colours: bool = False) -> str:
    """Return the results as a table, with what was wrong below each line."""
    wide = max((len(each.exercise) for each in checked.results), default=0)
    lines = [checked.lesson]
    for each in checked.results:
        sign = SIGNS[each.state]
        sign = f"\x1b[1;{COLOURS[each.state]}m{sign}\x1b[0m" if colours else sign
        got = each.points if each.state == "right" else 0
        lines.append(f"  {sign} {each.exercise:{wide}}  {got:g} of {each.points:g}")
        if each.state == "wrong":
            text = each.message.removeprefix("✗").lstrip() or "The test failed and said nothing."
            lines += [f"      {line}".rstrip() for line in text.splitlines()]
    lines += [f"  Note: {note}" for note in checked.notes]
    states = [each.state for each in checked.results]
    counts = [f"{states.count(state)} {word}" for state, word in WORDS.items() if state in states]
    got = sum(each.points for each in checked.results if each.state == "right")
    possible = sum(each.points for each in checked.results)
    return "\n".join([*lines, f"  {got:g} of {possible:g} points: {listed(counts, 3)}."])
