"""Unpacks archives in the format ZIP. All of one is looked at, then all of it is written, and only
then does anything get a name."""

import os
import re
import resource
import stat
import struct
import unicodedata
import zlib

from tree import DEEPEST, LONGEST_NAME, LONGEST_PATH, Refused, descend, look, names, text
from write import SPARE_DESCRIPTORS, Directories, Fresh, held, require_room, target

MOST_ENTRIES = 10_000
MOST_UNPACKED = 512 << 20
# Nothing that people pack becomes so much larger, unless it is small.
MOST_RATIO, SMALL = 200, 32 << 20
LARGEST_DIRECTORY = 16 << 20
CHUNK = 1 << 18
END, END64, LOCATOR64, CENTRAL, LOCAL = b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\1\2", b"PK\3\4"
ENCRYPTED = 1 | 1 << 6 | 1 << 13
UTF8 = 1 << 11
STORED, DEFLATED = 0, 8
BLOCK = 4096


class Entry:
    def __init__(self, parts, directory, fields, mode):
        self.parts = parts
        self.directory = directory
        self.method, self.crc, self.packed, self.size, self.offset = fields
        self.mode = 0o755 if mode & 0o111 else 0o644


def bad(detail):
    return Refused("invalid_parameter", "the archive is refused: " + detail)


def large(detail):
    return Refused("payload_too_large", "the archive is refused: " + detail)


class Archive:
    """What an archive says it holds."""

    def __init__(self, fd, size):
        self.fd = fd
        self.size = size
        count, length, offset, at = self.find_end()
        if count > MOST_ENTRIES:
            raise large(f"it has more than {MOST_ENTRIES} entries")
        if length > LARGEST_DIRECTORY:
            raise large("its directory is too large")
        # Something may stand in front of an archive, a program that unpacks it for example.
        self.shift = at - length - offset
        if length > at or self.shift < 0:
            raise bad("its directory is not where it should be")
        self.directory_at = at - length
        self.entries = self.parse(self.read(self.directory_at, length), count)

    def read(self, offset, length):
        data = os.pread(self.fd, length, offset)
        if len(data) < length:
            raise bad("it is cut off")
        return data

    def find_end(self):
        tail_at = max(0, self.size - 22 - 0xFFFF)
        tail = os.pread(self.fd, 22 + 0xFFFF, tail_at)
        at = tail.rfind(END)
        while at >= 0:
            if len(tail) - at >= 22:
                disk, first, here, count, length, offset, comment = struct.unpack_from("<HHHHIIH", tail, at + 4)
                if at + 22 + comment == len(tail):
                    return self.settle(tail_at + at, disk | first, here, count, length, offset)
            at = tail.rfind(END, 0, at)
        raise Refused("not_an_archive", "the file is not a ZIP archive")

    def settle(self, at, disks, here, count, length, offset):
        if 0xFFFF in (count, here) or 0xFFFFFFFF in (length, offset):
            if at < 20 or self.read(at - 20, 4) != LOCATOR64:
                raise bad("its end is not well formed")
            (where,) = struct.unpack_from("<Q", self.read(at - 20, 20), 8)
            if where > at - 56 or self.read(where, 4) != END64:
                raise bad("its end is not well formed")
            disk, first, here, count, length, offset = struct.unpack_from("<IIQQQQ", self.read(where, 56), 16)
            disks, at = disk | first, where
        if disks or here != count:
            raise bad("it is one part of several")
        return count, length, offset, at

    def parse(self, directory, count):
        entries, at = [], 0
        for _ in range(count):
            if directory[at : at + 4] != CENTRAL or len(directory) < at + 46:
                raise bad("its directory is not well formed")
            (made, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, mode, offset) = (
                struct.unpack_from("<HHHHHHIIIHHHHHII", directory, at + 4)
            )
            ends = at + 46 + name + extra + comment
            if ends > len(directory):
                raise bad("its directory is not well formed")
            raw = directory[at + 46 : at + 46 + name]
            more = directory[at + 46 + name : at + 46 + name + extra]
            size, packed, offset = widened(more, size, packed, offset)
            entries.append(self.entry(raw, flags, made >> 8, mode >> 16, (method, crc, packed, size, offset)))
            at = ends
        if at != len(directory):
            raise bad("its directory has more than it says")
        return entries

    def entry(self, raw, flags, host, mode, fields):
        called = spelled(raw, flags)
        if flags & ENCRYPTED:
            raise bad(f"{called!r} is encrypted")
        kind = stat.S_IFMT(mode)
        directory = called.endswith("/")
        if kind not in (0, stat.S_IFDIR if directory else stat.S_IFREG):
            raise bad(f"{called!r} is a link or something special")
        if not directory and fields[0] not in (STORED, DEFLATED):
            raise bad(f"{called!r} is packed by a method that is not known")
        if directory and fields[3]:
            raise bad(f"{called!r} is a directory with content")
        return Entry(checked(called), directory, fields, mode)

    def content(self, entry):
        """What an entry unpacks to, in pieces, and exactly that."""
        at = entry.offset + self.shift
        head = self.read(at, 30)
        name, extra = struct.unpack_from("<HH", head, 26)
        at += 30 + name + extra
        if head[:4] != LOCAL or at + entry.packed > self.directory_at:
            raise bad("an entry is not where it should be")
        crc, size = 0, 0
        for piece in self.pieces(at, entry):
            size += len(piece)
            if size > entry.size:
                raise bad("an entry is larger than it says")
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != entry.size or crc != entry.crc:
            raise bad("an entry is damaged")

    def pieces(self, at, entry):
        if entry.method == STORED:
            if entry.packed != entry.size:
                raise bad("an entry is damaged")
            for offset in range(0, entry.packed, CHUNK):
                yield self.read(at + offset, min(CHUNK, entry.packed - offset))
            return
        inflater = zlib.decompressobj(-15)
        left = entry.packed
        try:
            while not inflater.eof:
                data = inflater.unconsumed_tail
                if not data and left > 0:
                    data = self.read(at, min(CHUNK, left))
                    at += len(data)
                    left -= len(data)
                piece = inflater.decompress(data, CHUNK)
                if piece:
                    yield piece
                elif not data:
                    raise bad("an entry is damaged")
        except zlib.error:
            raise bad("an entry is damaged") from None


def widened(extra, *fields):
    """Numbers that did not fit stand elsewhere."""
    fields = list(fields)
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag == 1:
            numbers = extra[at + 4 : at + 4 + length]
            for index, value in enumerate(fields):
                if value == 0xFFFFFFFF:
                    if len(numbers) < 8:
                        raise bad("its directory is not well formed")
                    (fields[index],) = struct.unpack_from("<Q", numbers)
                    numbers = numbers[8:]
        at += 4 + length
    return fields


def spelled(raw, flags):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if flags & UTF8:
            raise bad("a name is not UTF-8") from None
        return raw.decode("cp437")


def checked(called):
    """The names of an entry, if it stays where it is unpacked."""
    if called.startswith("/") or re.match("[A-Za-z]:", called) or "\\" in called or "\0" in called:
        raise bad(f"{called!r} is an absolute name, or one of another system")
    while called.startswith("./"):
        called = called[2:]
    parts = called.removesuffix("/").encode().split(b"/")
    for part in parts:
        if part in (b"", b".", b"..") or len(part) > LONGEST_NAME:
            raise bad(f"{called!r} leaves the place where it is unpacked, or has a bad name")
    if len(called.encode()) > LONGEST_PATH or len(parts) > DEEPEST:
        raise bad("a name is too long")
    return parts


def require_apart(entries):
    """No two entries may be the same file, also not where upper and lower case are one."""
    known = {}
    for entry in entries:
        for length in range(1, len(entry.parts) + 1):
            path = b"/".join(entry.parts[:length])
            directory = entry.directory or length < len(entry.parts)
            folded = unicodedata.normalize("NFC", path.decode()).casefold()
            spelling, was = known.setdefault(folded, (path, directory))
            mine = length == len(entry.parts)
            if spelling != path:
                raise bad(f"{text(spelling)!r} and {text(path)!r} differ in case only")
            if was != directory:
                raise bad(f"{text(path)!r} is both a file and a directory")
            if mine and not directory and known.get((folded, "file")) is not None:
                raise bad(f"{text(path)!r} is there twice")
            if mine and not directory:
                known[folded, "file"] = entry


def require_sensible(archive):
    total = sum(entry.size for entry in archive.entries)
    if total > MOST_UNPACKED:
        raise large(f"it unpacks to more than {MOST_UNPACKED} bytes")
    if total > SMALL and total > MOST_RATIO * archive.size:
        raise large(f"it unpacks to more than {MOST_RATIO} times its size")


def extract(fd, size, what, order):
    archive = Archive(fd, size)
    require_apart(archive.entries)
    require_sensible(archive)
    root = names(what["path"])
    chosen, skipped = choose(archive, root, what.get("overwrite", False))
    require_space(order, chosen)
    fresh = []
    try:
        unpack(archive, chosen, fresh)
        arrange(archive, root, fresh)
    finally:
        for _, file in fresh:
            file.discard()
    return {"extracted": len(fresh), "skipped": skipped, "size": size}


def choose(archive, root, overwrite):
    """Entries that are to be written, each with the file that it replaces."""
    chosen, skipped = [], 0
    for entry in archive.entries:
        if entry.directory:
            continue
        there = target(root + entry.parts)
        if there is not None and not overwrite:
            skipped += 1
        else:
            chosen.append((entry, there))
    return chosen, skipped


def require_space(order, chosen):
    size = sum(-(-entry.size // BLOCK) * BLOCK - held(there) for entry, there in chosen)
    paths = {tuple(entry.parts[:length]) for entry, _ in chosen for length in range(1, len(entry.parts))}
    require_room(order, size, sum(1 for _, there in chosen if there is None) and len(chosen) + len(paths))


def unpack(archive, chosen, fresh):
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    for entry, _ in chosen:
        file = Fresh(entry.mode, len(fresh) < most - SPARE_DESCRIPTORS)
        fresh.append((entry, file))
        for piece in archive.content(entry):
            file.write(piece)
        file.let_go()


def arrange(archive, root, fresh):
    """Gives everything its name; what is new goes away again when that cannot be finished."""
    directories, placed = Directories(), []
    try:
        for entry in archive.entries:
            if entry.directory:
                os.close(directories.reach(root + entry.parts))
        for entry, file in fresh:
            parent = directories.reach(root + entry.parts[:-1])
            try:
                new = look(parent, entry.parts[-1]) is None
                file.place(parent, entry.parts[-1])
            finally:
                os.close(parent)
            if new:
                placed.append(root + entry.parts)
    except (OSError, Refused):
        for parts in placed:
            withdraw(parts)
        directories.undo()
        raise


def withdraw(parts):
    try:
        parent = descend(parts[:-1])
        os.unlink(parts[-1], dir_fd=parent)
        os.close(parent)
    except (OSError, Refused):
        pass  # others took it away
