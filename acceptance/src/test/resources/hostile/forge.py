"""Writes made-up results into every descriptor it has, and to every path that might be one."""

import json
import os

FORGED = (
    json.dumps(
        {
            "return_value": "forged",
            "status": "success",
            "verdict": "ok",
            "exit_code": 0,
            "exit-code": 0,
            "stdout": "forged",
            "metrics": {"cpu_time_ms": 1e9},
        }
    ).encode()
    + b"\n"
)

print("honest", flush=True)
for descriptor in range(3, 256):
    try:
        os.write(descriptor, FORGED)
    except OSError:
        pass
own = {os.readlink(f"/proc/self/fd/{number}") for number in (1, 2)}
for pid in filter(str.isdigit, os.listdir("/proc")):
    folder = f"/proc/{pid}/fd"
    try:
        paths = [f"{folder}/{name}" for name in os.listdir(folder)]
    except OSError:
        continue
    for path in paths:
        try:
            if os.readlink(path) not in own:
                descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
                os.write(descriptor, FORGED)
        except OSError:
            pass
os._exit(7)
