"""Looks at files, and sends them."""

import errno
import json
import os
import stat

from tree import READING, Refused, descend, enter, link, look, missing, names, text, walk

# Entries that are looked at for one list, and bytes of names in it.
MOST_LOOKED = 200_000
MOST_BYTES = 4 << 20
CHUNK = 1 << 18


def described(status):
    return {"size": status.st_size, "modified": status.st_mtime_ns // 1_000_000, "etag": tag(status)}


def tag(status):
    """Changes whenever the content may have changed: nobody can set the time of the last change."""
    return f"{status.st_ino:x}-{status.st_size:x}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}"


def listed(order):
    """A list, and what sends it: it may be longer than an answer."""
    content = json.dumps(found(order)).encode()
    return {"length": len(content)}, lambda: tell(content)


def tell(content):
    while content:
        content = content[os.write(1, content) :]
    return True


def found(order):
    """Files below a directory, or the file itself."""
    parts = names(order["path"])
    parent = descend(parts[:-1])
    if parts:
        status = look(parent, parts[-1])
        if status is None:
            raise missing(parts[-1])
        if stat.S_ISREG(status.st_mode):
            return {"files": [{"path": order["path"], **described(status)}], "truncated": False}
        parent = enter(parent, parts[-1])
    return below(parent, b"/".join(parts), order["limit"])


def below(directory, prefix, limit):
    files, size, looked = [], 0, 0
    for path, status in walk(directory):
        looked += 1
        if looked > MOST_LOOKED:
            return {"files": files, "truncated": True}
        if not stat.S_ISREG(status.st_mode):
            continue
        whole = b"/".join([prefix, *path] if prefix else path)
        size += len(whole)
        if len(files) >= limit or size > MOST_BYTES:
            return {"files": files, "truncated": True}
        files.append({"path": text(whole), **described(status)})
    return {"files": files, "truncated": False}


def open_file(order):
    """The descriptor of a file with content, and its status; everything else is refused unopened or
    unread."""
    parts = names(order["path"])
    if not parts:
        raise Refused("conflict", "the workspace itself is a directory")
    parent, name = descend(parts[:-1]), parts[-1]
    try:
        fd = os.open(name, READING, dir_fd=parent)
    except FileNotFoundError:
        raise missing(name) from None
    except OSError as problem:
        if problem.errno == errno.ELOOP:
            raise link(name) from None
        if problem.errno == errno.ENXIO:
            raise Refused("conflict", f"{text(name)!r} is a socket or a device") from None
        if problem.errno == errno.EAGAIN:
            raise Refused("conflict", f"{text(name)!r} is under a lease") from None
        raise
    finally:
        os.close(parent)
    status = os.fstat(fd)
    if stat.S_ISREG(status.st_mode):
        return fd, status
    os.close(fd)
    kind = "a directory" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
    raise Refused("conflict", f"{text(name)!r} is {kind}")


def head(order):
    fd, status = open_file(order)
    os.close(fd)
    return {**described(status), "length": 0}


def opened(order):
    """A part of a file, and what sends it; with a tag, of the file that was looked at before."""
    fd, status = open_file(order)
    if order.get("etag") not in (None, tag(status)):
        os.close(fd)
        raise Refused("precondition_failed", "the file has changed")
    offset = min(order["offset"], status.st_size)
    length = status.st_size - offset
    if order["length"] >= 0:
        length = min(length, order["length"])
    return {**described(status), "length": length}, lambda: send(fd, offset, length)


def send(fd, offset, length):
    """Whether all of it was there: a file may shrink while it is read."""
    while length > 0:
        sent = os.sendfile(1, fd, offset, min(length, CHUNK))
        if sent == 0:
            return False
        offset += sent
        length -= sent
    return True
