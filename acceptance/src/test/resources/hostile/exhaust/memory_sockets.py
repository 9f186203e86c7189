"""Fills twice its memory with what was sent and is never read."""

import socket
import time

MOST = 512 << 20
together, held = 0, []


def full():
    one, other = socket.socketpair()
    held.append((one, other))
    sent = 0
    for end in (one, other):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 << 20)
        end.setblocking(False)
        try:
            while True:
                sent += end.send(b"x" * 65536)
        except BlockingIOError:
            pass
    return sent


try:
    while together < MOST:
        together += full()
except OSError as problem:
    print(problem)
print(together)
time.sleep(2)
