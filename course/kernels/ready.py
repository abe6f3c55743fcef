"""Warm kernels for somebody who works in JupyterLab: `course lab` makes these the default.

Everything is trusted, as in an ordinary kernel. A prepared process is started before it is asked
for, and another is kept ready where there is memory for it, so the next notebook opens at once and
*Restart* takes a fork.
"""

import asyncio
import contextlib
import threading

from course.kernels import provisioner
from course.kernels.launcher import Server
from course.kernels.provisioner import WarmProvisioner, acquire
from course.kernels.sandbox import Unavailable

NAME = "course-ready"  # see pyproject.toml
SPARE = 2 << 30  # bytes of free memory for which one more process is kept; it takes 0.6 of them
_making = threading.Lock()  # who waits for the imports gets what they made, and makes no second one


def keep_one_ready() -> None:
    """Start a prepared process in the background, if none is idle and memory allows it."""
    threading.Thread(target=_make_spare, daemon=True).start()


def _make_spare() -> None:
    import psutil

    if psutil.virtual_memory().available < SPARE:
        return
    with _making:
        if not provisioner.count_idle():
            with contextlib.suppress(Unavailable):  # whoever asks for a kernel will hear it
                provisioner.put_back(Server(), only=True)


def _take() -> Server:
    with _making:
        return acquire(None)


class ReadyProvisioner(WarmProvisioner):
    """Forks kernels that differ from one another like ordinary ones, and keeps one more ready."""

    alike = False

    async def take(self) -> Server:
        """Return a server; JupyterLab answers other requests meanwhile.

        Raises:
            Unavailable: no server can be started here.
        """
        return await asyncio.to_thread(_take)

    async def post_launch(self, **kwargs: object) -> None:
        await super().post_launch(**kwargs)
        keep_one_ready()

    def give_back(self, server: Server) -> None:
        """Keep at most one server for later: a notebook that was closed leaves one."""
        provisioner.put_back(server, only=True)
