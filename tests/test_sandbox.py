"""What a kernel, and a process beside it, can reach in the sandbox and outside of it."""

import contextlib
import json
import os

import pytest
from jupyter_client import KernelManager

from course.kernels import provisioner, sandbox
from course.kernels.provisioner import SandboxedProvisioner, WarmProvisioner
from course.kernels.sandbox import Limits, Unavailable, check_sandbox

try:
    check_sandbox()
except Unavailable as why:
    pytest.skip(str(why), allow_module_level=True)

pytestmark = pytest.mark.slow
MIB = 1 << 20
SMALL = Limits(memory=3 << 29, processes=12, file=32 * MIB, disk=64 * MIB)
BOTH = pytest.mark.parametrize("kind", [WarmProvisioner, SandboxedProvisioner])


@pytest.fixture(scope="module", autouse=True)
def companions(tmp_path_factory):
    """Functions to run beside and inside a kernel, in a module that the sandbox can see."""
    folder = tmp_path_factory.mktemp("beside")
    os.chmod(folder, 0o755)
    (folder / "companions.py").write_text(COMPANIONS)
    paths = sandbox._python
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.setitem(sandbox.INSIDE, "PYTHONPATH", str(folder))
        patch.setattr(sandbox, "_python", lambda: [*paths(), str(folder)])
        patch.setattr(SandboxedProvisioner, "limits", SMALL)
        provisioner.close_idle()
        yield
        provisioner.close_idle()


COMPANIONS = """
import hashlib, json, os, socket, stat, sys

def is_socket(number):
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False

def hear(outer, inner, key):
    report = {"pid": os.getpid(), "cwd": os.getcwd(), "home": os.environ["HOME"]}
    report |= {"sockets": sum(map(is_socket, range(100))), "uid": os.getuid()}
    outer.sendall(json.dumps(report).encode() + b"\\n")
    while said := inner.recv(1000):
        outer.sendall(hashlib.sha256(key).digest() + said)

def stay(outer, inner, key):
    inner.recv(1)

def tell(inner, key):
    inner.sendall(b"armed" + hashlib.sha256(key).digest())
    sys.inner = inner

def fail(inner, key):
    raise RuntimeError
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working directory, because a sandboxed kernel gets a copy of it."""
    monkeypatch.chdir(tmp_path)


@contextlib.contextmanager
def kernel(kind=SandboxedProvisioner, **names):
    """Yield a running kernel's provisioner and client."""
    manager = KernelManager(kernel_name="python3")
    manager.provisioner = kind(kernel_spec=manager.kernel_spec, parent=manager)
    for name, value in names.items():
        setattr(manager.provisioner, name, value)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield manager.provisioner, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def ask(client, code):
    """Run the code without errors, and return what it prints."""
    printed = []

    def hear(message):
        printed.append(message["content"].get("text", ""))

    reply = client.execute_interactive(code, output_hook=hear, allow_stdin=False, timeout=60)
    assert reply["content"]["status"] == "ok", "\n".join(reply["content"]["traceback"])
    return "".join(printed)


def read(outer, size):
    outer.settimeout(30)
    found = b""
    while len(found) < size:
        part = outer.recv(size - len(found))
        assert part, f"the other end was closed after {found}"
        found += part
    return found


def line(outer):
    found = b""
    while not found.endswith(b"\n"):
        found += read(outer, 1)
    return json.loads(found)


# --- sockets and companions -------------------------------------------------------------------


@BOTH
def test_a_process_beside_the_kernel_hears_it_and_speaks_to_the_grader(kind):
    with kernel(kind, beside="companions:hear", inside="companions:tell") as (made, client):
        report = line(made.outer)
        assert report["sockets"] == 2
        same, proof = read(made.outer, 32), read(made.outer, 37)
        assert proof == b"armed" + same
        ask(client, "import sys; sys.inner.send(b'hello')")
        assert read(made.outer, 37) == same + b"hello"
        where = ask(client, "import os; print(os.getcwd(), os.environ['HOME'], os.getpid())")
        assert where.split()[:2] == [report["cwd"], report["home"]]
        assert where.split()[2] != str(report["pid"])
        outer = made.outer
        ask(client, "x = 1")
    assert outer.fileno() == -1 and made.outer is None


@BOTH
def test_every_kernel_has_a_new_key_and_a_new_process_beside_it(kind):
    seen = []
    for _ in range(2):
        with kernel(kind, beside="companions:hear", inside="companions:tell") as (made, _):
            report, key = line(made.outer), read(made.outer, 32)
            seen.append((report["pid"], key))
    assert len({pid for pid, _ in seen}) == len({key for _, key in seen}) == 2


@BOTH
def test_the_process_beside_a_kernel_ends_with_it(kind):
    with kernel(kind, beside="companions:stay", inside="companions:tell") as (made, client):
        client.execute("import os; os._exit(7)")
        made.outer.settimeout(30)
        assert made.outer.recv(1) == b""


def test_no_frame_or_name_of_the_kernel_leads_to_the_key():
    look = """
import gc, sys
found, seen, frame = [], set(), sys._getframe()
gc.unfreeze()
todo = [*gc.get_objects()]
while frame:
    todo += frame.f_locals.values()
    frame = frame.f_back
while todo:
    each = todo.pop()
    if id(each) in seen:
        continue
    seen.add(id(each))
    if type(each) is bytes and len(each) == 32:
        found.append(each)
    elif isinstance(each, (list, tuple, dict, set)) and each is not todo and each is not found:
        todo += gc.get_referents(each)
import hashlib
print([hashlib.sha256(each).hexdigest() for each in found])
"""
    with kernel(beside="companions:hear", inside="companions:tell") as (made, client):
        line(made.outer)
        key = read(made.outer, 32).hex()
        assert key not in ask(client, look)


def test_a_kernel_that_cannot_be_armed_does_not_start():
    with (
        pytest.raises(RuntimeError),
        kernel(beside="companions:hear", inside="companions:fail"),
    ):
        pass


def test_no_second_client_can_reach_a_kernel():
    look = """
import os, socket
info = __import__("json").load(open("/student/kernel.json"))
for port in [value for name, value in info.items() if name.endswith("_port")]:
    for place in (info["ip"], "/kernels/io/0"):
        try:
            socket.socket(socket.AF_UNIX).connect(f"{place}-{port}")
            print("connected")
        except OSError:
            pass
print(sorted(os.listdir("/kernels")))
"""
    with kernel() as (_, client):
        assert ask(client, look) == "['work']\n"
