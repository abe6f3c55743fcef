"""How a check speaks: in Jupyter, in plain Python, and to whoever called it."""

import functools
import linecache
import math
import re
import subprocess
import sys
import textwrap

import nbformat
import pytest
import torch
from nbclient import NotebookClient

from course import heads
from course.checks.cases import Case
from course.checks.compare import number
from course.checks.core import CheckFailed, NotAttempted, fail
from course.checks.exercise import exercise
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
        ("wrong", "CheckFailed", "✗ Expected the loss for 10 classes to be 2.3026", "[log-base]"),
        ("stub", "NotAttempted", "○ 01-first-loss has no answer yet.", "[not-attempted]"),
        ("quiz", "CheckFailed", '✗ "a" is not right.', "[head-is-always-linear]"),
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
def test_jupyter_shows_a_line_and_a_folded_table_for_a_right_answer(outputs):
    stream, table = outputs["right"]
    assert stream.name == "stdout"
    assert re.fullmatch(
        r"✓ The loss before the first step is right. Tried: 10 classes, 2 classes, 37\s+classes.\n",
        stream.text,
    )
    assert table.output_type == "display_data"
    assert table.data["text/html"].startswith("<details><summary>Each of the 3 cases</summary>")
    assert re.search("<tr><td[^>]*>2 classes</td><td[^>]*>0.693</td></tr>", table.data["text/html"])
    assert table.data["text/plain"].splitlines()[1] == "2 classes: 0.693"


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
    *streams, table = outputs["noisy"]
    assert {output.name for output in streams} == {"stdout"}
    shown = "".join(output.text for output in streams)
    assert all(text in shown for text in ("careful", "to stderr", "logged", "✓"))


# --- in plain Python --------------------------------------------------------------------------


def test_a_script_ends_with_the_message_alone(tmp_path):
    ended = run_script(tmp_path, "check(lambda n: 1 / n)")
    assert ended.returncode == 1
    assert ended.stderr.startswith("✗ Expected the loss for 10 classes to be 2.3026")
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


@exercise("09-double", proves="Doubled", tries=["3"], table=["n"], library=[heads.find_head])
def double(answer, case: Case) -> str:
    [n] = case.numbers
    if number(answer(n), "the double") != 2 * n:
        fail("hard-coded", f"Expected {2 * n}, got another number.", "It is odd.", "the sum.")
    return f"{2 * n}"


def test_a_right_answer_is_reported_in_one_line(capsys):
    assert double(lambda n: n + n, on=["1", "5"]) is None
    assert capsys.readouterr().out == "✓ Doubled. Tried: 1, 5.\n"


def test_a_wrong_answer_carries_the_misconception():
    with pytest.raises(CheckFailed, match="(?s)✗ Expected 10.*Look at: the sum.") as caught:
        double(lambda n: 6, on=["3", "5"])
    assert caught.value.misconception == caught.value.finding.misconception == "hard-coded"
    assert "Tried on: 5." in str(caught.value)


def unwritten(n: int) -> int:
    raise NotImplementedError("your code here")


def blank(n: int) -> int:
    result = ...
    return 2 * result


@pytest.mark.parametrize("answer", [..., None, unwritten, blank, lambda n: ...])
def test_an_untouched_stub_is_no_mistake(answer):
    with pytest.raises(NotAttempted, match="○ 09-double has no answer yet"):
        double(answer)


def test_a_call_of_a_function_that_is_not_written_yet_names_it():
    with pytest.raises(NotAttempted, match="Your code calls unwritten, which is not written yet"):
        double(lambda n: unwritten(n) + n)


def test_none_is_an_answer_where_the_exercise_says_so():
    seen = []
    decorate = exercise("09-maybe", proves="Maybe", tries=["once"], table=["once"], none=True)
    check = decorate(lambda answer, case: seen.append(answer()))
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
        double(answer, on=["41"])
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


def test_a_check_can_only_fail_with_a_known_misconception():
    with pytest.raises(KeyError, match="no-such-thing"):
        fail("no-such-thing", "what", "seen", "look")


# --- blanks, borrowed functions, frequent errors ----------------------------------------------


def from_cell(text: str) -> dict:
    """The names that a cell defines, its text readable as in a kernel."""
    text, name = textwrap.dedent(text).strip() + "\n", f"<cell {abs(hash(text))}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    names = {"__name__": "__main__", "torch": torch, "heads": heads, "math": math}
    exec(compile(text, name, "exec"), names)
    return names


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("def f(n):\n    unused = ...\n    return 2 * n", "unused = ..."),
        ("rest = ...  # of the lesson\ndef f(n):\n    return 2 * n", "rest = ...  # of the lesson"),
        (
            "def g():\n    raise NotImplementedError('your code here')\nf = lambda n: 2 * n",
            "raise Not",
        ),
        (
            "def f(n):\n    if n > 90:\n        raise NotImplementedError\n    return 2 * n",
            "raise Not",
        ),
    ],
)
def test_a_blank_anywhere_in_the_cell_is_not_a_tick(cell, line):
    with pytest.raises(NotAttempted, match="Still to be filled in") as caught:
        double(from_cell(cell)["f"])
    assert line in str(caught.value)


@pytest.mark.parametrize(
    "cell",
    [
        "def f(n):\n    return (2 * torch.tensor([[n]]))[..., 0].item()",
        "def f(n: tuple[int, ...]):\n    raise_ = 'NotImplementedError'\n    return 2 * n",
        "def f(n):\n    if n < 0:\n        raise NotImplementedError('below 0')\n    return 2*n",
    ],
)
def test_what_only_looks_like_a_blank_passes(cell):
    double(from_cell(cell)["f"])


LIBRARY = [
    "f = heads.find_head",
    "def f(n):\n    return heads.find_head(n) and 2 * n",
    "from course.heads import find_head as find\ndef f(n):\n    return find(n) and 2 * n",
    "def f(n):\n    from course.heads import find_head\n    return find_head(n) and 2 * n",
    "def f(n):\n    return g(n)\ndef g(n):\n    return (lambda: heads.find_head(n))() and 2 * n",
]


@pytest.mark.parametrize("cell", LIBRARY)
def test_a_function_of_the_course_is_no_answer_where_writing_it_is_the_exercise(cell):
    with pytest.raises(CheckFailed, match="course.heads.find_head") as caught:
        double(from_cell(cell)["f"])
    assert caught.value.misconception == "taken-from-library"


def test_the_answers_own_function_of_the_same_name_is_no_borrowed_one():
    double(from_cell("def find_head(n):\n    return 2 * n\nf = lambda n: find_head(n)")["f"])
    double(functools.partial(from_cell("def f(k, n):\n    return k * n")["f"], 2))


@pytest.mark.parametrize(
    ("body", "misconception", "said"),
    [
        ("p = torch.ones(3)\n    return p in [torch.zeros(2)]", "compared-values", "same tensor"),
        ("return 1 if torch.ones(3) > 0 else 2", "own-error", "one True or False"),
        ("return torch.ones(2, 2).max(dim=1).tolist()", "own-error", "two tensors"),
        (
            "import io\n    b = io.BytesIO()\n    torch.save(1, b)\n    return torch.load(b)",
            "own-error",
            "A buffer is read from where writing stopped",
        ),
        ("return torch.nn.Linear(3, 2)(torch.ones(1, n + 1))", "width-mismatch", "takes"),
        ("return torch.nn.Linear(3, 2)(torch.ones(1, 3).double())", "dtype-mismatch", "dtypes"),
    ],
)
def test_a_frequent_error_is_explained_with_the_students_line(body, misconception, said):
    with pytest.raises(CheckFailed, match="Your code raised") as caught:
        double(from_cell(f"def f(n):\n    {body}")["f"])
    text = " ".join(str(caught.value).split())
    assert caught.value.misconception == misconception
    assert said in text
    assert body.splitlines()[-1].strip() in text


def test_a_rare_error_is_shown_without_library_frames():
    cell = "def f(n):\n    return torch.nn.functional.fold(torch.ones(1), 2, 2)"
    with pytest.raises(Exception) as caught:  # noqa: B017
        double(from_cell(cell)["f"])
    names = [
        entry.path.name if hasattr(entry.path, "name") else entry.path for entry in caught.traceback
    ]
    assert not [name for name in names if "torch" in str(name)]
    assert "Raised by your code in 09-double" in caught.value.__notes__[0]
