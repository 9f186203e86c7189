"""Spoils all that a later run might be made from."""

import atexit
import builtins
import ctypes
import gc
import json
import os
import random
import resource
import signal
import socket
import sys
import threading
import time

MARK = "poisoned"
KEY = 0x0C10C4F0


def handler(event):
    for one in (files, descriptors, objects, processes, manners, memory):
        one()
    return MARK


def memory():
    module = type(sys)(MARK)
    sys.modules[MARK] = module
    for name in ("decimal", "uuid", "csv", "numpy", "pandas"):
        sys.modules[name] = module
    builtins.print = lambda *words, **_: os.write(1, b"poisoned\n")
    builtins.poisoned = True
    json.dumps = json.JSONEncoder.encode = lambda *_, **__: '"poisoned"'
    os.environ[MARK] = MARK
    ctypes.CDLL(None).setenv(b"poisoned_in_c", b"1", 1)
    sys.path.insert(0, "/tmp")
    sys.path_hooks.clear()
    sys.meta_path.clear()
    random.seed(1)


def files():
    bodies = "import builtins, os\nbuiltins.poisoned = True\nos.environ['poisoned'] = '1'\n"
    places = ["/tmp", "/var/tmp", "/dev/shm", "/run/cloche/lib", "/run/cloche", *sys.path]
    for place in filter(None, places):
        if not place.startswith("/workspace"):
            for name in (
                "sitecustomize.py",
                "usercustomize.py",
                "json.py",
                "encodings.py",
                MARK,
                "python.pyc",
            ):
                try:
                    with open(os.path.join(place, name), "w", encoding="utf-8") as file:
                        file.write(bodies)
                except OSError:
                    pass
    for folder, _, names in os.walk("/usr/lib/python3"):
        for name in names:
            if name.endswith(".pyc"):
                try:
                    os.close(os.open(os.path.join(folder, name), os.O_WRONLY | os.O_TRUNC))
                except OSError:
                    pass


def descriptors():
    for name in os.listdir("/proc/self/fd"):
        try:
            if int(name) > 3:
                os.write(int(name), b"poisoned\n")
        except OSError:
            pass


def objects():
    libc = ctypes.CDLL(None)
    libc.shmget(KEY, ctypes.c_size_t(4096), 0o1666)
    libc.semget(KEY, 1, 0o1666)
    libc.msgget(KEY, 0o1666)
    libc.mq_open(b"/poisoned", 0o102, 0o666, None)


def processes():
    """Daemons that listen, in every way that a later run could meet."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for family, address in (
                (socket.AF_UNIX, "\0poisoned"),
                (socket.AF_UNIX, "/tmp/poisoned.socket"),
                (socket.AF_INET, ("127.0.0.1", 4711)),
            ):
                listener = socket.socket(family)
                listener.bind(address)
                listener.listen()
                threading.Thread(target=listener.accept).start()
            time.sleep(600)
        os._exit(0)


def manners():
    atexit.register(os.write, 1, b"")
    os.umask(0o777)
    gc.disable()
    gc.freeze()
    sys.setrecursionlimit(60)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    os.setpriority(os.PRIO_PROCESS, 0, 19)
    for pid in (os.getpid(), os.getppid(), 1):
        for which in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE, resource.RLIMIT_STACK):
            try:
                resource.prlimit(pid, which, (64, 64))
            except OSError:
                pass
