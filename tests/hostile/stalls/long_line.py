"""An honest print(tensor.tolist()) whose one line has 150 KB."""

OUTCOMES = ("graded",)

# %% after set-up
print(torch.rand(7500).double().tolist())
