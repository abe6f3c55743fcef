"""Removes and replaces the sockets and the address of its own kernel."""

# %% last
import os
import shutil

for place in ("/kernels/io", "/kernels", "/kernels/in"):
    try:
        for name in os.listdir(place):
            path = os.path.join(place, name)
            (shutil.rmtree if os.path.isdir(path) else os.unlink)(path)
        os.chmod(place, 0)
    except OSError:
        pass
