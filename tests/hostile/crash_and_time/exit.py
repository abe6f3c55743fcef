"""A cell asks to exit."""

# %% after set-up
exit()

# %% last
quit()
