"""Writes to files, to a temporary folder and to the home folder; reads the environment."""

# %% first
import os
import pathlib
import subprocess
import tempfile

pathlib.Path("notes.txt").write_text("mine")
pathlib.Path.home().joinpath("x.txt").write_text("mine")
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "y").write_text("mine")
print(os.environ.get("HOME"), subprocess.run(["ls"], capture_output=True, text=True).stdout)
