"""Checks of lesson 02: where the head is, and how it is replaced in any architecture."""

import contextlib
import copy
import dis
import functools
import inspect
import math
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from unittest import mock

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy
from torchvision import models
from torchvision.models import inception

from course import audit, heads
from course.checks import legacy as core
from course.checks.legacy import describe, exercise, fail, refuse
from course.checks.models import images, small

# --- models ------------------------------------------------------------------------------------


@functools.cache
def _real(name: str) -> nn.Module:
    """torchvision's own model, shapes only; a RegNet cannot be built without memory."""
    device = "cpu" if name.startswith("regnet") else "meta"
    with torch.random.fork_rng(devices=[]), torch.device(device):
        return models.get_model(name, weights=None).eval()


class _Discarding(nn.Module):
    """Runs a second head and drops what it gives."""

    def __init__(self) -> None:
        super().__init__()
        self.net = small("resnet18", 7)
        self.probe = nn.Linear(7, 3)

    def forward(self, x: Tensor) -> Tensor:
        logits = self.net(x)
        self.probe(logits)
        return logits


class _HeadFirst(nn.Module):
    """Registers its head before its backbone."""

    def __init__(self) -> None:
        super().__init__()
        self.top = nn.Linear(16, 5)
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.neck = nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        return self.top(self.neck(self.body(x).flatten(1)))


@functools.cache
def _thin_inception() -> nn.Module:
    """Inception v3 with fewer blocks and grouped convolutions; takes 80 px.

    In train mode the auxiliary head needs a map of 17 × 17; without the two poolings of the stem,
    that is what is left of 80 px, not of 299.
    """

    def thin(ins: int, outs: int, **options: object) -> nn.Module:
        groups = math.gcd(ins, outs, 32) if ins > 3 else 1
        return inception.BasicConv2d(ins, outs, groups=groups, **options)

    blocks = [getattr(inception, f"Inception{letter}") for letter in ("A", "B", "C", "D", "E")]
    blocks = [functools.partial(b, conv_block=thin) for b in (*blocks, inception.InceptionAux)]
    with torch.random.fork_rng(devices=[]):
        model = models.Inception3(inception_blocks=[thin, *blocks], init_weights=False)
    model.maxpool1 = model.maxpool2 = nn.Identity()
    for name in ("5d", "6c", "6d", "6e", "7c"):  # as wide as what feeds them
        setattr(model, f"Mixed_{name}", nn.Identity())
    return model.eval()


def _model(case: str) -> nn.Module:
    """A new model for a case such as "vgg16", "resnet18, stray, train" or "vit_b_16 on meta".

    The words behind the name: "stray" (a Linear registered last, never called), "frozen" (the
    backbone), "half frozen", "all frozen", "double" (float64), "train", "k classes".
    """
    name, *words = case.split(", ")
    classes = next((int(word.split()[0]) for word in words if word.endswith(" classes")), 1000)
    own = {"discarding": _Discarding, "head first": _HeadFirst}
    if name in own:
        model = own[name]().eval()
    elif name == "inception_v3":
        model = copy.deepcopy(_thin_inception())
    elif name.endswith(" on meta"):
        model = copy.deepcopy(_real(name.removesuffix(" on meta")))
    else:
        model = small(name, classes)
    if "no auxiliary heads" in words:  # as torchvision builds it with aux_logits=False
        model.aux_logits, model.aux1, model.aux2 = False, None, None
    if "frozen" in words:
        model.requires_grad_(False)
    if "half frozen" in words:
        for p in list(model.parameters())[:-6]:
            p.requires_grad_(False)
    if "stray" in words:
        at = "classifier" if hasattr(model, "fc") else "fc"
        setattr(model, at, nn.Linear(64, 10).train(model.training))
    if "all frozen" in words:
        model.requires_grad_(False)
    if "double" in words:
        model.double()
    return model.train("train" in words)


def _images(case: str) -> Tensor:
    x = images(2, 80 if case.startswith("inception") else 64)
    return x.double() if "double" in case else x.to("meta") if "on meta" in case else x


@contextlib.contextmanager
def _left_alone(model: nn.Module) -> Iterator[None]:
    """Fail if the block changes the model: layers, hooks, modes, tensors, flags or gradients."""
    on_meta = next(model.parameters()).is_meta
    was = audit.Snapshot.take(model, tensors=not on_meta)
    gradients = {n: None if p.grad is None else p.grad.clone() for n, p in model.named_parameters()}
    yield
    found = audit.untouched(model, was)
    if any(f.misconception == "weights-changed" for f in found) and model.training:
        _compare_statistics(model, was.tensors)
    refuse(found)
    for name, p in model.named_parameters():
        old = gradients[name]
        if (p.grad is None) != (old is None) or old is not None and not torch.equal(p.grad, old):
            fail(
                "gradients-left-behind",
                "Expected every .grad as it was, got another one.",
                f"The first is that of {name}; the next optimizer step would use it.",
                "which call writes into .grad? And is there one that only hands gradients back?",
            )


def _compare_statistics(model: nn.Module, was: Mapping[str, Tensor]) -> None:
    """Fail if buffers have moved, and nothing else of what has the same name and shape."""
    state = {n: v for n, v in model.state_dict().items() if n in was and not is_lazy(v)}
    now = {name: value for name, value in state.items() if value.shape == was[name].shape}
    changed = [name for name, value in now.items() if not torch.equal(value, was[name])]
    if changed and set(changed) <= {name for name, _ in model.named_buffers()}:
        fail(
            "forward-in-train-mode",
            f"Expected the model's own numbers to stay, got {len(changed)} changed buffers.",
            f"The model came in train mode. The first one that moved is {changed[0]}.",
            "what does BatchNorm do in train mode, even when nobody trains?",
        )


def _asked(answer: Callable, model: nn.Module, *more: object, case: str = "") -> object:
    """Call the answer, and say of some errors what is behind them."""
    kind = type(model).__name__
    try:
        return answer(model, *more)
    except AttributeError as error:
        if str(error) == "'Conv2d' object has no attribute 'in_features'":
            fail(
                "head-is-always-linear",
                f"Expected an answer for {kind}, got AttributeError: {error}",
                "The head of this model is no Linear.",
                "of which kind must the new layer be there, and what is its width called?",
            )
        if f"'{kind}' object has no attribute" not in str(error):
            raise
        fail(
            "wrong-attribute",
            f"Expected an answer for {kind}, got AttributeError: {error}",
            "That name belongs to another family of models.",
            "what do all models offer, whatever their layers are called?",
        )
    except (core.CheckFailed, IndexError, UnboundLocalError) as error:
        if getattr(error, "misconception", "no-return") != "no-return":
            raise
        what = f"Expected an answer for {kind}, got {_short(error)}"
        if str(error).startswith("index "):  # of a Sequential
            fail(
                "wrong-attribute",
                what,
                "That place is one of another family of models.",
                "what do all models offer, however many layers they have?",
            )
        if isinstance(model, models.SqueezeNet):
            fail(
                "head-is-always-linear",
                what,
                "No Linear layer takes part in what this model computes.",
                "which kind of layer gives its 1000 numbers?",
            )
        if case.endswith(" classes"):
            fail(
                "hard-coded",
                what,
                f"This one was made with {case.split()[-2]} classes.",
                "a number in your function that holds for ImageNet models only.",
            )
        if case and isinstance(error, core.CheckFailed) and _returns_a_value(answer):
            fail(
                "wrong-value",
                what,
                "The return line was reached, with None.",
                "the condition in the loop: for which of this model's layers is it True?",
            )
        raise


def _returns_a_value(answer: Callable) -> bool:
    """Whether a function has a return line with more than a constant on it."""
    code = getattr(inspect.unwrap(answer), "__code__", None)
    lines = list(dis.get_instructions(code)) if code else []
    returns = [i for i, line in enumerate(lines) if line.opname == "RETURN_VALUE"]
    return any(lines[i - 1].opname != "LOAD_CONST" for i in returns)


def _short(error: Exception) -> str:
    if isinstance(error, core.CheckFailed):
        return "None."
    return f"{type(error).__name__}: {error}."


# --- 02-dead-parameters ------------------------------------------------------------------------


@exercise("02-dead-parameters")
def dead_parameters(answer: Callable, on: Sequence[str] = ("resnet18, stray",)) -> str:
    """``dead_parameters(model, x)``: names of those that the output does not depend on.

    Args:
        on: cases as in ``_model``; with "stepped", every parameter holds a gradient already.
    """
    counts = []
    for case in on:
        model, x = _model(case), _images(case)
        dead = heads.dead_parameters(model, x)
        if "stepped" in case:
            for p in model.parameters():
                p.grad = torch.ones_like(p)
        with _left_alone(model), core.unchanged(x, "the images"):
            got = _asked_for_gradients(answer, model, x)
        _compare_dead(_names(got), dead, model, case)
        counts.append(f"{len(dead)} of {len(list(model.parameters()))}")
    return f"The dead tensors, and only these, are found: {', '.join(counts)}. Model untouched."


def _asked_for_gradients(answer: Callable, model: nn.Module, x: Tensor) -> object:
    try:
        return answer(model, x)
    except RuntimeError as error:
        trainable = all(p.requires_grad for p in model.parameters())
        if trainable or "does not require grad" not in str(error):
            raise
        fail(
            "frozen-is-not-dead",
            f"Expected the names of the dead parameters, got RuntimeError: {error}",
            "The backbone was frozen in this test. Frozen parameters still shape the output.",
            "what does requires_grad=False switch off: the forward pass or the gradient?",
        )


def _names(got: object) -> set[str]:
    if not isinstance(got, AbstractSet) or not all(isinstance(name, str) for name in got):
        inside = next(iter(got), "") if isinstance(got, AbstractSet | list | tuple) else ""
        of = "" if isinstance(inside, str) else f" with {describe(inside)} in it"
        fail(
            "wrong-type",
            f"Expected a set of parameter names, got {describe(got)}{of}.",
            "A name is a string such as 'fc.weight'.",
            "the brackets of what you return, and what is between them.",
        )
    return set(got)


def _compare_dead(got: set[str], dead: set[str], model: nn.Module, case: str) -> None:
    if got == dead:
        return
    parameters = dict(model.named_parameters())
    extra, missed = sorted(got - dead), sorted(dead - got)
    what = f"Expected {_listed(dead)}, got {_listed(got)}."
    if unknown := [name for name in extra if name not in parameters]:
        layers = dict(model.named_modules())
        if unknown[0] in layers:
            fail(
                "layers-for-parameters",
                what,
                f"{unknown[0] or 'The empty name'} is a layer, which can hold several tensors.",
                "what does named_parameters() call them?",
            )
        if unknown[0] in dict(model.named_buffers()):
            fail(
                "buffers-counted",
                what,
                f"{unknown[0]} is a buffer: no gradient ever reaches it.",
                "which of the model's tensors are parameters?",
            )
        fail(
            "wrong-value",
            what,
            f"The model has no parameter {unknown[0]!r}.",
            "the names that named_parameters() gives.",
        )
    if got == set(parameters) - dead:
        fail(
            "alive-for-dead",
            what,
            "Those are the parameters that do shape the output.",
            "the condition: which ones does it let through?",
        )
    if extra and not any(parameters[name].requires_grad for name in extra):
        fail(
            "frozen-is-not-dead",
            what,
            f"{extra[0]} was frozen in this test. A frozen parameter still shapes the output.",
            "what does requires_grad=False switch off: the forward pass or the gradient?",
        )
    if missed and "stepped" in case:
        fail(
            "old-gradients-read",
            what,
            f"{missed[0]} holds a .grad from before this call, and no path to this output.",
            "whose gradients do you read: those of this forward pass?",
        )
    if missed and case.startswith("discarding"):
        fail(
            "run-is-not-used",
            what,
            f"The layer of {missed[0]} runs, and its result is thrown away.",
            "how do you tell 'it was called' from 'the output depends on it'?",
        )
    if missed and not any(parameters[name].requires_grad for name in missed):
        fail(
            "frozen-is-not-dead",
            what,
            f"{missed[0]} is frozen and dead: one does not rule out the other.",
            "which parameters does your function look at?",
        )
    fail(
        "wrong-value",
        what,
        f"{missed[0]} is dead and was not named." if missed else f"{extra[0]} is not dead.",
        "the gradient of the output, for that one parameter.",
    )


def _listed(names: set[str]) -> str:
    some = sorted(names)[:3]
    return "no name" if not names else f"{{{', '.join(some)}{', …' if len(names) > 3 else ''}}}"


# --- 02-attribute-table, 02-get-head, 02-last-executed -----------------------------------------

TABLE = ["resnet50", "vgg16", "densenet121", "mobilenet_v3_large", "efficientnet_b0"]
TABLE += ["convnext_tiny", "vit_b_16", "swin_t", "squeezenet1_1", "regnet_y_400mf"]


def attribute_table(table: object, on: Sequence[str] = TABLE) -> None:
    """``HEADS`` maps each name to the dotted path of the head.

    Args:
        on: names of torchvision models.
    """
    __tracebackhide__ = True
    _attribute_table(lambda: table, on=on)


@exercise("02-attribute-table")
def _attribute_table(table: Callable, on: Sequence[str]) -> str:
    given = table()
    if not isinstance(given, Mapping):
        fail(
            "wrong-type",
            f"Expected HEADS to be a dict, got {describe(given)}.",
            "It maps the name of a model to a path.",
            "the brackets and colons of the cell above.",
        )
    if empty := [name for name in on if name not in given or given[name] in ("", None, ...)]:
        more = f" and {len(empty) - 1} more" if len(empty) > 1 else ""
        raise core.NotAttempted("02-attribute-table", f"There is no path yet for {empty[0]}{more}.")
    for name in on:
        model = _real(name)
        _compare_layer(model, given[name], _last_registered(model)[0], f"for {name}")
    return f"All {len(on)} paths lead to the layer that makes the logits."


def _last_registered(model: nn.Module) -> tuple[str, nn.Module]:
    """The head of a torchvision model as it comes: there, last registered is last executed."""
    return [(name, m) for name, m in model.named_modules() if isinstance(m, heads.HEADS)][-1]


def _compare_layer(model: nn.Module, got: object, right: str, where: str) -> None:
    """Fail unless the path ``got`` leads to the layer ``right``, and say what it leads to."""
    if not isinstance(got, str):
        fail(
            "wrong-type",
            f"Expected a dotted path as a string {where}, got {describe(got)}.",
            "A path names a layer; it is not the layer.",
            "what does named_modules() give beside each module?",
        )
    what = f"Expected the path of the head {where}, got {got!r}."
    try:
        layer = model.get_submodule(got)
    except AttributeError:
        if got in dict(model.named_parameters()):
            fail(
                "wrong-type",
                what,
                "That names one parameter tensor of a layer.",
                "what do named_parameters() and named_modules() name?",
            )
        fail(
            "no-such-layer",
            what,
            f"Nothing in this {type(model).__name__} goes by that path.",
            "print(model), or its named_modules(): how are levels joined there?",
        )
    head = model.get_submodule(right)
    if layer is head:
        return
    kind = type(layer).__name__
    if any(inside is head for inside in layer.modules()):
        fail(
            "container-not-layer",
            what,
            f"{'That' if got else 'The empty path'} names the whole {kind}; the head is inside.",
            "which of its children gives one number a class?",
        )
    if not isinstance(layer, heads.HEADS):
        fail(
            "last-is-not-head",
            what,
            f"That layer is of the kind {kind}, which has no weights with a row for each class.",
            "which kinds of layer can turn features into logits?",
        )
    if layer is _last_registered(model)[1]:
        fail(
            "registered-not-executed",
            what,
            "That layer was registered last, and this forward pass does not call it.",
            "the order of named_modules(), and the order in which forward() works.",
        )
    rows = f"It gives {len(layer.weight)} numbers, the head {len(head.weight)}."
    fail("not-the-last-layer", what, f"That {kind} is further in. {rows}", "what comes after it?")


@exercise("02-get-head")
def get_head(answer: Callable, on: Sequence[str] = ("resnet18", "vgg16")) -> str:
    """``get_head(model)`` is the pair (dotted path, the model's own module).

    Args:
        on: cases as in ``_model``.
    """
    for case in on:
        model = _model(case)
        right, _ = _last_registered(model)
        with _left_alone(model):
            pair = _asked(answer, model, case=case)
        where = f"for this {type(model).__name__}"
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            fail(
                "wrong-type",
                f"Expected a pair (path, module) {where}, got {describe(pair)}.",
                "The exercise asks for two things.",
                "the return line.",
            )
        path, module = pair
        if isinstance(path, nn.Module):
            fail(
                "wrong-type",
                f"Expected a pair (path, module) {where}, got a {type(path).__name__} first.",
                "The path comes first, as in named_modules().",
                "the order of the two.",
            )
        _compare_layer(model, path, right, where)
        if module is not model.get_submodule(path):
            fail(
                "not-the-same-layer",
                f"Expected the module at {path!r} itself, got {describe(module)}.",
                "It is another object than the model's: what is done to it, the model never sees.",
                "is the layer looked up, or made anew?",
            )
    return f"The head is found in {len(on)} models, path and module."


@exercise("02-last-executed")
def last_executed(answer: Callable, on: Sequence[str] = ("resnet18", "resnet18, stray")) -> str:
    """``last_executed(model, x)`` is the path of the last Linear or Conv2d that runs.

    Args:
        on: cases as in ``_model``; with "hooked", the model has a hook of its own.
    """
    for case in on:
        model, x = _model(case), _images(case)
        right, head = heads.find_head(model, x)
        if "hooked" in case:
            head.register_forward_hook(lambda module, args, out: None)
        with _left_alone(model), core.unchanged(x, "the images"):
            got = _asked(answer, model, x)
        if got != right and _binds_late(answer):
            fail(
                "late-binding",
                f"Expected the path of the head ({case}), got {got!r}.",
                "Whatever runs, your function gives the last name of named_modules().",
                "which value has your loop's variable when a hook runs, after the loop?",
            )
        _compare_layer(model, got, right, f"({case})")
    return f"The layer that runs last is named in {len(on)} models, and no hook is left."


def _binds_late(answer: Callable) -> bool:
    """Whether it names a layer that is neither called nor of a kind that was asked for."""
    model = _model("resnet18")
    model.never_called = nn.ReLU()
    with contextlib.suppress(Exception):
        return answer(model, _images("resnet18")) == "never_called"
    return False


# --- 02-replace-head ---------------------------------------------------------------------------


@exercise("02-replace-head")
def replace_head(answer: Callable, on: Sequence[str] = ("resnet18", "vgg16, train")) -> str:
    """``replace_head(model, num_classes)`` gives any classifier a new head.

    Args:
        on: cases as in ``_model``; "same k" asks for as many classes as there were.
    """
    for i, case in enumerate(on):
        model, x = _model(case), _images(case)
        classes = 1000 if "same k" in case else (7, 3, 12, 5)[i % 4]
        before = copy.deepcopy(model)
        swapped = _asked(answer, model, classes)
        if isinstance(swapped, nn.Module) and not isinstance(swapped, heads.HEADS):
            _compare_swap(swapped, before, x, classes)
        if x.is_meta:  # values say nothing there
            continue
        refuse(audit.head_swap(swapped, classes, x, before))
        if i < 3:
            _round_trip(swapped, answer(_model(case), classes), x)
    return (
        f"{len(on)} models have new heads, alike in kind; the rest is as it was, and they reload."
    )


def _compare_swap(swapped: nn.Module, before: nn.Module, x: Tensor, classes: int) -> None:
    """What the audit of a swap does not look at, or says in more general words."""
    _names_are_paths(swapped)
    path, old = _last_registered(before)
    if isinstance(old, nn.Conv2d) and isinstance(
        dict(swapped.named_modules()).get(path), nn.Linear
    ):
        fail(
            "linear-for-conv",
            f"Expected a new head of the old one's kind at {path}, got a Linear.",
            "There the old head is a Conv2d: what reaches it is a map, (N, C, H, W).",
            "which dimension does a Linear layer work on, and which one holds the channels?",
        )
    if gone := _layers(before, old) - _layers(swapped, None):
        fail(
            "container-replaced",
            f"Expected only the head to go, got a model without {_kinds(gone)}.",
            f"They stand around the head ({path}) and belong to the trained model.",
            "how many layers did you replace: the container or the one that makes the logits?",
        )
    if before.training:
        _compare_statistics(swapped, before.state_dict())
    was = next(before.parameters())
    for name, p in swapped.named_parameters():
        if p.dtype != was.dtype:
            fail(
                "dtype-lost",
                f"Expected {name} in {was.dtype} like the rest of the model, got {p.dtype}.",
                "The model came in that type.",
                "in which type does PyTorch make a layer when it is not told?",
            )
        if p.device != was.device:
            fail(
                "device-lost",
                f"Expected {name} on the device of the model ({was.device}), got {p.device}.",
                "The two would meet in one multiplication.",
                "where does PyTorch make a layer when it is not told?",
            )
    try:
        _, new = heads.find_head(swapped, x)
    except Exception:  # the audit says why it does not run
        return
    names = [name for name, m in swapped.named_modules(remove_duplicate=False) if m is new]
    if len(names) > 1:
        fail(
            "registered-twice",
            f"Expected the new head under one name, got {len(names)}: {', '.join(names)}.",
            "Each name has keys of its own in a checkpoint, for one and the same layer.",
            "which of the names does forward() read? What is the other one for?",
        )
    if len(new.weight) == classes and (new.bias is None) != (old.bias is None):
        had, has = ("none" if layer.bias is None else "one" for layer in (old, new))
        fail(
            "bias-changed",
            f"Expected the new head to have a bias only if the old one had one, got {has}.",
            f"The head of this {type(before).__name__} had {had}.",
            "what does nn.Linear do about a bias when it is not told?",
        )


def _names_are_paths(model: nn.Module) -> None:
    """Fail if a layer is registered under a name with a dot in it."""
    for name, module in model.named_modules(remove_duplicate=False):
        if dotted := [key for key in module._modules if "." in key]:
            fail(
                "dotted-attribute",
                f"Expected every layer in the place that its path names, got {dotted[0]!r} as the "
                f"name of one attribute of {name or 'the model'}.",
                "In a checkpoint its keys look like those of the layer that forward() calls.",
                "does setattr follow the dots of a path?",
            )


def _layers(model: nn.Module, without: nn.Module | None) -> Counter:
    """The layers without children, by kind; a dropout with its rate."""
    leaves = (
        m for m in model.modules() if m is not without and not any(True for _ in m.children())
    )
    return Counter((type(m).__name__, getattr(m, "p", None)) for m in leaves)


def _kinds(gone: Counter) -> str:
    return ", ".join(sorted({f"{kind}(p={p})" if p else kind for kind, p in gone}))


def _round_trip(swapped: nn.Module, second: nn.Module, x: Tensor) -> None:
    """A checkpoint of the one must make the other the same model."""
    try:
        second.load_state_dict(swapped.state_dict())
    except RuntimeError as error:
        fail(
            "not-in-checkpoint",
            f"Expected a checkpoint that loads into a second model, got: {error}",
            "Both models went through your function.",
            "the keys of the two state_dicts.",
        )
    with torch.no_grad():
        if not torch.allclose(swapped.eval()(x), second.eval()(x), rtol=1e-3, atol=1e-4):
            fail(
                "not-in-checkpoint",
                "Expected equal logits from two models with the same state_dict, got others.",
                "Something that makes the logits is not in the checkpoint.",
                "print the keys of the state_dict: which layer do you miss?",
            )


# --- 02-dotted-name ----------------------------------------------------------------------------


@exercise("02-dotted-name")
def dotted_name(
    put: Callable,
    twice: Callable,
    on: Sequence[tuple[str, str]] = (("vgg16", "classifier.6"),),
    refuses: Sequence[tuple[str, str]] = (("vgg16", "classifier.7"),),
) -> str:
    """``put(model, path, layer)`` mended, ``twice(model)`` finds the names that come twice.

    Args:
        on: pairs of a model and the path of its head, or of another layer.
        refuses: pairs of a model and a path that leads nowhere.
    """
    for name, path in on:
        model = _model(name)
        _compare_twice(twice(model), set(), f"{name} as it comes")
        setattr(model, path, nn.Linear(2, 3))
        counts = Counter(key for key, _ in model.named_parameters())
        again = {key for key, count in counts.items() if count > 1}
        _compare_twice(twice(model), again, f"after setattr(model, {path!r}, …)")
        _one_put(put, name, path)
    tied = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    tied[1].weight = tied[0].weight
    _compare_twice(twice(tied), set(), "two layers that share one weight")
    for name, path in refuses:
        model = _model(name)
        was = audit.Snapshot.take(model)
        layer = nn.Linear(2, 3)
        try:
            result = put(model, path, layer)
        except core.CheckFailed:
            raise
        except Exception:
            refuse(audit.untouched(model, was))
            continue
        now = dict((result if isinstance(result, nn.Module) else model).named_modules())
        if path not in now and not any(module is layer for module in now.values()):
            fail(
                "silent-nothing",
                f"Expected an error for {path!r}, which leads nowhere in {name}, got none.",
                "The model is as it was, and the caller believes that it has a new layer.",
                "how does a function say that it could not do what it was asked for?",
            )
        if path not in now:
            fail(
                "argument-ignored",
                f"Expected an error for {path!r}, which leads nowhere in {name}, got none.",
                "The layer was put somewhere else.",
                "does put use the path that it is given?",
            )
        fail(
            "submodule-created",
            f"Expected an error for the path {path!r}, which leads nowhere in {name}, got none.",
            "A typing error in a path would go unseen.",
            "what does your function do before it writes?",
        )
    return f"Layers are where their paths lead ({len(on)} tried); names that come twice are found."


def _one_put(put: Callable, name: str, path: str) -> None:
    model = _model(name)
    old, before = model.get_submodule(path), _model(name)
    layer = copy.deepcopy(old)
    with torch.no_grad():
        for p in layer.parameters():
            p.add_(1.0)
    result = _asked(put, model, path, layer)
    if not isinstance(result, nn.Module) or result is layer:
        fail(
            "returned-the-head",
            f"Expected put to return the model, got {describe(result)}.",
            "Whoever calls it goes on with the model.",
            "the return line of put.",
        )
    _names_are_paths(result)
    now = result.get_submodule(path)
    if now is old or not all(map(torch.equal, now.parameters(), layer.parameters())):
        fail(
            "head-unchanged",
            f"Expected the new layer at {path} of {name}, got {describe(now)} from before.",
            "The model still holds the layer that it came with.",
            "which object does your code write to?",
        )
    if len(list(result.modules())) != len(list(before.modules())):
        fail(
            "dead-attribute",
            f"Expected as many layers as before in {name}, got another number.",
            f"Something else than {path} was added or lost.",
            "what does every line of put write to?",
        )


def _compare_twice(got: object, want: set[str], when: str) -> None:
    got = _names(got)
    if got == want:
        return
    what = f"Expected {_listed(want)} ({when}), got {_listed(got)}."
    if "share" in when:
        fail(
            "shared-is-not-twice",
            what,
            "There, one tensor has two names. Here the question is one name for two tensors.",
            "what do you count: tensors or names?",
        )
    if not got:
        fail(
            "names-lost-in-a-dict",
            what,
            "named_parameters() gives those names twice; whatever you counted held them once.",
            "which collection cannot hold the same name twice?",
        )
    if got <= {name.rpartition(".")[0] for name in want}:
        fail(
            "layers-for-parameters",
            what,
            "Those are names of layers.",
            "what does named_parameters() call them?",
        )
    fail(
        "wrong-value",
        what,
        "What counts is a name that named_parameters() gives more than once.",
        "print that list of names for this model.",
    )


# --- 02-aux-heads ------------------------------------------------------------------------------


@exercise("02-aux-heads")
def replace_all_heads(answer: Callable, on: Sequence[str] = ("googlenet, train",)) -> str:
    """``replace_all_heads(model, num_classes)``: every output in train mode has k classes.

    Args:
        on: cases as in ``_model``.
    """
    outputs = 0
    for i, case in enumerate(on):
        model, x, classes = _model(case), _images(case), (6, 3, 11)[i % 3]
        before = copy.deepcopy(model)
        swapped = _asked(answer, model, classes)
        if isinstance(swapped, nn.Module) and not isinstance(swapped, heads.HEADS):
            _names_are_paths(swapped)
            outputs += _compare_outputs(swapped, before, x, classes)
        refuse(audit.head_swap(swapped, classes, x, before))
    return f"All {outputs} outputs in train mode have the number of classes that was asked for."


def _outputs(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """The outputs of a copy in train mode, by their names."""
    out = heads.copied(model).train()(x)
    named = out._asdict() if hasattr(out, "_asdict") else {"logits": out}
    return {name: z for name, z in named.items() if z is not None}


def _compare_outputs(swapped: nn.Module, before: nn.Module, x: Tensor, classes: int) -> int:
    kind, wanted = type(before).__name__, _outputs(before, x)
    try:
        got = _outputs(swapped, x)
    except Exception as error:
        message = (str(error).splitlines() or [""])[0]
        what = f"Expected outputs from {kind} in train mode, got "
        if gone := _layers(before, None) - _layers(swapped, None):
            fail(
                "container-replaced",
                f"{what}{type(error).__name__}: {message}",
                f"The model has lost {_kinds(gone)}: an auxiliary head is more than one layer.",
                "which layer inside it makes its logits?",
            )
        fail(
            "width-mismatch" if "shapes cannot be multiplied" in message else "forward-error",
            f"{what}{type(error).__name__}: {message}",
            "The model was built, but one of its layers cannot take what reaches it.",
            "every layer that you replaced: was it a head, and what feeds it?",
        )
    what = f"Expected {len(wanted)} outputs of {classes} classes from {kind} in train mode, got "
    what += ", ".join(f"{name} {tuple(z.shape)}" for name, z in got.items()) + "."
    if lost := sorted(wanted.keys() - got.keys()):
        fail(
            "aux-heads-removed",
            what,
            f"{lost[0]} is gone: the model was trained with it, and only its classes are old.",
            "what was asked for: to replace these heads or to do without them?",
        )
    for name, z in got.items():
        if z.shape == (len(x), classes):
            continue
        if z.shape == wanted[name].shape:
            fail(
                "head-unchanged" if name == "logits" else "aux-head-forgotten",
                what,
                f"{name} still comes from the layer that was there before.",
                "named_modules(): how many layers have one output a class?",
            )
        fail("wrong-class-count", what, f"{name} has another width.", "the size of that layer.")
    if len(list(swapped.parameters())) < len(list(before.parameters())):
        fail(
            "shared-layer",
            f"Expected {len(got)} heads in {kind}, each with numbers of its own, got fewer.",
            "The shapes are right, but two of the outputs are made by one and the same layer.",
            "how many new layers does your function make?",
        )
    frozen = sorted(name for name, z in got.items() if not z.requires_grad)
    if frozen and any(z.requires_grad for z in wanted.values()):
        fail("head-frozen", what, f"No gradient flows from {frozen[0]}.", "what detaches it?")
    return len(got)


# --- 02-timm -----------------------------------------------------------------------------------


@functools.cache
def _timm(name: str) -> nn.Module:
    """timm's model with its own classes, shapes only."""
    import timm

    with torch.random.fork_rng(devices=[]), torch.device("meta"):
        return timm.create_model(name)


@exercise("02-timm")
def timm_with_classes(
    answer: Callable, on: Sequence[str] = ("test_vit", "mobilenetv3_small_050")
) -> str:
    """``timm_with_classes(name, num_classes)`` is an untrained timm model with k classes.

    Args:
        on: names of timm models.
    """
    for i, name in enumerate(on):
        classes, reference = (7, 3, 12)[i % 3], _timm(name)
        model = _built(answer, name, classes)
        size = reference.pretrained_cfg["input_size"][-1]
        x = images(2, size if "vit" in name or "deit" in name else 64)
        _compare_timm(model, reference, x, classes, name)
    return f"{len(on)} timm models have the number of classes that was asked for."


def _built(answer: Callable, name: str, classes: int) -> object:
    """Call the answer; it must not wait for a network."""
    with mock.patch("huggingface_hub.constants.HF_HUB_OFFLINE", True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _asked(lambda _: answer(name, classes), _timm(name))
        except OSError:
            fail(
                "asked-for-download",
                f"Expected an untrained {name}, got an attempt to download its weights.",
                "Checks run without a network.",
                "the arguments of your call: which of them asks for weights?",
            )


def _compare_timm(model: object, reference: nn.Module, x: Tensor, classes: int, name: str) -> None:
    old = reference.get_classifier()
    old = old[0] if isinstance(old, tuple) else old  # a distilled model has two
    findings = audit.head_swap(model, classes, x)
    if not isinstance(model, nn.Module) or isinstance(model, heads.HEADS):
        refuse(findings)
    kinds = {type(m) for m in model.modules()}
    if type(reference) not in kinds:
        fail(
            "backbone-changed",
            f"Expected {type(reference).__name__} for {name}, got {type(model).__name__}.",
            "That is another architecture.",
            "does your function use the name that it is given?",
        )
    found = findings[0].misconception if findings else ""
    took = {m.in_features for m in model.modules() if isinstance(m, nn.Linear)}
    if found == "width-mismatch" and reference.num_features in took:
        fail(
            "num-features-is-not-width",
            findings[0].what,
            f"{name} has num_features={reference.num_features}; its head takes {old.in_features}.",
            "what stands between the last feature map and the head of this model?",
        )
    there = [_count_shape(m, old.weight.shape) for m in (model, reference)]
    if found == "forward-error" and hasattr(model, "head_dist"):
        fail(
            "aux-head-forgotten",
            findings[0].what,
            f"{name} was distilled: it has two heads, and their outputs are averaged.",
            "get_classifier() of this model: how many layers does it give?",
        )
    if there[0] == there[1] and found in ("", "wrong-class-count"):
        fail(
            "head-unchanged" if found else "stacked-on-logits",
            findings[0].what
            if found
            else f"Expected a new head in {name}, got its old one inside.",
            f"A weight of shape {tuple(old.weight.shape)} is still in the model, as it came.",
            "which layer makes the logits, and what becomes of them?",
        )
    refuse(findings)


def _count_shape(model: nn.Module, shape: torch.Size) -> int:
    return sum(p.shape == shape for p in model.parameters())


# --- quiz --------------------------------------------------------------------------------------

quiz = core.quiz(
    {
        "02-quiz-1": {
            "a": (
                "wrapper-attribute",
                "forward() of the wrapper calls the model that is inside, under the name module.",
            ),
            "b": (
                "wrapper-attribute",
                "The wrapper is an nn.Module: it accepts any attribute, and complains about none.",
            ),
            "c": "The new layer belongs to the wrapper, and the model inside keeps its own. The "
            "checkpoint gets the stray keys fc.weight and fc.bias.",
            "d": (
                "wrapper-attribute",
                "Not even there: the model that is copied to each device is the one inside.",
            ),
        },
        "02-quiz-2": {
            "a": (
                "list-hides-parameters",
                "That is what the author hoped. parameters() looks at modules that are attributes, "
                "and a list is none.",
            ),
            "b": (
                "list-hides-parameters",
                "A module looks into none of the entries of a list, the first included.",
            ),
            "c": (
                "list-hides-parameters",
                "Both run in forward(), without an error. They are only never trained, moved "
                "or saved.",
            ),
            "d": "A plain list hides its layers from parameters(), to() and state_dict(). "
            "nn.ModuleList does not.",
        },
        "02-quiz-3": {
            "a": (
                "hook-on-old-head",
                "A hook belongs to the layer object that it was registered on, not to the name.",
            ),
            "b": "It sits on the old layer, which nobody calls any more. Whatever it collected "
            "stays empty, without an error.",
            "c": (
                "hook-on-old-head",
                "Nothing checks that. The hook waits on a layer that never runs.",
            ),
            "d": (
                "hook-on-old-head",
                "The handle and its hook stay alive, on the old layer.",
            ),
        },
        "02-quiz-4": {
            "a": (
                "shared-layer",
                "That is what the author hoped. `* 2` repeats the list's entry, not the layer.",
            ),
            "b": (
                "shared-layer",
                "Nothing checks that: a layer may be used in as many places as you like.",
            ),
            "c": "Both entries are one layer: one weight, one bias. What is done to the first is "
            "done to the second.",
            "d": (
                "shared-layer",
                "There is no second layer that could be left over: both entries are the same one.",
            ),
        },
    }
)
