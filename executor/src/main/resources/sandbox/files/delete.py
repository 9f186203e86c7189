"""Takes files away."""

import os
import stat

from alone import alone, require
from tree import DEEPEST, DIRECTORY, Refused, children, descend, look, missing, names, text


def delete(order):
    parts = names(order["path"])
    if not parts:
        raise Refused("invalid_parameter", "the workspace itself cannot be deleted")
    if order.get("expected") is None:
        return take_away(parts, order)
    with alone(True):
        return take_away(parts, order)


def take_away(parts, order):
    parent, name = descend(parts[:-1]), parts[-1]
    status = look(parent, name)
    if status is None:
        raise missing(name)
    require(order.get("expected"), status)
    if not stat.S_ISDIR(status.st_mode):
        os.unlink(name, dir_fd=parent)
    elif order["recursive"]:
        clear(parent, name)
    else:
        remove(parent, name)
    return {"path": order["path"]}


def remove(parent, name):
    if os.listdir(os.open(name, DIRECTORY, dir_fd=parent)):
        raise Refused("conflict", f"the directory {text(name)!r} is not empty")
    os.rmdir(name, dir_fd=parent)


def clear(parent, name):
    """Removes a directory and all that is below it, however others change it meanwhile."""
    fd = os.open(name, DIRECTORY, dir_fd=parent)
    stack = [(parent, name, fd, children(fd))]
    while stack:
        above, called, fd, left = stack[-1]
        if not left:
            os.close(fd)
            stack.pop()
            os.rmdir(called, dir_fd=above)
            continue
        entry = left.pop()
        status = look(fd, entry)
        if status is None:
            continue
        if not stat.S_ISDIR(status.st_mode):
            os.unlink(entry, dir_fd=fd)
        elif len(stack) >= DEEPEST:
            raise Refused("conflict", "directories are nested too deeply; code in the session can remove them")
        else:
            child = os.open(entry, DIRECTORY, dir_fd=fd)
            stack.append((fd, entry, child, children(child)))
