"""Takes files in. Nothing of an upload has a name before all of it is there."""

import errno
import json
import os
import stat
import struct

from alone import alone, require
from read import tag
from tree import WORKSPACE, Refused, descend, enter, link, look, names, text, walk

LONGEST_CHUNK = 1 << 24
LONGEST_END = 64 * 1024
# As many as an open directory, a listing and the like need beside files that have no name yet.
SPARE_DESCRIPTORS = 600


class Fresh:
    """A file that is written and has no name. Where files cannot be without one, or more are to be
    held than there are descriptors, it has a hidden one until it gets its own."""

    nameless = os.path.exists("/proc/self/fd")
    made = 0

    def __init__(self, mode=0o644, held=True):
        self.hidden = None
        self.fd = -1
        if Fresh.nameless and held:
            try:
                self.fd = os.open(WORKSPACE, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, mode)
                return
            except IsADirectoryError:
                Fresh.nameless = False
            except OSError as problem:
                if problem.errno != errno.EOPNOTSUPP:
                    raise
                Fresh.nameless = False
        self.root = os.open(WORKSPACE, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self.hidden = Fresh.name()
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
        self.fd = os.open(self.hidden, flags, mode, dir_fd=self.root)

    @staticmethod
    def name():
        Fresh.made += 1
        return b".cloche-%s-%d.part" % (os.urandom(8).hex().encode(), Fresh.made)

    def write(self, data):
        data = memoryview(data)
        while data:
            data = data[os.write(self.fd, data) :]

    def let_go(self):
        """Of the descriptor, for a file that has a name."""
        if self.hidden is not None and self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def place(self, parent, name):
        """Gives it its name, which another file may have had."""
        if self.hidden is None:
            try:
                self.link(parent, name)
            except FileExistsError:
                self.replace(parent, name)
        else:
            self.let_go()
            os.rename(self.hidden, name, src_dir_fd=self.root, dst_dir_fd=parent)
            self.hidden = None
            os.close(self.root)

    def link(self, parent, name):
        # This link is followed: it is the kernel's own way to say which file is meant.
        os.link(f"/proc/self/fd/{self.fd}", name, dst_dir_fd=parent, follow_symlinks=True)

    def replace(self, parent, name):
        other = Fresh.name()
        self.link(parent, other)
        try:
            os.rename(other, name, src_dir_fd=parent, dst_dir_fd=parent)
        except OSError:
            os.unlink(other, dir_fd=parent)
            raise

    def discard(self):
        """Without a name it is gone when nobody has it open any more."""
        if self.hidden is not None:
            try:
                os.unlink(self.hidden, dir_fd=self.root)
            except FileNotFoundError:
                pass
            os.close(self.root)
            self.hidden = None
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


class Directories:
    """Directories on the way to new files, which go away again if nothing comes of it."""

    def __init__(self):
        self.made = []

    def reach(self, parts):
        fd = os.open(WORKSPACE, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for at, name in enumerate(parts):
            try:
                child = self.enter(fd, name, parts[: at + 1])
            finally:
                os.close(fd)
            fd = child
        return fd

    def enter(self, fd, name, path):
        try:
            return enter(fd, name)
        except FileNotFoundError:
            try:
                os.mkdir(name, 0o755, dir_fd=fd)
                self.made.append(path)
            except FileExistsError:
                pass  # somebody else made it
            return enter(fd, name)

    def undo(self):
        for path in reversed(self.made):
            try:
                parent = descend(path[:-1])
                os.rmdir(path[-1], dir_fd=parent)
                os.close(parent)
            except (OSError, Refused):
                pass  # others use it by now, or took it away


def chunks(source):
    """What comes before the end of an upload; whether it ended is found out by `end`."""
    while True:
        head = source.read(4)
        if len(head) < 4:
            raise Refused("aborted", "the upload broke off")
        (length,) = struct.unpack(">I", head)
        if length == 0:
            return
        if length > LONGEST_CHUNK:
            raise Refused("internal", "a chunk is too long")
        while length > 0:
            data = source.read1(min(length, 1 << 18))
            if not data:
                raise Refused("aborted", "the upload broke off")
            length -= len(data)
            yield data


def end(source):
    """What is to become of the upload."""
    try:
        return json.loads(source.read(LONGEST_END))
    except ValueError:
        raise Refused("aborted", "the upload broke off") from None


def written(order, source):
    fresh = Fresh()
    try:
        return take(fresh, order, source)
    finally:
        fresh.discard()


def take(fresh, order, source):
    size = 0
    trouble = None
    for data in chunks(source):
        size += len(data)
        # What cannot be kept is read to its end all the same: only then is the answer listened to.
        if trouble is None:
            trouble = keep(fresh, data, size, order)
    what = end(source)
    if trouble is not None:
        raise trouble
    if what.get("extract"):
        from archive import extract

        with alone(False):
            return extract(fresh.fd, size, what, order)
    with alone(what.get("expected") is not None):
        return put(fresh, what, order)


def keep(fresh, data, size, order):
    if size > order["disk"]:
        return Refused("workspace_full", f"the session's disk has {order['disk']} bytes")
    try:
        fresh.write(data)
    except OSError as problem:
        return problem
    return None


def put(fresh, what, order):
    parts = names(what["path"])
    if not parts:
        raise Refused("conflict", "the workspace itself is a directory")
    replaced = target(parts)
    require(what.get("expected"), replaced)
    status = os.fstat(fresh.fd)
    size, written = status.st_blocks * 512, status.st_size
    require_room(order, size - held(replaced), 0 if replaced else 1, status.st_ino)
    directories = Directories()
    try:
        parent = directories.reach(parts[:-1])
        fresh.place(parent, parts[-1])
    except (OSError, Refused):
        directories.undo()
        raise
    status = look(parent, parts[-1])
    return {"size": written, "etag": tag(status) if status else "", "extracted": 0, "skipped": 0}


def target(parts):
    """The file that is going to be replaced, if there is one; everything else is in the way."""
    try:
        parent = descend(parts[:-1])
    except Refused as refusal:
        if refusal.word == "file_not_found":
            return None
        raise
    status = look(parent, parts[-1])
    os.close(parent)
    if status is None or stat.S_ISREG(status.st_mode):
        return status
    if stat.S_ISLNK(status.st_mode):
        raise link(parts[-1])
    raise Refused("conflict", f"{text(parts[-1])!r} is there and is no file")


def held(status):
    """Bytes that become free when a file loses this name."""
    return status.st_blocks * 512 if status is not None and status.st_nlink == 1 else 0


def require_room(order, size, files, own=0):
    """Refuses what the session's disk has no room for; `own` is the upload itself, which may be there
    under a hidden name."""
    used, count, seen = 0, 0, set()
    root = descend([])
    for _, status in walk(root):
        if status.st_ino == own:
            continue
        count += 1
        if status.st_nlink > 1 and not stat.S_ISDIR(status.st_mode):
            if status.st_ino in seen:
                continue
            seen.add(status.st_ino)
        used += status.st_blocks * 512
    os.close(root)
    if size > 0 and used + size > order["disk"]:
        raise Refused(
            "workspace_full",
            f"the session's disk has {order['disk']} bytes, of which {used} are in use; this needs {size} more",
        )
    if files > 0 and count + files > order["files"]:
        raise Refused(
            "workspace_full", f"the workspace may have {order['files']} files and directories, and has {count}"
        )
