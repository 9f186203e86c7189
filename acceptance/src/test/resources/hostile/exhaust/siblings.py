"""Gives its parent children, who die at once, and hopes that it is confused."""

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
CLONE_PARENT, SIGCHLD = 0x8000, 17


def handler(event):
    clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
    for number in range(500):
        if libc.syscall(clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
            os._exit(number % 256)
    return []
