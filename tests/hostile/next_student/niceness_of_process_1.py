"""Makes the process that forks the kernels slow: niceness, processors, scheduling."""

# %% first
import os

before = os.getpriority(os.PRIO_PROCESS, 1), os.sched_getaffinity(1), os.sched_getscheduler(1)
tries = [
    lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
    lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
    lambda: os.setpriority(os.PRIO_PGRP, 1, 19),
    lambda: os.sched_setaffinity(1, {min(os.sched_getaffinity(0))}),
    lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
    lambda: open("/proc/1/oom_score_adj", "w").write("1000"),
    lambda: open("/proc/1/timerslack_ns", "w").write("1000000000"),
    lambda: open("/proc/1/coredump_filter", "w").write("0"),
    lambda: open("/proc/1/comm", "w").write("mine"),
]
for attempt in tries:
    try:
        attempt()
    except OSError:
        pass
after = os.getpriority(os.PRIO_PROCESS, 1), os.sched_getaffinity(1), os.sched_getscheduler(1)
if before != after:
    print("ESCAPED: changed process 1 from", before, "to", after)

# %% next first
import os

if os.getpriority(os.PRIO_PROCESS, 0) > 15 or os.sched_getscheduler(0) == os.SCHED_IDLE:
    print("ESCAPED: this student is slowed down")
