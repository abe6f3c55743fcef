"""One message of 200 MB."""

# %% after set-up
from IPython.display import display

display({"text/plain": "x" * (200 << 20)}, raw=True)
