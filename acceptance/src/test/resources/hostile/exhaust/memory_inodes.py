"""Fills twice its memory with names of temporary files that have nothing in them."""

import os
import time

first = os.fork() != 0
for number in range(300_000):
    os.close(os.open(f"/tmp/{first}-{number}", os.O_CREAT | os.O_WRONLY))
time.sleep(1)
