"""Start and speak to the prepared process of ``server.py``, ordinarily or inside bubblewrap."""

import atexit
import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from course.kernels.server import PACKET

# What notebooks import most, by name: after it, an import in a kernel takes no time.
PRELOAD = (
    "torch",
    "torchvision",
    "torch._dynamo",  # the first optimizer would load it
    "timm",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.neighbors",
    "sklearn.datasets",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipywidgets",
    "course.checks",
    "course.views.trace",
    "course.views.gallery",
    "course.views.movement",
)
START = 120.0  # seconds in which the imports have to be done, on a busy machine
HOME = "/home/student"
GIB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What one kernel, with all that it starts, may use.

    Attributes:
        memory: resident bytes, with the 0.5 GiB that a kernel shares with its origin.
        data: bytes of writable memory that one process may map; beyond it allocating fails.
        processes: how many at a time.
        file: bytes of one file.
        disk: bytes of all files, which lie in memory.
    """

    memory: int = 4 * GIB
    data: int = 8 * GIB
    processes: int = 64
    file: int = GIB // 4
    disk: int = GIB // 2


class Unavailable(RuntimeError):
    """Warm kernels cannot be had here; the message says why, and what to do."""


class Server:
    """A prepared process, and the one kernel that it runs at a time.

    Args:
        limits: None for trusted code in an ordinary process; else it lives in a sandbox.
        seed: a folder of which the home of every sandboxed kernel gets a copy as ``.cache``.

    Raises:
        Unavailable: it could not be started.
    """

    def __init__(self, limits: Limits | None = None, seed: Path | None = None) -> None:
        if not hasattr(os, "fork") or not sys.platform.startswith("linux"):
            raise Unavailable(
                f"Expected Linux, got {sys.platform}. Kernels are started in the ordinary way here."
            )
        self.limits, self.seed = limits, seed
        self.busy = False
        self.folder = Path(tempfile.mkdtemp(prefix="kernels-"))
        self.io, self.inbox = self.folder / "io", self.folder / "in"
        for path in (self.io, self.inbox):
            path.mkdir()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START)
        mode = "sandboxed" if limits else "trusted"
        command = [sys.executable, "-m", "course.kernels.server", str(theirs.fileno()), mode]
        env = os.environ | ONE_THREAD | {"MPLBACKEND": "agg"}
        env.pop("JPY_PARENT_PID", None)
        if limits:
            command, env = sandbox(self, [*command, *PRELOAD]), None
        else:
            command += PRELOAD
        try:
            self._process = subprocess.Popen(
                command,
                env=env,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C in the terminal is for whoever grades
            )
            theirs.close()
            ready = self._control.recv(PACKET)
        except OSError as error:
            ready, theirs = b"", theirs.close()
            self._failed = str(error)
        atexit.register(self.close)
        if not ready:
            self.close()
            said = self._process.stderr.read().decode(errors="replace").strip()[-1500:]
            raise Unavailable(f"Expected the process that forks kernels to start, it said: {said}")

    def launch(self, argv: list[str], cwd: str, env: dict[str, str]) -> None:
        """Fork a kernel.

        Args:
            cwd: its folder; a sandboxed one gets a copy of it as its own.

        Raises:
            Unavailable: the prepared process has gone.
        """
        request: dict[str, Any] = {"argv": argv, "cwd": cwd, "env": env}
        if self.limits:
            given = self.inbox / "work"
            shutil.rmtree(given, ignore_errors=True)
            shutil.copytree(cwd, given)
            work = f"{HOME}/work"
            request |= {"cwd": work, "copy": [(str(given), work)]}
            if self.seed:
                request["copy"].append((str(self.seed), f"{HOME}/.cache"))
            request["env"] = {k: v for k, v in env.items() if k in PASSED} | INSIDE
            request["limits"] = asdict(self.limits) | {"folder": str(self.io)}
        self.exit: int | None = None
        self.why: str | None = None
        self._send(request)
        self.busy = bool(self._receive())
        if not self.busy:
            raise Unavailable("Expected a kernel to be forked, but the prepared process has gone.")

    def signal(self, number: int) -> None:
        """Send a signal to the kernel's process group."""
        with contextlib.suppress(Unavailable):
            self._send({"signal": number})

    def poll(self, timeout: float = 0.0) -> int | None:
        """Return the kernel's exit status when all that it left is cleared away, else None."""
        if self.busy:
            self._control.settimeout(timeout)
            try:
                message = self._receive()
            except (BlockingIOError, TimeoutError):
                return None
            finally:
                self._control.settimeout(START)
            self.busy = False
            # No message: the prepared process itself was ended, by the kernel for instance.
            self.exit, self.why = message.get("exit", -9), message.get("why", "server")
        return self.exit

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End the prepared process, its kernel, and remove its folder."""
        atexit.unregister(self.close)
        self._control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(message).encode())
        except OSError as error:
            raise Unavailable(f"Expected the prepared process to listen, got: {error}.") from error

    def _receive(self) -> dict[str, Any]:
        try:
            packet = self._control.recv(PACKET)
        except ConnectionError:
            packet = b""
        return json.loads(packet) if packet else {}


ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# Of the variables outside, a sandboxed kernel sees these; then come its own.
PASSED = {"LANG", "LC_ALL", "TZ", "NBGRADER_EXECUTION", "MPLBACKEND"}
INSIDE = ONE_THREAD | {
    "HOME": HOME,
    "USER": "student",
    "LOGNAME": "student",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "COURSE_DEVICE": "cpu",
    "CUDA_VISIBLE_DEVICES": "",
}


def sandbox(server: Server, command: list[str]) -> list[str]:
    """Return the bubblewrap command that runs a command in the sandbox.

    No network; the system, Python and this package read-only; an empty home and /tmp in memory;
    its own processes. Nothing else of this machine can be seen.
    """
    bwrap = check_sandbox()
    system = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
    system += ("/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime")
    binds = [part for path in system for part in ("--ro-bind-try", path, path)]
    for path in _python():
        binds += ["--ro-bind", path, path]
    if server.seed:
        binds += ["--ro-bind", str(server.seed), str(server.seed)]
    binds += ["--ro-bind", str(server.inbox), str(server.inbox)]
    binds += ["--bind", str(server.io), str(server.io)]
    size = str(server.limits.disk)
    memory = [part for path in ("/tmp", HOME) for part in ("--size", size, "--tmpfs", path)]
    variables = [part for item in INSIDE.items() for part in ("--setenv", *item)]
    # The system ties it to the thread that starts it; the socket ties it to the process anyway.
    main = threading.current_thread() is threading.main_thread()
    return [
        bwrap,
        *("--unshare-all", "--unshare-user", "--disable-userns"),
        *(("--die-with-parent",) if main else ()),
        *("--new-session", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox"),
        *("--cap-drop", "ALL", "--clearenv", *variables),
        *("--proc", "/proc", "--dev", "/dev", *memory, *binds),
        *("--chdir", HOME, *command),
    ]


def check_sandbox() -> str:
    """Return the path of bubblewrap.

    Raises:
        Unavailable: there is none, or it can make no sandbox here.
    """
    if not sys.platform.startswith("linux"):
        raise Unavailable(f"Expected Linux, which the sandbox needs, got {sys.platform}.")
    bwrap = shutil.which("bwrap")
    if not bwrap or (why := _refused(bwrap)):
        raise Unavailable(
            "Expected bubblewrap, which keeps students' code away from this machine, got "
            + (f"an error from it: {why}. " if bwrap else "no such program. ")
            + "On Debian and Ubuntu: sudo apt install bubblewrap."
        )
    return bwrap


@cache
def _refused(bwrap: str) -> str:
    """What bubblewrap says when it cannot make a sandbox on this machine, else nothing."""
    tried = [bwrap, "--unshare-all", "--unshare-user", "--disable-userns", "--ro-bind", "/", "/"]
    result = subprocess.run([*tried, "true"], capture_output=True, text=True, timeout=60)
    return result.stderr.strip() or f"exit status {result.returncode}" if result.returncode else ""


def _python() -> list[str]:
    """The folders of this Python, of its packages and of this package, none within another."""
    package = importlib.util.find_spec("course").submodule_search_locations[0]
    paths = {sys.prefix, sys.base_prefix, package, *sysconfig.get_paths().values()}
    paths = sorted({str(Path(path).resolve()) for path in paths if Path(path).is_dir()})
    # A virtual environment's own path counts, even where a link leads there.
    paths += [path for path in (sys.prefix, package) if path not in paths]
    inside = ("/usr", "/bin", "/lib")
    return [
        path
        for path in paths
        if not path.startswith(inside) and not any(path.startswith(f"{p}/") for p in paths)
    ]
