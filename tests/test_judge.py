"""The judge: what a graded cell must prove, and what a kernel may say to it."""

import multiprocessing
import re
import socket
from hashlib import blake2b
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import torch
from nbgrader.utils import is_grade

from course import checks
from course.checks import proof
from course.checks.core import CheckFailed, NotAttempted
from course.checks.exercise import CHECKS
from course.checks.plain import pack
from course.grading import judge, verdict
from course.grading.judge import expected_in

SOURCES = sorted(Path(__file__).parents[1].glob("source/*/*.ipynb"))
KEY = b"k" * 32
BEST = "checks.start_here.best_class(f)"
QUIZ = "checks.start_here.quiz('00-quiz-1', answer)"
ACCURACY = "checks.metric_pitfalls.accuracy(f)"
PREFIXES = "checks.shape_mismatch.strip_prefixes(f)"
SWAP = "checks.head_roles.swap_fc(f, on=['resnet18, train'])"


# --- what a cell calls ------------------------------------------------------------------------


def graded_cells():
    for path in SOURCES:
        for cell in nbformat.read(path, as_version=4).cells:
            if is_grade(cell) and cell.cell_type == "code":
                yield cell


@pytest.mark.parametrize("cell", list(graded_cells()), ids=lambda cell: cell.id)
def test_every_graded_cell_of_the_course_is_understood(cell):
    found = expected_in(cell.source)
    assert len(found) == len(re.findall(r"^checks\.", cell.source, flags=re.M))
    own = cell.id.removesuffix("-test")
    assert own in {each.name for each in found}
    for each in found:
        if each.name in CHECKS:
            assert each.check.__wrapped__ is CHECKS[each.name]
            assert all(each.check.exercise.case(text).text == text for text in each.cases)
        else:
            assert (each.name, each.cases) == (own, ())
    hidden = [each.cases for each in found if each.name == own and each.cases]
    assert len(set(hidden)) == len(hidden), "one verdict would stand for two calls"


def names(source):
    return [(each.name, each.cases) for each in expected_in(source)]


TRIES = ("the batch above", "2 images, 6 classes", "4 images, 4 classes", "1 image, 3 classes")


@pytest.mark.parametrize(
    ("source", "want"),
    [
        (BEST, [("00-best-class", TRIES)]),
        ("checks.start_here.best_class(f, on=['a', 'b'])", [("00-best-class", ("a", "b"))]),
        ("checks.start_here.best_class(\n    f,\n    on=('a',),\n)", [("00-best-class", ("a",))]),
        (f"if True:\n    print({BEST})", [("00-best-class", TRIES)]),
        (QUIZ, [("00-quiz-1", ())]),
        ("checks.predicted('00-p', p, 'ab')", [("00-p", ())]),
        ("", []),
        ("assert f(2) == 4", []),
        ("def f(:", []),
        ("checks.start_here.best_class", []),
        (f"# {BEST}", []),
        (f"text = '{BEST}'", []),
        ("other.start_here.best_class(f)", []),
        ("my.checks.start_here.best_class(f)", []),
        ("checks.start_here.unknown(f)", []),
        ("checks.unknown.best_class(f)", []),
        ("checks.start_here.predicted('00-p', p)", []),
        ("checks.start_here.best_class.observe(f)", []),
        ("checks.load()", []),
        ("checks.NotAttempted('00-p')", []),
        ("f()()[0](checks)", []),
        ("checks.start_here.best_class(f, on=CASES)", []),
        ("checks.start_here.quiz(QUESTION, answer)", []),
        ("checks.start_here.quiz(*both)", []),
        ("\0", []),
        ("(" * 5000, []),
    ],
)
def test_the_checks_that_a_cell_calls(source, want):
    assert names(source) == want


# --- a judge and a kernel ---------------------------------------------------------------------

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["course.grading.judge"])


@pytest.fixture
def bench(monkeypatch):
    """A judge in a process of its own, this process as its kernel, and the grader's end."""
    outer, judges_outer = socket.socketpair()
    inner, judges_inner = socket.socketpair()
    process = FORKS.Process(target=judge.main, args=(judges_outer, judges_inner, KEY))
    process.start()
    judges_outer.close()
    judges_inner.close()
    kernel = Connection(inner.detach())
    monkeypatch.setattr(proof, "_judge", kernel)
    torch.set_num_threads(1)
    with outer:
        yield SimpleNamespace(bench=verdict.Bench(outer), kernel=kernel, process=process)
    kernel.close()
    process.kill()
    process.join()


@pytest.fixture
def cell(bench):
    """Open a cell, do something, and return the verdict; data needs no seal here."""

    def run(source, *actions):
        assert bench.bench.open(source) == len(expected_in(source))
        for action in actions:
            action()
        return bench.bench.close()

    return run


def seal(bench, exercise, cases, amiss=(), key=KEY, number=None):
    """Send the verdict that the seal would."""
    number = proof.number() if number is None else number
    signed = repr((number, exercise, tuple(cases), tuple(amiss))).encode()
    bench.kernel.send_bytes(blake2b(signed, key=key).hexdigest().encode() + signed)


def choose(choice, question="00-quiz-1"):
    return lambda: checks.start_here.quiz(question, choice)


def refused(action, error=CheckFailed, match=None):
    def run():
        with pytest.raises(error, match=match):
            action()

    return run


def test_a_right_choice_is_proved(cell, capsys):
    right = next(k for k, option in checks_options().items() if not option.misconception)
    assert cell(QUIZ, choose(f" {right.upper()}")) == {"checks": 1, "missing": [], "amiss": []}
    assert '" is right.' in capsys.readouterr().out


def checks_options():
    from course.checks.quiz import QUESTIONS

    checks.load()
    return QUESTIONS["00-quiz-1"]


def test_a_wrong_choice_is_explained_and_not_proved(cell):
    wrong = next(k for k, option in checks_options().items() if option.misconception)
    found = cell(QUIZ, refused(choose(wrong), match="is not right"))
    assert found["missing"] == ["00-quiz-1"]


@pytest.mark.parametrize("choice", ["", ..., None])
def test_no_choice_is_not_attempted(cell, choice):
    found = cell(QUIZ, refused(choose(choice), NotAttempted, "between the quotes"))
    assert found["missing"] == ["00-quiz-1"]


def test_trying_letter_after_letter_leads_nowhere(cell, capsys):
    options = checks_options()
    wrong, *others = sorted(options, key=lambda k: not options[k].misconception)
    found = cell(QUIZ, refused(choose(wrong)), *map(choose, others))
    assert found["missing"] == ["00-quiz-1"]
    assert capsys.readouterr().out.count("once, in the cell of this question") == len(others)


def test_a_choice_counts_in_its_own_cell_alone(cell):
    right = next(k for k, option in checks_options().items() if not option.misconception)
    assert cell(BEST, choose(right))["missing"] == ["00-best-class"]
    choose(right)()  # between two cells
    assert cell(QUIZ)["missing"] == ["00-quiz-1"]


def test_a_committed_prediction_is_proved(cell):
    source = "checks.predicted('00-p', p)"
    assert cell(source, lambda: checks.predicted("00-p", "c"))["missing"] == []
    found = cell(source, refused(lambda: checks.predicted("00-p", "e"), match="Expected one of"))
    assert found["missing"] == ["00-p"]


def proved(bench, cell, source, answer, **names):
    """Call the checks of a cell with an answer; return what is missing and what went wrong.

    No seal is at work here, so what is missing is what the judge did not accept.
    """
    errors = []

    def call():
        try:
            exec(source, {"checks": checks, "f": answer} | names)
        except Exception as error:
            errors.append(error)
        for each in expected_in(source):
            seal(bench, each.name, each.cases)

    return cell(source, call)["missing"], errors


def mean(batches):
    right = total = 0
    for logits, y in batches:
        right += int((logits.argmax(1) == y).sum())
        total += len(y)
    if not total:
        raise ValueError("no images")
    return right / total


def strip(state_dict):
    """Take off one layer of wrapping, and ask again."""
    for prefix in ("module.", "_orig_mod."):
        if all(key.startswith(prefix) for key in state_dict):
            return strip({k[len(prefix) :]: v for k, v in state_dict.items()})
    return {k.replace("._orig_mod.", "."): v for k, v in state_dict.items()}


def strip_in_place(state_dict):
    for key, value in strip(dict(state_dict)).items():
        state_dict[key] = value
    return strip(state_dict)


def negates(logits):
    return logits.neg_().argmin(1)


CASES = [
    (BEST, lambda x: x.argmax(1), None),
    (BEST, lambda x: x.argmax(1).tolist(), None),
    (BEST, lambda x: x.argmin(1), "smallest-index"),
    (BEST, negates, "arguments-changed"),
    (BEST, lambda x: None, "no-return"),
    (BEST, lambda x: x.undefined, "own-error"),
    (BEST, lambda x: object(), "wrong-type"),
    (BEST, lambda x: ..., "not-attempted"),
    (BEST, lambda: 0, "own-error"),
    (BEST, 3, "not-a-function"),
    (BEST, None, "not-attempted"),
    (ACCURACY, mean, None),  # it gets a generator, a list and an iterator
    (ACCURACY, lambda batches: mean(list(batches)[:-1]), r"\["),
    (ACCURACY, lambda batches: 0.5, "last-batch-only"),
    (PREFIXES, strip, None),
    (PREFIXES, strip_in_place, "arguments-changed"),
]


@pytest.mark.parametrize(("source", "answer", "error"), CASES)
def test_an_answer_that_gives_data(bench, cell, source, answer, error):
    missing, errors = proved(bench, cell, source, answer)
    if error is None:
        assert (missing, errors) == ([], [])
    else:
        assert missing == [expected_in(source)[0].name]
        text = str(errors[0]) + "".join(getattr(errors[0], "__notes__", ()))
        assert re.search(error, text)


def test_the_student_calls_a_check_on_cases_of_their_own(bench, cell):
    """Another call than that of the cell proves nothing."""
    source = f"{BEST.removesuffix(')')}, on=['2 images, 5 classes'])"

    def own():
        exec(source, {"checks": checks, "f": lambda x: x.argmax(1)})
        seal(bench, "00-best-class", ("2 images, 5 classes",))

    assert cell(BEST, own)["missing"] == ["00-best-class"]


def test_data_needs_the_judge_and_the_seal(bench, cell):
    right = lambda x: x.argmax(1)  # noqa: E731
    call = lambda: exec(BEST, {"checks": checks, "f": right})  # noqa: E731
    assert cell(BEST, call)["missing"] == ["00-best-class"]
    assert cell(BEST, lambda: seal(bench, "00-best-class", TRIES))["missing"] == ["00-best-class"]
    assert cell(BEST, call, lambda: seal(bench, "00-best-class", TRIES))["missing"] == []
    assert cell(BEST)["missing"] == ["00-best-class"]  # what the cell before has proved is over


# --- verdicts of the seal ---------------------------------------------------------------------

SWAP_CASES = ("resnet18, train",)


def test_a_model_needs_the_seal_alone(bench, cell):
    assert cell(SWAP, lambda: seal(bench, "01-swap-fc", SWAP_CASES)) == {
        "checks": 1,
        "missing": [],
        "amiss": [],
    }


@pytest.mark.parametrize(
    ("sent", "amiss"),
    [
        ({"exercise": "01-head-share"}, []),
        ({"cases": ["resnet18"]}, []),
        ({"cases": []}, []),
        ({"number": ""}, []),
        ({"number": "0" * 32}, []),
        ({"key": b"o" * 32}, ["a verdict with a false signature"]),
        ({"amiss": ["torch.equal"]}, ["torch.equal"]),
    ],
    ids=repr,
)
def test_another_verdict_proves_nothing(bench, cell, sent, amiss):
    given = {"exercise": "01-swap-fc", "cases": SWAP_CASES} | sent
    found = cell(SWAP, lambda: seal(bench, **given))
    assert found == {"checks": 1, "missing": ["01-swap-fc"], "amiss": amiss}


def test_a_verdict_is_good_for_one_cell(bench, cell):
    numbers = []
    seal_again = lambda: seal(bench, "01-swap-fc", SWAP_CASES, number=numbers[0])  # noqa: E731
    assert cell(SWAP, lambda: numbers.append(proof.number()), seal_again)["missing"] == []
    assert cell(SWAP, seal_again)["missing"] == ["01-swap-fc"]
    assert proof.number() == "", "there is a number between two cells"


def test_every_call_in_a_cell_needs_its_own_verdict(bench, cell):
    source = f"{SWAP}\n{SWAP.replace('18', '50')}"
    found = cell(source, lambda: seal(bench, "01-swap-fc", SWAP_CASES))
    assert (found["checks"], found["missing"]) == (2, ["01-swap-fc"])


# --- whatever a kernel says -------------------------------------------------------------------

GARBAGE = [
    b"",
    b"x",
    b"PK",
    b"x" * 500,
    pack("text"),
    pack([]),
    pack({}),
    pack({"ask": "number of wishes"}),
    pack({"ask": "try", "exercise": "01-swap-fc"}),
    pack({"ask": "quiz", "question": 1, "choice": 2, "options": 3}),
    b"\x80\x04" + b"(" * 1000,
]


@pytest.mark.parametrize("sent", GARBAGE, ids=range(len(GARBAGE)))
def test_the_grader_gets_an_answer_whatever_the_kernel_sends(bench, cell, sent):
    found = cell(SWAP, lambda: bench.kernel.send_bytes(sent))
    assert found["missing"] == ["01-swap-fc"]
    assert cell(BEST)["checks"] == 1


def test_the_grader_gets_an_answer_when_the_kernel_has_hung_up(bench, cell):
    assert cell(SWAP, bench.kernel.close)["missing"] == ["01-swap-fc"]


def test_the_grader_gets_an_answer_in_the_middle_of_a_call(bench, cell):
    def leave():
        asked = {"exercise": "00-best-class", "cases": TRIES, "given": 1}
        bench.kernel.send_bytes(pack({"ask": "try"} | asked))
        bench.kernel.recv_bytes()

    assert cell(BEST, leave)["missing"] == ["00-best-class"]
    assert cell(BEST)["missing"] == ["00-best-class"]


@pytest.mark.parametrize(
    "reply", [pack([]), pack({"returned": 1}), pack({"raised": 3, "args": []}), b"PK", b"x" * 200]
)
def test_a_reply_that_is_none_ends_the_attempt(bench, cell, reply):
    def answer():
        asked = {"exercise": "00-best-class", "cases": TRIES, "given": 1}
        bench.kernel.send_bytes(pack({"ask": "try"} | asked))
        bench.kernel.recv_bytes()
        bench.kernel.send_bytes(reply)
        seal(bench, "00-best-class", TRIES, number="")

    assert cell(BEST, answer)["missing"] == ["00-best-class"]


def test_a_function_that_leaves_python_is_an_error_of_its_own(bench, cell):
    def leaves(x):
        raise SystemExit

    errors = []

    def call():
        try:
            exec(BEST, {"checks": checks, "f": leaves})
        except SystemExit as error:
            errors.append(error)

    assert cell(BEST, call)["missing"] == ["00-best-class"]
    assert len(errors) == 1
    assert proved(bench, cell, BEST, lambda x: x.argmax(1)) == ([], [])
