"""Looks at the other processes: signals, memory, tracing, their descriptors."""

# %% first
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
    if pid == os.getpid():
        continue
    for name in ("mem", "maps", "environ", "stack"):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                if name != "stack" and file.read(1):
                    print("ESCAPED: could read", name, "of process", pid)
        except OSError:
            pass
    try:
        os.listdir(f"/proc/{pid}/fd")
        print("ESCAPED: could list the descriptors of process", pid)
    except OSError:
        pass
    if libc.ptrace(16, pid, 0, 0) == 0:  # PTRACE_ATTACH
        libc.ptrace(17, pid, 0, 0)
        print("ESCAPED: could trace process", pid)
    local = ctypes.create_string_buffer(8)
