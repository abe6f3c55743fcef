"""A cell recurses until the C stack ends."""

# %% after set-up
import sys

sys.setrecursionlimit(10**9)


def down():
    return down() + 1


down()
