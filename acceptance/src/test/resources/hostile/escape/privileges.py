"""Tries to become more than it is; returns what it became."""

import ctypes
import errno
import os
import resource
import shutil
import stat
import struct
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
FILE_CAPABILITIES = b"security.capability"


def handler(event):
    became = ids() + capabilities() + schedules() + limits() + set_user_programs()
    return became + memory_killers_choice(event["lowest_score"])


def attempt(name, call, *arguments):
    try:
        call(*arguments)
        return [name]
    except (OSError, ValueError):
        return []


def ids():
    became = []
    for number in (0, 1, 1001, 65534):
        became += attempt(f"setuid {number}", os.setuid, number)
        became += attempt(f"setgid {number}", os.setgid, number)
        became += attempt(f"setreuid {number}", os.setreuid, number, number)
        became += attempt(f"setgroups {number}", os.setgroups, [number])
        became += attempt(f"chown {number}", os.chown, "/workspace", number, number)
    return became


def capabilities():
    everything = struct.pack("6I", *(0xFFFFFFFF,) * 6)
    header = struct.pack("Ii", 0x20080522, 0)
    got = []
    if libc.capset(header, everything) == 0:
        got.append("capset")
    for capability in range(41):
        if libc.prctl(47, 2, capability, 0, 0) == 0:  # PR_CAP_AMBIENT_RAISE
            got.append(f"ambient {capability}")
    if libc.prctl(38, 0, 0, 0, 0) == 0:  # PR_SET_NO_NEW_PRIVS
        got.append("new privileges")
    return got


def schedules():
    got = attempt("nice", os.nice, -20)
    for pid in (0, 1):
        got += attempt(f"priority of {pid}", os.setpriority, os.PRIO_PROCESS, pid, -20)
        for policy in (os.SCHED_FIFO, os.SCHED_RR):
            parameters = os.sched_param(99)
            got += attempt(f"policy {policy}", os.sched_setscheduler, pid, policy, parameters)
    real_time = 1 << 13
    number = {"x86_64": 251, "aarch64": 30}[os.uname().machine]
    if libc.syscall(number, 1, 0, real_time | 0) == 0:
        got.append("real-time input and output")
    return got


def limits():
    got = []
    for name in (name for name in dir(resource) if name.startswith("RLIMIT_")):
        which = getattr(resource, name)
        soft, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            for more in (resource.RLIM_INFINITY, hard + 1):
                got += attempt(f"more {name}", resource.setrlimit, which, (soft, more))
        for pid in {1, os.getppid()} - {0, os.getpid()}:
            got += attempt(f"{name} of {pid}", resource.prlimit, pid, which, (0, 0))
    return got


def set_user_programs():
    """Those of the system, and one of its own making, started where they would change the user."""
    got = []
    shutil.copy("/usr/bin/id", "own-id")
    os.chmod("own-id", 0o6755)
    everything = struct.pack("5I", 0x02000001, 0xFFFFFFFF, 0xFFFFFFFF, 0, 0)
    if libc.setxattr(b"own-id", FILE_CAPABILITIES, everything, len(everything), 0) == 0:
        got.append("a program with capabilities")
    shown = subprocess.run(["./own-id", "-u"], capture_output=True, text=True).stdout
    if shown != "1000\n":
        got.append("own program: " + shown)
    for folder in ("/usr/bin", "/usr/sbin", "/usr/lib/openssh", "/usr/libexec"):
        names = os.listdir(folder) if os.path.isdir(folder) else []
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and os.stat(path).st_mode & stat.S_ISUID:
                got += [f"{path}: {user}" for user in users_of(path) if user != "1000"]
    return got


def users_of(path):
    """The user ids of a program while it runs: what it would do does not matter."""
    child = subprocess.Popen(
        [path], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with open(f"/proc/{child.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("Uid:"):
                    return line.split()[1:]
        return []
    except OSError:
        return []
    finally:
        child.kill()
        child.communicate()


def memory_killers_choice(lowest):
    for score in (-1000, -1, 0, 500):
        try:
            with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
                file.write(str(score))
            if score < lowest:
                return [f"spared by the memory killer: {score}"]
        except OSError as problem:
            if problem.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
    return []
