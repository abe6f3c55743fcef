"""The detectors, on models that no lesson uses."""

import copy
from collections.abc import Callable

import pytest
import timm
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision import models

from course.audit import Snapshot, head_swap, untouched

CLASSES = 6


@pytest.fixture(scope="module")
def images() -> Tensor:
    return torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def mobilenet() -> nn.Module:
    """Its head is the last of four layers in ``classifier``, after a dropout.

    BatchNorm gets realistic statistics, as after training: without them, features are almost zero.
    """
    model = models.mobilenet_v3_small(num_classes=20)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        model(torch.randn(8, 3, 32, 32))
    return model.eval()


def ids(findings: list) -> list[str]:
    return [finding.misconception for finding in findings]


def new_layer(model: nn.Module) -> nn.Linear:
    return nn.Linear(model.classifier[3].in_features, CLASSES)


# --- correct swaps ----------------------------------------------------------------------------


def in_place(model: nn.Module) -> nn.Module:
    model.classifier[3] = new_layer(model)
    return model


def on_a_copy(model: nn.Module) -> nn.Module:
    return in_place(copy.deepcopy(model))


def deeper(model: nn.Module) -> nn.Module:
    model.classifier[3] = nn.Sequential(nn.Linear(1024, 8), nn.ReLU(), nn.Linear(8, CLASSES))
    return model


def dropout_in_mode(model: nn.Module) -> nn.Module:
    model.classifier[3] = nn.Sequential(nn.Dropout(0.5), new_layer(model)).train(model.training)
    return model


def lazy(model: nn.Module) -> nn.Module:
    model.classifier[3] = nn.LazyLinear(CLASSES)
    return model


def all_of_classifier(model: nn.Module) -> nn.Module:
    before = copy.deepcopy(model.classifier)
    model.classifier = nn.Sequential(*before[:3], new_layer(model)).train(model.training)
    return model


RIGHT = [in_place, on_a_copy, deeper, dropout_in_mode, lazy, all_of_classifier]


@pytest.mark.parametrize("training", [False, True], ids=["eval", "train"])
@pytest.mark.parametrize("swap", RIGHT)
def test_a_correct_swap_has_no_findings(swap, training, mobilenet, images):
    model = copy.deepcopy(mobilenet).train(training)
    before = copy.deepcopy(model)
    assert head_swap(swap(model), CLASSES, images, before) == []


def test_an_activation_after_the_head_is_fine_if_the_old_model_has_it():
    model = models.squeezenet1_1(num_classes=20).eval()
    before = copy.deepcopy(model)
    model.classifier[1] = nn.Conv2d(512, CLASSES, 1)
    assert head_swap(model, CLASSES, torch.randn(2, 3, 64, 64), before) == []


def test_timms_reset_classifier_is_correct(images):
    model = timm.create_model("mobilenetv3_small_050", num_classes=20).eval()
    before = copy.deepcopy(model)
    model.reset_classifier(CLASSES)
    assert head_swap(model, CLASSES, images, before) == []


# --- mistakes ---------------------------------------------------------------------------------


class Around(nn.Module):
    """A model wrapped in another one, which passes the output through ``then``."""

    def __init__(self, model: nn.Module, then: Callable[[Tensor], object]) -> None:
        super().__init__()
        self.model, self.then = model, then
        self.train(model.training)

    def forward(self, x: Tensor) -> object:
        return self.then(self.model(x))


def followed_by(*layers: nn.Module) -> Callable:
    def swap(model: nn.Module) -> nn.Module:
        model.classifier[3] = nn.Sequential(new_layer(model), *layers).train(model.training)
        return model

    return swap


def with_head(make: Callable[[nn.Module], object]) -> Callable:
    def swap(model: nn.Module) -> nn.Module:
        model.classifier[3] = make(model)
        return model

    return swap


def swapped_then(change: Callable[[nn.Module], object]) -> Callable:
    def swap(model: nn.Module) -> object:
        return change(in_place(model))

    return swap


def dead_attribute(model: nn.Module) -> nn.Module:
    model.fc = nn.Linear(1024, CLASSES)
    return model


def dead_layer_and_new_head(model: nn.Module) -> nn.Module:
    return dead_attribute(in_place(model))


def old_head_kept_under_another_name(model: nn.Module) -> nn.Module:
    model.old = model.classifier[3]
    return in_place(model)


def out_features_edited(model: nn.Module) -> nn.Module:
    model.classifier[3].out_features = CLASSES
    return model


def sliced_weights(model: nn.Module) -> nn.Module:
    old, new = model.classifier[3], new_layer(model)
    new.load_state_dict({k: v[:CLASSES] for k, v in old.state_dict().items()})
    model.classifier[3] = new
    return model


def froze_first(model: nn.Module) -> nn.Module:
    return in_place(model.requires_grad_(False))


def no_gradient_to_the_backbone(model: nn.Module) -> nn.Module:
    head = new_layer(model)
    model.classifier[3] = nn.Identity()
    model.requires_grad_(True)
    return nn.Sequential(Around(model, Tensor.detach), head.train(model.training)).eval()


def reinitialised(model: nn.Module) -> nn.Module:
    for module in in_place(model).modules():
        if isinstance(module, nn.Conv2d):
            module.reset_parameters()
    return model


WRONG = [
    ("head-unchanged", lambda model: model),
    ("dead-attribute", dead_attribute),
    ("dead-attribute", dead_layer_and_new_head),
    ("dead-attribute", old_head_kept_under_another_name),
    ("out-features-edited", out_features_edited),
    ("stacked-on-logits", with_head(lambda m: nn.Sequential(m.classifier[3], nn.Linear(20, 6)))),
    ("sliced-logits", lambda model: Around(model, lambda z: z[:, :CLASSES])),
    ("sliced-logits", sliced_weights),
    ("width-mismatch", with_head(lambda m: nn.Linear(512, CLASSES))),
    ("width-mismatch", with_head(lambda m: nn.Linear(CLASSES, 1024))),
    ("wrong-class-count", with_head(lambda m: nn.Linear(1024, CLASSES + 1))),
    ("softmax-in-head", followed_by(nn.Softmax(dim=1))),
    ("softmax-over-batch", followed_by(nn.Softmax(dim=0))),
    ("sigmoid-in-head", followed_by(nn.Sigmoid())),
    ("clipped-logits", followed_by(nn.ReLU())),
    ("backbone-changed", lambda model: models.mobilenet_v3_small(num_classes=CLASSES).eval()),
    ("backbone-changed", reinitialised),
    ("swap-also-froze", froze_first),
    ("swap-also-froze", swapped_then(lambda model: model.requires_grad_(False))),
    ("swap-also-froze", no_gradient_to_the_backbone),
    ("head-frozen", with_head(lambda m: new_layer(m).requires_grad_(False))),
    ("head-frozen", swapped_then(lambda model: Around(model, Tensor.detach))),
    ("mode-changed", swapped_then(nn.Module.train)),
    ("mode-changed", with_head(lambda m: nn.Sequential(nn.BatchNorm1d(1024), new_layer(m)))),
    ("dropout-in-eval", with_head(lambda m: nn.Sequential(nn.Dropout(), new_layer(m)))),
    ("dropout-in-eval", swapped_then(lambda model: Around(model, F.dropout))),
    ("returned-the-head", swapped_then(lambda model: model.classifier[3])),
    ("forward-error", with_head(lambda m: nn.Conv2d(1024, CLASSES, 1))),
    ("wrong-output", swapped_then(lambda model: Around(model, lambda z: z.argmax(1)))),
    ("wrong-output", swapped_then(lambda model: Around(model, lambda z: (z, None)))),
    ("wrong-type", swapped_then(lambda model: None)),
    ("wrong-type", swapped_then(lambda model: (model, model.classifier[3]))),
]


@pytest.mark.parametrize(("misconception", "swap"), WRONG, ids=[w[0] for w in WRONG])
def test_each_mistake_is_named(misconception, swap, mobilenet, images):
    model = copy.deepcopy(mobilenet)
    before = copy.deepcopy(model)
    findings = head_swap(swap(model), CLASSES, images, before)
    assert ids(findings)[:1] == [misconception], [str(finding) for finding in findings]


@pytest.mark.parametrize(
    ("misconception", "swap"),
    [
        ("dead-attribute", dead_attribute),
        ("softmax-in-head", followed_by(nn.Softmax(dim=1))),
        ("width-mismatch", with_head(lambda m: nn.Linear(512, CLASSES))),
        ("dropout-in-eval", swapped_then(lambda model: Around(model, F.dropout))),
    ],
)
def test_mistakes_that_are_found_without_the_old_model(misconception, swap, mobilenet, images):
    assert head_swap(in_place(copy.deepcopy(mobilenet)), CLASSES, images) == []
    assert ids(head_swap(swap(copy.deepcopy(mobilenet)), CLASSES, images))[0] == misconception


@pytest.mark.parametrize("swap", [in_place, followed_by(nn.Softmax(dim=1)), froze_first, lazy])
def test_the_audit_changes_nothing(swap, mobilenet, images):
    model, before = swap(copy.deepcopy(mobilenet)), copy.deepcopy(mobilenet)
    if swap is lazy:
        head_swap(model, CLASSES, images, before)
        assert isinstance(model.classifier[3], nn.LazyLinear)
        return
    was = Snapshot.take(model), Snapshot.take(before), images.clone()
    head_swap(model, CLASSES, images, before)
    assert untouched(model, was[0]) == untouched(before, was[1]) == []
    assert torch.equal(images, was[2])
    assert all(p.grad is None for p in [*model.parameters(), *before.parameters()])


def test_the_mode_of_a_model_without_batchnorm():
    model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(), nn.Linear(4, 20)).eval()
    before, x = copy.deepcopy(model), torch.randn(2, 4)
    model[2] = nn.Linear(4, CLASSES)
    assert head_swap(model, CLASSES, x, before) == []
    assert ids(head_swap(model.train(), CLASSES, x, before)) == ["mode-changed"]


# --- a model that should stay unchanged -------------------------------------------------------


def small() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(), nn.Linear(4, 2)).eval()


def change_weights(model: nn.Module) -> None:
    with torch.no_grad():
        model[0].weight.add_(1)


def run_in_train_mode_and_back(model: nn.Module) -> None:
    model.train()(torch.randn(8, 4))
    model.eval()


CHANGES = [
    ("weights-changed", change_weights),
    ("weights-changed", run_in_train_mode_and_back),
    ("weights-changed", lambda model: model[3].requires_grad_(False)),
    ("mode-changed", lambda model: model[1].train()),
    ("mode-changed", lambda model: model.train()),
    ("hook-left-behind", lambda model: model[3].register_forward_hook(print)),
    ("hook-left-behind", lambda model: model.register_forward_pre_hook(print)),
    ("head-left-replaced", lambda model: model.__setitem__(3, nn.Identity())),
    ("head-left-replaced", lambda model: model.append(nn.Softmax(dim=1))),
    ("head-left-replaced", lambda model: setattr(model[3], "forward", lambda features: features)),
]


@pytest.mark.parametrize(("misconception", "change"), CHANGES)
def test_untouched_names_what_changed(misconception, change):
    model = small()
    was = Snapshot.take(model)
    assert untouched(model, was) == []
    change(model)
    assert ids(untouched(model, was)) == [misconception]


def test_changed_statistics_point_to_the_mode_and_other_changes_to_the_line():
    for change, hint in (
        (run_in_train_mode_and_back, "which mode"),
        (change_weights, "which line"),
    ):
        model = small()
        was = Snapshot.take(model)
        change(model)
        (finding,) = untouched(model, was)
        assert hint in finding.look


def test_a_removed_hook_is_named():
    model = small()
    model[0].register_forward_hook(print)
    was = Snapshot.take(model)
    model[0]._forward_hooks.clear()
    assert ids(untouched(model, was)) == ["hook-removed"]


def test_temporary_changes_leave_the_model_untouched():
    model = small()
    was = Snapshot.take(model)
    head, model[3] = model[3], nn.Identity()
    handle = model[0].register_forward_hook(lambda module, args, output: None)
    model.train()
    model[3] = head
    handle.remove()
    model.eval()
    model(torch.randn(3, 4)).sum().backward()
    assert untouched(model, was) == []
