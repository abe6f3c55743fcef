"""Make `release/` (for students) and `solutions/` (executed, run by nbval) from `source/`.

Only the notebooks in `source/` are written by hand. The release is made by nbgrader's own
`generate_assignment`, so an instructor who runs nbgrader in the project folder gets the same files.
"""

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from tqdm import tqdm

from course.errors import CourseError
from course.files import cache_dir

# Those with an alias are for callers of this module.
from course.markers import HIDDEN as HIDDEN
from course.markers import solution
from course.markers import to_stub as to_stub
from course.nbgrader_glue import CELL_SECONDS, QUIET, convert
from course.sources import read_source
from course.wording import listed


def build(root: Path, lessons: Collection[str] = ()) -> None:
    """Make `release/` and `solutions/` of the project; replaces both folders or neither.

    Args:
        lessons: by default all; of the others, the solutions stay as they are.

    Raises:
        CourseError: there is no such lesson, a source notebook cannot be built, or a solution fails
            when it is executed.
    """
    names = set(read_source(root / "source"))
    if unknown := sorted(set(lessons) - names - {"all"}):
        raise CourseError(
            f"Expected lessons such as {listed(sorted(names), 3)}, got {listed(unknown, 3)}. "
            "Name a folder of source/."
        )
    left = set() if not lessons or "all" in lessons else names - set(lessons)
    with staged(root / "release", root / "solutions") as (release, solutions):
        make_release(root / "source", release)
        make_solutions(root / "source", solutions, names - left)
        for name in left:
            with contextlib.suppress(FileNotFoundError):  # it was never built
                shutil.copy2(root / "solutions" / f"{name}.ipynb", solutions)


def make_release(source: Path, out: Path) -> None:
    """Write `out/NN_slug/NN_slug.ipynb` through nbgrader, with a throw-away gradebook."""
    names = read_source(source)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(source, root / "source", ignore=shutil.ignore_patterns(".*"))
        for name in names:
            convert(GenerateAssignment, root, name)
        shutil.copytree(root / "release", out)


def make_solutions(source: Path, out: Path, lessons: Collection[str] | None = None) -> None:
    """Write `out/NN_slug.ipynb` of all lessons, or these: without markers, freshly executed."""
    notebooks = read_source(source)
    if lessons is not None:
        notebooks = {name: notebook for name, notebook in notebooks.items() if name in lessons}
    cache_dir()  # if nobody can write there, say so now and not from a lesson's cell

    def run(name: str) -> NotebookNode:
        return execute(name, solution(notebooks[name]), source / name)

    # These threads only wait; each kernel uses one core.
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        done = tqdm(pool.map(run, notebooks), "solutions", len(notebooks), disable=None)
        executed = dict(zip(notebooks, done, strict=True))
    out.mkdir(parents=True)
    for name, nb in executed.items():
        nbformat.write(nb, out / f"{name}.ipynb")


def execute(name: str, nb: NotebookNode, files: Path) -> NotebookNode:
    """Execute a solution in a copy of the folder `files`, so that outputs are the same each time.

    Uses the CPU and one thread, because sums of floats depend on how they are split. Stores no
    timing and no widget state; stores only the last line of an error that a cell shows on purpose.

    Raises:
        CourseError: a cell failed, or its output contains something that differs between runs.
    """
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    env = os.environ | one_thread | {"COURSE_DEVICE": "cpu", "PYTHONHASHSEED": "0"}
    env["COURSE_SOLUTIONS"] = "1"  # rubrics are shown
    metadata = deepcopy(nb.metadata)
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(files, scratch, dirs_exist_ok=True)
        env["IPYTHONDIR"] = str(Path(scratch, ".ipython"))  # keep out of this user's history
        client = NotebookClient(
            nb,
            kernel_name="python3",
            timeout=CELL_SECONDS,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,  # how printed text is split into messages differs between runs
            shutdown_kernel="immediate",
            extra_arguments=QUIET,
            resources={"metadata": {"path": scratch}},
        )
        running = {}
        client.on_cell_start = lambda cell, cell_index: running.update(id=cell.id)
        try:
            client.execute(env=env)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raised = isinstance(error, CellExecutionError)
            what = f"{error.ename}: {error.evalue}" if raised else str(error)
            raise CourseError(
                f"Expected the solution of {name} to run, but cell {running.get('id')} failed:\n"
                f"{what}\nFix the cell in source and build again. "
                "The old folders were not changed."
            ) from None
    nb.metadata = metadata  # the kernel added its Python version
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
            # Without its kernel, a reopened live view shows an error; its picture or text remains.
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
            if volatile := find_volatile(output, scratch):
                raise CourseError(
                    f"Expected outputs that are the same everywhere, but cell {cell.id} of {name} "
                    f"shows {volatile!r}. Show something else there, and build again."
                )
    return nb


def find_volatile(output: NotebookNode, *paths: str) -> str | None:
    """Find a path of this machine, a memory address or a process id in an output, if any."""
    texts = [output.get("text", ""), output.get("evalue", "")]
    texts += [text for kind, text in output.get("data", {}).items() if kind.startswith("text/")]
    paths = {*paths, str(Path.home()), sys.prefix, str(Path(__file__).parents[1])}
    pattern = "|".join(map(re.escape, paths)) + r"| at 0x[0-9a-f]+|ipykernel_\d+"
    match = re.search(pattern, "\n".join(texts))
    return match[0] if match else None


@contextlib.contextmanager
def staged(*places: Path) -> Iterator[list[Path]]:
    """Yield a new path for each place; after the block, move all of them into place, or none.

    The new folders are created next to the old ones, because a rename within one disk cannot stop
    halfway.
    """
    places[0].parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".build-", dir=places[0].parent) as folder:
        new = [Path(folder, place.name) for place in places]
        yield new
        done: list[tuple[Path, Path, Path]] = []
        try:
            for built, place in zip(new, places, strict=True):
                old = built.with_suffix(".old")
                done.append((old, built, place))  # first: an interrupt may follow any rename
                if place.exists():
                    place.rename(old)
                built.rename(place)
        except BaseException as error:  # an interrupt must not lose the old folders either
            for old, built, place in done:
                if not built.exists():  # it was moved into place
                    shutil.rmtree(place, ignore_errors=True)
                if old.exists():
                    old.rename(place)
            if not isinstance(error, OSError):
                raise
            raise CourseError(
                f"Expected to replace {', '.join(map(str, places))}, got: {error}. "
                "Close the programs that have files open there, and build again."
            ) from error


def compare(root: Path, run: bool = True) -> list[str]:
    """List how `release/` and `solutions/` of the project differ from a new build of `source/`.

    The release must be the same byte for byte. Solutions must have the same cells. With `run` they
    are executed, and the outputs of cells tagged `nbval-check-output` must be the same too (other
    outputs may differ in their last digits between processors).

    Raises:
        CourseError: the source cannot be built.
    """
    notebooks = read_source(root / "source")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        make_release(root / "source", made / "release")
        differences = [
            f"release/{path}"
            for path, old, new in pairs(root / "release", made / "release", "**/*")
            if old is None or new is None or old.read_bytes() != new.read_bytes()
        ]
        if run:
            make_solutions(root / "source", made / "solutions")
        else:
            (made / "solutions").mkdir()
            for name, nb in notebooks.items():
                nbformat.write(solution(nb), made / "solutions" / f"{name}.ipynb")
        for path, old, new in pairs(root / "solutions", made / "solutions", "*.ipynb"):
            if old is None or new is None:
                differences.append(f"solutions/{path}")
            else:
                old, new = (nbformat.read(each, as_version=4) for each in (old, new))
                differences += [f"solutions/{path}: {text}" for text in differ(old, new, run)]
    return differences


def pairs(old: Path, new: Path, kind: str) -> Iterator[tuple[str, Path | None, Path | None]]:
    """Yield each matching file of two folders: its name and its path in each; None if missing."""
    names = {
        path.relative_to(folder).as_posix()
        for folder in (old, new)
        for path in folder.glob(kind)
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    for name in sorted(names):
        yield name, *(path if (path := folder / name).is_file() else None for folder in (old, new))


def differ(old: NotebookNode, new: NotebookNode, outputs: bool) -> Iterator[str]:
    """Say how a committed solution differs from a new one, with outputs of tagged cells or not."""
    if old.metadata != new.metadata or [c.id for c in old.cells] != [c.id for c in new.cells]:
        yield "other metadata or other cells"
        return
    for was, now in zip(old.cells, new.cells, strict=True):
        checked = outputs and "nbval-check-output" in now.metadata.get("tags", [])
        if any(was[key] != now[key] for key in ("cell_type", "source", "metadata")):
            yield f"cell {now.id} changed"
        elif now.cell_type == "code" and now.source and was.execution_count is None:
            yield f"cell {now.id} was not executed"
        elif checked and list(map(without_pictures, was.outputs)) != list(
            map(without_pictures, now.outputs)
        ):
            yield f"cell {now.id} shows something else"


def without_pictures(output: NotebookNode) -> dict:
    """Return an output without its pictures: pixels depend on last digits; nbval skips them too."""
    data = {k: v for k, v in output.get("data", {}).items() if not k.startswith("image/")}
    return {**output, "data": data}
