"""CONTRIBUTING's recipes, followed to the letter in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest

from course import bank, build

RECIPE = (bank.ROOT / "CONTRIBUTING.md").read_text("utf-8")
ANSWERS = "tests/answers/00_start_here/00-second-best"
# The recipe shows one answer of each sort; these make up the numbers that it asks for.
MORE = {
    "right_topk": "# Somebody who knows topk.\ndef second_best(logits):\n"
    "    return logits.topk(2).indices[:, -1]\n",
    "right_masked": "# Somebody who takes the winner out.\ndef second_best(logits):\n"
    "    best = logits.argmax(1, keepdim=True)\n"
    "    return logits.scatter(1, best, -float('inf')).argmax(1)\n",
    "wrong_smallest-index": "# Somebody who counts from the wrong end.\n"
    "def second_best(logits):\n    return logits.argmin(dim=1)\n",
    "wrong_wrong-type": "# Somebody who thinks of one image.\ndef second_best(logits):\n"
    "    return logits.topk(2).indices[0, 1]\n",
    "wrong_wrong-value": "# Somebody who counts places from 1.\ndef second_best(logits):\n"
    "    return logits.topk(2).indices[:, 1] + 1\n",
}


def blocks() -> dict[str, str]:
    """The recipe's code blocks, by the comment in their first line."""
    found = re.findall(r"^( *)```python\n *# (.+?)\n(.*?)^ *```$", RECIPE, flags=re.M | re.S)
    return {title: textwrap.dedent(f"{text}") for _, title, text in found}


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the project with lesson 00 alone."""
    root = tmp_path_factory.mktemp("project")
    ignore = shutil.ignore_patterns("__pycache__", ".*")
    for folder in ("course", "source/00_start_here", "tests/answers/00_start_here"):
        shutil.copytree(bank.ROOT / folder, root / folder, ignore=ignore)
    alone = [bank.ROOT / name for name in ("README.md", "nbgrader_config.py")]
    for path in [*bank.ROOT.glob("tests/*.py"), *bank.ROOT.glob("*.toml"), *alone]:
        shutil.copy(path, root / path.relative_to(bank.ROOT))
    return root


@pytest.fixture(scope="module")
def exercise(copy) -> Path:
    """The copy after the first recipe."""
    lesson = copy / "source/00_start_here/00_start_here.ipynb"
    nb = nbformat.read(lesson, as_version=4)
    for title, text in blocks().items():
        match title.split(" ", 2):
            case ["cell", name, kind]:
                nb.cells.append(cell(name.rstrip(":"), text, "points" in title or "point" in kind))
            case ["new", "file", path]:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_text(text, "utf-8")
            case ["add", "to", where]:
                add(copy, where, text)
    nbformat.write(nb, lesson)
    for name, text in MORE.items():
        (copy / ANSWERS / f"{name}.py").write_text(text, "utf-8")
    return copy


def cell(name: str, text: str, test: bool) -> nbformat.NotebookNode:
    made = nbformat.v4.new_code_cell(text.strip(), id=name)
    made.metadata.nbgrader = {"grade_id": name, "grade": test, "solution": not test}
    made.metadata.nbgrader |= {"locked": test, "schema_version": 3, "task": False}
    if test:
        made.metadata.nbgrader["points"] = 1
    return made


def add(root: Path, where: str, text: str) -> None:
    table, _, path = where.rpartition(" in ")
    path, old = root / (path or where), (root / (path or where)).read_text("utf-8")
    if table:  # behind the last line of a table
        start = old.index(f'{table} = """')
        end = old.index('"""\n', start + len(table) + 6)
        path.write_text(old[:end] + text.strip() + "\n" + old[end:], "utf-8")
    else:
        path.write_text(old + text, "utf-8")


def run(root: Path, *command: str) -> str:
    env = os.environ | {"PYTHONPATH": str(root), "COURSE_DEVICE": "cpu"}
    ended = subprocess.run(
        [sys.executable, *command], cwd=root, env=env, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended.stdout


@pytest.mark.slow
def test_an_exercise_added_by_the_recipe_passes_its_own_tests(exercise):
    assert "0 problems." in run(exercise, "-m", "course.cli", "bank", "00_start_here")
    wanted = "stub or who_would or named or complete or second"
    tests = ["tests/test_bank.py", "tests/test_misconceptions.py", "tests/test_checks_cases.py"]
    options = ["-p", "no:cacheprovider", "--rootdir", str(exercise), "-k", wanted]
    said = run(exercise, "-m", "pytest", *options, "-v", *tests)  # no test at all is an error too
    names = ("untouched_stub", "who_would", "every_named", "complete", "tries_every_kind")
    assert all(re.search(rf"{name}.* PASSED", said) for name in names)


def test_the_recipes_exercise_can_be_released(exercise):
    [nb] = build.read_source(exercise / "source").values()
    cells = {c.id: c for c in nb.cells}
    stub, _ = build.to_stub(cells["00-second-best"].source, 'raise NotImplementedError("x")')
    assert "topk" not in stub
    assert cells["00-second-best-test"].metadata.nbgrader.points == 1


@pytest.mark.slow
def test_a_lesson_added_by_the_recipe_is_found(exercise):
    nb = nbformat.read(exercise / "source/00_start_here/00_start_here.ipynb", as_version=4)
    setup = nbformat.v4.new_code_cell("import torch\nfrom course import checks", id="09-setup")
    cells = [c for c in nb.cells if c.id.startswith("00-second-best")]
    for c in cells:
        c.id = c.metadata.nbgrader.grade_id = c.id.replace("00-", "09-")
        c.source = c.source.replace("start_here", "extra")
    lesson = nbformat.v4.new_notebook(cells=[setup, *cells])
    (exercise / "source/09_extra").mkdir()
    nbformat.write(lesson, exercise / "source/09_extra/09_extra.ipynb")
    checks = exercise / "course/checks"
    shutil.copytree(checks / "start_here", checks / "extra")
    (checks / "extra/__init__.py").write_text(
        "from course.checks.extra.second_best import second_best\n"
    )
    text = (checks / "extra/second_best.py").read_text().replace("00-second", "09-second")
    (checks / "extra/second_best.py").write_text(text)
    init = (checks / "__init__.py").read_text()
    (checks / "__init__.py").write_text(init.replace("LESSONS = (", 'LESSONS = (\n    "extra",'))
    shutil.copytree(exercise / ANSWERS, exercise / "tests/answers/09_extra/09-second-best")
    said = run(exercise, "-m", "course.cli", "bank", "09_extra")
    assert re.search(r"09-second-best\s+3\s+5\s+0", said)
    assert "0 problems." in said
