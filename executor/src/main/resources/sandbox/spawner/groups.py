"""The cgroup of each sandbox, where there are cgroups; and nothing, quietly, where there are none."""

import itertools

from cgroups import Usage

NOTHING = Usage(0.0, 0, 0, 0, 0, 0, 0)
# A group is busy until the kernel has buried the last of its processes.
AGAIN = 0.05


class Groups:
    def __init__(self, loop, cgroups, mover):
        self.loop = loop
        self.cgroups = cgroups
        self.mover = mover
        self.names = itertools.count()

    def holds_memory(self):
        return self.cgroups is not None and self.cgroups.memory

    def add(self, first, added):
        """Makes a group for a sandbox whose first process has just begun, moves it there, and tells
        of the group and of what went wrong. Moving takes its time, so others do it."""
        if self.cgroups is None:
            added(None, None)
            return
        group = self.cgroups.run(str(next(self.names)))

        def moved(answer):
            if answer.get("moved"):
                added(group, None)
            else:
                self.discard(group)
                added(None, answer.get("why", "the mover ended"))

        self.mover.ask({"pid": first, "files": group.files()}, moved)

    def hold(self, group, request):
        """Bounds the group to what a run may use."""
        if group is not None:
            # The first process counts too.
            group.limit(request["memory"], request["processes"] + 1, request["cores"])

    def begin(self, group):
        """What the group has used so far is not the next run's."""
        if group is not None:
            group.begin()

    def usage(self, group):
        """What all of its processes have used; zero for what is not counted here."""
        if group is None:
            return NOTHING
        return Usage(*(value or 0 for value in group.usage()))

    def discard(self, group):
        if not group.close():
            self.loop.later(AGAIN, lambda: self.discard(group))
