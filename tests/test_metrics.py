import math

import numpy as np
import pytest
import sklearn.metrics
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from course import metrics


@pytest.fixture
def drawn():
    """Labels and predictions of five classes: class 3 never occurs, class 4 is never predicted."""
    rng = np.random.default_rng(0)
    y_true = rng.choice([0, 0, 1, 2, 4], 200)
    y_pred = np.where(rng.random(200) < 0.7, y_true, rng.integers(0, 3, 200))
    return y_true, np.where(y_pred == 4, 3, y_pred)


def test_rows_are_the_truth():
    matrix = metrics.confusion([0, 0, 1, 0], torch.tensor([0, 1, 1, 1]), 3)
    assert matrix.dtype == torch.int64
    assert matrix.tolist() == [[1, 2, 0], [0, 1, 0], [0, 0, 0]]


def test_an_empty_set_gives_a_matrix_of_zeros():
    assert metrics.confusion([], [], 2).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("y_true", "y_pred", "message"),
    [
        ([0, 1], [0], "got 2 labels and 1"),
        ([0, 3], [0, 0], r"0 \.\. 2, got 0 \.\. 3"),
        ([-1], [0], r"got -1"),
        ([0.0, math.nan], [0, 0], "whole numbers, got float64"),
        ([[0], [1]], [0, 1], r"the shape \(2, 1\)"),
    ],
)
def test_invalid_labels_are_refused(y_true, y_pred, message):
    with pytest.raises(ValueError, match=message):
        metrics.confusion(y_true, y_pred, 3)


@pytest.mark.parametrize("zero_division", [0.0, 1.0])
def test_scores_per_class_equal_those_of_scikit_learn(drawn, zero_division):
    each = metrics.per_class(metrics.confusion(*drawn, 5), zero_division)
    want = sklearn.metrics.precision_recall_fscore_support(
        *drawn, labels=range(5), zero_division=zero_division
    )
    for name, values in zip(("precision", "recall", "f1", "support"), want, strict=True):
        np.testing.assert_allclose(each[name], values, err_msg=name)


@pytest.mark.parametrize("how", ["macro", "micro", "weighted"])
@pytest.mark.parametrize("labels", [None, [0, 3, 4]])
def test_averages_equal_those_of_scikit_learn(drawn, how, labels):
    got = metrics.average(metrics.confusion(*drawn, 5), how, labels)
    *want, _ = sklearn.metrics.precision_recall_fscore_support(
        *drawn, labels=labels or range(5), average=how, zero_division=0
    )
    np.testing.assert_allclose(list(got.values()), want)


def test_shares_of_rows_and_columns():
    matrix = torch.tensor([[3, 1, 0], [1, 1, 0], [0, 0, 0]])
    nan = torch.full((3,), math.nan).double()
    rows, columns = metrics.shares(matrix, "truth"), metrics.shares(matrix, "prediction")
    torch.testing.assert_close(rows[0], torch.tensor([0.75, 0.25, 0]).double())
    torch.testing.assert_close(rows[2], nan, equal_nan=True)
    torch.testing.assert_close(columns[:, 0], torch.tensor([0.75, 0.25, 0]).double())
    torch.testing.assert_close(columns[:, 2], nan, equal_nan=True)
    with pytest.raises(ValueError, match="Expected 'truth' or 'prediction', got 'none'"):
        metrics.shares(matrix, "none")


def test_averages_over_nothing():
    with pytest.raises(ValueError, match="'macro'"):
        metrics.average([[1]], "mean")
    with pytest.raises(ValueError, match="at least one label"):
        metrics.average([[1]], "macro", [])
    assert metrics.average([[0]], "weighted", zero_division=1.0)["f1"] == 1


def test_an_example_of_a_hundred_patients():
    matrix = torch.tensor([[45, 5], [10, 40]])
    each = metrics.per_class(matrix)
    assert each["precision"][1] == pytest.approx(40 / 45)
    assert each["recall"][1] == 0.8
    assert each["f1"][1] == pytest.approx(80 / 95)
    assert metrics.average(matrix, "micro")["f1"] == 0.85
    assert metrics.most_confused(matrix) == [(1, 0, 10), (0, 1, 5)]


@pytest.mark.parametrize("matrix", [[[1, 2]], [[0.5]], [[-1]], [1], []])
def test_a_matrix_without_counts_is_refused(matrix):
    with pytest.raises(ValueError, match="counts"):
        metrics.per_class(matrix)


def test_counts_at_a_threshold():
    counts = metrics.counts_at([1, 1, 0, 0, 0], torch.tensor([0.9, 0.4, 0.4, 0.3, 0.1]), 0.4)
    assert counts == metrics.Counts(tp=2, fp=1, fn=0, tn=2)
    assert (counts.accuracy, counts.recall) == (0.8, 1.0)
    assert counts.precision == pytest.approx(2 / 3)
    assert counts.f1 == 0.8
    assert math.isnan(metrics.counts_at([0], [0.1], 0.4).recall)


def test_invalid_scores_are_refused():
    for scores, threshold in (([0.1, math.nan], 0.5), (["a", "b"], 0.5), ([0.1, 0.2], math.nan)):
        with pytest.raises(ValueError):
            metrics.counts_at([0, 1], scores, threshold)
    with pytest.raises(ValueError, match="both labels"):
        metrics.pr_points([1, 1], [0.1, 0.2])


def test_each_point_of_a_curve_equals_the_counts_at_its_threshold():
    rng = np.random.default_rng(1)
    y_true, scores = rng.integers(0, 2, 60), rng.integers(0, 20, 60) / 20  # with ties
    pr, roc = metrics.pr_points(y_true, scores), metrics.roc_points(y_true, scores)
    for i, threshold in enumerate(pr["threshold"].tolist()):
        counts = metrics.counts_at(y_true, scores, threshold)
        assert pr["precision"][i] == pytest.approx(counts.precision)
        assert pr["recall"][i] == pytest.approx(counts.recall)
    assert roc["threshold"][0] == math.inf
    for i, threshold in enumerate(roc["threshold"].tolist()):
        counts = metrics.counts_at(y_true, scores, threshold)
        assert roc["tpr"][i] == pytest.approx(counts.recall)
        assert roc["fpr"][i] == pytest.approx(counts.fp / (counts.fp + counts.tn)) == counts.fpr


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(), nn.Linear(8, 3))


def test_evaluate_averages_over_images_and_restores_every_mode(model):
    data = TensorDataset(torch.randn(10, 4), torch.arange(10) % 3)
    model.train()
    model[1].eval()
    before = {name: t.clone() for name, t in model.state_dict().items()}
    got = metrics.evaluate(model, DataLoader(data, batch_size=4))
    assert [m.training for m in model] == [True, False, True, True]
    assert all(torch.equal(t, before[name]) for name, t in model.state_dict().items())
    model.eval()
    logits = model(data.tensors[0])
    assert got["loss"] == pytest.approx(nn.functional.cross_entropy(logits, data.tensors[1]).item())
    assert got["accuracy"] == (logits.argmax(1) == data.tensors[1]).sum().item() / 10
    assert metrics.evaluate(model, data) == pytest.approx(got)


def test_evaluate_restores_the_mode_after_an_error(model):
    model.train()
    with pytest.raises(RuntimeError):
        metrics.evaluate(model, [(torch.zeros(2, 9), torch.zeros(2).long())])
    assert all(m.training for m in model.modules())
    with pytest.raises(ValueError, match="at least one image"):
        metrics.evaluate(model, [])
