"""torch.set_default_dtype(torch.float64) and a seed, in a cell of their own."""

# %% after set-up
torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
torch.use_deterministic_algorithms(False)
