"""Leaves a daemon that has left its session, its group and its parent."""

# %% first
import os
import subprocess
import sys

subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(600)", "hostile-survivor"],
    start_new_session=True,
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, ["python", "-c", "import time; time.sleep(600)", "hostile-survivor"])
    os._exit(0)
