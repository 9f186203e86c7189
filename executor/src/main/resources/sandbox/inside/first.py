"""The first two processes of a sandbox.

The first one waits for a job, opens the workspace, sets the limits, and buries the dead: when the
run's own process ends it ends all others, and tells the spawner how it went. It is out of reach for
what runs beside it: it may not be traced, and as the first of its namespace it hears no signal
from inside. The second one sheds all rights, waits too, and becomes the run. When that has ended
and left everything as it was, the first one may be told to make another second one, for the next run
of the same session.
"""

import fcntl
import os
import re
import resource
import signal
import socket
import sys
import time

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import frames
import kernel
from changes import Changes

HOME = "/run/cloche"
FILES = HOME + "/job"
WORKSPACE = "/workspace"
# Where whoever has been started in advance finds its job.
JOB = 4
# Input, output, errors, result.
STREAMS = 4
# Higher than whatever has a number that means something.
SPARE = 20
LIMITS = tuple(range(16))
# Sockets that are open, and connections that are remembered.
BUSY = re.compile(rb"(?:inuse|orphan|tw) [1-9]")
# Python ignores these, and what is ignored stays ignored in programs that are started.
IGNORED = (signal.SIGPIPE, signal.SIGXFSZ)


class Sandbox:
    """What the first process works with.

    `walls` opens the workspace when there is a job and makes everything anew for the next one;
    without it the walls were built by somebody else, around the workspace and for one job.
    """

    def __init__(self, control, walls=None, shed=None, calm=False):
        self.control = control
        self.told = frames.Waiter(control, STREAMS)
        self.walls = walls
        self.shed = shed
        self.calm = calm

    def live(self, waiting=None):
        """Waits and buries in the first process, which never returns from here. Returns the job in
        each second one, unless that was to be another program from the beginning."""
        kernel.control(kernel.PR_SET_DUMPABLE, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.say({"say": "first"})
        if self.told.next() is None:
            os._exit(0)
        if self.walls is not None:
            kernel.leave(kernel.NEW_CGROUPS)
        self.mine = standing()
        while True:
            theirs, ours = pipe()
            second = os.fork()
            if second == 0:
                ours.close()
                return self.be_second(theirs, waiting)
            theirs.close()
            for fd in range(STREAMS):
                os.close(fd)
            if self.calm:
                self.rehearse(second)
            try:
                self.serve(second, ours)
                self.renew()
            except OSError as problem:
                self.say({"say": "failed", "why": str(problem)})
                os._exit(0)

    def say(self, message):
        self.control.sendall(frames.pack(message))

    # -- the first process ------------------------------------------------------------------

    def rehearse(self, second):
        """Does what it will have to do, to no effect: memory that is shared until it is written to
        is its own afterwards. A fork makes all of it shared again."""
        told, parts = frames.rehearse({"limits": {"CORE": [0, 0]}})
        if self.walls is not None:
            self.walls.is_like_new()
        bound(second, told["limits"])
        changes = Changes(WORKSPACE)
        time.clock_gettime(clock_of(second))
        theirs, ours = pipe()
        ours.write(parts[0])
        ours.close()
        theirs.close()
        changes.found()

    def serve(self, second, jobs):
        message = self.told.next()
        if message is None:
            os._exit(0)
        told, parts = message
        job = parts[0]
        if self.walls is not None:
            job = self.walls.open(told, job)
            bound(second, told["limits"])
        changes = Changes(WORKSPACE)
        before = time.clock_gettime(clock_of(second))
        self.say({"say": "begun"})
        jobs.write(job)
        jobs.close()
        status, cpu, peak, read, written = bury(second)
        ended = {"say": "ended", "status": status, "cpu": max(0.0, cpu - before), "peak": peak}
        ended["read"], ended["written"] = read, written
        ended["changes"], ended["whole"] = changes.found()
        ended["size"], ended["files"] = changes.held
        self.say(ended)
        if not self.is_fit():
            os._exit(0)
        self.say({"say": "fit"})

    def is_fit(self):
        """Whether the session's next run would find everything as this one did. Runs cannot touch
        this process, but what belongs to their user can be bent, and so can what the network
        remembers of connections."""
        return self.walls is not None and self.mine == standing() and is_silent()

    def renew(self):
        """Waits for the next job of the session to be announced, with new streams."""
        message = self.told.next()
        if message is None:
            os._exit(0)
        self.calm = message[0]["calm"]
        # Some of them may have the numbers that others shall get.
        streams = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, SPARE) for fd in self.told.descriptors]
        for fd in self.told.descriptors:
            os.close(fd)
        self.told.descriptors.clear()
        for number, fd in enumerate(streams):
            os.dup2(fd, number)
            os.close(fd)
        self.walls.renew()

    # -- the second process -----------------------------------------------------------------

    def be_second(self, jobs, waiting):
        kernel.control(kernel.PR_SET_DUMPABLE, 1)
        os.setpgid(0, 0)
        if self.shed is not None:
            self.shed(self.calm)
        self.say({"say": "second"})
        self.control.close()
        if waiting is not None:
            os.dup2(jobs.fileno(), JOB)
            os.set_inheritable(JOB, True)  # it may have been there already
            become(waiting["command"], {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"})
        if self.calm:
            frames.rehearse({"environment": dict(os.environ)})
        message = frames.Waiter(jobs).next()
        if message is None:
            os._exit(0)
        jobs.close()
        job, parts = message
        if job["program"] == "command":
            if self.walls is None:
                # What bubblewrap filters it filters for the first process too, this among it.
                bound(0, job["limits"])
            enter(job["directory"])
            become(job["command"], job["environment"])
        return job, parts


def pipe():
    """The way of jobs from the first process to the second: where they come out, and where they go in.
    Not a socket, which the run would see among those of its network while the first one still has it."""
    reading, writing = os.pipe()
    return open(reading, "rb", buffering=0), open(writing, "wb")


def standing():
    """What the kernel holds of this process that its user may change from another one."""
    limits = [resource.getrlimit(which) for which in LIMITS]
    order = os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0), os.sched_getaffinity(0)
    return limits, order, kernel.io_priority()


def is_silent():
    """Whether nothing is left of connections, not even the memory of their addresses."""
    for name in ("sockstat", "sockstat6"):
        try:
            with open("/proc/net/" + name, "rb", buffering=0) as counts:
                if BUSY.search(counts.read()):
                    return False
        except FileNotFoundError:
            pass  # a kernel without that protocol
    return True


def clock_of(pid):
    """The clock of the CPU time of another process, by the kernel's rule for their numbers."""
    return (~pid << 3) | 2


def enter(directory):
    """Goes where the run is to start, and makes the way there: links in it lead nowhere but to what the
    run can see."""
    try:
        try:
            os.chdir(directory)
        except FileNotFoundError:
            os.makedirs(directory, exist_ok=True)
            os.chdir(directory)
    except OSError as problem:
        os.write(2, f"{directory}: {problem.strerror}\n".encode())
        os._exit(126)


def become(command, environment):
    """Becomes another program."""
    for number in IGNORED:
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execve(command[0], command, environment)
    except OSError as problem:
        os.write(2, f"{command[0]}: {problem.strerror}\n".encode())
        os._exit(126 if isinstance(problem, PermissionError) else 127)


def bound(pid, limits):
    """Sets resource limits; those of the machine are never raised."""
    for name, wanted in limits.items():
        which = getattr(resource, "RLIMIT_" + name)
        soft, hard = wanted
        _, ceiling = resource.prlimit(pid, which)
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.prlimit(pid, which, (soft, hard))


def bury(second):
    """Waits until the second process and then everybody is gone; says how it ended, and what all
    of them used: CPU seconds, the largest peak in kilobytes, bytes read and written."""
    status, cpu, peak, read, written = 0, 0.0, 0, 0, 0
    while True:
        try:
            pid, how, used = os.wait4(-1, 0)
        except ChildProcessError:
            return status, cpu, peak, read, written
        cpu += used.ru_utime + used.ru_stime
        peak = max(peak, used.ru_maxrss)
        read, written = read + used.ru_inblock * 512, written + used.ru_oublock * 512
        if pid == second:
            status = how
            end_others()


def end_others():
    """Kills whoever is left. Whoever lost a parent became a child of this process, so where there
    are no children there is nobody."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        os.kill(-1, signal.SIGKILL)
    except (ChildProcessError, ProcessLookupError):
        pass  # nobody is left, which is the rule


def write_files(source, parts):
    """Lays the code and the event where programs look for them, read-only."""
    kernel.mount("tmpfs", FILES, "tmpfs", kernel.PLAIN, "mode=755")
    for name, part in zip((source, "event.json"), parts):
        with open(os.path.join(FILES, name), "wb") as file:
            file.write(part or b"")
        os.chmod(file.name, 0o444)
    flags = kernel.REMOUNT | kernel.BIND | kernel.READ_ONLY | kernel.PLAIN
    kernel.mount("none", FILES, None, flags)


if __name__ == "__main__":
    Sandbox(socket.socket(fileno=int(sys.argv[1]))).live()
