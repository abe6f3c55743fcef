"""Which outputs decide a score, and which are cut."""

import json

from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from course.grading.outputs import settle, shorten


def graded_cell(source, points=2.0):
    metadata = {"grade": True, "solution": False, "locked": True, "task": False, "points": points}
    metadata |= {"grade_id": "c0", "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": metadata})


def test_only_an_error_or_one_number_within_the_points_decides_a_score():
    def score(source, *data, points=2.0):
        cell = graded_cell(source, points)
        cell.outputs = [new_output("execute_result", {"text/plain": text}) for text in data]
        settle(cell)
        return determine_grade(cell)[0]

    assert score("f()", "1") == 1
    assert score("f()", "2", points=1) == 0
    assert score("f()", "1", "2") == 0  # a cell may return one result
    assert score("f()", "nan") == 0
    assert score("f()", "'well done'") == 2  # as in nbgrader
    assert score("x = f()", "0.5") == 2  # the cell does not end in it
    assert score("%matplotlib inline", "1") == 2


def test_long_outputs_are_cut_but_scores_and_reasons_stay():
    book = new_notebook(cells=[graded_cell("f()"), new_code_cell("g()"), new_code_cell("h()")])
    stream = new_output("stream", text="x" * 9000)
    result = new_output("execute_result", {"text/plain": "1"})
    error = new_output("error", ename="E", evalue="y" * 9000, traceback=["z" * 9000 + "[reason]"])
    picture = new_output("display_data", {"image/png": "p" * 9000})
    book.cells[0].outputs = [stream, result, error]
    book.cells[1].outputs = [picture]
    book.cells[2].outputs = [new_output("stream", text="short")]
    assert shorten(book, 8000)
    assert len(json.dumps(book)) < 12_000
    assert book.cells[0].outputs[1].data["text/plain"] == "1"
    assert book.cells[0].outputs[2].traceback[0].endswith("[reason]")
    assert book.cells[2].outputs[0].text == "short"
    assert not shorten(new_notebook(cells=[new_code_cell("1")]), 8000)
