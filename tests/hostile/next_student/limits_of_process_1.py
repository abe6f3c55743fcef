"""Lowers the limits of the process that forks the kernels: descriptors, file size, time, memory."""

# %% first
import ctypes
import resource

for pid in (1, __import__("os").getppid()):
    for limit, value in [
        (resource.RLIMIT_NOFILE, 58),
        (resource.RLIMIT_FSIZE, 1 << 20),
        (resource.RLIMIT_CPU, 1),
        (resource.RLIMIT_NPROC, 1),
        (resource.RLIMIT_DATA, 1 << 26),
        (resource.RLIMIT_STACK, 1 << 16),
    ]:
        try:
            hard = resource.prlimit(pid, limit)[1]
            resource.prlimit(pid, limit, (value, hard))
            print("ESCAPED: could lower limit", limit, "of process", pid)
        except (OSError, ValueError):
            pass
