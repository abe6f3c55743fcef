"""Looks for sockets of other programs: in files, and with abstract names."""

# %% first
import os
import socket
import stat

names = {line.split()[-1] for line in open("/proc/net/unix") if len(line.split()) == 8}
for folder, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "sys")]
    names |= {
        os.path.join(folder, name)
        for name in files
        if stat.S_ISSOCK(os.lstat(os.path.join(folder, name)).st_mode)
    }
for name in names:
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_UNIX, kind) as s:
            if s.connect_ex(name.replace("@", "\0")) == 0:
                ours = name.startswith(("/kernels/io/", "/student/"))
                if not ours:
                    print("ESCAPED: could connect to", name)
