"""A cell fills its disk."""

# %% after set-up
with open("large", "wb") as file:
    for _ in range(700):
        file.write(b"1" * (1 << 20))
