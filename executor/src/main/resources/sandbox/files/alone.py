"""One change of a workspace after the other, and only of the file that is meant."""

import contextlib
import fcntl
import os
import signal

from read import tag
from tree import DIRECTORY, WORKSPACE, Refused

# Seconds. Code of the session can hold the lock for as long as it likes.
PATIENCE = 5


class Late(Exception):
    pass


def give_up(_number, _frame):
    raise Late


@contextlib.contextmanager
def alone(strictly):
    """Keeps others like us out meanwhile, so that what was looked at is still so when it is changed, and
    two that fit one by one do not go in together. Whoever does not need it strictly goes on without it
    when code of the session holds the lock."""
    root = os.open(WORKSPACE, DIRECTORY)
    signal.signal(signal.SIGALRM, give_up)
    try:
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        try:
            fcntl.flock(root, fcntl.LOCK_EX)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Late:
        if strictly:
            os.close(root)
            raise Refused("conflict", "code of the session has locked the workspace") from None
    try:
        yield
    finally:
        os.close(root)


def require(expected, status):
    """Refuses when the file is not as it is expected to be; without a status there is none."""
    if expected is None:
        return
    match, none_match = expected.get("match"), expected.get("none_match")
    if match is not None and not has(status, match):
        raise Refused("precondition_failed", "the file is not there, or has changed")
    if none_match is not None and has(status, none_match):
        raise Refused("precondition_failed", "the file is there already, or has not changed")


def has(status, tags):
    return status is not None and ("*" in tags or tag(status) in tags)
