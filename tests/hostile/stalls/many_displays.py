"""30,000 displays, each of them small."""

# %% after set-up
from IPython.display import display

for number in range(30_000):
    display(number)
