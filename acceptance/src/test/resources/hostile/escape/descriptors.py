"""Counts what it was given; returns the descriptors that are neither streams nor its result."""

import os
import subprocess


def handler(event):
    strange = []
    folder = os.open("/proc/self/fd", os.O_RDONLY)
    for name in os.listdir(folder):
        if int(name) not in (0, 1, 2, 3, folder):
            try:
                strange.append(f"{name} -> {os.readlink(name, dir_fd=folder)}")
            except OSError:
                pass  # the one that did the listing
    listing = ["ls", "/proc/self/fd"]
    passed = subprocess.run(listing, close_fds=False, capture_output=True, text=True).stdout
    # one more, with which it is listed
    if len(passed.split()) > 5:
        strange.append("passed on: " + " ".join(passed.split()))
    for name in ("0", "1", "2", "3"):
        where = os.readlink("/proc/self/fd/" + name)
        if not where.startswith(("pipe:", "/dev/null", "/memfd:")):
            strange.append(f"{name} -> {where}")
    return strange
