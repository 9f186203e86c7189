"""An interpreter that has imported what runs are likely to import, and forks sandboxes for them.

It never runs code of users. Each child builds the walls of its own run: namespaces of every kind,
file systems of its own, no rights, a filter of system calls. Which workspace it belongs to is told
when there is a job for it.
"""

import sys

# What an interpreter has imported before the first line of code.
PRISTINE = frozenset(sys.modules) | frozenset(sys.builtin_module_names)

import errno
import fcntl
import gc
import importlib
import os
import signal
import socket
import struct
import threading

import first
import frames
import kernel
import python

# Where the spawner listens.
SPAWNER = 3
# Descriptors that each child gets: its way to the spawner, and its streams.
HANDED = 1 + first.STREAMS
LOOPBACK_UP = (0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))
TEMPORARY = ("/tmp", "/dev/shm")
MEMORY = "/proc/meminfo"
PACKAGES = first.HOME + "/packages"
LIBRARY = os.path.dirname(os.path.abspath(__file__))
# Modules of the standard library that much code imports. Each makes every fork, and every end of a
# run, a little slower: those that few runs need and that are large (asyncio, ssl) are left out.
COMMON = (
    "atexit base64 collections contextlib copy csv dataclasses datetime enum functools glob hashlib heapq"
    " inspect io itertools json linecache math mimetypes operator pathlib random re shutil string"
    " subprocess tempfile textwrap threading time traceback types typing"
).split()
OURS = ("changes", "first", "frames", "kernel", "python")


class Walls:
    """What every child is surrounded with."""

    def __init__(self, told, imported):
        self.imported = imported
        self.own_proc = told["own_proc"]
        self.masked_files = told["masked_files"]
        self.masked_directories = told["masked_directories"]
        self.workspaces = told["workspaces"]
        self.maps = (
            ("setgroups", b"deny"),
            ("uid_map", b"1000 %d 1" % os.getuid()),
            ("gid_map", b"1000 %d 1" % os.getgid()),
        )
        self.last_number = None
        self.workspace = None
        self.size = None
        self.has_files = False
        self.feigns = False
        self.capabilities = kernel.last_capability()
        with open(LIBRARY + "/seccomp.bpf", "rb") as program:
            self.filter = program.read()

    def build(self):
        """Everything but the workspace, in the first process of new namespaces."""
        for name, text in self.maps:
            kernel.write("/proc/self/" + name, text)
        kernel.mount("none", "/", None, kernel.RECURSIVE | kernel.PRIVATE)
        hard = kernel.PLAIN | kernel.NO_EXECUTION
        if self.own_proc:
            kernel.mount("proc", "/proc", "proc", hard)
            self.last_number = open_numbers()
        for path in self.masked_files:
            kernel.mount("/dev/null", path, None, kernel.BIND)
        for path in self.masked_directories:
            kernel.mount("tmpfs", path, "tmpfs", hard | kernel.READ_ONLY, "size=4k")
        for path in TEMPORARY:
            kernel.mount("tmpfs", path, "tmpfs", kernel.PLAIN, "mode=1777")
        terminals = "newinstance,ptmxmode=0666,mode=620,max=64"
        kernel.mount("devpts", "/dev/pts", "devpts", kernel.NO_SETUID | kernel.NO_EXECUTION, terminals)
        with socket.socket() as any_socket:
            fcntl.ioctl(any_socket, *LOOPBACK_UP)
        self.share()
        kernel.control(kernel.PR_SET_NO_NEW_PRIVS, 1)

    def share(self):
        """Leaves some of what the kernel counts for the user, whom all runs have in common."""
        try:
            kernel.write("/proc/sys/user/max_inotify_instances", b"32")
            kernel.write("/proc/sys/user/max_inotify_watches", b"8192")
        except OSError:
            pass  # with the container's /proc that is not to be had

    def feign(self, memory):
        """Has whoever is started in advance take this for a machine with so many kilobytes, until there
        is a job."""
        place = "/dev/shm/meminfo"
        with open(place, "w", encoding="ascii") as file:
            file.write(f"MemTotal: {memory} kB\n")
        kernel.mount(place, MEMORY, None, kernel.BIND)
        os.unlink(place)
        self.feigns = True

    def open(self, told, job):
        """Binds the workspace, and hides where it came from together with all others. Once bound, it
        stays: the next job is one of the same session. Returns the job as the run is to get it."""
        if self.feigns:
            kernel.unmount(MEMORY)
            self.feigns = False
        if self.workspace is None:
            place = os.path.join(self.workspaces, told["workspace"])
            kernel.mount(place, first.WORKSPACE, None, kernel.BIND)
            self.show_packages(told["packages"])
            hidden = kernel.PLAIN | kernel.READ_ONLY
            kernel.mount("none", self.workspaces, "tmpfs", hidden, "size=4k,mode=0")
            self.workspace = told["workspace"], told["packages"]
        elif self.workspace != (told["workspace"], told["packages"]):
            raise OSError(errno.EXDEV, "this sandbox belongs to another session")
        # A name without content is memory too.
        size = f"size={told['temporary']},nr_inodes={max(1024, told['temporary'] // 4096)}"
        if size != self.size:
            self.size = size
            for path in TEMPORARY:
                kernel.mount("none", path, None, kernel.REMOUNT | kernel.PLAIN, size)
        program = told["program"]
        if program == "resident" and not self.is_like_new():
            program = "command"
        self.has_files = program == "command"
        if self.has_files:
            head, parts = frames.unpack(job)
            first.write_files(head["source"], parts)
            job = frames.pack(dict(head, program=program))
        return job

    def show_packages(self, packages):
        """Binds what was installed for the session alone, if something was; nobody can change it."""
        if packages:
            place = os.path.join(self.workspaces, packages)
            kernel.mount(place, PACKAGES, None, kernel.BIND)
            read_only = kernel.REMOUNT | kernel.BIND | kernel.READ_ONLY | kernel.PLAIN
            kernel.mount("none", PACKAGES, None, read_only)

    def renew(self):
        """Makes anew what a run may write to, but for the workspace."""
        if self.has_files:
            kernel.unmount(first.FILES)
        for path in TEMPORARY:
            kernel.unmount(path)
            kernel.mount("tmpfs", path, "tmpfs", kernel.PLAIN, "mode=1777," + self.size)
        kernel.leave(kernel.NEW_IPC)
        if self.last_number is not None:
            os.pwrite(self.last_number, b"1", 0)

    def is_like_new(self):
        """Whether this interpreter is what a new one would be: the workspace has no modules that
        come before imported ones, and no packages of its own that a start would find."""
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        if os.path.isdir(f"{first.WORKSPACE}/.local/lib/{version}/site-packages"):
            return False
        with os.scandir(first.WORKSPACE) as entries:
            return all(entry.name.partition(".")[0] not in self.imported for entry in entries)

    def shed(self):
        """Gives up every right, in the process that becomes the run."""
        if self.last_number is not None:
            os.close(self.last_number)
        if self.own_proc:
            # What is in /proc can be read and not changed, the own score for the OOM killer included.
            flags = kernel.REMOUNT | kernel.BIND | kernel.READ_ONLY | kernel.PLAIN
            kernel.mount("none", "/proc", None, flags | kernel.NO_EXECUTION)
        kernel.drop_capabilities(self.capabilities)
        kernel.filter_calls(self.filter)


def open_numbers():
    """What is written there is taken for the number of the last process, so that the second one is
    always number 2; None where the kernel has no such thing. The place itself is gone again, since
    what is in /proc will be read-only, which it could not be while this is open there."""
    kernel.mount("proc", first.FILES, "proc", kernel.PLAIN | kernel.NO_EXECUTION)
    try:
        return os.open(first.FILES + "/sys/kernel/ns_last_pid", os.O_WRONLY | os.O_CLOEXEC)
    except OSError:
        return None
    finally:
        kernel.unmount(first.FILES)


def reseed():
    """Gives this process its own randomness; the library's `random` sees to itself."""
    random = sys.modules.get("numpy.random")
    if random is not None:
        random.seed()


class Server:
    """Forks when the spawner asks for it."""

    def __init__(self, spawner):
        self.spawner = spawner
        self.told = frames.Waiter(spawner, HANDED)
        self.walls = None

    def say(self, message):
        self.spawner.sendall(frames.pack(message))

    def prepare(self, told):
        missing = []
        for name in [*COMMON, *told["preload"]]:
            try:
                importlib.import_module(name)
            except Exception as problem:
                missing.append(f"{name}: {type(problem).__name__}: {problem}")
        imported = {name.partition(".")[0] for name in sys.modules}
        self.walls = Walls(told, imported - PRISTINE.union(OURS))
        # Nobody waits for the children: how they ended, they tell themselves.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        gc.collect()
        gc.freeze()
        self.say({"say": "ready", "missing": missing})

    def serve(self):
        """Returns in children that have become a run, with their job."""
        while True:
            told, fds = self.receive()
            if told["do"] == "prepare":
                self.prepare(told)
                continue
            try:
                pid = kernel.fork_into_namespaces()
            except OSError as problem:
                self.say({"say": "not forked", "why": str(problem)})
                pid = -1
            if pid == 0:
                return self.child(fds, told)
            for fd in fds:
                os.close(fd)

    def receive(self):
        """One message, with the descriptors that belong to it."""
        message = self.told.next()
        if message is None:
            self.retire()
        if message[0]["do"] != "fork":
            return message[0], []
        fds = self.told.descriptors[:HANDED]
        del self.told.descriptors[:HANDED]
        return message[0], fds

    def retire(self):
        """Nobody asks any more: stays until the last child has gone, since all go with it."""
        try:
            os.wait()
        except ChildProcessError:
            pass  # that is how the kernel tells
        os._exit(0)

    def child(self, fds, told):
        self.spawner.close()
        control, *streams = fds
        for number, fd in enumerate(streams):
            os.dup2(fd, number)
        os.closerange(4, control)
        os.closerange(control + 1, max(fds) + 1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sandbox = first.Sandbox(
            socket.socket(fileno=control), self.walls, self.ready, told["calm"]
        )
        try:
            self.walls.build()
            if told["waiting"] is not None:
                self.walls.feign(told["waiting"]["memory"])
        except OSError as problem:
            sandbox.say({"say": "failed", "why": str(problem)})
            os._exit(0)
        return sandbox.live(told["waiting"])

    def ready(self, calm):
        """What the second process does before it waits for its job."""
        self.walls.shed()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # It still has that of the fork server.
        threading.main_thread()._set_native_id()
        reseed()
        if calm:
            python.rehearse()


def main():
    job, parts = Server(socket.socket(fileno=SPAWNER)).serve()
    for name in OURS:
        del sys.modules[name]
    # As if it were the other program that had been started, and nothing had been looked for there.
    looked = sys.path_importer_cache
    looked.pop(LIBRARY, None)
    looked.pop(sys.argv[0], None)
    looked[LIBRARY + "/python.pyc"] = None
    first.enter(job["directory"])
    python.resident(job, *parts)


if __name__ == "__main__":
    main()
