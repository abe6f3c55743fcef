"""The grader's side of a verdict: a judge that does not answer, and points that nothing proves."""

import json
import socket
from multiprocessing.connection import Connection

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from course.grading import verdict

BEST = "checks.start_here.best_class(f)"


def test_a_judge_that_is_silent_is_asked_no_more(monkeypatch):
    monkeypatch.setattr(verdict, "PATIENCE", 0.05)
    outer, other = socket.socketpair()
    with outer:
        bench, late = verdict.Bench(outer), Connection(other.detach())
        assert bench.open(BEST) == 1
        late.send_bytes(json.dumps({"checks": 3}).encode())  # would be taken for the next answer
        assert bench.close() == verdict.SILENT
        assert bench.open(BEST) == 1
        assert json.loads(late.recv_bytes()) == {"open": BEST}
        assert not late.poll(), "it was asked again"
        late.close()


def test_a_judge_that_has_ended_proves_nothing():
    outer, other = socket.socketpair()
    with outer:
        other.close()
        bench = verdict.Bench(outer)
        assert (bench.open(BEST), bench.close()) == (1, verdict.SILENT)


def notebook(*outputs, sources=()):
    cells = [*map(new_code_cell, sources), new_code_cell("checks.x.y(f)", outputs=list(outputs))]
    return new_notebook(cells=cells)


PROVED = {"checks": 1, "missing": [], "amiss": []}
MISSING = {"checks": 1, "missing": ["01-swap-fc"], "amiss": []}


def test_points_that_are_not_proved_are_withheld():
    nb = notebook()
    note = verdict.withhold(nb, 0, MISSING)
    assert "the check did not run to its end" in note
    [output] = nb.cells[0].outputs
    assert (output.output_type, output.ename) == ("error", "NotProved")


def test_points_that_are_proved_are_left_alone():
    nb = notebook(new_output("stream", text="✓"))
    assert verdict.withhold(nb, 0, PROVED) == ""
    assert [output.output_type for output in nb.cells[0].outputs] == ["stream"]


def test_a_check_that_failed_says_so_itself():
    nb = notebook(new_output("error", ename="CheckFailed", evalue="", traceback=[]))
    assert verdict.withhold(nb, 0, MISSING) == ""
    assert len(nb.cells[0].outputs) == 1


@pytest.mark.parametrize("found", [PROVED, MISSING])
def test_a_number_in_the_outputs_gives_no_points(found):
    number = new_output("execute_result", data={"text/plain": "5"}, execution_count=1)
    nb = notebook(number)
    nb.cells[0].metadata.nbgrader = {"grade": True, "solution": False, "points": 5, "grade_id": "x"}
    nb.cells[0].metadata.nbgrader |= {"schema_version": 3, "locked": True, "task": False}
    verdict.withhold(nb, 0, found)
    assert nb.cells[0].outputs[0].output_type == "display_data"
    assert determine_grade(nb.cells[0])[0] == (5 if found is PROVED else 0)


def test_a_note_names_the_cells_that_mention_what_was_replaced():
    nb = notebook(sources=["import torch", "torch.equal = yes", "x = equality", "equal = 1", "2"])
    ids = [cell.id for cell in nb.cells]
    assert verdict.places(nb, 5, ["torch.equal"]) == [ids[1], ids[3]]
    assert verdict.places(nb, 5, ["the contents of torch.optim._global", "a variable of x.f"]) == []
    note = verdict.withhold(nb, 5, MISSING | {"amiss": ["torch.equal"]})
    assert "torch.equal; see cell" in note
