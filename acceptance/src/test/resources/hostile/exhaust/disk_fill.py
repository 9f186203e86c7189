"""Writes three times what its workspace may hold."""

import os
import time

block = os.urandom(1 << 20)
for number in range(12):
    with open(f"file-{number}", "wb", buffering=0) as file:
        for _ in range(256):
            file.write(block)
time.sleep(2)
