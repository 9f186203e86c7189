"""Fills twice its memory with files that have no name."""

import os
import time

held = []
for number in range(32):
    held.append(os.memfd_create(f"file-{number}"))
    os.write(held[-1], b"x" * (16 << 20))
time.sleep(2)
