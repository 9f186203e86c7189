"""Looks at runs from time to time for what the kernel does not hold: the memory of all processes
of a run or a session together, the disk and the files that a workspace uses, and who takes the
processors from everybody else."""

import os
import signal
import time

import measure

EVERY = 0.05
# Memory is full from this share on, and after so many looks with so many bytes read in between it is
# too small.
FULL, LONG_FULL, MUCH_READ = 0.97, 8, 8 << 20
# After so many CPU seconds a run has to give way to short ones.
LONG, NICE = 1.0, 10
# A process that the kernel killed may take so many looks to be gone.
DYING = 20


class Watchdog:
    def __init__(self, loop, groups, surveyor, container):
        self.loop = loop
        self.groups = groups
        self.surveyor = surveyor
        # Where the runs' own groups do not tell whom the kernel killed.
        self.kills = None if groups.holds_memory() or container is None else Kills(container)
        self.watched = {}
        self.peaks = {}
        self.alarm = None

    def begin(self, run):
        if self.kills is not None and not self.watched:
            self.kills.settle()  # what happened before is no run's
        self.watched[run.name] = run
        self.surveyor.begin(run)
        if self.alarm is None:
            self.alarm = self.loop.later(EVERY, self.look)

    def end(self, run):
        if self.watched.pop(run.name, None) is not None:
            self.surveyor.end(run)

    def seen(self, run):
        """The most that was seen of a run."""
        return measure.Usage(peak=self.peaks.pop(run.name, 0) // 1024)

    def look(self):
        self.alarm = None
        sums = {}
        for run in list(self.watched.values()):
            used = self.memory(run)
            if used is not None:
                self.peaks[run.name] = max(self.peaks.get(run.name, 0), used)
                session = sums.setdefault(run.request["workspace"], [0, []])
                session[0] += used
                session[1].append((used, run))
        self.surveyor.look()
        if self.kills is not None:
            self.kills.look(self.watched.values())
        for total, runs in sums.values():
            if len(runs) > 1 and total > runs[0][1].request["memory"]:
                self.share(runs)
        if self.watched:
            self.alarm = self.loop.later(EVERY, self.look)

    def short(self, run, status):
        """Whether a run that is not watched any more ended with this status (None: nobody could say)
        because the container had no more memory."""
        return self.kills is not None and self.kills.ended(run, status, self.watched.values())

    def share(self, runs):
        """Several runs of a session seem to use more than it may: the largest goes if that is so."""
        if not self.groups.holds_memory():
            runs = [(self.exact(run), run) for _, run in runs]
        if sum(used for used, _ in runs) > runs[0][1].request["memory"]:
            max(runs, key=lambda one: one[0])[1].stop("oom")

    def exact(self, run):
        """Bytes that the run uses, what its processes share counted once."""
        return measure.proportional(measure.below(run.sandbox.second)) + run.temporary()

    def memory(self, run):
        """Bytes that the run uses now, after it was stopped if that is too much."""
        allowed = run.request["memory"]
        group = run.sandbox.group
        if group is not None and self.groups.holds_memory():
            used = self.groups.usage(group)
            if used.oom_kills:
                # The kernel took one process, and what is left of the run is of no use.
                run.stop("oom")
            self.lower(run, used.cpu)
            if used.current >= FULL * allowed and self.thrashes(run):
                run.stop("oom")
            return used.current
        pids = measure.below(run.sandbox.second)
        sizes = measure.resident(pids)
        run.missing = max((held for pid, held in run.sizes.items() if not sizes.get(pid)), default=0)
        run.sizes = sizes
        used = sum(sizes.values()) + run.temporary()
        if used > allowed:
            # What processes share was counted for each of them: now in the exact and slow way.
            used = self.exact(run)
        if used > allowed:
            run.stop("oom")
        self.lower(run, None)
        return used

    def thrashes(self, run):
        """Whether a run whose memory is full does little but read its programs from disk again,
        because what it holds leaves no room for them: the kernel would let it go on like that."""
        read = measure.tree(run.sandbox.second).read
        more, run.read_before = read - run.read_before, read
        run.thrashing = run.thrashing + 1 if more >= MUCH_READ else 0
        return run.thrashing >= LONG_FULL

    def lower(self, run, cpu):
        """Lets a run that has used the processors for long give way to those that begin."""
        if run.lowered or time.monotonic() - run.clock < LONG:
            return
        cpu = measure.tree(run.sandbox.second).cpu if cpu is None else cpu
        if cpu >= LONG:
            run.lowered = True
            try:
                os.setpriority(os.PRIO_PGRP, run.sandbox.second, NICE)
                for pid in measure.below(run.sandbox.second):
                    os.setpriority(os.PRIO_PROCESS, pid, NICE)
            except OSError:
                pass  # it has ended, or is nicer already


class Kills:
    """The container's memory may be full before that of a run is, or before that is seen. Then the
    kernel kills a process, the largest one of a run, and says of it only that there was one more: what
    is left of the run that lost it is of no use."""

    def __init__(self, container):
        self.container = container
        self.known = container.oom_kills()
        self.open = 0

    def news(self):
        """Whether there is a kill that nobody has answered for."""
        return self.container.oom_kills() != self.known

    def look(self, runs):
        """Stops the run that has lost a process."""
        if not self.news():
            return
        loser = max(runs, key=lambda run: run.missing, default=None)
        self.open += 1
        if loser is not None and loser.missing:
            self.settle()
            loser.stop("oom")
        elif self.open > DYING:
            self.settle()  # it was none of theirs

    def ended(self, run, status, others):
        """Whether a run has ended because of one."""
        if status == 0 or run.stopped is not None or not self.news():
            return False
        largest = max(run.sizes.values(), default=0)
        killed = status is None or os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        # What it was that failed may have been the lack of another process.
        mine = killed or all(largest > max(one.sizes.values(), default=0) for one in others)
        if mine:
            self.settle()
        return mine

    def settle(self):
        self.known = self.container.oom_kills()
        self.open = 0


class Surveyor:
    """Asks another process how much workspaces hold, since that may take long, and stops runs in
    those that hold too much. What was there before a run is not held against it: it may be there to
    tidy up."""

    # A look may take this share of the time.
    SHARE = 0.1
    # A single file may be as large as the workspace: this much more may be in the others.
    SLACK, SLACK_BYTES = 1.05, 1 << 20

    def __init__(self, counter, workspaces):
        self.counter = counter
        self.workspaces = workspaces
        self.due = {}
        self.before = {}
        self.counting = set()
        self.asked = None

    def ask(self, workspace, pid, told):
        directory = f"{self.workspaces}/{workspace}"
        self.counter.ask({"directory": directory, "pid": pid}, told)

    def begin(self, run):
        self.due[run] = run.clock + EVERY
        run.held = self.before.get(run.request["workspace"], (0, 0))

    def left(self, run, message):
        """A run has ended and its sandbox says what the workspace holds; whether that is too much.
        Where there was too much to look at it is counted after all."""
        workspace = run.request["workspace"]
        if message["whole"]:
            self.before[workspace] = (message["size"], message["files"])
        elif workspace not in self.counting:
            self.counting.add(workspace)
            self.ask(workspace, 0, lambda answer: self.counted(workspace, answer))
        return self.exceeds(run, message["size"], message["files"])

    def counted(self, workspace, answer):
        self.counting.discard(workspace)
        if answer:
            self.before[workspace] = (answer["size"], answer["files"])

    def exceeds(self, run, size, files):
        allowed = run.request["disk"] * self.SLACK + self.SLACK_BYTES
        return size > max(allowed, run.held[0]) or files > max(run.request["files"], run.held[1])

    def end(self, run):
        self.due.pop(run, None)

    def forget(self, workspace):
        """The session is over."""
        self.before.pop(workspace, None)

    def look(self):
        """Asks about the run whose turn it is."""
        if self.asked is not None or not self.due:
            return
        run = min(self.due, key=self.due.get)
        if self.due[run] <= time.monotonic():
            self.asked = run
            self.ask(run.request["workspace"], run.sandbox.second, self.found)

    def found(self, answer):
        run, self.asked = self.asked, None
        if run in self.due:
            pause = answer.get("seconds", 0.0) / self.SHARE
            self.due[run] = time.monotonic() + max(EVERY, pause)
            if self.exceeds(run, answer.get("size", 0), answer.get("files", 0)):
                run.stop("disk_full")
        self.look()
