"""What a cell shows, which outputs decide a score, and which are cut."""

import json
import time

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from course.grading.outputs import Outputs, overwrite, settle, shorten


def graded_cell(source, points=2.0):
    metadata = {"grade": True, "solution": False, "locked": True, "task": False, "points": points}
    metadata |= {"grade_id": "c0", "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": metadata})


def collect(*messages, most=9, size=1000):
    outputs = Outputs(most, size)
    for kind, content in messages:
        outputs.add(kind, content)
    return outputs.finish()


def printed(text, name="stdout"):
    return "stream", {"name": name, "text": text}


def shown(text, name=None):
    return "display_data", {"data": {"text/plain": text}, "transient": {"display_id": name}}


def result(text):
    return "execute_result", {"data": {"text/plain": text}, "execution_count": 1}


ERROR = "error", {"ename": "E", "evalue": "why", "traceback": ["E: why"]}


def texts(outputs):
    return [
        output.get("text") or output.get("ename") or output.data["text/plain"] for output in outputs
    ]


def test_prints_are_joined_for_each_stream():
    outputs = collect(printed("a"), printed("!", "stderr"), shown("picture"), printed("b"))
    assert texts(outputs) == ["ab", "!", "picture"]


@pytest.mark.parametrize(
    "text, seen",
    [
        ("10 %\r50 %\r100 %\nnext", "100 %\nnext"),
        ("done\r\nnext\r\n", "done\r\nnext\r\n"),
        ("first\n10 %\r", "first\n10 %\r"),
        ("\r\r\rall\n", "all\n"),
    ],
)
def test_a_carriage_return_begins_the_line_again(text, seen):
    assert overwrite(text) == seen
    assert texts(collect(*map(printed, text))) == [seen]


@pytest.mark.parametrize(
    "text", ["x" * 4_000_000, "x\r" * 2_000_000, "\r" * 4_000_000, "\n\r" * 9**6]
)
def test_long_lines_take_no_time(text):
    start = time.process_time()
    overwrite(text)
    assert time.process_time() - start < 10  # minutes, if it were quadratic


def test_progress_that_is_printed_for_long_is_kept_to_its_end():
    bar = [printed(f"\r{number} of 5000") for number in range(5001)]
    assert texts(collect(*bar, printed("\ndone"))) == ["5000 of 5000\ndone"]


def test_long_prints_are_cut_while_they_arrive():
    (output,) = collect(*[printed("x" * 100)] * 1000)
    assert 1000 <= len(output.text) <= 5000


def test_so_many_outputs_are_kept_and_those_that_decide_a_score():
    outputs = Outputs(3, 1000)
    for kind, content in [*[shown("x")] * 9, result("1"), result("2"), result("3"), ERROR]:
        outputs.add(kind, content)
    assert texts(outputs.finish()) == ["x", "x", "x", "1", "2", "E"] and outputs.cut


@pytest.mark.parametrize("wait", [False, True])
def test_clearing_removes_no_error_and_no_result(wait):
    clear = "clear_output", {"wait": wait}
    outputs = collect(printed("before"), shown("old"), result("0"), ERROR, clear, printed("after"))
    assert texts(outputs) == ["0", "E", "after"]


def test_an_update_changes_what_has_the_same_id_in_this_cell():
    def update(text, name):
        return "update_display_data", shown(text, name)[1]

    outputs = collect(shown("1", "a"), shown("2", "b"), update("3", "a"), update("4", "c"))
    assert texts(outputs) == ["3", "2"]


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


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_cell_with_an_error_has_no_result(order):
    cell = graded_cell("f()")
    outputs = collect(result("2"), ERROR)
    cell.outputs = [outputs[number] for number in order]
    assert determine_grade(cell)[0] == 2 * (order == (0, 1))  # in nbgrader, the first one decides
    settle(cell)
    assert determine_grade(cell)[0] == 0


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
