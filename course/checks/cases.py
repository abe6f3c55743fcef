"""Cases: what a check tries an answer on, named so that a student can read them.

A case is written ``"NAME, word, word #2"``. Two cases that differ only in a number, or in what
stands behind the ``#``, are instances of one kind. The visible call of a check tries every kind
that the exercise promises; the hidden call tries other instances of the same kinds.
"""

import functools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from course.checks import models
from course.checks.changes import CHANGES, head_of
from course.heads import copied, find_head

# What a check of a model must not forget, and what goes wrong where it does.
KINDS = {
    "eval mode": "the usual mode for features",
    "train mode": "BatchNorm and dropout act; BatchNorm's statistics move",
    "mixed modes": "one flag for the whole model loses the modes of its parts",
    "error in the forward pass": "whatever was changed must be restored on every way out",
    "one image": "squeeze() drops the batch dimension, BatchNorm1d refuses",
    "not 1000 classes": "1000 was typed in",
    "same number of classes": "nothing to do, it seems",
    "head at fc": "",
    "head at another attribute": "fc was typed in",
    "head at classifier.n": "a path of two parts",
    "head at heads.head": "a path of two names",
    "Conv2d head": "in_channels, and a map instead of a vector",
    "head without bias": "bias was typed in",
    "float64": "a new layer is made in float32",
    "frozen parts": "what is frozen must stay frozen",
    "names like the head's": "fc_in begins with fc",
    "loose parameters": "they belong to no layer, such as ViT's class_token",
    "BatchNorm1d": "isinstance(m, nn.BatchNorm2d) misses it",
    "BatchNorm2d": "",
    "zero head": "zeros give no gradient to the backbone, though it is used",
    "scalar parameter": "a parameter of 0 dimensions",
    "train-only layer": "it runs in train mode alone",
    "several outputs": "a tuple instead of a tensor",
    "gradients there before": "somebody's next step needs them",
    "arguments not aliased": "a dict or tensor that was given away must not change later",
}

# Words that say what was done to the model, and the kind that each of them tries: one of KINDS, or
# one that no other exercise needs.
WORDS = {
    "train": "train mode",
    "mixed modes": "mixed modes",
    "forward fails": "error in the forward pass",
    "one image": "one image",
    "n classes": "not 1000 classes",
    "same classes": "same number of classes",
    "no bias": "head without bias",
    "float64": "float64",
    "float64 head": "float64 head",
    "frozen": "frozen parts",
    "partly frozen": "frozen parts",
    "all frozen": "frozen parts",
    "zero head": "zero head",
    "old gradients": "gradients there before",
    "dead layer": "dead layer",
    "hooked": "hooked",
    "norm in head": "norm in head",
    "deep head": "deep head",
    "no auxiliary heads": "no auxiliary heads",
    "on meta": "on meta",
}


@dataclass(frozen=True)
class Case:
    """One case of an exercise: a name, words that qualify it, and the number of the instance."""

    text: str
    name: str
    words: tuple[str, ...] = ()
    seed: int = 0

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset([_kind(self.text)])

    @property
    def numbers(self) -> list[int]:
        """The numbers in the text, the seed left out."""
        return [int(n) for n in re.findall(r"\d+", self.text.partition(" #")[0])]

    def generator(self) -> torch.Generator:
        return torch.Generator().manual_seed(self.seed)


def _kind(text: str) -> str:
    return re.sub(r"\d+", "n", text.partition(" #")[0])


def case(text: str, table: Collection[str]) -> Case:
    """Return the case of a table exercise.

    Args:
        table: the names that the exercise knows; "n" stands for any number.

    Raises:
        ValueError: the table has no such case.
    """
    plain, _, seed = text.partition(" #")
    if text not in table and plain not in table and _kind(text) not in table:
        raise ValueError(f"Expected a case out of {sorted(table)}, got {text!r}.")
    name, *words = plain.split(", ")
    return Case(text, name, tuple(words), int(seed or 0))


def model_case(text: str, own: Collection[str] = ()) -> "ModelCase":
    """Return the case of an exercise about models, such as "vgg16, no bias, train".

    Args:
        own: words of the exercise's own, besides those of ``WORDS``; each of them is a kind.

    Raises:
        ValueError: there is no such model, or no such word.
    """
    plain, _, seed = text.partition(" #")
    name, *words = plain.split(", ")
    unknown = [word for word in words if not {word, _kind(word)} & {*WORDS, *own}]
    if name not in models.SMALL and "on meta" not in words:
        raise ValueError(f"Expected a model out of {sorted(models.SMALL)}, got {name!r}.")
    if unknown:
        raise ValueError(f"Expected words out of {sorted({*WORDS, *own})}, got {unknown}.")
    return ModelCase(text, name, tuple(words), int(seed or 0))


class ModelCase(Case):
    """A case whose name is a small model; its words say what was done to the model."""

    def model(self) -> nn.Module:
        """Return a new copy of the model, the same at every call."""
        model = copied(_built(self.name, self.words))
        if "old gradients" in self.words:  # which a copy does not keep
            for p in model.parameters():
                p.grad = torch.ones_like(p)
        if "hooked" in self.words:
            head = find_head(model, self.images())[1]
            head.register_forward_hook(lambda *_: None)
            head.register_forward_pre_hook(lambda *_: None)
        return model

    def images(self, n: int = 2) -> Tensor:
        """Return n images, or one if the case says so, in the dtype and on the device that fit."""
        x = models.images(1 if "one image" in self.words else n, models.size(self.name))
        if "forward fails" in self.words:
            x = x[:, :2]  # two channels: the first convolution refuses them
        return x.double() if "float64" in self.words else x.to("meta") if self.on_meta else x

    @property
    def head_path(self) -> str:
        """Where this architecture keeps its head."""
        return _head_path(self.name, self.on_meta)

    @property
    def trains(self) -> bool:
        """Whether some part of the model is in train mode, so that statistics may move."""
        return bool({"train", "mixed modes"} & set(self.words))

    @property
    def on_meta(self) -> bool:
        return "on meta" in self.words

    @property
    def old_classes(self) -> int:
        return next(
            (int(w.split()[0]) for w in self.words if w.endswith(" classes") and w[0].isdigit()),
            1000,
        )

    @property
    def new_classes(self) -> int:
        """A number of classes to ask for."""
        if "same classes" in self.words:
            return self.old_classes
        others = [n for n in (7, 3, 12, 5) if n != self.old_classes]
        return others[len(self.text) % len(others)]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of ``KINDS`` that this case tries: those of its words, and the model's own."""
        named = {WORDS.get(word, WORDS.get(_kind(word), word)) for word in self.words}
        return frozenset(named | _kinds_of(self.name, self.words))


@functools.cache
def _built(name: str, words: tuple[str, ...]) -> nn.Module:
    this = ModelCase("", name, words)
    model = models.real(name) if this.on_meta else models.small(name, this.old_classes)
    for word, done in CHANGES.items():  # in this order, whatever the order in the text
        if word in words:
            done(model)
    if "mixed modes" in words:  # single layers in eval mode, as when BatchNorm is held still
        leaves = [m for m in model.train().modules() if not any(True for _ in m.children())]
        for m in leaves[1::2]:
            m.eval()
    elif "train" in words:
        model.train()
    return model


@functools.cache
def _head_path(name: str, on_meta: bool) -> str:
    return head_of(_built(name, ("on meta",) if on_meta else ()))[0]


@functools.cache
def _kinds_of(name: str, words: tuple[str, ...]) -> frozenset[str]:
    """What a model is, found by looking at it."""
    this = ModelCase("", name, words)
    path, model = this.head_path, this.model()
    body = {n: m for n, m in model.named_modules() if not f"{n}.".startswith(f"{path}.")}
    head = model.get_submodule(path)
    places = {"fc": "fc", "heads.head": "heads.head"}
    place = places.get(path) or ("classifier.n" if "." in path else "another attribute")
    found = {
        f"head at {place}": True,
        "Conv2d head": isinstance(head, nn.Conv2d),
        "head without bias": getattr(head, "bias", 0) is None,
        "names like the head's": any(n.startswith(path) or f".{path}" in n for n in body),
        "loose parameters": any(m._parameters and any(m.children()) for m in body.values()),
        "scalar parameter": any(p.ndim == 0 for p in model.parameters()),
        "BatchNorm1d": any(isinstance(m, nn.BatchNorm1d) for m in body.values()),
        "BatchNorm2d": any(isinstance(m, nn.BatchNorm2d) for m in body.values()),
        "eval mode": not this.trains,
    }
    if not this.on_meta and "forward fails" not in words:
        runs = [
            models.layers_run(this.model().train(mode), this.images(4)) for mode in (True, False)
        ]
        found["train-only layer"] = "eval" not in words and bool(runs[0] - runs[1])
        found["several outputs"] = not isinstance(model(this.images(4)), Tensor)
    return frozenset(kind for kind, there in found.items() if there)


def listed(tried: Iterable[Case]) -> str:
    """The cases in one line: each name and each word once."""
    tried = list(tried)
    if not isinstance(tried[0], ModelCase):
        texts = dict.fromkeys(case.text.partition(" #")[0] for case in tried)
        return ("; " if any("," in text for text in texts) else ", ").join(texts)
    names = ", ".join(dict.fromkeys(case.name for case in tried))
    words = ", ".join(dict.fromkeys(w for case in tried for w in case.words))
    return f"{names}; {words}" if words else names
