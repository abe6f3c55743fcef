"""07-new-class: one more output, and nothing forgotten."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course import tuning
from course.checks.cases import Case
from course.checks.core import describe, fail
from course.checks.exercise import exercise
from course.heads import copied
from course.wording import count

_OPTIONS = ("kernel_size", "stride", "padding", "dilation", "groups")


@exercise(
    "07-new-class",
    proves="One more output, the old rows bit by bit, and all of it trainable",
    tries=[
        "Linear, 5 classes",
        "Linear, 3 classes, no bias",
        "Linear, 4 classes, double precision",
        "Linear, 6 classes, frozen",
        "Linear, 1 class",
        "Linear, 4 classes, on meta",
        "Convolution, 5 classes",
        "Convolution, 3 classes, no bias, stride and padding",
    ],
    table=[
        "Linear, n classes",
        "Linear, n classes, no bias",
        "Linear, n classes, double precision",
        "Linear, n classes, frozen",
        "Linear, n class",
        "Linear, n classes, on meta",
        "Convolution, n classes",
        "Convolution, n classes, no bias, stride and padding",
    ],
    library=[tuning.add_class],
)
def add_class(answer: Callable, case: Case) -> str:
    """``add_class(head)``: a head with one more output, whose old outputs are what they were."""
    head = _head(case)
    before = copied(head)  # in place is allowed
    new = answer(head)
    _same_kind(new, before)
    pairs = [("weight", new.weight, before.weight)]
    if before.bias is not None:
        pairs.append(("bias", new.bias, before.bias))
    for name, now, was in pairs:
        _same_place(name, now, was)
    if not before.weight.is_meta:
        for name, now, was in pairs:
            _rows_kept(name, now.detach(), was.detach())
        _runs(new, before, case)
    _trainable(new, frozen="frozen" in case.words)
    return f"{count(len(before.weight), 'class', 'classes')} and 1 more"


def _head(case: Case) -> nn.Module:
    classes, words = case.numbers[0], case.words
    torch.default_generator.manual_seed(720 + case.seed + classes)
    dtype = torch.float64 if "double precision" in words else torch.float32
    where = {"bias": "no bias" not in words, "dtype": dtype}
    if "on meta" in words:
        where["device"] = "meta"
    if case.name == "Linear":
        head: nn.Module = nn.Linear(12, classes, **where)
    elif "stride and padding" in words:
        head = nn.Conv2d(8, classes, 3, stride=2, padding=1, dilation=1, **where)
    else:
        head = nn.Conv2d(8, classes, 1, **where)
    return head.requires_grad_("frozen" not in words)


def _images(head: nn.Module) -> Tensor:
    draws = torch.Generator().manual_seed(7)
    if isinstance(head, nn.Linear):
        return torch.randn(6, head.in_features, generator=draws).to(head.weight)
    return torch.randn(4, head.in_channels, 5, 5, generator=draws).to(head.weight)


def _same_kind(new: object, old: nn.Module) -> None:
    kind = type(old).__name__
    if type(new) is not type(old):
        is_linear = isinstance(new, nn.Linear)
        fail(
            "linear-for-conv" if is_linear else "wrong-type",
            f"Expected a {kind}, like the old head, got {describe(new)}.",
            "A model takes the new head in the old one's place.",
            "which kind of layer did the exercise hand you? Which kinds does it promise?",
        )
    n, got = len(old.weight), len(new.weight)
    said = new.out_features if isinstance(new, nn.Linear) else new.out_channels
    if got != n + 1:
        what = f"Expected {count(n + 1, 'output')}, got {got}."
        if said == n + 1:
            seen = f"The layer says {said}, and its weight has {count(got, 'row')}."
            fail("out-features-edited", what, seen, "what computes the logits: which tensor?")
        fail("wrong-class-count", what, f"The old head had {n}.", "the sizes of the new layer.")
    if said != n + 1:
        fail(
            "out-features-edited",
            f"Expected a layer that says it has {n + 1} outputs, got one that says {said}.",
            "Code that reads the number from the layer, as you did in lesson 02, is misled.",
            "which attribute of the layer holds its number of outputs?",
        )
    if (new.bias is None) != (old.bias is None):
        had, has = ("no bias" if layer.bias is None else "a bias" for layer in (old, new))
        fail(
            "bias-changed",
            f"Expected {had}, as before, got {has}.",
            "The old logits depend on it.",
            "what does a new layer do about a bias when you do not say?",
        )
    if isinstance(old, nn.Conv2d):
        for key in _OPTIONS:
            if getattr(new, key) != getattr(old, key):
                fail(
                    "layer-options-lost",
                    f"Expected {key} {getattr(old, key)}, as before, got {getattr(new, key)}.",
                    "The maps of logits have another size then, or other numbers.",
                    "which options of the old layer does your new one take over?",
                )


def _same_place(name: str, now: Tensor, was: Tensor) -> None:
    if now.dtype != was.dtype:
        fail(
            "dtype-lost",
            f"Expected {name} in {was.dtype}, got {now.dtype}.",
            "The features that arrive still have the old dtype.",
            "where does your new layer get its dtype from?",
        )
    if now.device != was.device:
        fail(
            "device-lost",
            f"Expected {name} on {was.device}, got {now.device}.",
            "In this case the old head is on another device than the CPU.",
            "which device does PyTorch put a new tensor on when you do not say?",
        )
    if now.shape[1:] != was.shape[1:] or len(now) != len(was) + 1:
        fail(
            "wrong-output",
            f"Expected {name} of shape {(len(was) + 1, *was.shape[1:])}, got {tuple(now.shape)}.",
            "Weight and bias each have an entry per class.",
            "along which dimension do you add?",
        )


def _rows_kept(name: str, now: Tensor, was: Tensor) -> None:
    if not now.isfinite().all():
        fail(
            "wrong-value",
            f"Expected finite numbers in {name}, got {now[-1].flatten()[0].item()}.",
            "The new row was never filled.",
            "what is in memory that was only reserved?",
        )
    if torch.equal(now[:-1], was):
        return
    same = [bool(torch.equal(a, b)) for a, b in zip(now, was, strict=False)]
    what = f"Expected the old {name} in the first {count(len(was), 'row')}, got {sum(same)} equal."
    if torch.equal(now[1:], was):
        fail(
            "new-class-first",
            what,
            "They are in rows 1 and up: every class has moved by one.",
            "which index do the labels of the old classes have?",
        )
    if name == "bias":
        fail(
            "old-bias-lost",
            what,
            "The weight has its old rows.",
            "which tensors does a layer have, besides its weight?",
        )
    close = torch.allclose(now[:-1], was, rtol=1e-2, atol=1e-3)
    seen = "They are close, but not the same." if close else "The new layer is random."
    fail("old-rows-lost", what, seen, "what is written into the first rows, and from where?")


def _runs(new: nn.Module, old: nn.Module, case: Case) -> None:
    x = _images(old)
    with torch.no_grad():
        was, now = old(x), new(x)
    if now.shape[1] != was.shape[1] + 1 or not torch.allclose(now[:, :-1], was, atol=1e-5):
        fail(
            "wrong-output",
            f"Expected the old logits and one more ({case.text}), got others.",
            "The rows are the old ones.",
            "what else does the forward pass of your layer do?",
        )


def _trainable(new: nn.Module, frozen: bool) -> None:
    still = [n for n, p in new.named_parameters() if not p.requires_grad or not p.is_leaf]
    if still or not list(new.parameters()):
        fail(
            "head-frozen",
            f"Expected the whole new layer to be trainable, got {still or 'no parameter'}, which "
            "an optimizer cannot train.",
            "The old head was frozen in this case." if frozen else "The old head was trainable.",
            "what does your new layer take over from the old one, besides numbers?",
        )
