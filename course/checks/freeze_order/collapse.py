"""04-collapse: what BatchNorm in train mode costs in validation accuracy."""

from collections import OrderedDict
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from course import freezing, training
from course.checks.cases import Case
from course.checks.compare import RETURN_LINE, number
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise
from course.wording import wrapped

FIT = freezing.FIT  # as in the lesson
NEAR = 0.1
TWO_RUNS = "is each of the two models new, trained with FIT, and do they differ in one thing only?"


@exercise(
    "04-collapse",
    proves="Both accuracies are those after the last epoch",
    tries=["toy model", "real Lite0"],
    table=["toy model", "real Lite0"],
    library=[freezing.collapse],
)
def collapse(answer: Callable, case: Case, real: tuple = ()) -> str:
    """``collapse(make_model, train, val)``: validation accuracy, BatchNorm drifting and still.

    Args:
        real: the three arguments for the real model; the answer's own numbers are shown.
    """
    if case.name == "toy model":
        return _on_toys(answer, case.seed)
    drifting, still = _two_accuracies(answer(*real))
    if still - drifting < 0.05:
        fail(
            "both-arms-alike",
            f"Expected a clear gap on the real model, got {drifting:.2f} and {still:.2f}.",
            "On a toy model, your function found one.",
            TWO_RUNS,
        )
    seen = f"{drifting:.2f} with BatchNorm in train mode, {still:.2f} with BatchNorm held still"
    gap = f"Your gap: {100 * (still - drifting):.0f} points."
    print(wrapped(f"The real Lite0, only its head trained: {seen}. {gap}"))
    return seen


def _on_toys(answer: Callable, seed: int) -> str:
    toys = Toys(seed)
    got = _two_accuracies(answer(toys.make, *toys.data))
    if any((model.norm.weight != 1).any() for model in toys.made):
        fail(
            "left-trainable",
            "Expected only the head to learn in both runs, got a body that was trained.",
            "After your runs, a model of make_model has another norm.weight.",
            "which parameters are trainable in a model that make_model returns?",
        )
    trained = len(set(map(id, toys.trained)))
    drifting, still = toys.run(lambda model, head: model), toys.run(training.freeze_backbone)
    want = drifting.val_accuracy[-1], still.val_accuracy[-1]
    what = f"Expected about {want[0]:.2f} and {want[1]:.2f}, got {got[0]:.2f} and {got[1]:.2f}."
    if not trained:
        fail(
            "hard-coded",
            what,
            "No model was trained: the models of make_model never ran in train mode.",
            "where do your two numbers come from?",
        )
    if trained == 1:
        fail(
            "both-arms-alike",
            what,
            "One model was trained twice: the second run continued from the first.",
            "how many models does a comparison of two runs need?",
        )
    if not _near(got, want):
        diagnose(_mistakes(drifting, still), lambda value: _near(got, value), what)
        fail(
            "wrong-value",
            what,
            "The settings are those of FIT, and the accuracies are measured on val.",
            "the settings, and what the two runs differ in.",
        )
    return f"{got[0]:.2f} with BatchNorm in train mode, {got[1]:.2f} with BatchNorm held still"


def _mistakes(drifting: training.History, still: training.History) -> list[Mistake]:
    a, b = drifting.val_accuracy, still.val_accuracy
    return [
        Mistake(
            "arms-swapped",
            (b[-1], a[-1]),
            "Those are the right two, in the other order.",
            "which run comes first in the text?",
        ),
        Mistake(
            "both-arms-alike",
            (a[-1], a[-1]),
            "Both are the accuracy of a model whose BatchNorm drifts.",
            "what holds the second model's BatchNorm still?",
        ),
        Mistake(
            "both-arms-alike",
            (b[-1], b[-1]),
            "Both are the accuracy of a model whose BatchNorm is held still.",
            "what holds the first model's BatchNorm still?",
        ),
        Mistake(
            "another-epoch",
            (max(a), max(b)),
            "Those are the accuracies of the best epoch, which is not the last one here.",
            "which entry of each list does the text ask for?",
        ),
        Mistake(
            "measured-in-training",
            (drifting.train_accuracy[-1], still.train_accuracy[-1]),
            "Those are the accuracies on the training images.",
            "on which images should the accuracy be measured?",
        ),
    ]


def _near(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) < NEAR


def _two_accuracies(value: object) -> tuple[float, float]:
    if not isinstance(value, tuple | list) or len(value) != 2:
        fail(
            "wrong-type",
            f"Expected two accuracies, got {describe(value)}.",
            "The caller subtracts the first from the second.",
            RETURN_LINE,
        )
    a, b = (number(v, "an accuracy") for v in value)
    if max(a, b) > 1:
        fail(
            "percent-not-fraction",
            f"Expected accuracies from 0 to 1, got {a:.2f} and {b:.2f}.",
            "A share of images is never above 1.",
            "which entry of the History did you take, and in what unit is it?",
        )
    return a, b


class Toys:
    """Models whose features lie far from their running statistics, and what was done with them.

    A pattern of the training images shows the class of three in ten of them wrongly; a fainter
    one is always right there and always wrong in val. The longer a head is trained, the more it
    uses the faint one: its best epoch on val is not its last.
    """

    def __init__(self, seed: int) -> None:
        self.made: list[nn.Module] = []
        self.trained: list[nn.Module] = []  # the heads that ran in train mode, copies too
        self.data = _images(400, 2 * seed + 1, 0), _images(100, 2 * seed + 2, 1)

    def make(self) -> tuple[nn.Module, nn.Module]:
        layers = {"norm": nn.BatchNorm1d(12, momentum=0.02), "fc": nn.Linear(12, 4)}
        model = nn.Sequential(OrderedDict(layers)).requires_grad_(False)
        for p in model.fc.requires_grad_(True).parameters():
            nn.init.zeros_(p)
        trained = self.trained  # a copy of the model gets the function, not a copy of the list
        model.fc.register_forward_pre_hook(
            lambda fc, _: trained.append(fc) if fc.training else None
        )
        self.made.append(model)
        return model, model.fc

    def run(self, hold: Callable) -> training.History:
        """One of the two runs, done as the exercise says."""
        return training.fit(hold(*self.make()), *self.data, **FIT)


def _images(n: int, seed: int, shift: int) -> TensorDataset:
    """Features (n, 12) and labels.

    Args:
        shift: added to the class that the faint pattern shows.
    """
    draws, y = torch.Generator().manual_seed(seed), torch.arange(n) % 4
    noise = 0.1 * torch.randn(n, 12, generator=draws)
    wrong = torch.rand(n, generator=draws) < 0.3
    shown = (y + wrong * torch.randint(1, 4, (n,), generator=draws)) % 4
    offset = torch.tensor([12.0, 4.0, -12.0, -4.0] + [0.0] * 8)
    patterns = [8 * _one_hot(shown), 0.5 * _one_hot((y + shift) % 4), torch.zeros(n, 4)]
    return TensorDataset(torch.cat(patterns, dim=1) + noise + offset, y)


def _one_hot(y: Tensor) -> Tensor:
    return F.one_hot(y, 4).float()
