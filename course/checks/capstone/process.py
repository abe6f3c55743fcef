"""A process that has no notebook, in which a check calls ``load``."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import torch

from course.checks import source
from course.checks.core import fail

WORKER = Path(__file__).with_name("fresh.py")
PATIENCE = 60  # seconds after a job in which the next one must come, or the process ends


class _Kept:
    """The process that is at work; the seal watches what a dict holds, and not this."""

    __slots__ = ("owner", "process")


_kept = _Kept()
_kept.owner, _kept.process = 0, None


class Elsewhere:
    """Such a process; it starts at once, and imports while the student's code trains.

    The next case of the same check uses it too: most of its time goes into imports. It ends by
    itself when nobody asks for some time, or when this process ends.
    """

    def __init__(self, load: Callable) -> None:
        self.cell, self.name = source.cell_of(load), getattr(load, "__name__", "load")
        self._start()

    def _start(self) -> subprocess.Popen:
        if _kept.owner != os.getpid() or _kept.process.poll() is not None:
            _kept.owner = os.getpid()  # a fork of this one needs its own
            _kept.process = subprocess.Popen(
                [sys.executable, "-I", str(WORKER), str(PATIENCE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=tempfile.gettempdir(),
                env={**os.environ, "COURSE_DEVICE": "cpu", "CUDA_VISIBLE_DEVICES": ""},
                text=True,
            )
        return _kept.process

    def load(
        self, path: Path, images: Mapping[str, Any] | None = None, sizes: Collection[tuple] = ()
    ) -> dict[str, Any]:
        """Return what ``load(path)`` gives there, and the logits of these images.

        Without images: only whether it loads. An error is part of what is returned.

        Args:
            sizes: if there are any, those that the model's input may have; otherwise the result
                says no more than the size.
        """
        with tempfile.TemporaryDirectory(prefix="elsewhere-") as folder:
            return self._load(path, images, list(map(list, sizes)), Path(folder))

    def _load(
        self, path: Path, images: Mapping[str, Any] | None, sizes: list[list[int]], here: Path
    ) -> dict[str, Any]:
        job = {"cell": self.cell, "name": self.name, "path": str(path), "only_load": not images}
        job["sizes"] = sizes
        job |= {"images": str(here / "images.pt"), "reply": str(here / "reply.pt")}
        if images:
            torch.save(dict(images), here / "images.pt")
        process = self._start()
        try:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            process.stdout.readline()
            return torch.load(job["reply"], weights_only=True)
        except (OSError, RuntimeError, ValueError):
            status = process.poll()
            fail(
                "own-error",
                f"Expected load to return, got the end of its process (exit status {status}).",
                "It ran in a process of its own, without the notebook.",
                "which line of load ends Python, or needs more memory than there is?",
            )


def require_loaded(told: Mapping[str, Any]) -> None:
    """Explain an error of ``load`` in a process that has no notebook.

    Raises:
        CheckFailed: there was one.
    """
    if "odd" in told:
        fail(
            "wrong-type",
            f"Expected load to return (model, labels, preprocess), got {told['odd']}.",
            "A model, a list of names and a function are unpacked by whoever calls load.",
            "what does the last line of load return?",
        )
    if "error" not in told:
        return
    kind, text = told["error"][0], told["text"].splitlines()[0] if told["text"] else "no message"
    what = f"Expected load(path) to work in a fresh process, got {kind}: {text}"
    line = f" Your line: {told['line']}" if told["line"] else ""
    if "course" in text and "ModuleNotFoundError" in told["error"]:
        fail(
            "load-needs-the-course",
            what,
            f"That process has torch, torchvision and timm, and no course.{line}",
            "which names in load come from the course, and what do they do?",
        )
    if "NameError" in told["error"]:
        fail(
            "needs-the-notebook",
            what,
            f"That process has run this one cell and nothing else.{line}",
            "which name does your cell take from another cell?",
        )
    fail(
        "own-error",
        what,
        f"The checkpoint is the one that your train has just written.{line}",
        "load it in a new notebook that has only this cell.",
    )
