"""Marked regions of a source cell are replaced in the release."""

import pytest

from course.markers import to_stub


@pytest.mark.parametrize(
    ("region", "stub"),
    [
        ("### STUB: x = 0  # yours\nx = 1", "x = 0  # yours"),
        (
            "### STUB: for i in (0,):\n### STUB:\n### STUB:     pass\nx = 1",
            "for i in (0,):\n\n    pass",
        ),
        ("x = 1", "stop"),
    ],
    ids=["one line", "several lines and an empty one", "none"],
)
def test_a_stub_replaces_its_region_and_keeps_the_indent(region, stub):
    def inside(text):
        lines = ["def f():", *("    " + line for line in text.split("\n")), "    return x"]
        return "\n".join(line.rstrip() for line in lines)

    source = inside(f"### BEGIN SOLUTION\n{region}\n### END SOLUTION")
    assert to_stub(source, "stop") == (inside(stub), True)


def test_each_region_gets_its_own_stub_and_other_cells_are_left_alone():
    region = "### BEGIN SOLUTION\n### STUB: {0}\n{0}{0}\n### END SOLUTION\n"
    assert to_stub(region.format("a") + region.format("b"), "stop") == ("a\nb\n", True)
    assert to_stub("x = 1\n", "stop") == ("x = 1\n", False)


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION\nx",
        "x\n### END SOLUTION",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
        "### STUB: x",
    ],
)
def test_markers_that_do_not_match_are_refused(source):
    with pytest.raises(ValueError, match="SOLUTION|STUB"):
        to_stub(source, "stop")
