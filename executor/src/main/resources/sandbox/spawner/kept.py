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
# A caller who asks for one run after the other needs three: making one ready takes a little longer
# than a small run. And how many there may be of all sessions together.
LEAST, MOST = 3, 48


class Keeper:
    """Those of one session. Hears of its sandboxes what other makers hear of theirs."""

    def __init__(self, kept):
        self.kept = kept
        self.ready = collections.deque()
        self.making = set()
        self.wanted = collections.deque()
        self.running = 0

    def size(self):
        return len(self.ready) + len(self.making)

    def take(self, run):
        if self.ready:
            # The last one to come is the one that the processors remember.
            run.begin(self.ready.pop()[1])
            return True
        if len(self.making) <= len(self.wanted) or self.size() + self.running < LEAST:
            return False
        self.wanted.append(run)
        self.kept.loop.later(PATIENCE, lambda: self.give_up(run))
        return True

    def give_up(self, run):
        if run in self.wanted:
            self.wanted.remove(run)
            self.kept.elsewhere(run)

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
        self.disappoint()

    def disappoint(self):
        """Whoever counted on one that will not come goes where all others go."""
        while len(self.wanted) > len(self.making):
            self.kept.elsewhere(self.wanted.pop())

    def abandon(self):
        """Gives up all of them, those that make themselves ready included."""
        self.discard(float("inf"))
        for sandbox in self.making:
            sandbox.discard()
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
        elif sandbox.renew(keeper, not keeper.running):
            keeper.making.add(sandbox)
        else:
            sandbox.discard()

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
