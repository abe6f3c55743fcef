"""Run cells in a kernel and collect their outputs, whatever the kernel sends.

The kernel belongs to a student. So everything it sends is counted before it is read, and no message
of one cell can change another cell.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_client.session import DELIM
from nbformat import NotebookNode

from course.grading.outputs import Outputs, add_error, errors_of, plain
from course.kernels.launcher import Server

BEAT = 0.05  # seconds between two checks of the kernel while it sends nothing
SILENCE = 5.0  # seconds that a kernel may take for what it normally does at once
HEADER = 1 << 16  # bytes of the header of a message
QUEUE = 1000  # a kernel that sends more messages at once may lose some
TOO_LONG = {
    "status": "error",
    "ename": "TooMuchOutput",
    "evalue": "The error was too long to read.",
}


@dataclass(frozen=True)
class Limits:
    """What a notebook may use: each limit with its unit and default.

    Attributes:
        cell: seconds per cell, 60; but at most half of what is left of ``total``, so that the
            cells after an endless loop always have some time.
        total: seconds for the notebook, 600, with a fresh start after each cell that crashes:
            crashes are limited by their time only.
        output: bytes of all outputs that are kept, 4 MiB, and a quarter of it per cell; a message
            that is larger is not read.
        outputs: how many outputs of a cell are kept, 1,000.
        flood: bytes that a kernel may send, 64 MiB.
        messages: how many messages a kernel may send, 50,000.
        growth: bytes by which a kernel's messages may enlarge the process that grades, 256 MiB.
    """

    cell: float = 60.0
    total: float = 600.0
    output: int = 4 << 20
    outputs: int = 1000
    flood: int = 64 << 20
    messages: int = 50_000
    growth: int = 256 << 20


class Lost(Exception):
    """The kernel cannot be used any more; the argument says why, as a key of ``ENDS``."""


class Client:
    """The connection to one kernel.

    Attributes:
        cut: whether some output was not kept.
    """

    def __init__(self, manager: KernelManager, kernel: BlockingKernelClient, limits: Limits):
        self.manager, self.kernel, self.limits = manager, kernel, limits
        self.cut = False
        self.bytes, self.messages, self.small = limits.flood, limits.messages, resident()
        self.poller = zmq.Poller()
        for channel in (kernel.iopub_channel, kernel.shell_channel):
            self.poller.register(channel.socket, zmq.POLLIN)

    @property
    def server(self) -> Server | None:
        """The prepared process that the kernel was forked from; None for an ordinary kernel."""
        return getattr(self.manager.provisioner, "server", None)

    def run_cell(self, cell: NotebookNode, seconds: float) -> str | None:
        """Execute a cell; return why the kernel was lost, or None if it can be used further."""
        cell.outputs, cell.execution_count = [], None
        if not cell.source.strip():
            return None
        outputs, reply, why = Outputs(self.limits.outputs, self.limits.output), {}, None
        try:
            reply = self.execute(cell.source, seconds, outputs)
        except Lost as lost:
            why = str(lost)
        cell.outputs = outputs.finish()
        self.cut |= outputs.cut
        if type(reply.get("execution_count")) is int:
            cell.execution_count = reply["execution_count"]
        # Its message may have been lost, or cleared by the cell itself.
        if not why and reply.get("status") != "ok" and not errors_of(cell):
            add_error(cell, plain(reply.get("ename")), plain(reply.get("evalue")))
        return why or ("exit" if asks_for_exit(reply) else None)

    def probe(self) -> str | None:
        """Return why the kernel is lost, or None if it keeps its limits and still executes code."""
        if self.server and (why := self.server.look()):
            return why
        try:
            self.execute("", SILENCE, Outputs(), silent=True)
        except Lost:
            return "silent"
        return None

    def execute(
        self, code: str, seconds: float, outputs: Outputs, silent: bool = False
    ) -> dict[str, Any]:
        """Execute code and collect its outputs; return the content of the kernel's reply.

        Raises:
            Lost: the kernel ended, took too long, stopped answering or sent what it must not.
        """
        request = self.kernel.execute(code, silent=silent, stop_on_error=False)
        heard = time.monotonic()
        end, count, idle, reply = heard + seconds, 0, False, None
        while reply is None or not idle:
            message, now = self.receive(request), time.monotonic()
            if now > end:
                raise Lost("time")
            if message:
                heard, count = now, count + 1
                kind, content = message
                try:
                    idle |= kind == "status" and content["execution_state"] == "idle"
                    if kind == "execute_reply":
                        reply = dict(TOO_LONG if content is None else content)
                    outputs.add(kind, content)
                except (AttributeError, KeyError, TypeError, ValueError) as error:
                    raise Lost("messages") from error
            elif now > heard + SILENCE and (not count or idle or reply is not None):
                raise Lost("output" if count > QUEUE else "silent")
        return reply

    def receive(self, request: str) -> tuple[str, dict[str, Any] | None] | None:
        """Wait a moment for a message; return the type and content of one that answers a request.

        The content is None if it is too large to be read.
        """
        ready = self.poller.poll(BEAT * 1000)
        if resident() > self.small + self.limits.growth:
            raise Lost("output")
        if not ready:
            if not self.manager.is_alive():
                raise Lost((self.server and self.server.why) or "exit")
            return None
        parts = ready[0][0].recv_multipart()
        size = sum(map(len, parts))
        self.bytes, self.messages = self.bytes - size, self.messages - 1
        if min(self.bytes, self.messages) < 0:
            raise Lost("output")
        try:
            frames = parts[parts.index(DELIM) + 1 :]
            if size > self.limits.output:
                header, parent = (json.loads(frame[:HEADER]) for frame in frames[1:3])
                message = {"msg_type": header["msg_type"], "parent_header": parent, "content": None}
            else:
                message = self.kernel.session.deserialize(frames)
            kind, asked = message["msg_type"], message["parent_header"].get("msg_id")
            replied = ready[0][0] is self.kernel.shell_channel.socket
            if asked != request or replied != (kind == "execute_reply"):
                return None
            return kind, message["content"]
        except Exception as error:  # a part is missing, wrongly signed, or nested too deeply
            raise Lost("messages") from error


def asks_for_exit(reply: dict[str, Any]) -> bool:
    payload = reply.get("payload")
    parts = payload if isinstance(payload, list) else []
    return any(isinstance(part, dict) and part.get("source") == "ask_exit" for part in parts)


def resident() -> int:
    """Return this process's bytes in memory, or 0 where they cannot be known."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
