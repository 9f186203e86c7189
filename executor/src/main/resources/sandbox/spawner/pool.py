"""Sandboxes that wait for jobs, and the server that forks them."""

import collections
import math
import os
import socket
import time

import frames
from plain import ARGUMENTS, content
from sandbox import Sandbox

# A server is replaced after so many forks or seconds: what its children share, such as the layout
# of their memory, does not live for ever.
MOST_FORKS, OLDEST = 5000, 600.0
# How long a run waits for a sandbox before it takes another way.
PATIENCE = 2.0
# Whoever has just got a job goes first: refilling waits so long while the pool is half full.
PAUSE = 0.003
# How many may be in the making at once: the kernel takes its time to move the first of them into its
# cgroup, and none for those right behind it.
MAKING = 8
# Seconds that a server may take to start, and until another one is started after it died.
START, REST, LONGEST_REST = 60.0, 0.2, 30.0
# A server whose children fail so often in a row is no use.
MOST_FAILURES = 5


class Demand:
    """How often sandboxes are taken, as a rate that forgets within seconds."""

    MEMORY = 2.0

    def __init__(self):
        self.rate = 0.0
        self.at = time.monotonic()

    def now(self):
        now = time.monotonic()
        self.rate *= math.exp((self.at - now) / self.MEMORY)
        self.at = now
        return self.rate

    def taken(self):
        self.rate = self.now() + 1 / self.MEMORY


class Pool:
    """Waiting sandboxes of one kind.

    A kind is the command that they have become already, or nothing for those that can become
    anything. `least` are kept always, and as many more as are taken within `span` seconds.
    """

    def __init__(self, pools, kind, least, span, most):
        self.pools = pools
        self.kind = kind
        self.least, self.span, self.most = least, span, most
        self.ready = collections.deque()
        self.making = 0
        self.wanted = collections.deque()
        self.demand = Demand()
        self.alarm = None
        self.used = time.monotonic()

    def target(self):
        return min(self.most, self.least + int(self.demand.now() * self.span))

    def take(self, run):
        """Gives the run a sandbox now or soon; it hears `begin`, or `otherwise` at last."""
        self.demand.taken()
        self.used = time.monotonic()
        if self.ready:
            run.begin(self.ready.popleft())
            self.refill_soon()
        else:
            waiter = [run]
            self.wanted.append(waiter)
            self.pools.loop.later(PATIENCE, lambda: self.give_up(waiter))
            self.refill()

    def give_up(self, waiter):
        if waiter[0] is not None:
            run, waiter[0] = waiter[0], None
            run.otherwise()

    def refill_soon(self):
        if 2 * len(self.ready) < self.target():
            self.refill()
        elif self.alarm is None:
            self.alarm = self.pools.loop.later(PAUSE, self.refill)

    def refill(self):
        self.alarm = None
        missing = self.target() + len(self.wanted) - len(self.ready) - self.making
        for _ in range(min(missing, MAKING - self.making)):
            if not self.pools.fork(self):
                return
            self.making += 1

    def shrink(self):
        while len(self.ready) > self.target():
            self.ready.pop().discard()

    def made(self, sandbox):
        self.making -= 1
        while self.wanted:
            run, self.wanted[0][0] = self.wanted[0][0], None
            self.wanted.popleft()
            if run is not None and not run.over:
                run.begin(sandbox)
                break
        else:
            self.ready.append(sandbox)
        self.refill()

    def lost(self, sandbox):
        """One ended before it had a job."""
        if sandbox in self.ready:
            self.ready.remove(sandbox)
        else:
            self.making -= 1
        self.alarm = self.alarm or self.pools.loop.later(REST, self.refill)

    def forsake(self):
        """Nothing will be made in the near future."""
        self.making = 0
        while self.wanted:
            waiter = self.wanted.popleft()
            if waiter[0] is not None:
                run, waiter[0] = waiter[0], None
                run.otherwise()


class Maker:
    """Hears of one sandbox while it belongs to a pool."""

    def __init__(self, pool, server):
        self.pool = pool
        self.server = server
        self.done = False

    def perished(self):
        """Whether the server has ended, which ends all that it forked."""
        return self.server.ended_at is not None

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
            sandbox = Sandbox(self.pools.loop, Maker(pool, self), self.pools.groups)
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


class Pools:
    """All that waits in this container."""

    def __init__(self, loop, walls, groups, children, news):
        self.loop = loop
        self.walls = walls
        self.groups = groups
        self.children = children
        self.news = news
        self.trusted = False
        self.server = None
        self.next = None
        self.all = {}
        self.deaths = 0
        self.start()
        loop.later(1.0, self.tend)

    def start(self):
        try:
            self.next = Server(self)
        except OSError as problem:
            self.news("none", str(problem))
            self.rest()

    def rest(self):
        self.deaths += 1
        self.loop.later(min(LONGEST_REST, REST * 2**self.deaths), self.start)

    def usable(self, trial):
        return self.server is not None and (trial or self.trusted)

    def take(self, kind, run):
        self.of(kind).take(run)

    def of(self, kind):
        key = tuple(kind or ())
        if key not in self.all:
            sizes = (2, 0.08, 16) if kind is None else (1, 0.2, 6)
            self.all[key] = Pool(self, kind, *sizes)
        return self.all[key]

    def fork(self, pool):
        server = self.server
        if server is None:
            return False
        if server.worn() and self.next is None:
            self.start()
        return server.fork(pool)

    def server_ready(self, server, missing):
        old, self.server, self.next = self.server, server, None
        if old is not None:
            self.drain()
            old.retire()
        self.news("ready", "; ".join(missing))
        self.of(None)
        for pool in self.all.values():
            pool.making = 0
            pool.refill()

    def drain(self):
        """Sandboxes of an old server are used up, and no more are made there."""
        for pool in self.all.values():
            while pool.ready:
                pool.ready.pop().discard()

    def server_ended(self, server):
        if server is self.server:
            self.server = None
            self.news("none", server.failed or "the fork server ended")
            for pool in self.all.values():
                pool.ready.clear()
                pool.forsake()
            if self.next is None:
                self.rest()
        elif server is self.next:
            self.next = None
            self.news("none" if self.server is None else "ready", server.failed or "no new server")
            self.rest()

    def tend(self):
        """Now and then: what has not been used for long is given up."""
        now = time.monotonic()
        for key, pool in list(self.all.items()):
            if key and now - pool.used > OLDEST:
                pool.least = 0
                if not pool.wanted and not pool.making:
                    del self.all[key]
            pool.shrink()
        if self.server is not None and self.server.worn() and self.next is None:
            self.start()
        self.loop.later(1.0, self.tend)
