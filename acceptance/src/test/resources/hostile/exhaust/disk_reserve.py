"""Reserves three times what its workspace may hold, in files with nothing in them."""

import os
import time

for number in range(12):
    with open(f"file-{number}", "wb") as file:
        file.truncate(256 << 20)
        os.posix_fallocate(file.fileno(), 0, 256 << 20)
time.sleep(2)
