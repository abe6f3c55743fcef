"""course.views: how figures get into the notebook, and the simple pictures."""

import base64
import copy
import io
import re
from dataclasses import replace

import numpy as np
import pytest
import timm
import torch
from PIL import Image
from torch import nn
from torchvision import models

from course.backbones import Preprocess, Pretrained
from course.page import cards
from course.views import style
from course.views.gallery import show_images
from course.views.mismatch import show_product
from course.views.movement import show_movement
from course.views.starts import reliability_picture, starts_picture
from course.views.thresholds import threshold_picture
from course.views.trace import pipeline_trace, prediction_trace

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def shown(monkeypatch, inside) -> list[dict]:
    """Pretend to be in a notebook, and collect what is displayed."""
    bundles: list[dict] = []
    monkeypatch.setattr(style, "display", lambda data, raw: bundles.append(data))
    return bundles


@pytest.fixture
def page(monkeypatch) -> None:
    """Pretend that JupyterLab runs the cell."""
    monkeypatch.setattr(cards, "running_cell", lambda: ("cell", "execution"))


@pytest.fixture
def net() -> Pretrained:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(3, 7, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(7, 6)
    )
    names = ("ant", "bee", "cat", "dog", "an animal with an extraordinarily long name", "fox")
    preprocess = Preprocess(8, 8, (0.5,) * 3, (0.5,) * 3, "bilinear")
    return Pretrained("tiny", model, names, preprocess)


def pixels(bundle: dict) -> bytes:
    return base64.b64decode(bundle["image/png"])


def hooks(model: nn.Module) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules())


def test_a_figure_becomes_the_same_png_every_time():
    def draw() -> bytes:
        figure = style.figure(3, 2)
        figure.subplots().plot([1, 3, 2])
        return style.png(figure)

    assert draw().startswith(PNG) and draw() == draw()
    assert b"matplotlib" not in draw()  # no version in the file


def test_outside_a_notebook_only_the_text_appears(capsys):
    style.show(style.figure(), "a message")
    assert capsys.readouterr().out == "a message\n"


def test_a_picture_has_a_rule_for_the_dark_theme(shown):
    style.show(style.figure(), "a message")
    picture, rule = shown
    assert pixels(picture).startswith(PNG)
    assert list(rule) == ["text/html"] and "invert(0.9333)" in rule["text/html"]
    style.show(style.figure(2, 2), "another")
    assert shown[3] == rule


def test_photos_look_the_same_in_the_dark_theme(shown, page):
    white, colour = torch.full((1, 40, 30), 255).byte(), torch.zeros(3, 30, 40).byte()
    colour[0] = 200
    show_images([white, colour], ["white", "red"], "Two images.")
    picture, rule = shown
    light = Image.open(io.BytesIO(pixels(picture))).convert("RGB")
    encoded = re.search(r"content:url\(data:image/png;base64,([^)]+)\)", rule["text/html"])[1]
    dark = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
    assert dark.size == light.size
    assert (light.getpixel((1, 1)), dark.getpixel((1, 1))) == ((255,) * 3, (17,) * 3)
    middles = [(light.width // 4, light.height * 3 // 5), (light.width * 3 // 4, light.height // 2)]
    for middle, expected in zip(middles, ((255, 255, 255), (200, 0, 0)), strict=True):
        assert light.getpixel(middle) == dark.getpixel(middle) == expected


def test_photos_need_one_picture_where_nobody_looks(shown):
    show_images([torch.zeros(1, 4, 4).byte()], ["a"], "An image.")
    assert [list(bundle) for bundle in shown] == [["image/png", "text/plain"]]


@pytest.mark.parametrize(
    "name", ["INK", "GREY", "BLUE", "ORANGE", "GREEN", "PURPLE", "ORANGE_DARK"]
)
def test_inks_are_readable_in_both_themes(name):
    ink = [int(getattr(style, name)[i : i + 2], 16) for i in (1, 3, 5)]
    pair = np.array([[ink, [255, 255, 255]]], np.uint8)
    for pixels in (pair, style.darkened(pair)):
        low, high = sorted(map(luminance, pixels[0] / 255))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def luminance(colour: np.ndarray) -> float:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("k", [1, 3, 6])
def test_prediction_trace_shows_and_prints_the_prediction(net, shown, capsys, k):
    image = torch.randint(0, 256, (1, 20, 30), dtype=torch.uint8)
    assert prediction_trace(net, image, size=12, k=k) is None
    assert [pixels(bundle)[:8] for bundle in shown] == [PNG]
    lines = capsys.readouterr().out.splitlines()
    assert "(4) turns 7 features into 6 logits" in lines[0]
    assert "image (1, 3, 12, 12) → features (1, 7) → logits (1, 6)" in lines[2]
    with torch.no_grad():
        logits = net.model.eval()(net.preprocess.at(12)(image)[None])[0]
    best = logits.topk(k)
    assert len(lines) == 3 + k
    for line, logit, i in zip(lines[3:], best.values, best.indices, strict=True):
        assert line.startswith(net.categories[i])
        assert f"{logit:.2f}" in line and f"{logits.softmax(0)[i]:.1%}" in line


def test_prediction_trace_leaves_the_model_as_it_was(net, shown):
    net.model.train()
    net.model[3].eval()
    prediction_trace(net, torch.zeros(3, 9, 9, dtype=torch.uint8), size=8)
    assert hooks(net.model) == 0
    assert [m.training for m in net.model] == [True, True, True, False, True]


def test_prediction_trace_of_a_convolutional_head(net, shown, capsys):
    layers = nn.Conv2d(3, 6, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    net = replace(net, model=nn.Sequential(*layers))
    prediction_trace(net, torch.zeros(3, 9, 9, dtype=torch.uint8), size=8)
    assert "3 features into 6 logits" in capsys.readouterr().out


def test_prediction_trace_refuses_a_wrong_k_and_logits_without_categories(net):
    image = torch.zeros(3, 9, 9, dtype=torch.uint8)
    for k in (0, 7):
        with pytest.raises(ValueError, match=rf"k in 1 \.\. 6, got {k}"):
            prediction_trace(net, image, size=8, k=k)
    net.model[4] = nn.Linear(7, 2)
    with pytest.raises(ValueError, match="Expected 6 logits.*got 2"):
        prediction_trace(net, image, size=8)


def test_pipeline_trace_of_a_resnet(shown, capsys):
    model = models.resnet18(num_classes=10).train()
    state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    assert pipeline_trace(model, torch.randn(2, 3, 64, 64)) is None
    assert pixels(shown[0]).startswith(PNG)
    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    rows = [[cell.strip() for cell in row if cell] for row in rows[2:]]
    names = ["input", "conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4"]
    assert [row[0] for row in rows] == [*names, "avgpool", "no module", "fc"]
    assert rows[5] == ["layer1", "2 × BasicBlock", "(2, 64, 16, 16)", "147,968"]
    assert rows[-2] == ["no module", "in forward()", "(2, 512)"]  # the flatten
    assert rows[-1] == ["fc", "Linear", "(2, 10)", "5,130", "<- head"]
    assert hooks(model) == 0 and all(m.training for m in model.modules())
    assert all(torch.equal(tensor, state[name]) for name, tensor in model.state_dict().items())


def test_pipeline_trace_of_lite0(shown, capsys):
    pipeline_trace(timm.create_model("tf_efficientnet_lite0"), torch.randn(1, 3, 64, 64))
    out = capsys.readouterr().out
    assert "The head (classifier)" in out and "1,281,000  <- head" in out and "no module" not in out


def test_pipeline_trace_marks_the_stage_that_the_head_is_in(shown, capsys):
    model = nn.Sequential()
    model.add_module("body", nn.Conv2d(3, 4, 3))
    model.add_module("top", nn.Sequential(nn.Flatten(), nn.Linear(36, 2)))
    model.add_module("unused", nn.ModuleList([nn.Linear(2, 2)]))
    model.forward = lambda x: model.top(model.body(x)).flatten()
    pipeline_trace(model, torch.randn(1, 3, 5, 5))
    out = capsys.readouterr().out
    assert "The head (top.1)" in out and "<- head inside" in out and "unused" not in out
    assert out.splitlines()[-1].split("  ")[0] == "no module"  # the last flatten


def test_pipeline_trace_refuses_a_model_without_stages():
    with pytest.raises(ValueError, match="got Linear, whose forward pass calls none"):
        pipeline_trace(nn.Linear(3, 2), torch.randn(1, 3))


# --- images with titles -----------------------------------------------------------------------


def test_images_of_every_kind_are_shown_with_a_caption(shown, capsys):
    gray, colour = torch.zeros(1, 4, 4).byte(), torch.zeros(3, 6, 5).byte()
    photo = Image.new("RGB", (7, 3))
    show_images([gray, colour, photo], ["a", "b", "c"], "Three images.", columns=2)
    assert pixels(shown[0]).startswith(PNG)
    assert capsys.readouterr().out == "Three images.\n"


@pytest.mark.parametrize("titles", [[], ["a", "b"]])
def test_every_image_needs_a_title(titles):
    images = [torch.zeros(1, 4, 4).byte()] * len(titles[1:])
    with pytest.raises(ValueError, match=f"got {len(images)} images and {len(titles)} titles"):
        show_images(images, titles, "")


# --- which layers moved -----------------------------------------------------------------------


def frozen_but_drifting(steps: int) -> list[dict]:
    """States of a network whose head moves at every step, and BatchNorm at all but the last."""
    torch.manual_seed(0)
    body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten())
    model = nn.Sequential(body.requires_grad_(False), nn.LazyLinear(2))
    x = torch.randn(3, 3, 8, 8)
    model.eval()(x)
    optimizer = torch.optim.SGD([model[1].weight], lr=0.1)
    states = [copy.deepcopy(model.state_dict())]
    for step in range(steps):
        model.train(step < steps - 1)(x).sum().backward()
        optimizer.step()
        states.append(copy.deepcopy(model.state_dict()))
    return states


def test_movement_shows_parameters_and_statistics_apart(shown, capsys):
    show_movement(frozen_but_drifting(3))
    assert capsys.readouterr().out == (
        "Parameters: 0 never moved; 1 (1 of 2 tensors) moved at every step.\n"
        "BatchNorm statistics: 0 moved only at steps 1, 2.\n"
    )
    assert pixels(shown[0]).startswith(PNG)


def test_movement_in_finer_rows(capsys):
    show_movement(frozen_but_drifting(1), depth=2)
    out = capsys.readouterr().out
    assert "Parameters: 0.0, 0.1 never moved" in out and "statistics: 0.1 never" in out


def test_movement_refuses_states_that_cannot_be_compared():
    states = frozen_but_drifting(1)
    for wrong in (states[:1], [states[0], {}]):
        with pytest.raises(ValueError, match="Expected at least two states with the same tensors"):
            show_movement(wrong)


# --- the four numbers of a shape error --------------------------------------------------------


@pytest.mark.parametrize(("expected", "verdict"), [(6, "6 = 6"), (9, "6 is not 9")])
def test_a_product_shows_whether_its_inner_numbers_fit(shown, capsys, expected, verdict):
    show_product(2, 6, expected, 4)
    out = capsys.readouterr().out
    assert f"({expected} × 4)" in out and verdict in out
    assert pixels(shown[0]).startswith(PNG)


def test_a_product_needs_four_positive_numbers():
    show_product(1, 1, 1, 1)
    with pytest.raises(ValueError, match="Expected four numbers above 0"):
        show_product(2, 0, 1, 1)


def test_thresholds_are_printed_with_their_numbers(shown, capsys):
    scores = torch.tensor([0.9, 0.4, 0.4, 0.3, 0.1])
    threshold_picture([1, 1, 0, 0, 0], scores, {"low": 0.4, "high": 0.95})
    low, high = capsys.readouterr().out.splitlines()
    assert pixels(shown[0]).startswith(PNG)
    assert "TP 2, FP 1, FN 0, TN 2: accuracy 0.80, precision 0.67, recall 1.00" in low
    assert "TP 0, FP 0, FN 2, TN 3: accuracy 0.60, precision nan, recall 0.00" in high


def test_starts_are_printed_with_every_seed(shown, capsys):
    runs = {"at once": [{"drift": 0.5}, {"drift": 0.4}], "probe first": [{"drift": 0.1}] * 2}
    starts_picture(runs, {"drift": 0.0})
    text = capsys.readouterr().out
    assert pixels(shown[0]).startswith(PNG)
    assert "at once: drift 0.50, 0.40" in text and "dotted line: drift 0.00" in text


def test_reliability_groups_images_by_confidence(shown, capsys):
    shares = torch.tensor([[0.6, 0.4], [0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    reliability_picture({"before": shares}, [1, 0, 0, 0], bins=2)
    assert pixels(shown[0]).startswith(PNG)
    assert "0.65 said, 0.00 right; 0.85 said, 1.00 right" in capsys.readouterr().out
