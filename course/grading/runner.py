"""Execute one notebook: bytes in, bytes and a typed outcome out. No gradebook, no shared files."""

import ast
import asyncio
import hashlib
import math
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty

import nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from course.errors import cache_dir
from course.kernels import provisioner

OUTCOMES = (
    "graded",
    "graded-with-repairs",
    "timeout",
    "out-of-memory",
    "crashed",
    "malformed",
    "tampered",
)


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
        sandboxed: False for code that is trusted.
    """

    notebook: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    solution: str = ""
    limits: Limits = Limits()
    sandboxed: bool = True


@dataclass(frozen=True)
class Executed:
    """What became of a job: the notebook with its outputs, one of ``OUTCOMES``, and notes."""

    notebook: str
    outcome: str
    notes: tuple[str, ...] = ()


def run(job: Job) -> Executed:
    """Execute a notebook in fresh kernels, until every cell has run or is given up.

    A cell that ends its kernel or runs too long gets an error as its output; the rest runs in a
    fresh kernel, in which the cells before it have run again, without that cell.
    """
    os.environ[provisioner.SEED] = str(seed(job)) if job.solution and job.sandboxed else ""
    factory = KernelProvisionerFactory.instance()
    factory.default_provisioner_name = "course-sandboxed" if job.sandboxed else "course-warm"
    notebook = nbformat.reads(job.notebook, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in job.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        outcome, notes = asyncio.run(_execute(notebook, folder, job.limits))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _settle(cell)
    return Executed(nbformat.writes(notebook), outcome, tuple(notes))


def seed(job: Job) -> Path:
    """Return the folder of caches that the solution fills; it is made once on a machine."""
    folder = cache_dir("seeds") / hashlib.sha256(job.solution.encode()).hexdigest()[:16]
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            made = Path(scratch, "cache")
            made.mkdir()
            solved = replace(job, notebook=job.solution, solution="", sandboxed=False)
            outside = os.environ.get("COURSE_CACHE")
            os.environ["COURSE_CACHE"] = str(made / "replace-the-head")
            try:
                run(solved)
            finally:
                del os.environ["COURSE_CACHE"]
                os.environ.update({"COURSE_CACHE": outside} if outside else {})
                provisioner.close_idle()  # this process forks no trusted kernel any more
            shutil.rmtree(made / "replace-the-head" / "seeds", ignore_errors=True)
            try:
                made.rename(folder)
            except OSError:  # another worker was faster
                if not folder.exists():
                    raise
    return folder


# What is said of a cell that ended its kernel: name of the error, outcome, text.
_ENDS = {
    "time": ("TimeLimit", "timeout", "it ran longer than {:g} s and was stopped"),
    "memory": ("OutOfMemory", "out-of-memory", "it used more memory than a submission may"),
    "processes": ("TooManyProcesses", "crashed", "it started too many processes"),
    "files": ("NotAllowed", "tampered", "it wrote where only the grader writes"),
    "server": ("NotAllowed", "tampered", "it ended the process that started it"),
    None: ("Crashed", "crashed", "it ended the whole Python process"),
}
_WORST = ("tampered", "out-of-memory", "timeout", "crashed", "graded")


async def _execute(notebook: NotebookNode, folder: str, limits: Limits) -> tuple[str, list[str]]:
    """Execute the cells in place; return the outcome and what happened."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limits.total
    ended: dict[int, str] = {}  # the cells that ended a kernel
    outcomes, notes, done = ["graded"], [], 0
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    while True:
        async with _Kernel(notebook, folder, limits) as kernel:
            why, at = None, None
            for i in (i for i in code if i not in ended):
                left = min(limits.cell, deadline - loop.time())
                if left <= 0 or len(ended) > limits.restarts:
                    break
                at, replay = i, i < done
                if (why := await kernel.execute(i, left, replay)) != "":
                    break
                done = max(done, i + 1)
            else:
                return min(outcomes, key=_WORST.index), notes
        if why in (None, *_ENDS) and at is not None and why != "":
            name, outcome, text = _ENDS[why]
            ended[at] = name
            text = text.format(limits.cell)
            _add_error(notebook.cells[at], name, f"This cell was taken out: {text}.")
            notes.append(f"cell {notebook.cells[at].id}: {text}; the rest was run without it")
            outcomes.append(outcome)
            done = max(done, at + 1)
            if len(ended) <= limits.restarts and loop.time() < deadline:
                continue
        for i in (i for i in code if i >= done and i not in ended):
            _add_error(notebook.cells[i], "NotRun", "This cell was not run: see the notes above.")
        notes.append("the rest was given up, for want of time or after too many crashes")
        outcomes.append("timeout" if loop.time() >= deadline else "crashed")
        return min(outcomes, key=_WORST.index), notes


class _Kernel:
    """One fresh kernel and its client, for the cells of one notebook."""

    def __init__(self, notebook: NotebookNode, folder: str, limits: Limits) -> None:
        self.notebook, self.folder = notebook, folder
        self.client = _Client(
            notebook,
            allow_errors=True,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            interrupt_on_timeout=False,
            raise_on_iopub_timeout=True,
        )
        self.client.left = limits.output

    async def __aenter__(self) -> "_Kernel":
        self.manager = self.client.km = AsyncKernelManager(kernel_name="python3")
        arguments = ["--HistoryManager.enabled=False", "--log-level=ERROR"]
        env = os.environ | {"NBGRADER_EXECUTION": "autograde"}
        await self.manager.start_kernel(extra_arguments=arguments, cwd=self.folder, env=env)
        self.server = getattr(self.manager.provisioner, "server", None)
        self.client.kc = self.manager.client()
        self.client.kc.start_channels(stdin=False, hb=False)
        self.client.kc.allow_stdin = False
        await _ready(self.client.kc)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.client.kc.stop_channels()
        await self.manager.provisioner.kill()
        await self.manager.provisioner.wait()
        await self.manager.cleanup_resources()

    async def execute(self, index: int, seconds: float, replay: bool) -> str | None:
        """Run a cell; return "" when the kernel lives on, else why it ended (None: unknown)."""
        cell = self.notebook.cells[index]
        kept = cell.get("outputs")
        self.client.timeout = seconds
        try:
            await self.client.async_execute_cell(cell, index)
        except CellTimeoutError:
            return "time"
        except DeadKernelError:
            await self.manager.provisioner.wait()
            return self.server.why if self.server else None
        finally:
            if replay:
                cell.outputs = kept
        return ""


async def _ready(client: object) -> None:
    """Wait until the kernel answers and its outputs arrive, without a fixed pause."""
    try:
        message = await client.get_iopub_msg(timeout=60)
        while message["msg_type"] != "iopub_welcome":
            message = await client.get_iopub_msg(timeout=60)
        client.kernel_info()
        await client.get_shell_msg(timeout=60)
    except Empty:
        await client.wait_for_ready(timeout=60)


class _Client(NotebookClient):
    """Executes cells, notices a dead kernel soon, and keeps no more output than is allowed."""

    left = 0

    async def _async_poll_kernel_alive(self) -> None:
        while await self.km.is_alive():
            await asyncio.sleep(0.05)
        self.task_poll_for_reply.cancel()

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> object:
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "update_display_data"):
            content = msg["content"]
            self.left -= len(content.get("text", "")) + sum(
                map(len, map(str, content.get("data", {}).values()))
            )
            if self.left < 0:
                return None
        return super().process_message(msg, cell, cell_index)


def _add_error(cell: NotebookNode, name: str, text: str) -> None:
    error = new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
    cell.outputs = [*cell.get("outputs", []), error]


def _settle(cell: NotebookNode) -> None:
    """Leave only those outputs to decide a score that are meant to.

    nbgrader gives 0 for anything on stderr, and takes any result for a score, nan for full marks.
    """
    for output in cell.outputs:
        if output.output_type == "stream":
            output.name = "stdout"
        elif output.output_type == "execute_result" and (score := _score(cell, output)) is None:
            output.output_type = "display_data"
            output.pop("execution_count", None)
        elif output.output_type == "execute_result" and not math.isfinite(score):
            _add_error(cell, "NotAScore", f"Expected the test to give a number, got {score}.")


def _score(cell: NotebookNode, output: NotebookNode) -> float | None:
    """The value of a cell that ends in an expression, if it is a number."""
    try:
        last = ast.parse(cell.source).body[-1]
        return float(output.data.get("text/plain", "")) if isinstance(last, ast.Expr) else None
    except (SyntaxError, IndexError, ValueError):
        return None
