"""The view of a shape error: the layer, the numbers, and what another number leads to."""

import copy
import json

import pytest
import torch
from torch import nn
from torchvision import models

from course.audit import Snapshot, untouched
from course.checks.models import images, small
from course.page import cards
from course.views import explorer, mismatch, style
from course.views.diagnosis import Case, diagnose
from course.views.dry_run import dry_run
from course.views.mismatch import explain
from course.views.shape_errors import numbers_of, read

PRODUCT = "mat1 and mat2 shapes cannot be multiplied"


class Net(nn.Module):
    """A convolution, BatchNorm, two Linear layers: each can be made not to fit."""

    def __init__(self, channels=3, norm=8, width=8, inner=6) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(channels, 8, 3), nn.BatchNorm2d(norm)
        self.pool, self.flat = nn.AdaptiveAvgPool2d(1), nn.Flatten()
        self.one, self.two = nn.Linear(width, 6), nn.Linear(inner, 10)

    def forward(self, x):
        return self.two(self.one(self.flat(self.pool(self.norm(self.conv(x))))))


BROKEN = {
    "one": ({"width": 5}, "Linear", 8, 5),
    "two": ({"inner": 7}, "Linear", 6, 7),
    "conv": ({"channels": 4}, "convolution", 3, 4),
    "norm": ({"norm": 9}, "BatchNorm", 8, 9),
}


def error_of(model: nn.Module, x: torch.Tensor) -> Exception:
    try:
        model(x)
    except Exception as error:
        return error
    raise AssertionError("the model runs")


@pytest.fixture
def shown(monkeypatch, inside) -> list[str]:
    """Pretend to be in a notebook, and collect the HTML that is displayed."""
    pages: list[str] = []
    monkeypatch.setattr(style, "display", lambda data, raw: pages.append(data["text/html"]))
    return pages


def numbers(drawn: dict) -> list[int]:
    return [each["value"] for side in ("left", "right") for each in drawn[side]["numbers"]]


@pytest.mark.parametrize("layer", BROKEN)
def test_the_layer_and_its_numbers_are_found_with_and_without_the_batch(layer):
    options, kind, got, expected = BROKEN[layer]
    model, x = Net(**options), torch.zeros(4, 3, 9, 9)
    error = error_of(model, x)
    was = Snapshot.take(model)
    for batch in (None, x):
        case = diagnose(model, error, batch)
        assert (case.clash.kind, case.clash.got, case.clash.expected) == (kind, got, expected)
        drawn = case.view()
        assert f"`{layer}` takes {expected} " in drawn["sentence"]
        assert f"and receives {got}." in drawn["sentence"] and drawn["sign"] == "≠"
        red = [n["value"] for s in ("left", "right") for n in drawn[s]["numbers"] if n["clash"]]
        assert red == [got, expected] and drawn["error"] in str(error)
        json.dumps(drawn)
    assert untouched(model, was) == []
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())


@pytest.mark.parametrize("layer", BROKEN)
def test_numbers_read_from_a_text_and_from_a_layer_give_pytorchs_words(layer):
    model, x = Net(**BROKEN[layer][0]), torch.zeros(4, 3, 9, 9)
    text = str(error_of(model, x)).removeprefix("addmm: ")
    assert read(text).text == text
    end = dry_run(model, x.shape, x.dtype)
    assert end.path == layer and end.error == text
    assert read(text).changed("got", 3).got == 3


@pytest.mark.parametrize("layer", BROKEN)
def test_another_number_of_inputs_makes_the_layer_fit(layer):
    _, _, got, _ = BROKEN[layer]
    model, x = Net(**BROKEN[layer][0]), torch.zeros(4, 3, 9, 9)
    case = diagnose(model, error_of(model, x), x)
    drawn = case.view("layer", got)
    assert drawn["runs"] and drawn["sentence"] == "It runs: the model returns (4, 10)."
    assert drawn["changed"].startswith("You changed: ") and drawn["changed"].endswith(f"to {got}.")
    assert not case.view("layer", got + 1)["runs"]
    assert case.view("layer", case.knobs[0].value) == case.view()
    alone = diagnose(model, error_of(model, x)).view("expected", got)
    assert alone["runs"] and "pass a batch" in alone["sentence"] and alone["sign"] == "="


def test_a_change_that_mends_one_layer_shows_the_next_error():
    model, x = Net(width=5, inner=7), torch.zeros(4, 3, 9, 9)
    drawn = diagnose(model, error_of(model, x), x).view("layer", 8)
    assert drawn["sentence"].startswith("The next error: `two` takes 7 features and receives 6.")
    model.one = nn.Linear(8, 6)  # the view says what really comes next
    assert drawn["error"] in str(error_of(model, x))


def test_the_size_of_the_input_can_be_changed():
    model = small("vgg16")
    model.avgpool = nn.Identity()
    x = images(2, 40)
    case = diagnose(model, error_of(model, x), x)
    assert [knob.name for knob in case.knobs] == ["layer", "size", "channels", "batch"]
    sizes = [size for size in range(36, 70) if case.view("size", size)["runs"]]
    assert sizes
    with torch.no_grad():
        assert model(images(2, sizes[0])).shape == (2, 1000)
    assert numbers(case.view("batch", 7))[0] == 7
    assert "takes 3 channels and receives 1" in case.view("channels", 1)["sentence"]
    small_ = case.view("size", 1)
    assert not small_["runs"] and small_["error"] and "`features.2`" in small_["sentence"]


def test_a_missing_flatten_shows_what_the_rows_are():
    model = nn.Sequential(*list(models.resnet18(weights=None).children())[:-1], nn.Linear(512, 10))
    x = torch.zeros(2, 3, 64, 64)
    drawn = diagnose(model, error_of(model, x), x).view()
    assert numbers(drawn) == [1024, 1, 512, 10]
    assert "(2, 512, 1, 1) but the last" in drawn["left"]["numbers"][0]["where"]
    assert "`8` returned (2, 512, 1, 1)" in drawn["left"]["numbers"][1]["where"]


def test_layers_of_equal_sizes_are_told_apart_by_the_batch():
    model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4), nn.Linear(4, 4))
    x = torch.zeros(2, 5)
    error = error_of(model, x)
    sentence = diagnose(model, error).view()["sentence"]
    assert "3 layers of this model have these sizes: `0`, `2`, `3`" in sentence
    assert "`0` takes 4 features" in diagnose(model, error, x).view()["sentence"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{PRODUCT} (4x1280 and 512x7)", "no layer of this model"),
        ("a and b must have same reduction dim, but got [2, 8] X [5, 6].", "But no layer"),
        (f"Traceback …\nRuntimeError: {PRODUCT} (9x9 and 8x6)\n", "one takes 8"),
        ("mat1 and mat2 must have the same dtype, but got Float and BFloat16", "about types"),
        ("element 0 of tensors does not require grad", "This view cannot read the error"),
        ("", "This view cannot read the error"),
        ("size mismatch for", "This view cannot read the error"),
        ("(\x00 " * 500, "This view cannot read the error"),
    ],
)
def test_every_text_gets_a_clear_sentence(text, sentence, capsys):
    explain(Net(), text)
    assert sentence in " ".join(capsys.readouterr().out.split())


def test_errors_that_are_no_strings_and_batches_that_do_not_lead_to_the_error():
    model, x = Net(width=5), torch.zeros(4, 3, 9, 9)
    for error in (None, 3, KeyError("x"), error_of(model, x)):
        assert diagnose(model, error).view()["sentence"]
    fixed = diagnose(Net(), error_of(model, x), x)
    assert "With the batch that you passed, the model returns (4, 10)." in fixed.view()["sentence"]
    other = diagnose(Net(channels=1), error_of(model, x), x).view()["sentence"]
    assert "the model raises another error: Given groups=1, weight" in other
    unknown = diagnose(model, "something else", x)
    assert "`one` takes 5 features" in unknown.view()["sentence"]
    with pytest.raises(TypeError, match="Expected a model"):
        explain("net", error_of(model, x))
    with pytest.raises(TypeError, match="Expected x to be a tensor"):
        explain(model, error_of(model, x), [1])


def test_an_error_that_is_not_about_two_numbers_names_its_layer():
    model = small("vit_b_16")
    x = images(2, 48)
    drawn = diagnose(model, error_of(model, x), x).view()
    assert "The error is raised in the model itself." in drawn["sentence"]
    assert diagnose(model, error_of(model, x), x).view("size", 64)["runs"]
    net = Net().to(torch.bfloat16)
    x = torch.zeros(2, 3, 9, 9)
    sentence = diagnose(net, error_of(net, x), x).view()["sentence"]
    assert "in `conv`" in sentence and "types, not shapes" in sentence


def loading(theirs: nn.Module, ours: nn.Module) -> tuple[Case, str]:
    try:
        ours.load_state_dict(theirs.state_dict())
    except RuntimeError as error:
        return diagnose(ours, error), str(error)
    raise AssertionError("it loads")


def test_a_checkpoint_of_other_shapes_shows_both_and_lets_one_be_changed():
    theirs, ours = Net(), Net()
    ours.two = nn.Linear(6, 3)
    case, text = loading(theirs, ours)
    drawn = case.view()
    assert numbers(drawn) == [10, 6, 3, 6] and drawn["error"] in text
    assert [n["clash"] for n in drawn["right"]["numbers"]] == [True, False]
    assert "`two.weight`, `two.bias` have other shapes" in drawn["sentence"]
    [knob] = case.knobs
    assert knob.label == "outputs of two in your model"
    assert case.view(knob.name, 10)["sentence"] == "All 2 tensors fit. The checkpoint would load."
    again = case.view(knob.name, 4)
    assert numbers(again) == [10, 6, 4, 6] and "torch.Size([4, 6])" in again["error"]
    theirs.more = nn.Linear(1, 1)
    case, _ = loading(theirs, ours)
    assert "unexpected keys would still" in case.view(knob.name, 10)["sentence"]
    assert "`two.weight` is (10, 6)" in diagnose(Net(), case.line).view()["sentence"]
    assert "has no `two.weight`" in diagnose(nn.ReLU(), case.line).view()["sentence"]


def test_numbers_that_cannot_be_tried_are_refused_and_nothing_is_computed():
    model, x = Net(width=5), torch.zeros(4, 3, 9, 9)
    case = diagnose(model, error_of(model, x), x)
    for wrong in (0, -1, 10**6, 2.5, True, "4"):
        with pytest.raises(ValueError, match="whole number from 1 to 100,000"):
            case.view("size", wrong)
    before = copy.deepcopy(model.state_dict())
    assert not case.view("size", 100_000)["runs"]  # 120 billion numbers, if they were computed
    assert all(torch.equal(before[key], value) for key, value in model.state_dict().items())


def test_layers_of_other_kinds_have_no_numbers():
    assert numbers_of(nn.ReLU(), (2, 3)) is None and numbers_of(nn.Linear(3, 2), ()) is None
    norm = numbers_of(nn.LayerNorm(6), (2, 5))
    with pytest.raises(RuntimeError) as error:
        nn.LayerNorm(6)(torch.zeros(2, 5))
    assert norm.text in str(error.value) and read(str(error.value)).changed("got", 6).fits


def test_without_a_kernel_the_numbers_are_shown_and_printed(shown, capsys):
    model = Net(width=5)
    x = torch.zeros(4, 3, 9, 9)
    explain(model, error_of(model, x), x)
    assert "that needs a kernel" in shown[0] and "data-course" not in shown[0]
    assert "cannot be multiplied (4x8 and 5x6)" in shown[0]
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("one takes 5 features and receives 8.")
    assert "mat1: the input: rows 4, width 8 mat2: one: in_features 5, out_features 6" in out
    assert "needs a kernel" in out


def test_in_a_live_page_numbers_can_be_changed(shown, monkeypatch, capsys):
    from course.page import live

    made = []
    monkeypatch.setattr(cards, "running_cell", lambda: ("cell", "1"))
    monkeypatch.setattr(live, "attach", lambda *arguments: made.append(arguments) or "name")
    model, x = Net(width=5), torch.zeros(4, 3, 9, 9)
    explain(model, error_of(model, x), x)
    _, script, fixed, answer = made[0]
    assert script.exists() and script.with_suffix(".css").exists()
    assert fixed["knobs"][0] == {"name": "layer", "label": "in_features of one", "value": 5}
    assert answer({"knob": None, "value": None})["sign"] == "≠"
    assert answer({"knob": "layer", "value": 8})["runs"]
    assert shown[0].startswith('<div data-course-view="name">')
    assert "kernel" not in capsys.readouterr().out
    explain(model, "nothing of the kind")
    assert len(made) == 1 and "data-course" not in shown[1]  # nothing to change


def test_each_kind_of_view_keeps_its_own_style_sheet():
    from course.page import live

    views = [live.View(each.SCRIPT, {}, dict) for each in (explorer, mismatch)]
    assert len({view._anywidget_id for view in views}) == 2  # the browser has one sheet for each
    for view in views:
        view.close()
