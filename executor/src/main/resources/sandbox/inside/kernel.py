"""Calls of the kernel that Python has no names for. All of them raise OSError."""

import ctypes
import os
import platform
import struct

NEW_CGROUPS, NEW_IPC = 0x02000000, 0x08000000
NEW_NAMESPACES = 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
NEW_MOUNTS = 0x00020000
SIGCHLD = 17

READ_ONLY, NO_SETUID, NO_DEVICES, NO_EXECUTION = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
PLAIN = NO_SETUID | NO_DEVICES

PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 38
CAPABILITIES_V3 = 0x20080522
CLONE, IO_PRIORITY = {"x86_64": (56, 252), "aarch64": (220, 31)}[platform.machine()]

libc = ctypes.CDLL(None, use_errno=True)
# Calls through this one keep the interpreter's lock, as a fork has to.
held = ctypes.PyDLL(None, use_errno=True)


def io_priority():
    """Of this process, as the kernel keeps it."""
    return libc.syscall(IO_PRIORITY, 1, 0)


def check(result, what):
    if result != 0:
        problem = ctypes.get_errno()
        raise OSError(problem, f"{what}: {os.strerror(problem)}")


def fork_into_namespaces():
    """Forks; the child is the first process of new namespaces of every kind but that of cgroups,
    which is made when it is in the right one."""
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = held.syscall(CLONE, NEW_NAMESPACES | NEW_MOUNTS | SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    problem = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(problem, "clone: " + os.strerror(problem))
    return pid


def leave(kinds):
    """Has namespaces of these kinds of its own from now on. That of cgroups makes the present cgroup
    the root of all that can be seen."""
    check(libc.unshare(kinds), "unshare")


def mount(source, target, kind, flags, options=None):
    result = libc.mount(
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )
    check(result, f"mount of {target}")


def unmount(target):
    """At once for everybody who looks there now, whoever may still hold something open."""
    check(libc.umount2(os.fsencode(target), 2), f"unmount of {target}")


def control(option, argument=0):
    """prctl with numbers."""
    check(libc.prctl(option, ctypes.c_ulong(argument), 0, 0, 0), f"prctl {option}")


def last_capability():
    """The number of the last one that the kernel knows."""
    with open("/proc/sys/kernel/cap_last_cap", encoding="ascii") as last:
        return int(last.read())


def drop_capabilities(last):
    """Gives up all capabilities, and the means to get any."""
    for capability in range(last + 1):
        control(PR_CAPBSET_DROP, capability)
    header = struct.pack("Ii", CAPABILITIES_V3, 0)
    check(libc.capset(header, bytes(24)), "capset")


def write(path, data):
    """Writes to a file of the kernel's, in one piece."""
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_void_p)]


def filter_calls(program):
    """Loads a seccomp filter, for this process and all that it starts."""
    instructions = ctypes.create_string_buffer(program, len(program))
    loaded = Filter(len(program) // 8, ctypes.addressof(instructions))
    check(libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(loaded), 0, 0), "seccomp")
