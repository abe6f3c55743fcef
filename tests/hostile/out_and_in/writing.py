"""Tries to write in every folder it can see."""

# %% first
import os

for folder, folders, names in os.walk("/"):
    if folder in ("/student", "/dev/shm", "/tmp", "/proc") or folder.startswith("/student/"):
        folders[:] = []
        continue
    try:
        with open(os.path.join(folder, "written-by-a-student"), "w"):
            print("ESCAPED: could write in", folder)
    except OSError:
        pass
