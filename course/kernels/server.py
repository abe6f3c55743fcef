"""The prepared process: it has imported what kernels need, and forks one kernel at a time.

It is started by ``launcher.Server``, ordinarily or inside a sandbox, and talks to it in JSON over
an inherited socket, one message a packet:

    → {"argv": […], "cwd": "…", "env": {…}, "copy": […], …}     ← {"pid": 7} or {"error": "…"}
    → {"signal": 2}
    ← {"exit": -9, "why": "memory"}      the kernel has ended, and all that it started or wrote

When the socket closes, everything ends. Whatever runs before the fork runs on one thread: a
process that has ever had a second one, or has run an operator on several, forks children that hang.

In the sandbox this process is the first of its process namespace: nothing in there can end it or
stop it, whatever is left without a parent becomes its child, and with it everything else ends.
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

BEAT = 0.05  # seconds between two looks at what a kernel uses
SOCKETS = 1 << 20  # bytes of all files in IO, on the machine's disk: 5 sockets and the address
FILES = 20_000  # files and folders in each of these: they take memory too
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


def main(fd: int, preload: list[str], sandboxed: bool) -> None:
    """Import ``preload``, then serve the socket ``fd`` until it closes."""
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first of a namespace is not reached by it
    del sys.path[0]  # the folder of whoever started it
    if sandboxed:
        # A kernel is the same user's process: without this it could write into our memory.
        prctl(PR_SET_DUMPABLE, 0)
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.mkdir(os.environ["TMPDIR"])
    prepare(preload)
    if sandboxed:
        clear()  # what the imports wrote: every kernel starts with nothing
    control.send(b"{}")  # ready
    while message := receive(control):
        if "argv" in message:
            serve(control, message, sandboxed)


def prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None).prctl(option, value, 0, 0, 0):
        raise OSError(f"Expected prctl({option}, {value}) to work.")


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
    gc.freeze()  # or a collection in a kernel would copy every page that it looks at


def receive(control: socket.socket) -> dict[str, Any] | None:
    try:
        packet = control.recv(PACKET)
    except ConnectionError:
        packet = b""
    return json.loads(packet) if packet else None


def send(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more: the next `receive` says so
        control.send(json.dumps(message).encode())


def serve(control: socket.socket, request: dict[str, Any], sandboxed: bool) -> None:
    """Run one kernel from its fork to its end, and clear away what it leaves.

    Raises:
        SystemExit: that was impossible, so that another process has to be prepared.
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
    """Wait for the kernel's end, pass signals on; return the limit for which it was stopped."""
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
                os.waitpid(child.si_pid, 0)  # the kernel's, whose parent has ended
            if why := exceeded(limits, sandboxed, pid):
                return why
    finally:
        for fd in ended:
            os.close(fd)


def exceeded(limits: dict[str, Any], sandboxed: bool, pid: int) -> str | None:
    """Name the limit that the kernel, with all that it started, exceeds."""
    if sandboxed and (why := misplaced()):
        return why
    pids = [pid]
    if sandboxed:  # a process namespace: all but this one
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    if len(pids) > limits.get("processes", len(pids)):
        return "processes"
    most = limits.get("memory")
    # What forks share counts in each of them at first; the exact look takes milliseconds.
    too_much = most and all(sum(map(look, pids)) > most for look in (resident, proportional))
    return "memory" if too_much else None


def misplaced() -> str | None:
    """Name what is wrong with the files that can be written in the sandbox."""
    found = []
    try:
        for path in [entry.path for entry in os.scandir(IO)]:
            with contextlib.suppress(FileNotFoundError):  # a socket that has just gone
                found.append(os.lstat(path))
    except OSError:  # somebody took our permission
        return "files"
    kinds = {stat.S_IFMT(each.st_mode) for each in found} - {stat.S_IFSOCK, stat.S_IFREG}
    if kinds or len(found) > 6 or sum(each.st_size for each in found) > SOCKETS:
        return "files"
    rooms = map(os.statvfs, WRITABLE)
    return "disk" if any(room.f_files - room.f_ffree > FILES for room in rooms) else None


def resident(pid: int) -> int:
    """Bytes in memory that are a process's own or shared memory: all but files."""
    with contextlib.suppress(OSError):  # it has just ended
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        used = [line.split()[1] for line in lines if line.startswith(("RssAnon:", "RssShmem:"))]
        return sum(map(int, used)) << 10
    return 0


def proportional(pid: int) -> int:
    """The same, with the share of a process in what it has in common with those it forked."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it hides, or has just ended
        lines = []
    shares = [
        int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:"))
    ]
    return sum(shares) << 10 if shares else resident(pid)


def end(pid: int, number: int) -> None:
    """Send a signal to the kernel and all that it started, as far as this process can reach it."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it has no group yet
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def clear() -> list[str]:
    """In the sandbox: end every other process, empty what can be written, return what is left."""
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
    for kind in ("shm", "sem", "msg"):  # memory that outlives processes; a line each, and a title
        left += Path("/proc/sysvipc", kind).read_text().splitlines()[1:]
    return left


def become_kernel(control: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Turn this fork into an IPython kernel, and end with it."""
    try:
        control.close()
        os.setsid()  # a group of its own: a signal reaches all that it starts
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

        def first(_: object) -> None:  # not before: the app itself takes random numbers
            app.shell.events.unregister("pre_run_cell", first)
            reseed()

        app.shell.events.register("pre_run_cell", first)
        app.start()
    except BaseException:  # as an ordinary kernel ends: with what it wrote to a closed stderr
        os._exit(1)
    os._exit(0)


def limit(limits: dict[str, Any]) -> None:
    """Limits that the system keeps, a margin above those that ``watch`` keeps."""
    if not limits:
        return
    sizes = {"RLIMIT_FSIZE": limits["file"], "RLIMIT_DATA": limits["data"]}
    for name, most in (sizes | {"RLIMIT_CORE": 0, "RLIMIT_MSGQUEUE": 0}).items():
        resource.setrlimit(getattr(resource, name), (most, most))
    # When the machine runs out of memory, this goes first and not whoever grades.
    Path("/proc/self/oom_score_adj").write_text("1000")


def reseed() -> None:
    """The same start for every kernel: a fork has its parent's random state, an import none."""
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(0)  # torch.manual_seed reaches a GPU too
        torch.set_num_threads(1)  # an environment variable is read too late


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[3:], sys.argv[2] == "sandboxed")
