"""Checks of lesson 03: what a shape error says, and what a checkpoint must match."""

import copy
import functools
import pickle
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, allclose, equal, nn
from torchvision import models

from course import audit
from course.checks import legacy as core
from course.checks.legacy import describe, exercise, fail, refuse, suspect, told, unchanged
from course.checks.models import images, small

# What was seen, and where to look, where neither depends on the case.
_TEXT = told("""
weight-order | The numbers of mat2 came in the order in which a layer stores its weight. | which number of mat2 must equal the width that came?
got-and-expected | What came and what the layer wants changed places. | which of the two matrices holds the images' values?
batch-is-first | The numbers of mat1 changed places. | what does the first dimension of a batch count?
any-numbers | Those stand in the text, but not in the brackets behind the error's words. | the lines above the error, which have numbers too.
wrong-type:dict | The result is a dict with these four keys, in any order. | the names in the exercise.
wrong-type:int | Each value is an int, so that one can count with it. | what kind of thing does a pattern find?
wrong-type:model | The caller wants to give it images. | the return line.
returned-the-head | A single layer cannot take images. | which of the two should the function hand back?
width-mismatch | The head asks for another width than the backbone gives. | the shape that leaves the backbone, and the head's in_features.
arguments-swapped | The head has as many outputs as the backbone has features. | the order of the two numbers with which the head was made.
flatten-missing | The backbone's values are right, with two dimensions of size 1 behind them. | what comes between pooling and head in the patients that have no such dimensions?
linear-for-conv | The head comes before the pooling: it is given a map, (N, C, H, W). | which dimension does a Linear layer work on, and which one holds the features here?
dtype-mismatch | The shapes fit. Images, backbone and head are not all of one type. | the dtype of the images, and of a parameter of each part.
healthy-changed | Nothing was wrong with this model before. | what does your function do with a model that runs?
good-layer-lost | The head's weights had the right shape, and may have been trained for days. | which layers of this model were good, and does it still have them?
arguments-changed:load | The caller may load the same checkpoint into another model. | which line takes keys out of what it was given?
arguments-changed:strip | The caller may need it as it came. | which line writes into the dict that it was given?
another-error:load | An assert is for what can never be; python -O skips it. | what does the caller of this function catch?
mismatch-not-dropped | Only the head differs between this checkpoint and the model. | which keys does load_state_dict see? What does strict=False allow, and what not?
mismatch-not-dropped:refused | Only the head differs between this checkpoint and the model. | which of the differences does your function refuse, and whose are they?
head-by-name | Those keys are the head's: in this model it has another name than in a ResNet. | how does your function find the head?
head-resized | The model was made for 7 classes, and the caller counts on it. | which of the two has to give way: the model or the checkpoint?
skipped-not-told | The caller wants to know which keys of the checkpoint were not used. | what does the function return, and does a key name a tensor or a layer?
one-prefix-only | A wrapper's prefix is still there. | what does a model look like that was wrapped by one of the two, then by the other?
inner-wrapper-left | Only a part of that model was compiled, so the prefix stands in the middle. | where in a name can '_orig_mod.' stand?
prefix-not-shared | A layer of this model is called module: not every key begins with that. | what do all keys of a wrapped model have in common?
prefix-inside-name | Letters were cut out of a layer's own name. | in which names can the text 'module.' stand without any wrapper?
wrong-keys | The names are not those of the bare model. | one name, step by step.
wrong-type:state | load_state_dict wants names and tensors. | what does the last line return?
wrong-value:state | The names are right; a tensor is not under its own. | which tensor is stored under which name?
whole-model-saved | The file holds a Python object. torch.load reads tensors and plain containers. | what did you hand to torch.save: the model, or what it knows?
wrong-type:truth | The answer is True or False. | what does each way through your function return?
not-rebuilt | build() was never called: the weights came back into a model that had them. | what is there on the machine where this checkpoint will be loaded?
loaded-nothing | The weights of the rebuilt model are not those that were saved. | which keys did load_state_dict find, and in what?
buffers-not-saved | The parameters came back; BatchNorm's running statistics did not. | what does a model hold that no optimizer moves?
""")  # noqa: E501

_no = functools.partial(core.fail_as, _TEXT)


# --- 03-read-error ----------------------------------------------------------------------------

_KEYS = ("batch", "got", "expected", "out")
_MATMUL = "mat1 and mat2 shapes cannot be multiplied"
_TRACE = """Traceback (most recent call last):
  File "train.py", line 31, in <module>
    loss = step(model, batch)  # 64 x 64 pixels, 3x3 kernels, (2x2 and 4x4)
  File "linear.py", line 125, in forward
    return F.linear(input, self.weight, self.bias)
"""
# A text and the four numbers in it, None if it is another error's.
_MESSAGES: dict[str, tuple[str, tuple[int, ...] | None]] = {
    "new": (f"addmm: {_MATMUL} (2x512 and 1024x10)", (2, 512, 1024, 10)),
    "old": (f"{_MATMUL} (32x2048 and 512x5)", (32, 2048, 512, 5)),
    "no-bias": (f"mm: {_MATMUL} (7x96 and 48x3)", (7, 96, 48, 3)),
    "traceback": (f"{_TRACE}RuntimeError: addmm: {_MATMUL} (64x1 and 320x37)\n", (64, 1, 320, 37)),
    "index": ("Target 5 is out of bounds.", None),
    "dtype": ("mat1 and mat2 must have the same dtype, but got BFloat16 and Float", None),
    "size": (
        "size mismatch for fc.weight: copying a param with shape torch.Size([1000, 512]) from "
        "checkpoint, the shape in current model is torch.Size([10, 512]).",
        None,
    ),
    "another's traceback": (f"{_TRACE}IndexError: Target 10 is out of bounds.", None),
    "empty": ("", None),
}


@exercise("03-read-error", none=True)
def read_mismatch(answer: Callable, on: Sequence[str] = ("new", "index")) -> str:
    """``read_mismatch(message)`` is a dict of four ints, or None for another error.

    Args:
        on: keys of ``_MESSAGES``.
    """
    for case in on:
        message, want = _MESSAGES[case]
        got = answer(message)
        if want is not None:
            _one_message(got, want, message)
        elif got is not None:
            fail(
                "any-numbers",
                f"Expected None, got {describe(got)}.",
                f"The text ends in {message[-60:]!r}. That is another error.",
                "what must a text contain before you read numbers out of it?",
            )
    read = sum(_MESSAGES[case][1] is not None for case in on)
    return f"Read {read} of {len(on)} texts, and gave None for the others."


def _one_message(got: object, want: tuple[int, ...], message: str) -> None:
    shown = got if isinstance(got, dict) else describe(got)
    what = f"Expected {dict(zip(_KEYS, want, strict=True))}, got {shown}."
    end = f"The text ends in {message[-72:].strip()!r}."
    if got is None:
        fail("message-not-read", what, end, "what your pattern asks for, and each way to a return.")
    if not isinstance(got, Mapping) or set(got) != set(_KEYS):
        _no("wrong-type:dict", what)
    if not all(isinstance(v, int) and not isinstance(v, bool) for v in got.values()):
        _no("wrong-type:int", what)
    values, (b, g, e, o) = tuple(got[key] for key in _KEYS), want
    if values == want:
        return
    known = {"weight-order": (b, g, o, e), "got-and-expected": (b, e, g, o)}
    known["batch-is-first"] = (g, b, e, o)
    if set(values) - set(want) and set(values) <= set(map(int, re.findall(r"\d+", message))):
        known["any-numbers"] = values
    suspect(known, lambda numbers: numbers == values, _TEXT, what)
    fail("wrong-value", what, end, "mat1 is what came, mat2 is what the layer multiplies it with.")


# --- 03-repair --------------------------------------------------------------------------------

_KINDS = ("width", "swapped", "flatten", "conv", "dtype")


def patients(width: int = 32, num_classes: int = 5) -> dict[str, nn.Sequential]:
    """Return five small broken classifiers, A to E, in eval mode, the same at every call.

    Each has a sound ``backbone``, a ``head``, and its ``num_classes``; it is meant to turn images
    (N, 3, H, W) into logits (N, num_classes).
    """
    made = (_patient(kind, width, num_classes) for kind in _KINDS)
    return dict(zip("ABCDE", made, strict=True))


def _patient(kind: str, width: int, classes: int) -> nn.Sequential:
    kind, _, dtype = kind.partition(", ")
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(width)
        layers = [nn.Conv2d(3, width, 3), nn.ReLU()]
        pool = [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        layers += {"conv": [], "flatten": pool[:1]}.get(kind, pool)
        shape = {"width": (2 * width, classes), "swapped": (classes, width)}
        head = nn.Linear(*shape.get(kind, (width, classes)))
        parts = OrderedDict(backbone=nn.Sequential(*layers), head=head)
    if kind == "dtype":
        head.to(getattr(torch, dtype or "float64"))
    if kind == "conv":
        parts["pool"] = nn.Sequential(*pool)
    model = nn.Sequential(parts)
    model.num_classes = classes
    return model.eval()


_ILL = {
    "width": "width-mismatch",
    "swapped": "arguments-swapped",
    "flatten": "flatten-missing",
    "conv": "linear-for-conv",
    "dtype": "dtype-mismatch",
    "fine": "healthy-changed",
}


@exercise("03-repair")
def repair(
    answer: Callable, on: Sequence[tuple[str, int, int]] = tuple((kind, 32, 5) for kind in _KINDS)
) -> str:
    """``repair(model)`` returns a model that gives logits, and keeps every layer that was good.

    Args:
        on: triples of what is wrong (one of ``_KINDS``, "dtype, bfloat16", or "fine"), the
            backbone's width and the number of classes.
    """
    for kind, width, classes in on:
        model = _patient(kind, width, classes)
        before = copy.deepcopy(model)
        _one_patient(answer(model), before, kind.partition(",")[0])
    return f"{len(on)} models give logits, and every good layer kept its weights."


def _one_patient(mended: object, before: nn.Sequential, kind: str) -> None:
    if not isinstance(mended, nn.Module):
        what = f"Expected the mended model, got {describe(mended)}."
        _no("wrong-type:model", what)
    mended, x, classes = copy.deepcopy(mended).eval(), images(3, 32), before.num_classes
    expected = f"Expected logits of shape {(3, classes)} for 3 images"
    try:
        with torch.no_grad():
            logits = mended(x)
    except Exception as error:
        if isinstance(mended, nn.Linear | nn.Conv2d):
            what = f"Expected the whole model, got a {type(mended).__name__}."
            _no("returned-the-head", what)
        message = (str(error).splitlines() or [repr(error)])[0]
        ill = _ILL[kind]
        if kind == "swapped" and f"and {classes}x{before.head.out_features})" not in message:
            ill = "width-mismatch"  # no longer swapped
        _no(ill, f"{expected}, got {type(error).__name__}: {message}")
    if not isinstance(logits, Tensor) or logits.shape != (3, classes):
        one_row = isinstance(logits, Tensor) and logits.ndim == 2 and len(logits) == 3
        fail(
            "wrong-class-count" if one_row else "wrong-output",
            f"{expected}, got {describe(logits)}.",
            f"The model runs now, but not to {classes} logits an image (its num_classes).",
            "what happens to the features between the backbone and the output?",
        )
    try:
        with torch.no_grad():
            mended(images(3, 20))
    except RuntimeError as error:
        fail(
            "fixed-input-size",
            f"Expected images of any size to be taken, got an error at 20 x 20: {error}",
            "At 32 x 32 the mended model runs.",
            "which part of the new head was made for one size of the map?",
        )
    held = Counter(_key(v) for v in mended.state_dict().values())
    if lost := [n for n, v in before.backbone.state_dict().items() if _key(v) not in held]:
        fail(
            "backbone-changed",
            f"Expected the backbone's tensors to stay, got {len(lost)} changed.",
            f"The first is backbone.{lost[0]}.",
            "what was wrong with this model: its backbone?",
        )
    if kind in ("width", "swapped", "conv"):
        return
    if kind == "flatten":
        before.backbone.append(nn.Flatten())
    with torch.no_grad():
        want = before.float()(x)
    if not allclose(logits.float(), want, rtol=0.02, atol=0.02):
        lost = "healthy-changed" if kind == "fine" else "good-layer-lost"
        off = (logits - want).abs().max()
        what = f"Expected the logits of this model's own weights, got others, up to {off:.2g} away."
        _no(lost, what)


def _key(value: Tensor) -> tuple:
    return tuple(value.shape), value.double().sum().item()


# --- 03-label-contract ------------------------------------------------------------------------


def _long(*values: int) -> Tensor:
    return torch.tensor(values, dtype=torch.int64)


_TARGETS: dict[str, tuple[Tensor, int]] = {
    "good": (_long(0, 4, 2, 2), 5),
    "no class 0": (_long(3, 1, 2), 5),
    "some ignored": (_long(0, -100, 4), 5),
    "two classes": (_long(1, 0, 1), 2),
    "one target": (_long(36), 37),
    "from one": (_long(1, 5, 3, 2), 5),
    "from one, some ignored": (_long(-100, 3, 7, 1), 7),
    "too large": (_long(0, 12, 3), 10),
    "one too large": (_long(0, 10, 3), 10),
    "negative": (_long(2, -1, 0), 10),
    "float": (torch.tensor([0.0, 2.0, 1.0]), 5),
    "half": (torch.tensor([0.0, 2.0], dtype=torch.float16), 5),
    "column": (_long(0, 2, 1)[:, None], 5),
    "one-hot": (torch.eye(5, dtype=torch.int64)[:3], 5),
    "all ignored": (_long(-100, -100, -100), 5),
    "empty": (_long(), 5),
}
_RANGE = (
    r"range|bound|between|outside|not in|large|great|exceed|negative|max|min|<|below|num_classes"
    r"|\b9\b|\b10\b"  # the end of the range: both cases have ten classes
)
# For each trouble: its misconception, what a message that names it may contain, what happens.
_TROUBLES = {
    "from one": (
        "labels-from-one",
        r"\b1\b|\bone\b|based|start|shift|smallest|lowest|minimum|\bmin\b|zero",
        "No label is 0 and one equals num_classes: they count from 1.",
    ),
    "too large": ("label-out-of-range", rf"12|{_RANGE}", "12 is no class of ten."),
    "one too large": (
        "label-out-of-range",
        _RANGE,
        "10 is no class of ten, which are 0 to 9; with a 0 among them they do not count from 1.",
    ),
    "negative": (
        "label-out-of-range",
        rf"[-−]1|{_RANGE}",
        "-1 is no class, and not the number that cross-entropy skips.",
    ),
    "float": ("float-targets", r"float|half|int|long|type", "Class indices are whole numbers."),
    "column": (
        "targets-not-flat",
        r"shape|dim|rank|\b[12]-?d\b|\(3, |\[3, |flat|vector|column|multi",
        "One class index an image makes the shape (N,); these have two dimensions.",
    ),
    "all ignored": (
        "all-ignored",
        r"[-−]100|ignor|mask|skip",
        "Cross-entropy skips -100. Nothing is left here, and the mean of nothing is nan.",
    ),
    "empty": (
        "empty-batch",
        r"empty|\bno\b|none|nothing|\b0\b|zero|at least|without",
        "There is no target in the batch, and the mean of nothing is nan.",
    ),
}
_LIKE = {"half": "float", "one-hot": "column", "from one, some ignored": "from one"}
_GOOD = {
    "no class 0": "A batch need not hold every class: this one has no 0.",
    "some ignored": "-100 is the number that cross-entropy skips; the others are classes.",
}


@exercise("03-label-contract", none=True)
def check_targets(
    answer: Callable,
    on: Sequence[str] = ("good", "from one", "too large", "float", "column"),
) -> str:
    """``check_targets(targets, num_classes)`` raises a ValueError that names the trouble.

    Args:
        on: keys of ``_TARGETS``.
    """
    for case in on:
        targets, classes = _TARGETS[case]
        shown = f"targets {targets.tolist()} and {classes} classes"
        given = targets.clone()
        with unchanged(given, "the targets"):
            error = _raised(answer, given, classes)
        trouble = _LIKE.get(case, case)
        if trouble in _TROUBLES:
            _must_be_named(error, shown, *_TROUBLES[trouble])
        elif error is not None:
            if not isinstance(error, ValueError | AssertionError):
                raise error  # a slip of their own
            fail(
                "good-targets-refused",
                f"Expected no error for {shown}, got {type(error).__name__}: {error}",
                _GOOD.get(case, "Each of them is a class, from 0 to num_classes - 1."),
                "which of your tests refused it, and what does that test ask?",
            )
    return f"{len(on)} batches: the good ones pass, the others are refused, and told why."


def _raised(answer: Callable, *args: object) -> Exception | None:
    try:
        answer(*args)
    except (core.CheckFailed, core.NotAttempted, NameError, ImportError):
        raise
    except Exception as error:
        return error
    return None


def _must_be_named(
    error: Exception | None, shown: str, misconception: str, words: str, seen: str
) -> None:
    what = f"Expected a ValueError for {shown}, got"
    if error is None:
        fail(misconception, f"{what} none.", seen, "which of your tests sees this batch?")
    if not isinstance(error, ValueError):
        fail(
            "another-error",
            f"{what} {type(error).__name__}: {error}",
            f"Whoever calls this function catches ValueError. {seen}",
            "which test comes first, and can it be asked of this batch?",
        )
    if not re.search(words, str(error), re.IGNORECASE):
        fail(
            "trouble-not-named",
            f"Expected the message to name the trouble with {shown}, got {str(error)!r}.",
            seen,
            "would a colleague who reads only this message know what to mend?",
        )


# --- 03-load-matching -------------------------------------------------------------------------

# What is wrong with a checkpoint that has to be refused: the misconception, what was seen.
_REFUSE = {
    "narrow": (
        "body-skipped",
        "A tensor of the backbone has another shape in the checkpoint.",
    ),
    "missing": ("missing-key-passed", "The checkpoint lacks a tensor of the backbone."),
    "extra": (
        "extra-key-passed",
        "The checkpoint holds a tensor of a layer that this model has not.",
    ),
    "prefix": (
        "loaded-nothing",
        "Every key starts with 'module.': not one of them is a key of the model.",
    ),
    "like a head": (
        "head-by-name",
        "A layer with a name like a head's, inside the backbone, has another shape.",
    ),
}
# A tensor of the backbone whose name looks like that of a head.
_LOOKALIKE = {"regnet_y_400mf": ".fc1.weight", "vgg16": "classifier.3.weight"}


@dataclass
class _Loading:
    """A model, a checkpoint for it, and the keys to be skipped; None if it must be refused."""

    model: nn.Module
    state: dict[str, Tensor]
    skipped: list[str] | None
    before: dict[str, Tensor]


def _loading(name: str, trouble: str) -> _Loading:
    model, old = small(name, 7), small(name, 7 if trouble == "same" else 1000)
    # Other numbers than the model's own, as after another training.
    state = {k: v + (1 if v.is_floating_point() else 3) for k, v in old.state_dict().items()}
    own = {k: v.clone() for k, v in model.state_dict().items()}
    skipped = [k for k, v in state.items() if v.shape != own[k].shape]
    body = [k for k, v in state.items() if k not in skipped and v.ndim > 1]
    at = body[len(body) // 2]
    if trouble == "like a head":
        at = next(k for k in body if k.endswith(_LOOKALIKE[name]))
    if trouble in ("narrow", "like a head"):
        state[at] = state[at][1:]
    elif trouble == "missing":
        del state[at]
    elif trouble == "extra":
        state["layer9.0.weight"] = torch.ones(3, 3)
    elif trouble == "prefix":
        state = {f"module.{k}": v for k, v in state.items()}
    return _Loading(model, state, None if trouble in _REFUSE else skipped, own)


@exercise("03-load-matching")
def load_matching(
    answer: Callable, on: Sequence[str] = ("resnet18", "resnet18, narrow", "resnet18, prefix")
) -> str:
    """``load_matching(model, state_dict)`` loads all but the head, or refuses and changes nothing.

    Args:
        on: names of small models, with one of ``_REFUSE`` or "same" behind a comma.
    """
    for case in on:
        name, _, trouble = case.partition(", ")
        loading = _loading(name, trouble)
        given, skipped, error = dict(loading.state), None, None
        try:
            skipped = answer(loading.model, given)
        except (ValueError, RuntimeError, KeyError) as raised:
            if isinstance(raised, NotImplementedError):
                raise
            error = raised
        except AssertionError as raised:
            if isinstance(raised, core.CheckFailed | core.NotAttempted):
                raise
            what = f"Expected ValueError or RuntimeError, got AssertionError: {raised}"
            _no("another-error:load", what)
        if list(given) != list(loading.state):
            what = f"Expected the checkpoint to keep {len(loading.state)} keys, got {len(given)}."
            _no("arguments-changed:load", what)
        if loading.skipped is None:
            _must_be_refused(loading, trouble, error)
        else:
            _must_be_loaded(loading, skipped, error)
    return f"{len(on)} checkpoints: loaded all but the head, or refused and changed nothing."


def _must_be_refused(loading: _Loading, trouble: str, error: Exception | None) -> None:
    now = loading.model.state_dict()
    moved = [k for k, v in loading.before.items() if not equal(v, now[k])]
    misconception, seen = _REFUSE[trouble]
    if error is None:
        fail(
            misconception,
            f"Expected an error, got none; {len(moved)} of {len(now)} tensors were loaded.",
            seen,
            "which keys stay behind here, and do all of them belong to the head?",
        )
    if moved:
        fail(
            "half-loaded",
            f"Expected the model as it was, got {len(moved)} of {len(now)} tensors changed.",
            f"Your function refused, with {type(error).__name__}. {seen}",
            "what has been done to the model by the time of the error?",
        )


def _must_be_loaded(loading: _Loading, skipped: object, error: Exception | None) -> None:
    want, now = loading.skipped or [], loading.model.state_dict()
    if error is not None:
        message = (str(error).strip().splitlines() or [repr(error)])[-1].strip()
        what = f"Expected all but {want} to be loaded, got {type(error).__name__}: {message}"
        theirs = "size mismatch" in message
        if not theirs and want and not want[0].startswith("fc."):
            _no("head-by-name", what)
        key = "mismatch-not-dropped" if theirs else "mismatch-not-dropped:refused"
        _no(key, what)
    if any(now[k].shape != loading.before[k].shape for k in want):
        what = f"Expected the model's own head, got one of {len(now[want[0]])} classes."
        _no("head-resized", what)
    rest = {k: v for k, v in loading.state.items() if k not in want}
    if other := [k for k, v in rest.items() if not equal(now[k], v)]:
        fail(
            "body-skipped" if len(other) < len(now) / 2 else "loaded-nothing",
            f"Expected every tensor but {want} from the checkpoint, got {len(other)} that are not.",
            f"The first is {other[0]}. It fits, so it was not to be left behind.",
            "into which object does your function load, and which keys does it hand over?",
        )
    names = (
        [skipped] if isinstance(skipped, str) or not isinstance(skipped, Collection) else skipped
    )
    if sorted(map(str, names)) != sorted(want):
        came = list(names) if len(names) < 5 else f"{len(names)} names"
        _no("skipped-not-told", f"Expected {want}, got {came}.")


# --- 03-strip-prefixes ------------------------------------------------------------------------

# Keys as they come, and those of the bare model.
_PREFIXED = {
    "module.": ("module.conv.weight module.fc.bias", "conv.weight fc.bias"),
    "_orig_mod.": ("_orig_mod.conv.weight _orig_mod.fc.bias", "conv.weight fc.bias"),
    "both": ("module._orig_mod.fc.weight module._orig_mod.fc.bias", "fc.weight fc.bias"),
    "both, turned": ("_orig_mod.module.fc.weight _orig_mod.module.fc.bias", "fc.weight fc.bias"),
    "twice": ("module._orig_mod.module.fc.bias module._orig_mod.module.b.w", "fc.bias b.w"),
    "none": ("conv.weight fc.bias", "conv.weight fc.bias"),
    "a layer called module": ("conv.weight module.0.weight", "conv.weight module.0.weight"),
    "a wrapped layer called module": (
        "module.conv.weight module.module.0.weight",
        "conv.weight module.0.weight",
    ),
    "a layer called submodule": (
        "module.submodule.0.weight module.conv.weight",
        "submodule.0.weight conv.weight",
    ),
    "module deep inside": ("body.module.weight body.w", "body.module.weight body.w"),
    "one part compiled": ("layer1._orig_mod.0.weight fc.weight", "layer1.0.weight fc.weight"),
}


@exercise("03-strip-prefixes")
def strip_prefixes(answer: Callable, on: Sequence[str] = ("module.", "both", "none")) -> str:
    """``strip_prefixes(state_dict)``: the same tensors, under the names of the bare model.

    Args:
        on: keys of ``_PREFIXED``.
    """
    for case in on:
        keys, want = (text.split() for text in _PREFIXED[case])
        state = {key: torch.full((2,), float(i)) for i, key in enumerate(keys)}
        given = dict(state)
        bare = answer(given)
        if list(given) != keys:
            what = f"Expected the state dict to keep its keys {keys}, got {list(given)}."
            _no("arguments-changed:strip", what)
        if not isinstance(bare, Mapping):
            _no("wrong-type:state", f"Expected a dict, got {describe(bare)}.")
        if sorted(map(str, bare)) != sorted(want):
            _wrong_keys([str(key) for key in bare], keys, want)
        for name, value in zip(want, state.values(), strict=True):
            if not isinstance(bare[name], Tensor) or not equal(bare[name], value):
                what = f"Expected {name} to hold {value.tolist()}, got {describe(bare[name])}."
                _no("wrong-value:state", what)
    return f"{len(on)} checkpoints have the names of the bare model, each tensor under its own."


def _wrong_keys(got: list[str], keys: list[str], want: list[str]) -> None:
    def bare(key: str) -> str:
        while key.startswith(("module.", "_orig_mod.")):
            key = key.removeprefix("module.").removeprefix("_orig_mod.")
        return key

    seen = {
        "one-prefix-only": any(bare(key) != key and key not in want for key in got),
        "inner-wrapper-left": any("._orig_mod." in key for key in got),
        "prefix-not-shared": got == [bare(key) for key in keys],
        "prefix-inside-name": got
        == [key.replace("_orig_mod.", "").replace("module.", "") for key in keys],
        "wrong-keys": True,
    }
    suspect(seen, bool, _TEXT, f"Expected {want}, got {got} (from {keys}).")


# --- 03-round-trip ----------------------------------------------------------------------------


def _dotted() -> nn.Module:
    model = small("vgg16", 1000)
    setattr(model, "classifier.6", nn.Linear(model.classifier[6].in_features, 7))
    return model.eval()


def _prepared() -> nn.Module:
    model = small("googlenet", 7)
    model.transform_input = True
    return model


class _Cooled(nn.Linear):
    """A head with a temperature that is a plain attribute, as after a calibration."""

    temperature = 2.0

    def forward(self, features: Tensor) -> Tensor:
        return super().forward(features) / self.temperature


def _with_a_dead_layer() -> nn.Module:
    model = small("resnet18", 7)
    model.classifier = nn.Linear(4, 7)
    return model.eval()


def _cooled() -> nn.Module:
    model = small("resnet18", 7)
    model.fc.__class__ = _Cooled
    return model


# A model, what is built anew, whether the logits come back, and what to say about it.
_TRIPS: dict[str, tuple[Callable[[], nn.Module], str, bool, str]] = {
    "plain": (lambda: small("resnet18", 7), "resnet18", True, ""),
    "dropout": (lambda: small("vgg16", 7).train(), "vgg16", True, "This model has dropout layers."),
    "other classes": (
        lambda: small("resnet18", 9),
        "resnet18",
        False,
        "The rebuilt model has 7 classes, the saved one has 9: its checkpoint does not load.",
    ),
    "dotted": (
        _dotted,
        "vgg16",
        False,
        "The checkpoint loads without an error. But this model gives 1000 logits: its 7-way head "
        "hangs on an attribute called 'classifier.6', which forward() never reads.",
    ),
    "dead layer": (
        _with_a_dead_layer,
        "resnet18",
        False,
        "The saved model has a layer 'classifier', which nothing calls. The rebuilt one has no "
        "place for it, so the checkpoint does not load.",
    ),
    "setting": (
        _prepared,
        "googlenet",
        False,
        "The checkpoint loads without an error. But model.transform_input was True, which is in "
        "no checkpoint, and the rebuilt model does not know.",
    ),
    "temperature": (
        _cooled,
        "resnet18",
        False,
        "The checkpoint loads without an error. But this model divides its logits by a plain "
        "number, which is in no checkpoint: other logits, even where the best class is the same.",
    ),
}


@exercise("03-round-trip")
def round_trip(
    answer: Callable, on: Sequence[str] = ("plain", "dropout", "dotted", "other classes")
) -> str:
    """``round_trip(model, build, x)``: whether save, rebuild and load give the same logits.

    Args:
        on: keys of ``_TRIPS``.
    """
    for case in on:
        make, name, same, seen = _TRIPS[case]
        model, built = make(), []
        was = audit.Snapshot.take(model)

        def build(name: str = name, built: list = built) -> nn.Module:
            """Another model of this kind, in train mode, as a constructor gives it."""
            built.append(small(name, 7).train())
            with torch.no_grad():
                for value in built[-1].state_dict().values():
                    if value.is_floating_point():
                        value.mul_(0.5).add_(0.01)
            return built[-1]

        what = f"Expected {same} for the case {case!r}, got"
        try:
            verdict = _truth(answer(model, build, images(2)), what)
        except pickle.UnpicklingError:
            _no("whole-model-saved", f"{what} UnpicklingError.")
        except RuntimeError as error:
            if same or isinstance(error, NotImplementedError):
                raise
            if not built:
                _no("not-rebuilt", f"{what} {type(error).__name__}.")
            message = (str(error).strip().splitlines() or [""])[-1].strip()
            fail(
                "refusal-not-caught",
                f"{what} {type(error).__name__}: {message}",
                seen,
                "which two steps can fail here, and what should your function say then?",
            )
        refuse(audit.untouched(model, was))
        if verdict != same:
            _wrong_verdict(f"{what} {verdict}.", seen, verdict, model, built)
    return f"{len(on)} round trips judged rightly, the models left as they were."


def _truth(value: object, what: str) -> bool:
    """A bool, or what one comparison of tensors or arrays gives."""
    if isinstance(value, bool):
        return value
    if getattr(value, "shape", None) == () and str(value.dtype) in ("torch.bool", "bool"):
        return bool(value)
    _no("wrong-type:truth", f"{what} {describe(value)}.")


def _wrong_verdict(what: str, seen: str, verdict: bool, model: nn.Module, built: list) -> None:
    if not built:
        _no("not-rebuilt", what)
    if verdict and "no place for it" in seen:
        look = "which keys does your way of loading let pass, and who is told?"
        fail("extra-key-passed", what, seen, look)
    if verdict:
        fail("loads-is-not-works", what, seen, "what did your function compare, and of which two?")
    state = built[-1].state_dict()
    if not all(equal(v, state[k]) for k, v in model.named_parameters()):
        _no("loaded-nothing", what)
    if not built[-1].training and not all(equal(v, state[k]) for k, v in model.named_buffers()):
        _no("buffers-not-saved", what)
    fail(
        "mode-ignored",
        what,
        f"The parameters came back. {seen}".strip(),
        "in which mode is a model that was just built, and in which one is the other?",
    )


# --- 03-input-size ----------------------------------------------------------------------------

_REFUSE_64 = {"inception_v3", "maxvit_t", "vit_b_16"}


def _meta(name: str) -> nn.Module:
    options = {"init_weights": False} if name == "inception_v3" else {}
    with torch.device("meta"):
        return models.get_model(name, weights=None, **options).eval()


# A model, a size, whether it takes it, and what to say about it.
_SIZES: dict[str, tuple[Callable[[], nn.Module], int, bool, str]] = {
    "resnet": (lambda: small("resnet18"), 64, True, "It pools whatever map is left."),
    "vit": (lambda: small("vit_b_16"), 96, False, "It has one position for each patch of 64 px."),
    "vit, its own": (lambda: small("vit_b_16"), 64, True, "It was made for this size."),
    "maxvit": (lambda: small("maxvit_t"), 96, False, "Its windows do not divide this map."),
    "odd": (lambda: small("convnext_tiny"), 51, True, "A convolution takes any size."),
    "train mode": (
        lambda: small("resnet18").train(),
        32,
        True,
        "It came in train mode, where BatchNorm refuses a batch that has one value a channel.",
    ),
    "float64": (
        lambda: small("resnet18").double(),
        64,
        True,
        "Its weights are float64, and it takes images of that type.",
    ),
    "meta": (lambda: _meta("resnet18"), 64, True, "It lies on the meta device."),
    "inception": (lambda: _meta("inception_v3"), 64, False, "Its map shrinks below a kernel."),
    "inception, 75": (lambda: _meta("inception_v3"), 75, True, "75 is the least it takes."),
}


@exercise("03-input-size")
def input_size(
    answer: Callable, on: Sequence[str] = ("resnet", "vit", "train mode"), found: object = None
) -> str:
    """``accepts(model, size)``: whether the model takes images of that size, found by trying.

    Args:
        on: keys of ``_SIZES``.
        found: the models that refuse 64 pixels, by the student's own finding.
    """
    for case in on:
        make, size, takes, seen = _SIZES[case]
        model = make()
        was = audit.Snapshot.take(model, tensors=not next(model.parameters()).is_meta)
        what = f"Expected {takes} for the case {case!r} at {size} pixels, got"
        try:
            verdict = _truth(answer(model, size), what)
        except (core.CheckFailed, core.NotAttempted, NotImplementedError):
            raise
        except (RuntimeError, AssertionError, ValueError) as error:
            what = f"{what} {type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
            if takes:
                look = "what does the error ask for that has nothing to do with the size?"
                fail("refused-for-another-reason", what, seen, look)
            fail(
                "refusal-not-caught",
                what,
                seen,
                "a model says no with an error. Of which kinds, and who turns them into False?",
            )
        refuse(audit.untouched(model, was))
        if verdict != takes:
            other = takes and case in ("train mode", "float64", "meta")
            fail(
                "refused-for-another-reason" if other else "size-by-rule",
                f"{what} {verdict}.",
                seen,
                "does your function run this model at this size? And what does the error say?",
            )
    if found is not None:
        _found(found)
    return f"{len(on)} sizes judged rightly by trying, the models left as they were."


def _found(found: object) -> None:
    if found is ...:
        raise core.NotAttempted("03-input-size", "The set refuses_64 is still missing.")
    what = "Expected refuses_64 to hold the names of those that refuse 64 pixels, got"
    if isinstance(found, str) or not isinstance(found, Collection):
        look = "the line that makes refuses_64."
        fail("wrong-type", f"{what} {describe(found)}.", "Names of CANDIDATES make a set.", look)
    names = set(map(str, found))
    if names != _REFUSE_64:
        fail(
            "not-tried" if names & _REFUSE_64 else "accepted-not-refused",
            f"{what} {sorted(names)}.",
            f"{len(names & _REFUSE_64)} of these refuse it, {len(names - _REFUSE_64)} do not; "
            f"{len(_REFUSE_64 - names)} that refuse it are not there.",
            "what does accepts(...) say of each candidate?",
        )


quiz = core.quiz(
    {
        "03-quiz-1": {
            "a": (
                "batch-is-first",
                "The first number of mat1 counts the images: 8. The second is what each brings.",
            ),
            "b": (
                "got-and-expected",
                "The second matrix belongs to the layer. It starts with 512: that is what the "
                "layer wants, not what it gets.",
            ),
            "c": "Each of 8 images brings 2048 numbers, and the layer was made for 512: a "
            "resnet18's head on a resnet50, for instance.",
            "d": (
                "weight-order",
                "The second matrix is expected × out: 512 in, 10 out. The weight is stored the "
                "other way round, which is what misleads.",
            ),
        },
        "03-quiz-2": {
            "a": "Names only: keys that are missing and keys that nobody asked for. You saw a "
            "checkpoint pass of which not one key fitted.",
            "b": (
                "strict-means-shapes",
                "You saw it raise: a tensor of another shape is an error with either setting.",
            ),
            "c": (
                "strict-means-shapes",
                "It loads nothing that does not fit, and cuts nothing to size.",
            ),
            "d": (
                "strict-means-shapes",
                "Another dtype is converted, with either setting. It is not what strict is about.",
            ),
        },
        "03-quiz-3": {
            "a": (
                "every-mistake-is-loud",
                "That one is loud: mat1 and mat2 do not fit at the first forward pass.",
            ),
            "b": ("every-mistake-is-loud", "That one is loud: two dtypes do not multiply."),
            "c": (
                "every-mistake-is-loud",
                "That one is loud: the last dimension is 1, and the layer wants 512.",
            ),
            "d": "No number in the batch is out of bounds, so nothing raises: each image is "
            "taught its neighbour's class. You counted such batches.",
        },
        "03-quiz-4": {
            "a": (
                "fixed-input-size",
                "That is true of a ViT, which has one position for each patch.",
            ),
            "b": "The last map is 2 × 2 instead of 7 × 7, and the pooling makes 512 numbers of "
            "either. How good they are is a question of training.",
            "c": ("fixed-input-size", "No layer in it resizes. Its maps are smaller."),
            "d": (
                "fixed-input-size",
                "The head comes after the pooling: 512 numbers, whatever the image's size was.",
            ),
        },
    }
)
