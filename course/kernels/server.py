"""The prepared process: it has imported what kernels need, and forks one kernel at a time.

``launcher.Server`` starts it, ordinarily or inside a sandbox. They talk in JSON over an inherited
socket, one message per packet:

    → {"argv": […], "cwd": "…", "env": {…}, "copy": […], …}     ← {"pid": 7} or {"error": "…"}
    → {"signal": 2}
    ← {"exit": -9, "why": "memory"}      the kernel has ended; what it started or wrote is gone

When the socket closes, everything ends. Everything before the fork runs on one thread: the children
of a process that ever had a second thread, or ran an operator on several, hang.

In the sandbox this process is the first of its process namespace: no process in there can end or
stop it, it becomes the parent of every orphan, and when it ends, all others end too.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import resource
import select
import shutil
import signal
import socket
import stat
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

from course.kernels.launcher import PACKET
from course.kernels.sandbox import IO, WRITABLE

BEAT = 0.05  # seconds between two checks of what a kernel uses
SOCKETS = 1 << 20  # bytes of all files in IO, which is on a real disk: 5 sockets and the address
FILES = 20_000  # files and folders in each writable place, because they take memory too
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


def main(fd: int, preload: list[str], sandboxed: bool) -> None:
    """Import ``preload``, then serve the socket ``fd`` until it closes."""
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first of a namespace ignores it then
    del sys.path[0]  # the folder it was started in
    if sandboxed:
        # A kernel belongs to the same user. Without this it could write into our memory.
        prctl(PR_SET_DUMPABLE, 0)
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.mkdir(os.environ["TMPDIR"])
    prepare(preload)
    if sandboxed:
        clear()  # remove what the imports wrote, so that every kernel starts with nothing
    control.send(b"{}")  # ready
    while message := receive(control):
        if "argv" in message:
            serve(control, message, sandboxed)


def prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None).prctl(option, value, 0, 0, 0):
        raise OSError(f"Expected prctl({option}, {value}) to succeed, but it failed.")


def prepare(preload: list[str]) -> None:
    """Import the modules, on one thread."""
    for name in preload:
        importlib.import_module(name)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
    threads = threading.active_count()
    with contextlib.suppress(OSError):
        threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise SystemExit(f"Expected one thread before kernels are forked, got {threads}.")
    gc.collect()
    gc.freeze()  # otherwise a collection in a kernel would copy every page it looks at


def receive(control: socket.socket) -> dict[str, Any] | None:
    try:
        packet = control.recv(PACKET)
    except ConnectionError:
        packet = b""
    return json.loads(packet) if packet else None


def send(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more; the next `receive` will notice
        control.send(json.dumps(message).encode())


def serve(control: socket.socket, request: dict[str, Any], sandboxed: bool) -> None:
    """Run one kernel from its fork to its end, and clear away what it leaves.

    Raises:
        SystemExit: something was left; another process has to be prepared.
    """
    limits = request.get("limits") or {}
    try:
        for folder in request.get("make") or ():
            os.makedirs(folder, exist_ok=True)
        for source, place in request.get("copy") or ():
            shutil.copytree(source, place, dirs_exist_ok=True, symlinks=True)
        pid = os.fork()
    except OSError as error:
        left = clear() if sandboxed else []
        send(control, {"error": str(error), "last": bool(left)})
    else:
        if not pid:
            become_kernel(control, request)
        send(control, {"pid": pid})
        why = watch(control, pid, limits, sandboxed)
        end(pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        left = clear() if sandboxed else []
        send(control, {"exit": code, "why": why, "last": bool(left)})
    if left:
        raise SystemExit(f"Expected to clear away what a kernel left, got {left[:3]}.")


def watch(control: socket.socket, pid: int, limits: dict[str, Any], sandboxed: bool) -> str | None:
    """Wait for the kernel's end and pass signals on; return the limit that it exceeded, if any."""
    ended = [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else []
    beat = BEAT if limits or not ended else None
    try:
        while True:
            ready, _, _ = select.select([control, *ended], [], [], beat)
            if control in ready:
                message = receive(control)
                end(pid, message["signal"] if message else signal.SIGKILL)
            while child := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if child.si_pid == pid:
                    return None
                os.waitpid(child.si_pid, 0)  # started by the kernel; its parent has ended
            if why := exceeded(limits, sandboxed, pid):
                return why
    finally:
        for fd in ended:
            os.close(fd)


def exceeded(limits: dict[str, Any], sandboxed: bool, pid: int) -> str | None:
    """Name the limit that the kernel and all it started exceed together, if any."""
    if sandboxed and (why := misplaced()):
        return why
    pids = [pid]
    if sandboxed:  # everything in the process namespace except this process
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    if len(pids) > limits.get("processes", len(pids)):
        return "processes"
    most = limits.get("memory")
    # The first look counts what forks share once for each. The exact look takes milliseconds.
    too_much = most and all(sum(map(look, pids)) > most for look in (resident, proportional))
    return "memory" if too_much else None


def misplaced() -> str | None:
    """Name what is wrong with the files written in the sandbox, if anything."""
    found = []
    try:
        for path in [entry.path for entry in os.scandir(IO)]:
            with contextlib.suppress(FileNotFoundError):  # a socket that was just removed
                found.append(os.lstat(path))
    except OSError:  # the kernel removed our permission
        return "files"
    kinds = {stat.S_IFMT(each.st_mode) for each in found} - {stat.S_IFSOCK, stat.S_IFREG}
    if kinds or len(found) > 6 or sum(each.st_size for each in found) > SOCKETS:
        return "files"
    rooms = map(os.statvfs, WRITABLE)
    return "disk" if any(room.f_files - room.f_ffree > FILES for room in rooms) else None


def resident(pid: int) -> int:
    """Return a process's bytes in memory, its own and shared memory, without files."""
    with contextlib.suppress(OSError):  # it has just ended
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        used = [line.split()[1] for line in lines if line.startswith(("RssAnon:", "RssShmem:"))]
        return sum(map(int, used)) << 10
    return 0


def proportional(pid: int) -> int:
    """Return the same, but divide what forks share among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it hides itself, or has just ended
        lines = []
    shares = [
        int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:"))
    ]
    return sum(shares) << 10 if shares else resident(pid)


def end(pid: int, number: int) -> None:
    """Send a signal to the kernel and to all it started that this process can reach."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it is not a group yet
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def clear() -> list[str]:
    """In the sandbox, end all other processes and empty all folders; return what is left."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    left = []
    for place in (IO, *WRITABLE):
        os.chmod(place, 0o700)
        for entry in list(os.scandir(place)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                os.unlink(entry.path)
        left += os.listdir(place)
    for kind in (
        "shm",
        "sem",
        "msg",
    ):  # memory that outlives processes
        left += Path("/proc/sysvipc", kind).read_text().splitlines()[1:]  # below a title
    return left


def become_kernel(control: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Turn this fork into an IPython kernel, and end with it."""
    try:
        control.close()
        os.setsid()  # a group of its own, so that a signal reaches everything it starts
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        prctl(PR_SET_DUMPABLE, 1)
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        limit(request.get("limits") or {})
        from ipykernel.kernelapp import IPKernelApp

        # argv is a command line: python -m ipykernel_launcher -f FILE …
        sys.argv = request["argv"][request["argv"].index("-f") - 1 :]
        app = IPKernelApp.instance()
        app.initialize(sys.argv[1:])

        def first(_: object) -> None:  # not earlier: the app itself draws random numbers
            app.shell.events.unregister("pre_run_cell", first)
            reseed()

        app.shell.events.register("pre_run_cell", first)
        app.start()
    except BaseException:  # ends like an ordinary kernel whose stderr is closed
        os._exit(1)
    os._exit(0)


def limit(limits: dict[str, Any]) -> None:
    """Set limits that the system enforces, some way above those that ``watch`` enforces."""
    if not limits:
        return
    sizes = {"RLIMIT_FSIZE": limits["file"], "RLIMIT_DATA": limits["data"]}
    for name, most in (sizes | {"RLIMIT_CORE": 0, "RLIMIT_MSGQUEUE": 0}).items():
        resource.setrlimit(getattr(resource, name), (most, most))
    # If the machine runs out of memory, this process is killed first, not the grader.
    Path("/proc/self/oom_score_adj").write_text("1000")


def reseed() -> None:
    """Give every kernel the same random state, which a fork would inherit from its parent."""
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(0)  # torch.manual_seed would touch a GPU too
        torch.set_num_threads(1)  # an environment variable would be read too late


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[3:], sys.argv[2] == "sandboxed")
