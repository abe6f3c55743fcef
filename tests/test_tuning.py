"""The library version of lesson 07's functions: the same promises as the exercises make."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from course import checks, tuning
from course.checks.fine_tuning.probe import accuracy, logistic_regression

checks.load()


@pytest.fixture
def blobs():
    draws = torch.Generator().manual_seed(0)
    y = torch.randint(3, (300,), generator=draws)
    x = 2 * F.one_hot(y, 8).float() + torch.randn(300, 8, generator=draws)
    return x, y


def test_a_cache_is_the_naive_loop_and_leaves_the_backbone():
    backbone = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    backbone[1].eval()
    x = torch.randn(7, 3)
    features = tuning.cached_features(backbone, x, 3)
    assert [m.training for m in backbone] == [True, False, True]
    assert not features.requires_grad and features.shape == (7, 4)
    assert torch.allclose(features, backbone.eval()(x), atol=1e-6)


def test_the_reference_of_the_check_is_scikit_learns(blobs):
    from sklearn.linear_model import LogisticRegression

    x, y = blobs
    theirs = LogisticRegression(max_iter=1000).fit(x, y)
    ours = logistic_regression(x, y, 3)
    assert abs(100 * theirs.score(x, y) - accuracy(ours, x, y)) < 0.5
    assert torch.allclose(ours.weight, torch.from_numpy(theirs.coef_).float(), atol=0.02)


def test_a_probe_is_as_good_as_logistic_regression(blobs):
    x, y = blobs
    probe = tuning.linear_probe(x, y, 3, epochs=30, lr=0.02)
    assert accuracy(probe, x, y) > accuracy(logistic_regression(x, y, 3), x, y) - 3


def test_a_start_from_a_probe_takes_a_copy():
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 9)).double().eval()
    probe = nn.Linear(5, 3).requires_grad_(False)
    x = torch.randn(2, 4).double()
    want = probe(model[:2](x).float())
    assert torch.allclose(tuning.start_from_probe(model, probe)(x).float(), want, atol=1e-5)
    assert model[2] is not probe and model[2].weight.requires_grad and not model[2].training


def test_the_best_epoch_comes_back():
    draws = torch.Generator().manual_seed(0)
    x, y = torch.randn(20, 5, generator=draws), torch.randint(2, (20,), generator=draws)
    model = nn.Sequential(nn.Linear(5, 2), nn.BatchNorm1d(2))
    steps = torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.9)
    train, val = TensorDataset(x, y), TensorDataset(x, 1 - y)  # every step is a mistake on val
    _, history = tuning.fit_with_patience(model, steps, train, val, epochs=30, patience=3)
    with torch.no_grad():
        loss = F.cross_entropy(model.eval()(x), 1 - y).item()
    assert len(history) == history.best_epoch + 3
    assert loss == pytest.approx(min(history.val_loss), rel=1e-4)


def test_rates_fall_from_the_head_and_cover_everything():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 3), nn.Linear(3, 2))
    groups = tuning.layerwise_rates(model, model[3], 1.0, 0.5)
    assert [group["lr"] for group in groups] == [1.0, 0.5, 0.25]
    assert sum(len(group["params"]) for group in groups) == 6
    model[0].requires_grad_(False)
    assert len(tuning.layerwise_rates(model, model[3], 1.0, 0.5)) == 2


@pytest.mark.parametrize("head", [nn.Linear(4, 3), nn.Conv2d(4, 3, 3, padding=1, bias=False)])
def test_a_class_more_keeps_the_old_rows(head):
    new = tuning.add_class(head.requires_grad_(False))
    assert torch.equal(new.weight[:3], head.weight) and len(new.weight) == 4
    assert all(p.requires_grad for p in new.parameters())
    assert (new.bias is None) == (head.bias is None)


def test_rows_start_warm_where_one_name_is_equal():
    old, head = nn.Linear(2, 4), nn.Linear(2, 3)
    before = copy.deepcopy(head)
    names = ["b", "a", "c"]
    assert tuning.warm_start(head, names, old, ["a", "c", "b", "c"]) == ["b", "a"]
    assert torch.equal(head.weight[:2], old.weight[[2, 0]])
    assert torch.equal(head.weight[2], before.weight[2])


@pytest.mark.parametrize("factor", [0.3, 1.0, 9.0])
def test_no_other_temperature_is_better(factor):
    draws = torch.Generator().manual_seed(1)
    z = 2 * torch.randn(400, 4, generator=draws)
    y = torch.multinomial(z.softmax(1), 1, generator=draws)[:, 0]
    z = factor * z
    best = tuning.fit_temperature(z, y)
    losses = [F.cross_entropy(z / (best * f), y).item() for f in (0.9, 1.0, 1.1)]
    assert losses[1] == min(losses) and best == pytest.approx(factor, rel=0.3)


def test_ways_to_prepare_images_differ_in_accuracy_in_both_directions():
    """Otherwise the check of 07-preprocess could not tell a sign, or a share from points."""
    from course.checks.exercise import EXERCISES
    from course.checks.fine_tuning.preprocess import _WORDS, _WRONG, _data, _right

    exercise, signs = EXERCISES["07-preprocess"], []
    for text in exercise.tries:
        case = exercise.case(text)
        wrong = _WRONG[next(w for w in _WORDS if w in case.words)]
        good, bad = _data(case, _right, wrong)[1]
        signs.append((good > bad) - (good < bad))
    assert signs.count(1) >= 2 and -1 in signs, signs
