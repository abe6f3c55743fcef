"""%debug and %pdb left in, and a try that prints a traceback."""

# %% last
# %pdb off
# %debug

# %% after set-up
import pdb
import traceback

try:
    torch.zeros(2) @ torch.zeros(3)
except RuntimeError:
    traceback.print_exc()
