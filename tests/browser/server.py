"""A Jupyter server for these tests, on loopback."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from driver import PATIENCE
from loopback import free_port


@contextlib.contextmanager
def served(folder: Path, *command: str) -> Iterator[str]:
    """Run a Jupyter server in this folder, with its home there too; yield its address."""
    port = free_port()
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
    options = ["--no-browser", f"--port={port}", "--ServerApp.ip=127.0.0.1", "--allow-root"]
    options += ["--IdentityProvider.token=test", "--ServerApp.quit_button=False"]
    url = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *command, *options],
            cwd=folder,
            env=os.environ | own | {"COURSE_DEVICE": "cpu"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait(lambda: answers(f"{url}/api/status?token=test"), server)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait(condition: Callable[[], object], server: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert server.poll() is None, "JupyterLab ended before it answered"
        assert time.monotonic() < end, f"JupyterLab did not answer within {PATIENCE} s"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False
