"""The sandbox that bubblewrap makes: what a process in there can see, write and use."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GIB = 1 << 30
# The same environment for every prepared process, sandboxed or not.
SAME = {"PYTHONHASHSEED": "0", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
SAME |= {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # or every import of the debugger warns
SAME |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
WRITABLE = ("/student", "/dev/shm")  # in the sandbox, each of them a file system in memory
HOME = "/student/home"
INBOX = "/kernels"  # there: the files that are copied to the next kernel
CONNECTION = "/student/kernel.json"  # there: a kernel's connection file
# Where the grader is root, a kernel is one other user and the process beside it is another, so that
# no kernel can signal it. Few machines have users with these numbers.
KERNEL_USER, JUDGE_USER = 65101, 65102
# What the prepared process may do there: become these users, end their processes, see the memory
# they use, and give or remove their files.
RIGHTS = ("SETUID", "SETGID", "KILL", "SYS_PTRACE", "CHOWN", "FOWNER", "DAC_OVERRIDE")
INSIDE = SAME | {
    "HOME": HOME,
    "TMPDIR": "/student/tmp",
    "USER": "student",
    "LOGNAME": "student",
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "COURSE_DEVICE": "cpu",
    "CUDA_VISIBLE_DEVICES": "",
}


class Unavailable(RuntimeError):
    """Warm kernels cannot be started here; the message says why, and what to do."""


@dataclass(frozen=True)
class Limits:
    """What one kernel and all processes that it starts may use.

    Memory is what the processes hold, with their page tables and without files; what several share
    counts once. For each socket, what it may hold is added. Files of the sandbox are limited by
    ``disk``, System V and memory files are forbidden, and pipes hold some 500 MB at most. So one
    kernel takes at most ``memory`` + 2 * ``disk`` + 500 MB of the machine, and what it can allocate
    in the 50 ms between two looks.

    Attributes:
        memory: bytes.
        data: bytes of writable memory that one process may map; allocating more fails.
        processes: how many at a time.
        threads: how many at a time, in all processes.
        file: bytes of one file.
        disk: bytes of all files, and as many again of shared memory: both are kept in memory.
    """

    memory: int = 4 * GIB
    data: int = 8 * GIB
    processes: int = 64
    threads: int = 512
    file: int = GIB // 4
    disk: int = GIB // 2


def wrap(bwrap: str, inbox: Path, disk: int, command: list[str]) -> list[str]:
    """Return the bubblewrap command that runs a command in the sandbox.

    The sandbox has no network. The system, Python and this package are read-only. It has its own
    processes, of which the command is the first, and folders in memory that can be written. Nothing
    else of this machine can be seen.

    For an ordinary user, everything in the sandbox is one user in a namespace of its own. Nobody in
    such a namespace can be another user than the one who made it, so for root there is none: the
    command runs as root with just the rights that it needs to start kernels as ``KERNEL_USER`` and
    to clear away what they leave.

    Args:
        inbox: a folder of this machine, visible in the sandbox.
        disk: bytes of each writable file system.
    """
    system = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
    system += ("/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime")
    # The machine's settings: otherwise, root could change them all, and everybody the last.
    settings = ("sys", "sysrq-trigger", "irq", "bus", "fs", "pressure")
    system += tuple(f"/proc/{name}" for name in settings)
    binds = [part for path in system for part in ("--ro-bind-try", path, path)]
    for path in _python():
        for parent in [*Path(path).parents][-2::-1]:  # bubblewrap would close some to KERNEL_USER
            binds += ["--dir", str(parent)]
        binds += ["--ro-bind", path, path]
    if not any(path.startswith("/tmp/") for path in _python()):
        binds += ["--symlink", INSIDE["TMPDIR"], "/tmp"]
    binds += ["--ro-bind", str(inbox), INBOX]
    memory = [p for path in WRITABLE for p in ("--size", str(disk), "--tmpfs", path)]
    variables = [part for item in INSIDE.items() for part in ("--setenv", *item)]
    if os.geteuid():
        user = ["--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"]
    else:
        user = [part for name in RIGHTS for part in ("--cap-add", f"CAP_{name}")]
    return [
        bwrap,
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", "--as-pid-1", "--new-session", "--hostname", "sandbox"),
        *("--cap-drop", "ALL", *user),
        *("--clearenv", *variables, "--proc", "/proc", "--dev", "/dev", *memory, *binds),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", *command),
    ]


def become(user: int) -> None:
    """As root, become this user for good, without any of root's rights."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    # What a program started from here could inherit. Version 3 of the call, this process, no bits.
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "Expected to give up root's rights")


def check_sandbox() -> str:
    """Return the path of bubblewrap.

    Raises:
        Unavailable: bubblewrap is missing, or cannot make a sandbox here.
    """
    if not sys.platform.startswith("linux"):
        raise Unavailable(f"Expected Linux, which the sandbox needs, got {sys.platform}.")
    bwrap = shutil.which("bwrap")
    if bwrap and (why := _refusal(bwrap)):
        raise Unavailable(f"Expected a sandbox to keep students' code in, got an error: {why}")
    if not bwrap:
        raise Unavailable(
            "Expected bubblewrap, which keeps students' code away from this machine, got no such "
            "program. On Debian and Ubuntu: sudo apt install bubblewrap."
        )
    return bwrap


# Run in the sandbox, to see whether a kernel could run there.
PROBE = """
import os, sys
user, *paths = sys.argv[1:]
if not os.getuid():
    os.setgroups([])
    os.setresgid(*[int(user)] * 3)
    os.setresuid(*[int(user)] * 3)
for path in paths:
    try:
        os.listdir(path)
    except PermissionError:
        sys.exit(f"{path} can only be read by its owner. Where the grader is root, student code "
                 f"runs as user {user}, who must be able to read it: chmod -R go+rX {path}")
"""


@cache
def _refusal(bwrap: str) -> str:
    """Return what goes wrong if no kernel can run in the sandbox on this machine, else nothing."""
    tried = [sys.executable, "-I", "-S", "-c", PROBE, str(KERNEL_USER), *_python()]
    with tempfile.TemporaryDirectory() as inbox:
        command = wrap(bwrap, Path(inbox), 1 << 20, tried)
        result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    lines = result.stderr.strip().splitlines() or [f"exit status {result.returncode}"]
    return lines[-1] if result.returncode else ""


def _python() -> list[str]:
    """The folders of this Python, its packages and this package; none is inside another."""
    package = importlib.util.find_spec("course").submodule_search_locations[0]
    paths = {sys.prefix, sys.base_prefix, package, *sysconfig.get_paths().values()}
    paths = sorted({str(Path(path).resolve()) for path in paths if Path(path).is_dir()})
    # A virtual environment is needed under its own path too, even if that is a link.
    paths += [path for path in (sys.prefix, package) if path not in paths]
    return [
        path
        for path in paths
        if not any(path.startswith(f"{above}/") for above in ("/usr", "/bin", "/lib", *paths))
    ]
