"""Makes files by the hundred thousand."""

import os
import time

for number in range(300):
    os.mkdir(f"directory-{number}")
    at = os.open(f"directory-{number}", os.O_RDONLY)
    for file in range(1000):
        os.close(os.open(str(file), os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)
time.sleep(1)
