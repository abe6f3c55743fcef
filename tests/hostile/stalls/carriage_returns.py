"""A long line of carriage returns and backspaces."""

# %% after set-up
print("\r" * 50_000 + "\b" * 50_000 + "x")
print("ab\r" * 20_000)
