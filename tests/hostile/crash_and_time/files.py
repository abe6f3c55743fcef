"""A cell fills its folder with small files."""

# %% after set-up
import os

for number in range(60_000):
    open(f"f{number}", "w").close()
