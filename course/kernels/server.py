"""The prepared process: it has imported what kernels need, and forks one kernel at a time.

``launcher.Server`` starts it, ordinarily or inside a sandbox. They talk in JSON over an inherited
socket, one message per packet, the first with the sockets of a kernel:

    → {"argv": […], "cwd": "…", "env": {…}, "copy": […], …}     ← {"pid": 7} or {"error": "…"}
    → {"signal": 2}
    ← {"exit": -9, "why": "memory"}      the kernel has ended; what it started or wrote is gone

When the socket closes, everything ends. Everything before the fork runs on one thread: the children
of a process that ever had a second thread, or ran an operator on several, hang.

In the sandbox this process is the first of its process namespace: no process in there can end or
stop it, it becomes the parent of every orphan, and when it ends, all others end too.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from course.kernels.child import (
    PR_SET_DUMPABLE,
    PR_SET_PDEATHSIG,
    become_judge,
    become_kernel,
    prctl,
)
from course.kernels.launcher import CHANNELS, PACKET
from course.kernels.sandbox import CONNECTION, KERNEL_USER, WRITABLE
from course.kernels.usage import exceeded, granted

BEAT = 0.05  # seconds between two checks of what a kernel uses


def main(fd: int, preload: list[str], sandboxed: bool) -> None:
    """Import ``preload``, then serve the socket ``fd`` until it closes."""
    control = socket.socket(fileno=fd)
    control.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first of a namespace ignores it then
    del sys.path[0]  # the folder it was started in
    if sandboxed:
        # If the machine runs out of memory, the grader is killed last.
        Path("/proc/self/oom_score_adj").write_text("500")
        # A kernel belongs to the same user. Without this it could write into our memory.
        prctl(PR_SET_DUMPABLE, 0)
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.mkdir(os.environ["TMPDIR"])
    for name in preload:  # several seconds, in which whoever started this may have ended
        if select.select([control], [], [], 0)[0]:
            return
        importlib.import_module(name)
    prepare()
    if sandboxed:
        clear()  # remove what the imports wrote, so that every kernel starts with nothing
    control.send(b"{}")  # ready
    before = granted() if sandboxed else {}
    fds: list[int] = []
    while message := receive(control, fds):
        if "argv" in message:
            serve(control, message, fds, before)
        for number in fds:
            os.close(number)
        fds.clear()


def prepare(modules: Iterable[str] = ()) -> None:
    """Import these modules too, and get ready to fork: with one thread, and nothing to collect."""
    for name in modules:
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


def receive(control: socket.socket, fds: list[int] | None = None) -> dict[str, Any] | None:
    """Return the next message, and append the file descriptors that came with it."""
    try:
        packet, sent, *_ = socket.recv_fds(
            control, PACKET, len(CHANNELS) + 1, socket.MSG_CMSG_CLOEXEC
        )
    except ConnectionError:
        return None
    if fds is not None:
        fds += sent
    return json.loads(packet) if packet else None


def send(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more; the next `receive` will notice
        control.send(json.dumps(message).encode())


def serve(
    control: socket.socket, request: dict[str, Any], fds: list[int], before: dict[str, Any]
) -> None:
    """Run one kernel from its fork to its end, and clear away what it leaves.

    Args:
        before: what was granted to this process in the beginning, if it is in a sandbox.

    Raises:
        SystemExit: something was left; another process has to be prepared.
    """
    limits = request.get("limits") or {}
    try:
        if before and (left := changed(before)):
            raise OSError(f"the limits of the prepared process were changed: {left}")
        for folder in request.get("make") or ():
            os.makedirs(folder, exist_ok=True)
        for source, place in request.get("copy") or ():
            shutil.copytree(source, place, dirs_exist_ok=True, symlinks=True)
        if "connection" in request:
            Path(CONNECTION).write_text(request.pop("connection"))
        if before and not os.getuid():
            give_away()
        pids = fork(control, request, fds)
    except OSError as error:
        answer = {"error": str(error)}
    else:
        send(control, {"pid": pids[0]})
        why = watch(control, pids, limits, bool(before))
        for pid in pids:
            end(pid, signal.SIGKILL)
        code, *_ = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        answer = {"exit": code, "why": why}
    left = [*clear(), *changed(before)] if before else []
    send(control, answer | {"last": bool(left)})
    if left:
        raise SystemExit(f"Expected to clear away what a kernel left, got {left[:3]}.")


def changed(before: dict[str, Any]) -> list[str]:
    """Name what is granted to this process now that was not before, or the other way round."""
    now = granted()
    return [name for name in before if before[name] != now[name]]


def give_away() -> None:
    """As root, give all files to the kernel's user; the process beside it may read them."""
    for place in WRITABLE:
        for folder, _, names in os.walk(place):
            for path in (folder, *(os.path.join(folder, name) for name in names)):
                os.chown(path, KERNEL_USER, KERNEL_USER, follow_symlinks=False)
                if not os.path.islink(path):
                    os.chmod(path, os.stat(path).st_mode | (0o055 if path == folder else 0o044))


def fork(control: socket.socket, request: dict[str, Any], fds: list[int]) -> list[int]:
    """Fork a kernel and, if the request names one, the process beside it; return their numbers.

    Student code can reach the frames below its own, so a kernel must find no secret in them: it
    takes what is meant for it out of ``shared``, and closes the rest.
    """
    beside, shared = request.pop("beside"), []
    wanted = [name.partition(":")[0] for name in (beside, request["inside"]) if name]
    if new := [name for name in wanted if name not in sys.modules]:
        with contextlib.suppress(ImportError):  # the fork will say so
            prepare(new)  # once, and not again in each fork
    if beside:
        inner, kernels = socket.socketpair()
        shared += [kernels, os.urandom(32)]
        outer = socket.socket(fileno=fds.pop())
        if not (judge := os.fork()):
            become_judge(control, request, fds, beside, outer, inner, shared)
        outer.close()
        inner.close()
    if not (pid := os.fork()):
        become_kernel(control, request, fds, shared)
    for each in shared[:1]:
        each.close()
    return [pid, judge] if beside else [pid]


def watch(
    control: socket.socket, pids: list[int], limits: dict[str, Any], sandboxed: bool
) -> str | None:
    """Wait for the kernel's end and pass signals on; return the limit that it exceeded, if any.

    Asked to look, it answers once it has seen that no limit is exceeded. The kernel is the first of
    ``pids``. What stands beside it may end earlier.
    """
    pid = pids[0]
    ended = [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else []
    beat = BEAT if limits or not ended else None
    try:
        while True:
            ready, asked = select.select([control, *ended], [], [], beat)[0], False
            if control in ready:
                message = receive(control) or {"signal": signal.SIGKILL}
                if "signal" in message:
                    end(pid, message["signal"])
                asked = "look" in message
            while child := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if child.si_pid == pid:
                    return None
                if child.si_pid in pids:
                    pids.remove(child.si_pid)
                os.waitpid(child.si_pid, 0)  # or started by the kernel; its parent has ended
            if why := exceeded(limits, sandboxed, pids):
                return why
            if asked:
                send(control, {"fine": True})
    finally:
        for fd in ended:
            os.close(fd)


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
    for place in WRITABLE:
        os.chmod(place, 0o755)
        empty(place)
        left += os.listdir(place)
    for kind in ("shm", "sem", "msg"):  # memory that outlives processes
        left += Path("/proc/sysvipc", kind).read_text().splitlines()[1:]  # below a title
    return left


def empty(place: str) -> None:
    """Remove everything in a folder, however deep: folders are moved up, so no path gets long."""
    prefix = f"{place}/{os.urandom(16).hex()}"  # a name that is not there
    count = 0
    while entries := list(os.scandir(place)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            os.chmod(entry.path, 0o700)
            for each in list(os.scandir(entry.path)):
                if each.is_dir(follow_symlinks=False):
                    os.chmod(each.path, 0o700)
                    os.rename(each.path, f"{prefix}{count}")
                    count += 1
                else:
                    os.unlink(each.path)
            os.rmdir(entry.path)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[3:], sys.argv[2] == "sandboxed")
