"""Looks for control groups, and for any way to change them; returns what it found."""

import os

KNOBS = {
    "cgroup.procs",
    "cgroup.threads",
    "tasks",
    "release_agent",
    "notify_on_release",
    "cgroup.subtree_control",
    "cgroup.kill",
    "memory.max",
    "memory.limit_in_bytes",
    "pids.max",
    "devices.allow",
}


def handler(event):
    found = []
    for top in os.listdir("/"):
        if top == "proc" or os.path.islink("/" + top):
            continue
        for folder, _, files in os.walk("/" + top):
            found += [f"{folder}/{name}" for name in KNOBS & set(files)]
    with open("/proc/self/cgroup", encoding="ascii") as file:
        for line in file:
            # one's own group is the root of all that one can see
            if line.rstrip("\n").split(":", 2)[2] != "/":
                found.append("outer name " + line.strip())
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        found += ["mounted " + line.split()[4] for line in file if " - cgroup" in line]
    return found
