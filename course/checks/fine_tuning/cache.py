"""07-cache: what a frozen backbone makes of all images, computed once."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course import tuning
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.compare import left_alone, tensor, unchanged
from course.checks.core import CheckFailed, NotAttempted, describe, fail
from course.checks.exercise import exercise
from course.checks.metric_pitfalls.elsewhere import TWO_DEVICES, Elsewhere
from course.wording import count

# Images and batch size, for the two instances of each kind.
_SIZES = {
    "uneven batches": ((5, 2), (7, 3)),
    "even batches": ((6, 3), (4, 2)),
    "one large batch": ((3, 8), (2, 5)),
    "single images": ((4, 1), (3, 1)),
}


@exercise(
    "07-cache",
    proves="One row per image, in order, and the backbone left as it was",
    tries=[
        "resnet18, train, uneven batches",
        "custom, mixed modes, partly frozen, old gradients, even batches",
        "vit_b_16, train, float64, one large batch",
        "vgg16, train, all frozen, single images",
        "densenet121, another device, uneven batches",
    ],
    words=[*_SIZES, "another device"],
    library=[tuning.cached_features],
)
def cached_features(answer: Callable, case: ModelCase) -> str:
    """``cached_features(backbone, images, batch_size)``: the features (N, F), on the CPU."""
    n, batch_size = next(_SIZES[word] for word in case.words if word in _SIZES)[case.seed % 2]
    images, backbone, reference = case.images(n), _headless(case), _headless(case)
    with torch.no_grad():
        want = reference.eval()(images)
    seen = _Seen(backbone, away="another device" in case.words)
    with left_alone(backbone), unchanged(images, "the images"):
        returned = _call(answer, backbone, images, batch_size, seen)
    _usable(returned)
    got = tensor(returned, "the features")
    if got.shape != want.shape:
        _explain_shape(got, want, batch_size, case)
    if not _close(got, want):
        _explain_values(got, want, images, case, seen)
    if seen.largest > batch_size:
        fail(
            "batch-size-ignored",
            f"Expected at most {count(batch_size, 'image')} per forward pass, got {seen.largest}.",
            "The features are right, but a large set would not fit into memory.",
            "which line decides how many images the backbone receives at once?",
        )
    return f"features {tuple(want.shape)}, {count(-(-n // batch_size), 'batch', 'batches')}"


def _headless(case: ModelCase) -> nn.Module:
    model = case.model()
    training = model.get_submodule(case.head_path).training
    model.set_submodule(case.head_path, nn.Identity().train(training), strict=True)
    return model


class _Away(Elsewhere):
    """Features on another device; they can be written into a tensor on the CPU, as in PyTorch."""

    @classmethod
    def __torch_function__(cls, func: Callable, types: Any, args: tuple = (), kwargs: Any = None):
        if func.__name__ in ("__setitem__", "copy_") and type(args[0]) is Tensor:
            args = tuple(a.as_subclass(Tensor) if isinstance(a, cls) else a for a in args)
            return func(*args, **(kwargs or {}))
        return super().__torch_function__(func, types, args, kwargs)


class _Seen:
    """What was seen in forward passes; a copy of the backbone reports to the same object.

    Attributes:
        largest: the largest number of images in one pass.
        in_train_mode: the class of a layer that ran in train mode, if there was one.
    """

    def __init__(self, backbone: nn.Module, away: bool) -> None:
        self.largest, self.in_train_mode, self.away = 0, "", away
        backbone.register_forward_pre_hook(lambda m, args: self.before(m, args))
        if away:
            backbone.register_forward_hook(lambda m, args, out: out.as_subclass(_Away))

    def before(self, backbone: nn.Module, args: tuple) -> None:
        self.largest = max(self.largest, len(args[0]))
        training = [type(m).__name__ for m in backbone.modules() if m.training]
        training.sort(key=lambda name: "Norm" not in name and "Dropout" not in name)
        self.in_train_mode = self.in_train_mode or next(iter(training), "")

    def __deepcopy__(self, memo: dict) -> "_Seen":
        return self


def _call(
    answer: Callable, backbone: nn.Module, images: Tensor, batch_size: int, seen: _Seen
) -> object:
    given = images.clone().as_subclass(Elsewhere) if seen.away else images
    try:
        return answer(backbone, given, batch_size)
    except (CheckFailed, NotAttempted):
        raise
    except Exception as error:
        if TWO_DEVICES in str(error):
            fail(
                "device-mismatch",
                "Expected each batch to be moved to the backbone's device, got tensors on two "
                "devices.",
                "In this case the images are on another device than the backbone.",
                "which of your tensors is where, when the two meet?",
            )
        if seen.in_train_mode and "more than 1 value per channel" in str(error):
            _explain_mode(f"Expected features, got {one_line(error)}.", seen)
        raise


def _usable(value: object) -> None:
    if isinstance(value, list | tuple):
        fail(
            "wrong-type",
            f"Expected one tensor (N, F), got {describe(value)}.",
            "Training picks rows of one tensor.",
            "which function makes one tensor of several?",
        )
    if isinstance(value, Elsewhere):
        fail(
            "left-on-device",
            f"Expected the features on the CPU, got them on {value.device}.",
            "In this case the backbone's output is on that device.",
            "which line moves a batch of features, and where to?",
        )
    if isinstance(value, Tensor) and value.requires_grad:
        fail(
            "gradients-recorded",
            "Expected features without a graph, got a tensor that requires gradients.",
            "Every intermediate value of every batch is kept in memory for it.",
            "which context manager switches the recording off?",
        )


def _close(a: Tensor, b: Tensor) -> bool:
    return torch.allclose(a, b.float(), rtol=1e-5, atol=1e-5 * max(1.0, b.abs().max().item()))


def _explain_shape(got: Tensor, want: Tensor, batch_size: int, case: ModelCase) -> None:
    (n, width), shape = want.shape, tuple(got.shape)
    what = f"Expected features of shape {(n, width)}, got {shape} ({case.text})."
    last = n % batch_size or batch_size
    if shape[1:] == (width,) and len(got) == n - last:
        fail(
            "last-batch-dropped",
            what,
            f"The last {count(last, 'image')} are missing.",
            "which images does your loop see?",
        )
    if shape == (last, width) or shape == (batch_size, width):
        fail("last-batch-only", what, "That is one batch.", "what becomes of the other batches?")
    if got.ndim == 1 or shape[-1:] != (width,):
        fail(
            "batch-dimension-lost",
            what,
            "The rows are no longer one per image.",
            "which operation removes or joins dimensions? What if a batch holds one image?",
        )
    fail("wrong-output", what, f"There are {count(n, 'image')}.", "how the batches are joined.")


def _explain_mode(what: str, seen: _Seen) -> None:
    fail(
        "forward-in-train-mode",
        what,
        f"Your code ran the backbone while a layer was in train mode: {seen.in_train_mode}.",
        "what do layers do differently in train mode, and who sets the mode?",
    )


def _explain_values(
    got: Tensor, want: Tensor, images: Tensor, case: ModelCase, seen: _Seen
) -> None:
    gap = (got - want).abs().max()
    what = f"Expected the features of each image ({case.text}), got a difference of {gap:.3g}."
    if seen.in_train_mode:
        _explain_mode(what, seen)
    nearest = torch.cdist(got, want.float()).min(dim=1)
    moved = [i for i, image in enumerate(nearest.indices.tolist()) if image != i]
    if moved and nearest.values.max() < 1e-3 * want.norm(dim=1).max():
        fail(
            "rows-reordered",
            what,
            f"Row {moved[0]} of your result belongs to image {int(nearest.indices[moved[0]])}.",
            "does every batch take its images in the order in which they are given?",
        )
    fail(
        "wrong-features",
        what,
        "The shape is right, but these are not the backbone's numbers.",
        "what does your code do to a batch before or after the backbone?",
    )
