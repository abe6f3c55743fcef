"""Checks of lesson 01: what a head is, what enters it, what leaves it, and how it is replaced."""

import copy
import functools
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, allclose, nn
from torch.nn import functional as F
from torchvision.models import ResNet

from course import audit
from course.checks import core
from course.checks.core import (
    describe,
    exercise,
    fail,
    number,
    refuse,
    suspect,
    tensor,
    told,
    unchanged,
)
from course.checks.models import images, small
from course.wording import count


def _resnet(name: str) -> ResNet:
    """The small model of this name, such as "resnet50" or "resnet18, 20 classes"."""
    name, _, classes = name.partition(", ")
    return small(name, int(classes.split()[0]) if classes else 1000)


@functools.cache
def _logits(name: str, n: int) -> Tensor:
    with torch.no_grad():
        return _resnet(name)(images(n))


@exercise("01-head-share")
def head_share(answer: Callable, on: Sequence[str] = ("fc",)) -> str:
    """``head_share(model, head)`` is the fraction of the model's parameters that the head holds.

    Args:
        on: which heads to ask about: "fc", "deep" (a head of two layers), "frozen" (the backbone
            is frozen), "no-bias", "elsewhere" (the head has another name).
    """
    for case in on:
        model, head = _share_case(case)
        total = sum(p.numel() for p in model.parameters())
        inside = sum(p.numel() for p in head.parameters())
        got = number(answer(model, head), "the share")
        if math.isclose(got, inside / total, rel_tol=1e-6):
            continue
        what = f"Expected the share {inside / total:.6f}, got {got:.6f}"
        _diagnose_share(model, head, got, what)
        if got == number(answer(*_share_case("no-bias")), "the share"):
            fail(
                "hard-coded",
                f"{what}.",
                "Another model gives the same number.",
                "does your function use its arguments?",
            )
        fail(
            "wrong-value",
            f"{what}.",
            f"The head holds {inside} of the model's {total} parameters.",
            "print both sums before you divide.",
        )
    return f"The head's share of the parameters is right on {count(len(on), 'model')}."


def _share_case(case: str) -> tuple[nn.Module, nn.Module]:
    body = nn.Sequential(nn.Conv2d(3, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.Flatten())
    heads = {
        "deep": nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 10)),
        "no-bias": nn.Linear(16, 30, bias=False),
    }
    head = heads.get(case, nn.Linear(16, 20))
    model = nn.Module()
    model.backbone = body
    setattr(model, "classifier" if case == "elsewhere" else "fc", head)
    if case == "elsewhere":
        model.fc = nn.Linear(16, 3)
    if case == "frozen":
        body.requires_grad_(False)
    return model, head


_SHARE = told("""
percent-not-fraction | That is a percentage. | the unit.
upside-down | That is the whole model divided by its head. | can a part be larger than the whole?
head-over-backbone | That is the head divided by everything else. | is the head part of the model?
frozen-not-counted | The backbone is frozen here, and still a part. | which parameters do you skip?
buffers-counted | That counts BatchNorm's statistics: buffers. | what does an optimizer see?
counted-tensors:modules | That is the share of modules. | how many numbers does one hold?
counted-tensors | That is the share of tensors. | how many numbers are in one of shape (10, 512)?
argument-ignored | That is the share of model.fc, not of the head in question. | your two arguments.
weights-without-bias | That leaves biases out. | which tensors does a Linear layer hold?
weights-without-bias:above | That leaves biases out above the line. | what does a Linear layer hold?
weights-without-bias:matrices | That counts matrices alone. | which other tensors are there?
""")


def _diagnose_share(model: nn.Module, head: nn.Module, got: float, what: str) -> None:
    def count(module: nn.Module, of: Callable[[str, Tensor], bool] = lambda name, p: True) -> int:
        return sum(p.numel() for name, p in module.named_parameters() if of(name, p))

    def share(of: Callable[[str, Tensor], bool]) -> float:
        return count(head, of) / count(model, of)

    in_state = [sum(v.numel() for v in m.state_dict().values()) for m in (head, model)]
    inside, total = count(head), count(model)
    values = {
        "percent-not-fraction": 100 * inside / total,
        "upside-down": total / inside,
        "head-over-backbone": inside / (total - inside),
        "frozen-not-counted": share(lambda name, p: p.requires_grad),
        "buffers-counted": in_state[0] / in_state[1],
        "counted-tensors:modules": len(list(head.modules())) / len(list(model.modules())),
        "counted-tensors": len(list(head.parameters())) / len(list(model.parameters())),
        "argument-ignored": count(model.fc) / total,
        "weights-without-bias": share(lambda name, p: name.endswith("weight")),
        "weights-without-bias:above": count(head, lambda name, p: "weight" in name) / total,
        "weights-without-bias:matrices": share(lambda name, p: p.ndim > 1),
    }
    wrong = {key: value for key, value in values.items() if value != inside / total}
    _suspect(got, inside / total, wrong, _SHARE, what)


def _suspect(got: float, want: float, values: dict, texts: dict, what: str) -> None:
    """Fail with the suspect whose value came, exact or as read off an output."""
    what = f"{what}."
    suspect(values, lambda v: math.isclose(got, v, rel_tol=1e-5, abs_tol=1e-9), texts, what)
    if _rounds_to(want, got) or got == math.floor(want):
        fail(
            "rounded",
            what,
            "That is the right number, with digits missing.",
            "where does your function lose digits?",
        )
    suspect(values, lambda v: _rounds_to(v, got), texts, what)


def _rounds_to(value: float, got: float) -> bool:
    """Whether ``got`` is ``value`` as somebody reads it off an output."""
    return got != 0 and any(math.isclose(got, round(value, digits)) for digits in (1, 2, 3, 4))


@exercise("01-features")
def features_of(answer: Callable, on: Sequence[str] = ("resnet18",)) -> str:
    """``features_of(model, x)`` is what enters ``fc``, and the model stays as it was.

    Args:
        on: names of ResNets; each is tried in eval mode and with its modes mixed.
    """
    for name in on:
        model = _resnet(name)
        was = audit.Snapshot.take(model)
        for n in (3, 1):
            _one_features_case(answer, model, images(n), name, was)
        # A model in train mode with a part of it in eval mode, as when BatchNorm is frozen.
        model.train()
        model.layer1.eval()
        was = audit.Snapshot.take(model, tensors=False)  # BatchNorm may learn here
        answer(model, images(2))
        refuse(audit.untouched(model, was))
    widths = ", ".join(str(_resnet(name).fc.in_features) for name in on)
    return f"fc(features) equals the logits (width {widths}), and the model is left as it was."


def _one_features_case(
    answer: Callable, model: ResNet, x: Tensor, name: str, was: audit.Snapshot
) -> None:
    fc, logits = model.fc, _logits(name, len(x))
    with unchanged(x, "the images"):
        value = answer(model, x)
    if isinstance(value, tuple | list) and len(value) == 1:
        fail(
            "wrong-type",
            f"Expected a tensor of shape {(len(x), fc.in_features)}, got a {type(value).__name__}.",
            "A forward hook hands over the inputs of a layer as a tuple.",
            "what is inside it?",
        )
    got = tensor(value, "the features")
    expected = (len(x), fc.in_features)
    if tuple(got.shape) != expected:
        _diagnose_features_shape(got, expected, logits, name)
    refuse(audit.untouched(model, was))
    with torch.no_grad():
        again = fc(got)
    if not allclose(again, logits, rtol=1e-3, atol=1e-4):
        fail(
            "wrong-features",
            f"Expected model.fc(features) to equal model(x), got up to "
            f"{(again - logits).abs().max():.3g} of difference.",
            f"The shape is right, but these are not the values that enter fc (in a {name}).",
            "which stage of the picture does your code skip, or add?",
        )


def _diagnose_features_shape(got: Tensor, expected: tuple, logits: Tensor, name: str) -> None:
    n, width = expected
    what = f"Expected features of shape {expected}, got {tuple(got.shape)}"
    if got.shape == logits.shape:
        fail(
            "features-are-logits",
            f"{what}.",
            f"That is one value for each of the {logits.shape[1]} classes: the head has run.",
            "which module's output did you take, and which one's input did you want?",
        )
    if got.shape == (n, width, 1, 1):
        fail(
            "flatten-missing",
            f"{what}.",
            "The values are there, with two dimensions of size 1 behind them.",
            "what does forward() do between avgpool and fc that is not a child module?",
        )
    is_map = got.ndim == 4 and got.shape[:2] == (n, width)
    if is_map or got.ndim == 2 and len(got) == n and got.shape[1] in (4 * width, 9 * width):
        fail(
            "pooling-missing",
            f"{what}.",
            "Those are still the values of every place in the image.",
            "which layer turns a map into one vector an image?",
        )
    if got.shape in ((n * width,), (width,)):
        fail(
            "batch-dimension-lost",
            f"{what}.",
            f"The batch dimension is gone ({count(n, 'image')} in this batch).",
            "which operation removes or joins dimensions, and which of them should stay?",
        )
    fail(
        "wrong-features",
        f"{what}.",
        f"In this {name}, fc takes {width} values an image.",
        "print the shape that enters model.fc.",
    )


@exercise("01-top-categories")
def top_categories(answer: Callable, on: Sequence[tuple[int, int, int]] = ((2, 5, 3),)) -> str:
    """``top_categories(logits, categories, k)``: k pairs (name, probability) for each image.

    Args:
        on: triples of images, classes and k.
    """
    for n, classes, k in on:
        logits = 2 * torch.randn(n, classes, generator=torch.Generator().manual_seed(n * classes))
        categories = [f"class {chr(97 + i % 26)}{i}" for i in range(classes)]
        with unchanged(logits, "the logits"):
            lists = answer(logits, categories, k)
        _one_top_case(lists, logits, categories, k)
    batches = count(len(on), "batch", "batches")
    return f"Names and probabilities are right, best first, on {batches}."


_TOP = told("""
logits-not-probabilities | Those are the logits. | can a probability be negative?
renormalised-top-k | The k numbers of an image sum to 1. | over which classes does softmax run?
softmax-over-batch | Each class sums to 1 over the images. | which dimension holds the classes?
sigmoid-for-softmax | Each class was judged on its own. | can an image be two of these at once?
not-descending | The best comes last. | the order of each list.
not-descending:least | Those are the least likely ones. | which end of the ranking did you take?
not-descending:least, turned | Those are the least likely ones. | which end did you take?
not-descending:first | Those are the first classes of the list. | are the first ones the likeliest?
percent-not-fraction | Those are percentages. | the unit.
wrong-value | They are right for logits that were softmaxed before. | how often is softmax applied?
rounded | Those are the right numbers, with digits missing. | where are digits lost?
""")


def _one_top_case(lists: object, logits: Tensor, categories: list[str], k: int) -> None:
    _check_nesting(lists, len(logits), k)
    names = [[pair[0] for pair in row] for row in lists]
    for name in (name for row in names for name in row):
        if not isinstance(name, str):
            fail(
                "wrong-type",
                f"Expected the first of each pair to be a name, got {describe(name)}.",
                "A pair is (name, probability), in this order.",
                "what is `categories` for, and where in the pair does it go?",
            )
    got = torch.tensor([[number(pair[1], "a probability") for pair in row] for row in lists])
    sure = logits.softmax(1)
    want, order = sure.topk(k, dim=1)
    if allclose(got, want, atol=1e-4):
        right = [[categories[i] for i in row] for row in order.tolist()]
        if names != right:
            _wrong_name(names, right)
        return
    what = f"Expected {_row(want)} for the first image, got {_row(got)}"
    top = logits.topk(k, dim=1).values
    least = sure.topk(k, dim=1, largest=False).values
    values = {
        "logits-not-probabilities": top,
        "renormalised-top-k": top.softmax(1),
        "softmax-over-batch": logits.softmax(0).topk(k, dim=1).values,
        "sigmoid-for-softmax": logits.sigmoid().topk(k, dim=1).values,
        "not-descending": want.flip(1),
        "not-descending:least": least,
        "not-descending:least, turned": least.flip(1),
        "not-descending:first": sure[:, :k],
        "percent-not-fraction": 100 * want,
        "wrong-value": sure.softmax(1).topk(k, dim=1).values,
        "rounded": want,
    }
    for tolerance in (1e-4, 6e-3):  # exact first, then as somebody rounds

        def came(value: Tensor, close: float = tolerance) -> bool:
            return allclose(got, value, rtol=close, atol=close * max(1.0, value.abs().max()))

        suspect(values, came, _TOP, f"{what}.")
    ranked = got.sort(1, descending=True).values
    if allclose(ranked, want, atol=1e-4):
        fail("not-descending", f"{what}.", "The right ones, in another order.", "the order.")
    fail(
        "logits-not-probabilities",
        f"{what}.",
        "Those are not the probabilities of the classes.",
        "what turns a row of logits into numbers that sum to 1?",
    )


def _check_nesting(lists: object, n: int, k: int) -> None:
    what = f"Expected {count(n, 'list')} of {k} pairs (name, probability)"
    if not isinstance(lists, list | tuple) or len(lists) != n:
        came = f"{len(lists)} things" if isinstance(lists, list | tuple) else describe(lists)
        fail(
            "list-per-image",
            f"{what}, got {came}.",
            f"The batch has {count(n, 'image')}, and each has a list of its own.",
            "how many images are in the batch, and what belongs to one of them?",
        )
    for row in lists:
        if not isinstance(row, list | tuple) or any(
            not isinstance(pair, list | tuple) or len(pair) != 2 for pair in row
        ):
            fail(
                "wrong-type",
                f"{what}, got {describe(row)} for an image.",
                "An image's list holds pairs: a name and its probability.",
                "what do you append for one image?",
            )
        if len(row) != k:
            fail(
                "argument-ignored",
                f"{what}, got a list of {len(row)}.",
                f"k is {k} in this call.",
                "does your function use its argument k?",
            )


def _row(values: Tensor) -> str:
    return "[" + ", ".join(f"{v:.3f}" for v in values[0].tolist()) + "]"


def _wrong_name(names: list[list[str]], right: list[list[str]]) -> None:
    row = next(i for i, name in enumerate(names) if name != right[i])
    fail(
        "wrong-category",
        f"Expected {right[row]} for image {row}, got {list(names[row])}.",
        "The probabilities are right, the names beside them are not.",
        "which index belongs to which name?",
    )


@exercise("01-swap-fc")
def swap_fc(answer: Callable, on: Sequence[str] = ("resnet18",)) -> str:
    """``swap_fc(model, num_classes)`` gives any torchvision ResNet a new head.

    Args:
        on: names of ResNets.
    """
    classes = (7, 3, 12, 5)
    for name, num_classes in zip(on, classes, strict=False):
        # As a model comes, in train mode; but with a part in eval mode, and a part frozen.
        model = _resnet(name).train()
        model.layer1.eval()
        model.layer2.requires_grad_(False)
        before = copy.deepcopy(model)
        swapped = answer(model, num_classes)
        refuse(audit.head_swap(swapped, num_classes, images(2, 32), before))
    sizes = ", ".join(f"{n} classes" for n in classes[: len(on)])
    return f"New logits ({sizes}), old head gone, backbone untouched, gradients reach the head."


@exercise("01-choose-head")
def head_and_loss(
    answer: Callable, on: Sequence[str] = ("binary", "multiclass"), refuses: Sequence[str] = ()
) -> str:
    """``head_and_loss(kind, in_features, num_classes)`` is a head of logits and the loss for them.

    Args:
        on: kinds of task.
        refuses: kinds that must raise ValueError.
    """
    for i, kind in enumerate(on):
        in_features, classes = 6 + 5 * i, 2 if kind == "binary" else 4 + i
        pair = answer(kind, in_features, classes)
        head, loss = _pair(pair)
        x = torch.randn(16, in_features, generator=torch.Generator().manual_seed(i))
        _check_head(head, x, kind, in_features, classes)
        with torch.no_grad():
            z = head(x)
        _check_loss(loss, z, kind, classes)
    for kind in refuses:
        try:
            answer(kind, 6, 3)
        except ValueError:
            continue
        except core.CheckFailed:  # None, which is an answer too
            pass
        except Exception as error:
            other = "NotImplementedError" if isinstance(error, core.NotAttempted) else repr(error)
            fail(
                "another-error",
                f"Expected ValueError for the kind {kind!r}, got {other}.",
                "Whoever calls this function catches what it promises: ValueError.",
                "which line meets the unknown kind first?",
            )
        fail(
            "unknown-kind-accepted",
            f"Expected ValueError for the kind {kind!r}, got an answer.",
            "A typing error in the kind would train the wrong thing, silently.",
            "which branch of your code catches a kind that you did not think of?",
        )
    tried = ", ".join(on)
    return f"Head and loss fit together for {tried}" + (", others refused." if refuses else ".")


def _pair(pair: object) -> tuple[nn.Module, Callable]:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        fail(
            "not-a-pair",
            f"Expected a pair (head, loss), got {describe(pair)}.",
            "The exercise asks for two things.",
            "the return line.",
        )
    head, loss = pair
    for thing in pair:
        if isinstance(thing, type):
            fail(
                "class-not-instance",
                f"Expected a module that is ready to be called, got {describe(thing)}.",
                "A class has to be called once to make an object of it.",
                "what is missing behind the name?",
            )
    if not isinstance(head, nn.Module) or isinstance(head, nn.modules.loss._Loss):
        fail(
            "not-a-pair",
            f"Expected the head first, got {describe(head)}.",
            "A head is a module that takes features.",
            "the order of the pair.",
        )
    if not callable(loss):
        fail(
            "not-a-pair",
            f"Expected a loss to call as loss(logits, targets), got {describe(loss)}.",
            "It cannot be called.",
            "what does a training loop do with the loss?",
        )
    return head, loss


def _check_head(head: nn.Module, x: Tensor, kind: str, in_features: int, classes: int) -> None:
    try:
        with torch.no_grad():
            z = head(x)
    except Exception as error:
        fail(
            "width-mismatch",
            f"Expected a head for {in_features} features ({kind}), got {type(error).__name__}: "
            f"{error}",
            "The head cannot take a batch of features of that width.",
            "where does the layer get its in_features from?",
        )
    shapes = {
        "binary": [(16, 1), (16, 2), (16,)],
        "multiclass": [(16, classes)],
        "multilabel": [(16, classes)],
    }[kind]
    if not isinstance(z, Tensor) or tuple(z.shape) not in shapes:
        fail(
            "wrong-class-count",
            f"Expected logits of shape {shapes[0]} for {kind}, got {describe(z)}.",
            f"There are {classes} classes and 16 images in this test.",
            "how many questions does the head answer about an image?",
        )
    copied = copy.deepcopy(head).eval()
    if z.ndim == 2:
        refuse(audit.squashed(copied, x, list(copied.parameters())))


def _check_loss(loss: Callable, z: Tensor, kind: str, classes: int) -> None:
    """Compare the loss with the one that belongs to the kind, on the targets of that kind."""
    generator = torch.Generator().manual_seed(1)
    if kind == "multiclass" or (kind == "binary" and z.shape[1:] == (2,)):
        target = torch.randint(classes, (len(z),), generator=generator)
        want, forms = F.cross_entropy(z, target), [target]
        of = "one class index an image"
    else:
        target = torch.randint(2, tuple(z.shape), generator=generator).float()
        want, forms = F.binary_cross_entropy_with_logits(z, target), [target]
        of = "0 or 1 for every logit"
        if kind == "binary":
            forms += [target.flatten(), target.flatten().long()]
    values, errors = [], []
    for form in forms:
        try:
            values.append(number(loss(z, form), "the loss"))
        except core.CheckFailed:
            raise
        except (AttributeError, KeyError, NameError, TypeError) as error:
            raise core.noted(error, "01-choose-head", (z, form)) from None
        except Exception as error:
            errors.append(error)
    if any(math.isclose(value, want, rel_tol=1e-4, abs_tol=1e-5) for value in values):
        return
    if values:
        _diagnose_loss(values[0], want, z, forms[0], kind)
    message = (str(errors[0]).splitlines() or [""])[0]
    what = f"Expected the {kind} loss {want:.4f}, got {type(errors[0]).__name__}: {message}"
    if "between 0 and 1" in message:
        fail(
            "bce-without-logits",
            what,
            "This loss was made for probabilities; the head gives logits.",
            "which of the two binary cross-entropies has 'logits' in its name?",
        )
    fail(
        "loss-of-another-task",
        what,
        f"The targets of this task are {of}.",
        "what targets does your loss expect?",
    )


def _diagnose_loss(got: float, want: Tensor, z: Tensor, target: Tensor, kind: str) -> None:
    what = f"Expected the {kind} loss {want:.4f}, got {got:.4f}."
    if got == 0 and kind == "binary":
        fail(
            "one-logit-cross-entropy",
            what,
            "The loss is exactly 0 whatever the target is: softmax over one value is 1.",
            "how many logits does cross-entropy need at least?",
        )
    if kind == "multiclass" and math.isclose(got, -z.mean(), abs_tol=1) and got < 0.5 * want:
        fail(
            "nll-on-logits",
            what,
            "A negative log-likelihood cannot be that low for a head that has not learned.",
            "what does this loss expect: logits or log-probabilities?",
        )
    if any(math.isclose(got, want * n, rel_tol=1e-4) for n in (len(z), z.numel())):
        fail(
            "wrong-value",
            what,
            f"That is the sum over {got / want:.0f} values.",
            "the word 'mean' in the exercise.",
        )
    if kind == "multilabel":
        other = [F.cross_entropy(z, target), F.mse_loss(z, target)]
    else:
        one_hot = F.one_hot(target.long().flatten(), max(2, z.shape[-1])).float()
        other = [F.multi_margin_loss(z, target)] if kind == "multiclass" else []
        other += [F.mse_loss(z, target)] if z.shape == target.shape else []
        other += (
            [F.binary_cross_entropy_with_logits(z, one_hot)] if z.shape == one_hot.shape else []
        )
    if any(math.isclose(got, value, rel_tol=1e-4) for value in other):
        fail(
            "loss-of-another-task",
            what,
            "The loss runs, but it answers another question.",
            f"how many right answers can one image have in a {kind} task?",
        )
    fail(
        "wrong-value",
        what,
        "The loss runs, but it is not the plain mean loss of these logits and targets.",
        "its options, and the order loss(logits, targets).",
    )


_FIRST_LOSS = told("""
log-base | That is log2. | nats or bits?
log-base:10 | That is log10. | nats or digits?
accuracy-not-loss | That is the accuracy of guessing. | what does the loss make of a probability?
accuracy-not-loss:error | That is the error rate of guessing. | what does the loss make of it?
sign-of-the-log | A cross-entropy is never negative. | the sign of the log of a number below 1.
hard-coded:2 | That is the loss for 2 classes. | does your function use its argument?
hard-coded:10 | That is the loss for 10 classes. | does your function use its argument?
hard-coded:1000 | That is the loss for 1000 classes. | does your function use its argument?
""")


@exercise("01-first-loss")
def expected_first_loss(answer: Callable, on: Sequence[int] = (10,)) -> str:
    """``expected_first_loss(num_classes)``: mean cross-entropy of a head that knows nothing.

    Args:
        on: numbers of classes.
    """
    for classes in on:
        got, want = number(answer(classes), "the loss"), math.log(classes)
        if math.isclose(got, want, rel_tol=1e-3):
            continue
        what = f"Expected {want:.4f} for {classes} classes, got {got:.4f}"
        values = {
            "log-base": math.log2(classes),
            "log-base:10": math.log10(classes),
            "accuracy-not-loss": 1 / classes,
            "accuracy-not-loss:error": 1 - 1 / classes,
            "sign-of-the-log": -want,
        }
        others = {f"hard-coded:{n}": math.log(n) for n in (2, 10, 1000) if n != classes}
        _suspect(got, want, values | others, _FIRST_LOSS, what)
        fail(
            "wrong-value",
            f"{what}.",
            f"A head that knows nothing gives each of {classes} classes the same probability.",
            "what is that probability, and what does cross-entropy make of it?",
        )
    return f"The loss before the first step is right for {count(len(on), 'class count')}."


@exercise("01-softmax-bug")
def softmax_bug(build_head: Callable, loss_floor: Callable, on: Sequence[int] = (10,)) -> str:
    """``build_head(in_features, num_classes)`` mended, ``loss_floor(num_classes)`` explained.

    Args:
        on: numbers of classes.
    """
    for classes in on:
        got = number(loss_floor(classes), "the floor")
        head = build_head(8, classes)
        if not isinstance(head, nn.Module):
            fail(
                "wrong-type",
                f"Expected build_head to return a module, got {describe(head)}.",
                "A head takes features and gives logits.",
                "the return line of build_head.",
            )
        _trains(head, classes)
        want = math.log(1 + (classes - 1) / math.e)
        if not math.isclose(got, want, rel_tol=1e-3):
            _diagnose_floor(got, want, classes)
    floors = ", ".join(f"{loss_floor(classes):.3f} for {classes} classes" for classes in on)
    return f"The mended head learns past the floor, which is {floors}."


def _trains(head: nn.Module, classes: int) -> None:
    """Fit the head to one separable point a class; with logits the loss goes far below 0.3."""
    x = 4 * F.one_hot(torch.arange(classes) % 8, 8).float()
    y = torch.arange(classes)
    kept = y < 8
    x, y = x[kept], y[kept]
    try:
        with torch.no_grad():
            shape = tuple(head(x).shape)
    except Exception as error:
        fail(
            "width-mismatch",
            f"Expected a head from 8 features to {classes} classes, got {type(error).__name__}: "
            f"{error}",
            "The head cannot take a batch of 8 features an image.",
            "the arguments of the layer.",
        )
    if shape != (len(x), classes):
        fail(
            "wrong-class-count",
            f"Expected logits of shape {(len(x), classes)}, got {shape}.",
            "The output's width ignores one of the arguments.",
            "where does the layer get its number of outputs from?",
        )
    copied = copy.deepcopy(head).eval()
    refuse(audit.squashed(copied, x, list(copied.parameters())))
    trained = copy.deepcopy(head).eval()  # a dropout in the head is fine, and slows this down
    if not any(p.requires_grad for p in trained.parameters()):
        fail(
            "head-frozen",
            "Expected a head that can learn, got one with nothing to train.",
            "No parameter has requires_grad=True.",
            "what should the optimizer move?",
        )
    optimizer = torch.optim.Adam([p for p in trained.parameters() if p.requires_grad], lr=0.1)
    for _ in range(60):
        optimizer.zero_grad()
        loss = F.cross_entropy(trained(x), y)
        loss.backward()
        optimizer.step()
    if loss.item() > 0.3:
        fail(
            "clipped-logits",
            f"Expected a loss below 0.3 after 60 steps on easy data, got {loss.item():.3f}.",
            "The head does not learn what a plain layer of logits learns.",
            "what stands between the last layer and the loss?",
        )


_FLOOR = told("""
floor-is-not-chance | A head that knows nothing has that loss. | the best that softmax can give.
floor-is-zero | Zero would need an infinite logit. | between which numbers do softmax's outputs lie?
sign-of-the-log | A cross-entropy is never negative. | the sign of the log of a number below 1.
off-by-one-class | The right class was counted as a wrong one. | how many of the classes get a 0?
hard-coded | That is the floor for 10 classes. | does your function use its argument?
log-base | That is in bits. | which logarithm does cross-entropy use?
""")


def _diagnose_floor(got: float, want: float, classes: int) -> None:
    what = f"Expected the floor {want:.4f} for {classes} classes, got {got:.4f}"
    values = {
        "floor-is-not-chance": math.log(classes),
        "floor-is-zero": 0.0,
        "sign-of-the-log": -want,
        "off-by-one-class": math.log(1 + classes / math.e),
        "hard-coded": math.log(1 + 9 / math.e),
        "log-base": want / math.log(2),
    }
    _suspect(got, want, values, _FLOOR, what)
    fail(
        "wrong-value",
        f"{what}.",
        "The best output of the softmax is 1 for the right class and 0 for every other.",
        "what does cross-entropy make of these numbers, taken as logits?",
    )


quiz = core.quiz(
    {
        "01-quiz-1": {
            "a": (
                "head-is-always-linear",
                "That is true of ResNet. SqueezeNet's head is a 1×1 convolution, VGG's is "
                "classifier[6], ViT's is heads.head.",
            ),
            "b": "It turns features into one score a class; what it is called, and of what kind "
            "it is, differs from one architecture to the next.",
            "c": (
                "softmax-in-head",
                "The head gives logits. Softmax comes after it, when somebody wants to read "
                "probabilities.",
            ),
            "d": (
                "head-sees-edges",
                "Finding edges and textures is the work of the backbone; the head only weighs "
                "what was found.",
            ),
        },
        "01-quiz-2": {
            "a": (
                "old-head-must-match",
                "The old head goes away. Its number of classes says nothing about the new one.",
            ),
            "b": (
                "hard-coded",
                "512 is right for resnet18 and resnet34. A resnet50 has 2048.",
            ),
            "c": (
                "old-head-must-match",
                "The new layer starts from numbers of its own. None of the old ones has to fit.",
            ),
            "d": "What must fit is the new layer and what feeds it. The layer that is there "
            "already knows that width: its in_features.",
        },
        "01-quiz-3": {
            "a": "Nothing was frozen. Every parameter has requires_grad=True until somebody "
            "changes it; you counted them above.",
            "b": (
                "swap-is-not-freeze",
                "Many texts say so. You counted: the swap left every requires_grad flag as it was.",
            ),
            "c": (
                "swap-is-not-freeze",
                "Pretrained is where the numbers came from. Autograd does not know about it.",
            ),
            "d": (
                "swap-is-not-freeze",
                "BatchNorm has trainable parameters too, and nothing singled it out.",
            ),
        },
        "01-quiz-4": {
            "a": (
                "accuracy-not-loss",
                "0.01 is the accuracy of guessing among 100 classes; the loss is another scale.",
            ),
            "b": "ln 100 = 4.605: each class gets 1/100, and -ln(1/100) is ln 100. A random "
            "head starts somewhat above it.",
            "c": (
                "hard-coded",
                "2.303 is ln 10. With 100 classes there is more to be wrong about.",
            ),
            "d": (
                "first-loss-is-zero",
                "Zero would mean certainty about the right class, before anything was learned.",
            ),
        },
        "01-quiz-5": {
            "a": (
                "head-is-not-accuracy",
                "It starts at chance: the new rows are random numbers, whatever the backbone "
                "knows.",
            ),
            "b": (
                "must-retrain",
                "Five neighbours among the features were far better than guessing, with no "
                "new training at all.",
            ),
            "c": "The swap makes it possible to learn; training does the learning, and only a "
            "measurement on images that were not used says how well.",
            "d": (
                "head-is-not-accuracy",
                "Size is a side effect (4 % for a resnet18, 1 % for a ViT-B), and says nothing "
                "about accuracy.",
            ),
        },
    }
)
