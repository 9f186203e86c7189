"""The one door out of the sandbox in which packages are installed.

It lives outside, beside the executor, and listens on a socket in a directory that the sandbox sees. To
whoever connects it is an HTTP proxy that knows the way to a few places, the indexes of packages, and to
nowhere else: names are compared with those that it was told before anything is looked up.

It is told one line of JSON on standard input, says one line when it is open, and ends when nobody holds
that input any more.
"""

import json
import os
import select
import socket
import sys
import threading
import urllib.parse

LONGEST_HEAD = 32 * 1024
CHUNK = 64 * 1024
# Seconds in which a head must have come, a place must answer, and something must move.
HEAD, CONNECT, SILENCE = 20.0, 15.0, 300.0
# Headers that are between a client and its proxy.
HOP = (b"proxy-", b"connection:", b"keep-alive:", b"upgrade:")


class Refused(Exception):
    def __init__(self, status, why):
        super().__init__(why)
        self.status = status


class Door:
    def __init__(self, listener, places, most):
        self.listener = listener
        self.places = frozenset(places)
        self.room = threading.BoundedSemaphore(most)

    def serve(self):
        while True:
            guest, _ = self.listener.accept()
            if self.room.acquire(blocking=False):
                threading.Thread(target=self.receive, args=(guest,), daemon=True).start()
            else:
                guest.close()

    def receive(self, guest):
        try:
            with guest:
                self.talk(guest)
        except OSError:
            pass  # one side is gone, and so is the other now
        finally:
            self.room.release()

    def talk(self, guest):
        guest.settimeout(HEAD)
        try:
            head, rest = read_head(guest)
            place, onwards = self.understood(head)
            there = connected(place)
        except Refused as refusal:
            body = f"{refusal}\n".encode()
            answer = f"HTTP/1.1 {refusal.status} {refusal}\r\nContent-Length: {len(body)}\r\n"
            guest.sendall(answer.encode() + b"Content-Type: text/plain\r\nConnection: close\r\n\r\n" + body)
            return
        with there:
            if onwards is None:
                guest.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                onwards = b""
            there.sendall(onwards + rest)
            pass_on(guest, there)

    def understood(self, head):
        """Where somebody wants to go, and what is said there first."""
        first, *headers = head.split(b"\r\n")
        try:
            method, target, version = first.decode("ascii").split(" ")
        except ValueError:
            raise Refused("400 Bad Request", "this is not understood") from None
        if method == "CONNECT":
            return self.allowed("//" + target, 443), None
        if not target.lower().startswith("http://"):
            raise Refused("400 Bad Request", "an address must begin with http://")
        parts = urllib.parse.urlsplit(target)
        place = self.allowed(target, 80)
        path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        lines = [f"{method} {path} {version}".encode()]
        lines += [line for line in headers if not line.lower().startswith(HOP)]
        return place, b"\r\n".join([*lines, b"Connection: close", b"", b""])

    def allowed(self, address, port):
        try:
            parts = urllib.parse.urlsplit(address)
            place = ((parts.hostname or "").lower(), parts.port or port)
        except ValueError:
            raise Refused("400 Bad Request", "this is not an address") from None
        if "%s:%d" % place not in self.places:
            raise Refused("403 Forbidden", "packages are installed from the configured index only")
        return place


def read_head(guest):
    """What comes before the first empty line, and what came with it."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = guest.recv(CHUNK)
        if not more or len(data) > LONGEST_HEAD:
            raise Refused("400 Bad Request", "this is not a request")
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def connected(place):
    try:
        return socket.create_connection(place, CONNECT)
    except OSError as problem:
        raise Refused("502 Bad Gateway", f"the index cannot be reached: {problem.strerror}") from None


def pass_on(one, other):
    """Passes bytes on both ways until one side ends or nothing has moved for long."""
    one.settimeout(SILENCE)
    other.settimeout(SILENCE)
    while True:
        readable, _, _ = select.select([one, other], [], [], SILENCE)
        if not readable:
            return
        for source in readable:
            data = source.recv(CHUNK)
            if not data:
                return
            (other if source is one else one).sendall(data)


def main():
    told = json.loads(sys.stdin.buffer.readline())
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(told["socket"])
    os.chmod(told["socket"], 0o666)
    listener.listen(64)
    door = Door(listener, told["places"], told["most"])
    threading.Thread(target=door.serve, daemon=True).start()
    os.write(1, b"open\n")
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
