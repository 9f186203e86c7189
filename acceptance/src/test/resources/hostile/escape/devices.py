"""Looks for devices, and tries to make some; returns those that lead anywhere."""

import ctypes
import os
import stat
import termios

HARMLESS = {"null", "zero", "full", "random", "urandom", "tty", "ptmx"}
libc = ctypes.CDLL(None, use_errno=True)
TIOCLINUX = 0x541C
NODES = {
    "mem": (stat.S_IFCHR, 1, 1),
    "kmem": (stat.S_IFCHR, 1, 2),
    "port": (stat.S_IFCHR, 1, 4),
    "kmsg": (stat.S_IFCHR, 1, 11),
    "fuse": (stat.S_IFCHR, 10, 229),
    "kvm": (stat.S_IFCHR, 10, 232),
    "tun": (stat.S_IFCHR, 10, 200),
    "loop": (stat.S_IFBLK, 7, 0),
    "disk": (stat.S_IFBLK, 8, 0),
    "virtual disk": (stat.S_IFBLK, 254, 0),
}


def handler(event):
    return present() + named() + made() + typed()


def present():
    found = []
    for folder, _, files in os.walk("/dev"):
        for name in files:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            device = stat.S_ISCHR(mode) or stat.S_ISBLK(mode)
            if device and name not in HARMLESS and not folder.startswith("/dev/pts"):
                found.append(path)
    return found


def named():
    found = []
    for name in ("mem", "kmem", "kmsg", "port", "fuse", "kvm", "sda", "vda", "nvme0", "loop0"):
        for flags in (os.O_RDONLY, os.O_WRONLY):
            try:
                os.close(os.open("/dev/" + name, flags))
                found.append("opened /dev/" + name)
            except OSError:
                pass
    return found


def made():
    found = []
    for place in ("/workspace", "/tmp", "/dev/shm"):
        for name, (kind, major, minor) in NODES.items():
            try:
                os.mknod(f"{place}/{name}", kind | 0o666, os.makedev(major, minor))
                found.append(f"made {name} in {place}")
            except OSError:
                pass
    return found


def typed():
    """Types into a terminal of its own as if it sat there, which would work in any other too."""
    found = []
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
        found.append("a terminal that it did not make")
    except OSError:
        pass
    outer, inner = os.openpty()
    for name, request, argument in (
        ("TIOCSTI", termios.TIOCSTI, b"x"),
        ("TIOCLINUX", TIOCLINUX, b"\x02"),
    ):
        # the kernel does not look at the upper half of the number, which must not fool a filter
        for number in (request, request | 1 << 32):
            if libc.ioctl(inner, ctypes.c_ulong(number), argument) == 0:
                found.append(f"{name} as {number:#x}")
    os.close(outer)
    return found
