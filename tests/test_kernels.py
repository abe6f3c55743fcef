"""Warm and sandboxed kernels, as any Jupyter program starts them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from course.kernels import launcher, provisioner, ready
from course.kernels.launcher import Server
from course.kernels.sandbox import Limits, Unavailable

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux"),
]
both = pytest.mark.parametrize("kind", ["course-warm", "course-sandboxed"])
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
OPTIONS = {"record_timing": False, "coalesce_streams": True, "timeout": 60}


@pytest.fixture(scope="module", autouse=True)
def close():
    yield
    provisioner.close_idle()


@pytest.fixture(autouse=True)
def possible(request):
    if getattr(request.node, "callspec", None) and "course-sandboxed" in (
        request.node.callspec.params.values()
    ):
        request.getfixturevalue("needs_sandbox")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working directory, because a sandboxed kernel gets a copy of it."""
    monkeypatch.chdir(tmp_path)


@contextlib.contextmanager
def by_default(kind):
    """Do what JUPYTER_DEFAULT_PROVISIONER_NAME does for a new process."""
    factory = KernelProvisionerFactory.instance()
    before, factory.default_provisioner_name = factory.default_provisioner_name, kind
    try:
        yield
    finally:
        factory.default_provisioner_name = before


@contextlib.contextmanager
def kernel(kind, **start):
    """Yield a running kernel's manager and client."""
    with by_default(kind):
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(**start)
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            yield manager, client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


@contextlib.contextmanager
def hidden():
    """Put the idle processes aside, and end those that are started instead.

    Other tests use them later, because starting one takes seconds.
    """
    idle = provisioner._idle[:]
    provisioner._idle.clear()
    try:
        yield
    finally:
        provisioner.close_idle()
        provisioner._idle.extend(idle)


def ask(client, code):
    """Run the code without errors, and return what it prints."""
    printed = []

    def hear(message):
        printed.append(message["content"].get("text", ""))

    reply = client.execute_interactive(code, output_hook=hear, allow_stdin=False, timeout=60)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(printed)


@both
def test_nbclient_runs_the_same_notebook_twice_with_the_same_results(kind, tmp_path):
    (tmp_path / "given.txt").write_text("given")
    cells = [
        "print(open('given.txt').read())",
        "import random, numpy, torch\nprint(random.random(), numpy.random.rand(), torch.rand(1))",
        "print(torch.get_num_threads())",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "import sys; print(sys.argv[0], '' in sys.path)",
    ]
    ran = []
    for _ in range(2):
        notebook = new_notebook(cells=[new_code_cell(c, id=f"c{i}") for i, c in enumerate(cells)])
        where = {"metadata": {"path": str(tmp_path)}}
        with by_default(kind):
            NotebookClient(notebook, resources=where, **OPTIONS).execute()
        ran.append(
            [[o.get("text") or sorted(o["data"]) for o in c.outputs] for c in notebook.cells]
        )
    assert ran[0] == ran[1]
    assert ran[0][0] == ["given\n"]
    assert ran[0][2] == ["1\n"]
    assert ran[0][3] == [["image/png", "text/plain"]]
    assert ran[0][4] == ["ipykernel_launcher True\n"]


@both
def test_interrupt_restart_and_shutdown_work(kind):
    with kernel(kind) as (manager, client):
        ask(client, "x = 1")
        sent = client.execute(
            "import time\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    x = 2"
        )
        time.sleep(0.5)
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=20)
        assert reply["parent_header"]["msg_id"] == sent
        assert ask(client, "print(x)") == "2\n"
        for now in (True, False):
            ask(client, "x = 3")
            manager.restart_kernel(now=now)
            client.wait_for_ready(timeout=60)
            assert ask(client, "print('x' in globals())") == "False\n"
        manager.shutdown_kernel()
        assert not manager.is_alive()
    assert len(provisioner._idle) >= 1


@both
def test_nothing_leaks_into_the_next_kernel(kind):
    with kernel(kind) as (_, client):
        ask(client, "import os, sys, random, torch, torchvision")
        ask(client, "os.environ['LEFT'] = '1'; sys.path.insert(0, 'left'); torch.left = 1")
        ask(client, "sys.modules['left'] = os; os.chdir('/'); first = random.random()")
        one = ask(client, "print(os.getpid())")
    with kernel(kind) as (_, client):
        look = "import os, sys, torch, gc\n"
        look += "print('LEFT' in os.environ, 'left' in sys.path, hasattr(torch, 'left'))\n"
        look += "print('left' in sys.modules, os.getcwd() == '/', 'first' in globals())"
        assert ask(client, look) == "False False False\nFalse False False\n"
        assert ask(client, "print(os.getpid())") != one


def test_kernels_at_the_same_time_are_separate():
    with kernel("course-warm") as (one, client), kernel("course-warm") as (other, second):
        assert one.provisioner.server is not other.provisioner.server
        ask(client, "x = 1")
        ask(second, "x = 2")
        assert ask(client, "print(x)") == "1\n"
        pids = [ask(each, "import os; print(os.getpid())") for each in (client, second)]
        assert len(set(pids)) == 2


@both
def test_only_trusted_kernels_see_the_environment(kind, monkeypatch):
    monkeypatch.setenv("TOKEN", "secret")
    with kernel(kind, env=os.environ | {"MINE": "1"}) as (_, client):
        seen = ask(client, "import os; print('TOKEN' in os.environ, 'MINE' in os.environ)")
        assert seen == ("True True\n" if kind == "course-warm" else "False False\n")


@both
def test_a_kernel_that_ends_is_noticed(kind):
    with kernel(kind) as (manager, client):
        client.execute("import os; os._exit(7)")
        deadline = time.monotonic() + 20
        while manager.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not manager.is_alive()
        assert manager.provisioner.server.exit == 7


@pytest.fixture
def short():
    """A folder for temporary files with a short name, because sockets are made in it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_nbval_runs_on_warm_kernels(tmp_path, short):
    warm = 'import sys\nassert "torchvision" in sys.modules and "torchmetrics" not in sys.modules'
    cell = new_code_cell("print(6 * 7)")
    cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text="42\n")], 2
    notebook = new_notebook(cells=[new_code_cell(warm), cell], metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, tmp_path / "small.ipynb")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    env = os.environ | {
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "course-warm",
        "TMPDIR": str(short),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "-p", "no:cacheprovider"]
    result = subprocess.run(
        [*command, "small.ipynb"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout
    assert "2 passed" in result.stdout
    assert not list(short.glob("kernels-*"))


# --- without warm kernels -----------------------------------------------------------------


@pytest.fixture
def none_idle():
    """Hide the prepared processes, so that a new one must be started."""
    with hidden():
        yield


def no_linux(patch):
    patch.setattr(launcher.sys, "platform", "darwin")


def broken_import(patch):
    patch.setattr(launcher, "PRELOAD", ("json", "no_such_module"))


@pytest.mark.parametrize(
    ("trouble", "what"),
    [(no_linux, "Expected Linux, got darwin"), (broken_import, "No module named 'no_such_module'")],
)
def test_an_ordinary_kernel_is_the_fallback(monkeypatch, none_idle, trouble, what):
    trouble(monkeypatch)
    with pytest.warns(UserWarning, match=what), kernel("course-warm") as (manager, client):
        monkeypatch.undo()
        assert ask(client, "import sys; print('torch' in sys.modules)") == "False\n"
        assert manager.provisioner.server is None


@pytest.mark.parametrize("trouble", [no_linux, broken_import])
def test_a_sandboxed_kernel_has_no_fallback(monkeypatch, none_idle, trouble):
    trouble(monkeypatch)
    with pytest.raises(Unavailable, match="^Expected "), kernel("course-sandboxed"):
        pass
    assert not provisioner._idle


def test_without_bubblewrap_the_error_says_how_to_get_it(monkeypatch, none_idle):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unavailable, match="apt install bubblewrap"):
        Server(Limits())


def test_if_bubblewrap_fails_the_error_says_why(monkeypatch, none_idle, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(Unavailable, match="uid map: Permission denied"):
        Server(Limits())


def test_a_kernel_of_another_environment_is_not_forked(monkeypatch, tmp_path):
    folder = tmp_path / "kernels" / "other"
    folder.mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    argv = [str(tmp_path / "bin" / "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Other", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    manager = KernelManager(kernel_name="other")
    fork = provisioner.WarmProvisioner(kernel_spec=manager.kernel_spec, parent=manager)
    with pytest.raises(Unavailable, match="Expected a kernel of"):
        fork._check()


# --- cleaning up ----------------------------------------------------------------------------

OWNER = """
import sys
from jupyter_client import KernelManager
manager = KernelManager(kernel_name="python3")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
client.execute("import subprocess; subprocess.run(['sleep', '600'])")
print("ready", flush=True)
sys.stdin.read()
"""


@both
def test_everything_ends_with_its_owner(kind, short):
    env = os.environ | {"JUPYTER_DEFAULT_PROVISIONER_NAME": kind, "TMPDIR": str(short)}
    owner = subprocess.Popen([sys.executable, "-c", OWNER], env=env, stdin=-1, stdout=-1, text=True)
    try:
        assert owner.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            started = psutil.Process(owner.pid).children(recursive=True)
            if any("sleep" in process.name() for process in started):
                break
            time.sleep(0.05)
        assert any("sleep" in process.name() for process in started)
        owner.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(started, timeout=10)
        assert not alive
    finally:
        owner.kill()
        owner.communicate()
    assert list(short.glob("kernels-*"))  # nobody was left to remove them
    script = "from course.kernels.launcher import make_folder; make_folder().rmdir()"
    subprocess.run([sys.executable, "-c", script], env=env, check=True, timeout=60)
    assert not list(short.glob("kernels-*"))


@both
def test_a_prepared_process_that_was_killed_is_replaced(kind):
    with kernel(kind) as (manager, client):
        ask(client, "x = 1")
        server = manager.provisioner.server
        for process in psutil.Process(server._process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        server._process.kill()
        deadline = time.monotonic() + 20
        while manager.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert (server.exit, server.why) == (-9, "server")
    assert server not in provisioner._idle and not server.folder.exists()
    with hidden(), kernel(kind) as (manager, client):  # otherwise, another idle one would be used
        assert ask(client, "print(1)") == "1\n"


def test_a_fork_of_the_owner_leaves_the_prepared_process_alone():
    with kernel("course-warm") as (manager, client):
        server = manager.provisioner.server
        pid = os.fork()
        if not pid:
            server.close()
            os._exit(len(provisioner._idle))
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert server.folder.exists()
        assert ask(client, "print(1)") == "1\n"


def test_temporary_folders_of_running_processes_are_kept(short, monkeypatch):
    monkeypatch.setattr(launcher.tempfile, "tempdir", str(short))
    mine, foreign = launcher.make_folder(), Path(short, "kernels-1-2-x")
    foreign.mkdir()  # of another container
    launcher.make_folder()
    assert mine.exists() and foreign.exists()


# --- kernels that are kept ready for JupyterLab -------------------------------------------------


def test_ready_kernels_differ_like_ordinary_ones():
    code = "import random, numpy, torch\n"
    code += "print(random.random(), numpy.random.rand(), torch.rand(1).item())"
    drawn = []
    with kernel("course-ready") as (manager, client):
        drawn += ask(client, code).split()
        threads = int(ask(client, "print(torch.get_num_threads())"))
        manager.restart_kernel()
        client.wait_for_ready(timeout=60)
        drawn += ask(client, code).split()
    assert len(set(drawn)) == 6
    ordinary = [sys.executable, "-c", "import torch; print(torch.get_num_threads())"]
    assert threads == int(subprocess.check_output(ordinary))


def test_one_process_is_kept_ready(monkeypatch):
    """Two notebooks are open and closed; a spare one may be on its way."""
    monkeypatch.setattr(ready, "SPARE", 0)
    with hidden():
        with kernel("course-ready"), kernel("course-ready"):
            pass
        with ready._making:
            assert provisioner.count_idle() == 1


def test_a_spare_process_is_started_before_it_is_needed(monkeypatch):
    monkeypatch.setattr(ready, "SPARE", 0)
    with hidden():
        ready.keep_one_ready()
        deadline = time.monotonic() + 60
        while not provisioner.count_idle() and time.monotonic() < deadline:
            time.sleep(0.1)
        [spare] = provisioner._idle
        with kernel("course-ready") as (manager, _):
            assert manager.provisioner.server is spare


def test_without_memory_for_it_no_spare_process_is_started(monkeypatch):
    started = []
    monkeypatch.setattr(ready, "SPARE", 1 << 60)
    monkeypatch.setattr(ready, "Server", lambda: started.append(1))
    with hidden():
        ready._make_spare()
    assert started == []


def test_a_machine_that_cannot_fork_gets_ordinary_kernels(monkeypatch):
    def unavailable(limits):
        raise Unavailable("No.")

    monkeypatch.setattr(ready, "acquire", unavailable)
    monkeypatch.setattr(ready, "SPARE", 1 << 60)
    expected = pytest.warns(UserWarning, match="Starting an ordinary kernel")
    with expected, kernel("course-ready") as (_, client):
        assert ask(client, "print(1)") == "1\n"
