"""What a fork of the prepared process becomes: a kernel, or the process beside it."""

import contextlib
import ctypes
import importlib
import os
import random
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from course.kernels import seccomp
from course.kernels.sandbox import JUDGE_USER, KERNEL_USER, become

OPEN = 2048  # files that a process may have open: a pipe holds memory that no process has
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


def become_kernel(
    control: socket.socket, request: dict[str, Any], fds: list[int], shared: list[Any]
) -> NoReturn:
    """Turn this fork into an IPython kernel, and end with it.

    Args:
        fds: the kernel's sockets, in the order of ``request["ports"]``.
        shared: a socket to the process beside it and a key, which are taken out; or nothing.
    """
    with last_words():
        control.close()
        settle(request, KERNEL_USER, dumpable=True)
        if request.get("limits"):
            seccomp.apply()
            # If the machine runs out of memory, this process is killed first.
            Path("/proc/self/oom_score_adj").write_text("1000")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if request["inside"]:
            # No name in this frame, or in one below it, leads to the key.
            find(request["inside"])(*take(shared))
        from ipykernel.kernelapp import IPKernelApp

        adopt(dict(zip(request["ports"], fds, strict=True)))
        # argv is a command line: python -m ipykernel_launcher -f FILE …
        sys.argv = request["argv"][request["argv"].index("-f") - 1 :]
        app = IPKernelApp.instance()
        app.initialize(sys.argv[1:])

        def first(_: object) -> None:  # not earlier: the app itself draws random numbers
            app.shell.events.unregister("pre_run_cell", first)
            reseed() if request["alike"] else differ()

        app.shell.events.register("pre_run_cell", first)
        app.start()
    os._exit(0)


def become_judge(
    control: socket.socket,
    request: dict[str, Any],
    fds: list[int],
    function: str,
    outer: socket.socket,
    inner: socket.socket,
    shared: list[Any],
) -> NoReturn:
    """Run the function in this fork, which no code of the kernel can reach, and end with it."""
    with last_words():
        control.close()
        for number in fds:
            os.close(number)
        kernels, key = take(shared)
        kernels.close()
        settle(request, JUDGE_USER, dumpable=False)
        reseed()
        find(function)(outer, inner, key)
    os._exit(0)


@contextlib.contextmanager
def last_words():
    """End like an ordinary kernel whose stderr is closed: a fork must not return to its parent."""
    try:
        yield
    except BaseException:
        os._exit(1)


def settle(request: dict[str, Any], user: int, dumpable: bool) -> None:
    """Become a process of its own: its user, group, files, environment, folder and limits."""
    os.setsid()  # a group of its own, so that a signal reaches everything it starts
    if request.get("limits") and not os.getuid():
        become(user)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(PR_SET_DUMPABLE, dumpable)  # if not, no other process can read or write its memory
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null, stream)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    limit(request.get("limits") or {})


def find(name: str) -> Callable[..., None]:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def take(shared: list[Any]) -> tuple[Any, ...]:
    """Return what is shared, so that nothing else refers to it."""
    taken = tuple(shared)
    shared.clear()
    return taken


def adopt(sockets: dict[int, int]) -> None:
    """Let the kernel application use sockets that listen already, by port, instead of new ones.

    So that a kernel needs no folder in which it, or another client, could reach its own sockets.
    """
    import zmq
    from ipykernel import kernelapp

    class Heartbeat(kernelapp.Heartbeat):
        def _try_bind_socket(self) -> None:
            self.socket.setsockopt(zmq.USE_FD, sockets[self.port])
            return super()._try_bind_socket()

    def bind(app: Any, made: Any, port: int) -> int:
        made.setsockopt(zmq.USE_FD, sockets[port])
        return original(app, made, port)

    original = kernelapp.IPKernelApp._try_bind_socket
    kernelapp.IPKernelApp._try_bind_socket, kernelapp.Heartbeat = bind, Heartbeat


def prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None).prctl(option, value, 0, 0, 0):
        raise OSError(f"Expected prctl({option}, {value}) to succeed, but it failed.")


def limit(limits: dict[str, Any]) -> None:
    """Set limits that the system enforces, some way above those that ``watch`` enforces."""
    if not limits:
        return
    sizes = {"RLIMIT_FSIZE": limits["file"], "RLIMIT_DATA": limits["data"]}
    for name, most in (sizes | {"RLIMIT_CORE": 0, "RLIMIT_MSGQUEUE": 0}).items():
        resource.setrlimit(getattr(resource, name), (most, most))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN if hard == resource.RLIM_INFINITY else min(OPEN, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, soft), most))


def reseed() -> None:
    """Give every kernel the same random state, which a fork would inherit from its parent."""
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(0)  # torch.manual_seed would touch a GPU too
        torch.set_num_threads(1)  # an environment variable would be read too late


def differ() -> None:
    """Undo what makes forks alike: draw new seeds, and use every core."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # `random` does so by itself after a fork
    if torch := sys.modules.get("torch"):
        torch.default_generator.seed()
        given = os.environ.get("OMP_NUM_THREADS", "")
        torch.set_num_threads(int(given) if given.isdecimal() and int(given) else cores())


def cores() -> int:
    """Return the cores that this process may use; two threads of one core count once."""
    import psutil

    return min(len(os.sched_getaffinity(0)), psutil.cpu_count(logical=False) or 1)
