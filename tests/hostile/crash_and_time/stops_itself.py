"""The kernel stops itself with SIGSTOP."""

OUTCOMES = ("timeout",)

# %% after set-up
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
