"""A process that counts what workspaces hold, so that nobody has to wait for that."""

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


class Walker:
    """The spawner's side: asks, and hears answers in the order of the questions."""

    def __init__(self, loop, workspaces, children):
        self.loop = loop
        self.children = children
        self.workspaces = workspaces
        self.waiting = collections.deque()
        self.reader = frames.Reader()
        self.start()

    def start(self):
        self.socket, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            self.socket.close()
            serve(theirs, self.workspaces)
            os._exit(0)
        self.children.known.add(self.pid)
        theirs.close()
        self.loop.watch(self.socket.fileno(), self.read)

    def ask(self, workspace, pid, told):
        """Bytes and entries of a workspace, and how many seconds it took to count them; what the
        process and those below it hold open and have no name for any more is counted too."""
        self.waiting.append(told)
        try:
            self.socket.sendall(frames.pack({"workspace": workspace, "pid": pid}))
        except OSError:
            pass  # it has ended, which is seen by reading

    def read(self):
        try:
            data = self.socket.recv(4096)
        except ConnectionError:
            data = b""
        if not data:
            self.replace()
            return
        self.reader.feed(data)
        message = self.reader.next()
        while message is not None:
            head = message[0]
            self.waiting.popleft()(head["size"], head["files"], head["seconds"])
            message = self.reader.next()

    def replace(self):
        self.loop.forget(self.socket.fileno())
        self.socket.close()
        os.waitpid(self.pid, 0)
        self.children.known.discard(self.pid)
        unanswered, self.waiting = self.waiting, collections.deque()
        self.reader = frames.Reader()
        self.start()
        for told in unanswered:
            told(0, 0, 1.0)


def serve(questions, workspaces):
    nothing = os.open("/dev/null", os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.closerange(3, questions.fileno())
    os.closerange(questions.fileno() + 1, 4096)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(5)
    while True:
        try:
            message = frames.receive(questions.recv)
        except ConnectionError:
            return
        if message is None:
            return
        start = time.monotonic()
        asked = message[0]
        size, files = held(os.path.join(workspaces, asked["workspace"]))
        if asked["pid"]:
            size += nameless(asked["pid"])
        answer = {"size": size, "files": files, "seconds": time.monotonic() - start}
        questions.sendall(frames.pack(answer))


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
