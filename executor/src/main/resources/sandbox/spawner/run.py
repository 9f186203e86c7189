"""One run: in which sandbox, what came out of it, and why it ended."""

import os
import time

import frames
import measure
from sandbox import CHUNK, RESULT

RESULT_KEPT = 4 * 1024 * 1024
# What may wait for a run to read it.
INPUT_PENDING = 1024 * 1024
# Seconds between the ends of processes of which one took the other along.
GONE_TOGETHER = 0.1
# What the run itself is told, and what the first process of its sandbox has to know.
JOB = ("program", "command", "source", "directory", "environment", "limits")
TOLD = ("program", "temporary", "workspace", "packages", "limits")


class Output:
    """One pipe out of a run: forwarded while it comes, up to what is kept."""

    def __init__(self, kept, allowed):
        self.kept = kept
        self.allowed = allowed
        self.total = 0

    def take(self, data):
        """Counts the bytes and returns those to keep."""
        room = self.kept - self.total
        self.total += len(data)
        return data[:room] if room > 0 else b""


class Run:
    """Told by the executor what to run, by its sandbox how that goes; tells the executor."""

    def __init__(self, spawner, request, parts):
        self.spawner = spawner
        self.loop = spawner.loop
        self.name = request["child"]
        self.request = request
        self.job = {key: request[key] for key in JOB}
        self.parts = parts[:2]
        self.input = bytearray(parts[2] or b"")
        self.input_open = request["stdin_open"]
        self.outputs = {
            1: Output(request["kept"], request["allowed"]),
            2: Output(request["kept"], request["allowed"]),
            RESULT: Output(RESULT_KEPT, RESULT_KEPT),
        }
        self.result = bytearray()
        self.sandbox = None
        self.maker = None
        self.stopped = None
        self.over = False
        self.clock = time.monotonic()
        self.left = measure.Usage()
        self.lowered = False
        self.read_before = 0
        self.thrashing = 0
        # Bytes that each process had at the last look, and the most that one had which was gone then.
        self.sizes = {}
        self.missing = 0
        self.held = (0, 0)
        self.begun = False
        self.second_try = False
        self.alarm = None

    # -- a sandbox for it ------------------------------------------------------------------

    def start(self):
        pools = self.spawner.pools
        trial = self.request["walls"] == "on_trial"
        if self.request["walls"] != "bubblewrap" and pools is not None and pools.usable(trial):
            pools.take(self.request["waiting"], self)
        else:
            self.otherwise()

    def otherwise(self):
        """In a sandbox of bubblewrap's."""
        if self.over:
            return
        if self.request["walls"] == "on_trial":
            self.refused("no sandbox waits")
            return
        self.job = dict(self.job, program="command")
        try:
            self.maker = self.spawner.plain(self)
            self.maker.make(self.parts)
        except OSError as problem:
            self.refused(str(problem))

    def begin(self, sandbox):
        """The sandbox is this run's from now on."""
        if self.over:
            sandbox.discard()
            return
        self.sandbox = sandbox
        sandbox.run = self
        self.clock = time.monotonic()
        at = time.time_ns()
        try:
            self.spawner.groups.hold(sandbox.group, self.request)
        except OSError as problem:
            self.spawner.complain(f"a cgroup cannot be used: {problem}")
        told = {key: self.request[key] for key in TOLD}
        if not sandbox.send(told, [frames.pack(self.job, self.parts)]):
            self.give_back()
            return
        for number in (1, 2, RESULT):
            self.loop.watch(sandbox.ours[number], lambda number=number: self.read(number))
        self.alarm = self.loop.later(self.request["deadline"], lambda: self.stop("timeout"))
        self.spawner.began(self)
        self.spawner.say({"event": "started", "child": self.name, "at": at})
        self.feed()

    def give_back(self):
        """The sandbox died before it had its job: another one takes it."""
        sandbox, self.sandbox = self.sandbox, None
        sandbox.discard()
        self.elsewhere()

    def elsewhere(self):
        if self.maker is None:
            self.otherwise()
        else:
            self.unlucky("the sandbox ended before it had a job")

    def unlucky(self, why):
        """What was built for it ended before anything of it began: it gets another one, once."""
        if self.over:
            return
        if self.second_try:
            self.refused(why)
            return
        self.second_try = True
        words = self.maker.errors().decode(errors="replace").strip()
        self.spawner.complain(f"a sandbox ended before its run began: {why} {words}")
        self.otherwise()

    def refused(self, why):
        """There is no sandbox for it at all."""
        if not self.over:
            self.over = True
            refused = {"event": "refused", "child": self.name, "why": why}
            errors = b"" if self.maker is None else self.maker.errors()
            self.spawner.say(refused, errors)
            self.spawner.ended(self)

    # -- input and output ------------------------------------------------------------------

    def feed(self):
        """Writes what the run is to read, as far as there is room."""
        fd = self.sandbox.ours.get(0)
        if fd is None:
            return
        try:
            while self.input:
                del self.input[: os.write(fd, self.input)]
        except BlockingIOError:
            if fd not in self.loop.writers:
                self.loop.watch_writing(fd, self.feed)
            return
        except OSError:
            self.input.clear()
            self.input_open = False
        self.loop.forget(fd)
        if not self.input_open:
            self.sandbox.close_pipe(0)

    def take_input(self, data, end):
        """More to read. Says what became of it."""
        if self.over or not self.input_open or self.sandbox is not None and 0 not in self.sandbox.ours:
            return "closed"
        if len(self.input) + len(data) > INPUT_PENDING:
            return "full"
        self.input += data
        self.input_open = not end
        if self.sandbox is not None:
            self.feed()
        return "taken"

    def read(self, number):
        """Reads a pipe once; says whether there may be more."""
        fd = self.sandbox.ours.get(number)
        if fd is None:
            return False
        try:
            data = os.read(fd, CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self.sandbox.close_pipe(number)
            return False
        output = self.outputs[number]
        kept = output.take(data)
        if number == RESULT:
            self.result += kept
        elif kept:
            self.spawner.say({"event": "output", "child": self.name, "stream": number}, kept)
        if output.total > output.allowed and number != RESULT:
            self.stop("output_limit")
        return True

    def temporary(self):
        """Bytes in the temporary directories of its own, which are memory."""
        total = 0
        for path in ("tmp", "dev/shm"):
            try:
                found = os.statvfs(f"/proc/{self.sandbox.second}/root/{path}")
                total += (found.f_blocks - found.f_bfree) * found.f_frsize
            except OSError:
                pass  # it has just ended
        return total

    def signal(self, number):
        """Sends a signal to the group of the run's first process."""
        if self.sandbox is not None and not self.over:
            try:
                os.killpg(self.sandbox.second, number)
            except ProcessLookupError:
                pass  # it has just ended, which will be told

    # -- the end ---------------------------------------------------------------------------

    def stop(self, why):
        if self.over or self.stopped is not None:
            return
        self.stopped = why
        if self.sandbox is None:
            self.finish(None)
        else:
            self.left = measure.tree(self.sandbox.second)
            self.sandbox.end()

    def told(self, message):
        """The first process speaks: the run has ended, and everything with it; or it never began."""
        if message["say"] == "fit":
            self.spawner.keep(self.sandbox, self)
            return
        if self.over:
            return
        if message["say"] == "begun":
            self.begun = True
        elif message["say"] == "ended":
            self.finish(message)
        elif self.stopped is None:
            self.detach()
            self.give_back()

    def detach(self):
        """Forgets what was begun in the present sandbox."""
        self.loop.never(self.alarm)
        self.spawner.left(self)
        for number in (1, 2, RESULT):
            fd = self.sandbox.ours.get(number)
            if fd is not None:
                self.loop.forget(fd)

    def vanished(self):
        """All processes are gone, and the first one could not say how."""
        if self.over:
            return
        if self.stopped is None:
            # The fork server may have gone first, which is heard a moment later.
            self.loop.later(GONE_TOGETHER, self.taken_along)
        else:
            self.finish(None)

    def taken_along(self):
        if self.over:
            return
        if self.stopped is None and not self.begun:
            # It has not seen a line of its code: it can go elsewhere, and nobody will notice.
            self.detach()
            sandbox, self.sandbox = self.sandbox, None
            sandbox.close()
            self.elsewhere()
            return
        if self.stopped is None and self.sandbox.perished():
            self.stopped = "lost"
        self.finish(None)

    def finish(self, message):
        self.over = True
        ended = {"event": "ended", "child": self.name, "status": None}
        used = self.left
        if self.sandbox is not None:
            for number in (1, 2, RESULT):
                while self.read(number):
                    pass
            self.detach()
            if message is not None:
                ended["status"] = message["status"]
                ended["changes"], ended["whole"] = message["changes"], message["whole"]
                if self.spawner.surveyor.left(self, message) and self.stopped is None:
                    self.stopped = "disk_full"
                used = used.most(measure.Usage.told(message))
            group = self.spawner.groups.usage(self.sandbox.group)
            short = self.spawner.watchdog.short(self, ended["status"])
            ended["oom"] = short or group.oom_kills > 0
            used = used.most(measure.Usage(0.0, group.peak // 1024, group.read, group.written))
            used = used.most(self.spawner.watchdog.seen(self))
        ended["stopped"] = self.stopped
        ended["micros"] = int((time.monotonic() - self.clock) * 1e6)
        used.tell(ended)
        for number, name in ((1, "stdout"), (2, "stderr"), (RESULT, "result")):
            ended[name] = self.outputs[number].total
        self.spawner.say(ended, self.result)
        if self.sandbox is not None:
            if message is None:
                # Its first process went before.
                self.sandbox.close()
            elif self.stopped is not None:
                self.sandbox.discard()
        self.spawner.ended(self)
