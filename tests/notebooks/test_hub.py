"""A class on a real JupyterHub, on loopback: what `course pack --hub` says, followed to the end.

All users share the account that runs the tests, so the hub's own test spawner starts their servers;
permissions between accounts are nbgrader's, and are not tested here.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import tiny
from loopback import free_port

from course import cli
from course.demo import fill_in
from course.markers import nbgrader_metadata, solution

ROOT = Path(__file__).parents[2]
LESSON, COURSE = "00_start_here", "heads-2026"
PATIENCE = 90  # seconds until a server must have answered
HUB = """
import os, sys
c = get_config()
c.JupyterHub.bind_url, c.JupyterHub.hub_port = "http://127.0.0.1:{port}", {hub_port}
c.ConfigurableHTTPProxy.command = [os.path.join(sys.prefix, "bin", "configurable-http-proxy")]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.authenticator_class, c.Authenticator.allow_all = "dummy", True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {home!r} + "/{{username}}"
c.Spawner.cmd = [os.path.join(sys.prefix, "bin", "jupyterhub-singleuser")]
c.Spawner.args = ["--allow-root"]
c.Spawner.environment = {{"COURSE_DEVICE": "cpu"}}
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}  # do not wait for one server
c.JupyterHub.services = [{{"name": "test", "api_token": "only-for-this-test"}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "test", "services": ["test"], "scopes": scopes}}]
"""


@dataclass
class Hub:
    """A hub that runs, at an address; ``home`` has its users' home folders."""

    url: str
    home: Path

    def ask(self, path: str, data: dict | None = None, method: str | None = None) -> object:
        """Send a request as the hub's service; return what the JSON of the reply says."""
        body = None if data is None else json.dumps(data).encode()
        headers = {"Authorization": "token only-for-this-test", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as reply:
            text = reply.read().decode()
        return json.loads(text) if text[:1] in ("{", "[") else text

    def start(self, *users: str) -> None:
        for user in users:
            self.ask(f"/hub/api/users/{user}", {}) if user != "grace" else None
            self.ask(f"/hub/api/users/{user}/server", {})
        for user in users:
            wait(lambda user=user: self.ask(f"/hub/api/users/{user}")["servers"][""]["ready"])

    def assignments(self, user: str, action: str | None = None) -> dict[str, list]:
        """Use a student's assignment list: "fetch", "submit", "fetch_feedback", or only look."""
        if action is None:
            reply = self.ask(f"/user/{user}/assignments?course_id={COURSE}")
        else:
            what = {"course_id": COURSE, "assignment_id": LESSON}
            reply = self.ask(f"/user/{user}/assignments/{action}", what)
        assert reply["success"], reply
        found: dict[str, list] = {}
        for each in reply["value"]:
            found.setdefault(each["status"], []).append(each)
        return found

    def formgrader(self, step: str) -> None:
        """Press one of the instructor's buttons on a lesson."""
        reply = self.ask(f"/user/grace/formgrader/api/assignment/{LESSON}/{step}", {})
        assert reply["success"], reply


def wait(condition) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError, KeyError):
            if condition():
                return
        assert time.monotonic() < end, f"the hub did not answer within {PATIENCE} s"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def hub(tmp_path_factory) -> Iterator[Hub]:
    """A hub with the fragment that was packed for a class that grace has just made.

    The servers of grace, who teaches, and of ada and ben are running.
    """
    tmp_path = tmp_path_factory.mktemp("hub")
    home = tmp_path / "home"
    options = ["--course-id", COURSE, "--exchange", str(tmp_path / "exchange")]
    assert cli.main(["init", str(home / "grace" / COURSE), "--lessons", LESSON, *options]) == 0
    with contextlib.chdir(home / "grace" / COURSE):
        assert cli.main(["pack", "--hub", "--to", str(tmp_path / "hub.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "hub.zip") as file:
        file.extractall(tmp_path)
    port, hub_port, proxy_port = free_port(), free_port(), free_port()
    own = HUB.format(home=str(home), port=port, hub_port=hub_port, proxy_port=proxy_port)
    fragment = tmp_path / f"{COURSE}-hub" / "jupyterhub_config.py"
    lines = [own, f"load_subconfig({str(fragment)!r})"]
    lines += [f'c.JupyterHub.load_groups = {{"{COURSE}-instructors": {{"users": ["grace"]}}}}']
    (tmp_path / "jupyterhub_config.py").write_text("\n".join(lines))
    env = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    log = tmp_path / "hub.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub"], cwd=tmp_path, env=env, stdout=file, stderr=file
        )
        try:
            running = Hub(f"http://127.0.0.1:{port}", home)
            wait(lambda: running.ask("/hub/api/users") and process.poll() is None)
            running.start("grace", "ada", "ben")
            yield running
        except Exception:
            print(log.read_text())  # pytest shows it if the test fails
            raise
        finally:
            for user in ("ada", "ben", "grace"):
                with contextlib.suppress(OSError):
                    running.ask(f"/hub/api/users/{user}/server", method="DELETE")
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()


def write_answers(path: Path) -> None:
    source = nbformat.read(ROOT / "source" / LESSON / f"{LESSON}.ipynb", as_version=4)
    right = {c.id: c.source for c in solution(source).cells if nbgrader_metadata(c).get("solution")}
    nbformat.write(fill_in(nbformat.read(path, as_version=4), right), path)


@pytest.mark.slow
def test_a_lesson_goes_to_students_and_their_points_come_back(hub, monkeypatch, capsys):
    """Released, fetched, submitted, collected, graded, and returned with feedback."""
    folder = hub.home / "grace" / COURSE
    (folder / "students.csv").write_text("id,first_name\nada,Ada\nben,Ben\n")
    (folder / "due_dates.csv").write_text(f"lesson,due,timezone\n{LESSON},2026-01-01 12:00,UTC\n")
    assert cli.main(["init", str(folder)]) == 0

    hub.formgrader("assign")
    hub.formgrader("release")
    for student in ("ada", "ben"):
        [released] = hub.assignments(student)["released"]
        assert (released["course_id"], released["assignment_id"]) == (COURSE, LESSON)
        assert "fetched" in hub.assignments(student, "fetch")
    write_answers(hub.home / "ada" / LESSON / f"{LESSON}.ipynb")
    for student in ("ada", "ben"):
        assert len(hub.assignments(student, "submit")["submitted"]) == 1

    hub.formgrader("collect")
    monkeypatch.chdir(folder)
    sandbox = [] if tiny.sandboxed() else ["--unsafe-no-sandbox"]
    assert cli.main(["grade", LESSON, "--workers", "1", *sandbox]) == 0
    rows = hub.ask(f"/user/grace/formgrader/api/submissions/{LESSON}")
    scores = {row["student"]: (row["score"], row["max_score"], row["first_name"]) for row in rows}
    assert scores == {"ada": (2, 2, "Ada"), "ben": (0, 2, "Ben")}

    hub.formgrader("generate_feedback")
    hub.formgrader("release_feedback")
    hub.assignments("ada", "fetch_feedback")
    [page] = (hub.home / "ada" / LESSON / "feedback").rglob("*.html")
    assert "<b>2</b> of 2 points" in page.read_text(encoding="utf-8")

    # The date of the table is long over; then the settings say what that costs.
    settings = folder / "nbgrader_config.py"
    settings.write_text(
        settings.read_text().replace('penalty_method = "none"', 'penalty_method = "zero"')
    )
    assert cli.main(["grade", LESSON, *sandbox]) == 0
    assert "They changed for: ada." in capsys.readouterr().out


@pytest.mark.slow
def test_students_and_instructors_get_their_own_tools(hub):
    assert "formgrader" in hub.ask("/user/grace/formgrader")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        hub.ask("/user/ada/formgrader")
    disabled = {}
    for user in ("ada", "grace"):
        page = hub.ask(f"/user/{user}/lab")
        text = page.split('id="jupyter-config-data" type="application/json">')[1]
        config = json.loads(text.split("</script>")[0])
        disabled[user] = set(config["disabledExtensions"])
        assert config["exposeAppInBrowser"] is True  # the buttons below a question need it
    tools = {f"@jupyter/nbgrader:{name}" for name in ("create-assignment", "formgrader")}
    assert tools <= disabled["ada"]
    assert not tools & disabled["grace"]
    assert "@jupyter/nbgrader:assignment-list" not in disabled["ada"]
