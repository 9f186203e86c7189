"""Holds sessions and runs in cgroups, where the container was given a subtree of them.

The subtree is a directory with one entry for each hierarchy: `v2`, or (version 1) `memory`, `pids`,
`cpu`, `cpuacct`. What a kernel does not have, or what was not delegated, is not held, and whoever
asks is told which; nothing is guessed. Everything here is a few system calls on files that the
kernel answers from memory, so that one thread may do it between two events.
"""

import collections
import errno
import os
import signal

PERIOD = 100_000
# Where the executor and the spawner are; made by whoever delegated the subtree.
OURS = "executor"
VERSION_1 = ("memory", "pids", "cpu", "cpuacct", "blkio")
# Where the largest amount of memory is told, and what has it counted anew.
PEAK, PEAK_1 = ("memory.peak", b"anew"), ("memory.max_usage_in_bytes", b"0")
UNLIMITED = (None, None, None)

# CPU seconds, bytes and counts; None for what is not held or not counted here.
Usage = collections.namedtuple("Usage", "cpu peak current processes oom_kills read written")


class Tree:
    """One hierarchy of the subtree: where it is, and what it controls."""

    def __init__(self, path, unified, controllers):
        self.path = path
        self.unified = unified
        self.controllers = controllers
        self.fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


class Group:
    """A cgroup: one directory in each tree, known by its parent's descriptors and its name."""

    def __init__(self, trees, parents, name):
        self.trees = trees
        self.parents = parents
        self.name = name
        self.limits = UNLIMITED

    def make(self):
        """Makes the directories; says whether one was there already."""
        found = False
        for fd in self.parents:
            try:
                os.mkdir(self.name, 0o755, dir_fd=fd)
            except FileExistsError:
                found = True
        return found

    def limit(self, memory, processes, cores):
        """Sets bytes, a number and a number (None: unlimited), each only if it has changed."""
        wanted = (memory, processes, cores)
        if wanted == self.limits:
            return
        old_memory, old_processes, old_cores = self.limits
        for tree, fd in zip(self.trees, self.parents):
            held = tree.controllers
            if "memory" in held and memory != old_memory:
                (self.limit_memory if tree.unified else self.limit_memory_1)(fd, memory)
            if "pids" in held and processes != old_processes:
                self.write(fd, "pids.max", "max" if processes is None else str(int(processes)))
            if "cpu" in held and cores != old_cores:
                quota = None if cores is None else max(1000, int(cores * PERIOD))
                if tree.unified:
                    self.write(fd, "cpu.max", f"{quota or 'max'} {PERIOD}")
                else:
                    self.write(fd, "cpu.cfs_quota_us", str(quota or -1))
        self.limits = wanted

    def limit_memory(self, fd, memory):
        # Memory that may go to swap would only be a slower way of having more.
        if self.limits[0] is None:
            self.write_if_there(fd, "memory.swap.max", "0")
        self.write(fd, "memory.max", "max" if memory is None else str(int(memory)))

    def limit_memory_1(self, fd, memory):
        # The sum with swap is never below memory alone, so the order depends on the direction.
        value = "-1" if memory is None else str(int(memory))
        old = self.limits[0]
        if memory is None or (old is not None and memory > old):
            self.write_if_there(fd, "memory.memsw.limit_in_bytes", value)
            self.write(fd, "memory.limit_in_bytes", value)
        else:
            self.write(fd, "memory.limit_in_bytes", value)
            self.write_if_there(fd, "memory.memsw.limit_in_bytes", value)

    def write(self, fd, file, value):
        put(fd, f"{self.name}/{file}", value)

    def write_if_there(self, fd, file, value):
        try:
            self.write(fd, file, value)
        except FileNotFoundError:
            pass  # this kernel has no such thing, or the group was removed in this tree already

    def remove(self):
        """Removes the directories; False when a process is still in one."""
        done = True
        for fd in self.parents:
            try:
                os.rmdir(self.name, dir_fd=fd)
            except FileNotFoundError:
                pass
            except OSError as problem:
                if problem.errno not in (errno.EBUSY, errno.ENOTEMPTY):
                    raise
                done = False
        return done


class Run(Group):
    """The group of one run. It is killed as a whole, and its accounts are those of all in it."""

    def __init__(self, trees, parents, name, ceiling):
        super().__init__(trees, parents, "r-" + name)
        self.ceiling = ceiling
        self.entrances = []
        self.files_open = {}
        self.before = (None, None, None, None)
        self.highest = None
        if self.make():
            raise FileExistsError(errno.EEXIST, "there is such a run already", name)
        try:
            for tree, fd in zip(trees, parents):
                self.entrances.append(open_at(fd, f"{self.name}/cgroup.procs", os.O_RDWR))
                if "memory" in tree.controllers and tree.unified:
                    self.write_if_there(fd, "memory.oom.group", "1")
        except OSError:
            self.close()
            raise

    def limit(self, memory, processes, cores):
        """The same, where more CPU than the session has is as much as the session has."""
        most = self.ceiling.limits[2] if self.ceiling is not None else None
        if most is not None and (cores is None or cores > most):
            # Version 1 refuses a quota above the parent's; none at all is what is meant.
            cores = None
        super().limit(memory, processes, cores)

    def add(self, pid):
        """Moves a process here, with all its threads but not the children that it has."""
        data = b"%d" % pid
        for fd in self.entrances:
            os.write(fd, data)

    def files(self):
        """Where a process is moved here by writing its number: for who does that in our stead."""
        return [os.path.join(tree.path, self.name, "cgroup.procs") for tree in self.trees]

    def begin(self):
        """Counts anew: what is in it has served somebody before."""
        self.before = self.counted()
        for tree, fd in zip(self.trees, self.parents):
            if "memory" in tree.controllers:
                self.begin_peak(fd, *(PEAK if tree.unified else PEAK_1))

    def begin_peak(self, fd, file, word):
        try:
            os.write(self.opened(fd, file, os.O_RDWR), word)
        except OSError:
            # A kernel older than 6.12, in version 2: all that can be told is whether it has grown.
            self.highest = self.number(fd, file)

    def peak(self, fd, file):
        """The most bytes since it began; None when that is not known, being less than before."""
        peak = self.number(fd, file)
        return None if peak == self.highest else peak

    def oom_kills(self):
        """Not zero when the kernel killed in this group for memory: one read. Version 2 kills all
        in it at once, and counts some twice; version 1 kills one process, and whoever reads that
        here kills the rest."""
        for tree, fd in zip(self.trees, self.parents):
            if "memory" in tree.controllers:
                file = "memory.events" if tree.unified else "memory.oom_control"
                return counter(self.read(fd, file), b"oom_kill")
        return None

    def counted(self):
        """CPU seconds, kills for memory, bytes read and written, all of which only grow."""
        cpu = read = written = None
        for tree, fd in zip(self.trees, self.parents):
            held = tree.controllers
            if tree.unified:
                used = counter(self.read(fd, "cpu.stat"), b"usage_usec")
                cpu = None if used is None else used / 1e6
            elif "cpuacct" in held:
                cpu = self.number(fd, "cpuacct.usage") / 1e9
            if "io" in held:
                read, written = moved(self.read(fd, "io.stat"))
            elif "blkio" in held:
                read, written = moved_1(self.read(fd, "blkio.throttle.io_service_bytes"))
        return cpu, self.oom_kills(), read, written

    def usage(self):
        """What was used since it began."""
        peak = current = processes = None
        for tree, fd in zip(self.trees, self.parents):
            held = tree.controllers
            if "memory" in held:
                peak = self.peak(fd, (PEAK if tree.unified else PEAK_1)[0])
                current = self.number(
                    fd, "memory.current" if tree.unified else "memory.usage_in_bytes"
                )
            if "pids" in held:
                processes = self.number(fd, "pids.current")
        since = [
            now if now is None or before is None else now - before
            for now, before in zip(self.counted(), self.before)
        ]
        cpu, kills, read, written = since
        return Usage(cpu, peak, current, processes, kills, read, written)

    def kill(self):
        """Kills everything in it. What dies of it may still be there when this returns."""
        for tree, fd in zip(self.trees, self.parents):
            if tree.unified:
                try:
                    self.write(fd, "cgroup.kill", "1")
                    return
                except FileNotFoundError:
                    pass  # older than Linux 5.14
        for tree, fd in zip(self.trees, self.parents):
            if "pids" in tree.controllers:
                # From here on nothing in it can fork away.
                self.write_if_there(fd, "pids.max", "0")
                self.limits = (self.limits[0], -1, self.limits[2])
        killed = set()
        while True:
            alive = self.members() - killed
            if not alive:
                return
            for pid in alive:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass  # it was quicker
            killed |= alive

    def members(self):
        """The processes in it, without those that only wait to be buried."""
        pids = set()
        for fd in self.entrances:
            try:
                os.lseek(fd, 0, os.SEEK_SET)
                # The kernel ends each read between two lines.
                for data in iter(lambda: os.read(fd, 65536), b""):
                    pids.update(int(line) for line in data.split())
            except OSError as problem:
                if problem.errno != errno.ENODEV:
                    raise  # else it has been removed, with nobody in it
        pids.discard(0)
        return pids

    def close(self):
        """Removes it; False when a process is still in it, to be tried again later."""
        if not self.remove():
            return False  # it can still be killed
        for fd in self.entrances:
            os.close(fd)
        self.entrances = []
        for fd in self.files_open.values():
            os.close(fd)
        self.files_open = {}
        return True

    def opened(self, fd, file, flags=os.O_RDONLY):
        """A file of this group, which stays open: it is read again and again."""
        known = self.files_open.get((fd, file))
        if known is None:
            known = self.files_open[fd, file] = open_at(fd, f"{self.name}/{file}", flags)
        return known

    def read(self, fd, file):
        try:
            return os.pread(self.opened(fd, file), 65536, 0)
        except FileNotFoundError:
            return b""

    def number(self, fd, file):
        data = self.read(fd, file)
        return int(data) if data else None


class Session(Group):
    """The group of a session, which bounds the sum of its runs; no process is in it itself."""

    def __init__(self, trees, parents, name, forget=lambda: None):
        super().__init__(trees, parents, "s-" + name)
        self.forget = forget
        self.fds = []
        if self.make():
            self.limits = (-1, -1, -1)  # whatever they are, they will be written anew
        try:
            for tree, fd in zip(trees, parents):
                self.fds.append(open_at(fd, self.name, os.O_RDONLY | os.O_DIRECTORY))
                prepare(tree, self.fds[-1])
        except OSError:
            self.close()
            raise

    def run(self, name):
        """A new group below it."""
        return Run(self.trees, self.fds, name, self)

    def close(self):
        """Kills what is in it and removes it; False when something still dies, to be tried again."""
        done = True
        for fd in self.fds:
            done = clear(fd) and done
        if not done or not self.remove():
            return False
        for fd in self.fds:
            os.close(fd)
        self.fds = []
        self.forget()
        return True


class Cgroups:
    """The delegated subtree."""

    def __init__(self, trees):
        self.trees = trees
        self.fds = [tree.fd for tree in trees]
        self.sessions = {}
        held = set().union(*(tree.controllers for tree in trees))
        self.memory = "memory" in held
        self.processes = "pids" in held
        self.cpu = "cpu" in held

    @classmethod
    def open(cls, directory, complain=lambda why: None):
        """The subtree, after it was seen to work; None, and why not, where there is none."""
        if directory is None:
            return None
        found = None
        try:
            found = cls(trees(directory))
            for tree in found.trees:
                prepare(tree, tree.fd)
                clear(tree.fd)
            found.prove()
        except (OSError, ValueError) as problem:
            complain(f"no cgroups in {directory}: {problem}")
            for fd in found.fds if found is not None else ():
                os.close(fd)
            return None
        return found

    def session(self, name):
        """The group of a session, made when it is first asked for."""
        known = self.sessions.get(name)
        if known is None:
            known = Session(self.trees, self.fds, name, lambda: self.sessions.pop(name, None))
            self.sessions[name] = known
        return known

    def run(self, name):
        """A group that belongs to no session, for a process that waits and knows none yet."""
        return Run(self.trees, self.fds, name, None)

    def prove(self):
        """Makes groups, limits them, moves a process there, kills it and removes them."""
        session = self.session("proof")
        session.limit(1 << 28, 64, 1.0)
        run = session.run("proof")
        run.limit(1 << 26, 8, 0.5)
        reading, writing = os.pipe2(os.O_CLOEXEC)
        pid = os.fork()
        if pid == 0:
            os.close(writing)
            os.read(reading, 1)
            os._exit(0)
        os.close(reading)
        try:
            run.add(pid)
            used = run.usage()
            if run.members() != {pid} or (self.processes and used.processes != 1):
                raise ValueError(f"a process that was moved is not seen there: {used}")
            run.kill()
        finally:
            os.close(writing)
            os.waitpid(pid, 0)
            closed = run.close() and session.close()
        if not closed:
            raise ValueError("an empty group cannot be removed")


def trees(directory):
    """The hierarchies that are there. One that is mounted for two controllers is there once."""
    found = {}
    for name in ("v2",) + VERSION_1:
        path = os.path.join(directory, name)
        try:
            status = os.stat(path)
        except FileNotFoundError:
            continue
        known = found.get((status.st_dev, status.st_ino))
        if known is not None:
            known.controllers.add(name)
        elif name == "v2":
            with open(os.path.join(path, "cgroup.controllers"), encoding="ascii") as file:
                controllers = set(file.read().split())
            found[status.st_dev, status.st_ino] = Tree(path, True, controllers)
        else:
            found[status.st_dev, status.st_ino] = Tree(path, False, {name})
    if not found:
        raise ValueError("no hierarchy is there")
    return list(found.values())


def prepare(tree, fd):
    """Lets the groups below a directory be limited, and counted with it."""
    if tree.unified:
        # Asking for all that is known here is refused for none, and costs one write.
        wanted = " ".join("+" + name for name in sorted(tree.controllers))
        if wanted:
            put(fd, "cgroup.subtree_control", wanted)
    elif "memory" in tree.controllers:
        try:
            hierarchical = open_at(fd, "memory.use_hierarchy", os.O_RDONLY)
        except FileNotFoundError:
            return  # then there is no other way
        with open(hierarchical, "rb") as file:
            if file.read().strip() != b"1":
                put(fd, "memory.use_hierarchy", "1")


def clear(fd):
    """Kills and removes the groups that an earlier spawner left below; False while one is busy."""
    done = True
    for name in os.listdir(fd):
        if not name.startswith(("s-", "r-")):
            continue
        inner = open_at(fd, name, os.O_RDONLY | os.O_DIRECTORY)
        try:
            done = clear(inner) and done
            with open(open_at(inner, "cgroup.procs", os.O_RDONLY), "rb") as procs:
                for pid in map(int, procs.read().split()):
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass  # it was quicker
        finally:
            os.close(inner)
        try:
            os.rmdir(name, dir_fd=fd)
        except OSError as problem:
            if problem.errno not in (errno.EBUSY, errno.ENOTEMPTY, errno.ENOENT):
                raise
            done = done and problem.errno == errno.ENOENT
    return done


def open_at(fd, path, flags):
    return os.open(path, flags | os.O_CLOEXEC, dir_fd=fd)


def put(fd, path, value):
    writing = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=fd)
    try:
        os.write(writing, value.encode("ascii"))
    finally:
        os.close(writing)


def counter(data, name):
    """The number behind a name at the beginning of a line."""
    for line in data.splitlines():
        key, _, value = line.partition(b" ")
        if key == name:
            return int(value)
    return None


def moved(data):
    """Bytes read and written on all devices together, in the words of version 2."""
    read = written = 0
    for field in data.split():
        if field.startswith(b"rbytes="):
            read += int(field[7:])
        elif field.startswith(b"wbytes="):
            written += int(field[7:])
    return read, written


def moved_1(data):
    """The same in the words of version 1: a line for each device and direction."""
    read = written = 0
    for line in data.splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[1] == b"Read":
            read += int(fields[2])
        elif len(fields) == 3 and fields[1] == b"Write":
            written += int(fields[2])
    return read, written
