"""One thread for each test process, and tests that belong together on one of them."""

import os
from pathlib import Path

import pytest

# Before torch is imported: two processes with two threads each fight over two cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Each lesson takes a minute here, and shares nothing with the others.
APART = ("test_scores_are_what_was_earned", "test_the_bank_gets_what_it_deserves")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With ``--dist loadgroup`` a file stays on one worker: the cells of a notebook share a kernel.

    Only tests that go lesson by lesson are spread.
    """
    for item in items:
        apart = item.name.startswith(APART)
        item.add_marker(pytest.mark.xdist_group(item.name if apart else Path(item.path).stem))
