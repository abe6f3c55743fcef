"""After a run of the tests: execute the solutions that failed, and keep them with their errors.

nbval says which cell failed; the executed notebook shows what it printed, and what all the others
did. CI keeps the folder.

    python tools/failed_notebooks.py failed
"""

import argparse
import json
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course.nbgrader_glue import CELL_SECONDS

ROOT = Path(__file__).parents[1]
LAST = ".pytest_cache/v/cache/lastfailed"  # written by pytest


def failed(root: Path) -> list[Path]:
    """Return the notebooks with a cell that failed in the last run, in order."""
    path = root / LAST
    tests = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    names = {test.split("::")[0] for test in tests}
    return sorted(root / name for name in names if name.endswith(".ipynb"))


def keep(path: Path, folder: Path) -> Path:
    """Execute a notebook to its end, whatever fails, and return where the result is."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        allow_errors=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    finally:  # a kernel that dies, too, leaves the cells before
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / path.name)
    return folder / path.name


def main(root: Path, folder: Path) -> None:
    found = failed(root)
    for path in found:
        print(keep(path, folder))
    if not found:
        print("In the last run of the tests, no notebook failed.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the executed notebooks go")
    main(ROOT, parser.parse_args().folder)
