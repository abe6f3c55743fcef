"""Execute one notebook: bytes in, bytes and a typed outcome out. No gradebook, no shared files."""

import ast
import asyncio
import contextlib
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from signal import SIGKILL

import nbformat
from filelock import FileLock
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.files import cache_dir
from course.kernels import provisioner
from course.kernels.launcher import Unavailable


@dataclass(frozen=True)
class Limits:
    """What a notebook may take.

    Attributes:
        cell: seconds of one cell.
        total: seconds of the notebook, fresh starts included.
        restarts: how many cells may crash before the rest is given up.
        output: bytes of all outputs.
    """

    cell: float = 60.0
    total: float = 600.0
    restarts: int = 5
    output: int = 4 << 20


@dataclass(frozen=True)
class Job:
    """All that is needed to execute one submission, anywhere.

    Attributes:
        notebook: the notebook to execute, as JSON.
        files: what lies beside it, by relative path.
        solution: the instructor's solution, executed once on every machine, to fill the caches
            that each submission finds in its home; empty for none.
        solution_files: what lies beside the solution, of the instructor's only: it runs outside
            of the sandbox, where no file of a student may be imported.
        sandboxed: False for code that is trusted.
    """

    notebook: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    solution: str = ""
    solution_files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = Limits()
    sandboxed: bool = True


@dataclass(frozen=True)
class Executed:
    """What became of a job: the notebook with outputs, one of ``records.OUTCOMES``, and notes."""

    notebook: str
    outcome: str
    notes: tuple[str, ...] = ()


_one = threading.Lock()  # notebook at a time in a process, whatever threads its owner has


def run(job: Job) -> Executed:
    """Execute a notebook in fresh kernels, until every cell has run or is given up.

    A cell that ends its kernel or runs too long gets an error as its output; the rest runs in a
    fresh kernel, in which the cells before it have run again, without that cell.

    Raises:
        Unavailable: no kernel could be started, which is no fault of the notebook.
    """
    with _one:
        return _run(job, cache=seed(job) if job.solution and job.sandboxed else None)


def _run(job: Job, cache: Path | None = None, env: Mapping[str, str] | None = None) -> Executed:
    notebook = nbformat.reads(job.notebook, as_version=4)
    most = provisioner.SandboxedProvisioner.limits.disk
    if job.sandboxed and sum(len(content) + 4096 for content in job.files.values()) > most:
        for cell in notebook.cells:
            _add_error(cell, "NotRun", "No cell was run: see the notes.")
        told = f"Expected files of at most {most >> 20} MiB beside the notebook, got more"
        return Executed(nbformat.writes(notebook), "malformed", (told,))
    with tempfile.TemporaryDirectory() as folder:
        for name, content in job.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        env = os.environ | {"NBGRADER_EXECUTION": "autograde"} | dict(env or {})
        start = {"cwd": folder, "env": env}
        execution = _Execution(notebook, job.limits, job.sandboxed, cache, start)
        outcome, notes = asyncio.run(execution.run())
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _settle(cell)
    if _shorten(notebook, job.limits.output):
        notes.append("its output was too long, only the beginning was kept")
    return Executed(nbformat.writes(notebook), outcome, tuple(notes))


def seed(job: Job) -> Path:
    """Return the folder of caches that the solution fills; it is made once on a machine."""
    key = hashlib.sha256(job.solution.encode())
    for name, content in sorted(job.solution_files.items()):
        key.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    folder = cache_dir("seeds") / key.hexdigest()[:16]
    with FileLock(folder.with_suffix(".lock")):  # others wait, as they would for the same work
        if folder.exists():
            return folder
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            made = Path(scratch, "cache")
            made.mkdir()
            solved = Job(job.solution, job.solution_files, sandboxed=False)
            try:
                _run(solved, env={"COURSE_CACHE": str(made / "replace-the-head")})
            finally:
                provisioner.close_idle()  # this process forks no trusted kernel any more
            made.rename(folder)
    return folder


# What is said of a cell that ended its kernel: name of the error, outcome, text.
_ENDS = {
    "time": ("TimeLimit", "timeout", "it ran longer than {:g} s and was stopped"),
    "memory": ("OutOfMemory", "out-of-memory", "it used more memory than a submission may"),
    "processes": ("TooManyProcesses", "crashed", "it started too many processes"),
    "disk": ("TooManyFiles", "crashed", "it made too many files"),
    "output": ("TooMuchOutput", "crashed", "it wrote far more output than is kept"),
    "files": ("NotAllowed", "tampered", "it wrote where only the grader writes"),
    "messages": ("NotAllowed", "crashed", "it sent the grader what no cell sends"),
    "server": ("Crashed", "crashed", "the process that starts kernels ended with it"),
    "exit": ("Crashed", "crashed", "it ended the whole Python process"),
}
_WORST = ("tampered", "out-of-memory", "timeout", "crashed", "graded")
FLOOD = 16  # times the output that is kept: beyond it the cell is stopped


@dataclass
class _Execution:
    """The kernels that execute one notebook, one after the other.

    Attributes:
        start: where kernels start, and with which environment.
        ended: for each cell that ended a kernel, why.
        done: the number of cells, of those with code, that have run or will not.
    """

    notebook: NotebookNode
    limits: Limits
    sandboxed: bool
    cache: Path | None
    start: Mapping[str, object]
    ended: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    done: int = 0

    async def run(self) -> tuple[str, list[str]]:
        """Execute the cells in place; return the outcome and what happened."""
        self.deadline = asyncio.get_running_loop().time() + self.limits.total
        cells = [i for i, cell in enumerate(self.notebook.cells) if cell.cell_type == "code"]
        while self.left() > 0 and len(self.ended) <= self.limits.restarts:
            if await self.run_once([i for i in cells if i not in self.ended]):
                break
        else:
            for i in (i for i in cells if i >= self.done and i not in self.ended):
                _add_error(
                    self.notebook.cells[i], "NotRun", "This cell was not run: see the notes."
                )
            why = "for want of time" if self.left() <= 0 else "after too many crashes"
            self.notes.append(f"the rest was given up, {why}")
        outcomes = ["graded", *(_ENDS[why][1] for why in self.ended.values())]
        if self.left() <= 0:
            outcomes.append("timeout")
        return min(outcomes, key=_WORST.index), self.notes

    def left(self) -> float:
        return self.deadline - asyncio.get_running_loop().time()

    async def run_once(self, cells: list[int]) -> bool:
        """Execute these cells in one kernel; return whether it lived to the end."""
        async with self.kernel() as client:
            for i in cells:
                seconds = min(self.limits.cell, self.left())
                if seconds <= 0:
                    return False
                kept = self.notebook.cells[i].get("outputs") if i < self.done else None
                why = await client.run_cell(i, seconds)
                if kept is not None:
                    self.notebook.cells[i].outputs = kept
                if why:
                    self.take_out(i, why)
                    return False
                self.done = max(self.done, i + 1)
        return True

    def take_out(self, index: int, why: str) -> None:
        name, _, text = _ENDS[why]
        cell, text = self.notebook.cells[index], text.format(self.limits.cell)
        cell.execution_count = None  # whether the number still arrived is a matter of luck
        _add_error(cell, name, f"This cell was taken out: {text}.")
        self.notes.append(f"cell {cell.id}: {text}; the rest was run without it")
        self.ended[index] = why
        self.done = max(self.done, index + 1)

    @contextlib.asynccontextmanager
    async def kernel(self) -> AsyncIterator["_Client"]:
        """A fresh kernel, and the client that executes the cells of the notebook in it."""
        manager = AsyncKernelManager(kernel_name="python3")
        kind = provisioner.SandboxedProvisioner if self.sandboxed else provisioner.WarmProvisioner
        manager.provisioner = kind(kernel_spec=manager.kernel_spec, parent=manager)
        manager.provisioner.cache = self.cache
        arguments = ["--HistoryManager.enabled=False", "--log-level=ERROR"]
        client = _Client(
            self.notebook,
            manager,
            allow_errors=True,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            interrupt_on_timeout=False,
            raise_on_iopub_timeout=True,
            iopub_timeout=10,
        )
        client.room = FLOOD * self.limits.output
        try:
            await manager.start_kernel(extra_arguments=arguments, **self.start)
            client.kc = manager.client()
            client.kc.start_channels(stdin=False, hb=False)
            client.kc.allow_stdin = False
            await _ready(client.kc, manager)
            yield client
        finally:
            if client.kc:
                client.kc.stop_channels()
            if manager.has_kernel:
                await manager.provisioner.kill()
                await manager.provisioner.wait()
            await manager.cleanup_resources()


async def _ready(client: object, manager: AsyncKernelManager) -> None:
    """Wait until the kernel answers and its outputs arrive, without a fixed pause.

    Raises:
        Unavailable: it ended, or did not answer in time.
    """
    for _ in range(int(provisioner.STARTED / 0.2)):
        client.kernel_info()  # the first may have been answered before outputs arrived
        try:
            await client.get_iopub_msg(timeout=0.2)
            await client.get_shell_msg(timeout=0.2)
            return
        except Empty:
            if not await manager.is_alive():
                break
    raise Unavailable("Expected a kernel to start, but it ended or did not answer. Try again.")


class _Client(NotebookClient):
    """Executes cells; nothing that a kernel sends stops it or makes it forget an error.

    Attributes:
        room: bytes that may still be received.
        asked: whether the last cell asked for the kernel's end, with exit().
    """

    room = 0
    asked = False

    async def run_cell(self, index: int, seconds: float) -> str | None:
        """Execute a cell; return why the kernel is lost, None if it lives on."""
        cell, self.asked = self.nb.cells[index], False
        self.timeout_func = lambda _: seconds
        try:
            await self.async_execute_cell(cell, index)
        except CellTimeoutError as error:  # a message that is too long is never received
            return "output" if self.room < 0 or "IOPub" in str(error) else "time"
        except DeadKernelError:
            await self.km.provisioner.wait()
            server = getattr(self.km.provisioner, "server", None)
            return "output" if self.room < 0 else (server and server.why) or "exit"
        except Exception:  # a message without a part that all have, or with a wrong signature
            return "messages"
        return "output" if self.room < 0 else "exit" if self.asked else None

    async def _async_poll_kernel_alive(self) -> None:
        while await self.km.is_alive():
            await asyncio.sleep(0.05)
        self.task_poll_for_reply.cancel()

    async def _check_raise_for_error(self, cell: NotebookNode, _: int, reply: dict) -> None:
        """See to it that a cell with an error says so: code that ran could clear its output."""
        content = reply["content"]
        if content["status"] == "error" and not _errors(cell):
            _add_error(cell, str(content.get("ename")), str(content.get("evalue")))
        self.asked = "ask_exit" in [part.get("source") for part in content.get("payload") or ()]

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> object:
        if msg["msg_type"] not in ("status", "execute_input"):
            before, size = self.room, len(json.dumps(msg["content"], default=str))
            self.room -= size
            if self.room < 0:
                if before >= 0:
                    self.ending = asyncio.ensure_future(self.km.signal_kernel(SIGKILL))
                return None
        return super().process_message(msg, cell, cell_index)

    def handle_comm_msg(self, outs: list[NotebookNode], msg: dict, cell_index: int) -> None:
        """No widget of a notebook redirects what a later cell writes."""

    def clear_output(self, outs: list[NotebookNode], msg: dict, cell_index: int) -> None:
        kept = [output for output in outs if output.output_type in ("error", "execute_result")]
        super().clear_output(outs, msg, cell_index)
        outs[:0] = [] if self.clear_before_next_output else kept


def _errors(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.outputs if output.output_type == "error"]


def _add_error(cell: NotebookNode, name: str, text: str) -> None:
    if cell.cell_type != "code":
        return
    error = new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
    cell.outputs = [*cell.get("outputs", []), error]


def _settle(cell: NotebookNode) -> None:
    """Leave only those outputs to decide a score that are meant to.

    nbgrader gives 0 for anything on stderr; it takes any result for a score, and gives full marks
    for nan, a negative number, a list or a word.
    """
    points = cell.metadata.get("nbgrader", {}).get("points")
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    numbers = [number for output in results if (number := _number(output)) is not None]
    if points and numbers and _ends_in_expression(cell.source):
        if len(results) == 1 and 0 <= numbers[0] <= points:
            results = []
        else:
            got = f"{numbers[0]:g}" if len(results) == 1 else f"{len(results)} results"
            told = f"Expected the test to give a number from 0 to {points:g}, got {got}."
            _add_error(cell, "NotAScore", told)
    for output in results:
        output.output_type = "display_data"
        output.pop("execution_count", None)
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"


def _ends_in_expression(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return False
    return bool(body) and isinstance(body[-1], ast.Expr)


def _number(output: NotebookNode) -> float | None:
    """The number that a cell gave, if it gave one."""
    try:
        return float(output.data.get("text/plain", ""))
    except (TypeError, ValueError):
        return None


def _shorten(notebook: NotebookNode, room: int) -> bool:
    """Keep outputs up to ``room`` bytes, a quarter of it for one cell; return if any was cut.

    What decides a score stays, and so does the end of an error, which names its reason.
    """
    most, cut = room // 4, False
    for cell in notebook.cells:
        left = min(room, most)
        for output in cell.get("outputs", ()):
            size = len(json.dumps(output))
            if size > left:
                cut = True
                if output.output_type == "stream":
                    output.text = output.text[:left] + "\n[cut]\n"
                elif output.output_type == "error":
                    output.evalue = output.evalue[-1000:]
                    output.traceback = ["\n".join(output.traceback)[-2000:]]
                else:
                    text = str(output.data.get("text/plain", ""))
                    output.data, output.metadata = {"text/plain": text[:100]}, {}
                size = len(json.dumps(output))
            left = max(left - size, 0)
            room = max(room - size, 0)
    return cut
