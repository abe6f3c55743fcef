"""Execute one notebook: bytes in, bytes and a typed outcome out. No gradebook, no shared files."""

import hashlib
import os
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from filelock import FileLock

from course.files import cache_dir
from course.grading.client import Limits
from course.grading.execution import CUT, Execution
from course.grading.outputs import add_error, settle, shorten
from course.kernels import provisioner


@dataclass(frozen=True)
class Job:
    """Everything needed to execute one submission, on any machine.

    Attributes:
        notebook: the notebook to execute, as JSON.
        files: the files next to it, by relative path.
        solution: the instructor's solution, which is executed once per machine to fill the caches
            that each submission finds in its home folder; empty for none.
        solution_files: the files next to the solution, only the instructor's: the solution runs
            outside the sandbox, where no student's file may be imported.
        sandboxed: False for trusted code.
        judged: whether the course's checks must be proved to count, see ``judge`` and ``seal``;
            False if a person has accepted the notebook's own word.
    """

    notebook: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    solution: str = ""
    solution_files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = Limits()
    sandboxed: bool = True
    judged: bool = True


@dataclass(frozen=True)
class Executed:
    """The result of a job: the executed notebook, one of ``records.OUTCOMES``, and notes."""

    notebook: str
    outcome: str
    notes: tuple[str, ...] = ()


_one = threading.Lock()  # one notebook at a time per process, however many threads its owner has


def run(job: Job) -> Executed:
    """Execute a notebook in fresh kernels, until every cell has run or was given up.

    A cell that ends its kernel or runs too long gets an error as its output. The rest runs in a
    fresh kernel, after the earlier cells have run again without that cell.

    Raises:
        Unavailable: no kernel could be started, which is not the notebook's fault.
    """
    with _one:
        return _run(job, cache=seed(job) if job.solution and job.sandboxed else None)


def _run(job: Job, cache: Path | None = None, env: Mapping[str, str] | None = None) -> Executed:
    notebook = nbformat.reads(job.notebook, as_version=4)
    most = provisioner.SandboxedProvisioner.limits.disk
    if job.sandboxed and sum(len(content) + 4096 for content in job.files.values()) > most:
        for cell in notebook.cells:
            add_error(cell, "NotRun", "No cell was run: see the notes.")
        note = f"Expected files of at most {most >> 20} MiB next to the notebook, got more"
        return Executed(nbformat.writes(notebook), "malformed", (note,))
    with tempfile.TemporaryDirectory() as folder:
        for name, content in job.files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        env = os.environ | {"NBGRADER_EXECUTION": "autograde"} | dict(env or {})
        start = {"cwd": folder, "env": env}
        execution = Execution(notebook, job.limits, job.sandboxed, job.judged, cache, start)
        outcome, notes = execution.run()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            settle(cell)
    if shorten(notebook, job.limits.output) and CUT not in notes:
        notes.append(CUT)
    return Executed(nbformat.writes(notebook), outcome, tuple(notes))


def seed(job: Job) -> Path:
    """Return the folder of caches that the solution fills, which is done once per machine."""
    key = hashlib.sha256(job.solution.encode())
    for name, content in sorted(job.solution_files.items()):
        key.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    folder = cache_dir("seeds") / key.hexdigest()[:16]
    with FileLock(folder.with_suffix(".lock")):  # other processes wait, and need not do it again
        if folder.exists():
            return folder
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            made = Path(scratch, "cache")
            made.mkdir()
            solved = Job(job.solution, job.solution_files, sandboxed=False, judged=False)
            try:
                _run(solved, env={"COURSE_CACHE": str(made / "replace-the-head")})
            finally:
                # This process forks no more trusted kernels; a sandboxed one may be next.
                provisioner.close_idle(trusted_only=True)
            made.rename(folder)
    return folder
