"""Tries system calls that no exercise needs: mount, unshare, setns, chroot, hostname, bpf, modules."""

# %% first
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "mount": lambda: libc.mount(b"none", b"/student", b"tmpfs", 0, None),
    "umount": lambda: libc.umount2(b"/proc", 2),
    "unshare": lambda: libc.unshare(0x10000000),
    "chroot": lambda: libc.chroot(b"/student"),
    "sethostname": lambda: libc.sethostname(b"mine", 4),
    "setuid 0": lambda: os.setuid(0) or 0,
    "swapon": lambda: libc.swapon(b"/student/x", 0),
    "reboot": lambda: libc.syscall(169, 0, 0, 0),
    "personality": lambda: -1 if libc.personality(0x0040000) == -1 else 0,
    "acct": lambda: libc.acct(b"/student/x"),
    "settimeofday": lambda: libc.settimeofday(b"\0" * 16, None),
    "open_by_handle": lambda: -1,
}
for name, call in tries.items():
    try:
        if call() == 0:
            print("ESCAPED:", name)
    except OSError:
        pass
