"""Checks of lesson 05: whose tensors an optimizer holds, and what a new head does to that."""

import copy
import functools
import math
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, equal, nn
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop
from torch.optim import lr_scheduler as schedules

from course import audit
from course.checks import legacy as core
from course.checks.legacy import (
    describe,
    exercise,
    fail,
    number,
    refuse,
    suspect,
    told,
)
from course.checks.models import images, small
from course.heads import find_head, replace_head
from course.wording import listed

BY_HAND = ("params", "param_names")  # what a group holds besides its options


def _held(optimizer: Optimizer) -> list[Tensor]:
    return [p for group in optimizer.param_groups for p in group["params"]]


def _options(optimizer: Optimizer) -> dict[int, dict[str, Any]]:
    """For the id of every held tensor: the options that a step uses for it."""
    return {id(p): _of_group(group) for group in optimizer.param_groups for p in group["params"]}


def _of_group(group: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key not in BY_HAND}


def _split(model: nn.Module, *heads: nn.Module) -> list[list[nn.Parameter]]:
    """The parameters outside these layers, then those of each."""
    inside = [list(head.parameters()) for head in heads]
    ids = {id(p) for parameters in inside for p in parameters}
    return [[p for p in model.parameters() if id(p) not in ids], *inside]


def _train(optimizer: Optimizer, steps: int = 2) -> None:
    """Take steps along random gradients: cheaper than a backward pass, and as good for a check."""
    generator = torch.Generator().manual_seed(0)
    for _ in range(steps):
        for p in _held(optimizer):
            if p.requires_grad:
                p.grad = torch.randn(p.shape, generator=generator)
        optimizer.step()
    optimizer.zero_grad()


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


_SAID = told("""
another-error | The caller catches what is promised: ValueError. | who meets the missing names?
another-optimizer | Another class takes other steps. | where is the class chosen in your code?
arguments-changed:checkpoint | The next model may need it. | which line writes into it, or deletes?
arguments-changed:gradients | Somebody's next step would need them. | which line touches a gradient?
arguments-changed:groups | Looking should change nothing. | which line writes to a group?
buffers-not-watched | Buffers move without an optimizer. | which names does your loop see?
compared-objects | Two copies are never one object. | what is compared: objects, or their numbers?
first-group-only | All of them are in the first group of the file. | how many groups are there?
groups-merged | Those are the first group's. | how many groups were there, how many are there now?
groups-overlap | One parameter is in two groups. | for one of them: how many conditions hold?
guessed-order | Positions help only if both lists had one order. | how would another order show?
hard-coded | This group overrules its optimizer. | which groups must speak of decay?
head-by-name | It is no part of the head. | do you ask what it is called, or where it is?
head-not-clean | It remembers a layer that is gone. | whose gradients made this state?
head-overwritten | The saved head was made for other classes. | which tensors belong in this model?
new-in-wrong-group | That is not the last group's. | which group gets what was not there before?
options-lost:other | It was in another group. | how does your code know a tensor's old group?
options-lost | A step uses the options of its group. | where do they live? What is the default?
orphaned-optimizer | Its steps move those, not the new head. | is every key of a group an option?
refused-too-late | Half a resumed run is worse than none. | what does your code do before it looks?
schedule-ahead | The right rates, at another step. | who calls its step()? Building one does, too.
schedule-elsewhere | The new optimizer's rates never change. | whose rates does its step() write?
schedule-forgets | Right at first, then along another curve. | what else does a scheduler remember?
schedule-restarted | Those are the rates of a run that begins. | how does a scheduler count steps?
skipped-not-told | What is not from the checkpoint must be known. | which keys were not loaded?
snapshot-is-alias | They are the model's own tensors. | does state_dict() hand out copies?
wrong-type:names | A name is a string, 'fc.weight'. | what do you collect: names, tensors, numbers?
""")


_no = functools.partial(core.fail_as, _SAID)


def _names(value: object, name: str) -> set[str]:
    """A collection of names as a set."""
    if isinstance(value, Iterator):
        value = list(value)
    strings = isinstance(value, Collection) and all(isinstance(each, str) for each in value)
    if not strings or isinstance(value, str | bytes | Mapping):
        _no(
            "wrong-type:names",
            f"Expected {name} to be a collection of names, got {describe(value)}.",
        )
    return set(value)


def _is_optimizer(value: object) -> Optimizer:
    if not isinstance(value, Optimizer):
        fail(
            "wrong-type",
            f"Expected an optimizer, got {describe(value)}.",
            "Only an optimizer can take a step.",
            "the return line.",
        )
    return value


# --- 05-compare -------------------------------------------------------------------------------


def _compare_case(case: str) -> tuple[nn.Module, Optimizer]:
    """A model and an optimizer, after something has happened to one of them."""
    model = small("resnet18", 20)
    if case == "thawed":
        model.requires_grad_(False).fc.requires_grad_(True)
    body, head = _split(model, model.fc)
    groups: object = {
        "two groups": [{"params": body}, {"params": head}],
        "old head first": [{"params": head}, {"params": body}],
        "thawed": head,
        "twice": [*body, *head, *body[:3]],
        "three times": [*body, *head, *head, *body[:1], *body[:1]],
        "named": model.named_parameters(),
    }.get(case, model.parameters())
    with _quiet():
        optimizer = SGD(groups, lr=0.1)
    if case in ("before the swap", "two groups", "old head first", "named", "added", "three times"):
        replace_head(model, 5)
    if case == "added":
        optimizer.add_param_group({"params": model.fc.parameters()})
    if case == "same size":
        replace_head(model, 20)
    if case == "same values":
        model.fc = copy.deepcopy(model.fc)
    if case == "copied":
        model = copy.deepcopy(model)
    if case == "frozen":
        model.layer1.requires_grad_(False)
    if case == "frozen and left out":
        model.layer2.requires_grad_(False)
        optimizer = SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    if case == "thawed":
        model.requires_grad_(True)
    return model, optimizer


_COMPARE = told("""
frozen-is-missing | Those include frozen ones. | which parameters should an optimizer hold?
first-group-only | That is so for the first group alone. | how many groups are there?
compared-values | That is what comparing numbers gives. | are two tensors with equal numbers one?
compared-shapes | That is what comparing shapes gives. | are two tensors of one shape one tensor?
compared-names | That is what comparing names gives. | which tensor had this name, back then?
wrong-value:held | Those are the ones that it does hold. | which way round is the comparison?
wrong-value:surplus | Entries were counted. | how many different tensors are behind them?
wrong-value:entries | That is a number of entries. | how many tensors have more than one entry?
frozen-is-not-dead | Frozen ones are among those, though in the model. | what makes a tensor dead?
counted-numbers | That is how many numbers are in them. | is a tensor counted, or what is in it?
compared-lengths | That is how much longer one list is. | can lists of one length differ?
""")


@exercise("05-compare")
def compare(answer: Callable, on: Sequence[str] = ("before the swap", "frozen")) -> str:
    """``compare(model, optimizer)``: names missing in the optimizer, dead and duplicated tensors.

    Args:
        on: what happened, see ``_compare_case``.
    """
    for case in on:
        model, optimizer = _compare_case(case)
        was, groups = audit.Snapshot.take(model), _lists(optimizer)
        for p in model.parameters():
            p.grad = torch.ones_like(p)
        report = answer(model, optimizer)
        keys = {"missing", "dead", "duplicated"}
        if not isinstance(report, Mapping) or not keys <= set(report):
            fail(
                "wrong-type",
                f"Expected a dict with the keys {', '.join(sorted(keys))}, got {describe(report)}.",
                "Each of the three questions has its own key.",
                "the return line.",
            )
        if any(report[key] is ... for key in keys):
            raise core.NotAttempted("05-compare", "A blank, ..., is still there.")
        refuse(audit.untouched(model, was))
        if _lists(optimizer) != groups:
            _no(
                "arguments-changed:groups",
                "Expected the optimizer to hold what it held, got other tensors.",
            )
        grads = [p.grad for p in model.parameters()]
        if lost := sum(grad is None or bool((grad != 1).any()) for grad in grads):
            what = f"Expected {len(grads)} gradients as they were, got {lost} changed or gone."
            _no("arguments-changed:gradients", what)
        _one_comparison(model, optimizer, report, case)
    return f"Missing, dead and duplicated are right: {', '.join(on)}."


def _lists(optimizer: Optimizer) -> list[list[int]]:
    return [[id(p) for p in group["params"]] for group in optimizer.param_groups]


def _numbers(p: Tensor) -> tuple:
    return tuple(p.shape), p.detach().numpy().tobytes()


def _report(
    held: Sequence[Tensor],
    wanted: Mapping[str, Tensor],
    alive: Collection[Tensor],
    key: Callable[[Tensor], Any] = id,
) -> dict[str, Any]:
    """What ``compare`` should say of these tensors, or says if it tells them apart by ``key``."""
    counts, known = Counter(map(key, held)), set(map(key, alive))
    return {
        "missing": {name for name, p in wanted.items() if key(p) not in counts},
        "dead": sum(each not in known for each in counts),
        "duplicated": sum(count > 1 for count in counts.values()),
        "entries": sum(count for count in counts.values() if count > 1),
        "surplus": len(held) - len(counts),
    }


def _one_comparison(model: nn.Module, optimizer: Optimizer, report: Mapping, case: str) -> None:
    held, named = _held(optimizer), dict(model.named_parameters())
    trainable = {n: p for n, p in named.items() if p.requires_grad}
    every = named.values()
    facts = _report(held, trainable, every)
    mistakes = {
        "wrong-value:held": {"missing": set(trainable) - facts["missing"]},
        "wrong-value:entries": {"duplicated": facts["entries"]},
        "wrong-value:surplus": {
            "duplicated": facts["surplus"],
            "dead": sum(all(p is not q for q in every) for p in held),
        },
        "frozen-is-missing": _report(held, named, every),
        "frozen-is-not-dead": _report(held, trainable, trainable.values()),
        "first-group-only": _report(optimizer.param_groups[0]["params"], trainable, every),
        "compared-values": _report(held, trainable, every, _numbers),
        "compared-shapes": _report(held, trainable, every, lambda p: p.shape),
        "compared-lengths": dict.fromkeys(("dead", "duplicated"), len(held) - len(named)),
    }
    known = {name for group in optimizer.param_groups for name in group.get("param_names", ())}
    if known:
        mistakes["compared-names"] = {"missing": set(trainable) - known}
    lost = {id(p): p.numel() for p in held if not any(p is q for q in every)}
    mistakes["counted-numbers"] = {"dead": sum(lost.values())}
    for key in ("missing", "dead", "duplicated"):
        want = facts[key]
        got = _names(report[key], key) if key == "missing" else number(report[key], key)
        if got == want:
            continue
        shown = [listed(sorted(v)) or "none" if key == "missing" else f"{v:g}" for v in (want, got)]
        what = f"Expected {key} to be {shown[0]}, got {shown[1]} ({case})."
        # Twins can be counted in three ways: the kinds, all of them, those too many.
        for count in (key, "entries", "surplus") if key == "duplicated" else (key,):
            wrong = {
                k: said[count] for k, said in mistakes.items() if said.get(count, want) != want
            }
            suspect(wrong, lambda value, got=got: value == got, _COMPARE, what)
        fail(
            "wrong-value",
            what,
            f"The optimizer lists {len(held)} tensors, the model has {len(named)} parameters, "
            f"{len(trainable)} of them trainable.",
            "which tensors are in one of the two and not in the other?",
        )


# --- 05-rebuild -------------------------------------------------------------------------------


def _rebuild_case(case: str) -> tuple[nn.Module, Optimizer]:
    model = small("resnet18", 20)
    body, norms, last = _split(model, model.layer4, model.fc)
    if case == "two groups":
        groups = [{"params": body + norms, "lr": 1e-4, "weight_decay": 0.05}, {"params": last}]
        optimizer = AdamW(groups, lr=1e-3, weight_decay=0.0, betas=(0.8, 0.99))
    elif case == "head not last":
        groups = [{"params": body}, {"params": last, "lr": 0.3}, {"params": norms, "lr": 0.02}]
        optimizer = RMSprop(groups, lr=0.01, momentum=0.5)
    elif case == "thawed":
        optimizer = Adam([{"params": last, "lr": 3e-3}], lr=1e-2, amsgrad=True)
    elif case == "twice":
        with _quiet():
            optimizer = SGD([*body, *norms, *last, *body[:2]], lr=0.05)
    else:
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    if case in ("trained", "two groups"):
        _train(optimizer, 1)
    if case == "trained":  # a schedule has been at work
        optimizer.param_groups[0]["lr"] = 0.025
    if case == "frozen":
        model.layer1.requires_grad_(False)
    if case not in ("thawed", "twice"):
        replace_head(model, 5)
    return model, optimizer


@exercise("05-rebuild")
def rebuild(answer: Callable, on: Sequence[str] = ("one group", "two groups")) -> str:
    """``rebuild(model, optimizer)``: the same optimizer, for the tensors that the model has now.

    Args:
        on: what happened, see ``_rebuild_case``.
    """
    for case in on:
        model, optimizer = _rebuild_case(case)
        was, kind = audit.Snapshot.take(model), type(optimizer)
        wanted = _wanted(model, optimizer)
        with _quiet():  # of a tensor listed twice PyTorch warns; here it is told below
            rebuilt = _is_optimizer(answer(model, optimizer))
        refuse(audit.untouched(model, was))
        _fits(model, rebuilt, kind, wanted)
        _steps(model, rebuilt, "05-rebuild")
    return f"The trainable parameters once each, options kept: {', '.join(on)}."


def _wanted(model: nn.Module, optimizer: Optimizer) -> dict[int, dict[str, Any]]:
    """For the id of each held tensor its options; under 0, those of what is new: the last group's.

    The tensors are kept alive with it, so that no new one can get an old one's id.
    """
    last = _of_group(optimizer.param_groups[-1])
    return _options(optimizer) | {0: last, -1: {"alive": _held(optimizer)}}


def _fits(
    model: nn.Module, optimizer: Optimizer, kind: type, wanted: Mapping[int, dict[str, Any]]
) -> None:
    """Fail unless the optimizer is of its kind and holds what is trainable, options kept."""
    if type(optimizer) is not kind:
        _no(
            "another-optimizer",
            f"Expected an optimizer of class {kind.__name__}, got {type(optimizer).__name__}.",
        )
    refuse(audit.optimizer_state(model, optimizer, frozen=True))
    options = _options(optimizer)
    firsts = next(iter(wanted.values()))
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        new = id(p) not in wanted
        want, got = wanted[0 if new else id(p)], options[id(p)]
        wrong = [k for k, v in want.items() if got.get(k) != v and (k != "initial_lr" or k in got)]
        if not wrong:
            continue
        key = "lr" if "lr" in wrong else wrong[0]
        what = f"Expected {name} with {key} {want[key]}, got {got.get(key)}."
        others = [each for i, each in wanted.items() if i >= 0 and each[key] == got.get(key)]
        merged = len(optimizer.param_groups) == 1
        if new and others and not merged:
            _no("new-in-wrong-group", what)
        if others and merged and got.get(key) == firsts[key]:
            _no("groups-merged", what)
        _no("options-lost:other" if others and not new and not merged else "options-lost", what)


def _steps(model: nn.Module, optimizer: Optimizer, name: str) -> None:
    """Fail unless a step moves every trainable parameter, and the optimizer can be saved."""
    before = {n: p.detach().clone() for n, p in model.named_parameters() if p.requires_grad}
    try:
        _train(optimizer, 1)
        optimizer.state_dict()
    except Exception as error:
        raise core.noted(error, name, (model, optimizer)) from None
    still = [n for n, p in model.named_parameters() if n in before and equal(before[n], p)]
    if still:
        fail(
            "live-not-held",
            f"Expected a step to move every trainable parameter, got {listed(still)} unmoved.",
            "Each of them had a gradient.",
            "the groups of the optimizer, and their rates.",
        )


# --- 05-two-rates -----------------------------------------------------------------------------


def _rates_case(case: str) -> tuple[nn.Module, nn.Module]:
    name, _, what = case.partition(", ")
    model = small(name, 20)
    path, head = find_head(model, images(2))
    if what == "frozen":
        model.layer1.requires_grad_(False)
        head.bias.requires_grad_(False)
    if what == "deep head":
        width = head.in_features
        head = nn.Sequential(nn.Linear(width, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 20))
        model.set_submodule(path, head, strict=True)
    return model, head


_RATES = told("""
rates-swapped | That is the head's rate, on the body. | which of the two has been trained already?
rates-swapped:head | That is the body's rate, on the head. | what is in the group with the factor?
rate-left-out | That is what an optimizer takes by default. | which of your groups has no lr?
factor-is-not-rate | That is the factor itself. | what is it a factor of?
factor-is-not-rate:divided | It was divided by the factor. | should a new head be faster, or slower?
factor-is-not-rate:added | The factor was added. | what is it a factor of?
""")


@exercise("05-two-rates")
def two_rate_groups(answer: Callable, on: Sequence[str] = ("resnet18",)) -> str:
    """``two_rate_groups(model, head, lr, head_factor)``: disjoint, complete, no decay on norms.

    Args:
        on: names of small models, some with ", frozen" or ", deep head".
    """
    for i, case in enumerate(on):
        lr, factor, decay = [(2e-4, 10, 0.07), (0.03, 4, 0.2), (5e-3, 25, 0.05)][i % 3]
        model, head = _rates_case(case)
        was = audit.Snapshot.take(model)
        groups = answer(model, head, lr, factor)
        if isinstance(groups, Optimizer | Mapping | str) or not isinstance(groups, Collection):
            fail(
                "wrong-type",
                f"Expected a list of groups, got {describe(groups)}.",
                "A group is a dict with the key 'params' and options, as an optimizer takes it.",
                "the return line.",
            )
        refuse(audit.untouched(model, was))
        optimizer = _made_of(groups, decay)
        refuse(audit.optimizer_state(model, optimizer, frozen=True))
        options, inside = _options(optimizer), {id(p) for p in head.parameters()}
        for name, p in model.named_parameters():
            if p.requires_grad:
                got = options[id(p)]
                _one_rate(name, id(p) in inside, number(got["lr"], "a learning rate"), lr, factor)
                _one_decay(name, p, number(got["weight_decay"], "a weight decay"), decay)
    return f"Two rates, disjoint and complete, and decay where it belongs, in {', '.join(on)}."


def _made_of(groups: Collection, decay: float) -> Optimizer:
    """An optimizer of these groups, with a weight decay of its own."""
    try:
        with _quiet():
            return AdamW(list(groups), weight_decay=decay)
    except Exception as error:
        message = (str(error).splitlines() or [""])[0]
        what = f"Expected groups that an optimizer takes, got {type(error).__name__}: {message}."
        if "more than one parameter group" in message:
            _no("groups-overlap", what)
        fail(
            "wrong-type",
            what,
            "A group is a dict with the key 'params' and options.",
            "what each entry of your list is made of.",
        )


def _one_rate(name: str, in_head: bool, got: float, lr: float, factor: float) -> None:
    want = lr * factor if in_head else lr
    if math.isclose(got, want, rel_tol=1e-6):
        return
    what = f"Expected lr {want:g} for {name}, got {got:g}"
    if not in_head and math.isclose(got, lr * factor) and ("fc" in name or "head" in name):
        _no("head-by-name", f"{what}.")
    values = {
        "rates-swapped:head" if in_head else "rates-swapped": lr if in_head else lr * factor,
        "rate-left-out": 1e-3,
        "factor-is-not-rate": factor,
        "factor-is-not-rate:divided": lr / factor,
        "factor-is-not-rate:added": lr + factor,
    }
    suspect(values, lambda value: math.isclose(got, value, rel_tol=1e-6), _RATES, f"{what}.")
    fail(
        "wrong-value",
        f"{what}.",
        f"This call asked for lr {lr:g} and a head that is {factor} times as fast.",
        "how does each group get its lr?",
    )


def _one_decay(name: str, p: Tensor, got: float, decay: float) -> None:
    if got == (0 if p.ndim <= 1 else decay):
        return
    if p.ndim <= 1:
        kind = "a bias" if name.endswith("bias") else "the weight of a norm layer"
        fail(
            "decay-on-norms",
            f"Expected no decay on {name}, got {got:g}.",
            f"That is {kind}, of shape {tuple(p.shape)}.",
            "what do biases and norm weights have in common that a matrix of weights has not?",
        )
    if got == 0:
        fail(
            "decay-lost",
            f"Expected {name} to decay by {decay:g}, as its optimizer says, got 0.",
            f"That is a tensor of weights, of shape {tuple(p.shape)}.",
            "which tensors should be spared, and is this one of them?",
        )
    _no("hard-coded", f"Expected {name} to decay by {decay:g}, as its optimizer says, got {got:g}.")


# --- 05-keep-momentum -------------------------------------------------------------------------


def _momentum_case(case: str) -> tuple[nn.Module, Optimizer, int]:
    """A model in training, its optimizer with state, and the new number of classes."""
    name = {"squeezenet": "squeezenet1_1", "three groups": "vit_b_16"}.get(case, "resnet18")
    model = small(name, 12)
    if case == "frozen":
        model.layer1.requires_grad_(False)
    trainable = [p for p in model.parameters() if p.requires_grad]
    body, head = _split(model, find_head(model, images(2))[1])
    if case == "two groups":
        optimizer = AdamW([{"params": body}, {"params": head, "lr": 1e-2}], lr=1e-3, amsgrad=True)
    elif case == "three groups":
        flat = [p for p in body if p.ndim <= 1]
        deep = [p for p in body if p.ndim > 1]
        groups = [{"params": flat, "weight_decay": 0.0}, {"params": deep}, {"params": head}]
        optimizer = Adam(groups, lr=2e-3, weight_decay=1e-4)
    elif case == "squeezenet":
        optimizer = RMSprop(trainable, lr=1e-3, momentum=0.9, centered=True)
    else:
        optimizer = SGD(trainable, lr=0.05, momentum=0.9, weight_decay=1e-4)
    _train(optimizer)
    if case == "one group":  # as after a schedule's step
        optimizer.param_groups[0]["lr"] = 0.005
    return model, optimizer, 12 if case == "same size" else 5


@exercise("05-keep-momentum")
def swap_mid_training(answer: Callable, on: Sequence[str] = ("one group",)) -> str:
    """``swap_mid_training(model, optimizer, num_classes)``: the body keeps its state.

    Args:
        on: cases of ``_momentum_case``.
    """
    for case in on:
        model, optimizer, classes = _momentum_case(case)
        before, x = copy.deepcopy(model), images(2)
        was = _state_of(model, optimizer)
        wanted = {n: _options(optimizer).get(id(p)) for n, p in model.named_parameters()}
        firsts, last = (_of_group(optimizer.param_groups[i]) for i in (0, -1))
        old = {p: n for n, p in model.named_parameters()}
        pair = answer(model, optimizer, classes)
        if not isinstance(pair, tuple | list) or len(pair) != 2 or isinstance(pair[0], Optimizer):
            fail(
                "wrong-type",
                f"Expected a pair (model, optimizer), got {describe(pair)}.",
                "Whoever goes on training needs both, in this order.",
                "the return line.",
            )
        swapped, new = pair[0], _is_optimizer(pair[1])
        refuse(audit.head_swap(swapped, classes, x, before))
        # What was there before: by identity, or on a copy by name.
        head = set(find_head(swapped, x)[1].parameters())
        now = {old.get(p, n): p for n, p in swapped.named_parameters() if p not in head}
        kept = {n: p for n, p in now.items() if n in was}
        by_id = {id(p): wanted[n] for n, p in kept.items() if p.requires_grad}
        _fits(swapped, new, type(optimizer), {-2: firsts, 0: last, **by_id})
        _kept_state(kept, new, was)
        _clean(swapped, new, set(swapped.parameters()) - set(kept.values()))
        _steps(swapped, new, "05-keep-momentum")
    return f"The body keeps its state, the head starts clean, nothing dead stays: {', '.join(on)}."


State = dict[str, dict[str, Any]]


def _state_of(model: nn.Module, optimizer: Optimizer) -> State:
    """A copy of the state that an optimizer keeps, by the name of the parameter."""
    return {n: copy.deepcopy(optimizer.state.get(p, {})) for n, p in model.named_parameters()}


def _same(a: object, b: object) -> bool:
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return a.shape == b.shape and torch.allclose(a.float(), b.float())
    return type(a) is type(b) and a == b


def _kept_state(parameters: Mapping[str, Tensor], optimizer: Optimizer, was: State) -> None:
    """Fail unless these parameters have the state that they had before."""
    now = {name: optimizer.state.get(p, {}) for name, p in parameters.items()}
    had = [name for name in parameters if was.get(name)]
    lost = [name for name in had if not now[name]]
    if lost:
        fail(
            "momentum-lost",
            f"Expected {len(had)} tensors to keep their optimizer state, got {len(lost)} without.",
            f"The first is {lost[0]}: its {listed(was[lost[0]])} started anew.",
            "where does an optimizer keep what it remembers of a tensor?",
        )
    for name in had:
        wrong = [k for k in was[name] if not _same(was[name][k], now[name].get(k))]
        if not wrong:
            continue
        key = wrong[0]
        what = f"Expected {key} of {name} as it was saved, got another."
        value = now[name].get(key)
        if key not in now[name] or isinstance(value, Tensor) and not value.any():
            fail(
                "momentum-lost",
                f"Expected {key} of {name} as it was, got none, or zeros.",
                f"Its state had {listed(was[name], 4)}.",
                "what else does an optimizer remember of a tensor?",
            )
        if of := [n for n in had if n != name and _same(was[n].get(key), value)]:
            fail(
                "state-by-position",
                what,
                f"It is that of {of[0]}.",
                "how does your code decide which state belongs to which tensor?",
            )
        fail("momentum-lost", what, "Its values are other ones.", "which line computes it anew?")


def _clean(model: nn.Module, optimizer: Optimizer, head: Collection[Tensor]) -> None:
    """Fail if a parameter of the new head has memories."""
    for name, p in model.named_parameters():
        if p not in head:
            continue
        for key, value in optimizer.state.get(p, {}).items():
            some = value.any() if isinstance(value, Tensor) else bool(value)
            if some:
                _no(
                    "head-not-clean",
                    f"Expected the new head to start without state, got {key} for {name}.",
                )


# --- 05-scheduler -----------------------------------------------------------------------------


def _poly(epoch: int) -> float:
    return (1 - epoch / 20) ** 2


_SCHEDULES: dict[str, Callable[[Optimizer], Any]] = {
    "StepLR": lambda o: schedules.StepLR(o, step_size=3, gamma=0.5),
    "CosineAnnealingLR": lambda o: schedules.CosineAnnealingLR(o, T_max=12, eta_min=1e-3),
    "LambdaLR": lambda o: schedules.LambdaLR(o, _poly),
    "MultiStepLR": lambda o: schedules.MultiStepLR(o, [2, 6], gamma=0.1),
    "ExponentialLR": lambda o: schedules.ExponentialLR(o, gamma=0.8),
}
DONE, TO_GO = 4, 5  # steps before and after the change of optimizers


def _run(optimizer: Optimizer, scheduler: Any, steps: int) -> list[list[float]]:
    """The rates of all groups, before each step and after the last."""
    rates = [_rates(optimizer)]
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        rates.append(_rates(optimizer))
    return rates


def _rates(optimizer: Optimizer) -> list[float]:
    """The rates of all groups, as plain numbers: a tensor would be changed in place."""
    return [number(group["lr"], "a learning rate") for group in optimizer.param_groups]


@exercise("05-scheduler")
def rebind(answer: Callable, on: Sequence[str] = ("StepLR", "CosineAnnealingLR")) -> str:
    """``rebind(scheduler, optimizer)``: it drives the new optimizer from the step where it was.

    Args:
        on: kinds of schedule, some with ", carried": the new optimizer has today's rates already;
            the others have those of the start.
    """
    for case in on:
        name, _, carried = case.partition(", ")
        groups = [("fc", 0.4), ("conv1", 0.1)]

        def made(groups: list = groups) -> Optimizer:
            layers = {key: nn.Parameter(torch.ones(2)) for key, _ in groups}
            return SGD([{"params": [layers[key]], "lr": lr} for key, lr in groups], momentum=0.9)

        whole = made()
        with _quiet():
            rates = _run(whole, _SCHEDULES[name](whole), DONE + TO_GO)
            old = made()
            scheduler = _SCHEDULES[name](old)
            _run(old, scheduler, DONE)
            new = made()
            if carried:
                for group, from_ in zip(new.param_groups, old.param_groups, strict=True):
                    group |= _of_group(from_)
            tensors = _lists(new)
            returned = answer(scheduler, new)
        if isinstance(returned, Optimizer) or not callable(getattr(returned, "step", None)):
            fail(
                "wrong-type",
                f"Expected a scheduler, got {describe(returned)}.",
                "The training loop calls its step() after the optimizer's.",
                "the return line.",
            )
        if _lists(new) != tensors:
            _no(
                "orphaned-optimizer",
                "Expected the new optimizer to hold its own tensors, got others in its groups.",
            )
        _drives(new, old, returned, rates, name)
    return f"The new optimizer gets the rates of an unbroken run: {', '.join(on)}."


def _drives(
    new: Optimizer, old: Optimizer, scheduler: Any, rates: list[list[float]], name: str
) -> None:
    """Fail unless the schedule gives the new optimizer the rates of an unbroken run."""
    try:
        with _quiet():
            got = _run(new, scheduler, TO_GO)
    except core.CheckFailed:
        raise
    except Exception as error:
        raise core.noted(error, "05-scheduler", (scheduler, new)) from None
    want = rates[DONE:]
    if _close(got, want):
        refuse(
            f
            for f in audit.optimizer_state(nn.Module(), new, scheduler)
            if f.misconception == "schedule-elsewhere"
        )
        return
    each = [[[row[i : i + 1] for row in rows] for rows in (got, want)] for i in range(len(got[0]))]
    at = next(i for i, (mine, whole) in enumerate(each) if not _close(mine, whole))
    shown = [", ".join(f"{row[at]:.4f}" for row in rows[:4]) for rows in (want, got)]
    what = f"Expected the rates {shown[0]} … in group {at} ({name}), got {shown[1]} …"
    if all(row == got[0] for row in got):
        _no("schedule-elsewhere", what)
    if _close(got, rates[: TO_GO + 1]):
        _no("schedule-restarted", what)
    if _close(got[1:], want[1:]):
        fail(
            "rate-not-carried",
            what,
            f"After its first step it is right; until then the rate is {got[0][at]:g}.",
            "what is the new optimizer's rate when you hand the scheduler back?",
        )
    if any(_close(got[: TO_GO - k + 1], want[k:]) for k in (1, 2)) or _close(
        got[1:], rates[DONE - 1 : DONE - 1 + TO_GO]
    ):
        _no("schedule-ahead", what)
    if not _close(got[:1], want[:1]):
        fail(
            "rate-not-carried",
            what,
            f"It starts from {got[0][at]:g}; many schedules compute a rate from the one before.",
            "what is the new optimizer's rate when you hand the scheduler back?",
        )
    _no("schedule-forgets", what)


def _close(a: list[list[float]], b: list[list[float]]) -> bool:
    rows = [(x, y) for p, q in zip(a, b, strict=False) for x, y in zip(p, q, strict=False)]
    return all(math.isclose(x, y, rel_tol=1e-5, abs_tol=1e-9) for x, y in rows)


# --- 05-resume --------------------------------------------------------------------------------


def _resume_case(case: str) -> tuple[nn.Module, Optimizer, dict[str, Any]]:
    """A model with a new head, an optimizer for it, and a checkpoint from before."""
    name = "squeezenet1_1" if case == "conv head" else "resnet18"
    model = small(name, 12)
    named = list(model.named_parameters())
    if case == "reordered":  # only among equal shapes: nothing will complain
        order = sorted(range(len(named)), key=lambda i: (str(tuple(named[i][1].shape)), -i))
        places = sorted(range(len(named)), key=lambda i: (str(tuple(named[i][1].shape)), i))
        at = dict(zip(places, order, strict=True))
        named = [named[at[i]] for i in range(len(named))]
    if case == "reversed":
        named = named[::-1]
    kind = {"adam": AdamW, "two groups": AdamW}.get(case, SGD)
    options = {"lr": 0.02} | ({"momentum": 0.9} if kind is SGD else {})
    groups: list = [{"params": named}]
    if case == "two groups":
        groups = [{"params": named[:20]}, {"params": named[20:]}]
    if case == "without names":
        groups = [{"params": [p for _, p in named]}]
    optimizer = kind(groups, **options)
    _train(optimizer)
    for buffer in model.buffers():
        buffer += 1
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    if case == "one group without names":
        saved = checkpoint["optimizer"]["param_groups"]
        saved.append({**saved[0], "params": saved[0]["params"][20:]})
        del saved[1]["param_names"]
        saved[0] |= {key: saved[0][key][:20] for key in BY_HAND}
    new = replace_head(small(name, 12), 5)
    if case == "without names":
        return new, kind(new.parameters(), **options), checkpoint
    # Other groups than in the checkpoint, in another order.
    body, head = _split(new, find_head(new, images(2))[1])
    groups = [{"params": head}, {"params": body}] if case == "reversed" else [*body, *head]
    if case in ("named", "adam"):
        groups = list(new.named_parameters())
    return new, kind(groups, **options), checkpoint


@exercise("05-resume")
def resume(
    answer: Callable, on: Sequence[str] = ("named",), refuses: Sequence[str] = ("without names",)
) -> str:
    """``resume(model, optimizer, checkpoint)``: all but the head, by name.

    Args:
        on: cases of ``_resume_case``.
        refuses: cases that must raise ValueError and change nothing.
    """
    for case in on:
        model, optimizer, checkpoint = _resume_case(case)
        saved = copy.deepcopy(checkpoint)
        path = find_head(model, images(2))[0]
        before = copy.deepcopy(model.state_dict())
        skipped = _names(answer(model, optimizer, checkpoint), "what was skipped")
        _whole(checkpoint, saved)
        heads = {name for name in before if name.startswith(f"{path}.")}
        _restored(model, before, saved["model"], heads)
        if skipped != heads:
            _no(
                "skipped-not-told",
                f"Expected {', '.join(sorted(heads))} as skipped, got "
                f"{listed(sorted(skipped)) or 'nothing'}.",
            )
        refuse(audit.optimizer_state(model, optimizer))
        parameters = dict(model.named_parameters())
        body = {n: p for n, p in parameters.items() if n not in heads}
        _every_group(body, optimizer, saved["optimizer"]["param_groups"])
        _kept_state(body, optimizer, _saved(saved))
        _clean(model, optimizer, {parameters[name] for name in heads})
        _steps(model, optimizer, "05-resume")
    for case in refuses:
        _must_refuse(answer, *_resume_case(case))
    refused = f"; refused: {', '.join(refuses)}" if refuses else ""
    return f"The body and its state are back, the head is new: {', '.join(on)}{refused}."


def _saved(checkpoint: Mapping[str, Any]) -> State:
    """The state in a checkpoint, by the names that it carries."""
    optimizer = checkpoint["optimizer"]
    return {
        name: optimizer["state"].get(i, {})
        for group in optimizer["param_groups"]
        for i, name in zip(group["params"], group["param_names"], strict=True)
    }


def _every_group(
    body: Mapping[str, Tensor], optimizer: Optimizer, groups: Sequence[Mapping[str, Any]]
) -> None:
    """Fail if the state of the checkpoint's first group came back, and of no other."""
    back = {name for name, p in body.items() if optimizer.state.get(p)}
    if len(groups) > 1 and back and back <= set(groups[0]["param_names"]):
        _no(
            "first-group-only",
            f"Expected {len(body)} tensors to keep their optimizer state, got {len(back)} with it.",
        )


def _whole(checkpoint: Mapping, saved: Mapping) -> None:
    same = checkpoint.keys() == saved.keys() and all(
        isinstance(checkpoint[part], Mapping) and list(checkpoint[part]) == list(saved[part])
        for part in saved
    )
    same = same and all(equal(checkpoint["model"][k], v) for k, v in saved["model"].items())
    if not same or checkpoint["optimizer"]["state"].keys() != saved["optimizer"]["state"].keys():
        _no(
            "arguments-changed:checkpoint",
            "Expected the checkpoint as it was, got one with entries removed or changed.",
        )


def _restored(
    model: nn.Module, before: Mapping[str, Tensor], saved: Mapping[str, Tensor], heads: set[str]
) -> None:
    now = model.state_dict()
    if now.keys() != before.keys():
        fail(
            "weights-changed",
            f"Expected the model's {len(before)} tensors, got {len(now)}, or others.",
            "Another layer is in the model, or one is missing.",
            "which line changes the model itself, not the values in it?",
        )
    if changed := [name for name in heads if not equal(now[name], before[name])]:
        _no(
            "head-overwritten",
            f"Expected the new head as it was, got {sorted(changed)[0]} changed.",
        )
    lost = [name for name in now if name not in heads and not equal(now[name], saved[name])]
    if not lost:
        return
    buffers = {name for name, _ in model.named_buffers()}
    fail(
        "buffers-not-restored" if set(lost) <= buffers else "body-not-restored",
        f"Expected every tensor but the head's from the checkpoint, got {listed(lost)} as before.",
        f"{len(lost)} of {len(now)} tensors do not have the values that were saved.",
        "what does the checkpoint hold under 'model', and where does your code put it?",
    )


def _must_refuse(
    answer: Callable, model: nn.Module, optimizer: Optimizer, checkpoint: dict[str, Any]
) -> None:
    was = audit.Snapshot.take(model)
    try:
        answer(model, optimizer, checkpoint)
    except ValueError:
        for part, changed in {
            "other numbers in the model": any(audit.untouched(model, was)),
            "optimizer state": any(optimizer.state.values()),
        }.items():
            if changed:
                what = f"Expected nothing to change when the checkpoint is refused, got {part}."
                _no("refused-too-late", what)
        return
    except core.NotAttempted:
        raise
    except core.CheckFailed:  # None, which is an answer too
        pass
    except (AssertionError, AttributeError, LookupError, RuntimeError, TypeError) as error:
        _no("another-error", f"Expected ValueError for a checkpoint without names, got {error!r}.")
    _no("guessed-order", "Expected ValueError for a checkpoint without names, got an answer.")


# --- 05-watch ---------------------------------------------------------------------------------


@exercise("05-watch")
def watch(snapshot: Callable, moved: Callable, on: Sequence[str] = ("head",)) -> str:
    """``snapshot(model)`` keeps every tensor; ``moved(before, after)`` names those that differ.

    Args:
        on: what moves between the two snapshots, see ``_move``.
    """
    model = small("resnet18", 5)
    names = set(model.state_dict())
    kept = snapshot(model)
    if not isinstance(kept, Mapping) or not all(map(_numeric, kept.values())):
        fail(
            "wrong-type",
            f"Expected a dict of tensors by name, got {describe(kept)}.",
            "The names are those of the model's state_dict().",
            "the return line of snapshot.",
        )
    if absent := sorted(names - set(kept)):
        fail(
            "buffers-not-watched",
            f"Expected all {len(names)} tensors of the model, got {len(kept)}.",
            f"{absent[0]} is not among them.",
            "which tensors of a model are no parameters?",
        )
    true = copy.deepcopy(model.state_dict())
    if wrong := _unlike(kept, true):
        fail(
            "wrong-value",
            f"Expected the numbers of {wrong[0]} in the snapshot, got others, or another shape.",
            "Nothing had moved yet.",
            "what does snapshot do to a tensor, besides keeping it?",
        )
    with torch.no_grad():
        for value in model.state_dict().values():
            value += 1
    if _unlike(kept, true):
        _no(
            "snapshot-is-alias",
            "Expected a snapshot to stay as it was while the model changes, got one that changes "
            "along.",
        )
    for case in on:
        model = small("resnet18", 5)
        before = snapshot(model)
        want = _move(model.state_dict(), case)
        got = _names(moved(before, snapshot(model)), "what has moved")
        if got != want:
            _wrong_moves(got, want, case, names)
    return f"Snapshots stand still, and every move is seen ({', '.join(on)})."


def _numeric(value: object) -> bool:
    """Whether a tensor can be made of it: a tensor, an array, a list of numbers."""
    try:
        torch.as_tensor(value)
    except (RuntimeError, TypeError, ValueError):
        return False
    return True


def _unlike(kept: Mapping[str, Any], true: Mapping[str, Tensor]) -> list[str]:
    """The names under which other numbers are kept; arrays and lists are fine, too."""
    return [n for n, t in true.items() if not equal(torch.as_tensor(kept[n]).double(), t.double())]


def _move(state: Mapping[str, Tensor], case: str) -> set[str]:
    """Change some tensors of a state dict in place, and return their names."""
    names = {
        "nothing": set(),
        "head": {"fc.weight", "fc.bias"},
        "counter": {"bn1.num_batches_tracked"},
        "statistics": {"bn1.running_mean", "layer4.0.bn2.running_var"},
        "a tiny step": {"conv1.weight", "bn1.weight"},
        "one number": {"layer3.0.conv1.weight"},
        "turned": {"fc.weight"},
    }[case]
    for name in names:
        value = state[name]
        if case == "a tiny step":
            one = value.view(-1)[7:8]
            one.copy_(torch.nextafter(one, torch.full_like(one, 9.0)))
        elif case == "one number":
            value.view(-1)[7] += 0.5
        elif case == "turned":  # the sum stays, and the norm
            value.copy_(value.flip(0))
        else:
            value += 1
    return names


def _wrong_moves(got: set[str], want: set[str], case: str, every: set[str]) -> None:
    what = f"Expected {listed(sorted(want)) or 'nothing'} as moved, got "
    what += f"{listed(sorted(got)) or 'nothing'} ({case})."
    if got == every:
        _no("compared-objects", what)
    if got == every - want:
        fail("upside-down", what, "Those are the ones that stood still.", "the comparison's sign.")
    if case in ("counter", "statistics"):
        _no("buffers-not-watched", what)
    if got < want and (not got or case == "a tiny step"):
        seen = {
            "a tiny step": "One number of each moved by the smallest step that float32 has.",
            "turned": "The rows were put in another order: sum and norm are as before.",
        }.get(case, "Some numbers are other ones.")
        hidden = "tolerance-hides-a-step" if case == "a tiny step" else "summary-hides-a-step"
        fail(hidden, what, seen, "does your comparison look at every number, exactly?")
    fail("wrong-value", what, "The two do not agree.", "one name at a time: what is compared?")


quiz = core.quiz(
    {
        "05-quiz-1": {
            "a": (
                "compared-names",
                "Names are attributes of the model. The new layer has the old one's name, and the "
                "optimizer that was made before does not move it.",
            ),
            "b": (
                "compared-shapes",
                "You saw two tensors of one shape change places without a word.",
            ),
            "c": (
                "built-before-swap",
                "It looks at the model once, when it is made. Nothing is looked up later.",
            ),
            "d": "An optimizer is a list of tensors, made once. Whatever changes which tensors the "
            "model has, leaves that list as it was.",
        },
        "05-quiz-2": {
            "a": (
                "dead-held",
                "add_param_group adds. The old layer's tensors stay in the first group, and are "
                "saved with every checkpoint.",
            ),
            "b": "The new head is trained, and two dead tensors stay: in memory, and as entries "
            "of every checkpoint.",
            "c": (
                "live-not-held",
                "The new group is used from the next step on, with options of its own.",
            ),
            "d": (
                "held-twice",
                "The new tensors are in no other group, so there is nothing to object to.",
            ),
        },
        "05-quiz-3": {
            "a": (
                "schedule-elsewhere",
                "A scheduler keeps the optimizer object that it was given, whatever the variable "
                "is called today.",
            ),
            "b": (
                "schedule-elsewhere",
                "No error: it goes on writing rates into the old optimizer, which still exists.",
            ),
            "c": "It goes on lowering the rates of the old optimizer. The new one trains at the "
            "rate that it was made with.",
            "d": (
                "schedule-restarted",
                "That needs a scheduler that is made anew. This one counts on, elsewhere.",
            ),
        },
        "05-quiz-4": {
            "a": "Positions and group sizes are all that it compares. Shapes show at the next "
            "step, and a change of order among equal shapes never shows.",
            "b": (
                "state-by-position",
                "You saw momentum land on another layer, with no error.",
            ),
            "c": (
                "state-shape-clash",
                "You saw it load momentum of shape (4, 4) for a tensor of shape (6, 4).",
            ),
            "d": (
                "compared-names",
                "Names are in the file only if the optimizer was made from named_parameters(), "
                "and loading does not use them.",
            ),
        },
    }
)
