"""The detector for freezes, on models that no lesson uses."""

import copy
import types
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torchvision.ops import FrozenBatchNorm2d

from course.audit import Snapshot, freezing, untouched
from course.training import freeze_backbone


def body(norm: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(3, 4, 3), norm, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def made(norm: nn.Module | None = None) -> nn.Module:
    """A body with a norm layer and a dropout, and a head called fc; all trainable, train mode."""
    torch.manual_seed(0)
    model = nn.Sequential()
    model.features = body(norm or nn.BatchNorm2d(4))
    model.drop = nn.Dropout(0.5)
    model.fc = nn.Linear(4, 3)
    return model


@pytest.fixture
def x() -> Tensor:
    return torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(0))


def ids(findings: list) -> list[str]:
    return [finding.misconception for finding in findings]


def only_head(model: nn.Module) -> nn.Module:
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    return model


# --- freezes that work ------------------------------------------------------------------------


def hooks(model: nn.Module) -> nn.Module:
    return freeze_backbone(model, model.fc)


def own_train(model: nn.Module) -> nn.Module:
    def train(self: nn.Module, mode: bool = True) -> nn.Module:
        nn.Module.train(self, mode)
        self.features.eval()
        return self

    model.train = types.MethodType(train, only_head(model))
    return model


def another_layer(model: nn.Module) -> nn.Module:
    new = FrozenBatchNorm2d(4)
    new.load_state_dict(model.features[1].state_dict())
    model.features[1] = new
    return only_head(model)


def no_statistics(model: nn.Module) -> nn.Module:
    model.features[1] = nn.GroupNorm(2, 4)
    return only_head(model)


def zero_head(model: nn.Module) -> nn.Module:
    nn.init.zeros_(model.fc.weight)
    nn.init.zeros_(model.fc.bias)
    return hooks(model)


def norm_in_the_head(model: nn.Module) -> nn.Module:
    model.fc = nn.Sequential(nn.BatchNorm1d(4), model.fc)
    return hooks(model)


@pytest.mark.parametrize(
    "freeze", [hooks, own_train, another_layer, no_statistics, zero_head, norm_in_the_head]
)
@pytest.mark.parametrize("on_copy", [True, False])
def test_a_freeze_that_works_has_no_findings(freeze, on_copy, x):
    model = freeze(made())
    assert freezing(model, model.fc, x, on_copy=on_copy) == []


def test_the_model_is_left_as_it_was(x):
    model = only_head(made())
    model.features.eval()
    was = Snapshot.take(model)
    assert freezing(model, model.fc, x)
    assert untouched(model, was) == []
    assert all(p.grad is None for p in model.parameters())


# --- freezes that fail ------------------------------------------------------------------------


def flag_on_module(model: nn.Module) -> None:
    model.requires_grad_(False)
    model.fc.requires_grad = True


def misspelt(model: nn.Module) -> None:
    for p in model.features.parameters():
        p.require_grad = False


def by_name(model: nn.Module) -> None:
    model.features[1].fc1 = nn.Linear(2, 2)
    for name, p in model.named_parameters():
        p.requires_grad = "fc" in name


def part(model: nn.Module) -> None:
    model.features[0].requires_grad_(False)


def everything_frozen(model: nn.Module) -> None:
    model.requires_grad_(False)


def nothing(model: nn.Module) -> None:
    pass


def once(model: nn.Module) -> None:
    only_head(model).features.eval()


def momentum(model: nn.Module) -> None:
    only_head(model).features[1].momentum = 0.0


def detached(model: nn.Module) -> None:
    hooks(model).register_forward_hook(lambda module, args, out: out.detach())


WRONG: list[tuple[Callable, str]] = [
    (flag_on_module, "flag-on-module"),
    (misspelt, "flag-misspelt"),
    (by_name, "frozen-by-name"),
    (part, "left-trainable"),
    (everything_frozen, "head-frozen"),
    (nothing, "swap-is-not-freeze"),
    (only_head, "batchnorm-drifts"),
    (once, "eval-undone"),
    (momentum, "batch-statistics"),
    (detached, "head-frozen"),
]


@pytest.mark.parametrize("freeze, expected", WRONG, ids=[f.__name__ for f, _ in WRONG])
def test_a_freeze_that_fails_is_named(freeze, expected, x):
    model = made()
    freeze(model)
    assert ids(freezing(model, model.fc, x)) == [expected]


def test_statistics_can_be_ignored(x):
    model = only_head(made())
    assert freezing(model, model.fc, x, statistics=False) == []


def test_a_train_method_that_unfreezes_is_noticed(x):
    model = only_head(made())
    model.train = types.MethodType(lambda self, mode=True: self.requires_grad_(True), model)
    assert ids(freezing(model, model.fc, x)) == ["left-trainable"]


def test_a_model_with_two_outputs_in_train_mode(x):
    class Auxiliary(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model, self.aux = made(), nn.Linear(4, 3)

        def forward(self, images: Tensor) -> Tensor | dict[str, Tensor | None]:
            logits = self.model(images)
            aux = self.aux(self.model.features(images))
            return {"out": logits, "aux": aux, "none": None} if self.training else logits

    model = Auxiliary()
    freeze_backbone(model, model.model.fc)
    assert freezing(model, model.model.fc, x) == []


def test_wrong_calls_are_refused(x):
    model = made()
    with pytest.raises(ValueError, match="module of the model"):
        freezing(model, copy.deepcopy(model.fc), x)
    with pytest.raises(ValueError, match="3 images"):
        freezing(model, model.fc, x[:2])
