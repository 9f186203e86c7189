"""Nests directories deeper than any path can say."""

import os


def handler(event):
    for _ in range(1200):
        os.mkdir("d" * 100)
        os.chdir("d" * 100)
        with open("f", "w") as file:
            file.write("x")
    return []
