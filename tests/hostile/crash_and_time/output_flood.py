"""A cell prints without end."""

OUTCOMES = ("crashed",)

# %% after set-up
while True:
    print("x" * 1000)
