"""JupyterLab as `course lab` starts it, on a copy of the lessons, and a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import needs
import pytest
from driver import ROOT, Lab, chromium
from playwright.sync_api import Browser, sync_playwright
from server import served

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="module")  # not longer: its event loop would disturb other tests
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium() or playwright.chromium.executable_path
        if not Path(path).exists():
            needs.missing(
                "Found no browser. Install chromium, or run: playwright install chromium."
            )
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory, browser) -> Iterator[Lab]:
    """A running JupyterLab: its address, and the folder that it shows."""
    folder = tmp_path_factory.mktemp("lab")
    # These files make a folder look like the project to `course lab`.
    (folder / "course").mkdir()
    for name in ("nbgrader_config.py", "course/cli.py"):
        (folder / name).touch()
    shutil.copytree(ROOT / "release", folder / "release", ignore=shutil.ignore_patterns(".*"))
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    command = ["-P", "-m", "course.cli", "lab"]
    with served(folder, *command) as url:
        yield Lab(url, folder / "work", browser, tmp_path_factory.mktemp("pictures"))
