"""Asks for memory that belongs to no process: memfd, System V segments, message queues, keys."""

# %% first
import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
try:
    fd = os.memfd_create("mine")
    os.ftruncate(fd, 1 << 20)
    print("ESCAPED: a memfd")
except OSError:
    pass
segment = libc.shmget(0, 1 << 20, 0o1600)
if segment >= 0:
    libc.shmctl(segment, 0, None)
    print("ESCAPED: a System V segment")
queue = libc.msgget(0, 0o1600)
if queue >= 0:
    libc.msgctl(queue, 0, None)
    print("ESCAPED: a System V queue")
if libc.syscall(248, b"user", b"mine", b"x", 1, -3) >= 0 and os.uname().machine == "x86_64":
    print("ESCAPED: a key in a keyring")
