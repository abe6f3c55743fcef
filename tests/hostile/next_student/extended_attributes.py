"""Writes extended attributes to files that the next student sees, and reads them there."""

# %% first
import os
import sys

for path in ("/dev/shm", "/student", "/student/home", "/dev", "/", sys.prefix, sys.executable):
    try:
        os.setxattr(path, "user.mine", b"a note")
    except OSError:
        pass

# %% next first
import os
import sys

for path in ("/dev/shm", "/student", "/student/home", "/dev", "/", sys.prefix, sys.executable):
    try:
        if os.listxattr(path):
            print("ESCAPED: a note on", path)
    except OSError:
        pass
