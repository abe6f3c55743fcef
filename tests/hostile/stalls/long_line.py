"""An honest print(tensor.tolist()) whose one line has 400 KB."""

OUTCOMES = ("graded",)

# %% after set-up
print(torch.rand(20_000).double().tolist())
