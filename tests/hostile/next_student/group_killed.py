"""Kills everything it may: kill -9 -1."""

# %% last
import os
import signal

os.kill(-1, signal.SIGKILL)
