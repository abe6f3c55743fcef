"""The answer bank: its harness on small lessons, and the real one."""

import ast
import os
import subprocess
from pathlib import Path

import nbformat
import pytest

from course import bank, build
from course.errors import CourseError
from course.forks import Outcome

CHECK = """
from course.checks.core import fail
from course.checks.exercise import exercise

@exercise("a student's answer", proves="Doubled", tries=["3"], table=["n"])
def check(answer, case):
    [n] = case.numbers
    if answer(n) == n * n:
        fail("sign-of-the-log", "Expected 2 n, got n².", "It is a square.", "the operation.")
    if answer(n) == "crash":
        raise ZeroDivisionError("in the check")
    if answer(n) == 6 and n != 3:
        fail("hard-coded", "Expected 2 n, got 6.", "It is 6 for every n.", "the number.")
    if answer(n) != 2 * n:
        fail("wrong-value", "Expected 2 n, got another number.", "It is odd.", "the number.")

def doubled_by_a_cell_before(n):
    return double(n)  # looked up when it is called: in the answer's names
"""
SOLUTION = "def double(n):\n    return 2 * n\nleft_by_the_solution = True"
AFTER = "assert double(5) == 10, 'after'"
BETWEEN = "double_twice = lambda n: double(double(n))"
TEST = """
assert doubled_by_a_cell_before(0) == 0 and double_twice(0) == 0
check(double)
### BEGIN HIDDEN TESTS
check(double, on=["4"])
### END HIDDEN TESTS
"""

RIGHT = {
    "right_product": "def double(n):\n    return 2 * n",
    "right_sum": "double = lambda n: n + n",
    "right_shift": "def double(n):\n    return n << 1",
}
WRONG = {
    "wrong_hard-coded": "double = lambda n: 6 if n else 0",  # passes the visible part
    "wrong_wrong-value": "double = lambda n: 4 if n else 0",
    "wrong_sign-of-the-log": "double = lambda n: n * n",
    "wrong_not-attempted": "def double(n):\n    return ... if n else 0",
    "wrong_own-error": "def double(n):\n    return n and n.upper()",
    "wrong_own-error_2": "assert left_by_the_solution",
    "wrong_own-error_3": "def double(n)",
    "wrong_own-error_4": "double = input",
    "wrong_own-error_5": "raise SystemExit",
}
BAD = {
    "right_after": "double = lambda n: 2 * n if n < 5 else 0",
    "right_square": "double = lambda n: n * n",
    "right_asleep": "import os, time\nos.fork()\nopen(PIDS + str(os.getpid()), 'w')\n"
    "time.sleep(60)",
    "right_gone": "import os\nos._exit(3)",
    "right_killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "right_crash": "double = lambda n: 'crash' if n == 4 else 2 * n",
    "wrong_hard-coded": "double = lambda n: 2 * n",
    "wrong_upside-down": "double = lambda n: 2 * n if n < 4 else n",
    "wrong_no-return": "double = lambda n: 4 if n else 0",
    "wrong_no-such-thing": "double = lambda n: 0",
    "almost_right": "double = lambda n: 2 * n",
}


def code(cell_id: str, source: str, **nbgrader: object) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(source, id=cell_id)
    if nbgrader:
        cell.metadata.nbgrader = nbgrader
    return cell


def exercise(exercise_id: str) -> list[nbformat.NotebookNode]:
    return [
        code(exercise_id, SOLUTION),
        code(f"{exercise_id}-between", BETWEEN),
        code(f"{exercise_id}-test", TEST, points=1),
        code(f"{exercise_id}-after", AFTER),
    ]


def answers(root: Path, name: str, exercise: str, texts: dict[str, str]) -> None:
    folder = root / "tests" / "answers" / name / exercise
    folder.mkdir(parents=True)
    for stem, text in texts.items():
        (folder / f"{stem}.py").write_text(text)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """One lesson with all that can be wrong with answers, and at last a cell that fails."""
    root = tmp_path_factory.mktemp("root")
    (root / "pids").mkdir()
    folder = root / "source" / "00_tiny"
    folder.mkdir(parents=True)
    (folder / "data.txt").touch()
    on_purpose = code("on-purpose", "1 / 0")
    on_purpose.metadata.tags = ["raises-exception"]
    nb = nbformat.v4.new_notebook()
    nb.cells = [
        nbformat.v4.new_markdown_cell("# A question"),
        code("check", CHECK),
        on_purpose,
        code("in-a-copy", f"import os\nos.rename('data.txt', 'new.txt')\nPIDS = '{root}/pids/'"),
        *(cell for name in ("00-good", "00-bad", "00-few", "00-none") for cell in exercise(name)),
        code("00-quiz-1-test", "", points=1),
        code("00-trouble", "raise ValueError('no such photo')"),
        *exercise("00-late"),
    ]
    nbformat.write(nb, folder / "00_tiny.ipynb")
    answers(root, "00_tiny", "00-good", RIGHT | WRONG)
    answers(root, "00_tiny", "00-bad", BAD)
    answers(root, "00_tiny", "00-few", dict([*RIGHT.items()][:2]) | WRONG)
    answers(root, "00_tiny", "00-stray", RIGHT)
    answers(root, "00_tiny", "00-late", RIGHT | WRONG)
    answers(root, "02_gone", "02-x", RIGHT)
    return root


@pytest.fixture(scope="module")
def report(root) -> bank.Report:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(bank.WHOLE, "1")  # the cells after right answers too
        return bank.run(root=root, limit=2)


def problems(report: bank.Report, where: str) -> list[str]:
    return [problem.what for problem in report.problems if problem.where == where]


def test_answers_that_behave_as_named_are_no_problem(report):
    assert [p for p in report.problems if p.where.startswith("00-good")] == []
    good = report.exercises[0]
    assert good.exercise == "00-good"
    expected = dict.fromkeys(RIGHT, "passed")
    expected |= {name: name.split("_")[1] for name in WRONG}
    assert {k: o.verdict for k, o in good.outcomes.items()} == {
        f"{name}.py": verdict for name, verdict in expected.items()
    }
    assert "own-error" in good.outcomes["wrong_own-error.py"].message
    assert good.outcomes["right_sum.py"].stdout == "✓ Doubled. Tried: 3.\n✓ Doubled. Tried: 4.\n"
    assert 0 < good.outcomes["right_sum.py"].seconds < good.seconds


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (
            "right_square",
            "expected to be accepted, got: refused as sign-of-the-log. ✗ Expected 2 n",
        ),
        ("right_asleep", "expected to be accepted, got: it never ended"),
        ("right_gone", "expected to be accepted, got: its process died. How: exit status 3."),
        ("right_killed", "expected to be accepted, got: its process died. How: SIGKILL."),
        ("right_crash", "expected to be accepted, got: the check itself failed. ZeroDivisionError"),
        ("wrong_hard-coded", "expected to be refused as hard-coded, got: accepted."),
        ("wrong_no-return", "expected to be refused as no-return, got: refused as wrong-value. ✗"),
        # Right in all that the student sees: refused in the hidden part alone, which is not enough.
        ("wrong_upside-down", "expected to be refused as upside-down, got: accepted."),
        ("wrong_no-such-thing", "expected a name like"),
        ("almost_right", "expected a name like"),
    ],
)
def test_each_thing_that_is_wrong_with_an_answer_is_reported_once(report, answer, what):
    [found] = problems(report, f"00-bad/{answer}.py")
    assert found.startswith(what)


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("00-few", "expected at least 3 right and 4 wrong answers, got 2 and 9"),
        ("00-none", "gives points in 00_tiny, has no answers"),
        ("00-stray", "answers to no exercise of 00_tiny"),
        ("02_gone", "answers to a lesson that does not exist"),
        ("00_tiny", "its cell 00-trouble failed.\nValueError: no such photo"),
        ("00-late", "was not reached"),
    ],
)
def test_each_thing_that_is_wrong_with_a_lesson_is_reported_once(report, where, what):
    assert problems(report, where) == [what]


def test_of_answers_that_take_long_a_part_is_drawn_where_all_lessons_are_tried(root, monkeypatch):
    monkeypatch.setattr(bank, "PART", {"00-good": (1, 2)})
    monkeypatch.setattr(bank.forks, "tried", lambda paths, *_: [(p, Outcome("x")) for p in paths])
    folder, tried = root / "tests" / "answers" / "00_tiny" / "00-good", {}
    for every in (True, False, False):
        found = bank.Report()
        bank._try_answers(folder, lambda _: None, found, 1, every)
        [tried[len(tried)]] = found.exercises
        assert not any(problem.where == "00-good" for problem in found.problems)  # enough are there
    assert [(each.count("right"), each.count("wrong")) for each in tried.values()] == [
        (len(RIGHT), len(WRONG)),
        (1, 2),
        (1, 2),
    ]
    assert tried[1].outcomes.keys() == tried[2].outcomes.keys()


def test_a_quiz_needs_no_answers(report):
    assert problems(report, "00-quiz-1") == []


def test_the_report_is_a_table_and_then_every_problem(report):
    table, *rest = str(report).split("\n\n")
    rows = [line.split() for line in table.splitlines()]
    assert rows[0] == ["exercise", "right", "wrong", "problems"]
    assert rows[1] == ["00-good", "3", "9", "0"]
    assert rows[2] == ["00-bad", "6", "3", "12"]  # eleven answers, and too few
    assert len(rest) == len(report.problems)
    assert report.rate > 0


def test_nothing_is_left_behind(root, report):
    assert sorted(os.listdir(root / "source" / "00_tiny")) == ["00_tiny.ipynb", "data.txt"]
    pids = os.listdir(root / "pids")
    assert len(pids) == 2  # the answer that hung, and the process that it had started
    states = subprocess.run(["ps", "-o", "stat=", "-p", ",".join(pids)], capture_output=True)
    assert states.stdout.split() in ([], [b"Z"])


@pytest.mark.parametrize(("lessons", "got"), [(["03_typo"], "03_typo"), (None, "no lesson at all")])
def test_a_lesson_that_is_not_there(root, tmp_path, lessons, got):
    with pytest.raises(CourseError, match=f"got {got}"):
        bank.run(lessons, root=root if lessons else tmp_path)


@pytest.mark.parametrize("problems", [[], [bank.Problem("01-x", "is odd")]])
def test_the_exit_status_says_whether_there_is_a_problem(monkeypatch, capsys, problems):
    monkeypatch.setattr(bank, "run", lambda lessons: bank.Report(problems=problems))
    assert bank.main([]) == len(problems)
    assert f"{len(problems)} problems." in capsys.readouterr().out


# --- the real bank ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> bank.Report:
    return bank.run()


@pytest.mark.slow
def test_every_check_accepts_what_is_right_and_names_what_is_wrong(real):
    assert not real.problems, str(real)


@pytest.mark.slow
def test_every_message_is_reached_by_an_answer(real):
    said = " ".join(
        " ".join(outcome.message.split())
        for tried in real.exercises
        for outcome in tried.outcomes.values()
    )
    unreached = [
        f"{path.parent.name}/{path.name}:{line}: {look} [{misconception}]"
        for path in sorted((bank.ROOT / "course/checks").glob("*/*.py"))
        if path.parent.name != "capstone" or os.environ.get(bank.WHOLE)  # of that a part is tried
        for line, misconception, look in messages_in(path)
        if f"Look at: {look} [{misconception}]" not in said
    ]
    assert unreached == []


def messages_in(path: Path) -> list[tuple[int, str, str]]:
    """Line, misconception and last sentence of each message whose text does not vary."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("fail", "Mistake"):
            ends = node.args[:1] + node.args[-1:]
            if all(isinstance(part, ast.Constant) for part in ends):
                found.append((node.lineno, *(" ".join(part.value.split()) for part in ends)))
    return found


def test_every_exercise_has_its_untouched_stub_in_the_bank():
    stubs = {}
    for path in sorted(bank.ROOT.glob("source/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            folder = bank.ROOT / "tests" / "answers" / path.stem / cell.id
            if folder.is_dir():
                stub, _ = build.to_stub(cell.source, 'raise NotImplementedError("your code here")')
                stubs[folder / "wrong_not-attempted.py"] = stub.strip()
    assert stubs
    for path, stub in stubs.items():
        comment, _, text = path.read_text().partition("\n")
        assert comment.startswith("#")
        assert text.strip() == stub, f"{path} is no longer what students are given"


def test_every_answer_says_who_would_write_it():
    texts = {p: p.read_text() for p in bank.ROOT.glob("tests/answers/*/*/*.py")}
    silent = [path.name for path, text in texts.items() if not text.startswith("# ")]
    assert texts
    assert silent == []
