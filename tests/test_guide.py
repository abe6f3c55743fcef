"""docs/grading.md and `course grade --help` name every limit, with its value."""

from dataclasses import fields
from pathlib import Path

import pytest

from course import cli
from course.grading.client import Limits as Running
from course.grading.reader import MB, Most
from course.kernels.sandbox import Limits as Sandbox

GUIDE = (Path(__file__).parents[1] / "docs/grading.md").read_text("utf-8")
KINDS = {"running": Running, "sandbox": Sandbox, "reading": Most}
LIMITS = [(kind, field) for kind in KINDS for field in fields(KINDS[kind])]


def shown(kind, value):
    """Return the ways to write a limit, such as 4 GiB for its bytes."""
    ways = {f"{value:,.0f}"}
    if kind == "reading":
        ways.add(f"{value / MB:g} MB")
        ways.add(f"{value / MB / 1000:g} GB")
    else:
        ways |= {f"{value / (1 << 20):g} MiB", f"{value / (1 << 30):g} GiB"}
    return ways


@pytest.mark.parametrize("kind, limit", LIMITS, ids=[f"{k}-{f.name}" for k, f in LIMITS])
def test_the_guide_and_the_help_name_each_limit_with_its_value(kind, limit):
    ways = shown(kind, limit.default)
    rows = [line for line in GUIDE.splitlines() if line.startswith(f"| `{limit.name}`")]
    assert any(way in row.split("|")[2] for row in rows for way in ways), (rows, ways)
    assert any(f"{limit.name} {way}" in cli.LIMITS for way in ways)


def test_the_help_of_grade_shows_the_limits(capsys):
    with pytest.raises(SystemExit):
        cli.main(["grade", "--help"])
    shown = capsys.readouterr().out
    assert cli.LIMITS.strip() in shown
    assert "--accept STUDENT LESSON" in shown
