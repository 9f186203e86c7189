"""Recurses without end, and without Python's own bound."""

import sys

sys.setrecursionlimit(2**31 - 1)


def deeper():
    return deeper()


deeper()
