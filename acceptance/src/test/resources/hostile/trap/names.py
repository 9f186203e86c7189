"""Makes files under names that break those who believe in them."""

import os

NAMES = (
    b"plain",
    b"new\nline",
    b"\n",
    b"tab\tand\rreturn",
    b"-rf",
    b"--",
    b"*",
    b"~",
    b"$(reboot)",
    b"`id`",
    b"'\"",
    b"back\\slash",
    b"\xff\xfe not utf-8",
    b"\xed\xa0\x80",
    b"\x1b[2J\x1b]0;owned\x07",
    b"..\\..\\up",
    b"... ",
    b"x" * 255,
    "é".encode() * 127,
    "\u202egpj.exe".encode(),
    b"%2e%2e%2f",
    b"con",
    b"a\x7fb",
)


def handler(event):
    for name in NAMES:
        with open(name, "wb") as file:
            file.write(name)
        os.makedirs(b"in/" + name)
        with open(b"in/" + name + b"/" + name, "wb") as file:
            file.write(name)
    made = []
    for name in (b"x" * 256, b"nul\0byte", b"a/../../b", b""):
        try:
            open(name, "wb").close()
            made.append(repr(name[:20]))
        except (OSError, ValueError):
            pass
    return made
