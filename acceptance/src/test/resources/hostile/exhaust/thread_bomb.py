"""Starts threads without end, each with a stack as small as possible."""

import threading
import time

threading.stack_size(64 << 10)
while True:
    try:
        threading.Thread(target=time.sleep, args=(60,)).start()
    except (RuntimeError, MemoryError):
        pass
