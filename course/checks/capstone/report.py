"""The numbers that ``train`` reports, compared with those of the checkpoint that it wrote."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course.checks.compare import number
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.metric_pitfalls.per_class import looked_up

KEYS = ("accuracy", "low", "high", "recall")


@dataclass(frozen=True)
class Scored:
    """Right or wrong, image by image, as the loaded checkpoint answers.

    Attributes:
        test, val: (N,), whether the named class is the true one.
        truth: the names of the test images' classes.
        lost: the names of tensors in the file that the loaded model does not have.
    """

    test: Tensor
    val: Tensor
    truth: tuple[str, ...]
    lost: tuple[str, ...] = ()

    @property
    def accuracy(self) -> float:
        return self.test.double().mean().item()


def require_report(returned: object, scored: Scored, other_input: str) -> None:
    """Refuse numbers that are not those of the checkpoint on ``data.test``.

    Args:
        other_input: how the pictures that the loaded model gets differ from those in training;
            "" if they do not.
    """
    report = looked_up(returned, KEYS)
    got, n = number(report["accuracy"], "accuracy"), len(scored.test)
    if abs(got - scored.accuracy) > 1.2 / n or not _is_share(got, n):
        _explain(got, scored, other_input)
    low, high = (number(report[key], key) for key in ("low", "high"))
    _require_interval(got, low, high, n)
    _require_recall(report["recall"], scored)


def _explain(got: float, scored: Scored, other_input: str) -> None:
    n, right = len(scored.test), scored.test.double()
    what = f"Expected the accuracy of your checkpoint on data.test, {scored.accuracy:.4f}, "
    what += f"got {got:.4f}."
    chosen = scored.val.double().mean().item()
    if abs(chosen - got) < 0.6 / len(scored.val) and abs(chosen - scored.accuracy) > 0.004:
        fail(
            "validation-reported",
            what,
            "That is its accuracy on data.val. Those images chose the epoch.",
            "which split does the last evaluation in train read?",
        )
    if other_input:
        fail(
            "preprocess-mismatch",
            what,
            f"The loaded model is fed other pictures than the one in train: {other_input}.",
            "what turns a picture into numbers in train, and what does load return for it?",
        )
    by_class = torch.stack(
        [
            right[torch.tensor([n == name for n in scored.truth])].mean()
            for name in set(scored.truth)
        ]
    )
    mistakes = [
        Mistake(
            "mean-of-recalls",
            by_class.mean().item(),
            "That is the mean of the recalls, in which each class weighs the same.",
            "what is counted in an accuracy, and what is it divided by?",
        ),
        Mistake("percent-not-fraction", 100 * scored.accuracy, "That is in percent.", "the unit."),
        Mistake("wrong-ones-counted", 1 - scored.accuracy, "It counts errors.", "what is counted?"),
    ]
    diagnose(mistakes, lambda value: math.isclose(value, got, rel_tol=1e-3), what)
    if scored.lost:
        fail(
            "loaded-nothing",
            what,
            f"{len(scored.lost)} tensors of the file are not in the model that load returns, such "
            f"as {scored.lost[0]}.",
            "which names does the file have, which ones does the model have, and who would say so?",
        )
    sizes = [] if _is_share(got, n) else range(2, n)
    means = {size: _mean_of_batches(right, size) for size in sizes}
    for size, mean in means.items():
        if math.isclose(mean, got, abs_tol=6e-5) or math.isclose(round(mean, 3), got, abs_tol=1e-9):
            fail(
                "mean-of-batches",
                what,
                f"That is the mean of the accuracies of batches of {size}. The last of them holds "
                f"{n % size or size} of the {n} images.",
                "what does each batch weigh, and what does each image weigh?",
            )
    fail(
        "another-model-reported",
        what,
        "The checkpoint that was written and the model that was scored do not answer alike.",
        "which model is scored in train, in which mode, which one is saved, and in which order?",
    )


def _is_share(got: float, n: int) -> bool:
    """Whether it is a whole number of nths, rounded or not; a mean of batches hardly ever is."""
    share = round(got * n) / n
    rounded = (round(share, digits) for digits in (2, 3, 4))
    return any(math.isclose(got, each, abs_tol=2e-7) for each in (share, *rounded))


def _mean_of_batches(right: Tensor, size: int) -> float:
    return torch.stack([part.mean() for part in right.split(size)]).mean().item()


def _require_interval(accuracy: float, low: float, high: float, n: int) -> None:
    usual = 2 * 1.96 * math.sqrt(max(accuracy * (1 - accuracy), 1e-9) / n)
    got = f"got {low:.3f} to {high:.3f}."
    if not 0 <= low <= accuracy + 1e-6 or not accuracy - 1e-6 <= high <= 1:
        fail(
            "interval-off",
            f"Expected a 95 % interval around the accuracy {accuracy:.3f}, {got}",
            "The accuracy is not inside, or an end is no share.",
            "what are low and high the ends of?",
        )
    if n >= 100 and 0.1 < accuracy < 0.95 and not 0.7 < (high - low) / usual < 1.5:
        fail(
            "interval-off",
            f"Expected a 95 % interval about {usual:.3f} wide for {n} images, {got}",
            "So wide is the interval of a share that was measured once on so many images.",
            "which number of images is in your formula, and which level?",
        )


def _require_recall(recall: object, scored: Scored) -> None:
    names = sorted(set(scored.truth))
    if not isinstance(recall, Mapping) or set(recall) != set(names):
        got = sorted(map(str, recall)) if isinstance(recall, Mapping) else describe(recall)
        fail(
            "recall-by-name-missing",
            f"Expected recall as a dict with a number for each of {names}, got {got}.",
            "A class without a number is a class that nobody looks at.",
            "where do the names of the classes come from in your report?",
        )
    for name in names:
        mine = torch.tensor([each == name for each in scored.truth])
        want, got = scored.test[mine].double().mean().item(), number(recall[name], name)
        if abs(want - got) > 1.3 / int(mine.sum()):
            fail(
                "recall-by-name-missing",
                f"Expected the recall of {name} to be {want:.3f}, got {got:.3f}.",
                f"data.test has {int(mine.sum())} images of that class.",
                "what is divided by what, and is the truth in the rows or in the columns?",
            )


def by_name(logits: Tensor, labels: Any, truth: tuple[str, ...]) -> Tensor:
    """Whether the name of the largest logit is the true one, (N,)."""
    told = [labels[i] for i in logits.argmax(dim=1).tolist()]
    return torch.tensor([one == other for one, other in zip(told, truth, strict=True)])
