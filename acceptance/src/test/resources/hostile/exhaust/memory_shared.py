"""Fills twice its memory in eight processes, with pages that could be shared."""

import mmap
import os
import time

for _ in range(7):
    if os.fork() == 0:
        break
held = mmap.mmap(-1, 64 << 20)
for _ in range(64):
    held.write(b"x" * (1 << 20))
time.sleep(3)
