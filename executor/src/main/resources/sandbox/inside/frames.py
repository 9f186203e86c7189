"""Messages on a stream socket or a pipe: a head of JSON, and parts of plain bytes behind it."""

import json
import os
import socket
import struct

LENGTH = struct.Struct(">I")


def pack(head, parts=()):
    """The message as bytes; a part that is None stays None."""
    head = dict(head, sizes=[-1 if part is None else len(part) for part in parts])
    text = json.dumps(head).encode()
    return b"".join([LENGTH.pack(len(text)), text, *(part for part in parts if part)])


def unpack(data):
    """The head and the parts of one whole message."""
    reader = Reader()
    reader.feed(data)
    return reader.next()


def rehearse(head):
    """Does all that becomes of a message, to no effect."""
    return unpack(pack(head, [b"1", b"2"]))


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
    """Waits for messages of one sender, several of which may come at once. What descriptors came
    along is in `descriptors`, for whoever takes them from there."""

    def __init__(self, connection, most=0):
        self.connection = connection
        self.most = most
        self.descriptors = []
        self.reader = Reader()

    def next(self):
        """A head and its parts; None when the sender is gone."""
        message = self.reader.next()
        while message is None:
            data = self.receive()
            if not data:
                return None
            self.reader.feed(data)
            message = self.reader.next()
        return message

    def receive(self):
        if not self.most:
            return os.read(self.connection.fileno(), 65536)
        data, descriptors, _, _ = socket.recv_fds(self.connection, 65536, self.most)
        self.descriptors += descriptors
        return data
