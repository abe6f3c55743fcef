"""The committed release and solutions match the committed source.

nbval, in the same pytest run, tests that the solutions run and that tagged outputs are right.
"""

from pathlib import Path

import nbformat
import pytest

from course import build

ROOT = Path(__file__).parents[2]


def test_release_and_solutions_are_up_to_date():
    assert build.compare(ROOT, run=False) == [], "run `make build` and commit what it changes"


def test_nbval_is_on_and_collects_the_solutions(pytestconfig):
    assert pytestconfig.option.nbval_lax
    assert "solutions" in pytestconfig.getini("testpaths")


@pytest.mark.parametrize("lesson", sorted(path.stem for path in ROOT.glob("source/*/*.ipynb")))
def test_each_lesson_has_tagged_outputs(lesson):
    cells = nbformat.read(ROOT / "solutions" / f"{lesson}.ipynb", as_version=4).cells
    tagged = [cell for cell in cells if "nbval-check-output" in cell.metadata.get("tags", [])]
    assert tagged
    assert all(cell.outputs for cell in tagged)
