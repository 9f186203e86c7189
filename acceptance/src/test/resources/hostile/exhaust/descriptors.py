"""Opens all the files that it may, in all the processes that it may have."""

import os
import resource
import time


def handler(event):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for _ in range(24):
        if os.fork() == 0:
            hold()
            time.sleep(2)
            os._exit(0)
    held = hold()
    time.sleep(1)
    return [f"{held} in one process"] if held > 65536 else []


def hold():
    held = 0
    try:
        while held <= 65536:
            os.open("/dev/null", os.O_RDONLY)
            held += 1
    except OSError:
        pass
    # a few, to be able to look at what went wrong
    os.closerange(held - 8, held + 3)
    return held
