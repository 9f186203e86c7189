"""Returns what the process is and what it is called."""

import os
import socket


def handler(event):
    with open("/proc/self/status") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    wanted = (
        "Uid",
        "Gid",
        "Groups",
        "NoNewPrivs",
        "Seccomp",
        "CapInh",
        "CapPrm",
        "CapEff",
        "CapAmb",
    )
    return {
        **{name: status[name].strip() for name in wanted},
        "host": socket.gethostname(),
        "environment": dict(os.environ),
        "cwd": os.getcwd(),
    }
