"""Tries to get into processes that are not its own; returns what it got."""

import ctypes
import os
import platform
import resource

libc = ctypes.CDLL(None, use_errno=True)
SECRETS = (
    "environ",
    "maps",
    "mem",
    "auxv",
    "stack",
    "syscall",
    "pagemap",
    "smaps",
    "io",
    "personality",
)


def handler(event):
    got = []
    # A /proc of other namespaces knows us by another number than we do.
    own = {0, os.getpid(), int(os.readlink("/proc/self"))}
    for pid in sorted(
        {int(name) for name in os.listdir("/proc") if name.isdigit()} | {1, os.getppid()}
    ):
        if pid not in own:
            got += read(pid) + follow(pid) + descriptors(pid) + memory(pid)
    return got


def read(pid):
    got = []
    for name in SECRETS:
        for task in ("", f"task/{pid}/"):
            try:
                with open(f"/proc/{pid}/{task}{name}", "rb") as file:
                    if file.read(16):
                        got.append(file.name)
            except OSError:
                pass
    return got


def follow(pid):
    got = []
    for name in ("root", "cwd", "exe", "ns/mnt", "ns/user"):
        try:
            got.append(f"/proc/{pid}/{name} -> " + os.readlink(f"/proc/{pid}/{name}"))
        except OSError:
            pass
    return got


def descriptors(pid):
    got = []
    for name in ("fd", "fdinfo", "map_files"):
        try:
            got += [f"/proc/{pid}/{name}/{one}" for one in os.listdir(f"/proc/{pid}/{name}")]
        except OSError:
            pass
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return got
    for number in range(16):
        if libc.syscall(438, handle, number, 0) >= 0:  # pidfd_getfd
            got.append(f"descriptor {number} of {pid}")
    os.close(handle)
    return got


class Part(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


def memory(pid):
    got = []
    buffer = ctypes.create_string_buffer(16)
    here = Part(ctypes.addressof(buffer), 16)
    there = Part(ctypes.cast(libc.getpid, ctypes.c_void_p).value, 16)
    numbers = {"x86_64": (310, 311), "aarch64": (270, 271)}[platform.machine()]
    for name, number in zip(("read", "written"), numbers):
        if libc.syscall(number, pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            got.append(f"memory of {pid} {name}")
    if libc.ptrace(16, pid, None, None) == 0:
        got.append(f"attached to {pid}")
    try:
        resource.prlimit(pid, resource.RLIMIT_NOFILE)
        got.append(f"limits of {pid}")
    except OSError:
        pass
    return got
