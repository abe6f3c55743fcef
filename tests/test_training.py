"""course.training: devices, cached features, freezing, the training loop."""

import copy
import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torch.utils.data import Dataset, TensorDataset

from course.backbones import Preprocess, Pretrained
from course.data import FolderSplit, Split
from course.errors import CourseError
from course.training import (
    History,
    device,
    extract_features,
    fit,
    fit_each,
    freeze_backbone,
)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    return tmp_path / "cache" / "features"


def tiny(padding: int = 0) -> Pretrained:
    """A network with the parts of a real one: convolution, BatchNorm, pooling, dropout, a head."""
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(3, 5, 3, padding=padding),
        nn.BatchNorm2d(5),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(5, 4),
    )
    preprocess = Preprocess(12, 10, (0.5,) * 3, (0.25,) * 3, "bilinear")
    return Pretrained("tiny", model.eval(), tuple("abcd"), preprocess)


def images(n: int = 7, seed: int = 0) -> Split:
    generator = torch.Generator().manual_seed(seed)
    pixels = torch.randint(0, 256, (n, 1, 9, 9), generator=generator, dtype=torch.uint8)
    return Split(pixels, torch.arange(n) % 4)


@pytest.fixture
def net() -> Pretrained:
    return tiny()


def count_passes(net: Pretrained) -> list[int]:
    """Record the number of images in each forward pass from now on."""
    passes: list[int] = []
    net.model.register_forward_hook(lambda model, args, output: passes.append(len(output)))
    return passes


# --- device -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_device_prefers_cuda_then_mps(monkeypatch, cuda, mps, expected):
    monkeypatch.delenv("COURSE_DEVICE")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2 * cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert device() == torch.device(expected)
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    assert device() == torch.device("cpu")


@pytest.mark.parametrize("name", ["gpu", "cuda:99", "CPU "])
def test_an_unavailable_device_is_refused_with_the_available_ones(monkeypatch, name):
    monkeypatch.setenv("COURSE_DEVICE", name)
    with pytest.raises(CourseError, match=rf"one of .*cpu, got '{name}'"):
        device()


# --- extract_features ---------------------------------------------------------------------------


def direct(net: Pretrained, split: Split | FolderSplit, size: int) -> torch.Tensor:
    body = net.model[:-1]
    with torch.no_grad():
        return torch.cat(
            [body(net.preprocess.at(size)(split[i][0])[None]) for i in range(len(split))]
        )


def test_features_equal_a_direct_pass_and_can_be_trained_on(net, capfd):
    split = images()
    features, labels = extract_features(net, split, size=8, batch_size=3).tensors
    assert features.shape == (7, 5) and features.dtype == torch.float32
    torch.testing.assert_close(features, direct(net, split, 8))
    assert torch.equal(labels, split.labels)
    net.model[-1](features).sum().backward()  # inference tensors would fail here
    assert capfd.readouterr() == ("", "")  # no progress bar without a terminal


def test_extracting_leaves_the_model_as_it_was(net):
    net.model.train()
    net.model[1].eval()
    before = copy.deepcopy(net.model)
    extract_features(net, images())
    assert [m.training for m in net.model.modules()] == [m.training for m in before.modules()]
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in net.model.modules())
    state = before.state_dict()
    for name, tensor in net.model.state_dict().items():
        assert torch.equal(tensor, state[name]) and tensor.stride() == state[name].stride(), name


def test_photographs_of_different_sizes(net, tmp_path):
    paths = []
    for i, shape in enumerate([(20, 31), (40, 16), (9, 9)]):
        pixels = np.random.default_rng(i).integers(0, 256, (*shape, 3), dtype=np.uint8)
        paths.append(tmp_path / f"{i}.png")
        Image.fromarray(pixels).save(paths[-1])
    split = FolderSplit(tuple(paths), torch.tensor([0, 1, 0]))
    features = extract_features(net, split, size=16).tensors[0]
    torch.testing.assert_close(features, direct(net, split, 16))


def test_the_input_of_a_convolutional_head_is_averaged():
    body, head = tiny().model[:3], nn.Conv2d(5, 4, 1)
    net = replace(tiny(), model=nn.Sequential(*body, head, nn.AdaptiveAvgPool2d(1), nn.Flatten()))
    features = extract_features(net, images(), size=8).tensors[0]
    x = net.preprocess.at(8)(images().images)
    torch.testing.assert_close(features, body.eval()(x).mean(dim=(2, 3)))


def test_the_second_call_computes_one_image_only(net):
    passes = count_passes(net)
    first = extract_features(net, images()).tensors[0]
    whole = list(passes)
    second = extract_features(tiny(), images()).tensors[0]
    again = extract_features(net, images(), batch_size=2).tensors[0]
    assert passes == [*whole, 1] and sum(whole) == len(images())
    assert torch.equal(first, second) and torch.equal(first, again)
    extract_features(net, images(), cache=False)
    assert passes == [*whole, 1, *whole]


def test_another_forward_with_the_same_weights_is_noticed(net, monkeypatch):
    extract_features(net, images())
    body = net.model[0].forward
    monkeypatch.setattr(net.model[0], "forward", lambda x: 2 * body(x) + 1)
    expected = extract_features(net, images(), cache=False).tensors[0]
    torch.testing.assert_close(extract_features(net, images()).tensors[0], expected)


@pytest.mark.parametrize(
    "change", ["weights", "structure", "preprocessing", "size", "data", "code"]
)
def test_any_change_computes_the_features_again(change, cache, monkeypatch):
    extract_features(tiny(), images(), size=8)
    net, split, size = tiny(), images(), 8
    if change == "weights":
        net.model[0].bias.data[0] += 1e-3
    elif change == "structure":  # the same weights in a network that pads its borders
        net = tiny(padding=1)
    elif change == "preprocessing":
        net = replace(net, preprocess=replace(net.preprocess, mean=(0.4,) * 3))
    elif change == "size":
        size = 9
    elif change == "data":
        split = images(seed=1)
    else:
        monkeypatch.setattr("course.features.FEATURES_FORMAT", b"another")
    features = extract_features(net, split, size=size).tensors[0]
    assert len(list(cache.iterdir())) == 2
    torch.testing.assert_close(features, direct(net, split, size))


@pytest.mark.parametrize("damage", ["truncated", "one bit", "empty", "foreign", "other features"])
def test_a_damaged_or_foreign_file_is_replaced(net, cache, damage):
    expected = extract_features(net, images()).tensors[0]
    (path,) = cache.iterdir()
    content = bytearray(path.read_bytes())
    if damage == "truncated":
        path.write_bytes(content[:-100])
    elif damage == "one bit":
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "foreign":
        torch.save(torch.zeros(7, 5), path)
    else:  # intact, but computed from other images
        extract_features(net, images(seed=1))
        (other,) = set(cache.iterdir()) - {path}
        shutil.copy(other, path)
    assert torch.equal(extract_features(net, images()).tensors[0], expected)
    passes = count_passes(net)
    extract_features(net, images())
    assert passes == [1]  # the file was replaced, and one image confirms it


@pytest.mark.parametrize("obstacle", ["file where the folder should be", "folder of that name"])
def test_features_are_returned_even_if_the_cache_is_not_writable(net, cache, obstacle):
    if obstacle == "folder of that name":
        extract_features(net, images())
        (path,) = cache.iterdir()
        path.unlink()
        path.mkdir()
    else:
        cache.parent.write_text("in the way")
    with pytest.warns(UserWarning, match="not cached"):
        features = extract_features(net, images(), size=64).tensors[0]
    torch.testing.assert_close(features, direct(net, images(), 64))
    if cache.is_dir():
        assert [p.name for p in cache.iterdir()] == [path.name]  # no half-written file


def test_extract_features_refuses_an_empty_split(net):
    with pytest.raises(ValueError, match="empty split"):
        extract_features(net, images(0))
    with pytest.raises(ValueError, match="batch_size"):
        extract_features(net, images(), batch_size=0)


# --- fit ----------------------------------------------------------------------------------------


def blobs(n: int = 90, seed: int = 0) -> TensorDataset:
    """Three classes that a linear head can separate."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(n) % 3
    centres = 4 * torch.eye(3, 6)
    return TensorDataset(centres[labels] + torch.randn(n, 6, generator=generator), labels)


def linear() -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(6, 3)


def test_fit_learns_and_records():
    seen = []
    history = fit(
        linear(), blobs(), blobs(30, 1), epochs=30, lr=0.05, watch=lambda h: seen.append(len(h))
    )
    assert history.val_accuracy[-1] > 0.95 and history.train_loss[-1] < history.train_loss[0] / 3
    assert seen == list(range(1, 31)) and len(history) == 30 and not history.interrupted
    assert history.lr == [0.05] * 30 and len(history.seconds) == 30


def test_fit_trains_a_whole_model_on_any_dataset():
    class Pairs(Dataset):
        def __len__(self) -> int:
            return 5

        def __getitem__(self, i: int) -> tuple[torch.Tensor, int]:
            return torch.full((3, 8, 8), float(i)), i % 4

    model = tiny().model
    before = copy.deepcopy(model.state_dict())
    history = fit(model, Pairs(), epochs=2, batch_size=2)
    assert len(history) == 2 and history.val_loss == []
    assert not torch.equal(model[0].weight, before["0.weight"])


def test_losses_and_accuracies_are_means_over_images_not_over_batches():
    model, train, val = linear(), blobs(), blobs(31, 1)
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    history = fit(model, train, val, epochs=1, optimizer=still, batch_size=13)
    for data, loss, accuracy in (
        (train, history.train_loss, history.train_accuracy),
        (val, history.val_loss, history.val_accuracy),
    ):
        x, y = data.tensors
        assert loss[0] == pytest.approx(F.cross_entropy(model(x), y).item(), rel=1e-5)
        assert accuracy[0] == (model(x).argmax(1) == y).sum().item() / len(y)


def test_a_last_batch_of_one_image_joins_the_batch_before_it():
    sizes = []
    model = nn.Sequential(nn.BatchNorm1d(6), nn.Linear(6, 3))
    model.register_forward_hook(lambda module, args, out: sizes.append(len(out)))
    fit(model, blobs(33), blobs(9), epochs=1, batch_size=16)
    fit(nn.Linear(6, 3), blobs(3), epochs=1, batch_size=1)
    assert sizes == [16, 17, 9]


def test_fit_trains_in_train_mode_validates_in_eval_mode_and_restores_the_modes():
    seen = []
    model = nn.Sequential(nn.Linear(6, 3), nn.Dropout(0.0)).eval()
    model[0].train()
    model[1].register_forward_hook(
        lambda module, *_: seen.append((module.training, torch.is_grad_enabled()))
    )
    fit(model, blobs(8), blobs(8), epochs=2)
    assert seen == [(True, True), (False, False)] * 2
    assert [m.training for m in model.modules()] == [False, True, False]


def test_the_seed_decides_the_order_and_leaves_the_global_generators_alone():
    state = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()
    runs = []
    for seed in (1, 1, 2):
        model = nn.Linear(6, 3)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        torch.set_rng_state(state[0])
        runs.append(fit(model, blobs(), epochs=2, batch_size=8, seed=seed).train_loss)
        assert torch.equal(torch.get_rng_state(), state[0])
    assert random.getstate() == state[1] and np.random.get_state()[1].tolist() == state[2]
    assert runs[0] == pytest.approx(runs[1]) and runs[0] != pytest.approx(runs[2])


def test_only_what_requires_a_gradient_is_trained():
    model = nn.Sequential(nn.Linear(6, 6), nn.Linear(6, 3))
    model[0].requires_grad_(False)
    before = copy.deepcopy(model)
    fit(model, blobs(), epochs=1)
    assert torch.equal(model[0].weight, before[0].weight)
    assert not torch.equal(model[1].weight, before[1].weight)


class Stopping(TensorDataset):
    """Interrupts as if somebody stopped the kernel while a batch was read."""

    reads = 0

    def __getitem__(self, index):
        self.reads += 1
        if self.reads == 5:
            raise KeyboardInterrupt
        return super().__getitem__(index)


@pytest.mark.parametrize(("where", "epochs"), [("within an epoch", 1), ("in watch", 2)])
def test_interrupting_keeps_what_was_learned(capsys, where, epochs):
    def stop(history: History) -> None:
        if where == "in watch" and len(history) == 2:
            raise KeyboardInterrupt

    data = blobs() if where == "in watch" else Stopping(*blobs().tensors)
    model = linear().eval()
    history = fit(model, data, blobs(9), epochs=9, lr=0.05, batch_size=30, watch=stop)
    assert history.interrupted
    assert len(history) == len(history.val_loss) == len(history.seconds) == epochs
    assert not torch.equal(model.weight, linear().weight) and not model.training
    out = capsys.readouterr().out
    assert f"after {epochs} of 9 epochs" in out and out.count("\n") == 1


# --- several models in turn -------------------------------------------------------------------


def arms(*names: str) -> dict[str, tuple[nn.Module, torch.optim.Optimizer]]:
    """Models that begin alike; each is trained at its own rate."""
    rates = dict(zip(names, (0.1, 0.01, 0.001), strict=False))
    models = {name: linear() for name in names}
    return {
        name: (model, torch.optim.SGD(model.parameters(), lr=rates[name], momentum=0.9))
        for name, model in models.items()
    }


def test_fit_each_equals_separate_calls_of_fit_epoch_by_epoch():
    train, val = blobs(), blobs(30, 1)
    both = arms("fast", "slow")
    histories = fit_each(both, train, val, epochs=3, batch_size=16, seed=5)
    for name, (model, optimizer) in arms("fast", "slow").items():
        runs = [
            fit(model, train, val, epochs=1, optimizer=optimizer, batch_size=16, seed=5 + epoch)
            for epoch in range(3)
        ]
        for numbers in ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr"):
            expected = [getattr(run, numbers)[0] for run in runs]
            assert getattr(histories[name], numbers) == pytest.approx(expected)
        assert torch.allclose(both[name][0].weight, model.weight)
        assert len(histories[name].seconds) == histories[name].epochs == 3
    assert histories["fast"].train_loss != histories["slow"].train_loss


@pytest.mark.parametrize(("execution", "epochs"), [("autograde", 1), ("", 3)])
def test_nobody_watches_while_a_notebook_is_graded(monkeypatch, execution, epochs):
    monkeypatch.setenv("NBGRADER_EXECUTION", execution)
    histories = fit_each(arms("a"), blobs(), epochs=3, watch=lambda histories: None)
    assert len(histories["a"].train_loss) == histories["a"].epochs == epochs
    assert len(fit_each(arms("a"), blobs(), epochs=3)["a"].train_loss) == 3


def test_fit_each_lets_watch_see_all_runs_after_each_epoch():
    seen = []
    histories = fit_each(
        arms("a", "b"),
        blobs(),
        epochs=3,
        watch=lambda runs: seen.append({name: len(run) for name, run in runs.items()}),
    )
    assert seen == [{"a": n, "b": n} for n in (1, 2, 3)]
    assert not any(run.interrupted or run.val_loss for run in histories.values())


def test_interrupting_one_of_several_runs_keeps_all(capsys):
    seen = []
    data = Stopping(*blobs().tensors)  # stops at the fifth batch, in the first epoch of "b"
    histories = fit_each(
        arms("a", "b", "c"),
        data,
        epochs=9,
        batch_size=30,
        watch=lambda runs: seen.append([run.interrupted for run in runs.values()]),
    )
    assert {name: len(run) for name, run in histories.items()} == {"a": 1, "b": 0, "c": 0}
    assert seen == [[True] * 3]
    out = capsys.readouterr().out
    assert out == "Interrupted in epoch 1 of 9: what was learned is kept.\n"


def test_interrupting_while_the_runs_are_drawn_ends_the_training(capsys):
    def stop(runs: dict[str, History]) -> None:
        if len(runs["a"]) == 2 and not runs["a"].interrupted:
            raise KeyboardInterrupt

    histories = fit_each(arms("a", "b"), blobs(), epochs=9, watch=stop)
    assert [len(run) for run in histories.values()] == [2, 2]
    assert all(run.interrupted for run in histories.values())
    assert capsys.readouterr().out.startswith("Interrupted in epoch 2 of 9: ")


x6 = torch.zeros(4, 6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "epochs to be 1 or more, got 0"),
        ({"batch_size": 0}, "batch_size to be 1 or more"),
        ({"train": TensorDataset(x6[:0], torch.zeros(0).long())}, "in train, got none"),
        ({"val": TensorDataset(x6[:0], torch.zeros(0).long())}, "in val, got none"),
        ({"model": nn.Linear(6, 3).requires_grad_(False)}, "everything is frozen"),
        (
            {"train": TensorDataset(x6, torch.tensor([1, 2, 3, 1]))},
            r"0 \.\. 2 .*C = 3.*from 1 to 3",
        ),
        ({"train": TensorDataset(x6, torch.tensor([0, -1, 2, 1]))}, "labels from -1 to 2"),
        ({"train": [("photo", 1)]}, r"got \(str, int\)"),
        ({"train": [x6[0]]}, r"got \(Tensor\)"),
        ({"train": TensorDataset(x6)}, r"got \(Tensor\)"),
        ({"train": images()}, "got inputs torch.uint8"),
        ({"train": TensorDataset(x6, torch.zeros(4))}, "one integer label each"),
        ({"train": TensorDataset(x6, torch.zeros(4, 1).long())}, r"of shape \(4, 1\)"),
        ({"model": nn.Sequential(nn.Linear(6, 3), nn.Flatten(0))}, r"shape \(4, C\), got \(12,\)"),
        ({"model": nn.LSTM(6, 3)}, "got tuple"),
    ],
)
def test_fit_names_the_invalid_argument(change, message):
    arguments = {"model": linear(), "train": blobs(4), "epochs": 1} | change
    with pytest.raises(ValueError, match=message):
        fit(**arguments)


def test_best_epoch_counts_from_one():
    assert History().best_epoch == 0
    assert History(train_loss=[2.0, 1.0, 1.5]).best_epoch == 2
    nan = float("nan")
    assert History(train_loss=[3.0, 2.0, 1.0, 0.5], val_loss=[nan, 3.0, 1.0, 2.0]).best_epoch == 3


# --- freeze_backbone --------------------------------------------------------------------------


def frozen() -> nn.Module:
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout()
    )
    model.append(nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 3)))
    return freeze_backbone(model, model[5])


def two_steps(model: nn.Module) -> set[str]:
    """Return the names of the tensors that changed in two epochs of fit."""
    before = copy.deepcopy(model.state_dict())
    x = torch.randn(12, 3, 6, 6, generator=torch.Generator().manual_seed(0)) + 3
    fit(model, TensorDataset(x, torch.arange(12) % 3), epochs=2, batch_size=6)
    return {name for name, value in model.state_dict().items() if not value.equal(before[name])}


@pytest.mark.parametrize("way", ["itself", "copied", "twice", "loaded"])
def test_with_a_frozen_backbone_only_the_head_changes(way):
    model = frozen()
    if way == "copied":
        model = copy.deepcopy(model)
    if way == "twice":
        freeze_backbone(model, model[5])
        assert len(model[1]._forward_pre_hooks) == 1
    if way == "loaded":
        model.load_state_dict(frozen().state_dict())
    head = {name for name in model.state_dict() if name.startswith("5.")}
    assert two_steps(model) == head
    assert {n for n, p in model.named_parameters() if p.requires_grad} < head


def test_dropout_and_norm_layers_in_the_head_follow_train():
    model = frozen().train()
    model(torch.randn(4, 3, 6, 6))
    assert [model[i].training for i in (1, 4, 5)] == [False, True, True]
    assert not model.eval()[4].training


def test_unfreezing_lets_the_statistics_change_again():
    model = frozen().requires_grad_(True)
    assert two_steps(model) == set(model.state_dict())


def test_freeze_backbone_adds_no_keys_and_refuses_a_head_of_another_model():
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2))
    keys = list(model.state_dict())
    assert list(freeze_backbone(model, model[1]).state_dict()) == keys
    with pytest.raises(ValueError, match="Expected head to be a module of the model"):
        freeze_backbone(model, nn.Linear(3, 2))
