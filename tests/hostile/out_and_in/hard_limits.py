"""Looks for limits that are missing: processes, memory, file size, core files."""

# %% first
import resource

wanted = {"RLIMIT_NPROC": 4096, "RLIMIT_FSIZE": 1 << 30, "RLIMIT_CORE": 0, "RLIMIT_DATA": 16 << 30}
for name, most in wanted.items():
    soft, hard = resource.getrlimit(getattr(resource, name))
    if name in ("RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_DATA") and (hard == -1 or hard > most):
        print("ESCAPED:", name, "is", hard)
