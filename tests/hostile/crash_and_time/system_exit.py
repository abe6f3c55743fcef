"""A cell calls sys.exit."""

# %% after set-up
import sys

sys.exit(3)
