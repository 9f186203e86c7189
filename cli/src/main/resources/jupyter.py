"""Runs code in Jupyter kernels and says how long each run took.

Reads lines of JSON, {"code": ...}, and answers each with {"seconds": ..., "out": ..., "error": ...}.
The argument says whether one kernel runs all of them ("warm") or each gets a new one ("new").
"""

import json
import signal
import sys
import time

from jupyter_client.manager import start_new_kernel

PATIENCE = 60


def run(client, code):
    """The time from the request until the kernel is idle again, and what was printed."""
    out, error = [], []

    def hear(message):
        content = message["content"]
        if message["msg_type"] == "stream" and content["name"] == "stdout":
            out.append(content["text"])
        elif message["msg_type"] == "error":
            error.append(": ".join((content["ename"], content["evalue"])))

    start = time.perf_counter()
    client.execute_interactive(code, store_history=False, output_hook=hear, timeout=PATIENCE)
    return time.perf_counter() - start, "".join(out), "".join(error)


def answer(seconds, out, error):
    print(json.dumps({"seconds": seconds, "out": out, "error": error}), flush=True)


def serve_warm():
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        for line in sys.stdin:
            answer(*run(client, json.loads(line)["code"]))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def serve_new():
    for line in sys.stdin:
        start = time.perf_counter()
        manager, client = start_new_kernel(kernel_name="python3")
        try:
            _, out, error = run(client, json.loads(line)["code"])
            seconds = time.perf_counter() - start
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        answer(seconds, out, error)


# a kernel must not outlive a driver that is asked to end
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
{"warm": serve_warm, "new": serve_new}[sys.argv[1]]()
