"""Child processes of the spawner: started, watched and buried."""

import os
import signal

# Python ignores these, and what is ignored stays ignored in children.
RESET = [signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Children:
    def __init__(self, loop):
        self.loop = loop
        self.known = set()

    def spawn(self, command, actions, ended):
        """Starts a program with nothing in its environment; `ended` is told its wait status.

        The actions are those of `os.posix_spawn`: descriptors are closed but for what they say.
        """
        pid = os.posix_spawn(
            command[0], command, {}, file_actions=actions, setsigmask=[], setsigdef=RESET
        )
        self.known.add(pid)
        pidfd = os.pidfd_open(pid)

        def bury():
            self.loop.close(pidfd)
            self.known.discard(pid)
            ended(os.waitpid(pid, 0)[1])

        self.loop.watch(pidfd, bury)
        return pid

    def tidy(self):
        """Buries what others left behind: orphans come to this process, and nobody knows them."""
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as children:
            found = {int(pid) for pid in children.read().split()}
        for pid in found - self.known:
            os.waitpid(pid, os.WNOHANG)
