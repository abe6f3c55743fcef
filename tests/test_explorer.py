"""The model explorer and the trainability inspector: what they show about models and steps."""

import copy
import re
from html.parser import HTMLParser

import pytest
import timm
import torch
from torch import nn
from torch.nn import functional as F
from torchvision import models

from course.audit import Snapshot, training_step, untouched
from course.checks.models import SMALL, images, size, small
from course.heads import find_head
from course.views import inspector, style
from course.views.explorer import explore, show_model


@pytest.fixture
def shown(monkeypatch, inside) -> list[str]:
    """Pretend to be in a notebook, and collect the HTML that is displayed."""
    pages: list[str] = []
    monkeypatch.setattr(style, "display", lambda data, raw: pages.append(data["text/html"]))
    return pages


class Balanced(HTMLParser):
    """Fails on a tag that is not closed, and counts tags and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.open.append(tag)
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


# --- the explorer -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SMALL))
def test_the_head_of_every_architecture_is_marked(name, shown, capsys):
    model, x = small(name), images(2, size(name))
    head, _ = find_head(model, x)
    was = Snapshot.take(model)
    show_model(model, x)
    assert untouched(model, was) == []
    page = Balanced(shown[0])
    assert shown[0].count("head: runs last") == 1
    assert not {"script", "iframe", "link"} & {*page.tags} and "onclick" not in page.attributes
    text = re.sub(r"<[^>]*>", " ", shown[0].split("head: runs last")[0]).rstrip()
    assert head.rpartition(".")[2] in text.splitlines()[-1].split("parameters")[-2]
    assert f"Head: {head}, a " in " ".join(capsys.readouterr().out.split())


def test_shapes_and_counts_are_those_of_the_forward_pass():
    with torch.device("meta"):
        root = explore(models.resnet50(), torch.zeros(2, 3, 224, 224))
    nodes = {child.path: child for child in root.children}
    assert nodes["layer4"].shape == "(2, 2048, 7, 7)" and root.shape == "(2, 1000)"
    assert nodes["fc"].parameters == 2049000
    assert not any(child.dead for child in root.children)


def test_layers_that_never_run_are_marked(shown, capsys):
    model = small("googlenet")
    model.classifier = nn.Sequential(nn.Linear(1024, 10), nn.ReLU())
    show_model(model, images(2))
    assert capsys.readouterr().out.endswith("does not depend on: aux1, aux2, classifier.\n")
    assert "classifier</b> Sequential · 10,250 parameters · <span" in shown[0]


def test_models_from_timm_and_outputs_other_than_tensors(capsys):
    with torch.device("meta"):
        show_model(timm.create_model("test_vit"), torch.zeros(2, 3, 160, 160))
    assert "Head: head, a Linear" in capsys.readouterr().out

    class Pair(nn.Sequential):
        def forward(self, x):
            return x, {"a<b": None, "logits": super().forward(x)}

    root = explore(nn.Sequential(Pair(nn.Linear(3, 4)), nn.Identity()), torch.zeros(2, 3))
    assert root.children[0].shape == "2 outputs: (2, 3), 1 outputs: (2, 4)"


# --- one training step ------------------------------------------------------------------------


def network() -> nn.Module:
    torch.manual_seed(0)
    body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten())
    return nn.Sequential(body, nn.Linear(144, 3))


def step(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    x = torch.randn(6, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    F.cross_entropy(model(x), torch.arange(6) % 3).backward()
    optimizer.step()


def inspected(model: nn.Module, optimizer: torch.optim.Optimizer) -> list[inspector.Row]:
    rows: list[inspector.Row] = []
    show = inspector.show
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspector, "show", lambda r, f: (rows.extend(r), show(r, f)))
        with inspector.inspect_step(model, optimizer):
            step(model, optimizer)
    return rows


def test_a_correct_step_has_no_findings(shown, capsys):
    model = network()
    rows = inspected(model, torch.optim.SGD(model.parameters(), lr=0.1))
    assert [row.cells() for row in rows] == [
        ("0", "4 of 4", "4 of 4: group 0, lr 0.1", "4 of 4", "4 of 4", "2 of 2 moved"),
        ("1", "2 of 2", "2 of 2: group 0, lr 0.1", "2 of 2", "2 of 2", "–"),
    ]
    assert not any(row.stands_out() for row in rows)
    assert capsys.readouterr().out.startswith("Nothing found")
    page = Balanced(shown[0])
    assert {"table", "caption", "th"} <= {*page.tags} and "scope" in page.attributes


def test_a_stale_optimizer_stands_out(shown, capsys):
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model[1] = nn.Linear(144, 3)
    rows = inspected(model, optimizer)
    assert rows[1].cells()[1:5] == ("2 of 2", "0 of 2", "2 of 2", "0 of 2")
    assert [row.stands_out() for row in rows] == [False, True]
    assert "[built-before-swap]" in capsys.readouterr().out
    assert "▶ 1" in shown[0] and "▶ 0" not in shown[0]


def test_a_frozen_body_that_drifts_and_a_dead_layer_stand_out(capsys):
    model = network()
    model[0].requires_grad_(False)
    model.stray = nn.Linear(4, 3)
    model.forward = lambda x: model[1](model[0](x))
    groups = [{"params": model[1].parameters()}, {"params": model.stray.parameters(), "lr": 1.0}]
    rows = inspected(model, torch.optim.SGD(groups, lr=0.1))
    assert [row.stands_out() for row in rows] == [True, False, True]
    assert rows[0].cells()[5] == "2 of 2 moved" and "group 1, lr 1" in rows[2].cells()[2]
    out = capsys.readouterr().out
    assert "[dead-attribute]" in out and "[batchnorm-drifts]" in out


def test_a_frozen_body_that_stays_fixed_is_fine(capsys):
    model = network()
    model[0].requires_grad_(False).eval()
    rows = inspected(model, torch.optim.SGD(model.parameters(), lr=0.1))  # holds frozen parameters
    assert rows[0].cells()[5] == "still" and not any(row.stands_out() for row in rows)
    assert capsys.readouterr().out.startswith("Nothing found")


def test_old_gradients_do_not_count_and_errors_in_the_step_reach_the_user(capsys):
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    step(model, optimizer)
    with inspector.inspect_step(model, optimizer, depth=2):
        pass
    assert "got none for 0.0.weight" in capsys.readouterr().out
    with pytest.raises(ZeroDivisionError), inspector.inspect_step(model, optimizer):
        raise ZeroDivisionError
    assert capsys.readouterr().out == ""


def test_the_audit_of_a_step_works_without_the_inspector():
    model = network()
    optimizer = torch.optim.SGD(model[1].parameters(), lr=0.1)
    model[0].requires_grad_(False)
    before = copy.deepcopy(model.state_dict())
    step(model, optimizer)
    assert [f.misconception for f in training_step(model, optimizer, before)] == [
        "batchnorm-drifts"
    ]
