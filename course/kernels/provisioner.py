"""Jupyter kernel provisioners that fork a prepared process instead of starting a new one."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from course.kernels.launcher import Server
from course.kernels.sandbox import Limits, Unavailable

STARTED = 60.0  # seconds that a kernel may take to make its sockets and answer
CLEARED = 20.0  # seconds that clearing away a killed kernel may take
_idle: list[Server] = []
_lock = threading.Lock()
_numbers = iter(range(1 << 62))
if hasattr(os, "register_at_fork"):  # two processes cannot share a server
    os.register_at_fork(after_in_child=_idle.clear)


def acquire(limits: Limits | None) -> Server:
    """Return a server that runs no kernel: an idle one, or a new one.

    Raises:
        Unavailable: no server can be started here.
    """
    with _lock:
        for server in _idle[:]:
            if server.limits == limits or not server.alive:
                _idle.remove(server)
                if server.alive:
                    return server
                server.close()
    return Server(limits)


def put_back(server: Server, *, only: bool = False) -> None:
    """Keep a server that runs no kernel for whoever asks next.

    Args:
        only: end it instead if another of its kind is kept.
    """
    with _lock:
        if only and any(each.alive and each.limits == server.limits for each in _idle):
            server.close()
        else:
            _idle.append(server)


def count_idle() -> int:
    """Return how many prepared processes for trusted code run no kernel."""
    with _lock:
        return sum(server.alive and server.limits is None for server in _idle)


def close_idle(*, trusted_only: bool = False) -> None:
    """End the prepared processes that run no kernel, or only those without a sandbox."""
    with _lock:
        for server in _idle[:]:
            if server.limits is None or not trusted_only:
                _idle.remove(server)
                server.close()


def warm_up(sandboxed: bool) -> None:
    """Have a prepared process ready for the first kernel, which hears of it if that fails."""
    with contextlib.suppress(Unavailable):
        put_back(acquire(SandboxedProvisioner.limits if sandboxed else None))


class WarmProvisioner(LocalProvisioner):
    """Forks kernels from a prepared process; starts ordinary ones if that is impossible.

    Attributes:
        limits: for a sandboxed kernel; None for a kernel without a sandbox.
        cache: a folder that a sandboxed kernel gets a copy of as ``~/.cache``.
        beside: ``module:function`` that runs in another process beside each kernel, or None.
        inside: ``module:function`` that runs in each kernel before it starts, or None; what both
            are given stands at ``Server.launch``.
        alike: whether all kernels begin with the same random state and one thread, so that the
            same code does the same in each.
        outer: the socket to the process beside the running kernel, or None.
    """

    limits: Limits | None = None
    cache: Path | None = None
    beside: str | None = None
    inside: str | None = None
    alike: bool = True
    outer: socket.socket | None = None
    server: Server | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        try:
            self._check()
            if not self.server or not self.server.alive:
                self._release()
                self.server = await self.take()
                self._connect()
        except Unavailable as error:
            if self.limits:
                raise
            warnings.warn(f"{error} Starting an ordinary kernel.", stacklevel=2)
        return await super().pre_launch(**kwargs)

    async def take(self) -> Server:
        return acquire(self.limits)

    def give_back(self, server: Server) -> None:
        put_back(server)

    def _check(self) -> None:
        """Raise Unavailable if a fork could not become this kernel."""
        argv = self.kernel_spec.argv
        ours = argv[0] == Path(argv[0]).name or Path(argv[0]).parent == Path(sys.executable).parent
        if "ipykernel_launcher" not in argv or "-f" not in argv or not ours:
            raise Unavailable(
                f"Expected a kernel of {sys.executable}, got the command {' '.join(argv)}."
            )

    def _connect(self) -> None:
        """Connect through sockets in a folder, because a sandbox has no network."""
        manager, number = self.parent, next(_numbers)
        manager.transport = "ipc"
        manager.ip = str(self.server.folder / str(number))
        manager.connection_file = str(self.server.folder / f"{number}.json")
        manager.cache_ports = False
        for port in ("shell", "iopub", "stdin", "hb", "control"):
            setattr(manager, f"{port}_port", 0)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        if not self.server:
            return await super().launch_kernel(cmd, **kwargs)
        self._close_outer()
        cwd = kwargs.get("cwd") or os.getcwd()
        try:
            self.outer = self.server.launch(
                cmd, cwd, kwargs["env"], self.cache, self.beside, self.inside, self.alike
            )
        except Unavailable:
            self._release()
            raise
        return self.connection_info

    def _close_outer(self) -> None:
        if self.outer:
            self.outer.close()
            self.outer = None

    @property
    def has_process(self) -> bool:
        return self.server.busy if self.server else super().has_process

    async def poll(self) -> int | None:
        return self.server.poll() if self.server else await super().poll()

    async def wait(self) -> int | None:
        while self.server and (status := self.server.poll()) is None:
            await asyncio.sleep(0.005)
        return status if self.server else await super().wait()

    async def send_signal(self, signum: int) -> None:
        if self.server:
            self.server.signal(signum)
        else:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if not self.server:
            return await super().kill(restart)
        self.server.signal(signal.SIGKILL)
        try:  # this takes a moment; asking again later would take longer
            await asyncio.wait_for(self.wait(), CLEARED)
        except TimeoutError:
            self.server.close()

    async def terminate(self, restart: bool = False) -> None:
        await (self.send_signal(signal.SIGTERM) if self.server else super().terminate(restart))

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        self._close_outer()
        if not restart:
            self._release()

    def _release(self) -> None:
        server, self.server = self.server, None
        if server and (server.busy or not server.alive):
            server.close()
        elif server:
            self.give_back(server)


class SandboxedProvisioner(WarmProvisioner):
    """Forks kernels inside a sandbox; never starts an ordinary kernel instead."""

    limits = Limits()
