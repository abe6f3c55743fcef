"""What the prepared process imports last: the snapshot that the seal compares with.

A kernel is forked from that process, and calls ``arm`` before any student code runs.
"""

import contextlib
import socket
from multiprocessing.connection import Connection

import torch
from torch._dynamo.eval_frame import TorchPatcher
from torch.optim import Optimizer

from course import checks
from course.checks import proof, quiz
from course.checks.exercise import CHECKS
from course.grading import seal
from course.grading.watch import Watch

checks.load()
for kind in vars(torch.optim).values():  # PyTorch completes these classes on their first use
    if isinstance(kind, type) and issubclass(kind, Optimizer) and kind is not Optimizer:
        with contextlib.suppress(Exception):  # one or the other needs more than parameters
            kind([torch.nn.Parameter(torch.zeros(2, 2))], lr=0.1)
TorchPatcher.patch()  # the first torch.compile would do this to them
_HOOKS = [seal.prepare(Watch("course.checks"), CHECKS)]


def arm(inner: socket.socket, key: bytes) -> None:
    """Seal this kernel: its checks report to the judge, and its quizzes hold no answers."""
    judge = Connection(inner.detach())
    for options in quiz.QUESTIONS.values():
        options.clear()
    proof.connect(judge)
    hook = _HOOKS.pop()
    # What was changed above, and what the hook replaces.
    changed = "course.checks.quiz.QUESTIONS", "course.checks.proof._judge", "_signal.signal"
    hook.watch.leave_out(*changed)
    hook.arm(judge.fileno(), key)
