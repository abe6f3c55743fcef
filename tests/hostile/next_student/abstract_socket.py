"""A daemon listens on the names that the next kernel's sockets may have."""

# %% last
import os
import socket
import time

if os.fork() == 0:
    os.setsid()
    held = []
    for name in ["\0mine", *(f"/kernels/io/{n}-{p}" for n in range(50) for p in range(1, 6))]:
        try:
            held.append(socket.socket(socket.AF_UNIX))
            held[-1].bind(name)
            held[-1].listen()
        except OSError:
            pass
    time.sleep(600)

# %% next first
import socket

with socket.socket(socket.AF_UNIX) as s:
    if s.connect_ex("\0mine") == 0:
        print("ESCAPED: another student's daemon answers")
