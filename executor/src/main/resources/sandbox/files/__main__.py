"""Does one thing to the files of one session, for the executor.

It lives in a sandbox of its own that holds nothing but the workspace: whatever hostile names, links
and archives make it do, there is nothing else to reach. It reads an order (one line of JSON) and, for
uploads, what follows it from standard input; it answers with one line of JSON, for downloads with
the content behind it.
"""

import errno
import json
import os
import resource
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from tree import Refused

# Uploads that turn out to be hostile archives must not use the memory of the container.
MEMORY = 384 << 20
LONGEST_ORDER = 256 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMLINK)


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.umask(0o022)


def say(answer):
    line = json.dumps(answer).encode() + b"\n"
    while line:
        line = line[os.write(1, line) :]


def obey(order, source):
    """The answer, and what sends the content that belongs behind it."""
    what = order["do"]
    if what == "list":
        from read import listed

        return listed(order)
    if what == "head":
        from read import head

        return head(order), None
    if what == "read":
        from read import opened

        return opened(order)
    if what == "delete":
        from delete import delete

        return delete(order), None
    if what == "write":
        from write import written

        return written(order, source), None
    raise Refused("internal", f"there is no such order: {what}")


def answer(order, source):
    try:
        return obey(order, source)
    except Refused as refusal:
        return {"refused": refusal.word, "detail": refusal.detail}, None
    except MemoryError:
        return {"refused": "payload_too_large", "detail": "looking at it takes too much memory"}, None
    except OSError as problem:
        if problem.errno in FULL:
            return {"refused": "workspace_full", "detail": "the disk takes no more"}, None
        if problem.errno in (errno.EACCES, errno.EPERM):
            detail = "the rights of a file or directory on the way do not allow it"
            return {"refused": "conflict", "detail": detail}, None
        if problem.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENOTEMPTY, errno.EEXIST):
            # Code that runs beside us turned one thing into another between two steps.
            detail = "the files on the way are being changed at the same time"
            return {"refused": "conflict", "detail": detail}, None
        return {"refused": "internal", "detail": str(problem)}, None


def main():
    limit()
    source = sys.stdin.buffer
    order = json.loads(source.readline(LONGEST_ORDER))
    told, send = answer(order, source)
    say(told)
    if send is not None and not send():
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os._exit(2)  # nobody listens any more
