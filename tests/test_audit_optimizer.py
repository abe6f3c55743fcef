"""The detector for optimizers, on models and optimizers that no lesson uses."""

import copy
import io

import pytest
import torch
from torch import nn
from torch.optim import LBFGS, SGD, Adafactor, Adagrad, Adam, NAdam, Optimizer, RMSprop, Rprop
from torch.optim import lr_scheduler as schedules

from course.audit import optimizer_state


def net() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 6), nn.LayerNorm(6), nn.Linear(6, 3))


def step(model: nn.Module, optimizer: Optimizer) -> None:
    optimizer.zero_grad()
    model(torch.ones(2, 4)).sum().backward()
    optimizer.step()


def ids(model: nn.Module, optimizer: Optimizer, *rest: object, **options: bool) -> list[str]:
    return [f.misconception for f in optimizer_state(model, optimizer, *rest, **options)]


@pytest.mark.parametrize("kind", [SGD, Adam, RMSprop, Adagrad, NAdam, Rprop, Adafactor])
@pytest.mark.parametrize("named", [False, True])
def test_a_trained_optimizer_of_any_kind_fits(kind: type[Optimizer], named: bool):
    model = net()
    optimizer = kind(model.named_parameters() if named else model.parameters(), lr=0.01)
    assert ids(model, optimizer) == []
    step(model, optimizer)
    assert ids(model, optimizer) == []


def test_lbfgs_state_that_spans_all_parameters_fits():
    model = nn.Sequential(nn.Linear(4, 1, bias=False), nn.BatchNorm1d(1))
    optimizer = LBFGS(list(model.parameters())[::-1])

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = model(torch.eye(4)).square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    assert ids(model, optimizer) == []


def test_built_before_the_swap():
    model = net()
    optimizer = SGD(model.parameters(), lr=0.1)
    model[2] = nn.Linear(6, 5)
    (finding,) = optimizer_state(model, optimizer)
    assert finding.misconception == "built-before-swap"
    assert "2 that left" in finding.what and "2.weight, 2.bias" in finding.what


def test_adding_a_group_keeps_the_old_head():
    model = net()
    optimizer = SGD(model.parameters(), lr=0.1)
    model[2] = nn.Linear(6, 5)
    optimizer.add_param_group({"params": model[2].parameters()})
    assert ids(model, optimizer) == ["dead-held"]


def test_parameters_unfrozen_after_the_optimizer_was_built():
    model = net()
    model[0].requires_grad_(False)
    optimizer = SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    assert ids(model, optimizer) == []
    model.requires_grad_(True)
    (finding,) = optimizer_state(model, optimizer)
    assert finding.misconception == "live-not-held" and "0.weight, 0.bias" in finding.what


@pytest.mark.filterwarnings("ignore:optimizer contains a parameter group with duplicate")
def test_a_tensor_listed_twice():
    model = net()
    optimizer = SGD([*model.parameters(), model[2].bias], lr=0.1)
    assert ids(model, optimizer) == ["held-twice"]


@pytest.mark.parametrize("how", ["copy", "assign"])
def test_an_optimizer_of_another_model(how: str):
    model = net()
    optimizer = SGD(model.parameters(), lr=0.1)
    if how == "copy":
        model = copy.deepcopy(model)
    else:
        model.load_state_dict(net().state_dict(), assign=True)
    assert ids(model, optimizer) == ["orphaned-optimizer"]


def test_a_model_and_its_optimizer_copied_together_fit():
    model = net()
    optimizer = Adam(model.parameters())
    step(model, optimizer)
    assert ids(*copy.deepcopy((model, optimizer))) == []


def test_state_that_no_group_lists():
    model = net()
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    step(model, optimizer)
    model[2] = nn.Linear(6, 5)
    optimizer.param_groups[0]["params"] = list(model.parameters())
    assert ids(model, optimizer) == ["state-of-the-dead"]
    with pytest.raises(KeyError):
        optimizer.state_dict()


def test_state_of_another_shape():
    old = net()
    optimizer = Adam(old.parameters())
    step(old, optimizer)
    model = nn.Sequential(old[0], old[1], nn.Linear(6, 5))
    rebuilt = Adam(model.parameters())
    rebuilt.load_state_dict(optimizer.state_dict())
    (finding,) = optimizer_state(model, rebuilt)
    assert finding.misconception == "state-shape-clash"
    assert "exp_avg of 2.weight" in finding.what and "(3, 6)" in finding.what
    with pytest.raises(RuntimeError):
        step(model, rebuilt)


def test_frozen_parameters_are_reported_if_a_step_would_move_them_or_on_request():
    model = net()
    optimizer = SGD(model.parameters(), lr=0.1)
    model(torch.ones(2, 4)).sum().backward()
    model[0].requires_grad_(False)
    (finding,) = optimizer_state(model, optimizer)
    assert finding.misconception == "frozen-held" and "0.weight" in finding.seen
    optimizer.zero_grad()
    assert ids(model, optimizer) == []
    assert ids(model, optimizer, frozen=True) == ["frozen-held"]


def test_schedules():
    model = net()
    old, new = SGD(model.parameters(), lr=0.1), SGD(model.parameters(), lr=0.1)
    linear = schedules.LinearLR(old)
    mixed = schedules.SequentialLR(old, [linear, schedules.ExponentialLR(old, 0.9)], [3])
    plateau = schedules.ReduceLROnPlateau(old)
    for scheduler in (linear, mixed, plateau):
        assert ids(model, old, scheduler) == []
        assert ids(model, new, scheduler) == ["schedule-elsewhere"]
    mixed.optimizer = new  # the inner schedules still drive the old optimizer
    assert ids(model, new, mixed) == ["schedule-elsewhere"]


def test_nothing_is_changed():
    model = net()
    optimizer = Adam(model.parameters())
    step(model, optimizer)
    model[2] = nn.Linear(6, 5)
    before, after = io.BytesIO(), io.BytesIO()
    torch.save([model.state_dict(), optimizer.state_dict()], before)
    optimizer_state(model, optimizer, frozen=True)
    torch.save([model.state_dict(), optimizer.state_dict()], after)
    assert before.getvalue() == after.getvalue()
    assert len(optimizer.state) == 6
