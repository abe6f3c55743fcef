"""JupyterLab as `course lab` starts it, on a copy of the lessons, and a browser to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driver import PATIENCE, ROOT, Lab, chromium
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="module")  # no longer: its event loop would stand in the way of others
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium() or playwright.chromium.executable_path
        if not Path(path).exists():
            message = "No browser was found. Install chromium, or run: playwright install chromium"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory, browser) -> Iterator[Lab]:
    """A running JupyterLab: the address, and the folder that it shows."""
    folder = tmp_path_factory.mktemp("lab")
    # What makes a folder the project for `course lab`.
    (folder / "course").mkdir()
    for name in ("nbgrader_config.py", "course/cli.py"):
        (folder / name).touch()
    shutil.copytree(ROOT / "release", folder / "release", ignore=shutil.ignore_patterns(".*"))
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        name: str(folder / place)
        for name, place in {
            "HOME": "home",
            "IPYTHONDIR": "home/ipython",
            "JUPYTER_CONFIG_DIR": "home/config",
            "JUPYTER_DATA_DIR": "home/data",
            "JUPYTER_RUNTIME_DIR": "home/runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        }.items()
    }
    command = [sys.executable, "-P", "-m", "course.cli", "lab", "--no-browser", f"--port={port}"]
    command += ["--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=test"]
    command += ["--LabApp.expose_app_in_browser=True", "--ServerApp.quit_button=False"]
    url = f"http://127.0.0.1:{port}"
    with (folder / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | own | {"COURSE_DEVICE": "cpu"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait(lambda: answers(f"{url}/api/status?token=test"), server)
            yield Lab(url, folder / "work", browser, tmp_path_factory.mktemp("pictures"))
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait(condition: Callable[[], object], server: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert server.poll() is None, "JupyterLab ended"
        assert time.monotonic() < end, "JupyterLab does not answer"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False
