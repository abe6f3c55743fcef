"""What a kernel, and a process beside it, can reach in the sandbox and outside of it."""

import contextlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from jupyter_client import KernelManager

from course.kernels import provisioner, sandbox, seccomp, usage
from course.kernels.provisioner import SandboxedProvisioner, WarmProvisioner
from course.kernels.sandbox import JUDGE_USER, KERNEL_USER, Limits, Unavailable, check_sandbox

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("needs_sandbox")]
MIB = 1 << 20
SMALL = Limits(memory=3 << 29, processes=12, file=32 * MIB, disk=64 * MIB)
PYTHON = sandbox._python
BOTH = pytest.mark.parametrize("kind", [WarmProvisioner, SandboxedProvisioner])


@pytest.fixture(scope="module", autouse=True)
def companions(needs_sandbox, tmp_path_factory):
    """Functions to run beside and inside a kernel, in a module that the sandbox can see."""
    folder = tmp_path_factory.mktemp("beside")
    os.chmod(folder, 0o755)
    (folder / "companions.py").write_text(COMPANIONS.replace("WRITES", repr(WRITES)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.setitem(sandbox.INSIDE, "PYTHONPATH", str(folder))
        patch.setattr(sandbox, "_python", lambda: [*PYTHON(), str(folder)])
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

def write(outer, inner, key):
    names = {}
    exec(WRITES, names)
    outer.sendall(json.dumps(names["found"]).encode() + b"\\n")

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


# --- who student code is ----------------------------------------------------------------------

WRITES = """
import os, stat
found = []
for place, folders, names in os.walk("/proc"):
    folders[:] = [n for n in folders if not (place == "/proc" and (n.isdigit() or "self" in n))]
    for path in (os.path.join(place, name) for name in names):
        try:
            if stat.S_ISREG(os.stat(path).st_mode):
                os.close(os.open(path, os.O_WRONLY))
                found.append(path)
        except OSError:
            pass
"""
RIGHTS = """
import os
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
print(os.getuid(), os.geteuid(), os.getgroups(), os.getgid())
print(int(status["CapEff"], 16), int(status["CapPrm"], 16), int(status["CapAmb"], 16))
print(status["NoNewPrivs"].strip())
try:
    os.setuid(0)
    print("root")
except OSError:
    pass
"""


def test_student_code_has_no_right_of_the_grader():
    with kernel(beside="companions:hear", inside="companions:tell") as (made, client):
        report = line(made.outer)
        ids, rights, rest = ask(client, RIGHTS).split("\n", 2)
        if os.getuid():
            assert ids.split()[0] == "1000" == str(report["uid"])
        else:
            assert ids == f"{KERNEL_USER} {KERNEL_USER} [] {KERNEL_USER}"
            assert report["uid"] == JUDGE_USER
            pid = ask(client, "print(os.getpid())").strip()
            process = psutil.Process(made.server._process.pid).children(recursive=True)
            users = {each.uids().real for each in process if "python" in each.name()}
            assert users == {0, KERNEL_USER, JUDGE_USER}, pid
        assert (rights, rest) == ("0 0 0", "1\n")


def test_settings_of_the_machine_cannot_be_written():
    with kernel(beside="companions:write", inside="companions:tell") as (made, client):
        assert line(made.outer) == []  # nor by the process beside it, if it is misled
        assert ask(client, WRITES + "print(found)") == "[]\n"


@pytest.mark.skipif(os.getuid() != 0, reason="otherwise, both are the same user")
def test_a_kernel_cannot_signal_the_process_beside_it():
    reach = "import os, signal\nfor number in (0, signal.SIGSTOP, signal.SIGKILL):\n"
    reach += "    try:\n        os.kill({}, number)\n        print('reached')\n"
    reach += "    except PermissionError:\n        pass"
    with kernel(beside="companions:hear", inside="companions:tell") as (made, client):
        pid = line(made.outer)["pid"]
        assert ask(client, reach.format(pid)) == ""
        assert len(read(made.outer, 69)) == 69
        ask(client, "import sys; sys.inner.send(b'hello')")
        assert read(made.outer, 37).endswith(b"hello")


def test_a_kernel_can_use_files_that_only_the_grader_may_read(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "given.txt").write_text("given")
    (tmp_path / "data" / "given.txt").chmod(0o600)
    (tmp_path / "link").symlink_to("data")
    for path in (tmp_path / "data", tmp_path):
        path.chmod(0o700)
    use = (
        "import os\nprint(open('link/given.txt').read())\nopen('link/given.txt', 'a').write('x')\n"
    )
    use += "open('new', 'w').close(); os.rename('data', 'moved'); print(sorted(os.listdir('.')))"
    with kernel() as (_, client):
        assert ask(client, use) == "given\n['link', 'moved', 'new']\n"


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user's code runs as that user")
def test_folders_that_only_root_can_read_are_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "package").mkdir(mode=0o700)
    monkeypatch.setattr(sandbox, "_python", lambda: [*PYTHON(), str(tmp_path / "package")])
    sandbox._refusal.cache_clear()
    try:
        with pytest.raises(Unavailable, match="chmod -R go[+]rX .*/package"):
            check_sandbox()
        (tmp_path / "package").chmod(0o755)
        sandbox._refusal.cache_clear()
        assert check_sandbox()  # although the folders above can only be read by root
    finally:
        sandbox._refusal.cache_clear()


# --- system calls -----------------------------------------------------------------------------

CALL = """
import ctypes, errno, os, platform, resource, socket
from course.kernels import seccomp
libc = ctypes.CDLL(None, use_errno=True)
column = seccomp.MACHINES[platform.machine()][0]
everything = {**seccomp.DENIED, **seccomp.PARTLY, "clone": seccomp.CLONE}
def call(name, *arguments):
    ctypes.set_errno(0)
    libc.syscall(everything[name][column], *map(ctypes.c_long, arguments))
    return ctypes.get_errno()
def fails(function, *arguments):
    try:
        function(*arguments)
    except OSError as error:
        return error.errno == errno.EPERM
"""
known = pytest.mark.skipif(
    platform.machine() not in seccomp.MACHINES, reason="no filter on this machine"
)


@known
def test_forbidden_system_calls_fail():
    look = CALL + "print([n for n in seccomp.DENIED if call(n, 0, 0, 0, 0, 0, 0) != errno.EPERM])"
    look += """
print(all([
    fails(os.memfd_create, "x"),
    fails(os.setxattr, "/student", "user.left", b"x"),
    fails(os.setxattr, "/dev/shm", "user.left", b"x"),
    fails(socket.socket, 40, socket.SOCK_STREAM),  # AF_VSOCK reaches the host of a virtual machine
    fails(socket.socket, 38, socket.SOCK_SEQPACKET),  # AF_ALG
    call("clone", 0x10000000) == errno.EPERM,  # CLONE_NEWUSER
]))
print(libc.shmget(77, 1 << 20, 0o1666), libc.msgget(77, 0o1666), libc.semget(77, 1, 0o1666))
"""
    with kernel() as (_, client):
        assert ask(client, look) == "[]\nTrue\n-1 -1 -1\n"


@known
def test_no_other_process_gets_other_limits_or_another_priority():
    look = (
        CALL
        + """
for pid in (1, os.getppid(), os.getpid() + 1):
    for name in [n for n in dir(resource) if n.startswith("RLIMIT_")]:
        assert fails(resource.prlimit, pid, getattr(resource, name), (9, 9)), name
    assert fails(os.sched_setaffinity, pid, {0})
    assert fails(os.setpriority, os.PRIO_PROCESS, pid, 19)
    for name in ("sched_setparam", "sched_setattr", "prlimit64"):
        assert call(name, pid, 0, 0, 0) == errno.EPERM, name
    assert call("ioprio_set", 1, pid, 0) == errno.EPERM
for which in (os.PRIO_USER, os.PRIO_PGRP):
    assert fails(os.setpriority, which, 0, 19)
assert call("ioprio_set", 2, 0, 0) == call("ioprio_set", 3, 0, 0) == errno.EPERM
libc.sched_setscheduler(1, 3, ctypes.byref(ctypes.c_int(0)))  # seems to work
print(os.sched_getscheduler(1), os.getpriority(os.PRIO_PROCESS, 1))
os.nice(5); os.sched_setaffinity(0, {0}); resource.setrlimit(resource.RLIMIT_NOFILE, (58, 58))
"""
    )
    same = (
        "import os, resource; print(os.nice(0), os.sched_getaffinity(0) == os.sched_getaffinity(1),"
    )
    same += " resource.getrlimit(resource.RLIMIT_NOFILE))"
    with kernel() as (made, client):
        server, before = made.server, ask(client, same)
        assert ask(client, look).split()[0] == str(os.SCHED_OTHER)
    with kernel() as (made, client):
        assert made.server is server
        assert ask(client, same) == before


HONEST = """
import asyncio, multiprocessing, os, socket, subprocess, sys, tempfile, threading
import torch
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.arange(64.0)), batch_size=8, num_workers=2)
assert sum(batch.sum() for batch, in loader) == 2016
assert subprocess.run([sys.executable, "-c", "print(7)"], capture_output=True).stdout == b"7\\n"
assert os.popen("echo 8").read() == "8\\n"
with ProcessPoolExecutor(2) as pool, ThreadPoolExecutor(4) as threads:
    assert list(pool.map(abs, [-1, 2])) == list(threads.map(abs, [-1, 2])) == [1, 2]
with multiprocessing.Pool(2) as pool:
    assert pool.map(abs, [-3]) == [3]
lock, queue = multiprocessing.Lock(), multiprocessing.Queue()
with lock:
    queue.put(torch.ones(1000))
assert queue.get().sum() == 1000
assert torch.ones(9).share_memory_().is_shared()
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
server.accept()[0].sendall(b"x")
assert client.recv(1) == b"x"
assert socket.getaddrinfo("127.0.0.1", 80)
assert await asyncio.to_thread(abs, -1) == 1
process = await asyncio.create_subprocess_exec("true")
assert await process.wait() == 0
with tempfile.TemporaryDirectory() as folder:
    torch.save(torch.ones(3), folder + "/x")
    assert torch.load(folder + "/x").sum() == 3
torch.set_num_threads(2)
model = torch.nn.Linear(300, 300)
model(torch.rand(300, 300)).sum().backward()
torch.optim.Adam(model.parameters()).step()
%timeit -n1 -r1 1 + 1
!echo shell
"""


def test_honest_code_runs():
    with kernel() as (_, client):
        assert ask(client, HONEST).endswith("shell\r\n")


# --- the next student, and what belongs to nobody -----------------------------------------------


def test_a_prepared_process_with_other_limits_is_replaced():
    with kernel() as (made, client):
        server = made.server
        before = ask(client, "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC))")
        child, *_ = psutil.Process(server._process.pid).children()
        resource.prlimit(child.pid, resource.RLIMIT_NPROC, (999, 999))
    assert not server.alive and server not in provisioner._idle
    with kernel() as (made, client):
        after = ask(client, "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC))")
    assert after == before


def ended(code):
    """Return which limit the code exceeds."""
    with kernel() as (made, client):
        client.execute(code)
        deadline = time.monotonic() + 60
        while made.server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        return made.server.why


def test_too_many_threads_are_stopped():
    start = "import threading\nthreading.stack_size(1 << 16)\nfor _ in range(600):\n"
    start += "    threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    assert ended(start + "threading.Event().wait()") == "processes"


def test_what_sockets_may_hold_counts():
    many = (
        "import socket, time\nkept = [socket.create_server(('127.0.0.1', 0)) for _ in range(200)]"
    )
    assert ended(many + "\ntime.sleep(60)") == "memory"


def test_page_tables_count():
    hold = "import mmap, time\nroom = mmap.mmap(-1, 20 << 30, prot=mmap.PROT_READ)\n"
    hold += "for at in range(0, 20 << 30, 2 << 20): room[at]\nprint(flush=True); time.sleep(60)"
    limits = {"memory": 30 * MIB, "processes": 1, "threads": 1}
    child = subprocess.Popen([sys.executable, "-S", "-c", hold], stdout=-1)
    try:
        assert usage.exceeded(limits, False, [child.pid]) is None
        child.stdout.readline()
        assert usage.exceeded(limits, False, [child.pid]) == "memory"
    finally:
        child.kill()
        child.communicate()


def test_deep_folders_are_cleared_away():
    dig = "import os\nfor place in (os.getcwd(), '/dev/shm'):\n    os.chdir(place)\n"
    dig += "    for _ in range(3000):\n        os.mkdir('d' * 50); os.chdir('d' * 50)\n"
    dig += "    open('file', 'w').close(); os.chmod('..', 0)"
    with kernel() as (made, client):
        server = made.server
        ask(client, dig)
    assert server.alive
    with kernel() as (made, client):
        assert made.server is server
        assert ask(client, "import os; print(os.listdir('.'), os.listdir('/dev/shm'))") == "[] []\n"


@pytest.mark.skipif(os.getuid() != 0, reason="this user is an ordinary one")
def test_all_of_this_holds_for_an_ordinary_user_too(tmp_path):
    """Root's folders are replaced, because Python or this package may be inside."""
    view = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", str(Path.home())]
    for path in PYTHON():
        for parent in [*Path(path).parents][-2::-1]:
            view += ["--dir", str(parent)] if parent.is_relative_to(Path.home()) else []
        view += ["--ro-bind", path, path]
    own = Path(tempfile.mkdtemp(dir="/tmp"))
    own.chmod(0o777)
    tests = ["test_student_code", "test_settings", "test_forbidden", "test_no_other", "test_honest"]
    tests += ["ends_with_it", "hears_it", "second_client", "deep_folders", "with_other_limits"]
    command = [*view, "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    command += [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    command += ["--basetemp", str(own / "tests"), "-k", " or ".join(tests)]
    env = {"HOME": str(own), "TMPDIR": str(own), "PATH": os.environ["PATH"]}
    try:
        done = subprocess.run(command, env=env, cwd=own, capture_output=True, text=True)
    finally:
        shutil.rmtree(own)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout
