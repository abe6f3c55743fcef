"""What checks compare: numbers, tensors, models that are left alone, errors that are promised."""

import fractions

import numpy as np
import pytest
import torch
from torch import nn

from course.checks import compare
from course.checks.cases import model_case
from course.checks.compare import expect_number, must_refuse, number, tensor
from course.checks.core import CheckFailed, Mistake, NotAttempted


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        fractions.Fraction(1, 2),
        np.float32(0.5),
        torch.tensor(0.5),
        torch.tensor([[0.5]], requires_grad=True),
        torch.nn.Parameter(torch.tensor(0.5, dtype=torch.float64)),
    ],
)
def test_number_takes_any_single_number(value):
    got = number(value, "the share")
    assert type(got) is float
    assert got == 0.5


@pytest.mark.parametrize(
    "value",
    ["0.5", True, [0.5], (1, 2), 1j, float("nan"), np.ones(2), torch.ones(2), print],
)
def test_number_refuses_what_is_none(value):
    with pytest.raises(CheckFailed, match="Expected the share to be one number") as caught:
        number(value, "the share")
    assert caught.value.misconception == "wrong-type"


@pytest.mark.parametrize("dtype", [torch.float64, torch.int64, torch.bool, torch.bfloat16])
def test_tensor_gives_a_plain_copy(dtype):
    class Tracked(torch.Tensor):
        pass

    value = torch.ones(2, dtype=dtype).as_subclass(Tracked)
    got = tensor(value, "the classes")
    assert (type(got), got.dtype, got.device.type) == (torch.Tensor, torch.float32, "cpu")
    got.zero_()
    assert value.all()


def test_tensor_leaves_the_graph_behind():
    assert not tensor(torch.ones(2, requires_grad=True) * 2, "the features").requires_grad


@pytest.mark.parametrize("value", [[1.0], np.ones(2), 3, torch.nn.Linear(1, 1)])
def test_tensor_refuses_anything_else(value):
    with pytest.raises(CheckFailed, match="Expected the features to be a tensor, got"):
        tensor(value, "the features")


def test_a_tensor_changed_in_place_is_found():
    x = torch.zeros(3)
    with compare.unchanged(x, "the logits"):
        x + 1
    with pytest.raises(CheckFailed) as caught, compare.unchanged(x, "the logits"):
        x += 1
    assert caught.value.misconception == "arguments-changed"


# --- a number and the mistakes that give another -------------------------------------------------

MISTAKES = [Mistake("log-base", 3.3219, "Bits.", "the base."), Mistake("upside-down", 0.43, "", "")]


def expect(value: object) -> float:
    return expect_number(value, 2.302585, "the loss", MISTAKES, otherwise=("Odd.", "the sum."))


@pytest.mark.parametrize("value", [2.302585, 2.30259, torch.tensor(2.302585)])
def test_the_right_number_passes(value):
    assert expect(value) == pytest.approx(2.302585, rel=1e-4)


@pytest.mark.parametrize(
    ("value", "misconception"),
    [
        (3.3219, "log-base"),
        (3.32, "log-base"),  # as read off an output
        (2.3, "rounded"),
        (2, "rounded"),
        (3, "rounded"),
        (0, "wrong-value"),  # not "right, with digits missing"
        (7.1, "wrong-value"),
        ("2.3", "wrong-type"),
    ],
)
def test_a_wrong_number_is_diagnosed(value, misconception):
    with pytest.raises(CheckFailed) as caught:
        expect(value)
    assert caught.value.misconception == misconception


def test_a_mistake_that_gives_the_right_value_by_chance_is_not_named():
    rows = [Mistake("log-base", 1.0, "Bits.", "the base.")]
    assert expect_number(1.0, 1.0, "the loss", rows, otherwise=("Odd.", "the sum.")) == 1.0


# --- a model that must be left alone -------------------------------------------------------------


def swap_layer(model: nn.Module) -> None:
    model.fc = nn.Linear(1, 1)


def flip_part(model: nn.Module) -> None:
    model.layer1.train(not model.layer1.training)


def clear_gradients(model: nn.Module) -> None:
    model.zero_grad()


def write(model: nn.Module) -> None:
    with torch.no_grad():
        model.fc.bias += 1


def run(model: nn.Module) -> None:
    with torch.no_grad():
        model(model_case("resnet18").images())


@pytest.mark.parametrize(
    ("case", "change", "misconception"),
    [
        ("resnet18", swap_layer, "head-left-replaced"),
        ("resnet18, mixed modes", flip_part, "mode-changed"),
        ("resnet18, old gradients", clear_gradients, "gradients-left-behind"),
        ("resnet18", write, "weights-changed"),
        ("resnet18, train", write, "weights-changed"),
        ("resnet18, frozen", lambda m: m.requires_grad_(True), "weights-changed"),
    ],
)
@pytest.mark.parametrize("statistics", [False, True])
def test_a_change_of_the_model_is_found(case, change, misconception, statistics):
    model = model_case(case).model()
    with pytest.raises(CheckFailed) as caught, compare.left_alone(model, statistics=statistics):
        change(model)
    assert caught.value.misconception == misconception


def test_statistics_may_move_only_where_that_is_allowed():
    model = model_case("resnet18, train").model()
    with compare.left_alone(model, statistics=True):
        run(model)
    with pytest.raises(CheckFailed), compare.left_alone(model):
        run(model)


def test_modes_are_compared_after_an_error_too():
    case = model_case("resnet18, forward fails, mixed modes")

    def forgets(model: nn.Module, x: torch.Tensor) -> None:
        modes = [m.training for m in model.modules()]
        model.eval()
        model(x)
        for m, mode in zip(model.modules(), modes, strict=True):
            m.training = mode

    def remembers(model: nn.Module, x: torch.Tensor) -> None:
        modes = [m.training for m in model.modules()]
        try:
            model.eval()
            model(x)
        finally:
            for m, mode in zip(model.modules(), modes, strict=True):
                m.training = mode

    compare.left_alone_on_error(remembers, case)
    with pytest.raises(CheckFailed) as caught:
        compare.left_alone_on_error(forgets, case)
    assert caught.value.misconception == "mode-changed"


# --- an error that was promised ------------------------------------------------------------------


def raises(error: Exception):
    def answer(n: int) -> None:
        raise error

    return answer


def test_the_promised_error_passes():
    must_refuse(raises(ValueError("no images")), (0,), "there are no images", "Of nothing.")


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (raises(ZeroDivisionError("division by zero")), "another-error"),
        (lambda n: 0.0, "impossible-answered"),
        (lambda n: None, "impossible-answered"),
    ],
)
def test_any_other_outcome_is_named(answer, misconception):
    with pytest.raises(CheckFailed, match="when there are no images") as caught:
        must_refuse(answer, (0,), "there are no images", "Of nothing, no share can be right.")
    assert caught.value.misconception == misconception


def test_what_is_not_written_is_not_an_error_that_was_promised():
    with pytest.raises(NotAttempted):
        must_refuse(raises(NotAttempted("09-x")), (0,), "there are no images", "Of nothing.")
