"""Leaves processes that ignore signals and fork again and again, bounded to 30."""

# %% last
import os
import signal
import time

for _ in range(30):
    if os.fork() == 0:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        time.sleep(600)
        os._exit(0)

# %% next first
import os

pids = [pid for pid in os.listdir("/proc") if pid.isdigit()]
if len(pids) > 12:
    print("ESCAPED:", len(pids), "processes are there")
