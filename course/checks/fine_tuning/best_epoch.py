"""07-best-epoch: stop after a while without progress, and keep the best epoch."""

import copy
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.optim import SGD
from torch.utils.data import TensorDataset

from course import training, tuning
from course.checks.cases import KINDS, Case
from course.checks.core import describe, fail
from course.checks.exercise import exercise
from course.wording import count

# For each kind: epochs, patience, and for each epoch the margin with which the validation images
# are right, and how many of the twelve are wrong by this margin.
_PLANS = {
    "one valley": (8, 2, [0.2, 0.8, 1.5, 1.2, 1.0, 0.5, 0.3, 0.1]),
    "a setback on the way": (9, 2, [0.2, 0.8, 0.6, 1.2, 1.0, 1.6, 1.5, 1.4, 0.9]),
    "lower than before, but not lowest": (7, 2, [0.2, 1.5, 0.4, 0.6, 0.8, 1.0, 1.2]),
    "falls to the end": (5, 2, [0.2, 0.22, 0.25, 0.9, 1.1]),
    "rises from the start": (6, 3, [1.5, 1.2, 1.0, 0.8, 0.6, 0.4]),
    "patience longer than the run": (4, 5, [0.2, 1.0, 0.8, 0.7]),
    "accuracy disagrees": (5, 2, [(0.5, 0), (3.0, 1), (2.5, 2), (2.0, 2), (2.0, 3)]),
}
_IMAGES = 12
_ALWAYS = ["mixed modes", "BatchNorm1d", "arguments not aliased"]


@exercise(
    "07-best-epoch",
    proves="It stops in time, and the best epoch comes back, buffers included",
    tries=[*_PLANS],
    table=_PLANS,
    always=_ALWAYS,
    leaves_out=dict.fromkeys(
        KINDS.keys() - _ALWAYS,
        "the loop trains whatever model it is given; what matters is which epoch comes back",
    ),
    library=[tuning.fit_with_patience],
)
def fit_with_patience(answer: Callable, case: Case) -> str:
    """``fit_with_patience(model, optimizer, train, val, epochs, patience)``: model and History."""
    epochs, patience, plan = _plan(case)
    log, steps = _Log(), []
    model = _Planned(plan, log)
    model.norm.eval()
    modes = [m.training for m in model.modules()]
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    optimizer.register_step_post_hook(lambda *_: steps.append(1))
    train, val = _images(0, 40), _images(1, _IMAGES)
    pair = answer(model, optimizer, train, val, epochs, patience)
    returned, history = _pair(pair)
    if not steps:
        fail(
            "another-optimizer-used",
            "Expected steps of the optimizer that was given, got none.",
            "Its learning rates and its momentum had no effect.",
            "which optimizer does fit use when nobody names one?",
        )
    if log.learned_from_val:
        fail(
            "measured-in-training",
            "Expected the model to learn from train alone, got a step on val.",
            "The validation loss then chooses among models that have seen the answers.",
            "which dataset does each of your loops go through, and in which mode?",
        )
    losses = [_loss(*step) for step in plan]
    _history(history, losses, log)
    _by_training_loss(returned, history, log, losses, patience)
    _stopped(log.epochs, losses, epochs, patience)
    best = min(range(log.epochs), key=losses.__getitem__) + 1
    _state(returned, log, best, plan)
    now = [m.training for m in returned.modules()]
    if now != modes:
        fail(
            "mode-changed",
            "Expected every module in the mode that it was in, got "
            f"{sum(a != b for a, b in zip(now, modes, strict=True))} of {len(modes)} in the other.",
            "One layer was in eval mode before, the others in train mode.",
            "which mode are the modules in at the end, and was it theirs before?",
        )
    return f"stopped after {count(log.epochs, 'epoch')} of {epochs}, best epoch {best}"


def _plan(case: Case) -> tuple[int, int, list[tuple[float, int]]]:
    epochs, patience, plan = _PLANS[
        case.name if not case.words else ", ".join((case.name, *case.words))
    ]
    steps = [step if isinstance(step, tuple) else (step, 0) for step in plan]
    if case.seed and case.name == "rises from the start":
        return epochs, patience - 1, steps
    return (epochs + 1, patience, [(-0.3, 0), *steps]) if case.seed else (epochs, patience, steps)


def _loss(margin: float, wrong: int) -> float:
    right, missed = (math.log1p(math.exp(sign * margin)) for sign in (-1, 1))
    return ((_IMAGES - wrong) * right + wrong * missed) / _IMAGES


def _images(is_val: int, n: int) -> TensorDataset:
    """Inputs (n, 3): what the label says, the number of the image, whether it is for validation."""
    sign = 1.0 - 2.0 * (torch.arange(n) % 2)
    x = torch.stack([sign, torch.arange(n).float(), torch.full((n,), float(is_val))], dim=1)
    return TensorDataset(x, (sign > 0).long())


class _Log:
    """What happened to a model and its copies."""

    def __init__(self) -> None:
        self.epochs, self.learned_from_val = 0, False
        self.states: dict[int, dict[str, Tensor]] = {}  # after each epoch

    def __deepcopy__(self, memo: dict) -> "_Log":
        return self


class _Planned(nn.Module):
    """A model whose validation loss follows a plan, epoch by epoch; ``age`` counts the epochs."""

    def __init__(self, plan: Sequence[tuple[float, int]], log: _Log) -> None:
        super().__init__()
        self.fc_in, self.norm, self.drop = nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Dropout(0.1)
        self.register_buffer("age", torch.tensor(0))
        self.plan, self.log, self.learning = plan, log, False

    def forward(self, x: Tensor) -> Tensor:
        scores = self.norm(self.fc_in(x[:, :2] / torch.tensor([1.0, 40.0])))
        is_val = x[0, 2] > 0
        if self.training:
            if not self.learning:
                self.age += 1
                self.learning, self.log.epochs = True, max(self.log.epochs, int(self.age))
            self.log.learned_from_val |= bool((x[:, 2] > 0).any())
            return self.drop(scores)
        self.learning, age = False, int(self.age)
        if age not in self.log.states:
            self.log.states[age] = copy.deepcopy(self.state_dict())
        margin, wrong = self.plan[min(max(age, 1), len(self.plan)) - 1]
        if not is_val:
            margin, wrong = 0.3 * age, 0
        signed = torch.where(x[:, 1] < wrong, -margin, margin) * x[:, 0]
        return torch.stack([-signed / 2, signed / 2], dim=1)


def _pair(value: object) -> tuple[nn.Module, training.History]:
    is_pair = isinstance(value, tuple | list) and len(value) == 2
    if not is_pair or not isinstance(value[0], nn.Module):
        fail(
            "wrong-type",
            f"Expected a pair (model, history), got {describe(value)}.",
            "The caller needs both, in this order.",
            "the return line.",
        )
    if not isinstance(value[1], training.History):
        fail(
            "wrong-type",
            f"Expected a training.History, got {describe(value[1])}.",
            "The pictures of the training curve read one.",
            "what does training.fit return, and what is it made of?",
        )
    return value[0], value[1]


def _history(history: training.History, losses: list[float], log: _Log) -> None:
    got = list(history.val_loss)
    if len(history) != log.epochs or len(got) != log.epochs:
        fail(
            "history-incomplete",
            f"Expected {count(log.epochs, 'epoch')} in the history, as many as ran, got "
            f"{len(history)} with a training loss and {len(got)} with a validation loss.",
            "A curve drawn from it would not show the run.",
            "what becomes of the History of each call of fit?",
        )
    for i, (a, b) in enumerate(zip(got, losses, strict=False)):
        if not math.isclose(a, b, rel_tol=1e-3):
            fail(
                "wrong-value",
                f"Expected the validation loss {b:.4f} in epoch {i + 1}, got {a:.4f}.",
                "That is the mean per image, in eval mode, after the epoch.",
                "on which data is this loss measured, and when?",
            )


def _stops(losses: list[float], epochs: int, patience: int, rule: str = "") -> int:
    """After how many epochs a run stops; ``rule`` names a misunderstanding."""
    best, waited = math.inf, 0
    for epoch, loss in enumerate(losses[:epochs], 1):
        if loss < best:
            best, waited = loss, waited if rule == "sum" else 0
        else:
            waited += 1
        if rule == "last":
            best = loss
        if waited >= patience:
            return epoch
    return min(epochs, len(losses))


def _by_training_loss(
    model: nn.Module, history: training.History, log: _Log, losses: list[float], patience: int
) -> None:
    """Refuse a run that the training loss ended and chose from."""
    watched, state = list(history.train_loss), model.state_dict()
    chosen, best = (each.index(min(each)) + 1 for each in (watched, losses[: log.epochs]))
    was = log.states.get(chosen, {})
    if log.epochs != _stops(watched, history.epochs, patience) or chosen in (best, log.epochs):
        return
    if was and all(name in state and torch.equal(state[name], was[name]) for name in was):
        fail(
            "training-loss-watched",
            f"Expected the model of epoch {best}, got that of epoch {chosen}.",
            "That epoch has the lowest training loss, and your run stopped by it.",
            "which of the lists in a History is about images that the model does not learn from?",
        )


def _stopped(ran: int, losses: list[float], epochs: int, patience: int) -> None:
    want = _stops(losses, epochs, patience)
    if ran == want:
        return
    shown = ", ".join(f"{loss:.2f}" for loss in losses[: max(ran, want)])
    what = f"Expected {count(want, 'epoch')} with patience {patience}, got {ran}."
    seen = f"The validation losses are {shown}."
    if ran == _stops(losses, epochs, patience, "sum"):
        look = "what happens to your count when a new lowest loss arrives?"
        fail("patience-not-in-a-row", what, seen, look)
    if ran == _stops(losses, epochs, patience, "last"):
        look = "with which earlier loss do you compare?"
        fail("compared-with-the-last-epoch", what, seen, look)
    if ran == epochs:
        fail("patience-ignored", what, seen, "which line ends the run, and is it ever reached?")
    if ran in (_stops(losses, epochs, patience + n) for n in (-1, 1)):
        look = "after the first epoch without a new lowest, how many have passed?"
        fail("patience-off-by-one", what, seen, look)
    fail("wrong-value", what, seen, "which losses does your rule compare, epoch by epoch?")


def _state(model: nn.Module, log: _Log, best: int, plan: list[tuple[float, int]]) -> None:
    state, buffers = model.state_dict(), {name for name, _ in model.named_buffers()}

    def same(epoch: int, names: object = None) -> bool:
        was = log.states.get(epoch, {})
        chosen = [n for n in was if names is None or (n in buffers) == names]
        return bool(was) and all(n in state and torch.equal(state[n], was[n]) for n in chosen)

    if same(best):
        return
    epochs = [k for k in log.states if same(k)]
    what = f"Expected the model of epoch {best}, got "
    what += f"that of epoch {epochs[0]}." if epochs else "a model of no single epoch."
    if same(best, names=False):
        wrong = [n for n in log.states[best] if not torch.equal(state[n], log.states[best][n])]
        fail(
            "buffers-of-another-epoch",
            f"Expected weights and buffers of epoch {best}, got other buffers: {wrong[0]}.",
            "The weights are right. Buffers shape the predictions too.",
            "which tensors of a model are not among its parameters?",
        )
    accuracies = [-wrong for _, wrong in plan[: log.epochs]]
    if epochs and epochs[0] != log.epochs and epochs[0] == accuracies.index(max(accuracies)) + 1:
        seen = "That epoch has the highest validation accuracy, not the lowest loss."
        fail("best-by-accuracy", what, seen, "which of the two does the exercise ask for?")
    if epochs == [log.epochs] or not epochs:
        seen = "It is that of the last epoch." if epochs else "Later steps have changed it."
        fail("last-not-best", what, seen, "what do you keep of an epoch, and does it change later?")
    fail("wrong-value", what, "The history shows which one is lowest.", "which epoch do you keep?")
