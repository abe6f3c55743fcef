"""What some tests need from the machine: a sandbox, a database server, a browser, Sphinx.

On somebody's own machine, such a test is skipped where that is missing. Where the variable CI is
set, as services that run tests do, it fails: a green run must not mean that nothing was tried.
"""

import os
from typing import NoReturn

import pytest

from course.kernels.sandbox import Unavailable, check_sandbox


def missing(what: str) -> NoReturn:
    """Skip this test, or fail under CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} With CI set, this is a failure and no reason to skip.", pytrace=False)
    pytest.skip(what)


def sandbox() -> str:
    """Return the path of bubblewrap, or skip or fail."""
    try:
        return check_sandbox()
    except Unavailable as why:
        missing(str(why))
