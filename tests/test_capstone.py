"""The library of lesson 08: train, load, the model card; and what its check sees of a training."""

import dataclasses
from pathlib import Path

import nbformat
import pytest
import torch
from far_device import FAR, far_device
from torch import nn
from torchvision import models
from torchvision.transforms.functional import to_pil_image

from course import backbones, capstone, checks, data, model_card, standalone
from course.checks.capstone import moved, pictures, rubric
from course.checks.capstone.rubric import RUBRICS, SOLVED
from course.checks.capstone.watching import digest, watched

ROOT, LESSON = Path(__file__).parents[1], "08_capstone"


def cells(folder):
    place = LESSON if folder == "solutions" else f"{LESSON}/{LESSON}"
    return nbformat.read(ROOT / folder / f"{place}.ipynb", as_version=4).cells


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
    _, _, preprocess = capstone.load(trained[0])
    image = small.test[0][0]
    one, batch = preprocess(to_pil_image(image)), preprocess(image[None])
    assert one.shape == batch[0].shape == (3, 32, 32)
    assert torch.allclose(one, batch[0], atol=0.05)


@pytest.mark.slow
def test_the_script_answers_for_a_photograph_where_nobody_has_the_course(small, trained, tmp_path):
    model, labels, preprocess = capstone.load(trained[0])
    photo = tmp_path / "photo.png"
    to_pil_image(small.test[0][0]).save(photo)
    with torch.no_grad():
        best = model(preprocess(small.test[0][0][None]))[0].softmax(dim=0).max(dim=0)
    told = standalone.tried(standalone.write_predict(capstone.load, trained[0]), photo)
    assert told.splitlines()[0] == f"{best.values:.3f}  {labels[int(best.indices)]}"
    assert len(told.splitlines()) == 3
    assert "FileNotFoundError" in standalone.tried(
        trained[0].with_name("predict.py"), tmp_path / "no"
    )


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
    assert card.count("\n| Ankle boot |") == 2  # recall, and a row of the matrix
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
    assert [[len(z) for z in each] for each in seen.rounds] == [[], [5], [5]]
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


# --- on a GPU, with FULL = True -----------------------------------------------------------------


@pytest.mark.parametrize(
    "left_behind",
    [
        lambda far, near: nn.Linear(3, 2).to(FAR)(near),
        lambda far, near: nn.Linear(3, 2)(far),
        lambda far, near: nn.functional.cross_entropy(far, torch.tensor([0, 1])),
        lambda far, near: torch.cat([far, near]),
        lambda far, near: far.numpy(),
    ],
)
def test_a_tensor_that_was_left_behind_is_found(monkeypatch, left_behind):
    near = torch.ones(2, 3)
    with far_device(monkeypatch):
        far = near.to(FAR)
        assert (far.device, (far + far).cpu().tolist()) == (FAR, [[2.0] * 3] * 2)
        with pytest.raises((RuntimeError, TypeError), match="same device|numpy"):
            left_behind(far, near)


@pytest.mark.slow
def test_the_version_for_a_gpu_leaves_no_tensor_behind(small, monkeypatch, tmp_path):
    """All cells but the checks, with FULL = True; in place of the downloads a few images, and a
    ResNet of random numbers. Then the cells with the solution's own train and load, a second time.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    parts = {"train": 50, "val": 20, "test": 40}
    few = dataclasses.replace(small, **{k: getattr(small, k).take(n) for k, n in parts.items()})
    pretrained, asked = backbones.pretrained, []

    def installed(name):
        asked.append(name)
        other = pretrained("efficientnet_lite0")
        return dataclasses.replace(other, name=name, model=models.resnet18().eval())

    names = {"display": lambda *_: None}
    source = {each.id: each.source for each in cells("source") if each.cell_type == "code"}
    source["08-data"] = source["08-data"].replace("FULL = False", "FULL = True")
    with far_device(monkeypatch), pytest.MonkeyPatch.context() as patched:
        patched.setattr(data, "load", lambda name, full: few if full else None)
        patched.setattr(backbones, "pretrained", installed)
        for name, text in source.items():
            if name == "08-train" or not name.endswith("-test"):
                exec(compile(text, f"<{name}>", "exec"), names)
        patched.undo()
        assert asked == ["resnet18"] * 2  # for the baselines, and for the classifier
        assert (names["BACKBONE"], names["SIDE"]) == ("resnet18", 128)
        assert next(names["my_model"].parameters()).device == FAR
        patched.setattr(checks, "yours", lambda _, *answers, instead: answers)
        for name in ("08-mine", "08-logits"):
            exec(source[name], names)
    assert names["my_labels"] == list(few.classes)
    assert names["loaded"] == pytest.approx(names["my_report"]["accuracy"], abs=1 / 40)


# --- the written answers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "value", "finished", "shown"),
    [
        ("NBGRADER_EXECUTION", "", "", False),
        ("NBGRADER_EXECUTION", "validate", "", False),
        ("NBGRADER_EXECUTION", "", "yes", True),
        ("NBGRADER_EXECUTION", "autograde", "", True),
        (SOLVED, "1", "", True),
    ],
)
@pytest.mark.parametrize("question", RUBRICS)
def test_a_rubric_is_shown_when_the_answer_is_finished(
    monkeypatch, capsys, question, variable, value, finished, shown
):
    for name in ("NBGRADER_EXECUTION", SOLVED):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    rubric(question, finished)
    said = " ".join(capsys.readouterr().out.split())
    assert [f"{name}. {text}" in said for name, text in RUBRICS[question]] == [shown] * 4


def test_rubrics_are_in_the_solutions_and_not_in_the_release():
    said = {
        folder: " ".join(
            str([(cell.source, cell.get("outputs")) for cell in cells(folder)]).split()
        )
        for folder in ("release", "solutions")
    }
    for rows in RUBRICS.values():
        for name, text in rows:
            assert name not in said["release"] and text not in said["release"]
            assert f"{name}. " in said["solutions"]


def test_while_a_notebook_is_graded_fewer_images_train(monkeypatch):
    fashion = data.load()
    assert capstone.fewer_if_graded(fashion) is fashion
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    fewer = capstone.fewer_if_graded(fashion)
    assert (len(fewer.train), len(fewer.val), len(fewer.test)) == (300, 50, 1000)
    assert fewer.classes == fashion.classes
