"""Leaves things that hang or mislead whoever opens them."""

import os
import socket


def handler(event):
    os.mkfifo("pipe")
    os.mkfifo("pipe-for-all", 0o666)
    os.chmod("pipe-for-all", 0o666)
    held = socket.socket(socket.AF_UNIX)
    held.bind("socket")
    os.symlink("loop-b", "loop-a")
    os.symlink("loop-a", "loop-b")
    os.symlink(".", "self")
    os.symlink("/dev/zero", "zero")
    os.symlink("/dev/stdin", "stdin")
    os.symlink("/proc/self/fd/0", "descriptor")
    os.symlink("/proc/1/root", "root")
    os.symlink("x" * 4000, "long")
    for name in ("file-000", "file-4755"):
        with open(name, "w") as file:
            file.write("x")
        os.chmod(name, int(name[5:], 8))
    for mode in (0o000, 0o111, 0o222, 0o444):
        os.makedirs(f"directory-{mode:03o}/inner/most")
        os.mkfifo(f"directory-{mode:03o}/pipe")
        os.chmod(f"directory-{mode:03o}", mode)
    return []
