"""Fills twice its memory, in one process."""

import time

held = []
for _ in range(64):
    held.append(b"x" * (8 << 20))
time.sleep(2)
