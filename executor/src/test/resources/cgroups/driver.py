"""Uses the spawner's cgroups in a delegated subtree and prints, as JSON, what came of it."""

import importlib.util
import json
import os
import select
import signal
import sys
import time

MB = 1 << 20


def load(path):
    found = importlib.util.spec_from_file_location("cgroups", path)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


class Child:
    """A process that waits, then does something and says a line about it, then waits again."""

    def __init__(self, act):
        go, self.go = os.pipe()
        self.said, say = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.go)
            os.close(self.said)
            os.read(go, 1)
            os.write(say, str(act()).encode() + b"\n")
            while True:
                signal.pause()
        os.close(go)
        os.close(say)

    def start(self):
        os.write(self.go, b"x")

    def line(self):
        """What it said; empty when it died before it could."""
        ready, _, _ = select.select([self.said], [], [], 20)
        assert ready, "it neither speaks nor dies"
        return os.read(self.said, 100).decode().strip()

    def signal(self):
        """The signal that it died of, waiting for it."""
        _, status = os.waitpid(self.pid, 0)
        os.close(self.go)
        os.close(self.said)
        return os.WTERMSIG(status)

    def lives(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def hold(size):
    def act():
        hold.kept = b"x" * size
        return "held"

    return act


def fork_all(number):
    def act():
        made = 0
        for _ in range(number):
            try:
                if os.fork() == 0:
                    while True:
                        signal.pause()
            except BlockingIOError:
                break
            made += 1
        return made

    return act


def spin():
    end = time.monotonic() + 1
    while time.monotonic() < end:
        pass
    return "spun"


def closed(group):
    """The same as the spawner does: try again a little later."""
    for attempt in range(500):
        if group.close():
            return True
        time.sleep(0.01)
    return False


def end(run, *children):
    run.kill()
    signals = [child.signal() for child in children]
    return signals, closed(run)


def memory(held):
    session = held.session("memory")
    session.limit(512 * MB, 100, None)
    run = session.run("hog")
    run.limit(64 * MB, 20, None)
    hog, bystander = Child(hold(128 * MB)), Child(hold(1))
    for child in (hog, bystander):
        run.add(child.pid)
    before = run.oom_kills()
    hog.start()
    said = hog.line()
    died = hog.signal()
    kills, used = run.oom_kills(), run.usage()
    time.sleep(0.2)
    alone = bystander.lives()
    signals, gone = end(run, bystander)
    modest = session.run("modest")
    modest.limit(64 * MB, 20, None)
    child = Child(hold(16 * MB))
    modest.add(child.pid)
    child.start()
    fine, peak = child.line(), modest.usage().peak
    end(modest, child)
    return {
        "said": said,
        "died": died,
        "kills": [before, kills],
        "peak": used.peak,
        "bystander_lived": alone,
        "bystander_died": signals,
        "removed": gone and closed(session),
        "modest": fine,
        "modest_peak": peak,
    }


def memory_together(held):
    session = held.session("sum")
    session.limit(96 * MB, 100, None)
    runs = [session.run(name) for name in "ab"]
    children = [Child(hold(64 * MB)) for _ in runs]
    for run, child in zip(runs, children):
        run.limit(80 * MB, 20, None)
        run.add(child.pid)
        child.start()
        child.line()
    deadline = time.monotonic() + 5
    while all(child.lives() for child in children) and time.monotonic() < deadline:
        time.sleep(0.01)
    found = {
        "alive": sum(child.lives() for child in children),
        "kills": sum(run.oom_kills() for run in runs),
    }
    for run, child in zip(runs, children):
        end(run, child)
    found["removed"] = closed(session)
    return found


def processes(held):
    session = held.session("processes")
    session.limit(None, 12, None)
    run, other = session.run("bomb"), session.run("other")
    run.limit(None, 8, None)
    other.limit(None, 8, None)
    bomb, more = Child(fork_all(50)), Child(fork_all(50))
    made = []
    for group, child in ((run, bomb), (other, more)):
        group.add(child.pid)
        child.start()
        made.append(int(child.line()))
    counted = [run.usage().processes, other.usage().processes]
    busy = run.members()
    while_busy = session.close()
    again = session.run("late")
    signals = end(run, bomb)[0] + end(other, more)[0]
    return {
        "made": made,
        "counted": counted,
        "members": len(busy),
        "session_closed_while_busy": while_busy,
        "signals": signals,
        "removed": closed(again) and closed(session),
    }


def processor(held):
    session = held.session("cpu")
    session.limit(None, None, 1)
    run = session.run("spin")
    run.limit(None, None, 0.2)
    child = Child(spin)
    run.add(child.pid)
    before = run.usage().cpu
    child.start()
    child.line()
    used = run.usage().cpu - before
    wide = session.run("wide")
    wide.limit(None, None, 8)  # more than the session has is as much as it has
    end(run, child)
    return {"seconds": used, "removed": closed(wide) and closed(session)}


def changes(held):
    session = held.session("changes")
    for bytes_, number, cores in ((256 * MB, 50, 1), (512 * MB, 60, 2), (128 * MB, 40, 0.5)):
        session.limit(bytes_, number, cores)
    session.limit(None, None, None)
    flat = held.run("flat")
    child = Child(fork_all(9))
    flat.add(child.pid)
    flat.limit(64 * MB, 4, 0.5)
    child.start()
    made = int(child.line())
    try:
        held.run("flat")
        twice = True
    except FileExistsError:
        twice = False
    early = flat.close()
    flat.kill()
    child.signal()
    return {
        "made": made,
        "twice": twice,
        "early": early,
        "removed": closed(flat) and closed(session),
        "known": len(held.sessions),
    }


def leftovers(cgroups, held, directory):
    session = held.session("left")
    run = session.run("left")
    child = Child(hold(1))
    run.add(child.pid)
    # A spawner that takes over from a dead one knows nothing of this.
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(500):
        another = cgroups.Cgroups.open(directory, print)
        below = [name for tree in another.trees for name in os.listdir(tree.path) if name[1] == "-"]
        for tree in another.trees:
            os.close(tree.fd)
        if not below:
            break
        time.sleep(0.01)
    return {
        "below": below,
        "died": child.signal(),
        "descriptors": len(os.listdir("/proc/self/fd")) - before + 2,
    }


def lifted(directory):
    """Limits of the container itself that this user could lift."""
    names = ("memory.limit_in_bytes", "memory.max", "pids.max", "cpu.cfs_quota_us", "cpu.max")
    paths = [os.path.join(directory, tree, name) for tree in os.listdir(directory) for name in names]
    return [path for path in paths if os.path.exists(path) and os.access(path, os.W_OK)]


def main(module, directory):
    cgroups = load(module)
    complaints = []
    found = {
        "none": cgroups.Cgroups.open(None, complaints.append) is None,
        "nothing": cgroups.Cgroups.open("/no/such/place", complaints.append) is None,
        "empty": cgroups.Cgroups.open(os.path.dirname(module), complaints.append) is None,
        "complaints": list(complaints),
    }
    held = cgroups.Cgroups.open(directory, complaints.append)
    found["works"] = held is not None
    if held is not None:
        before = len(os.listdir("/proc/self/fd"))
        found["unified"] = any(tree.unified for tree in held.trees)
        found["held"] = [held.memory, held.processes, held.cpu]
        found["lifted"] = lifted(directory)
        found["memory"] = memory(held) if held.memory else None
        found["together"] = memory_together(held) if held.memory else None
        found["processes"] = processes(held) if held.processes else None
        found["processor"] = processor(held) if held.cpu else None
        found["changes"] = changes(held)
        found["descriptors"] = len(os.listdir("/proc/self/fd")) - before
        found["left"] = leftovers(cgroups, held, directory)
    found["why"] = complaints[len(found["complaints"]) :]
    print(json.dumps(found))


main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
