"""What moved in training: the declared policy, BatchNorm, the head, and which epoch was kept."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from course import backbones
from course.checks.capstone.watching import Watched, digest, digests
from course.checks.core import fail

POLICIES = ("frozen", "partial", "full")


def require_head_learned(told: Mapping[str, Any], seen: Watched) -> None:
    """Refuse a head that is as it was before the first step."""
    head = {n: v for n, v in told["state"].items() if n.startswith(f"{told['head']}.")}
    if seen.steps and head and all(digest(value) in seen.start for value in head.values()):
        fail(
            "built-before-swap",
            f"Expected the head {told['head']} to be trained, got the numbers that it had before "
            "the first step.",
            f"{seen.steps} backward passes were made, and none of them moved it.",
            "which tensors does your optimizer hold, and since when?",
        )


def require_policy(policy: str, told: Mapping[str, Any], seen: Watched) -> str:
    """Refuse a policy that is not what moved; return what moved, in a few words."""
    start = seen.start | _published()
    head = _head_part(told["head"], told["state"])
    body = {n: v for n, v in told["state"].items() if not n.startswith(f"{head}.")}
    buffers = set(told["buffers"])
    moved = [n for n, v in body.items() if digest(v) not in start]
    weights, parts = [n for n in moved if n not in buffers], [n for n in body if n not in buffers]
    drifted = [n for n in moved if n in buffers]
    share = len(weights) / max(1, len(parts))
    if policy == "frozen" and not weights and drifted:
        fail(
            "batchnorm-drifts",
            f"Expected a frozen backbone, as the checkpoint says, got {len(drifted)} buffers that "
            "moved.",
            f"No parameter of the backbone moved. The first buffer is {drifted[0]}.",
            "what do norm layers change in train mode without any gradient?",
        )
    says = {"frozen": not weights, "partial": 0 < share < 1, "full": share > 0.9}
    if not says[policy]:
        fail(
            "policy-not-kept",
            f"Expected what moves under the policy {policy!r}, got {len(weights)} of {len(parts)} "
            "tensors of the backbone that moved.",
            "The checkpoint tells its reader what was trained.",
            "which parameters have requires_grad, and which of them does the optimizer hold?",
        )
    return f"{len(weights)} of {len(parts)} backbone tensors moved ({policy})"


@functools.cache
def _published() -> frozenset[bytes]:
    """The installed weights: somebody may train another model before this one."""
    return frozenset(digests(backbones.pretrained(backbones.LITE0).model.state_dict()))


def _head_part(head: str, state: Mapping[str, Tensor]) -> str:
    """The largest part of the model around the head that is not most of the model."""
    part = head
    while "." in part:
        above = part.rpartition(".")[0]
        if sum(n.startswith(f"{above}.") for n in state) > len(state) / 2:
            break
        part = above
    return part


def require_best_epoch(
    seen: Watched, saved: Tensor, targets: Tensor, n_test: int, columns: Sequence[int]
) -> str:
    """Refuse the last epoch where an earlier one was better on the validation images.

    Args:
        saved: logits of the checkpoint on ``data.val``.
        targets: the labels of ``data.val``.
        columns: for each logit the label that it is for.
    """
    if seen.steps < 2 or not seen.learned:
        return ""
    rounds = seen.rounds[1:]
    of_test = [each for each in rounds if _slices(each, n_test)]
    if len(of_test) > 2:
        fail(
            "test-used-to-choose",
            f"Expected one evaluation on data.test, got {len(of_test)} during training.",
            "Whoever looks at these images after each epoch chooses by them.",
            "which split may a loop over epochs look at?",
        )
    place = torch.tensor([list(columns).index(label) for label in range(len(columns))])
    found = [z[:, place] for each in rounds for z in _slices(each, len(targets))]
    scores = [_score(z, targets) for z in found]
    if not scores:
        others = [sum(map(len, each)) - n_test * bool(_slices(each, n_test)) for each in rounds]
        if max(others) >= len(targets):
            return ""  # somebody scores data.val in another way
        fail(
            "last-epoch-kept",
            f"Expected the best epoch on data.val, got the last of {seen.steps} steps.",
            "No logits of the validation images were computed after the first step.",
            "how does train know which epoch was the best?",
        )
    right, loss = _score(saved[:, place], targets)
    best_right, best_loss = max(s[0] for s in scores), min(s[1] for s in scores)
    if right < best_right - 1 and loss > 1.02 * best_loss + 0.005:
        fail(
            "last-epoch-kept",
            f"Expected the best of {len(scores)} epochs on data.val ({best_right} images right in "
            f"one of them, a loss of {best_loss:.3f} in one), got {right} and {loss:.3f}.",
            "Those are about the numbers of the last one."
            if abs(scores[-1][0] - right) <= 1
            else "Your code has seen better ones.",
            "at what time is a copy of the weights made, and which copy is saved?",
        )
    return f"best of {len(scores)} validations kept"


def _slices(logits: list[Tensor], n: int) -> list[Tensor]:
    """Each run of consecutive outputs that makes up n images."""
    found, sizes = [], [len(each) for each in logits]
    for start in range(len(sizes)):
        stop, total = start, 0
        while stop < len(sizes) and total < n:
            total, stop = total + sizes[stop], stop + 1
        if total == n:
            found.append(torch.cat(logits[start:stop]))
    return found


def _score(logits: Tensor, targets: Tensor) -> tuple[int, float]:
    right = int((logits.argmax(dim=1) == targets).sum())
    return right, F.cross_entropy(logits, targets).item()
