"""A cell asks for far more memory than there is, and gets an error."""

OUTCOMES = ("graded",)

# %% after set-up
torch.zeros(1 << 42)
