"""Waits for descriptors and for the time, and calls whoever asked for it. One thread."""

import heapq
import itertools
import os
import select
import time


class Loop:
    def __init__(self):
        self.poll = select.epoll()
        self.readers = {}
        self.writers = {}
        self.fresh = set()
        self.alarms = []
        self.silenced = 0
        self.order = itertools.count()
        self.open = True

    def watch(self, fd, reader):
        """Calls the reader whenever there is something to read, or nothing ever again."""
        self.readers[fd] = reader
        self.fresh.add(fd)
        self.poll.register(fd, select.EPOLLIN)

    def watch_writing(self, fd, writer):
        """Calls the writer whenever there is room."""
        self.writers[fd] = writer
        self.fresh.add(fd)
        self.poll.register(fd, select.EPOLLOUT)

    def forget(self, fd):
        """Watches no longer; closing is the caller's."""
        known = self.readers.pop(fd, None) or self.writers.pop(fd, None)
        if known is not None:
            self.poll.unregister(fd)

    def close(self, fd):
        """Closes it; the kernel forgets it by itself, since nobody else has it open."""
        self.readers.pop(fd, None)
        self.writers.pop(fd, None)
        os.close(fd)

    def later(self, seconds, work):
        """Calls once, after so many seconds. Returns what `never` takes."""
        alarm = [time.monotonic() + seconds, next(self.order), work]
        heapq.heappush(self.alarms, alarm)
        return alarm

    def never(self, alarm):
        """That is not to be called any more; no matter when it was called already."""
        if alarm[2] is not None:
            alarm[2] = None
            self.silenced += 1
            if self.silenced > 1000 and 2 * self.silenced > len(self.alarms):
                self.alarms = [one for one in self.alarms if one[2] is not None]
                heapq.heapify(self.alarms)
                self.silenced = 0

    def run(self, between):
        """Until it is no longer open; `between` is called before each wait."""
        while self.open:
            between()
            ready = self.poll.poll(self.patience())
            self.fresh.clear()
            for fd, _ in ready:
                # Another handler may have closed it, and its number may be somebody else's by now,
                # of whom nothing has been heard: if there is something, the next look shows it.
                handler = self.readers.get(fd) or self.writers.get(fd)
                if handler is not None and fd not in self.fresh:
                    handler()
            self.ring()

    def patience(self):
        while self.alarms and self.alarms[0][2] is None:
            self.drop()
        if not self.alarms:
            return -1
        return max(0.0, self.alarms[0][0] - time.monotonic())

    def ring(self):
        now = time.monotonic()
        while self.alarms and (self.alarms[0][2] is None or self.alarms[0][0] <= now):
            work = self.drop()
            if work is not None:
                work()

    def drop(self):
        alarm = heapq.heappop(self.alarms)
        work, alarm[2] = alarm[2], None
        if work is None:
            self.silenced -= 1
        return work
