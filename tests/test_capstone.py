"""The library of lesson 08: train, load, the model card; and what its check sees of a training."""

import dataclasses

import pytest
import torch
from torch import nn

from course import capstone, data, model_card
from course.checks.capstone import moved, pictures
from course.checks.capstone.watching import digest, watched


@pytest.fixture(scope="module")
def small():
    fashion = data.load("fashion")
    parts = {"train": 120, "val": 40, "test": 61}
    taken = {name: getattr(fashion, name).take(n) for name, n in parts.items()}
    return dataclasses.replace(fashion, **taken)


@pytest.fixture(scope="module")
def trained(small, tmp_path_factory):
    path = tmp_path_factory.mktemp("capstone") / "checkpoint.pt"
    return path, capstone.train(small, path, size=32)


@pytest.mark.slow
def test_what_is_loaded_scores_what_was_reported(small, trained):
    path, report = trained
    model, labels, preprocess = capstone.load(path)
    logits = model_card.logits_of(model, preprocess, small.test)
    right = (logits.argmax(dim=1) == small.test.labels).double().mean().item()
    assert tuple(labels) == small.classes and not model.training
    assert right == pytest.approx(report["accuracy"], abs=1 / 61)
    assert report["low"] < report["accuracy"] < report["high"]
    assert set(report["recall"]) == set(small.classes)


@pytest.mark.slow
def test_a_photograph_and_a_batch_are_prepared_alike(small, trained):
    from torchvision.transforms.functional import to_pil_image

    _, _, preprocess = capstone.load(trained[0])
    image = small.test[0][0]
    one, batch = preprocess(to_pil_image(image)), preprocess(image[None])
    assert one.shape == batch[0].shape == (3, 32, 32)
    assert torch.allclose(one, batch[0], atol=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["truncated", "foreign", "labels"])
def test_a_file_that_cannot_be_used_is_a_value_error(trained, tmp_path, damage):
    path = tmp_path / "damaged.pt"
    stored = torch.load(trained[0], weights_only=True)
    if damage == "truncated":
        path.write_bytes(trained[0].read_bytes()[:5000])
    elif damage == "foreign":
        torch.save({"epoch": 1}, path)
    else:
        torch.save(stored | {"labels": stored["labels"][1:]}, path)
    with pytest.raises(ValueError, match="Expected"):
        capstone.load(path)


@pytest.mark.slow
def test_the_card_says_what_was_measured(small, trained, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no costs were measured here
    path, report = trained
    model, _, preprocess = capstone.load(path)
    logits = model_card.logits_of(model, preprocess, small.test)
    stored = torch.load(path, weights_only=True)
    card = model_card.write_card(path, small, stored, logits, report, {"majority": 0.1}, "None.")
    assert f"Accuracy {report['accuracy']:.3f}" in card and "majority: 0.100" in card
    assert card.count("| Ankle boot |") == 2  # recall, and a row of the matrix
    assert path.with_name("worst_cells.png").stat().st_size > 1000
    assert path.with_name("model_card.md").read_text("utf-8") == card


def test_calibration_weighs_bins_by_images():
    logits = torch.tensor([[9.0, 0.0]] * 3 + [[0.5, 0.0]])
    rows, error = model_card.calibration(logits, torch.tensor([0, 0, 1, 0]))
    sure = torch.tensor([9.0, 0.0]).softmax(0)[0].item()
    unsure = torch.tensor([0.5, 0.0]).softmax(0)[0].item()
    assert [row[2] for row in rows] == [1, 3]
    assert error == pytest.approx(0.75 * (sure - 2 / 3) + 0.25 * (1 - unsure), abs=1e-6)


def test_a_training_is_watched_without_hooks():
    model, x = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Linear(5, 3)), torch.randn(8, 4)
    before = [digest(value) for value in model.state_dict().values()]
    call = nn.Module.__call__.__code__
    with watched(3) as seen:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(2):
            nn.functional.cross_entropy(model(x), torch.arange(8) % 3).backward()
            optimizer.step()
            with torch.no_grad():
                model.eval()(x[:5])
            model.train()
    assert set(before) <= seen.start
    assert seen.steps == 2 and seen.learned
    assert [[len(z) for z in each] for each in seen.rounds] == [[8], [5, 8], [5]]
    assert nn.Module.__call__.__code__ is call
    assert not any(digest(p) in seen.start for p in model[2].parameters())


def test_runs_of_outputs_that_make_up_a_split_are_found():
    outputs = [torch.zeros(n, 2) for n in (8, 4, 4, 3, 8)]
    assert [len(each) for each in moved._slices(outputs, 11)] == [11, 11]
    assert moved._slices(outputs, 5) == []


@pytest.mark.parametrize("seed", range(4))
def test_the_classes_of_the_check_are_in_no_guessable_order(seed):
    names = pictures._shuffled(5, seed)
    assert len(set(names)) == 5
    assert list(names) != sorted(names)
    assert list(names) != sorted(names, key=data.FASHION_CLASSES.index)
