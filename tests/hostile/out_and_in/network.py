"""Tries to connect to the network: addresses, names, loopback, interfaces."""

# %% first
import os
import socket

for address in [("192.0.2.1", 80), ("127.0.0.1", 22), ("169.254.169.254", 80), ("10.0.0.1", 53)]:
    with socket.socket() as s:
        s.settimeout(1)
        error = s.connect_ex(address)
        if error == 0:
            print("ESCAPED: could connect to", address)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    try:
        s.sendto(b"x", ("192.0.2.1", 53))
        print("ESCAPED: could send a datagram")
    except OSError:
        pass
if {name for _, name in socket.if_nameindex()} - {"lo"}:
    print("ESCAPED: interfaces", socket.if_nameindex())
for family, kind in [(socket.AF_PACKET, socket.SOCK_RAW), (socket.AF_INET, socket.SOCK_RAW)]:
    try:
        socket.socket(family, kind)
        print("ESCAPED: a raw socket")
    except OSError:
        pass
