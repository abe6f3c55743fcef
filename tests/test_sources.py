"""Source notebooks that cannot be built are refused, and every problem is listed."""

import pytest
from cells import grade_cell, solution_cell, tiny_lesson, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course import build
from course.errors import CourseError
from course.sources import find_problems, read_source


def long_details(count):
    return f"Read on.\n\n<details><summary>Why</summary>{'word ' * count}</details>"


def with_cell(cell):
    nb = tiny_lesson()
    nb.cells.append(cell)
    return nb


def with_change(index, **changes):
    nb = tiny_lesson()
    nb.cells[index].update(changes)
    return nb


def repeated():
    nb = tiny_lesson()
    twice = solution_cell("01-double", "x = 1")
    twice.id = "01-again"
    nb.cells.append(twice)
    return nb


BAD = {
    "holds outputs": (with_change(5, outputs=[new_output("stream", text="4")]), "no outputs"),
    "was run": (with_change(5, execution_count=3), "no outputs"),
    "other cell id": (with_change(3, id="abc"), "cell abc: expected its grade_id 01-double"),
    "grade_id twice": (repeated(), "got 01-double a second time"),
    "no solution cell": (with_cell(grade_cell("01-x-test", "pass")), "solution cell 01-x"),
    "long code": (with_cell(new_code_cell("x = 1\n" * 13)), "at most 12 lines .* got 13"),
    "long prose": (
        with_cell(new_markdown_cell("word " * 141)),
        "at most 140 words outside <details>, got 141",
    ),
    "long details": (with_cell(new_markdown_cell(long_details(140))), "in <details>, got 141"),
    "no end": (with_change(3, source="### BEGIN SOLUTION"), "without an END SOLUTION"),
}


@pytest.mark.parametrize(("nb", "message"), BAD.values(), ids=BAD)
def test_bad_sources_are_refused(tmp_path, nb, message):
    write(tmp_path, nb)
    with pytest.raises(CourseError, match=message):
        build.build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_limits_count_only_what_a_student_reads():
    shown = "x = 1\n" * 11
    hidden = "### BEGIN HIDDEN TESTS\n" + "assert x\n" * 9 + "### END HIDDEN TESTS"
    answer = "### BEGIN SOLUTION\n### STUB: y = 0\n" + "y = 1\n" * 9 + "### END SOLUTION"
    table = "| word | word |\n|---|---|\n" * 20
    prose = "word " * 80 + "\n\n" + table + "```\n" + "word " * 50 + "\n```\n![a long text](b.png)"
    folded = "\n".join(long_details(60) for _ in range(3))
    nb = new_notebook(
        cells=[
            new_code_cell(f"{shown}\n\n{answer}"),
            new_code_cell(f"{shown}x = 2\n{hidden}"),
            new_markdown_cell(prose),
            new_markdown_cell(folded),
        ]
    )
    assert find_problems(nb) == []


def test_every_problem_of_every_lesson_is_listed(tmp_path):
    write(tmp_path, with_change(5, execution_count=3))
    (tmp_path / "source" / "02_empty").mkdir()
    broken = tmp_path / "source" / "03_broken" / "03_broken.ipynb"
    broken.parent.mkdir()
    broken.write_text("{")
    with pytest.raises(CourseError, match=r"(?s)01_tiny.*02_empty.*03_broken"):
        read_source(tmp_path / "source")


def test_a_folder_without_lessons_is_refused(tmp_path):
    with pytest.raises(CourseError, match="found none"):
        read_source(tmp_path)
