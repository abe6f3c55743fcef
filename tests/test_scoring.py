"""Scores that are easy to get wrong, against sums by hand and copies planted by hand."""

import pytest
import torch

from course import data, scoring


def test_accuracy_counts_images_not_batches():
    right, wrong = torch.tensor([[9.0, 0.0]]), torch.tensor([[0.0, 9.0]])
    zeros = torch.zeros(4, dtype=torch.int64)
    batches = [(right.expand(3, 2), zeros[:3]), (wrong, zeros[:1]), (wrong[:0], zeros[:0])]
    assert scoring.accuracy(batch for batch in batches) == 0.75
    with pytest.raises(ValueError, match="at least one image"):
        scoring.accuracy(batches[2:])


@pytest.mark.parametrize(
    ("recall", "want"), [(0.1, 0.75), (0.25, 0.75), (0.26, 0.5), (0.75, 0.5), (1.0, 0.25)]
)
def test_the_threshold_is_the_highest_that_reaches_the_recall(recall, want):
    y, p = torch.tensor([1, 0, 1, 1, 0, 1]), torch.tensor([0.5, 0.6, 0.75, 0.5, 0.3, 0.25])
    assert scoring.choose_threshold(y, p, recall) == want


def test_a_recall_of_seven_in_ten_needs_seven():
    p = torch.arange(10) / 16
    assert scoring.choose_threshold(torch.ones(10), p, 0.7) == 3 / 16


@pytest.mark.parametrize(("y", "recall"), [([0, 0], 0.5), ([0, 1], 1.01)])
def test_a_recall_that_nothing_reaches_is_refused(y, recall):
    with pytest.raises(ValueError, match="Expected a recall"):
        scoring.choose_threshold(torch.tensor(y), torch.tensor([0.1, 0.2]), recall)


def test_the_interval_holds_the_difference_and_repeats():
    y = torch.tensor([0] * 60 + [1] * 40)
    guess = torch.tensor([0] * 55 + [1] * 45)
    found = scoring.beats_majority(y, guess, seed=3)
    difference, low, high = found
    assert difference == pytest.approx(0.95 - 0.6)
    assert low < difference < high
    assert high - low == pytest.approx(2 * 1.96 * 0.0572, rel=0.2)
    assert found == scoring.beats_majority(y, guess, seed=3)


def test_copies_are_found_mirrored_moved_and_noisy():
    fashion = data.load("fashion")
    train, test = fashion.train.images[:50], fashion.test.images[:50].clone()
    moved = train[3].roll(1, -1)
    moved[..., 0] = 0
    test[7], test[8], test[9] = train[0], train[1].flip(-1), moved
    test[10] = (train[4].int() - 4).clamp(0).to(torch.uint8)
    assert scoring.leaked(train, test) == [7, 8, 9, 10]
