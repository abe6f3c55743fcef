"""Execute the cells of a notebook in as many kernels as it needs, whatever the cells do."""

import contextlib
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_core.utils import run_sync
from nbformat import NotebookNode

from course.grading.client import Client, Limits
from course.grading.outputs import add_error
from course.grading.verdict import Bench, withhold
from course.kernels import provisioner
from course.kernels.sandbox import Unavailable

# What the text of a graded cell may say, which nbgrader restores before the cell runs.
LONGER = re.compile(r"^# .*\bmay take (\d+) times as long as other cells\b", re.M)
CUT = "its output was too long; only the beginning was kept"
# Why a cell ended its kernel: name of the error, outcome, text.
ENDS = {
    "time": ("TimeLimit", "timeout", "it ran longer than {:g} s and was stopped"),
    "late": ("TimeLimit", "timeout", "it ran longer than half of the time that was left"),
    "memory": ("OutOfMemory", "out-of-memory", "it used more memory than a submission may"),
    "processes": ("TooManyProcesses", "crashed", "it started too many processes"),
    "disk": ("TooManyFiles", "crashed", "it made too many files"),
    "output": ("TooMuchOutput", "crashed", "it wrote far more output than is kept"),
    "messages": ("NotAllowed", "crashed", "it sent the grader messages that no cell sends"),
    "silent": ("NotAllowed", "crashed", "it changed the kernel so that it answers no more"),
    "server": ("Crashed", "crashed", "the process that starts kernels ended with it"),
    "exit": ("Crashed", "crashed", "it ended the whole Python process"),
}
LATER = {"silent", "processes", "disk", "memory"}  # noticed after the cell has ended, perhaps
JUDGE, SEAL = "course.grading.judge:main", "course.grading.sealed:arm"
WORST_FIRST = ("tampered", "out-of-memory", "timeout", "crashed", "graded")


@dataclass
class Execution:
    """The kernels that execute one notebook, one after the other.

    Attributes:
        start: where kernels start, and with which environment.
        ended: for each cell that ended a kernel, why.
        done: how many cells, from the top, have run or will never run.
        careful: look after each cell whether the kernel is well: one was lost, perhaps long after
            the cell that is to blame.
        judged: whether the checks of a graded cell count only if they are proved.
        withheld: whether one of them was not.
    """

    notebook: NotebookNode
    limits: Limits
    sandboxed: bool
    judged: bool
    cache: Path | None
    start: Mapping[str, object]
    ended: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    done: int = 0
    careful: bool = False
    withheld: bool = False

    def run(self) -> tuple[str, list[str]]:
        """Execute the cells in place; return the outcome and notes."""
        self.deadline = time.monotonic() + self.limits.total
        cells = [i for i, cell in enumerate(self.notebook.cells) if cell.cell_type == "code"]
        while self.left() > 0:
            if self.run_once([i for i in cells if i not in self.ended]):
                break
        else:
            for i in (i for i in cells if i >= self.done and i not in self.ended):
                add_error(self.notebook.cells[i], "NotRun", "This cell was not run: see the notes.")
            self.notes.append("the rest was given up, because time ran out")
        outcomes = ["graded", *(ENDS[why][1] for why in self.ended.values())]
        if self.left() <= 0:
            outcomes.append("timeout")
        if self.withheld:
            outcomes.append("tampered")
        return min(outcomes, key=WORST_FIRST.index), self.notes

    def left(self) -> float:
        return self.deadline - time.monotonic()

    def run_once(self, cells: list[int]) -> bool:
        """Execute these cells in one kernel; return whether it survived them all."""
        with self.kernel() as client:
            for i in cells:
                if self.left() <= 0:
                    return False
                why = self.run_cell(client, i)
                if why in LATER and not self.careful:
                    self.careful = True  # run all again: an earlier cell may be to blame
                    return False
                if why:
                    self.take_out(i, why)
                    return False
                self.done = max(self.done, i + 1)
        return True

    def run_cell(self, client: Client, index: int) -> str | None:
        """Execute a cell, which keeps its first outputs; return why it ended the kernel, if so."""
        cell, half = self.notebook.cells[index], self.left() / 2
        kept = cell.outputs if index < self.done else None
        graded = cell.metadata.get("nbgrader", {}).get("grade")  # nbgrader takes a second to import
        bench = self.bench if kept is None and graded else None
        checks = bench.open(cell.source) if bench else 0
        why = client.run_cell(cell, min(self.limit(cell), half))
        if checks and not why and (note := withhold(self.notebook, index, bench.close())):
            self.withheld = True
            self.notes.append(note)
        if kept is not None:
            cell.outputs = kept
        if client.cut and not why and CUT not in self.notes:
            self.notes.append(CUT)
        if not why and self.careful:
            why = client.probe()
        return "late" if why == "time" and half < self.limit(cell) else why

    def limit(self, cell: NotebookNode) -> float:
        """The seconds that a cell may take: more than others if the text of its tests says so."""
        nbgrader = cell.metadata.get("nbgrader", {})
        tests = nbgrader.get("grade") and not nbgrader.get("solution")
        said = LONGER.search(cell.source) if tests else None
        return self.limits.cell * (int(said[1]) if said else 1)

    def take_out(self, index: int, why: str) -> None:
        name, _, text = ENDS[why]
        cell = self.notebook.cells[index]
        text = text.format(self.limit(cell))
        cell.execution_count = None  # the number may or may not have arrived
        if index >= self.done or why == "silent":  # otherwise its first result holds
            add_error(cell, name, f"This cell was taken out: {text}.")
        self.notes.append(f"cell {cell.id}: {text}; the rest was run without it")
        self.ended[index] = why
        self.done = max(self.done, index + 1)

    @contextlib.contextmanager
    def kernel(self) -> Iterator[Client]:
        """Start a fresh kernel; yield a client that executes cells in it."""
        manager = KernelManager(kernel_name="python3")
        kind = provisioner.SandboxedProvisioner if self.sandboxed else provisioner.WarmProvisioner
        manager.provisioner = kind(kernel_spec=manager.kernel_spec, parent=manager)
        manager.provisioner.cache = self.cache
        if self.judged:
            manager.provisioner.beside, manager.provisioner.inside = JUDGE, SEAL
        arguments = ["--HistoryManager.enabled=False", "--log-level=ERROR"]
        client = None
        try:
            manager.start_kernel(extra_arguments=arguments, **self.start)
            client = manager.client()
            client.start_channels(stdin=False, hb=False, control=False)
            wait_until_ready(client, manager)
            outer = manager.provisioner.outer
            self.bench = Bench(outer) if outer else None
            yield Client(manager, client, self.limits)
        finally:
            if client:
                client.stop_channels()
            if manager.has_kernel:
                run_sync(manager.provisioner.kill)()
                run_sync(manager.provisioner.wait)()
            manager.cleanup_resources()


def wait_until_ready(client: BlockingKernelClient, manager: KernelManager) -> None:
    """Wait until the kernel answers and its outputs arrive, without a fixed pause.

    Raises:
        Unavailable: the kernel ended, or did not answer in time.
    """
    for _ in range(int(provisioner.STARTED / 0.2)):
        client.kernel_info()  # an earlier one may have been answered before outputs could arrive
        try:
            client.get_iopub_msg(timeout=0.2)
            client.get_shell_msg(timeout=0.2)
            return
        except Empty:
            if not manager.is_alive():
                break
    raise Unavailable("Expected a kernel to start, but it ended or did not answer. Try again.")
