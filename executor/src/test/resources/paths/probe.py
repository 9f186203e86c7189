import ctypes
import gc
import logging
import os
import resource
import signal
import sys
import warnings


def say(name, value):
    print(name + ":", value)


def lines(path, wanted):
    with open(path, encoding="ascii", errors="replace") as file:
        for line in file:
            if line.split(":")[0] in wanted:
                say(path + " " + line.split(":")[0], line.split(":", 1)[1].split())


def kind(path):
    try:
        status = os.lstat(path)
        return oct(status.st_mode), status.st_uid, status.st_gid
    except OSError as problem:
        return problem.strerror


ours = ("changes", "first", "forkserver", "frames", "kernel", "python")
say("argv", sys.argv)
say("path", sys.path)
say("importer cache", [path for path in sys.path_importer_cache if "cloche" in path])
say("flags", sys.flags)
say("executable", (sys.executable, sys.prefix, sys.exec_prefix, sys.base_prefix))
say("options", (sys.warnoptions, sys._xoptions, sys.dont_write_bytecode, sys.pycache_prefix))
say("our modules", [name for name in ours if name in sys.modules])
say("globals", sorted(set(globals()) - {"ctypes", "gc"}))
say("main", (__name__, __file__, __doc__, __spec__, __package__))
say("builtins", type(__builtins__).__name__)
say("depth", len(sys._current_frames()))
say("hooks", (sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__))
say("more hooks", (sys.gettrace(), sys.getprofile(), sys.unraisablehook is sys.__unraisablehook__))
say("meta path", [getattr(one, "__name__", type(one).__name__) for one in sys.meta_path])
say("collector", (gc.isenabled(), gc.get_threshold(), gc.get_debug()))
say("limits", (sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()))
for name in ("stdin", "stdout", "stderr"):
    stream = getattr(sys, name)
    say(name, (stream.name, stream.mode, stream.encoding, stream.errors, stream.isatty()))
    say(name + " buffering", (stream.line_buffering, getattr(stream, "write_through", None)))
    say(name + " same", stream is getattr(sys, "__" + name + "__"))
say("environment", sorted(os.environ.items()))
libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p
say("environment of C", libc.getenv(b"GREETING"))
say("signals", {one.name: str(signal.getsignal(one)) for one in signal.valid_signals() if isinstance(one, signal.Signals)})
lines(
    "/proc/self/status",
    "Umask Uid Gid Groups NStgid Threads SigQ SigPnd ShdPnd SigBlk SigIgn SigCgt CapInh CapPrm CapEff"
    " CapBnd CapAmb NoNewPrivs Seccomp Seccomp_filters Cpus_allowed".split(),
)
say("descriptors", sorted(os.listdir("/proc/self/fd"), key=int)[:-1])
for number in range(4):
    flags = os.readlink(f"/proc/self/fd/{number}").split(":")[0], os.get_inheritable(number), os.get_blocking(number)
    say(f"descriptor {number}", flags)
say("numbers", (os.getpid(), os.getppid(), os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid()))
say("ids", (os.getresuid(), os.getresgid(), os.getgroups()))
say("nice", (os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0), sorted(os.sched_getaffinity(0))))
for name in sorted(dir(resource)):
    if name.startswith("RLIMIT_"):
        say(name, resource.getrlimit(getattr(resource, name)))
with open("/proc/self/oom_score_adj", encoding="ascii") as score:
    say("score", score.read().strip())
for option, name in ((2, "death signal"), (37, "subreaper")):
    value = ctypes.c_int()
    libc.prctl(option, ctypes.byref(value), 0, 0, 0)
    say(name, value.value)
for option, name in ((3, "dumpable"), (7, "keeps capabilities"), (27, "secure bits"), (30, "slack")):
    say(name, libc.prctl(option, 0, 0, 0, 0))
with open("/proc/self/comm", encoding="ascii") as name:
    say("name", name.read().strip())
say("directory", os.getcwd())
say("host", os.uname().nodename)
say("warnings", len(warnings.filters))
say("logging", (logging.root.level, logging.root.handlers))
for path in ("/", "/dev", "/dev/pts", "/etc", "/run", "/run/cloche", "/run/cloche/lib", "/tmp", "/dev/shm", "/var", "/proc/self"):
    try:
        names = sorted(name for name in os.listdir(path) if not name.endswith(".pyc") and name != "workspaces")
    except OSError as problem:
        names = problem.strerror
    say("listing of " + path, names)
for path in (
    "/ /dev /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/ptmx /dev/shm /dev/stdin /dev/fd /etc"
    " /proc /run /run/cloche /run/cloche/lib /tmp /var /var/tmp /workspace /usr"
).split():
    say("kind of " + path, kind(path))
for path in ("/tmp", "/dev/shm"):
    found = os.statvfs(path)
    say("room in " + path, found.f_blocks * found.f_frsize)
with open("/proc/self/mountinfo", encoding="ascii") as mounts:
    seen = {}
    for line in mounts:
        fields = line.split()
        seen[fields[4]] = sorted(set(fields[5].split(",")) & {"ro", "nosuid", "noexec", "nodev"})
for place in ("/", "/usr", "/etc", "/proc", "/dev", "/dev/pts", "/dev/shm", "/tmp", "/workspace", "/run/cloche/lib"):
    say("mount of " + place, seen.get(place))
with open("/proc/net/dev", encoding="ascii") as devices:
    say("devices", sorted(line.split(":")[0].strip() for line in devices if ":" in line))
say("cgroup", open("/proc/self/cgroup", encoding="ascii").read().split(":")[-1].strip())
say("processes", sorted(name for name in os.listdir("/proc") if name.isdigit()))

import asyncio
import locale
import mimetypes
import multiprocessing
import random
import socket
import tempfile
import threading
import time

say("threads", (threading.active_count(), threading.current_thread() is threading.main_thread()))
say("thread", (threading.main_thread().name, threading.main_thread().native_id == os.getpid()))
say("locale", (locale.getlocale(), locale.getpreferredencoding(), locale.setlocale(locale.LC_CTYPE)))
say("time", (time.tzname, time.localtime(0).tm_hour))
say("temporary", tempfile.gettempdir())
say("start method", multiprocessing.get_start_method())
say("loop", type(asyncio.new_event_loop()).__name__)
say("types", mimetypes.inited)
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
say("loopback", "up")
say("abstract", bool(socket.socket(socket.AF_UNIX).bind("\0name") is None))
