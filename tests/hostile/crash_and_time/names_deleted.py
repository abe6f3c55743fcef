"""A cell deletes all names, as %reset does."""

# %% last
# %reset -f
