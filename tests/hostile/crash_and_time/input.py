"""A cell asks for input."""

# %% after set-up
name = input("Your name: ")
