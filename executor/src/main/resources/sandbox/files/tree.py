"""Ways through a workspace whose owner may change it at the same time, and may be hostile.

Each step goes from an open directory to its child, and no link is followed: what a name means is
settled when it is opened, and cannot be changed afterwards.
"""

import errno
import os
import stat

WORKSPACE = b"/workspace"
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not blocking: a pipe without a writer, or a file under a lease, would be waited for.
READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
LONGEST_NAME = 255
LONGEST_PATH = 4096
# Directories within directories, each of which costs a descriptor on the way.
DEEPEST = 400


class Refused(Exception):
    """Something that is understood and not done."""

    def __init__(self, word, detail):
        super().__init__(word, detail)
        self.word = word
        self.detail = detail


def names(path):
    """The names that a path consists of; none for the workspace itself."""
    try:
        whole = path.encode()
    except UnicodeEncodeError:
        raise Refused("invalid_parameter", "the path is not text") from None
    if not whole:
        return []
    parts = whole.split(b"/")
    for part in parts:
        if part in (b"", b".", b"..") or b"\0" in part or len(part) > LONGEST_NAME:
            raise Refused("invalid_parameter", f"the path leaves the workspace or has a bad name: {path!r}")
    if len(whole) > LONGEST_PATH or len(parts) > DEEPEST:
        raise Refused("invalid_parameter", "the path is too long")
    return parts


def enter(parent, name):
    """The descriptor of a directory in a directory."""
    try:
        return os.open(name, DIRECTORY, dir_fd=parent)
    except OSError as problem:
        if problem.errno not in (errno.ENOTDIR, errno.ELOOP):
            raise
        raise obstacle(parent, name) from None


def obstacle(parent, name):
    """Why a name is not a directory."""
    try:
        kind = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return missing(name)
    if stat.S_ISLNK(kind):
        return link(name)
    return Refused("conflict", f"{text(name)!r} is not a directory")


def link(name):
    return Refused("invalid_parameter", f"{text(name)!r} is a symbolic link, and links are not followed")


def missing(name):
    return Refused("file_not_found", f"there is no {text(name)!r}")


def descend(parts):
    """The descriptor of the directory that the names lead to."""
    fd = os.open(WORKSPACE, DIRECTORY)
    for name in parts:
        try:
            child = enter(fd, name)
        except FileNotFoundError:
            raise missing(name) from None
        finally:
            os.close(fd)
        fd = child
    return fd


def look(parent, name):
    """What a name stands for, itself and not what it points at; nothing if it is not there."""
    try:
        return os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None


def text(name):
    return name.decode("utf-8", "replace")


def children(fd):
    """The names in an open directory, the first at the end."""
    return sorted(map(os.fsencode, os.listdir(fd)), reverse=True)


def walk(root, deepest=DEEPEST):
    """Every entry below an open directory: its names from there on, and its status. Directories come
    before what is in them, names in their order. What cannot be looked into is left out."""
    stack = [(os.dup(root), children(root))]
    path = []
    try:
        while stack:
            fd, left = stack[-1]
            if not left:
                os.close(stack.pop()[0])
                del path[-1:]
                continue
            name = left.pop()
            try:
                status = look(fd, name)
            except PermissionError:
                continue
            if status is None:
                continue
            yield path + [name], status
            if stat.S_ISDIR(status.st_mode) and len(stack) < deepest:
                try:
                    child = os.open(name, DIRECTORY, dir_fd=fd)
                except OSError:
                    continue  # it went away, or may not be looked into
                stack.append((child, children(child)))
                path.append(name)
    finally:
        for fd, _ in stack:
            os.close(fd)
