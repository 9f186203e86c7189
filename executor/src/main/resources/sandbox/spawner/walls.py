"""How sandboxes are walled, as the executor says it."""


class Walls:
    """Arguments of bubblewrap, and what the fork server is told. They hold nothing secret."""

    def __init__(self, settings):
        self.bwrap = settings["bubblewrap"]
        self.seccomp = settings["seccomp"]
        self.workspaces = settings["workspaces"]
        python = settings["python"]
        self.first = [python, "-I", "-S", "-B", "/run/cloche/lib/first.pyc"]
        self.fork_server = [python, "-u", "/run/cloche/lib/forkserver.pyc"]
        self.plain_before = self.plain_after = self.pool_arguments = b""
        self.fork = {}

    def told(self, request, plain_before, plain_after, pool):
        """The arguments before and behind those that differ from run to run, and those of the
        fork server."""
        self.plain_before, self.plain_after, self.pool_arguments = plain_before, plain_after, pool
        self.fork = request["fork"]

    def arguments(self, request):
        """Those for a sandbox of one run."""
        size = str(request["temporary"])
        between = []
        for path in ("/tmp", "/dev/shm"):
            between += ["--perms", "1777", "--size", size, "--tmpfs", path]
        source = "/run/cloche/job/" + request["source"]
        between += ["--perms", "0444", "--file", "12", source]
        between += ["--perms", "0444", "--file", "13", "/run/cloche/job/event.json"]
        between += ["--bind", f"{self.workspaces}/{request['workspace']}", "/workspace"]
        if request["packages"]:
            between += ["--ro-bind", f"{self.workspaces}/{request['packages']}", "/run/cloche/packages"]
        middle = b"".join(argument.encode() + b"\0" for argument in between)
        return self.plain_before + middle + self.plain_after
