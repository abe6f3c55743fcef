"""What all tests share."""

import os
import shutil
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # two test processes fight over two cores otherwise
os.environ.setdefault("COURSE_DEVICE", "cpu")  # the solutions show what was computed there

import needs
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


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """A course folder with a tiny lesson, released; tests copy it."""
    import tiny  # imports nbgrader, which most tests do without

    root = tmp_path_factory.mktemp("template")
    tiny.make_course(root)
    return root


@pytest.fixture
def root(template, tmp_path) -> Path:
    """A copy of the course folder with a tiny lesson."""
    return Path(shutil.copytree(template, tmp_path / "class"))


@pytest.fixture(scope="session")
def needs_sandbox() -> str:
    """Skip the test where no sandbox can be made, or fail under CI."""
    return needs.sandbox()
