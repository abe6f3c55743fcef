"""The model explorer and the trainability inspector: what they show about models and steps."""

import copy
import json
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
from course.heads import HEADS, dead_parameters, find_head
from course.page import cards
from course.views import inspector, style
from course.views.explorer import explore, find_the_head, show_model
from course.views.verdicts import Hunt, look


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
    assert root.children[0].shape == "2 outputs: (2, 3), 1 output: (2, 4)"


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


# --- the search for the head ------------------------------------------------------------------


@pytest.fixture
def hunt():
    return lambda model, x: Hunt({"it": model}, x)


def judged(model: nn.Module, x: torch.Tensor) -> dict[str, str]:
    """The verdict on each module of a model."""
    seen = look(model, x)
    found = {row["path"]: seen.verdict(row["path"]) for row in seen.rows()}
    assert all(text.startswith("Yes. " if yes else "No. ") for yes, text in found.values())
    return {path: text for path, (_, text) in found.items()}


@pytest.mark.parametrize("name", sorted(SMALL))
def test_only_the_head_is_the_head_and_what_is_said_of_the_others_is_true(name):
    model, x = small(name), images(2, size(name))
    head, _ = find_head(model, x)
    was, passes = Snapshot.take(model), []
    handle = model.register_forward_hook(lambda *_: passes.append(1))
    said = judged(model, x)
    assert len(passes) == 1
    handle.remove()
    assert untouched(model, was) == []
    assert [path for path, text in said.items() if text.startswith("Yes")] == [head]
    dead = dead_parameters(model, x)
    last = list(layers_run_in_order(model, x))
    for path, module in model.named_modules():
        names = {f"{path}.{key}".lstrip(".") for key, _ in module.named_parameters()}
        called = "never called" not in said[path]
        if names:
            assert called or names <= dead, path
            assert called == (not names <= dead) or path in last, path  # it ran for nothing
        if "after it" in said[path]:
            assert path in last[:-1] and isinstance(module, HEADS)
        if "the container around" in said[path]:
            assert head.startswith(f"{path}.")


def layers_run_in_order(model: nn.Module, x: torch.Tensor) -> list[str]:
    order: list[str] = []
    handles = [
        module.register_forward_hook(lambda *_, name=name: order.append(name))
        for name, module in model.named_modules()
        if isinstance(module, HEADS)
    ]
    model(x)
    for handle in handles:
        handle.remove()
    return order


def test_each_kind_of_layer_gets_its_own_reason():
    squeezenet = judged(small("squeezenet1_1"), images(2))
    assert "becomes (2, 1000) without another such layer" in squeezenet["classifier.1"]
    assert squeezenet["classifier.2"].endswith("after the head, and has no weights to replace.")
    assert squeezenet["classifier"].endswith("one of the 4 modules inside it. Look inside.")
    assert squeezenet[""] == "No. It is the whole model: the head is one layer inside it."
    assert "a container of layers that run before the head" in squeezenet["features"]
    vgg = judged(small("vgg16"), images(2))
    want = "No. It is a Linear, but one more Linear or convolution runs after it. "
    assert vgg["classifier.3"] == want + "It returns (2, 48), not the logits, (2, 1000)."
    assert "it has no weights, and it runs before the head" in vgg["classifier.5"]
    vit = judged(small("vit_b_16"), images(2))
    attention = next(path for path in vit if path.endswith("out_proj"))
    assert "the layer around it uses its weights before the head" in vit[attention]
    assert vit["heads"] == "No. It is the container around the head. Look inside."
    resnet = small("resnet18")
    resnet.classifier = nn.Linear(512, 10)
    assert judged(resnet, images(2))["classifier"] == (
        "No. It is never called: nothing in this pass uses its weights."
    )
    blocks = judged(Blocks(), torch.zeros(2, 4))
    assert "a list of layers: nothing calls it" in blocks["layers"]
    assert "it runs after the head, but it is neither" in blocks["norm"]
    assert "(2, 3)" in blocks["head"] and "no weights" in blocks["spare"]


class Blocks(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4), nn.LayerNorm(4)])
        self.head, self.norm, self.spare = nn.Linear(4, 3), nn.LayerNorm(3), nn.ReLU()

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.norm(self.head(x))[:, :2]


def test_a_search_counts_what_was_found_and_remembers_what_was_tried(hunt):
    search = hunt(small("googlenet"), images(1))
    start = search.view(None, None, False)
    assert start["score"] == "0 of 1 found" and start["verdict"] == "" and "rows" not in start
    tree = search.view("it", None, True)
    assert len(tree["rows"]) == len(list(search.models["it"].modules()))
    idle = {row["path"] for row in tree["rows"] if row["idle"]}
    assert {"aux1", "aux2", "aux1.fc2"} <= idle and "fc" not in idle
    wrong = search.view("it", "aux1.fc2", False)
    assert not wrong["yes"] and wrong["score"] == "0 of 1 found" and "rows" not in wrong
    right = search.view("it", "fc", False)
    assert right["yes"] and right["score"] == "1 of 1 found" and right["found"] == ["it"]
    assert search.view("it", "aux1", False)["tried"] == {
        "aux1.fc2": False,
        "fc": True,
        "aux1": False,
    }
    json.dumps([start, tree, wrong, right])


def test_models_on_meta_and_of_other_types_are_searched_too(hunt):
    with torch.device("meta"):
        large, x = models.vit_b_16(), torch.zeros(2, 3, 224, 224)
    assert look(large, x).verdict("heads.head")[0]
    half = nn.Sequential(nn.Flatten(), nn.Linear(12, 2, dtype=torch.float16))
    assert look(half, x[:, :, :2, :2]).verdict("1")[0]  # no numbers in x: zeros will do


def test_a_model_that_does_not_run_is_told_of(hunt):
    for model, text in ((nn.Linear(5, 2), "mat1 and mat2"), (nn.ReLU(), "it calls none")):
        drawn = hunt(model, torch.zeros(2, 4)).view("it", None, True)
        assert drawn["rows"] == [] and "it does not run here" in drawn["verdict"]
        assert text in drawn["verdict"]


def test_without_a_kernel_the_models_are_listed_and_nothing_is_given_away(shown, capsys):
    many = {"<one>": small("resnet18"), "two": small("vgg16")}
    find_the_head(many, images(2))
    Balanced(shown[0])
    assert "&lt;one&gt;" in shown[0] and "needs a notebook page with a kernel" in shown[0]
    out = " ".join(capsys.readouterr().out.split())
    assert "Find the head of 2 models" in out and "needs a notebook page with a kernel" in out
    for name, model in many.items():
        assert f"{name} ({len(list(model.modules()))})" in out
    for word in ("fc", "classifier", "data-course"):
        assert word not in shown[0] and word not in out


def test_in_a_live_page_the_view_stands_in_for_the_table(shown, monkeypatch, capsys):
    from course.page import live

    made = []
    monkeypatch.setattr(cards, "running_cell", lambda: ("cell", "1"))
    monkeypatch.setattr(live, "attach", lambda *arguments: made.append(arguments) or "name")
    find_the_head({"net": small("resnet18")}, images(2))
    _, script, fixed, answer = made[0]
    assert script.exists() and script.with_suffix(".css").exists()
    assert fixed["models"][0]["name"] == "net"
    assert answer({"model": "net", "path": "fc", "tree": False})["yes"]
    assert shown[0].startswith('<div data-course-view="name"><div')
    assert capsys.readouterr().out.startswith("Find the head of 1 model: pick")


def test_what_is_no_dict_of_models_is_refused():
    for wrong in ([nn.ReLU()], {"a": 1}):
        with pytest.raises(TypeError, match="Expected a dict of models"):
            find_the_head(wrong, images(1))
    with pytest.raises(ValueError, match="at least one model"):
        find_the_head({}, images(1))
