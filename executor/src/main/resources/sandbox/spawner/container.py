"""The cgroup that the spawner itself is in, which in a container is the container's: it can be read
there, and nothing in it can be changed."""

import os

from cgroups import counter

UNIFIED, VERSION_1 = "memory.events", "memory.oom_control"


class Container:
    def __init__(self, file):
        self.fd = os.open(file, os.O_RDONLY | os.O_CLOEXEC)

    @classmethod
    def found(cls, process="/proc/self"):
        """It, or None where the kernel does not tell of it."""
        try:
            with open(f"{process}/cgroup", encoding="utf-8") as file:
                own = dict(line.rstrip("\n").split(":", 2)[1:] for line in file)
        except FileNotFoundError:
            return None  # a kernel without them
        with open(f"{process}/mountinfo", encoding="utf-8") as file:
            for mount in file:
                path = events(mount.split(), own)
                if path is not None and os.access(path, os.R_OK):
                    return cls(path)
        return None

    def oom_kills(self):
        """How many of its processes the kernel has killed for memory."""
        return counter(os.pread(self.fd, 4096, 0), b"oom_kill") or 0


def events(mount, own):
    """The file that counts what memory made the kernel do to the group that a process is in, if
    the mount shows it. Fields are those of proc(5)."""
    root, point, options = mount[3], mount[4], mount[-1]
    kind = mount[mount.index("-") + 1]
    if kind == "cgroup2":
        group, name = own.get(""), UNIFIED
    elif kind == "cgroup" and "memory" in options.split(","):
        held = (path for names, path in own.items() if "memory" in names.split(","))
        group, name = next(held, None), VERSION_1
    else:
        return None
    if group is None:
        return None
    below = os.path.relpath(group, root)
    return None if below.startswith("..") else os.path.normpath(os.path.join(point, below, name))
