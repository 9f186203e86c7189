"""What living processes have used, by what the kernel says of them in /proc."""

import os

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGESIZE")


class Usage:
    """CPU seconds, the largest peak of memory in kilobytes, bytes read and written."""

    def __init__(self, cpu=0.0, peak=0, read=0, written=0):
        self.cpu, self.peak, self.read, self.written = cpu, peak, read, written

    @classmethod
    def told(cls, message):
        """As the first process of a sandbox says it."""
        return cls(message["cpu"], message["peak"], message["read"], message["written"])

    def most(self, other):
        """The larger of each: they are measurements of the same, each of which may miss some."""
        return Usage(
            max(self.cpu, other.cpu),
            max(self.peak, other.peak),
            max(self.read, other.read),
            max(self.written, other.written),
        )

    def tell(self, event):
        event["cpu_micros"] = int(self.cpu * 1e6)
        event["peak_kb"] = self.peak
        event["read"], event["written"] = self.read, self.written


def below(pid):
    """The process and all its descendants that live now."""
    found, left = set(), [pid]
    while left:
        one = left.pop()
        if one in found:
            continue
        found.add(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children", "rb") as children:
                    left.extend(int(child) for child in children.read().split())
        except OSError:
            pass  # it ended meanwhile
    return found


def tree(pid):
    """What a living tree has used: the kernel forgets the accounts of those that are killed."""
    total = Usage()
    for one in below(pid) if pid else []:
        try:
            with open(f"/proc/{one}/stat", "rb") as stat:
                fields = stat.read().rsplit(b")", 1)[1].split()
            total.cpu += sum(int(field) for field in fields[11:15]) / TICKS
            with open(f"/proc/{one}/status", "rb") as status:
                for line in status:
                    if line.startswith(b"VmHWM:"):
                        total.peak = max(total.peak, int(line.split()[1]))
            with open(f"/proc/{one}/io", "rb") as accounts:
                for line in accounts:
                    if line.startswith(b"read_bytes:"):
                        total.read += int(line.split()[1])
                    elif line.startswith(b"write_bytes:"):
                        total.written += int(line.split()[1])
        except (OSError, ValueError, IndexError):
            pass  # it ended meanwhile; what was read so far is right
    return total


def resident(pids):
    """For each process bytes of memory that it has to itself or shares with whoever maps the same."""
    held = {}
    for one in pids:
        try:
            with open(f"/proc/{one}/statm", "rb") as pages:
                held[one] = int(pages.read().split()[1]) * PAGE
        except (OSError, ValueError, IndexError):
            pass  # it ended meanwhile
    return held


def proportional(pids):
    """Bytes of memory in use, those that several share counted once among them: slow and exact."""
    total = 0
    for one in pids:
        try:
            with open(f"/proc/{one}/smaps_rollup", "rb") as rollup:
                for line in rollup:
                    if line.startswith(b"Pss:"):
                        total += int(line.split()[1]) * 1024
        except (OSError, ValueError, IndexError):
            pass  # it ended meanwhile
    return total
