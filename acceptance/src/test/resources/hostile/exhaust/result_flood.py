"""Returns without end."""

import os

while True:
    try:
        os.write(3, b"V" * 65536)
    except OSError:
        pass
