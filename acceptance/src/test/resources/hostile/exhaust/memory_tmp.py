"""Fills the places for temporary files, which are memory, with twice that."""

import time


def fill(directory, most):
    written = 0
    try:
        for number in range(most >> 23):
            with open(f"{directory}/{number}", "wb", buffering=0) as file:
                written += file.write(b"x" * (8 << 20))
    except OSError:
        pass
    return written


def handler(event):
    together = sum(fill(place, 512 << 20) for place in ("/tmp", "/dev/shm", "/var/tmp"))
    time.sleep(1)
    return [f"{together} bytes"] if together > 256 << 20 else []
