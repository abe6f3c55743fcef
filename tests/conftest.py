"""What all tests share."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # two test processes fight over two cores otherwise

import pytest
from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture(autouse=True)
def outside(monkeypatch) -> None:
    """No notebook is running, whatever other tests did in this process."""
    monkeypatch.setattr(InteractiveShell, "initialized", lambda: False)


@pytest.fixture
def inside(monkeypatch, outside) -> None:
    """Pretend to be in a notebook."""
    monkeypatch.setattr(InteractiveShell, "initialized", lambda: True)
