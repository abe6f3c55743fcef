"""torch.set_default_dtype(torch.float64) where models are checked."""

LESSON = "01_head_roles"

# %% after set-up
torch.set_default_dtype(torch.float64)
torch.set_default_dtype(torch.float32)
torch.set_num_threads(1)
torch.set_printoptions(precision=2)
