"""Starts confined children for the executor and tells it how they ended.

The executor writes requests to standard input: one line of JSON, then the bytes that the line
announces. Answers go to standard output in the same form. One thread, one loop: a child's life
hangs on its parent thread, and this thread lives as long as the executor does. When standard
input ends, every child is killed.
"""

import ctypes
import errno
import heapq
import json
import os
import py_compile
import resource
import select
import signal
import sys
import time

# Where a child finds its descriptors; bwrap keeps all of them but the first to itself.
RESULT, ARGUMENTS, SECCOMP, STATUS, GATE, CODE, EVENT = 3, 10, 11, 12, 13, 14, 15
RESERVED = 20
CHUNK = 65536
RESULT_KEPT = 4 * 1024 * 1024
# Bytes of input that are held for a child which does not read.
INPUT_HELD = 1024 * 1024
PR_SET_CHILD_SUBREAPER = 36
# What file systems stamp files with; the module `time` has no name for it.
REALTIME_COARSE = 5
TICKS = os.sysconf("SC_CLK_TCK")
# Python ignores these, and what is ignored stays ignored in children.
RESET = [signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Stream:
    """One pipe out of a child: forwarded while it comes, up to what is kept."""

    def __init__(self, number, fd, kept, allowed):
        self.number = number
        self.fd = fd
        self.kept = kept
        self.allowed = allowed
        self.total = 0

    def take(self, data):
        """Counts the bytes and returns those to keep."""
        room = self.kept - self.total
        self.total += len(data)
        return data[:room] if room > 0 else b""


class Child:
    """A running sandbox: bwrap, the first process of its namespace, and the pipes out of it."""

    def __init__(self, name, limits):
        self.name = name
        self.limits = limits
        self.pid = 0
        self.pidfd = -1
        self.first = 0
        self.first_pidfd = -1
        self.gate = -1
        self.status = -1
        self.status_text = b""
        self.stdin = -1
        self.stdin_left = bytearray()
        self.stdin_ends = False
        self.streams = {}
        self.result = bytearray()
        self.exit_code = None
        self.stopped = None
        self.usage = [0.0, 0, 0, 0]
        self.left = [0.0, 0]
        self.started = 0
        self.started_coarse = 0
        self.clock = 0.0
        self.bwrap_gone = False
        self.first_gone = False


class Spawner:
    def __init__(self, bwrap, seccomp):
        self.bwrap = bwrap
        self.seccomp = seccomp
        self.poll = select.epoll()
        self.watched = {}
        self.children = {}
        self.deadlines = []
        self.input = bytearray()
        self.output = []
        self.open = True

    # -- the loop ---------------------------------------------------------------------------

    def run(self):
        os.set_blocking(0, False)
        self.watch(0, self.read_requests)
        self.say({"event": "ready", "pid": os.getpid()})
        while self.open:
            self.flush()
            ready = [(fd, self.watched[fd]) for fd, _ in self.poll.poll(self.patience())]
            for fd, handler in ready:
                # Another handler may have closed it, and its number may be somebody else's now.
                if self.watched.get(fd) is handler:
                    handler()
            self.stop_late_ones()
        for child in list(self.children.values()):
            self.stop(child, "lost")

    def watch(self, fd, handler, events=select.EPOLLIN):
        self.watched[fd] = handler
        self.poll.register(fd, events)

    def unwatch(self, fd):
        if self.watched.pop(fd, None) is not None:
            self.poll.unregister(fd)
            os.close(fd)

    def patience(self):
        while self.deadlines and self.deadlines[0][1] not in self.children:
            heapq.heappop(self.deadlines)
        if not self.deadlines:
            return -1
        return max(0.0, self.deadlines[0][0] - time.monotonic())

    def stop_late_ones(self):
        now = time.monotonic()
        while self.deadlines and self.deadlines[0][0] <= now:
            _, name = heapq.heappop(self.deadlines)
            child = self.children.get(name)
            if child is not None:
                self.stop(child, "timeout")

    # -- talking to the executor -----------------------------------------------------------

    def say(self, event, payload=b""):
        if payload:
            event["bytes"] = len(payload)
        self.output.append(json.dumps(event).encode() + b"\n")
        if payload:
            self.output.append(bytes(payload))

    def flush(self):
        if not self.output:
            return
        data = memoryview(b"".join(self.output))
        self.output.clear()
        while data:
            data = data[os.write(1, data) :]

    def read_requests(self):
        try:
            data = os.read(0, 1 << 20)
        except BlockingIOError:
            return
        if not data:
            self.open = False
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
        self.handle(request, parts)
        return True

    def handle(self, request, parts):
        if request["op"] == "start":
            self.start(request, parts)
        elif request["op"] == "stop":
            child = self.children.get(request["child"])
            if child is not None:
                self.stop(child, "cancelled")
        elif request["op"] == "input":
            what = self.give(self.children.get(request["child"]), parts[0], request["end"])
            answered = {"event": "answered", "child": request["child"]}
            answered["ask"], answered["what"] = request["ask"], what
            self.say(answered)
        elif request["op"] == "signal":
            child = self.children.get(request["child"])
            if child is not None and child.first:
                self.signal_group(child.first, request["signal"])

    # -- what is passed on to a child -----------------------------------------------------

    def give(self, child, data, ends):
        if child is None or child.stdin < 0 or child.stdin_ends:
            return "closed"
        if data and len(child.stdin_left) + len(data) > INPUT_HELD:
            return "full"
        child.stdin_left += data
        child.stdin_ends = ends
        self.write_input(child)
        return "closed" if child.stdin < 0 and not ends else "taken"

    def write_input(self, child):
        try:
            while child.stdin_left:
                written = os.write(child.stdin, child.stdin_left[:CHUNK])
                del child.stdin_left[:written]
        except BlockingIOError:
            if child.stdin not in self.watched:
                self.watch(child.stdin, lambda: self.write_input(child), select.EPOLLOUT)
            return
        except BrokenPipeError:
            child.stdin_ends = True  # nobody reads any more
        if self.watched.pop(child.stdin, None) is not None:
            self.poll.unregister(child.stdin)
        if child.stdin_ends:
            self.close_input(child)

    def close_input(self, child):
        if child.stdin >= 0:
            if self.watched.pop(child.stdin, None) is not None:
                self.poll.unregister(child.stdin)
            os.close(child.stdin)
        child.stdin = -1
        child.stdin_left.clear()

    def signal_group(self, first, number):
        """Signals the process group of what the namespace's first process has started."""
        try:
            started = self.children_of(first)
            groups = {self.group_of(pid) for pid in started}
            for pid in self.descendants(first):
                if self.group_of(pid) in groups:
                    os.kill(pid, number)
        except (OSError, ValueError, IndexError):
            pass  # it ended meanwhile

    def descendants(self, pid):
        for child in self.children_of(pid):
            yield child
            yield from self.descendants(child)

    def children_of(self, pid):
        with open(f"/proc/{pid}/task/{pid}/children", "rb") as children:
            return [int(one) for one in children.read().split()]

    def group_of(self, pid):
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return int(stat.read().rsplit(b")", 1)[1].split()[2])

    # -- a child's life --------------------------------------------------------------------

    def start(self, request, parts):
        child = Child(request["child"], request["limits"])
        ours, theirs = [], []
        try:
            self.spawn(child, request, parts, ours, theirs)
        except OSError as problem:
            for fd in ours + theirs:
                os.close(fd)
            self.say({"event": "refused", "child": child.name, "why": str(problem)})
            return
        for fd in theirs:
            os.close(fd)
        self.children[child.name] = child
        for stream in child.streams.values():
            self.watch(stream.fd, lambda child=child, stream=stream: self.read(child, stream))
        self.watch(child.status, lambda: self.read_status(child))
        self.watch(child.pidfd, lambda: self.bwrap_ended(child))
        if child.stdin_left:
            self.write_input(child)
        heapq.heappush(self.deadlines, (child.clock + request["deadline"], child.name))
        started = {"event": "started", "child": child.name}
        started["at"], started["coarse"] = child.started, child.started_coarse
        self.say(started)

    def spawn(self, child, request, parts, ours, theirs):
        def pipe():
            reading, writing = os.pipe2(os.O_CLOEXEC)
            return reading, writing

        def content(name, data):
            fd = os.memfd_create(name, os.MFD_CLOEXEC)
            theirs.append(fd)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(fd, rest) :]
            os.lseek(fd, 0, os.SEEK_SET)
            return fd

        arguments, code, event, stdin = parts
        actions = [
            (os.POSIX_SPAWN_DUP2, content("arguments", arguments), ARGUMENTS),
            (os.POSIX_SPAWN_DUP2, content("code", code), CODE),
            (os.POSIX_SPAWN_DUP2, content("event", event), EVENT),
            (os.POSIX_SPAWN_OPEN, SECCOMP, self.seccomp, os.O_RDONLY, 0),
        ]
        if request.get("stdin_open"):
            reading, child.stdin = pipe()
            theirs.append(reading)
            ours.append(child.stdin)
            os.set_blocking(child.stdin, False)
            actions.append((os.POSIX_SPAWN_DUP2, reading, 0))
            child.stdin_left += stdin or b""
        elif stdin is None:
            actions.append((os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0))
        else:
            actions.append((os.POSIX_SPAWN_DUP2, content("stdin", stdin), 0))
        kept, allowed = request["kept"], request["allowed"]
        for number in (1, 2, RESULT):
            reading, writing = pipe()
            ours.append(reading)
            theirs.append(writing)
            os.set_blocking(reading, False)
            limit = (RESULT_KEPT, RESULT_KEPT) if number == RESULT else (kept, allowed)
            child.streams[number] = Stream(number, reading, *limit)
            actions.append((os.POSIX_SPAWN_DUP2, writing, number))
        child.status, writing = pipe()
        ours.append(child.status)
        theirs.append(writing)
        os.set_blocking(child.status, False)
        actions.append((os.POSIX_SPAWN_DUP2, writing, STATUS))
        reading, child.gate = pipe()
        theirs.append(reading)
        ours.append(child.gate)
        actions.append((os.POSIX_SPAWN_DUP2, reading, GATE))
        child.started = time.time_ns()
        child.started_coarse = int(time.clock_gettime(REALTIME_COARSE) * 1e9)
        child.clock = time.monotonic()
        command = [self.bwrap, "--args", str(ARGUMENTS), "--", *request["command"]]
        child.pid = os.posix_spawn(
            self.bwrap,
            command,
            {},
            file_actions=actions,
            setpgroup=0,
            setsigmask=[],
            setsigdef=RESET,
        )
        child.pidfd = os.pidfd_open(child.pid)

    def read_status(self, child):
        try:
            data = os.read(child.status, CHUNK)
        except BlockingIOError:
            return
        if not data:
            self.unwatch(child.status)
            child.status = -1
            return
        child.status_text += data
        while b"\n" in child.status_text:
            line, child.status_text = child.status_text.split(b"\n", 1)
            status = json.loads(line)
            if "child-pid" in status:
                self.first_started(child, status["child-pid"])
            if "exit-code" in status:
                child.exit_code = status["exit-code"]

    def first_started(self, child, pid):
        """Bounds the namespace's first process while it still waits at the gate, then opens it."""
        child.first = pid
        try:
            child.first_pidfd = os.pidfd_open(pid)
            self.bound(pid, child.limits)
            with open(f"/proc/{pid}/oom_score_adj", "w", encoding="ascii") as score:
                score.write("1000")
        except ProcessLookupError:
            child.first_gone = True
        except OSError as problem:
            if problem.errno not in (errno.EACCES, errno.ENOENT):
                self.stop(child, "lost")
                return
        if child.first_pidfd >= 0:
            self.watch(child.first_pidfd, lambda: self.first_ended(child))
        if child.stopped is not None:
            self.kill(child)
        else:
            try:
                os.write(child.gate, b"1")
            except BrokenPipeError:
                pass  # it died while it was being set up, which bwrap will tell
        os.close(child.gate)
        child.gate = -1

    def bound(self, pid, limits):
        for name, wanted in limits.items():
            which = getattr(resource, "RLIMIT_" + name)
            soft, hard = wanted
            _, ceiling = resource.prlimit(pid, which)
            if ceiling != resource.RLIM_INFINITY:
                soft, hard = min(soft, ceiling), min(hard, ceiling)
            resource.prlimit(pid, which, (soft, hard))

    def read(self, child, stream):
        """Reads a pipe once; says whether there may be more."""
        try:
            data = os.read(stream.fd, CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self.unwatch(stream.fd)
            stream.fd = -1
            return False
        kept = stream.take(data)
        if stream.number == RESULT:
            child.result += kept
        elif kept:
            self.say({"event": "output", "child": child.name, "stream": stream.number}, kept)
        if stream.total > stream.allowed and stream.number != RESULT:
            self.stop(child, "output_limit")
        return True

    def stop(self, child, why):
        if child.stopped is None and not child.bwrap_gone:
            child.stopped = why
            child.left = self.measure(child.first) if child.first else [0.0, 0]
            self.kill(child)

    def kill(self, child):
        """Ends the namespace; one that has not started yet is ended when it reports itself."""
        try:
            if child.first_pidfd >= 0:
                signal.pidfd_send_signal(child.first_pidfd, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it is gone, which is what was wanted

    def measure(self, pid):
        """CPU seconds and peak memory of a living tree: the kernel forgets those of the killed."""
        seconds, peak = 0.0, 0
        try:
            with open(f"/proc/{pid}/stat", "rb") as stat:
                fields = stat.read().rsplit(b")", 1)[1].split()
            seconds = sum(int(field) for field in fields[11:15]) / TICKS
            with open(f"/proc/{pid}/status", "rb") as status:
                for line in status:
                    if line.startswith(b"VmHWM:"):
                        peak = int(line.split()[1])
            children = set()
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children", "rb") as below:
                    children.update(int(one) for one in below.read().split())
            for one in children:
                more, higher = self.measure(one)
                seconds, peak = seconds + more, max(peak, higher)
        except (OSError, ValueError, IndexError):
            pass  # it ended meanwhile; what was read so far is right
        return [seconds, peak]

    def bwrap_ended(self, child):
        while child.status >= 0 and self.ready(child.status):
            self.read_status(child)
        _, status, usage = os.wait4(child.pid, 0)
        self.add(child, usage)
        if child.exit_code is None and child.stopped is None:
            child.exit_code = os.waitstatus_to_exitcode(status)
            child.stopped = "setup"
        child.bwrap_gone = True
        self.unwatch(child.pidfd)
        child.pidfd = -1
        if child.first_pidfd >= 0:
            self.kill(child)
            if child.first_gone or self.ready(child.first_pidfd):
                self.first_ended(child)
        else:
            self.finish(child)

    def first_ended(self, child):
        """The namespace is empty: its first process goes last."""
        child.first_gone = True
        if not child.bwrap_gone:
            if self.watched.pop(child.first_pidfd, None) is not None:
                self.poll.unregister(child.first_pidfd)
            return
        try:
            _, _, usage = os.wait4(child.first, 0)
            self.add(child, usage)
        except ChildProcessError:
            pass  # bwrap has waited for it, and its usage is in bwrap's
        self.finish(child)

    def ready(self, fd):
        one = select.poll()
        one.register(fd, select.POLLIN)
        return bool(one.poll(0))

    def add(self, child, usage):
        total = child.usage
        total[0] += usage.ru_utime + usage.ru_stime
        total[1] = max(total[1], usage.ru_maxrss)
        total[2] += usage.ru_inblock * 512
        total[3] += usage.ru_oublock * 512

    def finish(self, child):
        for stream in child.streams.values():
            while stream.fd >= 0 and self.read(child, stream):
                pass
            if stream.fd >= 0:
                self.unwatch(stream.fd)
        self.close_input(child)
        if child.status >= 0:
            self.unwatch(child.status)
        if child.first_pidfd >= 0:
            if self.watched.pop(child.first_pidfd, None) is not None:
                self.poll.unregister(child.first_pidfd)
            os.close(child.first_pidfd)
        if child.gate >= 0:
            os.close(child.gate)
        del self.children[child.name]
        ended = {"event": "ended", "child": child.name}
        ended["exit"] = -1 if child.exit_code is None else child.exit_code
        ended["stopped"] = child.stopped
        ended["micros"] = int((time.monotonic() - child.clock) * 1e6)
        ended["cpu_micros"] = int(max(child.usage[0], child.left[0]) * 1e6)
        ended["peak_kb"] = max(child.usage[1], child.left[1])
        ended["read"], ended["written"] = child.usage[2], child.usage[3]
        ended["stdout"] = child.streams[1].total
        ended["stderr"] = child.streams[2].total
        ended["result"] = child.streams[RESULT].total
        self.say(ended, child.result)


def main(bwrap, seccomp, harnesses):
    libc = ctypes.CDLL(None, use_errno=True)
    # What a dead bwrap leaves behind comes to us, with its accounts.
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot become a subreaper")
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # Numbers that children use are taken here, so that no source of a dup2 is ever its target.
    while os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC) < RESERVED:
        pass
    for source in harnesses:
        target = source[: -len(".py")] + ".pyc"
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(source, cfile=target, doraise=True, invalidation_mode=mode)
    Spawner(bwrap, seccomp).run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
