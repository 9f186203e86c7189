"""Keeps every core busy, many times over, with the highest priority that it can get."""

import os

for _ in range(16):
    if os.fork() == 0:
        break
try:
    os.nice(-20)
except OSError:
    pass
while True:
    pass
