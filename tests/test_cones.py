"""Which cells a test needs, on cells of one or two lines."""

import pytest

from course.cones import cone


@pytest.mark.parametrize(
    ("cells", "needed"),
    [
        (["x = 1", "y = 2", "x"], [0, 2]),
        (["x = 1", "x = 2", "x"], [1, 2]),
        (["x = 1", "x += 1", "x"], [0, 1, 2]),
        (["x = 1", "if x:\n    x = 2", "x"], [0, 1, 2]),
        (["m = {}", "m['k'].a = 1", "m"], [0, 1, 2]),
        (["import torch", "import math", "torch.nn"], [0, 2]),
        (["import torch.nn as nn", "nn"], [0, 1]),
        (["from os import *", "path"], [0, 1]),
        (["k = 2", "def f(x):\n    return k * x", "f(1)"], [0, 1, 2]),
        (["x = 3", "def f(x):\n    i = x\n    return i", "i = 0", "f(1)"], [1, 3]),
        (["k = 2", "class A:\n    def f(self):\n        return k", "A()"], [0, 1, 2]),
        (["n = 2", "[n * i for i in range(3)]", "i = 5", "[i for i in range(n)]"], [0, 3]),
        (["def f(:", "x = 1", "x"], [0, 1, 2]),
        (["%matplotlib inline\nx = 1", "!ls", "x"], [0, 2]),
        (["for x in [1]:\n    pass", "with open(x) as f:\n    y = 1", "f, y"], [0, 1, 2]),
        (["a, b = 1, 2", "(c := a)", "del b", "c"], [0, 1, 3]),
        (["print(1)", "1"], [1]),
    ],
)
def test_a_cell_needs_those_that_set_its_names(cells, needed):
    assert cone(cells, len(cells) - 1) == needed
