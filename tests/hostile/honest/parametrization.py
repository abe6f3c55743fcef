"""A head with weight normalisation, spectral normalisation tried and removed, and hooks."""

LESSON = "01_head_roles"

# %% after set-up
from torch.nn.utils import parametrizations, parametrize

layer = parametrizations.weight_norm(nn.Linear(4, 3))
layer = parametrizations.spectral_norm(nn.Linear(4, 3))
parametrize.remove_parametrizations(layer, "weight")
layer.register_forward_hook(lambda module, args, output: output)
layer(torch.zeros(2, 4)).sum().backward()
