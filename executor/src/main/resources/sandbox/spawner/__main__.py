"""Starts confined runs for the executor and tells it how they ended.

The executor writes requests to standard input: one line of JSON, then the bytes that the line
announces. Answers go to standard output in the same form. One thread, one loop: a child's life
hangs on its parent thread, and this thread lives as long as the executor does. When standard
input ends, every run is killed.
"""

import ctypes
import json
import os
import py_compile
import resource
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
INSIDE = os.path.join(os.path.dirname(HERE), "visible", "lib")
sys.path[0:0] = [HERE, INSIDE]

from cgroups import Cgroups
from children import Children
from container import Container
from groups import Groups
from loop import Loop
from plain import Plain
from pool import Pools
from run import Run
from servants import Servant, count, move
from walls import Walls
from watchdog import Surveyor, Watchdog

PR_SET_CHILD_SUBREAPER = 36
# Numbers below are those of children: no source of a dup2 may ever be its target.
RESERVED = 20
# Seconds between two looks at what nobody else looks after.
TEND = 5.0


class Spawner:
    def __init__(self, settings):
        self.loop = Loop()
        self.children = Children(self.loop)
        self.walls = Walls(settings)
        cgroups = Cgroups.open(settings["cgroups"], self.complain)
        self.groups = Groups(self.loop, cgroups, Servant(self.loop, self.children, move))
        counter = Servant(self.loop, self.children, count)
        self.surveyor = Surveyor(counter, settings["workspaces"])
        self.watchdog = Watchdog(self.loop, self.groups, self.surveyor, Container.found())
        self.pools = None
        self.runs = {}
        self.input = bytearray()
        self.output = []

    def tend(self):
        self.children.tidy()
        self.loop.later(TEND, self.tend)

    def serve(self):
        self.tend()
        os.set_blocking(0, False)
        self.loop.watch(0, self.read)
        held = self.groups.cgroups
        self.say({"event": "ready", "pid": os.getpid(), "cgroups": held is not None})
        self.loop.run(self.flush)
        for run in list(self.runs.values()):
            run.stop("lost")

    # -- talking to the executor -----------------------------------------------------------

    def say(self, event, payload=b""):
        if payload:
            event["bytes"] = len(payload)
        self.output.append(json.dumps(event).encode() + b"\n")
        if payload:
            self.output.append(bytes(payload))

    def complain(self, why):
        print(f"spawner: {why}", file=sys.stderr, flush=True)

    def flush(self):
        if not self.output:
            return
        data = memoryview(b"".join(self.output))
        self.output.clear()
        while data:
            data = data[os.write(1, data) :]

    def read(self):
        try:
            data = os.read(0, 1 << 20)
        except BlockingIOError:
            return
        if not data:
            self.loop.open = False
            return
        self.input += data
        while self.take_request():
            pass

    def take_request(self):
        end = self.input.find(b"\n")
        if end < 0:
            return False
        request = json.loads(self.input[:end])
        sizes = request.get("sizes", [])
        start = end + 1
        if len(self.input) < start + sum(size for size in sizes if size > 0):
            return False
        parts = []
        for size in sizes:
            parts.append(None if size < 0 else bytes(self.input[start : start + size]))
            start += max(size, 0)
        del self.input[:start]
        getattr(self, "do_" + request["op"])(request, parts)
        return True

    # -- what the executor asks for --------------------------------------------------------

    def do_walls(self, request, parts):
        """How sandboxes are walled from now on."""
        self.walls.told(request, *parts)

    def do_pool(self, request, parts):
        """Sandboxes are kept waiting from now on."""
        if self.pools is None:
            self.pools = Pools(
                self.loop, self.walls, self.groups, self.children, self.pool_news
            )

    def do_trust(self, request, parts):
        """Runs may use them."""
        if self.pools is not None:
            self.pools.trusted = True

    def pool_news(self, state, why):
        self.say({"event": "pool", "child": 0, "what": state, "why": why})

    def do_start(self, request, parts):
        run = Run(self, request, parts)
        self.runs[run.name] = run
        run.start()

    def do_forget(self, request, parts):
        """A workspace is nobody's any more."""
        self.surveyor.forget(request["workspace"])
        if self.pools is not None:
            self.pools.kept.forget(request["workspace"])

    def do_stop(self, request, parts):
        run = self.runs.get(request["child"])
        if run is not None:
            run.stop("cancelled")

    def do_signal(self, request, parts):
        run = self.runs.get(request["child"])
        if run is not None:
            run.signal(request["signal"])

    def do_input(self, request, parts):
        run = self.runs.get(request["child"])
        what = "closed" if run is None else run.take_input(parts[0], request["end"])
        answer = {"event": "answered", "child": request["child"], "ask": request["ask"]}
        self.say(dict(answer, what=what))

    # -- what runs ask for -----------------------------------------------------------------

    def plain(self, run):
        return Plain(self.loop, self.walls, self.groups, self.children, run)

    def began(self, run):
        """It has a sandbox and its job."""
        self.watchdog.begin(run)
        if self.pools is not None:
            self.pools.kept.began(run)

    def left(self, run):
        """It needs its sandbox no longer."""
        self.watchdog.end(run)
        if self.pools is not None:
            self.pools.kept.ended(run)

    def keep(self, sandbox, run):
        """The sandbox has nothing of the run left in it."""
        if self.pools is None:
            sandbox.discard()
        else:
            self.pools.keep(sandbox, run)

    def ended(self, run):
        self.runs.pop(run.name, None)


def main(settings):
    libc = ctypes.CDLL(None, use_errno=True)
    # What a dead bwrap leaves behind comes to us, to be buried.
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot become a subreaper")
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    while os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC) < RESERVED:
        pass
    for name in os.listdir(INSIDE):
        if name.endswith(".py"):
            source = os.path.join(INSIDE, name)
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            # Tracebacks name it, and nobody inside has to know where it is outside.
            py_compile.compile(
                source, cfile=source + "c", dfile="<cloche>", doraise=True, invalidation_mode=mode
            )
            # Else it would be read again, and compiled, by everybody who imports it.
            os.unlink(source)
    Spawner(settings).serve()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
