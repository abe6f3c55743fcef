"""07-preprocess: what it costs to prepare images in another way than the model expects."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course import tuning
from course.checks.cases import KINDS, ModelCase
from course.checks.compare import expect_number, left_alone, number
from course.checks.core import CheckFailed, Mistake, NotAttempted, fail
from course.checks.exercise import exercise
from course.splits import Split

_WORDS = ["not normalised", "another size", "channels reversed", "wrong one is better"]
_TRIED = {"train mode", "mixed modes", "eval mode", "gradients there before", "frozen parts"}
_TRIED |= {"not 1000 classes"}
_N = 17  # no batch size that somebody would type divides it


@exercise(
    "07-preprocess",
    proves="Points of accuracy, right minus wrong, and the model left as it was",
    tries=[
        "resnet18, train, not normalised, 20 classes",
        "resnet50, another size, 12 classes",
        "vgg16, mixed modes, channels reversed, partly frozen",
        "densenet121, train, wrong one is better, old gradients",
    ],
    words=_WORDS,
    leaves_out=dict.fromkeys(
        KINDS.keys()
        - _TRIED
        - {"head at fc", "head at classifier.n", "head at another attribute", "BatchNorm2d"},
        "an accuracy is measured in one way, whatever the model is made of",
    ),
    library=[tuning.mismatch_cost],
)
def mismatch_cost(answer: Callable, case: ModelCase) -> str:
    """``mismatch_cost(model, preprocess, wrong, data)``: points of accuracy that are lost."""
    model, right, wrong = case.model(), _right, _WRONG[next(w for w in _WORDS if w in case.words)]
    data, (good, bad) = _data(case, right, wrong)
    kept, seen = (data.images.clone(), data.labels.clone()), []
    model.register_forward_pre_hook(lambda m, _: seen.append(_training(m)))
    with left_alone(model):
        try:
            returned = answer(model, right, wrong, data)
        except (CheckFailed, NotAttempted):
            raise
        except ValueError as error:
            if "more than 1 value per channel" not in str(error):
                raise
            _fail_mode(f"Expected a result, got {error}", seen)
    if not (torch.equal(data.images, kept[0]) and torch.equal(data.labels, kept[1])):
        fail(
            "arguments-changed",
            "Expected the images and labels to be as they were, got others.",
            "The caller still needs them.",
            "which line writes into a tensor that it was given?",
        )
    got, want = number(returned, "the cost"), 100 * (good - bad)
    if abs(got - want) > 1e-3 and any(seen):
        _fail_mode(f"Expected {want:.2f} points, got {got:.2f} ({case.text}).", seen)
    expect_number(
        got,
        want,
        f"the cost in points ({case.text})",
        _mistakes(good, bad),
        otherwise=(
            f"Of {_N} images, {round(good * _N)} are right with preprocess and {round(bad * _N)} "
            "with wrong.",
            "the two accuracies, each by itself.",
        ),
        digits=2,
    )
    return f"{100 * good:.0f} - {100 * bad:.0f} = {want:+.1f} points"


def _training(model: nn.Module) -> str:
    kinds = [type(m).__name__ for m in model.modules() if m.training]
    kinds.sort(key=lambda name: "Norm" not in name and "Dropout" not in name)
    return next(iter(kinds), "")


def _fail_mode(what: str, seen: list[str]) -> None:
    fail(
        "forward-in-train-mode",
        what,
        f"Your code ran the model while a layer was in train mode: {next(filter(None, seen), '')}.",
        "what do layers do differently in train mode, and who sets the mode?",
    )


def _right(images: Tensor) -> Tensor:
    """A uint8 image (C, H, W), or a batch of them, as a float tensor around 0."""
    return (images.float() / 255 - 0.5) / 0.25


_WRONG: dict[str, Callable[[Tensor], Tensor]] = {
    "not normalised": lambda images: images.float() / 255,
    "another size": lambda images: F.interpolate(
        _right(images).reshape(-1, *images.shape[-3:]), size=(40, 40)
    ).reshape(*images.shape[:-2], 40, 40),
    "channels reversed": lambda images: _right(images.flip(-3)),
    "wrong one is better": lambda images: -_right(images),
}


def _data(case: ModelCase, right: Callable, wrong: Callable) -> tuple[Split, tuple[float, float]]:
    """Images, labels, and the two accuracies; the labels favour one of the two ways."""
    draws = torch.Generator().manual_seed(750 + case.seed)
    coarse = torch.rand(_N, 3, 4, 4, generator=draws)
    images = (F.interpolate(coarse, size=(64, 64)) * 255).to(torch.uint8)
    model = case.model().eval()
    with torch.no_grad():
        ranked = [
            model(prepare(images)).argsort(dim=1, descending=True) for prepare in (right, wrong)
        ]
    good, bad = (each[:, 0] for each in ranked)
    favoured, other = (bad, good) if "wrong one is better" in case.words else (good, bad)
    i = torch.arange(_N)
    labels = torch.where(i < 10 + case.seed, favoured, torch.where(i < 13, other, ranked[0][:, -1]))
    shares = [(each == labels).double().mean().item() for each in (good, bad)]
    return Split(images, labels), (shares[0], shares[1])


def _mistakes(good: float, bad: float) -> list[Mistake]:
    cost, order = good - bad, "which of the two is subtracted from which?"
    half = "That is an accuracy, and not a difference of two."
    rows = [
        ("percent-not-fraction", cost, "That is a share of 1, not points of 100.", "the unit."),
        ("sign-of-the-difference", -100 * cost, "That is the negative of it.", order),
        ("sign-of-the-difference", abs(100 * cost), "A cost can be negative.", "the sign."),
        ("accuracy-not-difference", 100 * good, half, "what is it compared with?"),
        ("accuracy-not-difference", 100 * bad, half, "what is it compared with?"),
        ("wrong-ones-counted", 100 - 100 * cost, "That is 100 minus it.", "what is counted?"),
    ]
    if good:
        share = 100 * cost / good
        rows.append(("whole-in-denominator", share, "It was divided by an accuracy.", "the unit."))
    return [Mistake(kind, value, seen, look) for kind, value, seen, look in rows]
