"""A cell removes all permissions from its folders."""

# %% after set-up
import os
import pathlib

for path in [pathlib.Path.home(), pathlib.Path.cwd(), pathlib.Path("/student/tmp")]:
    try:
        path.chmod(0)
    except OSError:
        pass
