"""Overflows the stack of the interpreter, past its own bound."""

import sys

sys.setrecursionlimit(2**31 - 1)
nested = []
for _ in range(1_000_000):
    nested = [nested]
repr(nested)
