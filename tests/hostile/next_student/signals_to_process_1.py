"""Sends every signal to the process that forks the kernels, and to all others."""

# %% first
import os
import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
for number in range(1, 65):
    for pid in (1, os.getppid()):
        try:
            os.kill(pid, number)
        except OSError:
            pass
