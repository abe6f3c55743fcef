"""Leaves System V segments, semaphores and queues, which the next student finds."""

# %% first
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmget(1234, 4096, 0o1666)
libc.semget(1234, 1, 0o1666)
libc.msgget(1234, 0o1666)

# %% next first
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if max(libc.shmget(1234, 0, 0), libc.semget(1234, 0, 0), libc.msgget(1234, 0)) >= 0:
    print("ESCAPED: found what another student left")
