"""sys.stdout is None in a cell: the later ones still run, in time."""

# %% after set-up
import sys

sys.stdout = None
