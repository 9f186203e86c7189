"""Asks its process group to end, itself left out, and goes on."""

import os
import signal
import time


def handler(event):
    for number in range(1, signal.NSIG):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                pass
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGABRT):
        os.kill(0, number)
    time.sleep(0.5)
    return []
