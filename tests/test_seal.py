"""The seal: a verdict for each check, and what student code cannot do while a check is at work.

Each test is a program of its own, because an audit hook cannot be removed: one prepared process is
made, and forked for each of them.
"""

import multiprocessing
import signal
import socket
import textwrap
from multiprocessing.connection import Connection

import pytest

pytestmark = pytest.mark.slow  # preparing takes ten seconds
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["course.grading.sealed"])
KEY = b"k" * 32
NUMBER = "0123456789abcdef"
RIGHT = """
def swap_fc(model, num_classes):
    {inside}
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model
"""


def kernel(inner, report, cells):
    """Arm the seal as a kernel does, then run the cells; runs in the fork."""
    import contextlib
    import io

    import torch

    torch.set_num_threads(1)
    signal.alarm(60)
    from course.grading import sealed

    sealed.arm(inner, KEY)
    names = {"__name__": "__main__"}
    exec(
        "import gc, os, signal, sys, torch\nfrom torch import nn\nfrom course import checks", names
    )
    for number, cell in enumerate(cells):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(cell, f"/elsewhere/cell_{number}.py", "exec"), names)
            except BaseException as error:
                out.write(f"{type(error).__name__}: {error}")
        report.send(out.getvalue())


@pytest.fixture
def sealed():
    """Run cells under a seal; return what each printed, and the verdicts that were sent."""
    from hashlib import blake2b

    from course.checks.plain import unpack

    started = []

    def run(*cells):
        inner, kernels = socket.socketpair()
        listen, report = multiprocessing.Pipe()
        process = FORKS.Process(
            target=kernel, args=(kernels, report, [textwrap.dedent(cell) for cell in cells])
        )
        process.start()
        started.append(process)
        kernels.close()
        judge, verdicts, printed = Connection(inner.detach()), [], []
        while len(printed) < len(cells):
            for ready in multiprocessing.connection.wait([judge, listen, process.sentinel]):
                if ready is listen:
                    printed.append(listen.recv())
                elif ready is judge:
                    content = judge.recv_bytes()
                    if content[:2] == b"PK":
                        assert unpack(content) == {"ask": "number"}
                        judge.send_bytes(NUMBER.encode())
                    else:
                        assert content[:128] == blake2b(content[128:], key=KEY).hexdigest().encode()
                        verdicts.append(eval(content[128:]))
                elif len(printed) < len(cells) and not (listen.poll() or process.is_alive()):
                    pytest.fail(f"the kernel ended: {process.exitcode}")
        return printed, verdicts

    yield run
    for process in started:
        process.kill()
        process.join()


def swap(inside="pass", before="", on='["resnet18, train"]'):
    """A cell with an answer, and one that checks it."""
    answer = RIGHT.format(inside=inside.replace("\n", "\n    "))
    return f"{before}\n{answer}", f"checks.head_roles.swap_fc(swap_fc, on={on})"


PROVED = (NUMBER, "01-swap-fc", ("resnet18, train",), ())


def test_a_right_answer_is_proved(sealed):
    printed, verdicts = sealed(*swap())
    assert "✓ New logits" in printed[1]
    assert verdicts == [PROVED]


def test_a_wrong_answer_is_not(sealed):
    printed, verdicts = sealed(*swap("num_classes += 1"))
    assert "CheckFailed" in printed[1]
    assert verdicts == []


def test_each_call_has_its_verdict(sealed):
    answer, check = swap()
    _, verdicts = sealed(answer, f"{check}\n{check}", check)
    assert verdicts == [PROVED] * 3


# --- what is seen -----------------------------------------------------------------------------


def amiss(verdicts):
    [(number, exercise, cases, what)] = verdicts
    assert (number, exercise, cases) == PROVED[:3]
    return what


HEAD = """
class Head(nn.Linear):
    def forward(self, x):
        {forward}
        return super().forward(x)
"""


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        (swap(before="torch.equal = lambda *a: True"), "torch.equal"),
        (swap(before="checks.cases.find_head = lambda *a: a"), "course.checks.cases.find_head"),
        (swap("torch.equal = lambda *a: True"), "torch.equal"),
        (swap(before="nn.Linear.__eq__ = lambda *a: True"), "Linear.__eq__"),
        (swap(before="checks.core.fail = print"), "course.checks.core.fail"),
        (swap(before="checks.core.fail.__code__ = (lambda *a: 0).__code__"), "__code__ of fail"),
        (swap(before="checks.core.fail.__defaults__ = (1,)"), "__defaults__ of fail"),
        (swap(before="import ctypes\nctypes.string_at(id(nn), 8)"), "ctypes"),
        (swap(before="open('/proc/self/mem', 'rb').close()"), "the memory of a process"),
        (swap(before=f"compile('1', {textwrap.__file__!r}, 'eval')"), "code that says it is from"),
        (
            swap(before="import threading, time\nthreading.Thread(target=lambda: time.sleep(9), "
                 "daemon=True).start()"),
            "a thread",
        ),
        (swap(on="(lambda c: type('L', (list,), {})(c))(['resnet18, train'])"), "the cases"),
    ],
)  # fmt: skip
def test_what_is_replaced_is_named(sealed, cells, named):
    _, verdicts = sealed(*cells)
    assert any(named in each for each in amiss(verdicts))


def test_what_is_replaced_and_restored_while_a_check_runs_is_named(sealed):
    """By code of the answer's own, which the check runs without calling the answer."""
    forward = "kept = torch.equal; torch.equal = print; torch.equal = kept"
    answer, check = swap(before=HEAD.format(forward=forward))
    _, verdicts = sealed(answer.replace("nn.Linear(model", "Head(model"), check)
    assert any("torch" in each for each in amiss(verdicts))


def test_a_class_of_their_own_is_as_good_as_any(sealed):
    answer, check = swap(before=HEAD.format(forward="self.calls = 1"))
    _, verdicts = sealed(answer.replace("nn.Linear(model", "Head(model"), check)
    assert verdicts == [PROVED]


# --- what is hidden ---------------------------------------------------------------------------

LOOKS = {
    "its frame": "sys._getframe(1)",
    "all frames": "sys._current_frames()",
    "the frame of an error": "sys.exc_info()[2].tb_frame",
    "a trace function": "sys.settrace(print)",
    "a profile function": "sys.setprofile(print)",
    "all objects": "gc.get_objects()",
    "what refers to an object": "gc.get_referrers(model)",
    "what an object refers to": "gc.get_referents(model)",
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=list(LOOKS))
def test_a_look_is_refused_during_a_check_and_possible_outside(sealed, look):
    tried = f"""
        try:
            try:
                raise KeyError
            except KeyError:
                {look}
        except ValueError as error:
            print("refused")
        else:
            print("allowed")
    """
    tried = textwrap.dedent(tried).strip()
    answer, check = swap(tried)
    printed, verdicts = sealed(
        answer, check, f"model = nn\ndef f():\n{textwrap.indent(tried, '    ')}\nf()"
    )
    assert "refused" in printed[1]
    assert "allowed" not in printed[1]
    assert "allowed" in printed[2]
    assert verdicts == [PROVED]


def test_a_hook_of_their_own_is_not_added_and_nothing_is_said(sealed):
    before = "heard = []\nsys.addaudithook(lambda event, args: heard.append(event))"
    printed, verdicts = sealed(*swap(before=before), "print(heard)")
    assert printed[2] == "[]\n"
    assert verdicts == [PROVED]


def test_events_that_student_code_raises_prove_nothing(sealed):
    before = """
        sys.audit("course.begin", [], ())
        sys.audit("course.proved", "01-swap-fc", ("resnet18, train",), "0123456789abcdef")
        sys.audit("course.over")
    """
    inside = 'sys.audit("course.proved", "01-swap-fc", ("resnet50",), "0123456789abcdef")'
    answer, check = swap(inside, before=textwrap.dedent(before))
    _, verdicts = sealed(answer, check)
    assert verdicts == [PROVED]


def test_student_code_handles_no_signal(sealed):
    before = """
        for number, handler in [
            (signal.SIGALRM, lambda *args: print("theirs")),
            (signal.SIGUSR1, print),
            (signal.SIGUSR2, signal.SIG_IGN),
            (signal.SIGTERM, signal.SIG_DFL),
            (signal.SIGINT, signal.default_int_handler),
        ]:
            signal.signal(number, handler)
            print(signal.getsignal(number) == handler)
    """
    printed, _ = sealed(before)
    assert printed[0].split() == ["False", "True", "True", "True", "True"]


def test_a_child_sends_nothing(sealed):
    answer, check = swap()
    child = f"""
if not os.fork():
    try:
        {check}
        os._exit(3)
    finally:
        os._exit(4)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""
    printed, verdicts = sealed(answer, child, check)
    assert printed[1] == "3\n", "the check itself works in a child"
    assert verdicts == [PROVED], "that of the parent"


def test_finalizers_wait_until_the_check_is_over(sealed):
    before = """
class Late:
    def __init__(self):
        self.me = self
    def __del__(self):
        freed.append(len(sys.argv))
freed = []
"""
    inside = "Late(); gc.collect(); freed.clear(); Late()"
    printed, verdicts = sealed(*swap(inside, before=before), "print(freed, gc.isenabled())")
    assert printed[2] == "[] True\n"
    assert verdicts == [PROVED]


HONEST = {
    "logging": "import logging; logging.getLogger('x').error('said'); logging.basicConfig()",
    "namedtuples": "from collections import namedtuple; namedtuple('P', 'a b')(1, 2)",
    "dataclasses": "import dataclasses; dataclasses.make_dataclass('P', ['a', 'b'])(1, 2)",
    "enums": "import enum; enum.Enum('Colour', 'RED GREEN').RED",
    "a seed": "torch.manual_seed(0)",
    "warnings": "import warnings; warnings.warn('careful')",
    "a trace": "import traceback\ntry:\n    1 / 0\nexcept Exception:\n    traceback.print_exc()",
    "compiled code": "exec(compile('x = 1', '<own>', 'exec'), {})",
    "no gradients": "torch.no_grad()(lambda: torch.ones(1))()",
    "a signature": "import inspect; inspect.signature(swap_fc)",
    "a hook": "model.fc.register_forward_hook(print).remove()",
    "a loader": "list(torch.utils.data.DataLoader([1, 2]))",
    "another dtype": "kept = torch.float32\ntorch.set_default_dtype(torch.float64)\n"
    "torch.set_default_dtype(kept)",
    "a display of time": "import time; from tqdm import tqdm; list(tqdm([1])); time.sleep(0.01)",
}


@pytest.mark.parametrize("inside", HONEST.values(), ids=list(HONEST))
def test_honest_code_in_an_answer_works(sealed, inside):
    printed, verdicts = sealed(*swap(inside))
    assert "✓" in printed[1]
    assert verdicts == [PROVED]
