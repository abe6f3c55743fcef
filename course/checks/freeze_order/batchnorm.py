"""04-batchnorm: nothing outside the head moves, however often train() is called."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, allclose, equal, nn

from course import audit, training
from course.audit.freeze import entering
from course.checks.cases import ModelCase
from course.checks.core import fail, refuse
from course.checks.exercise import exercise, students_own
from course.checks.freeze_order.frozen import returned_head
from course.heads import modes_kept, tensors_in
from course.wording import count


@exercise(
    "04-batchnorm",
    proves="The body stays still, the head learns, dropout follows train() and eval()",
    tries=[
        "resnet18, train",
        "mobilenet_v3_large, train",
        "custom, train, all frozen",
        "resnet18, norm in head, train, 20 classes",
        "resnet18, mixed modes, float64",
        "vit_b_16, zero head",
        "vgg16, train, no bias",
        "squeezenet1_1, train",
        "densenet121, frozen",
        "googlenet, train",
    ],
    leaves_out={
        "error in the forward pass": "freezing needs no forward pass",
        "one image": "with running statistics, one image is normalised like several",
        "same number of classes": "there is no new head",
        "gradients there before": "04-stale-gradients, at the end of this lesson, is about them",
        "arguments not aliased": "both arguments are the model's own parts",
    },
    library=[training.freeze_backbone],
)
def freeze_backbone(answer: Callable, case: ModelCase) -> str:
    """``freeze_backbone(model, head)``: nothing outside the head moves, whatever train() does."""
    x, model, reference = case.images(4), case.model(), case.model()
    head = model.get_submodule(case.head_path)
    expected = _features(reference, reference.get_submodule(case.head_path), x)
    got = answer(model, head)
    head = returned_head(got, head, case.head_path)
    with students_own("04-batchnorm", got):
        moved = _moved_by_a_pass(got, head, x)
        _same_features(got, head, x, expected, "before any training")
        refuse(audit.freezing(got, head, x, on_copy=False))
        _same_features(got, head, x, expected, "after two steps")
        _follows_train(got, head, x)
    if moved:
        fail(
            "held-too-late",
            "Expected the running statistics outside the head to stay fixed from the start, got "
            f"{len(moved)} that changed before the first call of train().",
            f"The first is {moved[0]}. After train() was called, all of them stayed fixed.",
            "in which mode are the norm layers when your function returns?",
        )
    norms = sum(getattr(m, "running_mean", None) is not None for m in reference.modules())
    return f"{count(norms, 'norm layer')} tried"


def _outside(model: nn.Module, head: nn.Module) -> Iterator[tuple[str, Tensor]]:
    own = {id(b) for b in head.buffers()}
    return ((n, b) for n, b in model.named_buffers() if id(b) not in own)


def _moved_by_a_pass(model: nn.Module, head: nn.Module, x: Tensor) -> list[str]:
    """Names of the statistics that a pass changes if nobody calls train(); they are put back."""
    before = {n: b.clone() for n, b in model.named_buffers()}
    with torch.no_grad(), modes_kept(model):
        model(x)
        moved = [
            name
            for name, buffer in _outside(model, head)
            if ".running_" in f".{name}" and not equal(before[name], buffer)
        ]
        for name, buffer in model.named_buffers():
            buffer.copy_(before[name])
    return moved


def _features(model: nn.Module, head: nn.Module, x: Tensor) -> Tensor:
    """What enters the head in eval mode."""
    with modes_kept(model), torch.no_grad(), entering(head) as seen:
        model.eval()
        again = [_logits(model, x) for _ in range(2)]
    if not allclose(*again):
        fail(
            "dropout-in-eval",
            "Expected the same output twice in eval mode, got two different ones.",
            "After model.eval(), dropout is still active.",
            "does eval() still reach every layer?",
        )
    if not seen:
        fail(
            "dead-attribute",
            "Expected the head to run in the forward pass, got a pass without it.",
            "The head is in the model, but nothing calls it.",
            "what does the forward() of your model call?",
        )
    return seen[-1]


def _logits(model: nn.Module, x: Tensor) -> Tensor:
    return next(tensors_in(model(x)))


def _same_features(model: nn.Module, head: nn.Module, x: Tensor, want: Tensor, when: str) -> None:
    got = _features(model, head, x)
    if got.shape != want.shape:
        fail(
            "backbone-changed",
            f"Expected features of shape {tuple(want.shape)}, got {tuple(got.shape)}.",
            "In eval mode, the same images give features of another shape than before the freeze.",
            "which shapes do the layers receive that your function puts into the model?",
        )
    if not allclose(got, want, rtol=1e-3, atol=1e-4 * want.abs().max().item()):
        fail(
            "backbone-changed",
            f"Expected the backbone to compute the same features as before, {when}, got features "
            f"that differ by up to {(got - want).abs().max():.2g}.",
            "In eval mode, the same images give other features than before the freeze.",
            "what is in a BatchNorm layer besides its weights? (Its repr shows some of it.)",
        )


def _follows_train(model: nn.Module, head: nn.Module, x: Tensor) -> None:
    """Fail unless dropout, and the head's own norm layers, follow train() and eval()."""
    drops = [m for m in model.modules() if isinstance(m, nn.Dropout) and m.p > 0]
    model.eval()
    model.train()
    with torch.no_grad():
        if drops and allclose(_logits(model, x), _logits(model, x)):
            fail(
                "train-mode-lost",
                "Expected dropout to be active in train mode, got the same output twice.",
                f"After eval() and train(), {drops[0]} does nothing.",
                "which modules does your code hold in eval mode: the norm layers, or more?",
            )
        own = [m for m in head.modules() if isinstance(m, nn.BatchNorm1d)]
        before = [m.running_mean.clone() for m in own]
        model(x)
    if any(equal(m.running_mean, b) for m, b in zip(own, before, strict=True)):
        fail(
            "train-mode-lost",
            "Expected the head's own BatchNorm to learn its statistics, got one that stays fixed.",
            "Those statistics are new: they start at 0 and 1.",
            "which of the norm layers does your code hold in eval mode?",
        )
