"""Takes as many of one thing as it gets, with several processes; returns how many the first got."""

import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)


def terminal():
    return os.openpty()


def watch():
    instance = libc.inotify_init1(0)
    if instance < 0:
        raise OSError(ctypes.get_errno(), "inotify_init1")
    return instance


def handler(event):
    take = {"terminal": terminal, "watch": watch}[event["thing"]]
    for _ in range(event["processes"] - 1):
        if os.fork() == 0:
            break
    held = []
    try:
        while len(held) < event["most"]:
            held.append(take())
    except OSError as problem:
        print(problem)
    if event["processes"] > 1:
        os.makedirs("taken", exist_ok=True)
        os.mknod(f"taken/{os.getpid()}")
        time.sleep(20)
    return len(held)
