"""The fork server, as the spawner knows it, and what becomes of its children until they have a run."""

import os
import socket
import time

import frames
from plain import ARGUMENTS, content
from sandbox import Sandbox

# A server is replaced after so many forks or seconds: what its children share, such as the layout
# of their memory, does not live for ever.
MOST_FORKS, OLDEST = 5000, 600.0
# Seconds that a server may take to start.
START = 60.0
# A server whose children fail so often in a row is no use.
MOST_FAILURES = 5


class Maker:
    """Hears of one sandbox while it belongs to a pool."""

    def __init__(self, pool, server):
        self.pool = pool
        self.server = server
        self.done = False

    def current(self):
        return self.server is self.pool.pools.server

    def waiting(self, sandbox):
        self.server.failures = 0
        if self.current():
            self.pool.pools.deaths = 0
            self.pool.made(sandbox)
        else:
            sandbox.discard()

    def lost(self, sandbox, why):
        if self.done:
            return
        self.done = True
        self.server.failed = why
        self.server.failures += 1
        if self.current():
            self.pool.lost(sandbox)
            if self.server.failures >= MOST_FAILURES:
                self.server.kill()


class Server:
    """One fork server, behind a bubblewrap of its own."""

    def __init__(self, pools):
        self.pools = pools
        self.forks = 0
        self.failures = 0
        self.ended_at = None
        self.born = time.monotonic()
        self.ready = False
        self.failed = None
        self.reader = frames.Reader()
        self.socket, theirs = socket.socketpair()
        opened = []
        walls = pools.walls
        try:
            arguments = content("arguments", walls.pool_arguments, opened)
            actions = [
                (os.POSIX_SPAWN_DUP2, arguments, ARGUMENTS),
                (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, 2, 1),
                (os.POSIX_SPAWN_DUP2, theirs.fileno(), 3),
            ]
            command = [walls.bwrap, "--args", str(ARGUMENTS), "--", *walls.fork_server]
            self.pid = pools.children.spawn(command, actions, self.ended)
        finally:
            theirs.close()
            for fd in opened:
                os.close(fd)
        self.send(dict(walls.fork, do="prepare"))
        pools.loop.watch(self.socket.fileno(), self.read)
        self.alarm = pools.loop.later(START, self.kill)

    def send(self, message, fds=()):
        try:
            if fds:
                socket.send_fds(self.socket, [frames.pack(message)], fds)
            else:
                self.socket.sendall(frames.pack(message))
            return True
        except OSError:
            return False

    def fork(self, pool):
        """Asks for a child; False when that was in vain."""
        try:
            sandbox = Sandbox(self.pools.loop, Maker(pool, self), self.pools.groups, self)
        except OSError as problem:
            self.failed = str(problem)
            return False
        inside = sandbox.inside
        # Who is wanted at once has no time to prepare.
        message = {"do": "fork", "waiting": pool.kind, "calm": not pool.wanted}
        fds = [sandbox.theirs.fileno(), *(inside[number] for number in range(4))]
        sent = self.send(message, fds)
        if sent:
            self.forks += 1
            sandbox.handed_over()
        else:
            sandbox.close()
        return sent

    def worn(self):
        return self.forks >= MOST_FORKS or time.monotonic() - self.born > OLDEST

    def read(self):
        try:
            data = self.socket.recv(65536, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.pools.loop.forget(self.socket.fileno())
            return
        self.reader.feed(data)
        message = self.reader.next()
        while message is not None:
            self.hear(message[0])
            message = self.reader.next()

    def hear(self, message):
        if message["say"] == "ready":
            self.ready = True
            self.pools.loop.never(self.alarm)
            self.pools.server_ready(self, message["missing"])
        else:
            self.failed = message["why"]

    def retire(self):
        """Forks no more. It stays for those that run; when they are gone, it goes."""
        self.pools.loop.forget(self.socket.fileno())
        self.socket.close()

    def kill(self):
        try:
            os.kill(self.pid, 9)
        except ProcessLookupError:
            pass  # it is gone, which is what was wanted

    def ended(self, _status):
        self.ended_at = time.monotonic()
        self.pools.loop.never(self.alarm)
        if self.socket.fileno() >= 0:
            self.retire()
        self.pools.server_ended(self)
