"""A cell lowers its own limits: file descriptors, file size, processor time, stack."""

# %% after set-up
import resource

resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
while True:
    pass
