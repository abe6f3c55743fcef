"""A cell of their own never ends."""

OUTCOMES = ("timeout",)

# %% after set-up
while True:
    pass
