"""Whatever a kernel sends, a cell ends with outputs of its own or a reason, and soon."""

import json
import time
from types import SimpleNamespace

import pytest
import zmq
from jupyter_client.session import Session
from nbformat.v4 import new_code_cell

from course.grading import client as module
from course.grading.client import Client, Limits


class Kernel:
    """Stands in for a kernel and its manager: answers a request with prepared messages.

    Attributes:
        script: called with this kernel when code is sent, to send messages.
    """

    def __init__(self, script):
        self.script, self.alive, self.session = script, True, Session(key=b"key")
        self.provisioner = SimpleNamespace(server=SimpleNamespace(why="memory"))
        self.context = zmq.Context()
        ends = {name: self.pair(name) for name in ("iopub", "shell")}
        self.iopub, self.shell = (theirs for _, theirs in ends.values())
        self.iopub_channel, self.shell_channel = (
            SimpleNamespace(socket=ours) for ours, _ in ends.values()
        )

    def pair(self, name):
        ours, theirs = self.context.socket(zmq.PAIR), self.context.socket(zmq.PAIR)
        ours.rcvhwm = theirs.sndhwm = 0  # a script sends everything before anybody reads
        ours.bind(f"inproc://{name}")
        theirs.connect(f"inproc://{name}")
        return ours, theirs

    def is_alive(self):
        return self.alive

    def execute(self, code, **_):
        self.request = self.session.msg("execute_request")
        self.script(self)
        return self.request["msg_id"]

    def send(self, kind, parent=None, socket=None, **content):
        socket = socket or (self.shell if kind == "execute_reply" else self.iopub)
        self.session.send(socket, kind, content, parent=parent or self.request)

    def raw(self, content):
        """Send a signed display of these bytes."""
        message = self.session.msg("display_data", parent=self.request)
        frames = [message["header"], message["parent_header"], message["metadata"]]
        frames = [*map(self.session.pack, frames), content]
        self.iopub.send_multipart([b"<IDS|MSG>", self.session.sign(frames), *frames])

    def idle(self):
        self.send("status", execution_state="idle")

    def finish(self, **more):
        self.send("execute_reply", **{"status": "ok", "execution_count": 3} | more)
        self.idle()


@pytest.fixture
def run(monkeypatch):
    """Run a cell in a kernel that sends what a script says; return the cell and the reason."""
    monkeypatch.setattr(module, "SILENCE", 0.3)
    kernels = []

    def run(script, limits=None, seconds=10.0):
        kernel, cell = Kernel(script), new_code_cell("code")
        kernels.append(kernel)
        why = Client(kernel, kernel, limits or Limits()).run_cell(cell, seconds)
        return cell, why

    yield run
    for kernel in kernels:
        kernel.context.destroy(linger=0)


def text_of(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_outputs_and_the_number_of_an_ordinary_cell(run):
    def script(kernel):
        kernel.send("status", execution_state="busy")
        kernel.send("stream", name="stdout", text="one ")
        kernel.send("stream", name="stdout", text="two")
        kernel.finish()

    cell, why = run(script)
    assert (why, text_of(cell), cell.execution_count) == (None, "one two", 3)


def test_messages_for_other_cells_change_nothing(run):
    def script(kernel):
        other = kernel.session.msg("execute_request")
        kernel.send("stream", parent=other, name="stdout", text="other")
        kernel.send("execute_reply", parent=other, status="error", ename="E", evalue="")
        kernel.send("status", parent=other, execution_state="idle")
        kernel.finish()

    cell, why = run(script)
    assert (why, cell.outputs) == (None, [])


def test_replies_and_outputs_come_from_their_own_sockets(run):
    def script(kernel):
        kernel.send("execute_reply", socket=kernel.iopub, status="ok")
        kernel.send("stream", socket=kernel.shell, name="stdout", text="x")
        kernel.send("status", socket=kernel.shell, execution_state="idle")
        kernel.finish(status="error")

    cell, why = run(script)
    assert (why, [output.output_type for output in cell.outputs]) == (None, ["error"])


@pytest.mark.parametrize("status", ["error", "aborted", "something"])
def test_a_cell_fails_unless_the_reply_says_ok(run, status):
    cell, why = run(lambda kernel: kernel.finish(status=status, ename="E", evalue="why"))
    assert why is None
    assert [(output.ename, output.evalue) for output in cell.outputs] == [("E", "why")]


def test_exit_is_noticed(run):
    assert run(lambda kernel: kernel.finish(payload=[{"source": "ask_exit"}]))[1] == "exit"
    assert run(lambda kernel: kernel.finish(payload=[1, {"source": "page"}]))[1] is None
    assert run(lambda kernel: kernel.finish(payload=1))[1] is None


BROKEN = {
    "deep lists": lambda kernel: kernel.raw(b"[" * 3_000_000),
    "a list instead of a dict": lambda kernel: kernel.raw(b"[1]"),
    "no data": lambda kernel: kernel.raw(b"{}"),
    "data that is a number": lambda kernel: kernel.raw(b'{"data": 1}'),
    "not JSON": lambda kernel: kernel.raw(b"\xff\x00"),
    "a large number": lambda kernel: kernel.raw(b'{"data": {"n": ' + b"9" * 2_000_000 + b"}}"),
    "nothing": lambda kernel: kernel.iopub.send_multipart([b""]),
    "no frames": lambda kernel: kernel.iopub.send_multipart([b"<IDS|MSG>"]),
    "large and without a header": lambda kernel: kernel.iopub.send_multipart(
        [b"<IDS|MSG>", b"", b"[" * 5_000_000, b"{}"]
    ),
    "a wrong signature": lambda kernel: kernel.iopub.send_multipart(
        [b"<IDS|MSG>", b"forged", b"{}", b"{}", b"{}", b"{}"]
    ),
    "a state without a name": lambda kernel: kernel.send("status"),
    "an error without a traceback": lambda kernel: kernel.send("error", ename="E", evalue=""),
    "an update of nothing": lambda kernel: kernel.send("update_display_data", data={}),
    "a display id that is a list": lambda kernel: kernel.send(
        "display_data", data={}, transient={"display_id": [1]}
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_message_ends_the_kernel(run, kind):
    def script(kernel):
        BROKEN[kind](kernel)
        kernel.finish()

    assert run(script)[1] == "messages"


def test_a_message_that_is_too_large_is_not_read(run):
    def script(kernel):
        kernel.send("display_data", data={"text/plain": "first"})
        kernel.raw(b"[" * 5_000_000)
        kernel.finish()

    cell, why = run(script)
    assert why is None
    assert cell.outputs[0].data == {"text/plain": "first"} and text_of(cell) == "[cut]\n"


def test_a_reply_that_is_too_large_is_an_error(run):
    cell, why = run(lambda kernel: kernel.finish(payload=["x" * 5_000_000]))
    assert (why, [output.ename for output in cell.outputs]) == (None, ["TooMuchOutput"])


def test_a_kernel_may_send_so_many_bytes_and_messages(run):
    def script(kernel):
        for _ in range(100):
            kernel.send("stream", name="stdout", text="x" * 1000)
        kernel.finish()

    assert run(script)[1] is None
    assert run(script, Limits(messages=101))[1] == "output"
    assert run(script, Limits(flood=100_000))[1] == "output"


def test_a_kernel_may_not_enlarge_this_process(run, monkeypatch):
    sizes = iter([100, 150, 200, 400])
    monkeypatch.setattr(module, "resident", lambda: next(sizes))
    assert run(lambda kernel: None, Limits(growth=150))[1] == "output"
    assert next(sizes, None) is None


def test_messages_without_end_run_into_the_time_limit(run):
    def script(kernel):
        for _ in range(20_000):
            kernel.send("stream", name="stdout", text="x")

    assert run(script, seconds=0.2)[1] == "time"


SILENT = {
    "nothing": lambda kernel: None,
    "no reply": lambda kernel: kernel.idle(),
    "no idle": lambda kernel: kernel.send("execute_reply", status="ok"),
}


@pytest.mark.parametrize("kind", SILENT)
def test_a_silent_kernel_is_given_up_before_the_time_limit(run, kind):
    assert run(SILENT[kind])[1] == "silent"


def test_a_kernel_that_works_may_be_silent(run):
    start = time.monotonic()
    busy = run(lambda kernel: kernel.send("status", execution_state="busy"), seconds=1.0)
    assert busy[1] == "time" and time.monotonic() - start > 0.9


def test_what_a_kernel_sent_before_it_ended_is_kept(run):
    def script(kernel):
        kernel.send("stream", name="stdout", text="last words")
        kernel.alive = False

    cell, why = run(script)
    assert (why, text_of(cell)) == ("memory", "last words")


def test_outputs_are_plain_text_whatever_was_sent(run):
    def script(kernel):
        kernel.raw(b'{"data": {"text/plain": "\\ud800", "x": [[]], "\\udc00": "y"}}')
        kernel.send("stream", name="other", text=7)
        kernel.finish(execution_count="7")

    cell, why = run(script)
    assert why is None and cell.execution_count is None
    assert cell.outputs[0].data == {"text/plain": "?", "?": "y"}
    json.dumps(cell, ensure_ascii=False).encode()
