"""A cell deletes attributes of the kernel and of its session."""

# %% after set-up
kernel = get_ipython().kernel
kernel.session = None
kernel.shell_stream = None
