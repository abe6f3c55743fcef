"""`course audit`: what it finds in recipes in the style of common tutorials, and how it answers.

A recipe called right_*.py must give no finding; wrong_ID.py must give this one, and nothing else.
"""

import collections
import dataclasses
import functools
import io
import itertools
import json
import random
import re
import socket
import sys
import threading
import types
from pathlib import Path

import numpy
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchvision import models

from course.audit import Recipe, Report, Snapshot, fine_tuning, untouched
from course.audit.target import recipe_of
from course.checks.models import SMALL, size, small
from course.cli import main
from course.errors import CourseError
from course.misconceptions import REGISTRY

RECIPES = Path(__file__).parent / "recipes"
FILES = sorted(RECIPES.glob("*.py"))


@pytest.fixture(autouse=True)
def small_models(monkeypatch):
    """Let recipes get models of the same classes with few and slim layers, where there are some."""

    def make(name: str, **options: object) -> nn.Module:
        model = small(name).train()
        with torch.no_grad():
            for value in model.state_dict().values():  # no two models are alike
                if value.is_floating_point():
                    value.mul_(1 + 0.01 * torch.randn_like(value))
        return model

    def no_network(*args: object) -> None:
        raise AssertionError("the audit went to the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    for name in SMALL:
        if hasattr(models, name):
            monkeypatch.setattr(models, name, functools.partial(make, name))


def expected(file: Path) -> list[str]:
    kind, _, rest = file.stem.partition("_")
    return [] if kind == "right" else [re.sub(r"_\d+$", "", rest)]


def ids(report: Report) -> list[str]:
    return [finding.misconception for finding in report.findings]


def random_states() -> list[object]:
    return [random.getstate(), numpy.random.get_state()[1].tolist(), torch.get_rng_state().tolist()]


def saved(recipe: Recipe) -> bytes:
    file = io.BytesIO()
    torch.save([recipe.optimizer and recipe.optimizer.state_dict(), recipe.checkpoint], file)
    return file.getvalue()


@pytest.mark.filterwarnings("ignore:optimizer contains a parameter group with duplicate")
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_recipe_gives_the_finding_in_its_name_and_stays_as_it_was(file):
    recipe, unused = recipe_of(f"{file}:build")
    assert unused == []
    was = Snapshot.take(recipe.model), random_states(), saved(recipe)
    if "inception" in file.stem or "aux" in file.stem:  # the small one takes small images
        recipe = dataclasses.replace(recipe, image_size=size("inception_v3"))
    report = fine_tuning(recipe)
    assert ids(report) == expected(file), [str(finding) for finding in report.findings]
    assert untouched(recipe.model, was[0]) == []
    assert (random_states(), saved(recipe)) == was[1:]
    assert all(p.grad is None for p in recipe.model.parameters())


# --- the command ------------------------------------------------------------------------------


def write(folder: Path, text: str, name: str = "train.py") -> str:
    """Write a user's module, and return its path."""
    (folder / name).write_text(f"import torch\nfrom torch import nn\n{text}")
    return str(folder / name)


RIGHT = """
def build():
    body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    model = body.append(nn.Linear(4, 2))
    return model, torch.optim.SGD(model.parameters(), lr=0.1)
"""
WRONG = RIGHT.replace("lr=0.1", "lr=0")


def test_nothing_found_exits_with_0_and_says_what_was_not_checked(tmp_path, capsys):
    assert main(["audit", f"{write(tmp_path, RIGHT)}:build"]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("Nothing found.\n") and err == ""
    assert "head       3, Linear(in_features=4, out_features=2, bias=True)" in out
    assert "Images and labels: no loader was returned." in out


def test_a_finding_exits_with_1_and_says_what_where_and_why(tmp_path, capsys):
    assert main(["audit", f"{write(tmp_path, WRONG)}:build"]) == 1
    out = capsys.readouterr().out
    for part in (
        "1. The learning rate is 0  [rate-zero]\n",
        "   Expected a learning rate above 0 for the head, got 0 for 3.weight, 3.bias.\n",
        "   Where: 3.weight, 3.bias\n",
        "   Why: A placeholder was left",
        "   Look at: which value reaches lr of that group?\n",
    ):
        assert part in out
    assert out.endswith("1 finding.\n")


def test_the_json_is_one_object_with_these_keys(tmp_path, capsys):
    target = f"{write(tmp_path, WRONG)}:build"
    assert main(["audit", target, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert list(report) == ["version", "target", "facts", "unchecked", "ignored", "findings"]
    assert (report["version"], report["target"], report["ignored"]) == (1, target, [])
    assert list(report["facts"]) == ["model", "images", "logits", "head", "optimizer"]
    assert report["findings"] == [
        {
            "id": "rate-zero",
            "title": REGISTRY["rate-zero"].title,
            "message": "Expected a learning rate above 0 for the head, got 0 for 3.weight, 3.bias.",
            "measured": "A step multiplies by the rate: it changes nothing there.",
            "where": ["3.weight", "3.bias"],
            "why": REGISTRY["rate-zero"].why,
            "look_at": "which value reaches lr of that group?",
            "lesson": "05_optimizer_rebuild",
        }
    ]


def test_an_ignored_finding_does_not_count(tmp_path, capsys):
    target = f"{write(tmp_path, WRONG)}:build"
    assert main(["audit", target, "--json", "--ignore", "rate-zero"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["findings"] == [] and report["ignored"] == ["rate-zero"]
    assert main(["audit", target, "--ignore", "rate-zero"]) == 0
    assert "Ignored: rate-zero\n" in capsys.readouterr().out


def test_what_the_user_prints_goes_to_standard_error(tmp_path, capfd):
    prints = "import os\nprint('imported')\nos.system('echo from a child')\n"
    noisy = RIGHT.replace("    body =", "    print('built', flush=True)\n    body =", 1)
    assert main(["audit", f"{write(tmp_path, prints + noisy)}:build", "--json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["findings"] == []
    assert all(each in err for each in ("imported", "from a child", "built"))


def test_a_module_of_the_current_folder_with_its_neighbours(tmp_path, capsys, monkeypatch):
    write(tmp_path, RIGHT, "audited_parts.py")
    text = "import sys\nfrom audited_parts import build\nassert sys.argv[1:] == []\n"
    (tmp_path / "audited_main.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    before = sys.path[:], sys.argv
    for target in ("audited_main:build", "audited_main.py:build"):
        assert main(["audit", target]) == 0
        sys.modules.pop("audited_main", None)
        sys.modules.pop("audited_parts")
    assert (sys.path, sys.argv) == before
    assert sys.modules["torch"] is torch
    assert "Nothing found." in capsys.readouterr().out


ERRORS = [
    ("train", "Expected MODULE:FACTORY, got 'train'."),
    ("nowhere.at_all:build", "Expected a module nowhere.at_all, found none in"),
    ("nowhere.py:build", "Expected a file nowhere.py, found none in"),
    ("train.py:biuld", "It has build, needy, wrong, error, leave. Name the function"),
    ("train.py:needy", "got train.py:needy, which needs num_classes. Write a short function"),
    ("train.py:wrong", "Expected train.py:wrong to return a model, got a int."),
    ("train.py:error", "RuntimeError: no such weights\n"),
    ("train.py:leave", "SystemExit: 3\n"),
    ("train.py:DATA", "Expected train.py:DATA to return a model, got a dict with optimiser."),
    ("broken.py:build", "SyntaxError"),
    ("missing.py:build", "ModuleNotFoundError: No module named 'some_library'"),
]


@pytest.mark.parametrize(("target", "message"), ERRORS, ids=[each[0] for each in ERRORS])
def test_an_audit_that_cannot_run_exits_with_2_and_says_what_to_do(
    target, message, tmp_path, capsys, monkeypatch
):
    text = """
def needy(num_classes): ...
def wrong(): return 3
def error(): return _inner()
def _inner(): raise RuntimeError("no such weights")
def leave(): raise SystemExit(3)
DATA = {"optimiser": None}
"""
    write(tmp_path, RIGHT + text)
    write(tmp_path, "def build(:", "broken.py")
    write(tmp_path, "import some_library", "missing.py")
    monkeypatch.chdir(tmp_path)
    assert main(["audit", target]) == 2
    out, err = capsys.readouterr()
    assert out == "" and message in err
    assert main(["audit", target, "--json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert list(report) == ["version", "target", "error"] and message in report["error"]


def test_a_traceback_shows_the_users_frames_only(tmp_path, capsys):
    text = "def build():\n    return nn.Linear(3, 2)(torch.zeros(1, 4))\n"
    assert main(["audit", f"{write(tmp_path, text)}:build"]) == 2
    err = capsys.readouterr().err
    assert err.count('File "') == 1 and "train.py" in err and "shapes cannot be multiplied" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ignore", "no-such-id"], "Expected --ignore to name findings, got 'no-such-id'."),
        (["--image-size", "0"], "Expected --image-size to be 1 or more, got 0."),
    ],
)
def test_options_that_make_no_sense(options, message, tmp_path, capsys):
    assert main(["audit", f"{write(tmp_path, RIGHT)}:build", *options]) == 2
    assert message in capsys.readouterr().err


def test_the_number_of_classes_from_the_command_line(tmp_path, capsys):
    target = f"{write(tmp_path, RIGHT)}:build"
    assert main(["audit", target, "--num-classes", "2"]) == 0
    assert main(["audit", target, "--num-classes", "5"]) == 1
    assert "[wrong-class-count]" in capsys.readouterr().out


def test_an_error_of_the_audit_itself_is_no_finding(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("course.audit.command.fine_tuning", lambda recipe: 1 / 0)
    assert main(["audit", f"{write(tmp_path, RIGHT)}:build"]) == 2
    assert "The audit itself failed" in capsys.readouterr().err


# --- what a factory may return ----------------------------------------------------------------


def net() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))


def test_the_parts_of_a_tuple_are_told_apart_by_type():
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler, loss = torch.optim.lr_scheduler.StepLR(optimizer, 3), nn.CrossEntropyLoss()
    loader = [(torch.rand(2, 3, 8, 8), torch.tensor([0, 1]))]
    wanted = Recipe(model, optimizer, scheduler, loader, loss)
    for parts in itertools.permutations([model, optimizer, scheduler, loader, loss, None], 6):
        assert parts_of(parts) == (wanted, [])
    with pytest.raises(CourseError, match="got another Sequential. Return a dict"):
        parts_of((model, net()))
    with pytest.raises(CourseError, match="got a tuple without one"):
        parts_of((optimizer,))


def parts_of(returned: object) -> tuple[Recipe, list[str]]:
    module = types.ModuleType("audited")
    module.build = lambda: returned
    sys.modules["audited"] = module
    try:
        return recipe_of("audited:build")
    finally:
        del sys.modules["audited"]


def test_parts_by_name_from_any_kind_of_object():
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    named = {"model": model, "optimizer": optimizer}
    pair = collections.namedtuple("Pair", named)
    for parts in (named, types.SimpleNamespace(**named), pair(**named), Recipe(**named)):
        assert parts_of(parts) == (Recipe(model, optimizer), [])
    loaders = {"train": [1], "val": [2]}
    more = named | {"dataloaders": loaders, "pretrained": True, "epochs": 3}
    assert parts_of(more) == (Recipe(model, optimizer, loader=[1]), ["pretrained", "epochs"])
    with pytest.raises(CourseError, match="Expected optimizer of audited:build to be .* a float"):
        parts_of(named | {"optimizer": 0.1})


def test_a_model_itself_is_no_factory():
    module = types.ModuleType("audited")
    module.model = net()
    sys.modules["audited"] = module
    try:
        assert recipe_of("audited:model")[0].model is module.model
    finally:
        del sys.modules["audited"]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"head": nn.Linear(4, 2)}, "Expected head to be a module inside the model"),
        ({"loader": []}, "Expected a loader with at least one batch"),
        ({"loader": ["photo"]}, "Expected batches such as"),
        ({"loader": DataLoader([1, "a"], batch_size=2)}, "Expected a batch from the loader, got"),
        ({"before": nn.Linear(3, 2)}, "Expected before to take the images"),
    ],
)
def test_parts_that_cannot_be_audited(parts, message):
    with pytest.raises(CourseError, match=message):
        fine_tuning(Recipe(net(), **parts))


def test_models_that_cannot_be_audited():
    model = net()
    with pytest.raises(CourseError, match="before to be a copy"):
        fine_tuning(Recipe(model, before=model))
    model.lock = threading.Lock()
    with pytest.raises(CourseError, match="copy.deepcopy can copy"):
        fine_tuning(Recipe(model))
    with pytest.raises(CourseError, match="Linear layer, got Identity, which has no such layer"):
        fine_tuning(Recipe(nn.Identity()))
    words = nn.Sequential(nn.Embedding(9, 4), nn.Flatten(), nn.Linear(8, 3))
    with pytest.raises(CourseError, match="begins with Embedding. Return a loader too"):
        fine_tuning(Recipe(words))
    loader = [(torch.randint(9, (4, 2)), torch.tensor([0, 1, 2, 0]))]
    assert ids(fine_tuning(Recipe(words, loader=loader))) == []
    with pytest.raises(CourseError, match="0.weight on the meta device"):
        fine_tuning(Recipe(net().to("meta")))
    with pytest.raises(CourseError, match="Expected a model, got an object of type int"):
        fine_tuning(Recipe(3))


# --- loaders ----------------------------------------------------------------------------------


def test_a_loader_stays_as_it_was():
    data = TensorDataset(torch.rand(8, 3, 8, 8), torch.arange(8) % 2)
    generator = torch.Generator().manual_seed(1)
    loader = DataLoader(
        data, 4, shuffle=True, generator=generator, num_workers=1, persistent_workers=True
    )
    was = generator.get_state()
    assert ids(fine_tuning(Recipe(net(), loader=loader))) == []
    assert torch.equal(generator.get_state(), was)
    assert loader.num_workers == 1 and loader._iterator is None  # no worker was started


def test_a_loader_that_can_be_read_once_is_not_read():
    batches = iter([(torch.rand(2, 3, 8, 8), torch.tensor([0, 9]))])
    report = fine_tuning(Recipe(net(), loader=batches))
    assert ids(report) == [] and len(list(batches)) == 1
    assert "Images and labels: the loader can be read only once." in report.unchecked


def test_the_classes_of_a_data_set_tell_how_many_logits_there_should_be():
    data = TensorDataset(torch.rand(4, 3, 8, 8), torch.zeros(4, dtype=torch.long))
    loader = DataLoader(Subset(data, [0, 1]), batch_size=1)
    assert ids(fine_tuning(Recipe(net(), loader=loader))) == []
    data.classes = ["ants", "bees", "wasps"]
    assert ids(fine_tuning(Recipe(net(), loader=loader))) == ["wrong-class-count"]


def test_one_bad_label_is_found_in_a_data_set_that_stores_them():
    labels = torch.arange(200) % 2
    labels[150] = 2
    data = TensorDataset(torch.rand(200, 3, 8, 8), labels)
    for part in (data, Subset(Subset(data, range(100, 200)), range(20, 60))):
        report = fine_tuning(Recipe(net(), loader=DataLoader(part, 4), num_classes=2))
        assert ids(report) == ["label-out-of-range"]
    part = Subset(Subset(data, range(100, 200)), range(60, 80))
    assert ids(fine_tuning(Recipe(net(), loader=DataLoader(part, 4)))) == []


@pytest.mark.parametrize(
    ("labels", "finding"),
    [
        (torch.tensor([0, 1]), []),
        (torch.tensor([0, -100]), []),
        (torch.tensor([[0.5, 0.5], [1, 0]]), []),
        (torch.tensor([1, 2]), ["labels-from-one"]),
        (torch.tensor([-100, -100]), ["all-ignored"]),
        (torch.tensor([[0], [1]]), ["targets-not-flat"]),
        (torch.tensor([0.0, 1.0]), ["float-targets"]),
        (torch.tensor([], dtype=torch.long), ["empty-batch"]),
    ],
)
def test_labels(labels, finding):
    loader = [(torch.rand(2, 3, 8, 8), labels)]
    assert ids(fine_tuning(Recipe(net(), loader=loader, loss=nn.CrossEntropyLoss()))) == finding


# --- no false alarms --------------------------------------------------------------------------


def test_probabilities_in_eval_mode_only_are_fine():
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = net()

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            logits = self.net(x)
            return logits if self.training else logits.softmax(1)

    assert ids(fine_tuning(Recipe(Net()))) == []


def test_a_schedule_may_start_at_zero_and_a_rate_of_zero_may_freeze_the_body():
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: epoch / 5)
    assert optimizer.param_groups[0]["lr"] == 0
    assert ids(fine_tuning(Recipe(model, optimizer, scheduler))) == []
    assert ids(fine_tuning(Recipe(model, optimizer))) == ["rate-zero"]
    groups = [{"params": model[0].parameters(), "lr": 0}, {"params": model[3].parameters()}]
    assert ids(fine_tuning(Recipe(model, torch.optim.SGD(groups, lr=0.1)))) == []


def test_a_forward_pass_that_fails_in_train_mode_only():
    model = net()
    model.insert(1, nn.BatchNorm2d(4))
    model[1].register_forward_pre_hook(lambda norm, args: 1 / (not norm.training) and None)
    (finding,) = fine_tuning(Recipe(model)).findings
    assert finding.misconception == "forward-error" and "ZeroDivisionError" in finding.what
    assert finding.seen.startswith("In train mode only.")


def test_a_norm_layer_that_is_named_after_the_head_may_learn_with_it():
    body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    parts = {"body": body.requires_grad_(False), "head_norm": nn.LayerNorm(4)}
    model = nn.Sequential(collections.OrderedDict(parts, head=nn.Linear(4, 2)))
    optimizer = torch.optim.SGD([*model[1].parameters(), *model[2].parameters()], lr=0.1)
    assert ids(fine_tuning(Recipe(model, optimizer))) == []


@pytest.mark.parametrize(("frozen", "finding"), [(True, []), (False, ["train-mode-lost"])])
def test_dropout_of_a_frozen_body_may_be_switched_off(frozen, finding):
    body = nn.Sequential(net()[:3], nn.Dropout(0.1), nn.Linear(4, 8), nn.LayerNorm(8))
    model = nn.Sequential(body.requires_grad_(not frozen), nn.Linear(8, 2)).eval()
    model.train = lambda mode=True: model
    assert ids(fine_tuning(Recipe(model))) == finding


def test_a_lazy_head_has_to_run_first():
    model = net()
    model[3] = nn.LazyLinear(2)
    with pytest.raises(CourseError, match="got 3.weight of a lazy layer. Run one batch"):
        fine_tuning(Recipe(model))
    model(torch.rand(2, 3, 8, 8))
    assert ids(fine_tuning(Recipe(model, torch.optim.SGD(model.parameters(), lr=0.1)))) == []


def test_a_head_with_a_normed_weight_is_found():
    model = net()
    nn.utils.parametrizations.weight_norm(model[3])
    report = fine_tuning(Recipe(model, torch.optim.SGD(model.parameters(), lr=0.1)))
    assert ids(report) == [] and report.facts["head"].startswith("3, ")


def test_a_head_on_features_takes_its_loader():
    loader = [(torch.rand(4, 16), torch.tensor([0, 1, 2, 1]))]
    assert ids(fine_tuning(Recipe(nn.Linear(16, 3), loader=loader))) == []
