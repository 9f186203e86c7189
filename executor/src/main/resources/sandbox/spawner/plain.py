"""Sandboxes that bubblewrap builds, one at a time: slower, and always there."""

import os

from sandbox import RESULT, Sandbox

# Where bubblewrap and the first process find what is theirs.
CONTROL, ARGUMENTS, SECCOMP, CODE, EVENT = 4, 10, 11, 12, 13

def content(name, data, opened):
    """A file in memory; `opened` gets its descriptor."""
    fd = os.memfd_create(name, os.MFD_CLOEXEC)
    opened.append(fd)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


class Plain:
    """The maker of one sandbox for one run."""

    def __init__(self, loop, walls, groups, children, run):
        self.loop = loop
        self.walls = walls
        self.groups = groups
        self.children = children
        self.run = run
        self.sandbox = None
        self.given_up = False

    def make(self, parts):
        self.sandbox = Sandbox(self.loop, self, self.groups)
        opened = []
        try:
            self.spawn(parts, opened)
        except OSError:
            self.sandbox.close()
            raise
        finally:
            for fd in opened:
                os.close(fd)
        self.sandbox.handed_over()

    def spawn(self, parts, opened):
        walls, inside = self.walls, self.sandbox.inside
        arguments = walls.arguments(self.run.request)
        actions = [
            (os.POSIX_SPAWN_DUP2, content("arguments", arguments, opened), ARGUMENTS),
            (os.POSIX_SPAWN_DUP2, content("code", parts[0], opened), CODE),
            (os.POSIX_SPAWN_DUP2, content("event", parts[1], opened), EVENT),
            (os.POSIX_SPAWN_OPEN, SECCOMP, walls.seccomp, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, self.sandbox.theirs.fileno(), CONTROL),
        ]
        for number in (0, 1, 2, RESULT):
            actions.append((os.POSIX_SPAWN_DUP2, inside[number], number))
        command = [walls.bwrap, "--args", str(ARGUMENTS), "--", *walls.first, str(CONTROL)]
        self.children.spawn(command, actions, self.ended)

    def waiting(self, sandbox):
        self.run.begin(sandbox)

    def lost(self, sandbox, why):
        self.give_up(why)

    def ended(self, status):
        """Bubblewrap has ended, after the first process if it came to one."""
        if self.sandbox.first == 0 and self.sandbox.run is None:
            self.give_up(f"bubblewrap ended with {os.waitstatus_to_exitcode(status)}")

    def give_up(self, why):
        """What is heard of it afterwards says nothing new."""
        if not self.given_up:
            self.given_up = True
            self.run.unlucky(why)

    def errors(self):
        """What bubblewrap complained of."""
        fd = None if self.sandbox is None else self.sandbox.ours.get(2)
        try:
            return b"" if fd is None else os.read(fd, 4096)
        except BlockingIOError:
            return b""
