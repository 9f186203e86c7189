"""Fills twice its memory in eight processes, each of which has too little to be noticed."""

import os
import time

for _ in range(7):
    if os.fork() == 0:
        break
held = b"x" * (64 << 20)
time.sleep(3)
