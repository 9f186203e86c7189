"""Processes that do what may take long, so that nobody has to wait for it: counting what workspaces
hold, and moving processes into cgroups, for which the kernel waits for all its processors."""

import collections
import os
import signal
import socket
import stat
import time

import frames
import measure

MOST_ENTRIES = 2_000_000
MOST_DESCRIPTORS = 20_000


class Servant:
    """One of them, as the spawner sees it: asked, it answers in the order of the questions. One that
    dies is replaced, and what it was asked is answered with nothing."""

    def __init__(self, loop, children, work):
        self.loop = loop
        self.children = children
        self.work = work
        self.waiting = collections.deque()
        self.start()

    def start(self):
        self.reader = frames.Reader()
        self.socket, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self.socket.close()
            serve(theirs, self.work)
            os._exit(0)
        self.children.known.add(self.pid)
        theirs.close()
        self.loop.watch(self.socket.fileno(), self.read)

    def ask(self, question, told):
        self.waiting.append(told)
        try:
            self.socket.sendall(frames.pack(question))
        except OSError:
            pass  # it has ended, which is seen by reading

    def read(self):
        try:
            data = self.socket.recv(4096, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.replace()
            return
        self.reader.feed(data)
        message = self.reader.next()
        while message is not None:
            self.waiting.popleft()(message[0])
            message = self.reader.next()

    def replace(self):
        self.loop.forget(self.socket.fileno())
        self.socket.close()
        os.waitpid(self.pid, 0)
        self.children.known.discard(self.pid)
        unanswered, self.waiting = self.waiting, collections.deque()
        self.start()
        for told in unanswered:
            told({})


def serve(questions, work):
    nothing = os.open("/dev/null", os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.closerange(3, questions.fileno())
    os.closerange(questions.fileno() + 1, 4096)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    asked = frames.Waiter(questions)
    while True:
        try:
            message = asked.next()
            if message is None:
                return
            questions.sendall(frames.pack(work(message[0])))
        except ConnectionError:
            return


def move(question):
    """Moves a process into a cgroup, in every hierarchy."""
    try:
        for file in question["files"]:
            with open(file, "wb", buffering=0) as procs:
                procs.write(b"%d" % question["pid"])
        return {"moved": True}
    except OSError as problem:
        return {"moved": False, "why": str(problem)}


def count(question):
    """Bytes and entries of a workspace, and how many seconds it took to count them. What a process
    and those below it hold open, and what has no name any more, is counted too."""
    start = time.monotonic()
    size, files = held(question["directory"])
    if question["pid"]:
        size += nameless(question["pid"])
    return {"size": size, "files": files, "seconds": time.monotonic() - start}


def held(directory):
    """Bytes on disk and entries below a directory. Whoever is at work there is hostile: no link is
    followed, and each step goes from an open directory to its child."""
    size = entries = 0
    try:
        left = [os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)]
    except OSError:
        return 0, 0
    while left:
        fd = left.pop()
        try:
            with os.scandir(fd) as children:
                for child in children:
                    entries += 1
                    is_directory = child.is_dir(follow_symlinks=False)
                    size += child.stat(follow_symlinks=False).st_blocks * 512
                    if is_directory and len(left) < 1000:
                        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
                        left.append(os.open(child.name, flags, dir_fd=fd))
        except OSError:
            pass  # it went away, or may not be looked into
        finally:
            os.close(fd)
        if entries > MOST_ENTRIES:
            for fd in left:
                os.close(fd)
            break
    return size, entries


def nameless(first):
    """Bytes of files that are open somewhere below a process and have no name any more."""
    seen = {}
    looked = 0
    for pid in measure.below(first):
        try:
            descriptors = os.listdir(f"/proc/{pid}/fd")
        except OSError:
            continue
        for descriptor in descriptors:
            looked += 1
            if looked > MOST_DESCRIPTORS:
                return sum(seen.values())
            try:
                status = os.stat(f"/proc/{pid}/fd/{descriptor}")
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                seen[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(seen.values())
