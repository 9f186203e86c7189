"""Looks for what an earlier run left; returns what it found."""

import builtins
import ctypes
import gc
import os
import resource
import signal
import socket
import sys

KEY = 0x0C10C4F0


def handler(event):
    return memory() + files() + objects() + processes() + manners()


def memory():
    found = [name for name in sys.modules if "poisoned" in name]
    found += [name for name in os.environ if "poisoned" in name]
    if hasattr(builtins, "poisoned") or builtins.print.__module__ != "builtins":
        found.append("a built-in")
    import decimal
    import uuid

    found += [one.__name__ for one in (decimal, uuid) if not hasattr(one, "__file__")]
    if "/tmp" in sys.path or not sys.path_hooks or not sys.meta_path:
        found.append("the way of imports")
    if ctypes.CDLL(None).getenv(b"poisoned_in_c"):
        found.append("the environment of the C library")
    return found


def files():
    found = [
        f"{place}/{name}"
        for place in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")
        if os.path.isdir(place)
        for name in os.listdir(place)
    ]
    for place in {"/run/cloche", "/run/cloche/lib", *filter(None, sys.path)} - {"/workspace"}:
        for name in ("poisoned", "sitecustomize.py", "usercustomize.py"):
            try:
                with open(os.path.join(place, name), encoding="utf-8") as file:
                    found += [file.name] if "poisoned" in file.read() else []
            except OSError:
                pass
    return found


def objects():
    libc = ctypes.CDLL(None)
    found = []
    for name, segment in (
        ("memory", libc.shmget(KEY, ctypes.c_size_t(0), 0)),
        ("semaphores", libc.semget(KEY, 0, 0)),
        ("messages", libc.msgget(KEY, 0)),
    ):
        if segment >= 0:
            found.append("shared " + name)
    if libc.mq_open(b"/poisoned", 0) >= 0:
        found.append("a queue")
    return found


def processes():
    found = []
    for family, address in (
        (socket.AF_UNIX, "\0poisoned"),
        (socket.AF_UNIX, "/tmp/poisoned.socket"),
        (socket.AF_INET, ("127.0.0.1", 4711)),
    ):
        with socket.socket(family) as one:
            one.settimeout(1)
            if one.connect_ex(address) == 0:
                found.append(f"a listener at {address}")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    found.append(f"a zombie {pid}")
        except OSError:
            pass
    return found


def manners():
    found = []
    if os.umask(0o022) & 0o700:
        found.append("the mask of modes")
    if not gc.isenabled():
        found.append("no collection")
    if sys.getrecursionlimit() != 1000:
        found.append("the limit of recursion")
    if (
        signal.pthread_sigmask(signal.SIG_BLOCK, ())
        or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
    ):
        found.append("signals")
    if os.getpriority(os.PRIO_PROCESS, 0) >= 19:
        found.append("niceness")
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 64:
        found.append("limits")
    return found
