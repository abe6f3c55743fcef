"""Raises the check's own exceptions: NotAttempted, CheckFailed, Skipped."""

# %% 00-best-class
import unittest


def best_class(logits):
    if len(logits) == 3:
        raise unittest.SkipTest("not today")
    raise checks.NotAttempted("00-best-class")
