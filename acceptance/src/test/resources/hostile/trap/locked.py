"""Takes everybody's rights to the workspace away, its own too."""

import os


def handler(event):
    os.makedirs("a/b")
    for name in ("a/b", "a", "/workspace"):
        os.chmod(name, 0)
    return []
