"""Execute the cells of a notebook in as many kernels as it needs, whatever the cells do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode

from course.grading.client import Client
from course.grading.outputs import add_error
from course.kernels import provisioner
from course.kernels.sandbox import Unavailable

FLOOD = 16  # a cell is stopped after this many times the output that is kept
# Why a cell ended its kernel: name of the error, outcome, text.
ENDS = {
    "time": ("TimeLimit", "timeout", "it ran longer than {:g} s and was stopped"),
    "memory": ("OutOfMemory", "out-of-memory", "it used more memory than a submission may"),
    "processes": ("TooManyProcesses", "crashed", "it started too many processes"),
    "disk": ("TooManyFiles", "crashed", "it made too many files"),
    "output": ("TooMuchOutput", "crashed", "it wrote far more output than is kept"),
    "files": ("NotAllowed", "tampered", "it wrote where only the grader writes"),
    "messages": ("NotAllowed", "crashed", "it sent the grader messages that no cell sends"),
    "server": ("Crashed", "crashed", "the process that starts kernels ended with it"),
    "exit": ("Crashed", "crashed", "it ended the whole Python process"),
}
WORST_FIRST = ("tampered", "out-of-memory", "timeout", "crashed", "graded")


@dataclass(frozen=True)
class Limits:
    """What a notebook may use.

    Attributes:
        cell: seconds per cell.
        total: seconds for the notebook, including fresh starts.
        restarts: how many cells may crash before the rest is given up.
        output: bytes of all outputs.
    """

    cell: float = 60.0
    total: float = 600.0
    restarts: int = 5
    output: int = 4 << 20


@dataclass
class Execution:
    """The kernels that execute one notebook, one after the other.

    Attributes:
        start: where kernels start, and with which environment.
        ended: for each cell that ended a kernel, why.
        done: how many cells, from the top, have run or will never run.
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
        """Execute the cells in place; return the outcome and notes."""
        self.deadline = asyncio.get_running_loop().time() + self.limits.total
        cells = [i for i, cell in enumerate(self.notebook.cells) if cell.cell_type == "code"]
        while self.left() > 0 and len(self.ended) <= self.limits.restarts:
            if await self.run_once([i for i in cells if i not in self.ended]):
                break
        else:
            for i in (i for i in cells if i >= self.done and i not in self.ended):
                add_error(self.notebook.cells[i], "NotRun", "This cell was not run: see the notes.")
            why = "because time ran out" if self.left() <= 0 else "after too many crashes"
            self.notes.append(f"the rest was given up, {why}")
        outcomes = ["graded", *(ENDS[why][1] for why in self.ended.values())]
        if self.left() <= 0:
            outcomes.append("timeout")
        return min(outcomes, key=WORST_FIRST.index), self.notes

    def left(self) -> float:
        return self.deadline - asyncio.get_running_loop().time()

    async def run_once(self, cells: list[int]) -> bool:
        """Execute these cells in one kernel; return whether it survived them all."""
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
        name, _, text = ENDS[why]
        cell, text = self.notebook.cells[index], text.format(self.limits.cell)
        cell.execution_count = None  # the number may or may not have arrived
        add_error(cell, name, f"This cell was taken out: {text}.")
        self.notes.append(f"cell {cell.id}: {text}; the rest was run without it")
        self.ended[index] = why
        self.done = max(self.done, index + 1)

    @contextlib.asynccontextmanager
    async def kernel(self) -> AsyncIterator[Client]:
        """Start a fresh kernel; yield a client that executes the notebook's cells in it."""
        manager = AsyncKernelManager(kernel_name="python3")
        kind = provisioner.SandboxedProvisioner if self.sandboxed else provisioner.WarmProvisioner
        manager.provisioner = kind(kernel_spec=manager.kernel_spec, parent=manager)
        manager.provisioner.cache = self.cache
        arguments = ["--HistoryManager.enabled=False", "--log-level=ERROR"]
        client = Client(
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
            await wait_until_ready(client.kc, manager)
            yield client
        finally:
            if client.kc:
                client.kc.stop_channels()
            if manager.has_kernel:
                await manager.provisioner.kill()
                await manager.provisioner.wait()
            await manager.cleanup_resources()


async def wait_until_ready(client: object, manager: AsyncKernelManager) -> None:
    """Wait until the kernel answers and its outputs arrive, without a fixed pause.

    Raises:
        Unavailable: the kernel ended, or did not answer in time.
    """
    for _ in range(int(provisioner.STARTED / 0.2)):
        client.kernel_info()  # an earlier one may have been answered before outputs could arrive
        try:
            await client.get_iopub_msg(timeout=0.2)
            await client.get_shell_msg(timeout=0.2)
            return
        except Empty:
            if not await manager.is_alive():
                break
    raise Unavailable("Expected a kernel to start, but it ended or did not answer. Try again.")
