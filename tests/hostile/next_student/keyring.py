"""Leaves a key in the keyrings of its user and session, which the next student reads."""

# %% first
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
add_key = {"x86_64": 248, "aarch64": 217}.get(os.uname().machine, 248)
for ring in (-3, -4, -5):
    libc.syscall(add_key, b"user", b"left-by-another", b"a note", 6, ring)

# %% next first
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
request_key = {"x86_64": 249, "aarch64": 218}.get(os.uname().machine, 249)
if libc.syscall(request_key, b"user", b"left-by-another", None, 0) > 0:
    print("ESCAPED: a key of another student")
