"""Sandboxes that have had a run and wait for the next one of the same session.

To fork the second process once more costs a fraction of what a whole sandbox costs, and all runs of a
session share its workspace anyway. Nobody else's run ever gets one.
"""

import collections
import time

# What their processes share, such as the layout of their memory, does not live for ever.
MOST_RUNS, OLDEST = 200, 300.0
# Seconds that one waits for a run before it is given up, and that a run waits for one.
IDLE, PATIENCE = 5.0, 2.0
# Whoever has just had an answer goes first: making a sandbox ready takes as much of the processors as
# a small run. One that is not needed yet rests until the answer has long been there.
REST = 0.008
# A caller who asks for one run after the other needs four: one runs, one rests, one is made ready, and
# one waits. And how many there may be of all sessions together.
LEAST, MOST = 4, 48


class Keeper:
    """Those of one session. Hears of its sandboxes what other makers hear of theirs."""

    def __init__(self, kept):
        self.kept = kept
        self.ready = collections.deque()
        self.resting = collections.deque()
        self.making = set()
        self.wanted = collections.deque()
        self.running = 0

    def size(self):
        return len(self.ready) + len(self.resting) + len(self.making)

    def take(self, run):
        if self.ready:
            # The last one to come is the one that the processors remember.
            run.begin(self.ready.pop()[1])
            if not self.ready and not self.making:
                self.wake()
            return True
        if len(self.making) <= len(self.wanted):
            self.wake()
        if len(self.making) <= len(self.wanted) or self.size() + self.running < LEAST:
            return False
        self.wanted.append(run)
        self.kept.loop.later(PATIENCE, lambda: self.give_up(run))
        return True

    def give_up(self, run):
        if run in self.wanted:
            self.wanted.remove(run)
            self.kept.elsewhere(run)

    def rest(self, sandbox):
        """It makes itself ready, but not before others have had their turn, unless it is waited for."""
        sandbox.release(self)
        if self.wanted:
            self.renew(sandbox)
        else:
            self.resting.append(sandbox)
            self.kept.loop.later(REST, lambda: self.stir(sandbox))

    def stir(self, sandbox):
        if sandbox in self.resting:
            self.resting.remove(sandbox)
            self.renew(sandbox)

    def wake(self):
        """Has one that rests make itself ready at once."""
        if self.resting:
            self.renew(self.resting.popleft())

    def renew(self, sandbox):
        if sandbox.renew(not self.running):
            self.making.add(sandbox)
        else:
            sandbox.discard()

    def waiting(self, sandbox):
        self.making.discard(sandbox)
        while self.wanted:
            run = self.wanted.popleft()
            if not run.over:
                run.begin(sandbox)
                return
        self.ready.append((time.monotonic(), sandbox))

    def lost(self, sandbox, why):
        self.making.discard(sandbox)
        self.ready = collections.deque(one for one in self.ready if one[1] is not sandbox)
        if sandbox in self.resting:
            self.resting.remove(sandbox)
        self.disappoint()

    def disappoint(self):
        """Whoever counted on one that will not come goes where all others go."""
        while len(self.wanted) > len(self.making):
            self.kept.elsewhere(self.wanted.pop())

    def abandon(self):
        """Gives up all of them, those that make themselves ready included."""
        self.discard(float("inf"))
        for sandbox in (*self.resting, *self.making):
            sandbox.discard()
        self.resting.clear()
        self.making.clear()
        self.disappoint()

    def discard(self, older):
        """Gives up those that wait since before that time."""
        while self.ready and self.ready[0][0] < older:
            self.ready.popleft()[1].discard()


class Kept:
    """All of them. `elsewhere` is called with a run that waited in vain."""

    def __init__(self, loop, elsewhere):
        self.loop = loop
        self.elsewhere = elsewhere
        self.keepers = {}

    def of(self, run):
        # One that has seen other packages is none for this run.
        place = run.request["workspace"], run.request["packages"]
        keeper = self.keepers.get(place)
        if keeper is None:
            keeper = self.keepers[place] = Keeper(self)
        return keeper

    def take(self, run):
        """Gives the run one that its session has, now or soon; False when it has none."""
        return self.of(run).take(run)

    def began(self, run):
        self.of(run).running += 1

    def ended(self, run):
        self.of(run).running -= 1

    def keep(self, sandbox, run):
        """Has a sandbox whose run is over make itself ready for the next one, or gives it up."""
        keeper = self.of(run)
        many = keeper.size() >= max(LEAST, keeper.running + 1)
        worn = sandbox.served >= MOST_RUNS or time.monotonic() - sandbox.born > OLDEST
        if many or worn or sum(one.size() for one in self.keepers.values()) >= MOST:
            sandbox.discard()
        else:
            keeper.rest(sandbox)

    def forget(self, workspace):
        """The session is over, or has other packages from now on."""
        for place, keeper in self.keepers.items():
            if place[0] == workspace:
                keeper.abandon()

    def tend(self):
        """Now and then: what has not been used for long is given up."""
        for place, keeper in list(self.keepers.items()):
            keeper.discard(time.monotonic() - IDLE)
            if not keeper.size() and not keeper.running and not keeper.wanted:
                del self.keepers[place]

    def drain(self):
        """All of them were forked by a server that is no longer in use."""
        for keeper in self.keepers.values():
            keeper.abandon()
