"""Cells with syntax errors, and one that is not Python at all."""

OUTCOMES = ("graded",)

# %% after set-up
def unfinished(:

# %% last
Dear teacher, I could not do this one.
