"""Tries to change what is not its own; returns what it could."""

import os

PLACES = (
    "/", "/bin", "/sbin", "/lib", "/lib64", "/usr", "/usr/bin", "/usr/lib", "/usr/local/bin",
    "/etc", "/etc/ssl", "/home", "/root", "/var", "/opt", "/run", "/mnt", "/boot",
    "/sys", "/proc", "/proc/sys", "/proc/sys/kernel", "/sys/fs/cgroup", "/workspace/..",
)
FILES = (
    "/etc/passwd", "/etc/hosts", "/etc/ld.so.cache", "/usr/bin/python3", "/usr/bin/env",
    "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/kcore", "/proc/kmsg", "/dev/mem", "/dev/kmsg", "/dev/sda",
    "/sys/kernel/uevent_helper",
)


def handler(event):
    done = []
    for place in PLACES:
        path = os.path.join(place, "intruder")
        try:
            with open(path, "w") as file:
                file.write("x")
            if os.path.realpath(path) != "/workspace/intruder":
                done.append("made " + path)
        except OSError:
            pass
    for path in FILES:
        try:
            os.close(os.open(path, os.O_WRONLY))
            done.append("opened " + path)
        except OSError:
            pass
    return done
