"""Tries to change what is not its own; returns what it could."""

import errno
import os

PLACES = (
    "/",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
    "/etc",
    "/etc/ssl",
    "/home",
    "/root",
    "/var",
    "/opt",
    "/run",
    "/run/cloche",
    "/run/cloche/lib",
    "/mnt",
    "/boot",
    "/dev",
    "/sys",
    "/proc",
    "/proc/1",
    "/sys/fs/cgroup",
    "/workspace/..",
)
FILES = (
    "/etc/passwd",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/usr/bin/python3",
    "/usr/bin/env",
    "/proc/sysrq-trigger",
    "/proc/kcore",
    "/proc/kmsg",
    "/proc/1/mem",
    "/proc/1/oom_score_adj",
    "/proc/1/cgroup",
    "/proc/self/uid_map",
    "/proc/self/gid_map",
    "/proc/self/setgroups",
)
# Whatever these say belongs to the machine.
SETTINGS = ("/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs", "/sys", "/usr/lib/python3")
OWN = ("/workspace", "/tmp", "/var/tmp", "/dev")
# The kernel keeps these for each namespace, and lets its user set them where it does.
NAMESPACED = tuple(
    "/proc/sys/" + name
    for name in (
        "fs/mqueue/",
        "kernel/auto_msgmni",
        "kernel/msg",
        "kernel/pid_max",
        "kernel/sem",
        "kernel/shm",
    )
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
    done += [path for path in FILES if opened(path)]
    for top in SETTINGS:
        for folder, _, files in os.walk(top):
            paths = [os.path.join(folder, name) for name in files]
            done += [path for path in paths if not path.startswith(NAMESPACED) and opened(path)]
    for folder in folders():
        if not folder.startswith(OWN) and os.access(folder, os.W_OK):
            done.append("may write " + folder)
    return done


def opened(path):
    """Whether it can be written, tried with what is in it: that changes nothing where it works."""
    try:
        at = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        with open(path, "rb") as file:
            present = file.read()
        os.write(at, present)
        return True
    except OSError as problem:
        # what opens because it bears its user's name may refuse what is written to it
        return problem.errno not in (errno.EPERM, errno.EACCES, errno.EINVAL)
    finally:
        os.close(at)


def folders():
    for top in os.listdir("/"):
        path = "/" + top
        if top not in ("proc", "sys") and not os.path.islink(path):
            for folder, _, _ in os.walk(path):
                yield folder
