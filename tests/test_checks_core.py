"""How a check speaks: in Jupyter, in plain Python, and to whoever called it."""

import fractions
import re
import subprocess
import sys
import textwrap

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient

from course.checks import core
from course.checks.core import CheckFailed, NotAttempted, exercise, fail, number, tensor
from course.errors import CourseError

FIRST_LINES = "from course import checks\ncheck = checks.head_roles.expected_first_loss\n"
CELLS = {
    "setup": FIRST_LINES + "import logging, math, sys, warnings",
    "right": "check(math.log)",
    "wrong": "check(math.log2)",
    "stub": "def f(n):\n    raise NotImplementedError('your code here')\ncheck(f)",
    "theirs": """
        def halve(n):
            return n / (n - n)

        def f(n):
            return halve(n)

        check(f)""",
    "noisy": """
        def f(n):
            warnings.warn("careful")
            print("to stderr", file=sys.stderr)
            logging.getLogger("mine").error("logged")
            return math.log(n)

        check(f)""",
    "quiz": "checks.head_roles.quiz('01-quiz-1', 'a')",
    "prediction": "checks.predicted('01-predict-sum', '')",
}


# --- in Jupyter -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> dict[str, list]:
    """What each of CELLS shows when a kernel runs it."""
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_code_cell(textwrap.dedent(text).strip()) for text in CELLS.values()]
    NotebookClient(
        nb,
        allow_errors=True,
        coalesce_streams=True,
        timeout=60,
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(tmp_path_factory.mktemp("kernel"))}},
    ).execute()
    return {name: cell.outputs for name, cell in zip(CELLS, nb.cells, strict=True)}


def plain(error: nbformat.NotebookNode) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "ename", "begins", "ends"),
    [
        ("wrong", "CheckFailed", "✗ Expected 2.3026", "[log-base]"),
        ("stub", "NotAttempted", "○ 01-first-loss is not answered yet.", "[not-attempted]"),
        ("quiz", "CheckFailed", '✗ "a" is not it.', "[head-is-always-linear]"),
        ("prediction", "NotAttempted", "○ 01-predict-sum", "[not-attempted]"),
    ],
)
def test_jupyter_shows_a_failed_check_as_its_message_alone(outputs, cell, ename, begins, ends):
    [error] = outputs[cell]
    assert (error.output_type, error.ename) == ("error", ename)
    shown = plain(error)
    assert shown.startswith(begins)
    assert shown.endswith(ends)
    assert not re.search(r"Traceback|File |\.py|---", shown)
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.slow
def test_jupyter_shows_one_line_for_a_right_answer(outputs):
    [stream] = outputs["right"]
    assert stream.name == "stdout"
    assert re.fullmatch(r"✓ .+\n", stream.text)


@pytest.mark.slow
def test_jupyter_shows_a_students_own_error_as_theirs(outputs):
    [error] = outputs["theirs"]
    assert error.ename == "ZeroDivisionError"
    shown = plain(error)
    assert "return halve(n)" in shown
    assert "n / (n - n)" in shown
    assert "Raised by your code in 01-first-loss, called with (10)." in shown
    assert "core.py" not in shown
    assert "head_roles.py" not in shown


@pytest.mark.slow
def test_nothing_that_a_student_writes_reaches_stderr(outputs):
    # nbgrader gives 0 points to a test cell with any output on stderr.
    assert {output.get("name") for output in outputs["noisy"]} == {"stdout"}
    shown = "".join(output.text for output in outputs["noisy"])
    assert all(text in shown for text in ("careful", "to stderr", "logged", "✓"))


# --- in plain Python --------------------------------------------------------------------------


def test_a_script_ends_with_the_message_alone(tmp_path):
    ended = run_script(tmp_path, "check(lambda n: 1 / n)")
    assert ended.returncode == 1
    assert ended.stderr.startswith("✗ Expected 2.3026")
    assert ended.stderr.endswith("[accuracy-not-loss]\n")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("error", [NotAttempted("09-x"), CourseError("Expected a network.")])
def test_what_else_a_script_shows_as_its_message_alone(error, capsys):
    sys.excepthook(type(error), error, None)
    assert capsys.readouterr().err == f"{error}\n"


def test_a_script_keeps_the_traceback_of_a_students_own_error(tmp_path):
    ended = run_script(tmp_path, "def f(n):\n    return n.log()\ncheck(f)")
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr
    assert "return n.log()" in ended.stderr
    assert "AttributeError: 'int' object has no attribute 'log'" in ended.stderr
    assert "Raised by your code in 01-first-loss" in ended.stderr


def run_script(folder, call: str) -> subprocess.CompletedProcess:
    script = folder / "script.py"
    script.write_text(FIRST_LINES + call)
    return subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)


# --- around a student's function --------------------------------------------------------------


@exercise("09-double")
def double(answer, on=(3,)) -> str:
    for n in on:
        if number(answer(n), "the double") != 2 * n:
            fail("hard-coded", f"Expected {2 * n}, got another number.", "It is odd.", "the sum.")
    return "Doubled."


def test_a_right_answer_is_reported_in_one_line(capsys):
    assert double(lambda n: n + n, on=[1, 5]) is None
    assert capsys.readouterr().out == "✓ Doubled.\n"


def test_a_wrong_answer_carries_the_misconception():
    with pytest.raises(CheckFailed, match="(?s)✗ Expected 10.*Look at: the sum.") as caught:
        double(lambda n: 6, on=[3, 5])
    assert caught.value.misconception == caught.value.finding.misconception == "hard-coded"


def unwritten(n: int) -> int:
    raise NotImplementedError("your code here")


def blank(n: int) -> int:
    result = ...
    return 2 * result


@pytest.mark.parametrize("answer", [..., None, unwritten, blank, lambda n: ...])
def test_an_untouched_stub_is_no_mistake(answer):
    with pytest.raises(NotAttempted, match="○ 09-double is not answered yet"):
        double(answer)


def test_none_is_an_answer_where_the_exercise_says_so():
    seen = []
    check = exercise("09-maybe", none=True)(lambda answer: seen.append(answer()) or "Maybe.")
    check(lambda: None)
    assert seen == [None]
    with pytest.raises(NotAttempted):
        check(lambda: ...)


def test_not_implemented_by_a_library_is_a_students_error():
    def answer(n: int) -> torch.Tensor:
        return torch.nn.Module()(n)

    with pytest.raises(NotImplementedError) as caught:
        double(answer)
    assert "Raised by your code in 09-double" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [(lambda n: print(n), "no-return"), (6, "not-a-function"), ("double", "not-a-function")],
)
def test_what_is_no_answer_is_named(answer, misconception):
    with pytest.raises(CheckFailed) as caught:
        double(answer)
    assert caught.value.misconception == misconception


@pytest.mark.parametrize("error", [KeyError("k"), RuntimeError("mat1 and mat2"), SyntaxError("x")])
def test_a_students_error_keeps_its_type_and_says_what_it_was_called_with(error):
    def answer(n: int) -> int:
        raise error

    with pytest.raises(type(error)) as caught:
        double(answer, on=[41])
    assert caught.value is error
    assert error.__notes__ == ["Raised by your code in 09-double, called with (41).  [own-error]"]


def test_the_callers_random_numbers_and_gradient_mode_stay():
    def answer(n: int) -> float:
        assert torch.is_grad_enabled()
        torch.manual_seed(5)
        torch.randn(7)
        torch.set_grad_enabled(False)
        return 2 * n

    torch.manual_seed(1)
    expected = torch.randn(3)
    torch.manual_seed(1)
    with torch.no_grad():
        double(answer)
        assert not torch.is_grad_enabled()
    assert torch.equal(torch.randn(3), expected)
    double(answer)
    assert torch.is_grad_enabled()


def test_an_answer_that_draws_numbers_gets_the_same_ones_each_time():
    drawn = []

    def answer(n: int) -> int:
        drawn.append(torch.rand(1).item())
        return 2 * n

    double(answer)
    torch.rand(1)
    double(answer)
    assert drawn[0] == drawn[1]


def test_stderr_is_kept_clean_also_when_the_check_fails(capsys):
    with pytest.raises(CheckFailed):
        double(lambda n: print("careful", file=sys.stderr) or 0)
    assert capsys.readouterr() == ("careful\n", "")


# --- what is compared -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        fractions.Fraction(1, 2),
        np.float32(0.5),
        torch.tensor(0.5),
        torch.tensor([[0.5]], requires_grad=True),
        torch.nn.Parameter(torch.tensor(0.5, dtype=torch.float64)),
    ],
)
def test_number_takes_any_single_number(value):
    got = number(value, "the share")
    assert type(got) is float
    assert got == 0.5


@pytest.mark.parametrize(
    "value",
    ["0.5", True, [0.5], (1, 2), 1j, float("nan"), np.ones(2), torch.ones(2), print],
)
def test_number_refuses_what_is_none(value):
    with pytest.raises(CheckFailed, match="Expected the share to be one number") as caught:
        number(value, "the share")
    assert caught.value.misconception == "wrong-type"


@pytest.mark.parametrize("dtype", [torch.float64, torch.int64, torch.bool, torch.bfloat16])
def test_tensor_gives_a_plain_copy(dtype):
    class Tracked(torch.Tensor):
        pass

    value = torch.ones(2, dtype=dtype).as_subclass(Tracked)
    got = tensor(value, "the classes")
    assert (type(got), got.dtype, got.device.type) == (torch.Tensor, torch.float32, "cpu")
    got.zero_()
    assert value.all()


def test_tensor_leaves_the_graph_behind():
    assert not tensor(torch.ones(2, requires_grad=True) * 2, "the features").requires_grad


@pytest.mark.parametrize("value", [[1.0], np.ones(2), 3, torch.nn.Linear(1, 1)])
def test_tensor_refuses_anything_else(value):
    with pytest.raises(CheckFailed, match="Expected the features to be a tensor, got"):
        tensor(value, "the features")


def test_a_tensor_changed_in_place_is_found():
    x = torch.zeros(3)
    with core.unchanged(x, "the logits"):
        x + 1
    with pytest.raises(CheckFailed) as caught, core.unchanged(x, "the logits"):
        x += 1
    assert caught.value.misconception == "arguments-changed"


# --- predictions and quizzes ------------------------------------------------------------------


@pytest.mark.parametrize("prediction", ["a", " C ", "d"])
def test_any_committed_prediction_counts(prediction, capsys):
    core.predicted("09-predict", prediction)
    assert f'"{prediction.strip().lower()}"' in capsys.readouterr().out


@pytest.mark.parametrize("prediction", ["", ..., None])
def test_no_prediction_is_not_attempted(prediction):
    with pytest.raises(NotAttempted, match='Put one of "a", "b", "c", "d"'):
        core.predicted("09-predict", prediction)


@pytest.mark.parametrize("prediction", ["e", "ab", 1, ["a"], torch.tensor(1)])
def test_a_prediction_is_one_of_the_options(prediction):
    with pytest.raises(CheckFailed, match='Expected one of "a", "b", "c", "d", got'):
        core.predicted("09-predict", prediction)


QUIZ = core.quiz({"09-quiz": {"a": ("log-base", "Bits are not nats."), "b": "Nats it is."}})


def test_a_quiz_explains_the_option_that_was_chosen(capsys):
    QUIZ("09-quiz", "B")
    assert "Nats it is." in capsys.readouterr().out
    with pytest.raises(CheckFailed, match="Bits are not nats.") as caught:
        QUIZ("09-quiz", "a")
    assert caught.value.misconception == "log-base"


@pytest.mark.parametrize(("answer", "error"), [("", NotAttempted), ("c", CheckFailed)])
def test_a_quiz_wants_one_of_its_own_options(answer, error):
    with pytest.raises(error, match='one of "a", "b"'):
        QUIZ("09-quiz", answer)


def test_a_check_can_only_fail_with_a_known_misconception():
    with pytest.raises(KeyError, match="no-such-thing"):
        fail("no-such-thing", "what", "seen", "look")
