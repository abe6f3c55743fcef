"""Changes what processes share: the terminal, the file creation mask, the working folder of others."""

# %% first
import os

os.umask(0o777)
for fd in range(3):
    try:
        os.set_blocking(fd, False)
        os.ftruncate(fd, 0)
    except OSError:
        pass
try:
    os.tcsetpgrp(0, os.getpgrp())
except OSError:
    pass
