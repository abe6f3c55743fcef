"""torch.compile, which changes methods of PyTorch's optimizers when it is first called."""

LESSON = "05_optimizer_rebuild"

# %% after set-up
compiled = torch.compile(nn.Linear(2, 2))
