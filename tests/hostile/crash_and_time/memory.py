"""A cell uses more memory than a submission may."""

OUTCOMES = ("out-of-memory", "timeout")

# %% after set-up
import mmap

kept = []
for _ in range(50):
    kept.append(mmap.mmap(-1, 100 << 20))
    kept[-1].write(b"1" * (100 << 20))
