"""Leaves files in every place that can be written, and the next student looks for them."""

# %% last
import os

for place in ("/dev/shm", "/student", "/student/tmp", "/tmp", "/kernels/io", os.path.expanduser("~")):
    for name in ("left-by-another", ".left-by-another", "left\nby another"):
        try:
            open(os.path.join(place, name), "w").close()
            os.makedirs(os.path.join(place, "deep-left-by-another" + "/d" * 50))
        except OSError:
            pass

# %% next first
import os

for folder, folders, names in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "sys", "site-packages")]
    for name in names + folders:
        if "another" in name:
            print("ESCAPED: found", os.path.join(folder, name))
