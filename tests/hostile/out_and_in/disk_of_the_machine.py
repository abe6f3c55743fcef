"""Fills the folder of the kernel's sockets, which may lie on the machine's disk, bounded to 64 MB."""

# %% first
import os

for place in ("/kernels/io", "/kernels/in", "/kernels", os.environ.get("JUPYTER_RUNTIME_DIR", "/x")):
    path = os.path.join(place, "x")
    try:
        with open(path, "wb") as file:
            os.unlink(path)
            for _ in range(64):
                file.write(b"1" * (1 << 20))
        print("ESCAPED: wrote 64 MB to an unlinked file in", place)
    except OSError:
        pass
