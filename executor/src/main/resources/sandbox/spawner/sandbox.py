"""A sandbox as the spawner knows it: two processes, a socket to the first, and the pipes."""

import os
import signal
import socket
import struct
import time

import frames

RESULT = 3
CREDENTIALS = struct.Struct("3i")
CHUNK = 65536
# How long the first process may leave a job lying before it counts as dead.
PATIENCE = struct.pack("ll", 2, 0)
# Seconds that the first process has to end everything.
GRACE = 0.5


class Nobody:
    """The maker of sandboxes that nobody wants any more."""

    def waiting(self, sandbox):
        sandbox.kill()

    def lost(self, sandbox, why):
        pass


class Sandbox:
    """Made by a maker, which hears `waiting` and `lost`; then used by a run, which hears `told`
    and `vanished`."""

    def __init__(self, loop, maker, groups, server=None):
        self.loop = loop
        self.maker = maker
        self.server = server
        self.groups = groups
        self.run = None
        self.group = None
        self.first = 0
        self.second = 0
        self.pidfd = -1
        self.second_fd = -1
        self.born = time.monotonic()
        self.served = 0
        self.reader = frames.Reader()
        self.control, self.theirs = socket.socketpair()
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, PATIENCE)
        self.ours, self.inside = {}, {}
        try:
            self.open_pipes()
        except OSError:
            self.close()
            raise
        loop.watch(self.control.fileno(), self.read)

    def open_pipes(self):
        self.pipe(0, False)
        for number in (1, 2, RESULT):
            self.pipe(number, True)

    def pipe(self, number, outwards):
        reading, writing = os.pipe()
        self.ours[number], self.inside[number] = (
            (reading, writing) if outwards else (writing, reading)
        )
        os.set_blocking(self.ours[number], False)

    def handed_over(self):
        """The other ends are somebody else's now."""
        self.theirs.close()
        self.close_inside()

    def close_inside(self):
        for fd in self.inside.values():
            os.close(fd)
        self.inside.clear()

    def perished(self):
        """Whether the server that forked it has ended, which ends all that it forked."""
        return self.server is not None and self.server.ended_at is not None

    def release(self, maker):
        """Its run is over and left everything as it was: its new maker hears of it from now on."""
        for number in list(self.ours):
            self.close_pipe(number)
        self.loop.close(self.second_fd)
        self.run, self.maker = None, maker
        self.second, self.second_fd = 0, -1
        self.served += 1

    def renew(self, calm):
        """Makes itself ready for the next run of the session, which its maker hears. False when it
        cannot.

        It is calm when there is time to prepare.
        """
        try:
            self.open_pipes()
            streams = [self.inside[number] for number in range(4)]
            socket.send_fds(self.control, [frames.pack({"calm": calm})], streams)
        except OSError:
            return False
        finally:
            self.close_inside()
        return True

    def read(self):
        """Hears what the two processes say; who speaks is told by the kernel."""
        try:
            flags = socket.MSG_DONTWAIT
            data, ancillary, _, _ = self.control.recvmsg(CHUNK, socket.CMSG_SPACE(12), flags)
        except BlockingIOError:
            return
        except ConnectionError:
            data, ancillary = b"", []
        if not data:
            self.loop.forget(self.control.fileno())
            if self.pidfd < 0:
                self.gone()
            return
        speaker = next((CREDENTIALS.unpack(content)[0] for _, _, content in ancillary), 0)
        self.reader.feed(data)
        message = self.reader.next()
        while message is not None:
            self.hear(message[0], speaker)
            message = self.reader.next()

    def hear(self, message, speaker):
        if message["say"] == "first":
            self.begin(speaker)
        elif message["say"] == "second":
            self.second = speaker
            self.ripen()
        elif self.run is not None:
            self.run.told(message)
        else:
            self.maker.lost(self, message.get("why", "it ended"))

    def ripen(self):
        try:
            self.second_fd = os.pidfd_open(self.second)
            self.loop.watch(self.second_fd, self.second_gone)
            # The run is what is to go first when memory is short.
            with open(f"/proc/{self.second}/oom_score_adj", "w", encoding="ascii") as score:
                score.write("1000")
            self.groups.begin(self.group)
        except OSError as problem:
            self.fail(str(problem))
        else:
            self.maker.waiting(self)

    def second_gone(self):
        """The process that was to become a run died while it waited; for a run the first tells."""
        self.loop.forget(self.second_fd)
        if self.run is None:
            self.fail("its process ended")

    def begin(self, first):
        try:
            self.first = first
            self.pidfd = os.pidfd_open(first)
            self.loop.watch(self.pidfd, self.gone)
            self.groups.add(first, self.go)
        except OSError as problem:
            self.fail(str(problem))

    def go(self, group, why):
        """Lets the first process make the second, in whichever group it is."""
        if self.pidfd < 0:
            if group is not None:
                self.groups.discard(group)
            return
        self.group = group
        if why is not None or not self.send({"do": "go"}, ()):
            self.fail(why or "the first process does not listen")

    def fail(self, why):
        self.kill()
        self.maker.lost(self, why)

    def send(self, job, parts):
        """Gives the job; False when nobody is there to take it."""
        try:
            self.control.sendall(frames.pack(job, parts))
            return True
        except OSError:
            return False

    def end(self):
        """Ends the run; then the first process ends everything else, and tells how it was."""
        self.signal(self.second_fd)
        self.loop.later(GRACE, self.kill)

    def signal(self, pidfd):
        try:
            if pidfd >= 0:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        except OSError:
            pass  # it is gone, which is what was wanted

    def kill(self):
        """Ends all of its processes at once."""
        if self.pidfd >= 0:
            self.signal(self.pidfd)
        elif self.control.fileno() >= 0:
            self.gone()

    def discard(self):
        """Nobody wants it any more."""
        self.run = None
        self.maker = Nobody()
        self.kill()

    def gone(self):
        """Its first process has ended, and it goes last."""
        if self.run is not None and not self.run.over:
            self.loop.forget(self.pidfd)
            self.run.vanished()
        else:
            if self.run is None:
                self.maker.lost(self, "it ended")
            self.close()

    def close(self):
        self.close_inside()
        self.theirs.close()
        for number in list(self.ours):
            self.close_pipe(number)
        if self.control.fileno() >= 0:
            self.loop.forget(self.control.fileno())
            self.control.close()
        if self.pidfd >= 0:
            self.loop.close(self.pidfd)
            self.pidfd = -1
        if self.second_fd >= 0:
            self.loop.close(self.second_fd)
            self.second_fd = -1
        if self.group is not None:
            self.groups.discard(self.group)
            self.group = None

    def close_pipe(self, number):
        fd = self.ours.pop(number, None)
        if fd is not None:
            self.loop.close(fd)
