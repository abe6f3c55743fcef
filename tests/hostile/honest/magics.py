"""Magics and a shell command, left in."""

# %% after set-up
# %matplotlib inline
# %config InlineBackend.figure_format = "png"
# %precision 3
# %timeit -n 2 -r 2 sum(range(10))
# !echo hello

# %% after 00-best-class
# %%time
total = sum(best_class(torch.eye(3)).tolist())
