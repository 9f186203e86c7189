"""What a run did to its workspace: the names before it, and a look at everything afterwards.

The kernel stamps a file whenever its content, its name or its rights change, with a time that nobody
can set: what bears a later time than the start was created or changed. Others may be at work in the
same workspace, and they may be hostile: no link is followed, and each step goes from an open
directory to its child.
"""

import os
import stat
import time

REALTIME_COARSE = 5  # what file systems stamp with; the module `time` has no name for it
MOST_ENTRIES = 20_000
MOST_CHANGES = 1000
MOST_STAMPS = 500
MOST_BYTES_OF_NAMES = 512 * 1024
LONGEST_PATH = 4096
DEEPEST = 64
# Bytes of content that are read for digests.
MOST_DIGESTED = 32 * 1024 * 1024
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Changes:
    """Made before the run starts, and asked when all of it is gone.

    `held` says then how many bytes and files the workspace holds, as far as it was looked at.
    """

    def __init__(self, workspace):
        self.workspace = workspace
        self.held = (0, 0)
        self.start = time.clock_gettime_ns(REALTIME_COARSE)
        self.whole = True
        self.before = {}
        for path, entry, _ in self.walk():
            self.before[path] = self.stamp(entry) if len(self.before) < MOST_STAMPS else None
        self.whole_before = self.whole

    def stamp(self, entry):
        try:
            return entry.stat(follow_symlinks=False).st_ctime_ns
        except OSError:
            return None  # it went away

    def touched(self, path, status):
        """Whether a file was touched since the start. Stamps are some milliseconds apart, so those
        of a run that ended just before are told by what they were."""
        if self.whole_before and path not in self.before:
            return True
        known = self.before.get(path)
        return status.st_ctime_ns >= self.start if known is None else status.st_ctime_ns != known

    def walk(self):
        """Paths, directory entries and descriptors of their directories, as many as are looked at."""
        looked = 0
        try:
            left = [(os.open(self.workspace, DIRECTORY), b"", 0)]
        except OSError:
            return
        while left:
            fd, prefix, depth = left.pop()
            try:
                with os.scandir(fd) as entries:
                    for entry in entries:
                        looked += 1
                        if looked > MOST_ENTRIES:
                            self.whole = False
                            break
                        name = os.fsencode(entry.name)
                        if not entry.is_dir(follow_symlinks=False):
                            yield prefix + name, entry, fd
                        elif depth < DEEPEST and len(left) < 500:
                            left.append((os.open(name, DIRECTORY, dir_fd=fd), prefix + name + b"/", depth + 1))
                        else:
                            self.whole = False
            except OSError:
                pass  # it went away, or may not be looked into
            finally:
                os.close(fd)
            if looked > MOST_ENTRIES:
                for other, _, _ in left:
                    os.close(other)
                return

    def found(self):
        """The changes, and whether these are all. Nothing is found where nothing can be compared."""
        self.names, self.digested = 0, 0
        changes = []
        self.whole = True
        seen = set()
        size = 0
        for path, entry, fd in self.walk():
            seen.add(path)
            try:
                status = entry.stat(follow_symlinks=False)
                size += status.st_blocks * 512
                if self.touched(path, status) and self.room(changes, path):
                    changes.append(self.describe(path, entry, fd, status))
            except OSError:
                pass  # it went away
        self.held = (size, len(seen))
        if self.whole_before and self.whole:
            for path in self.before.keys() - seen:
                if self.room(changes, path):
                    changes.append({"path": text(path), "change": "deleted"})
        changes.sort(key=lambda change: change["path"])
        return changes, self.whole_before and self.whole

    def room(self, changes, path):
        self.names += len(path)
        full = len(changes) >= MOST_CHANGES or self.names > MOST_BYTES_OF_NAMES
        if full or len(path) > LONGEST_PATH:
            self.whole = False
            return False
        return True

    def describe(self, path, entry, fd, status):
        change = {"path": text(path), "change": "changed" if path in self.before else "created"}
        change["size"] = status.st_size
        if stat.S_ISREG(status.st_mode):
            import mimetypes

            kind, _ = mimetypes.guess_type(change["path"], strict=False)
            change["mime_type"] = kind or "application/octet-stream"
            self.digest(change, os.fsencode(entry.name), fd, status)
        else:
            link = stat.S_ISLNK(status.st_mode)
            change["mime_type"] = "inode/symlink" if link else "inode/special"
        return change

    def digest(self, change, name, directory, status):
        self.digested += status.st_size
        if self.digested > MOST_DIGESTED:
            return
        import hashlib

        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with open(os.open(name, flags, dir_fd=directory), "rb", buffering=0) as file:
            opened = os.fstat(file.fileno())
            if (opened.st_dev, opened.st_ino) == (status.st_dev, status.st_ino):
                digest = hashlib.sha256()
                left = status.st_size
                while left > 0:
                    data = file.read(min(left, 1 << 20))
                    if not data:
                        break
                    digest.update(data)
                    left -= len(data)
                change["sha256"] = digest.hexdigest()


def text(path):
    return path.decode("utf-8", "replace").replace("\0", "")
