"""Which system calls a kernel may not make: a filter that the system applies, not Python.

Most of what student code could do wrong is out of reach in the sandbox. This closes what is left:
memory that no limit counts, what would stay for the next student, other processes of the same user,
and parts of the system that have no use here but many bugs. What honest code needs is allowed.

The filter is a program of "classic BPF": a list of instructions that load a number, compare it,
and return. It is read from top to bottom for every call.
"""

import ctypes
import errno
import platform
import struct
from typing import NamedTuple

# Numbers on x86_64 and aarch64. Those from 424 on are the same everywhere.
DENIED = {
    # memory that belongs to no process, and is counted nowhere
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "mq_open": (240, 180),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    # what would reach the next student
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    # other processes
    "ptrace": (101, 117),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # other namespaces, mounts and roots
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "mount_setattr": (442, 442),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # the machine
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "fanotify_init": (300, 262),
    "syslog": (103, 116),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "personality": (135, 92),
}


class Only(NamedTuple):
    """A call that is allowed if one argument has one of these values; otherwise it fails."""

    argument: int
    values: tuple[int, ...]
    error: int = errno.EPERM


OWN = (Only(0, (0,)),)  # only on the calling process, which is number 0
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16  # not, for instance, to a machine's host
IOPRIO_WHO_PROCESS = 1
PARTLY = {
    "prlimit64": (302, 261, OWN),
    "sched_setaffinity": (203, 122, OWN),
    # ZeroMQ ends the process if it may not set again what a thread of its own has already: seem to
    "sched_setscheduler": (144, 119, (Only(0, (0,), error=0),)),
    "sched_setparam": (142, 118, OWN),
    "sched_setattr": (314, 274, OWN),
    "setpriority": (141, 140, (Only(0, (0,)), Only(1, (0,)))),
    "ioprio_set": (251, 30, (Only(0, (IOPRIO_WHO_PROCESS,)), Only(1, (0,)))),
    "socket": (41, 198, (Only(0, (AF_UNIX, AF_INET, AF_INET6, AF_NETLINK)),)),
}
CLONE = (56, 220)
CLONE_NEW = 0x7E020000  # the flags that ask for namespaces
CLONE3 = (435, 435)  # its flags are in memory, where a filter cannot look; libraries try CLONE then

# Which column of the table, and what the system calls the machine.
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x40000000  # from here on, the same calls on x86_64 with other numbers
LOAD, EQUAL, ABOVE, ANY, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE, ARGUMENTS = 0, 4, 16  # where they are in what the filter is given
ALLOW, FAIL = 0x7FFF0000, 0x00050000
PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38

Instruction = tuple[int, int, int, int]  # what to do; how many to skip if so, if not; a number


def program(machine: str) -> list[Instruction]:
    """Return the filter for a machine."""
    column, name = MACHINES[machine]
    deny: Instruction = (RETURN, 0, 0, FAIL | errno.EPERM)
    made = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, name), deny, (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":
        made += [(ABOVE, 0, 1, X32), deny]
    for numbers in DENIED.values():
        made += [(EQUAL, 0, 1, numbers[column]), deny]
    for *numbers, rules in PARTLY.values():
        made += when(numbers[column], [part for rule in rules for part in only(rule)])
    made += when(CLONE[column], [load(0), (ANY, 0, 1, CLONE_NEW), deny])
    made += when(CLONE3[column], [(RETURN, 0, 0, FAIL | errno.ENOSYS)])
    return [*made, (RETURN, 0, 0, ALLOW)]


def when(number: int, steps: list[Instruction]) -> list[Instruction]:
    """For the call with this number, take these steps, and allow it if none of them denies it."""
    return [(EQUAL, 0, len(steps) + 1, number), *steps, (RETURN, 0, 0, ALLOW)]


def only(rule: Only) -> list[Instruction]:
    """Deny the call if an argument has none of the values."""
    count = len(rule.values)
    tests = [(EQUAL, count - i, 0, value) for i, value in enumerate(rule.values)]
    return [load(rule.argument), *tests, (RETURN, 0, 0, FAIL | rule.error)]


def load(argument: int) -> Instruction:
    """Load the lower half of an argument: all of those above are numbers of 32 bits."""
    return LOAD, 0, 0, ARGUMENTS + 8 * argument


def apply() -> None:
    """Filter the calls of this process and all that it starts, for good.

    On a machine that is not in the table there is no filter.

    Raises:
        OSError: the system refused the filter.
    """
    if platform.machine() not in MACHINES:
        return
    steps = [struct.pack("HBBI", *step) for step in program(platform.machine())]
    buffer = ctypes.create_string_buffer(b"".join(steps))
    header = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(buffer)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    for call in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(header), 0, 0),
    ):
        if prctl(*call):
            raise OSError(ctypes.get_errno(), "the filter of system calls was refused")
