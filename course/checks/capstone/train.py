"""08-train: from labelled pictures to a checkpoint that somebody else can use."""

import contextlib
import math
import os
import tempfile
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from course import capstone
from course.checks.capstone import broken, moved, pictures
from course.checks.capstone.process import Elsewhere, require_loaded
from course.checks.capstone.report import Scored, by_name, require_report
from course.checks.capstone.stored import read, require_entries
from course.checks.capstone.watching import Watched, digest, digests, watched
from course.checks.cases import Case
from course.checks.core import fail
from course.checks.exercise import exercise
from course.splits import FolderSplit, ImageData, Split


@exercise(
    "08-train",
    proves="The checkpoint works in a fresh process, and its report is true",
    tries=["5 classes, in memory", "3 classes, in a folder"],
    table=["n classes, in memory", "n classes, in a folder"],
    library=[capstone.train, capstone.load],
)
def train(answer: Callable, load: Callable, case: Case) -> str:
    """``train(data, path) -> dict`` and ``load(path) -> (model, labels, preprocess)``."""
    [classes] = case.numbers
    elsewhere = Elsewhere(load)
    with tempfile.TemporaryDirectory(prefix="capstone-") as folder:
        here = Path(folder)
        if case.words[0] == "in memory":
            shown = pictures.in_memory(classes, case.seed)
        else:
            shown = pictures.in_a_folder(here / "photos", classes, case.seed)
        path = here / "out" / "checkpoint.pt"
        path.parent.mkdir()
        with watched(classes) as seen, _own_cache(here / "cache"):
            returned = answer(shown.data, path)
        stored = read(path)
        require_entries(stored, shown.data.classes)
        sizes = {tuple(shape[1:]) for shape, _, _ in seen.fed}
        told = elsewhere.load(path, _images(shown), sizes)
        require_loaded(told)
        _require_size(told, sizes)
        text = _compare(returned, stored, told, shown, seen)
        if case.words[0] == "in a folder":
            broken.require_refusals(elsewhere, path)
            with _own_cache(here / "cache"):
                broken.require_atomic(answer, shown.data, path)
    return text


@contextlib.contextmanager
def _own_cache(folder: Path) -> Iterator[None]:
    """Keep features of these pictures out of the user's cache, and compute them here once."""
    before = os.environ.get("COURSE_CACHE")
    os.environ["COURSE_CACHE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["COURSE_CACHE"]
        else:
            os.environ["COURSE_CACHE"] = before


def _images(shown: pictures.Pictures) -> dict[str, Any]:
    """What the loaded model is shown: batches, or photographs one by one."""
    images = {"test": _shown(shown.data.test), "val": _shown(shown.data.val)}
    if len(shown.marked):
        return images | {"held": shown.images, "marked": shown.marked}
    return images | {"held": [torch.from_numpy(np.array(photo)) for photo in shown.images]}


def _shown(split: Split | FolderSplit) -> Tensor | list[Tensor]:
    if isinstance(split, Split):
        return split.images
    return [split[i][0].permute(1, 2, 0).contiguous() for i in range(len(split))]


def _compare(
    returned: object,
    stored: Mapping[str, Any],
    told: Mapping[str, Any],
    shown: pictures.Pictures,
    seen: Watched,
) -> str:
    data, labels, logits = shown.data, told["labels"], told["logits"]
    _require_model(stored, told, data)
    moved.require_head_learned(told, seen)
    truth = {
        part: tuple(data.classes[label] for label in getattr(data, part).labels.tolist())
        for part in ("test", "val")
    }
    held = by_name(logits["held"], labels, shown.names)
    _require_several_answers(logits["held"], labels, shown.names)
    _require_order(logits["held"], labels, held, shown)
    scored = Scored(
        by_name(logits["test"], labels, truth["test"]),
        by_name(logits["val"], labels, truth["val"]),
        truth["test"],
        _lost(stored["state_dict"], told["state"]),
    )
    require_report(returned, scored, _other_input(told, seen))
    _require_unseen(logits.get("marked"), labels, shown.told)
    policy = moved.require_policy(stored["policy"], told, seen)
    columns = [data.classes.index(name) for name in labels]
    epochs = moved.require_best_epoch(seen, logits["val"], data.val.labels, len(data.test), columns)
    baseline = _require_better(held, shown)
    return ", ".join(filter(None, [baseline, policy, epochs]))


def _lost(stored: object, loaded: Mapping[str, Tensor]) -> tuple[str, ...]:
    """The tensors of a file whose values are not in the model that was made of it."""
    known = digests(loaded)
    tensors = stored.items() if isinstance(stored, Mapping) else ()
    return tuple(n for n, v in tensors if isinstance(v, Tensor) and digest(v) not in known)


def _require_model(stored: Mapping[str, Any], told: Mapping[str, Any], data: ImageData) -> None:
    if told["dotted"]:
        fail(
            "dotted-attribute",
            f"Expected layers with names of their own, got an attribute {told['dotted'][0]!r}.",
            "An attribute with a dot in its name is saved and loaded, and forward() never reads "
            "it.",
            "what does setattr do with a dot?",
        )
    shape = tuple(told["logits"]["test"].shape)
    if shape != (len(data.test), len(data.classes)):
        fail(
            "wrong-class-count",
            f"Expected logits of shape {(len(data.test), len(data.classes))}, got {shape}.",
            "The loaded model was shown the test images.",
            "which head does the model have that load builds?",
        )
    if told["training"]:
        fail(
            "loaded-in-train-mode",
            "Expected load to return the model in eval mode, got layers in train mode: "
            f"{', '.join(sorted(set(told['training']))[:3])}.",
            "Dropout is random then, and an image's answer depends on its neighbours.",
            "in which mode is a model that was just built?",
        )
    if list(stored["labels"]) != told["labels"]:
        fail(
            "label-order-lost",
            f"Expected load to return the labels of the file, {list(stored['labels'])}, got "
            f"{told['labels']}.",
            "The names and the logits must stay together.",
            "where does load take the names from?",
        )


def _require_size(told: Mapping[str, Any], sizes: Collection[tuple[int, ...]]) -> None:
    if "size" in told:
        fail(
            "preprocess-mismatch",
            f"Expected pictures of a size that the model was fed in train, "
            f"{' or '.join(map(str, sorted(sizes)))}, got {tuple(told['size'])}.",
            "That is what the preprocess of load makes of a test image.",
            "where does load take the size from, and where does train?",
        )


def _require_several_answers(logits: Tensor, labels: Sequence[str], truth: tuple[str, ...]) -> None:
    answers = logits.argmax(dim=1)
    if len(answers.unique()) == 1 and len(set(truth)) > 1:
        fail(
            "majority-only",
            f"Expected different answers for different pictures, got {labels[int(answers[0])]!r} "
            f"for all {len(answers)}.",
            "That is as good as no model at all.",
            "what do the logits depend on?",
        )


def _require_order(
    logits: Tensor, labels: Sequence[str], held: Tensor, shown: pictures.Pictures
) -> None:
    if list(labels) == list(shown.data.classes):
        return
    other = by_name(logits, shown.data.classes, shown.names)
    if other.sum() > held.sum() + 0.2 * len(held):
        order = "in the order of the alphabet" if list(labels) == sorted(labels) else "in another"
        fail(
            "label-order-lost",
            f"Expected labels[i] to name logit i, got {list(labels)}, {order}.",
            f"By these names {int(held.sum())} of {len(held)} pictures are right, and "
            f"{int(other.sum())} by the numbers that data.train gives its classes.",
            "who numbers the classes, and is that the order of the folders?",
        )


def _other_input(told: Mapping[str, Any], seen: Watched) -> str:
    """How what the loaded model is fed differs from what was fed in training."""
    if sum(shape[0] for shape, _, _ in seen.fed) < 50:
        return ""  # too few to know what their mean is
    mean, spread = told["fed"]
    counts = torch.tensor([float(shape[0]) for shape, _, _ in seen.fed])
    shares = counts / counts.sum()  # a small batch may hold odd pictures only
    means = shares @ torch.stack([each for _, each, _ in seen.fed])
    spreads = shares @ torch.stack([each for _, _, each in seen.fed])
    close = (means - mean).abs().max() < 0.3 * spreads and 0.75 < spread / spreads < 1.33
    if close:
        # Each picture of data.val was fed in train too: is there one of the same colours?
        known = torch.cat(seen.colours)
        pairs = (told["colours"][:, None] - known).norm(dim=2)
        far = pairs.min(dim=1).values.median()
        return "in other colours" if far > 0.02 * spreads else ""
    return (
        f"values around {mean.mean():.2f} ± {spread:.2f} instead of {means.mean():.2f} ± "
        f"{spreads:.2f}"
    )


def _require_unseen(logits: Tensor | None, labels: Sequence[str], told: tuple[str, ...]) -> None:
    """Refuse a model that knows what only the test images say."""
    if logits is None:
        return
    known = by_name(logits, labels, told)
    if known.double().mean() > 0.7:
        fail(
            "test-in-training",
            f"Expected a model that has never seen data.test, got one that names {int(known.sum())}"
            f" of {len(known)} striped pictures as data.test does.",
            "Nothing in data.train or data.val says what these pictures are called.",
            "which splits reach the loop that learns?",
        )


def _require_better(held: Tensor, shown: pictures.Pictures) -> str:
    """Compare with the majority and with a logistic regression on raw pixels."""
    data = shown.data
    others = {"the majority": _majority(data, shown.names)}
    if len(shown.marked):
        others["a logistic regression on raw pixels"] = _regression(data, shown)
    words = []
    for name, right in others.items():
        gain = held.double() - right.double()
        margin = 1.96 * (gain.std() / math.sqrt(len(gain))).item()
        what = f"{int(held.sum())} of {len(held)} held-back pictures right"
        if gain.mean().item() <= margin:
            fail(
                "baseline-not-beaten",
                f"Expected clearly more than {name}, {int(right.sum())} of {len(right)}, got "
                f"{what}.",
                f"The difference is {gain.mean():.3f}, and its interval reaches {margin:.3f} to "
                "both sides.",
                "the loss and the accuracy on data.train and data.val: does the model learn at "
                "all?",
            )
        words.append(f"{name} {int(right.sum())}")
    return f"{what}, {', '.join(words)}"


def _majority(data: ImageData, names: tuple[str, ...]) -> Tensor:
    label = int(data.train.labels.mode().values)
    return torch.tensor([name == data.classes[label] for name in names])


def _regression(data: ImageData, shown: pictures.Pictures) -> Tensor:
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        model = LogisticRegression(C=0.01, max_iter=60)
        model.fit(pictures.raw_pixels(data.train), data.train.labels.numpy())
    told = [data.classes[label] for label in model.predict(pictures.rows(shown.images))]
    return torch.tensor([one == other for one, other in zip(told, shown.names, strict=True)])
