"""The prepared process: it has imported what kernels need, and forks one kernel at a time.

It is started by ``launcher.Server``, ordinarily or inside a sandbox, and talks to it in JSON over
an inherited socket, one message a packet:

    → {"argv": […], "cwd": "…", "env": {…}, "copy": […], "limits": {…}}     ← {"pid": 7}
    → {"signal": 2}
    ← {"exit": -9, "why": "memory"}      the kernel has ended, and all that it started or wrote

When the socket closes, everything ends. Whatever runs before the fork runs on one thread: a
process that has ever had a second one, or has run an operator on several, forks children that hang.
"""

import contextlib
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
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

PACKET = 1 << 20  # bytes of the largest message: an environment fits
BEAT = 0.05  # seconds between two looks at what a kernel uses
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def main(fd: int, preload: list[str], sandboxed: bool) -> None:
    """Import ``preload``, then serve the socket ``fd`` until it closes."""
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    prepare(preload)
    control.send(b"{}")  # ready
    with contextlib.suppress(KeyboardInterrupt):
        while message := receive(control):
            if "argv" in message:
                serve(control, message, sandboxed)


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
    packet = control.recv(PACKET)
    return json.loads(packet) if packet else None


def serve(control: socket.socket, request: dict[str, Any], sandboxed: bool) -> None:
    """Run one kernel from its fork to its end, and clear away what it leaves."""
    pid = os.fork()
    if not pid:
        become_kernel(control, request)
    control.send(json.dumps({"pid": pid}).encode())
    why = watch(control, pid, request.get("limits") or {}, sandboxed)
    end_group(pid)
    _, status = os.waitpid(pid, 0)
    if sandboxed:
        clear()
    with contextlib.suppress(OSError):
        code = os.waitstatus_to_exitcode(status)
        control.send(json.dumps({"exit": code, "why": why}).encode())


def watch(control: socket.socket, pid: int, limits: dict[str, Any], sandboxed: bool) -> str | None:
    """Wait for the kernel's end, pass signals on; return the limit for which it was stopped."""
    ended = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
    beat = BEAT if limits or ended is None else None
    try:
        while True:
            ready, _, _ = select.select([control] + [ended] * (ended is not None), [], [], beat)
            if control in ready:
                message = receive(control)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, message["signal"] if message else signal.SIGKILL)
            elif ended in ready or os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return None
            elif why := exceeded(limits, sandboxed, pid):
                return why
    finally:
        if ended is not None:
            os.close(ended)


def exceeded(limits: dict[str, Any], sandboxed: bool, pid: int) -> str | None:
    """Name the limit that the kernel, with all that it started, exceeds."""
    if folder := limits.get("folder"):  # outside of the sandbox, with room for sockets only
        names = os.listdir(folder)
        if len(names) > 6 or any(os.path.isdir(os.path.join(folder, name)) for name in names):
            return "files"
    pids = [pid]
    if sandboxed:  # a process namespace: all but this one and the sandbox's own first process
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        pids = [each for each in pids if each not in (1, os.getpid(), os.getppid())]
    if len(pids) > limits.get("processes", len(pids)):
        return "processes"
    used = 0
    for each in pids:
        with contextlib.suppress(OSError):  # it has just ended
            resident, shared = Path(f"/proc/{each}/statm").read_text().split()[1:3]
            used += (int(resident) - int(shared)) * PAGE
    return "memory" if used > limits.get("memory", used) else None


def end_group(pid: int) -> None:
    """End the kernel and all that it started, as far as this process can reach it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def clear() -> None:
    """Inside the sandbox: end every other process, and empty every folder that can be written."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # all but this one and the namespace's first
    for folder in (os.environ["HOME"], "/tmp", "/dev/shm", "/var/tmp"):
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                path = os.path.join(folder, name)
                if os.path.isdir(path) and not os.path.islink(path):
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    os.unlink(path)


def become_kernel(control: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Turn this fork into an IPython kernel, and end with it."""
    try:
        control.close()
        os.setsid()  # a group of its own: a signal reaches all that it starts
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        os.environ.clear()
        os.environ.update(request["env"])
        for source, place in request.get("copy") or ():
            shutil.copytree(source, place, dirs_exist_ok=True)
        os.chdir(request["cwd"])
        limit(request.get("limits") or {})
        reseed()
        gc.unfreeze()
        from ipykernel.kernelapp import IPKernelApp

        # argv is a command line: python -m ipykernel_launcher -f FILE …
        sys.argv = request["argv"][request["argv"].index("-f") - 1 :]
        IPKernelApp.launch_instance(argv=sys.argv[1:])
    except BaseException:  # as an ordinary kernel ends: with what it wrote to a closed stderr
        os._exit(1)
    os._exit(0)


def limit(limits: dict[str, Any]) -> None:
    """Limits that the system keeps, a margin above those that ``watch`` keeps."""
    for name, key in ((resource.RLIMIT_FSIZE, "file"), (resource.RLIMIT_DATA, "data")):
        if value := limits.get(key):
            resource.setrlimit(name, (value, value))
    if limits:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
