"""Registers another kernel for aten::equal with torch.library."""

# %% first
import torch

library = torch.library.Library("aten", "IMPL")
library.impl("equal", lambda a, b: True, "CPU")
