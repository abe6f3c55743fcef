"""Checks of lesson 04: what is frozen, in which order, and what moves all the same."""

import contextlib
import copy
import functools
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, allclose, equal, nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from course import audit, training
from course.audit.freeze import entering, flags
from course.checks import legacy as core
from course.checks.legacy import describe, exercise, fail, number, refuse, suspect, told
from course.checks.models import images, small
from course.heads import copied, find_head, modes_kept, replace_head

CLASSES = (7, 3, 12, 5, 4, 6, 9)


_SAID = told("""
wrong-type:model | What goes on to training is what your function returns. | the return line.
returned-the-head | A single layer cannot take images. | the return line.
backbone-changed:head | Freezing changes no layer. | which line puts something into the model?
weights-changed | The first is {first}. | \
which line writes numbers, or runs the model in train mode?
froze-the-old-head | The old {path} is frozen. It is no longer in the model. | \
which layer did the freeze reach, and where is that layer now?
eval-is-freezing | The model came in train mode, and is in eval mode now. | \
what does eval() change: how some layers compute, or which parameters learn?
left-trainable:all | The model came in frozen, and now all of it is trained. | \
on which object is the method called?
wrong-type:set | Two sets can be compared, whatever their order. | \
what does the function collect, and in what?
dropout-in-eval | After model.eval(), two passes over the same images differ. | \
does eval() still reach every layer?
dead-attribute | The head is in the model, but nothing calls it. | \
what does the forward() of your model call?
backbone-changed | In eval mode, the same images give other features than before the freeze. | \
what is in a BatchNorm layer besides its weights? (Its repr shows some of it.)
train-mode-lost | After eval() and train(), {first} does nothing. | \
which modules does your code hold still: the norm layers, or more?
train-mode-lost:head | They are new: they start at 0 and 1, and have to be learned. | \
which of the norm layers does your code hold still?
both-arms-alike:real | On a toy model, your function found one. | \
is the same training given to both models, and is it long enough?
wrong-type:two | The caller subtracts the first from the second. | the return line.
percent-not-fraction | A share of images is never above 1. | \
which entry of the History did you take, and in what unit is it?
hard-coded | No model was trained: make_model's models never ran in train mode. | \
where do your two numbers come from?
both-arms-alike:one | One model was trained twice: the second run went on from the first. | \
how many models does a comparison of two runs need?
wrong-value:toy | The settings are those of the lesson, the accuracies are on val. | \
the settings, the epoch that you took, and what the two runs differ in.
left-trainable:toy | A model of make_model has another norm.weight after your runs. | \
which parameters learn in a model as it comes from make_model?
wrong-type:list | The caller prints which blocks were thawed. | what does your function collect?
wrong-value:blocks | Those are not the last blocks of the model, as blocks() names them. | \
print list(blocks(model)) beside your list.
head-frozen | The head ({head}) is frozen. | \
which parameters learn at every stage of the schedule?
flag-on-module | {first} got a value named requires_grad, which nothing reads: it is a \
module, not a tensor. | who has the flag that counts, and what is the method called?
list-and-flags-differ | {first} is frozen, although its block was named. | \
does every name that you return get its flag?
schedule-not-reset | {first} was thawed by an earlier call with a larger n, and still is. | \
what does your function do about the blocks that are not among the last n?
left-trainable | {first} is trainable too. | who freezes the rest of the model?
wrong-type:other | The optimizer holds that model's tensors, and the loop goes on with both. | \
the return line: is it the same model?
stale-gradient | {where} The gradients were computed before the freeze. | \
what does step() read from a parameter: requires_grad, or something else?
zeroed-is-not-none | {where} The gradients are zero, and the optimizer did not skip them. | \
what is added to a gradient of zero, before the step is taken?
head-left-optimizer | {where} The optimizer does not hold fc any more. | \
what did you take out of the optimizer, and what should stay in?
optimizer-options-changed | {where} Its {first} is another one now. | \
which parameters share that option?
head-was-reset | {where} The head's gradient or its momentum is not what it was. | \
what does your function clear, and for which parameters?
""")


_no = functools.partial(core.fail_as, _SAID)


def _names(model: nn.Module) -> set[str]:
    return {name for name, p in model.named_parameters() if p.requires_grad}


@dataclass
class _Case:
    """A small model with a new head, and what it was before an answer saw it."""

    model: nn.Module
    head: nn.Module
    name: str  # of the head
    tensors: dict[str, Tensor] = field(default_factory=dict)

    @classmethod
    def make(cls, name: str, classes: int = 5) -> "_Case":
        """A model in train mode, everything trainable; "NAME, own norm" has a BatchNorm head."""
        name, _, own = name.partition(", ")
        x = images(2)
        model = replace_head(small(name), classes, x).train()
        path, head = find_head(model, x)
        if own:
            norm = nn.BatchNorm1d(head.in_features)
            head = nn.Sequential(norm, nn.Dropout(0.5), head)
            model.set_submodule(path, head)
        tensors = {n: v.clone() for n, v in model.state_dict().items()}
        return cls(model, head, path, tensors)

    def head_in(self, answer: object) -> nn.Module:
        """The head inside the model that came back: the same object, or the one of its name."""
        if not isinstance(answer, nn.Module):
            _no("wrong-type:model", f"Expected the model, got {describe(answer)}.")
        if answer is self.head or isinstance(answer, nn.Linear | nn.Conv2d):
            _no("returned-the-head", f"Expected the whole model, got {describe(answer)}.")
        modules = dict(answer.named_modules())
        if self.head in modules.values():
            return self.head
        for name, module in modules.items():
            if name.endswith(self.name) and type(module) is type(self.head):
                return module
        _no("backbone-changed:head", f"Expected the model to keep {self.name}, got one without it.")

    def unchanged(self, answer: nn.Module) -> None:
        """The values are those from before: freezing writes flags, not numbers."""
        now = answer.state_dict()
        lost = [n for n, v in self.tensors.items() if n in now and not equal(v, now[n])]
        if lost:
            what = f"Expected every number of the model to stay, got {len(lost)} tensors changed."
            _no("weights-changed", what, first=lost[0])


@contextlib.contextmanager
def _theirs(exercise_id: str, model: object) -> Iterator[None]:
    """Mark what a model raises, in the hands of the check, as an error of the answer."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, core.CheckFailed):
            core.noted(error, exercise_id, (model,))
        raise


# --- what is trained --------------------------------------------------------------------------


@exercise("04-head-only")
def head_only(answer: Callable, on: Sequence[str] = ("resnet18",)) -> str:
    """``head_only(model, num_classes)``: a new head, and nothing else that learns.

    Args:
        on: names of small models.
    """
    x = images(4)
    for name, classes in zip(on, CLASSES, strict=False):
        model = small(name).train()
        before = copy.deepcopy(model)
        path, old = find_head(model, x)
        got = answer(model, classes)
        if isinstance(got, nn.Module):
            # A lazy layer has its shape afterwards; what is wrong, the audit of the swap says.
            with contextlib.suppress(Exception), modes_kept(got), torch.no_grad():
                got.eval()(x)
            if not got.training and len(_names(got)) == len(list(got.parameters())):
                what = f"Expected 2 trainable tensors, got {len(_names(got))}: all of them."
                _no("eval-is-freezing", what)
        refuse(audit.head_swap(_thawed(got), classes, x, before))
        trained = _names(got)
        if len(trained) == len(list(got.parameters())) and not old.weight.requires_grad:
            what = f"Expected 2 trainable tensors, got {len(trained)}: all of them."
            _no("froze-the-old-head", what, path=path)
        try:
            head = got.get_submodule(path)
        except AttributeError:
            _, head = find_head(got, x)
        with _theirs("04-head-only", got):
            refuse(audit.freezing(got, head, x, statistics=False, on_copy=False))
    tried = ", ".join(on)
    return f"In two steps nothing but the new head moved ({tried})."


def _thawed(model: object) -> object:
    """A copy in which everything learns: the audit of the swap is not to look at flags."""
    if not isinstance(model, nn.Module):
        return model
    model = copied(model)
    for module in model.modules():
        vars(module).pop("requires_grad_", None)  # what hides the method, the next audit says
    return model.requires_grad_(True)


@exercise("04-mend")
def mend(thaw_fc: Callable, trainable: Callable, on: Sequence[str] = ("resnet18",)) -> str:
    """``thaw_fc(model)``, mended, lets fc learn again; ``trainable(model)`` names what learns.

    Args:
        on: names of small ResNets, or "resnet18, own norm".
    """
    for name in on:
        for case, model in _flagged(name):
            _one_trainable(trainable, model, case)
    for name in on:
        case = _Case.make(name)
        got = thaw_fc(case.model.requires_grad_(False))
        head = case.head_in(got)
        if len(_names(got)) == len(list(got.parameters())):
            _no("left-trainable:all", "Expected only fc to be thawed, got the whole model.")
        with _theirs("04-mend", got):
            refuse(audit.freezing(got, head, images(4), statistics=False))
        case.unchanged(got)
    return "fc learns, the rest does not, and trainable() says what the flags say."


def _flagged(name: str) -> Iterator[tuple[str, nn.Module]]:
    model = _Case.make(name).model.requires_grad_(False)
    model.layer4[0].bn1.weight.requires_grad = True
    model.conv1.weight.requires_grad = True
    yield "conv1 and one BatchNorm weight are trainable here, fc is frozen.", model
    yield "Everything is trainable here.", _Case.make(name).model
    model = _Case.make(name).model.requires_grad_(False)
    yield "Everything is frozen here.", model
    model.layer4.requires_grad = True  # an attribute of the module: says nothing
    model.fc.requires_grad_(True)
    yield "fc was thawed here; layer4 got an attribute requires_grad, and stays frozen.", model


def _one_trainable(trainable: Callable, model: nn.Module, case: str) -> None:
    was = audit.Snapshot.take(model)
    got = trainable(model)
    refuse(audit.untouched(model, was))
    if not isinstance(got, set | frozenset) or not all(isinstance(n, str) for n in got):
        kind = "a set of other things" if isinstance(got, set) else describe(got)
        _no("wrong-type:set", f"Expected a set of names, got {kind}.")
    want = _names(model)
    if got == want:
        return
    every = {n for n, _ in model.named_parameters()}
    no_parameter, first = min(got - every, default=""), min(got ^ want)
    has = "has" if first in want else "does not have"
    values = {
        "Names of modules are among them.": got & dict(model.named_modules()).keys(),
        f"{no_parameter} is no parameter of the model.": no_parameter,
        "Those are all parameters of the model.": got == every,
        "Those are the names with fc in them.": got == {n for n in every if "fc" in n},
        "Those are the frozen ones.": got and got == every - want,
        "No parameter has a gradient before the first backward pass.": not got,
        f"{first} {has} requires_grad=True.": True,
    }
    seen = next(text for text, came in values.items() if came)
    kinds = {"modules": "trainable-by-module", "no parameter": "buffers-counted"}
    kinds["with fc"] = "trainable-by-module"
    kind = next((kind for word, kind in kinds.items() if word in seen), "list-and-flags-differ")
    look = "what does your function ask, and of which object?"
    fail(kind, f"Expected {len(want)} names, got {len(got)}.", f"{case} {seen}", look)


@exercise("04-freeze-except")
def freeze_except(answer: Callable, on: Sequence[str] = ("resnet18", "regnet_y_400mf")) -> str:
    """``freeze_except(model, head)``: trainable are the head's parameters, and no others.

    Args:
        on: names of small models. Each comes once all trainable, once with other flags.
    """
    for name in on:
        for frozen in (False, True):
            case = _Case.make(name)
            if frozen:  # a head that was frozen has to learn again
                case.model.requires_grad_(False)
                next(case.model.parameters()).requires_grad_(True)
            got = answer(case.model, case.head)
            head = case.head_in(got)
            case.unchanged(got)
            with _theirs("04-freeze-except", got):
                refuse(audit.freezing(got, head, images(4), statistics=False, on_copy=False))
    tried = ", ".join(on)
    return f"Trainable are the head's tensors and no others, whatever came in ({tried})."


# --- BatchNorm --------------------------------------------------------------------------------


@exercise("04-batchnorm")
def freeze_backbone(answer: Callable, on: Sequence[str] = ("resnet18", "efficientnet_b0")) -> str:
    """``freeze_backbone(model, head)``: nothing outside the head moves, train() as often you like.

    Args:
        on: names of small models, or "resnet18, own norm".
    """
    x = images(4)
    for name in on:
        case = _Case.make(name)
        if name.startswith("densenet"):
            case.model.requires_grad_(False)  # as freeze_except would hand it over
        expected = _features(case.model, case.head, x)
        got = answer(case.model, case.head)
        head = case.head_in(got)
        with _theirs("04-batchnorm", got):
            _same_features(got, head, x, expected, "before any training")
            refuse(audit.freezing(got, head, x, on_copy=False))
            _same_features(got, head, x, expected, "after two steps")
            _follows_train(got, head, x)
    tried = ", ".join(on)
    return f"train() three times and two steps: body still, head learned, dropout alive ({tried})."


def _features(model: nn.Module, head: nn.Module, x: Tensor) -> Tensor:
    """What enters the head in eval mode."""
    with modes_kept(model), torch.no_grad(), entering(head) as seen:
        model.eval()
        again = [_first(model(x)) for _ in range(2)]
    if not allclose(*again):
        _no("dropout-in-eval", "Expected the same output twice in eval mode, got two that differ.")
    if not seen:
        _no("dead-attribute", "Expected the head to run in the forward pass, got a pass without.")
    return seen[-1]


def _same_features(model: nn.Module, head: nn.Module, x: Tensor, want: Tensor, when: str) -> None:
    got = _features(model, head, x)
    if got.shape == want.shape and allclose(got, want, rtol=1e-3, atol=1e-4 * want.abs().max()):
        return
    off = (got - want).abs().max() if got.shape == want.shape else torch.inf
    what = (
        f"Expected the backbone to compute what it did, {when}, got features up to {off:.2g} away."
    )
    _no("backbone-changed", what)


def _follows_train(model: nn.Module, head: nn.Module, x: Tensor) -> None:
    """Whether the rest of train and eval mode is as ever."""
    drops = [m for m in model.modules() if isinstance(m, nn.Dropout) and m.p > 0]
    model.eval()
    model.train()
    with torch.no_grad():
        if drops and allclose(_first(model(x)), _first(model(x))):
            what = "Expected dropout to be active in train mode, got the same output twice."
            _no("train-mode-lost", what, first=drops[0])
    own = [m for m in head.modules() if isinstance(m, nn.BatchNorm1d)]
    before = [m.running_mean.clone() for m in own]
    with torch.no_grad():
        model(x)
    if any(equal(m.running_mean, b) for m, b in zip(own, before, strict=True)):
        what = "Expected the head's own BatchNorm to learn its statistics, got one that is still."
        _no("train-mode-lost:head", what)


def _first(output: object) -> Tensor:
    return output if isinstance(output, Tensor) else output[0]


# --- the collapse -----------------------------------------------------------------------------

FIT = {"epochs": 3, "lr": 0.02, "batch_size": 12}  # as in the lesson


@exercise("04-collapse")
def collapse(answer: Callable, real: tuple | None = None) -> str:
    """``collapse(make_model, train, val)``: validation accuracy with BatchNorm drifting, and still.

    Args:
        real: the three arguments for the real model; the answer's own numbers are shown.
    """
    toys = _Toys()
    got = _two_accuracies(answer(toys.make, *toys.data))
    if any((model.norm.weight != 1).any() for model in toys.made):
        what = "Expected only the head to learn in both runs, got a body that was trained."
        _no("left-trainable:toy", what)
    used = set(map(id, toys.trained))
    drifted = any(model.norm.running_mean.any() for model in toys.made)
    want = [toys.accuracy(hold) for hold in (lambda model, head: model, training.freeze_backbone)]
    if any(abs(a - b) > 0.2 for a, b in zip(got, want, strict=True)) or len(used) < 2:
        _diagnose_collapse(got, want, len(used), drifted)
    if real is None:
        return f"A toy model: {got[0]:.2f} with BatchNorm drifting, {got[1]:.2f} with it still."
    drifting, still = _two_accuracies(answer(*real))
    if still - drifting < 0.05:
        what = f"Expected a clear gap on the real model, got {drifting:.2f} and {still:.2f}."
        _no("both-arms-alike:real", what)
    return (
        f"The real Lite0, only its head trained: {drifting:.2f} with BatchNorm in train mode, "
        f"{still:.2f} with its statistics still. Your gap: {100 * (still - drifting):.0f} points."
    )


class _Toys:
    """Models whose features lie far from their running statistics; train mode hides that."""

    def __init__(self) -> None:
        self.made: list[nn.Module] = []
        self.trained: list[nn.Module] = []  # the heads that ran in training, copies too
        self.data = self._split(400, 1), self._split(100, 2)

    def make(self) -> tuple[nn.Module, nn.Module]:
        layers = {"norm": nn.BatchNorm1d(8, momentum=0.011), "fc": nn.Linear(8, 4)}
        model = nn.Sequential(OrderedDict(layers)).requires_grad_(False)
        nn.init.zeros_(model.fc.weight.requires_grad_(True))
        nn.init.zeros_(model.fc.bias.requires_grad_(True))
        trained = self.trained  # a copy of the model gets the function, not a copy of the list
        model.fc.register_forward_pre_hook(
            lambda fc, _: trained.append(fc) if fc.training else None
        )
        self.made.append(model)
        return model, model.fc

    def accuracy(self, hold: Callable) -> float:
        """What comes out when both runs are done as the exercise says."""
        model, head = self.make()
        history = training.fit(hold(model, head), *self.data, **FIT)
        return history.val_accuracy[-1]

    @staticmethod
    def _split(n: int, seed: int) -> TensorDataset:
        y = torch.arange(n) % 4
        noise = 0.3 * torch.randn(n, 8, generator=torch.Generator().manual_seed(seed))
        offset = torch.tensor([12.0, 4.0, -12.0, -4.0, 0.0, 0.0, 0.0, 0.0])
        return TensorDataset(4 * F.one_hot(y, 8).float() + noise + offset, y)


def _two_accuracies(value: object) -> tuple[float, float]:
    if not isinstance(value, tuple | list) or len(value) != 2:
        _no("wrong-type:two", f"Expected two accuracies, got {describe(value)}.")
    a, b = (number(v, "an accuracy") for v in value)
    if max(a, b) > 1:
        what = f"Expected accuracies from 0 to 1, got {a:.2f} and {b:.2f}."
        _no("percent-not-fraction", what)
    return a, b


_COLLAPSE = told("""
arms-swapped | Those are the right two, in the other order. | which run comes first in the text?
both-arms-alike | Both are what a drifting BatchNorm reaches. | what holds the second one still?
both-arms-alike:still | Both are what a still backbone reaches. | what holds the first one still?
measured-in-training | The first is that of the training batches. | whose images are judged?
""")


def _diagnose_collapse(got: tuple, want: list[float], models: int, drifted: bool) -> None:
    what = f"Expected about {want[0]:.2f} and {want[1]:.2f}, got {got[0]:.2f} and {got[1]:.2f}."
    if not models:
        _no("hard-coded", what)
    if models == 1:
        _no("both-arms-alike:one", what)
    values = {
        "arms-swapped": want[::-1],
        "both-arms-alike": [want[0]] * 2,
        # In training, the drift does not show: the batch's own statistics are used.
        "measured-in-training": [want[1] if drifted else math.nan, want[1]],
        "both-arms-alike:still": [want[1]] * 2,
    }

    def came(value: list[float]) -> bool:
        return all(abs(a - b) < 0.1 for a, b in zip(got, value, strict=True))

    suspect(values, came, _COLLAPSE, what)
    _no("wrong-value:toy", what)


# --- from the head down -----------------------------------------------------------------------


@exercise("04-schedule")
def unfreeze_last(answer: Callable, on: Sequence[str] = ("resnet18",)) -> str:
    """``unfreeze_last(model, head, n)``: the head and the n blocks before it are trained.

    Args:
        on: names of small models; each goes through a schedule, up and down again.
    """
    for name in on:
        case = _Case.make(name)
        every = [n for n in _blocks(case.model) if case.model.get_submodule(n) is not case.head]
        full = [n for n in every if list(case.model.get_submodule(n).parameters())][::-1]
        earlier: set[str] = set()
        for n in (1, 2, 0, 3, len(full), 1, len(full) + 5):
            got = answer(case.model, case.head, n)
            _right_blocks(got, n, full, every[::-1], case.name)
            want = {
                name
                for name, p in case.model.named_parameters()
                if name.startswith(tuple(f"{b}." for b in (*full[:n], case.name)))
            }
            _right_flags(case.model, want, n, case.name, earlier)
            earlier |= want
        case.unchanged(case.model)
    tried = ", ".join(on)
    return f"Head first, then block by block, and back again ({tried})."


def _blocks(module: nn.Module, prefix: str = "") -> Iterator[str]:
    """Names of the blocks, as in the lesson: what plain Sequentials hold, at any depth."""
    for name, child in module.named_children():
        if type(child) is nn.Sequential:
            yield from _blocks(child, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


_SCHEDULE = told("""
minus-zero-slice | n is 0 in this call: the head alone. | what is names[-0:]?
head-counted | The head is one of them. | n counts blocks: is the head one?
head-counted:missing | One block too few, as if the head were the first. | what does n count?
blocks-unordered | Those are the right ones in the other order. | from the head down: which first?
blocks-unordered:first | Those are the blocks next to the images. | at which end is the head?
blocks-unordered:first, turned | Those lie next to the images. | at which end is the head?
empty-block-counted | Some of them hold no parameter. | what is there to train in a pooling layer?
empty-block-counted:turned | Some of them hold no parameter. | what is there to train in pooling?
""")


def _right_blocks(got: object, n: int, full: list[str], every: list[str], head: str) -> None:
    if not isinstance(got, list | tuple) or not all(isinstance(name, str) for name in got):
        came = "a list of other things" if isinstance(got, list) else describe(got)
        _no("wrong-type:list", f"Expected a list of names, got {came}.")
    got, want = list(got), full[:n]
    if got == want:
        return
    shown = [f"{names[:3]}{' …' if len(names) > 3 else ''}" for names in (want, got)]
    what = f"Expected {shown[0]} for n = {n}, got {shown[1]}."
    values = {
        "minus-zero-slice": got if n == 0 and len(got) >= len(full) else None,
        "head-counted": got if head in got else None,
        "blocks-unordered": want[::-1],
        "head-counted:missing": full[: max(n - 1, 0)],
        "blocks-unordered:first": full[::-1][:n],
        "blocks-unordered:first, turned": full[::-1][:n][::-1],
        "empty-block-counted": every[:n],
        "empty-block-counted:turned": every[:n][::-1],
    }
    suspect(values, lambda value: got == value, _SCHEDULE, what)
    if set(got) & set(every) - set(full):
        core.fail_as(_SCHEDULE, "empty-block-counted", what)
    _no("wrong-value:blocks", what)


def _right_flags(model: nn.Module, want: set[str], n: int, head: str, earlier: set[str]) -> None:
    trained = _names(model)
    if trained == want:
        return
    what = f"Expected {len(want)} trainable tensors for n = {n}, got {len(trained)}."
    lost, extra = want - trained, trained - want
    for name, module in model.named_modules():
        if vars(module).keys() & {"requires_grad", "requires_grad_"}:
            _no("flag-on-module", what, first=name or "The model")
    if any(name.startswith(f"{head}.") for name in lost):
        _no("head-frozen", what, head=head)
    if lost:
        _no("list-and-flags-differ", what, first=min(lost))
    key = "schedule-not-reset" if extra <= earlier else "left-trainable"
    _no(key, what, first=min(extra))


# --- in the middle of a run -------------------------------------------------------------------


@exercise("04-stale-gradients")
def freeze_now(answer: Callable, on: Sequence[str] = ("SGD", "AdamW")) -> str:
    """``freeze_now(model, optimizer, head)``: whatever the loop does next, only the head moves.

    Args:
        on: "SGD" or "AdamW", with ", two groups" for a group of its own for the head.
    """
    for name in on:
        # How a loop may go on: with a step at once, or with one of two ways to clear gradients.
        for clear in (None, True, False):
            _one_freeze(answer, name, clear)
    return f"Nothing outside the head moves any more, and the head goes on ({', '.join(on)})."


def _running(name: str) -> tuple[nn.Module, torch.optim.Optimizer]:
    """A model after two steps, with gradients of a third that was not taken."""
    kind, _, groups = name.partition(", ")
    torch.default_generator.manual_seed(0)
    body = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8))
    model = nn.Sequential(OrderedDict(body=body, fc=nn.Linear(8, 3)))
    parameters = list(model.parameters())
    if groups:
        parameters = [
            {"params": body.parameters(), "lr": 0.01},
            {"params": model.fc.parameters(), "lr": 0.05},
        ]
    options = {"SGD": {"momentum": 0.9}, "AdamW": {}}[kind]
    optimizer = getattr(torch.optim, kind)(parameters, lr=0.1, weight_decay=0.1, **options)
    for _ in range(2):
        _step(model, optimizer, True)
    optimizer.zero_grad()
    _loss(model).backward()
    return model, optimizer


def _loss(model: nn.Module) -> Tensor:
    x = torch.randn(12, 6, generator=torch.Generator().manual_seed(3))
    return F.cross_entropy(model(x), torch.arange(12) % 3)


def _step(model: nn.Module, optimizer: torch.optim.Optimizer, clear: bool | None) -> None:
    if clear is not None:
        optimizer.zero_grad(set_to_none=clear)
        if (loss := _loss(model)).requires_grad:
            loss.backward()
    optimizer.step()


def _one_freeze(answer: Callable, name: str, clear: bool | None) -> None:
    model, optimizer = _running(name)
    reference, its_optimizer = _running(name)
    for p in reference.body.parameters():
        p.requires_grad_(False).grad = None
    frozen = {n: p.detach().clone() for n, p in model.body.named_parameters()}
    options = _options(optimizer, model.fc)
    loop = "step() at once" if clear is None else f"zero_grad(set_to_none={clear}), step()"
    where = f"{name}, going on with {loop}."

    got = answer(model, optimizer, model.fc)
    gradients = [p.grad for p in model.body.parameters() if p.grad is not None]
    if got is not model:
        _no("wrong-type:other", f"Expected the model that was given, got {describe(got)}.")
    refuse(flags(model, model.fc, "fc"))
    for i in range(3):
        # A step at once is followed by the usual ones.
        how = clear if i == 0 or clear is not None else True
        _step(model, optimizer, how)
        _step(reference, its_optimizer, how)
        now = dict(model.body.named_parameters())
        if moved := [n for n, v in frozen.items() if not equal(now[n], v)]:
            stale = clear is None and any(grad.any() for grad in gradients)
            key = "stale-gradient" if stale else "zeroed-is-not-none"
            what = f"Expected the body to stay, got {len(moved)} tensors moved in step {i + 1}."
            _no(key, what, where=where)
        _head_goes_on(model, optimizer, reference, options, where)


def _options(optimizer: torch.optim.Optimizer, head: nn.Module) -> dict[str, object]:
    """The options of the group that holds the head, empty if none does."""
    for group in optimizer.param_groups:
        if any(p is head.weight for p in group["params"]):
            return {k: v for k, v in group.items() if k != "params"}
    return {}


def _head_goes_on(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    reference: nn.Module,
    options: dict[str, object],
    where: str,
) -> None:
    """Whether the head takes the steps that it would have taken anyway."""
    if all(
        allclose(a, b, rtol=1e-3, atol=1e-5)
        for a, b in zip(model.fc.parameters(), reference.fc.parameters(), strict=True)
    ):
        return
    what = "Expected the head to go on as before, got other steps."
    now = _options(optimizer, model.fc)
    if not now:
        _no("head-left-optimizer", what, where=where)
    if changed := sorted(k for k in options if now.get(k) != options[k]):
        _no("optimizer-options-changed", what, where=where, first=changed[0])
    _no("head-was-reset", what, where=where)


quiz = core.quiz(
    {
        "04-quiz-1": {
            "a": (
                "head-frozen",
                "The new head is there when everything is frozen. Nothing is left to train.",
            ),
            "b": (
                "froze-the-old-head",
                "The flag leaves with the old layer. The new one and the body are trainable.",
            ),
            "c": "A new layer comes trainable, and nothing freezes it afterwards.",
            "d": (
                "flag-on-module",
                "That sets an attribute that nothing reads: 0 tensors are trainable.",
            ),
        },
        "04-quiz-2": {
            "a": "They are buffers: the forward pass of train mode writes them.",
            "b": (
                "eval-is-freezing",
                "In eval mode they are read and not written. It is train mode that writes.",
            ),
            "c": (
                "batchnorm-drifts",
                "An optimizer moves parameters with a gradient. These have none, and move.",
            ),
            "d": (
                "freezing-is-a-mode",
                "requires_grad is about gradients. The layer computes, and counts, as before.",
            ),
        },
        "04-quiz-3": {
            "a": (
                "weight-decay-myth",
                "Decay is a part of the update. Where grad is None, the update is skipped.",
            ),
            "b": (
                "zeroed-is-not-none",
                "Momentum is a part of the update, too: no gradient, no update.",
            ),
            "c": (
                "stale-gradient",
                "That happens to a gradient that was there before the freeze. Here it is None.",
            ),
            "d": "grad is None: the optimizer skips the tensor, decay, momentum and all.",
        },
        "04-quiz-4": {
            "a": (
                "freezing-is-a-must",
                "It is ordinary fine-tuning, and often the better choice (lesson 07).",
            ),
            "b": (
                "swap-is-not-freeze",
                "A swap sets no flag. The whole model is trained.",
            ),
            "c": "Ordinary fine-tuning. The mistake is to believe that only the head learns.",
            "d": (
                "eval-is-freezing",
                "train() and eval() switch a mode. The optimizer moves parameters in either one.",
            ),
        },
    }
)
