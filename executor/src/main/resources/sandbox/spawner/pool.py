"""Sandboxes that wait for jobs."""

import collections
import math
import time

from kept import Kept
from server import OLDEST, Server

# How long a run waits for a sandbox before it takes another way.
PATIENCE = 2.0
# Whoever has just got a job goes first: refilling waits so long while the pool is half full.
PAUSE = 0.003
# A program that is started in advance takes ten times as long. As long as one is ready none is made
# before nobody has taken one for so long; otherwise only as many at once as are waited for, and one.
QUIET = 0.02
# How many may be in the making at once: the kernel takes its time to move the first of them into its
# cgroup, and none for those right behind it.
MAKING = 8
# Seconds until another server is started after one died.
REST, LONGEST_REST = 0.2, 30.0


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

    A kind is the command that they have become already, with the memory that it was shown, or nothing
    for those that can become anything. `least` are kept always, and as many more as are taken within
    `span` seconds.
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
        """Refilling takes processors from those who have just got one."""
        if self.kind is not None and self.ready:
            if self.alarm is not None:
                self.pools.loop.never(self.alarm)
            quiet = self.used + QUIET - time.monotonic()
            self.alarm = self.pools.loop.later(max(0.0, quiet), self.refill)
        elif self.kind is not None or 2 * len(self.ready) < self.target():
            self.refill()
        elif self.alarm is None:
            self.alarm = self.pools.loop.later(PAUSE, self.refill)

    def refill(self):
        self.alarm = None
        missing = self.target() + len(self.wanted) - len(self.ready) - self.making
        at_once = MAKING if self.kind is None else min(MAKING, len(self.wanted) + 1)
        for _ in range(min(missing, at_once - self.making)):
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
        self.refill_soon()

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
        self.kept = Kept(loop, lambda run: self.of(None).take(run))
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
        if kind is not None or not self.kept.take(run):
            self.of(kind).take(run)

    def keep(self, sandbox, run):
        """A run has ended, and its sandbox is as it was."""
        if run.request["waiting"] is None and sandbox.server is self.server:
            self.kept.keep(sandbox, run)
        else:
            sandbox.discard()

    def of(self, kind):
        key = () if kind is None else (*kind["command"], kind["memory"])
        if key not in self.all:
            sizes = (2, 0.08, 16) if kind is None else (1, 1.0, 6)
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
        self.kept.drain()
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
        self.kept.tend()
        if self.server is not None and self.server.worn() and self.next is None:
            self.start()
        self.loop.later(1.0, self.tend)
