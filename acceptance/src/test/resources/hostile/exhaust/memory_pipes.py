"""Fills pipes, each as large as it may be, until twice its memory is in them."""

import fcntl
import os

F_SETPIPE_SZ = 1031


def full():
    reading, writing = os.pipe()
    try:
        fcntl.fcntl(writing, F_SETPIPE_SZ, 1 << 20)
    except OSError:
        pass
    os.set_blocking(writing, False)
    written = 0
    try:
        while written < 1 << 20:
            written += os.write(writing, b"x" * 65536)
    except BlockingIOError:
        pass
    return written


def handler(event):
    together = 0
    try:
        while together < 512 << 20:
            together += full()
    except OSError:
        pass
    return [f"{together} bytes"] if together > 256 << 20 else []
