"""Jupyter kernel provisioners that fork a prepared process instead of starting a new one."""

import asyncio
import os
import signal
import warnings
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from course.kernels.launcher import Limits, Server, Unavailable

SEED = "COURSE_KERNEL_SEED"  # the folder whose copy every sandboxed kernel finds as ~/.cache
_idle: list[Server] = []
_numbers = iter(range(1 << 62))


def acquire(limits: Limits | None) -> Server:
    """Return a server that runs no kernel: one that is left over, or a new one.

    Raises:
        Unavailable: none can be started here.
    """
    seed = Path(os.environ[SEED]) if limits and os.environ.get(SEED) else None
    for server in _idle[:]:
        if not server.alive:
            _idle.remove(server)
            server.close()
        elif (server.limits, server.seed) == (limits, seed):
            _idle.remove(server)
            return server
    return Server(limits, seed)


def close_idle() -> None:
    """End the prepared processes that run no kernel."""
    while _idle:
        _idle.pop().close()


class WarmProvisioner(LocalProvisioner):
    """Forks kernels from a prepared process; starts ordinary ones where that is impossible."""

    limits: Limits | None = None
    server: Server | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        try:
            self.server = self.server or acquire(self.limits)
        except Unavailable as error:
            if self.limits:
                raise
            warnings.warn(f"{error} Starting an ordinary kernel.", stacklevel=2)
            return await super().pre_launch(**kwargs)
        manager = self.parent
        # A sandbox has no network, so: sockets in the one folder that both sides see.
        manager.transport = "ipc"
        manager.ip = str(self.server.io / str(next(_numbers)))
        manager.connection_file = f"{manager.ip}.json"
        manager.cache_ports = False
        for port in ("shell", "iopub", "stdin", "hb", "control"):
            setattr(manager, f"{port}_port", 0)
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        if not self.server:
            return await super().launch_kernel(cmd, **kwargs)
        cwd = kwargs.get("cwd") or os.getcwd()
        self.server.launch(cmd, cwd, kwargs["env"])
        return self.connection_info

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
        await self.send_signal(signal.SIGKILL)
        await self.wait()  # it takes a moment; whoever asks next would wait for longer

    async def terminate(self, restart: bool = False) -> None:
        await (self.send_signal(signal.SIGTERM) if self.server else super().terminate(restart))

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self.server and not restart:
            server, self.server = self.server, None
            if server.busy or not server.alive:
                server.close()
            else:
                _idle.append(server)


class SandboxedProvisioner(WarmProvisioner):
    """Forks kernels inside a sandbox, or not at all."""

    limits = Limits()
