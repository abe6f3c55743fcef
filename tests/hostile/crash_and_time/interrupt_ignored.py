"""A cell of their own never ends and ignores interrupts."""

OUTCOMES = ("timeout",)

# %% last
import signal
import time

for number in range(1, 30):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
time.sleep(10_000)
