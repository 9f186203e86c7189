"""Prints without end, one byte at a time and on two streams."""

import os

while True:
    os.write(1, b"y")
    os.write(2, b"y")
