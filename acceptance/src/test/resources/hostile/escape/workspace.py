"""Tries to leave its workspace by name; returns where it arrived."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
OUTSIDE = ("workspaces", "spool", "cloche", "executor", "root", "home", "var/lib/cloche")
AT_EMPTY_PATH, AT_SYMLINK_FOLLOW = 0x1000, 0x400


def handler(event):
    return taken() + climbed() + linked() + renamed()


def climbed():
    """Up by dots and by links, from a directory that was moved away meanwhile too."""
    arrived = []
    os.makedirs("deep/er", exist_ok=True)
    for number, start in enumerate(
        (
            "..",
            "../..",
            "/workspace/../..",
            "deep/er/../../..",
            "/proc/self/cwd/..",
            "/proc/self/root/..",
        )
    ):
        os.symlink(start, f"up-{number}")
        for place in (start, f"up-{number}"):
            arrived += [
                f"{place}/{name}"
                for name in OUTSIDE
                if os.path.exists(f"{place}/{name}/.") and os.listdir(f"{place}/{name}")
            ]
    at = os.open("deep/er", os.O_RDONLY)
    os.rename("deep/er", "/workspace/moved")
    for step in ("..", "../..", "../../..", "../../../.."):
        names = os.listdir(os.open(step, os.O_RDONLY, dir_fd=at))
        arrived += [f"moved {step}: {name}" for name in names if name in OUTSIDE[:4]]
    return arrived


def linked():
    """Gives files that are not its own a second name, where it may write."""
    arrived = []
    for number, path in enumerate(
        (
            "/etc/passwd",
            "/usr/bin/env",
            "/run/cloche/event.json",
            "/dev/null",
            "/proc/self/exe",
            "/proc/1/exe",
        )
    ):
        try:
            os.link(path, f"hard-{number}")
            arrived.append("linked " + path)
        except OSError:
            pass
    for number in range(64):
        for flags, path in (
            (AT_EMPTY_PATH, b""),
            (AT_SYMLINK_FOLLOW, f"/proc/self/fd/{number}".encode()),
        ):
            name = f"hard-fd-{number}-{flags}".encode()
            if (
                libc.linkat(number if flags == AT_EMPTY_PATH else -100, path, -100, name, flags)
                == 0
            ):
                arrived.append(f"linked descriptor {number}")
    return arrived


def taken():
    """Uses descriptors that somebody may have left it."""
    arrived = []
    for name in os.listdir("/proc/self/fd"):
        try:
            where = os.readlink("/proc/self/fd/" + name)
            inside = os.listdir(int(name)) if os.path.isdir("/proc/self/fd/" + name) else []
        except OSError:
            continue
        if int(name) > 3 and where.startswith("/") and not where.startswith("/proc/"):
            arrived.append(f"descriptor {name} -> {where} {inside[:3]}")
    return arrived


def renamed():
    """Puts itself in the place of what others will look for."""
    arrived = []
    for name in ("/workspace", "/run/cloche", "/run/cloche/lib", "/etc", "/tmp"):
        try:
            os.rename(name, name + "-old")
            arrived.append("renamed " + name)
        except OSError:
            pass
    return arrived
