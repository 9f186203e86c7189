"""Leaves a daemon behind that holds every descriptor of the run and talks on."""

import os
import time


def handler(event):
    if os.fork() == 0:
        os.setsid()
        if os.fork() != 0:
            os._exit(0)
        while True:
            os.write(1, b"")
            time.sleep(0.01)
    return []
