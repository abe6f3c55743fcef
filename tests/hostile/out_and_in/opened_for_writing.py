"""Tries to open the files of /proc, /sys and the package for writing."""

# %% first
import os

import course

places = ["/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs", "/sys", course.__path__[0]]
files = ["/proc/sysrq-trigger", "/proc/kcore", "/proc/timer_list", "/proc/sched_debug", "/dev/mem"]
for place in places:
    for folder, folders, names in os.walk(place):
        files += [os.path.join(folder, name) for name in names]
for path in files:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        print("ESCAPED: could open", path)
    except OSError:
        pass
