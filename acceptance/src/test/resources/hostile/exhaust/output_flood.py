"""Prints a gigabyte, in lines."""

import os

line = b"y" * 1023 + b"\n"
for _ in range(1 << 14):
    block = memoryview(line * 64)
    while block:
        block = block[os.write(1, block) :]
