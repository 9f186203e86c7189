"""Messages on a stream socket: a head of JSON, and parts of plain bytes behind it."""

import json
import struct

LENGTH = struct.Struct(">I")


def pack(head, parts=()):
    """The message as bytes; a part that is None stays None."""
    head = dict(head, sizes=[-1 if part is None else len(part) for part in parts])
    text = json.dumps(head).encode()
    return b"".join([LENGTH.pack(len(text)), text, *(part for part in parts if part)])


class Reader:
    """Takes bytes as they come, and gives whole messages."""

    def __init__(self):
        self.data = bytearray()

    def feed(self, data):
        self.data += data

    def next(self):
        """A head and its parts, or None when the next message is not whole yet."""
        if len(self.data) < LENGTH.size:
            return None
        start = LENGTH.size + LENGTH.unpack_from(self.data)[0]
        if len(self.data) < start:
            return None
        head = json.loads(self.data[LENGTH.size : start])
        sizes = head["sizes"]
        if len(self.data) < start + sum(size for size in sizes if size > 0):
            return None
        parts = []
        for size in sizes:
            parts.append(None if size < 0 else bytes(self.data[start : start + size]))
            start += max(size, 0)
        del self.data[:start]
        return head, parts


class Waiter:
    """Waits for messages of one sender, several of which may come at once."""

    def __init__(self, connection):
        self.connection = connection
        self.reader = Reader()

    def next(self):
        """A head and its parts; None when the sender is gone."""
        message = self.reader.next()
        while message is None:
            data = self.connection.recv(65536)
            if not data:
                return None
            self.reader.feed(data)
            message = self.reader.next()
        return message
