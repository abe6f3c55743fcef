"""Leaves another default dtype and a default device without values."""

# %% first
import torch

torch.set_default_dtype(torch.float16)
torch.set_default_device("meta")

# %% 00-best-class
def best_class(logits):
    return torch.empty(len(logits))
