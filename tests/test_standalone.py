"""The script beside a checkpoint: it has all that `load` needs, and nothing of the course."""

import subprocess
import sys

import pytest

from course.errors import CourseError
from course.standalone import needed, write_predict

CELL = """
import json
import math

from course import training

SIZE = 3


def unused(x):
    return training.fit(x)


def helper(x):
    return math.sqrt(SIZE * x)


@staticmethod
def load(path):
    return helper(12), json.loads("[]")
"""


def test_takes_what_the_function_needs_and_nothing_else():
    text = needed(CELL, "load")
    names = {}
    exec(text, names)
    assert names["load"].__func__("x") == (6.0, [])
    assert "course" not in text and "unused" not in text


@pytest.mark.parametrize(
    ("cell", "name", "said"),
    [
        (CELL, "unused", "from course import training"),
        (CELL, "missing", "a definition of missing"),
        ("def load(p):\n    import course.heads\n", "load", "import course.heads"),
    ],
)
def test_what_cannot_be_taken_along_is_named(cell, name, said):
    with pytest.raises(CourseError, match=said):
        needed(cell, name)


def test_the_script_runs_where_nobody_has_the_course(tmp_path):
    torch = pytest.importorskip("torch")
    from course import capstone

    model = torch.nn.Linear(1, 1)  # any file: what matters is which error the script raises
    torch.save(model.state_dict(), tmp_path / "small.pt")
    script = write_predict(capstone.load, tmp_path / "small.pt")
    blocked = "import sys; sys.modules['course'] = None; import predict; predict.predict('photo')"
    run = [sys.executable, "-c", blocked]
    told = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
    assert script.name == "predict.py"
    assert "ValueError: Expected a checkpoint" in told.stderr
