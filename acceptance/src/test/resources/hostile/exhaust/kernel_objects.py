"""Makes as many small things in the kernel as it may: locks, watches, timers, queues."""

import ctypes
import fcntl
import os
import select

libc = ctypes.CDLL(None, use_errno=True)
NEW, IN_ALL_EVENTS, IN_NONBLOCK = 0o1666, 0xFFF, 0o4000


def locks():
    with open("locked", "wb") as file:
        for number in range(20_000):
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 2 * number)


def watches():
    while True:
        instance = libc.inotify_init1(IN_NONBLOCK)
        if instance < 0:
            return
        for number in range(200):
            libc.inotify_add_watch(instance, f"/proc/{number}".encode(), IN_ALL_EVENTS)


def timers():
    timer = ctypes.c_void_p()
    for _ in range(200_000):
        if libc.timer_create(1, None, ctypes.byref(timer)) != 0:
            return


def queues():
    for number in range(100_000):
        if libc.semget(number + 1, 250, NEW) < 0 and libc.msgget(number + 1, NEW) < 0:
            return


def polls():
    held = [select.epoll()]
    while len(held) < 500:
        held.append(select.epoll())
        held[-1].register(held[0].fileno())


def handler(event):
    for one in (locks, watches, timers, queues, polls):
        pid = os.fork()
        if pid == 0:
            try:
                one()
            except OSError:
                pass
            os._exit(0)
        os.waitpid(pid, 0)
    return []
