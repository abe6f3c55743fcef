"""What a kernel and all that it started use together, and what the prepared process was granted."""

import contextlib
import os
import resource
from pathlib import Path
from typing import Any

from course.kernels.sandbox import WRITABLE

FILES = 20_000  # files and folders in each writable place, because they take memory too
SOCKET, TCP = 1 << 19, 10 << 20  # bytes that one may hold that nobody has read yet


def exceeded(limits: dict[str, Any], sandboxed: bool, known: list[int]) -> str | None:
    """Name the limit that the kernel and all it started exceed together, if any.

    Args:
        known: the kernel's number, and that of the process beside it, which is not counted.
    """
    if not limits:
        return None
    pids = known[:1]
    if sandboxed:  # everything in the process namespace except this process and what is beside
        if any(room.f_files - room.f_ffree > FILES for room in map(os.statvfs, WRITABLE)):
            return "disk"
        ours = {"1", *map(str, known[1:])}
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name not in ours]
    uses = {pid: numbers(f"/proc/{pid}/status") for pid in pids}
    threads = sum(use.get("Threads", 0) for use in uses.values())
    if len(pids) > limits["processes"] or threads > limits["threads"]:
        return "processes"
    most = limits["memory"] - (in_sockets() if sandboxed else 0)
    # The first look counts what forks share once for each. The exact look takes milliseconds, and
    # is taken twice: a process that ends in the middle leaves its share to the others.
    looks = (resident, proportional, proportional)
    too_much = all(sum(look(pid, use) for pid, use in uses.items()) > most for look in looks)
    return "memory" if too_much else None


def numbers(path: str) -> dict[str, int]:
    """Return the numbers in a file of lines like ``Threads: 4``, or none if it cannot be read."""
    try:
        lines = [line.split() for line in Path(path).read_text().splitlines()]
    except OSError:  # the process has just ended, or hides itself
        return {}
    return {
        line[0][:-1]: int(line[1])
        for line in lines
        if len(line) > 1 and line[0].endswith(":") and line[1].isdigit()
    }


def resident(_: int, use: dict[str, int]) -> int:
    """Return a process's bytes in memory, its own and shared memory, without files."""
    return sum(use.get(name, 0) for name in ("RssAnon", "RssShmem", "VmPTE")) << 10


def proportional(pid: int, use: dict[str, int]) -> int:
    """Return the same, but divide what forks share among them."""
    shares = numbers(f"/proc/{pid}/smaps_rollup")
    if "Pss_Anon" not in shares:  # it has just ended, or cannot be looked at
        return resident(pid, numbers(f"/proc/{pid}/status"))
    return (shares["Pss_Anon"] + shares["Pss_Shmem"] + use.get("VmPTE", 0)) << 10


def in_sockets() -> int:
    """Return how many bytes the sandbox's sockets may hold: they belong to no process."""
    found = {}
    for name in ("sockstat", "sockstat6"):
        with contextlib.suppress(FileNotFoundError):  # a machine without IPv6
            lines = [line.split() for line in Path("/proc/net", name).read_text().splitlines()]
            found |= {words[0]: int(words[2]) for words in lines}  # after "used" or "inuse"
    streams = found.get("TCP:", 0) + found.get("TCP6:", 0)
    return found.get("sockets:", 0) * SOCKET + streams * TCP


def granted() -> dict[str, Any]:
    """Return what the system grants this process, and its forks inherit: limits and scheduling."""
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {
        **{name: resource.getrlimit(getattr(resource, name)) for name in names},
        "niceness": os.getpriority(os.PRIO_PROCESS, 0),
        "processors": os.sched_getaffinity(0),
        "scheduler": (os.sched_getscheduler(0), os.sched_getparam(0).sched_priority),
        "killed first": Path("/proc/self/oom_score_adj").read_text(),
        "marks of files": [os.listxattr(place) for place in WRITABLE],
    }
