"""What a hostile package tries when it is built. What came of it is in the module that it becomes."""

import json
import os
import socket
import subprocess
import urllib.error
import urllib.request
import zipfile

FOUND = {}
PORT = int("@PORT@")
INDEX = int("@INDEX@")


def attempt(name, what):
    try:
        FOUND[name] = str(what())
    except Exception as problem:
        FOUND[name] = "refused: " + type(problem).__name__


def connected(host, port):
    with socket.create_connection((host, port), 3):
        return "connected"


def through_the_door(first):
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(20)
        door.connect("/workspace/.door")
        door.sendall(first.encode() + b"\r\nHost: %s\r\n\r\n" % b"127.0.0.1:@INDEX@")
        return door.recv(100).split(b"\r\n")[0].decode()


def through_the_proxy(address):
    try:
        return urllib.request.urlopen(address, timeout=20).status
    except urllib.error.HTTPError as answer:
        return answer.code


def written(path):
    with open(path, "w") as file:
        file.write("planted")
    return "written"


def attack():
    attempt("own loopback", lambda: connected("127.0.0.1", PORT))
    attempt("index itself", lambda: connected("127.0.0.1", INDEX))
    attempt("metadata", lambda: connected("169.254.169.254", 80))
    attempt("anywhere", lambda: connected("1.1.1.1", 53))
    attempt("door to loopback", lambda: through_the_door("CONNECT 127.0.0.1:%d HTTP/1.1" % PORT))
    attempt("door by name", lambda: through_the_door("CONNECT localhost:%d HTTP/1.1" % PORT))
    attempt("door by short", lambda: through_the_door("CONNECT 127.1:%d HTTP/1.1" % PORT))
    attempt("door by user", lambda: through_the_door("CONNECT 127.0.0.1:%d@127.0.0.1:%d HTTP/1.1" % (INDEX, PORT)))
    attempt("door to metadata", lambda: through_the_door("GET http://169.254.169.254/ HTTP/1.1"))
    attempt("door by host", lambda: through_the_door("GET /internal HTTP/1.1"))
    attempt("door to index", lambda: through_the_door("CONNECT 127.0.0.1:%d HTTP/1.1" % INDEX))
    attempt("proxy to loopback", lambda: through_the_proxy("http://127.0.0.1:%d/" % PORT))
    attempt("proxy to index", lambda: through_the_proxy("http://127.0.0.1:%d/simple/greeter/" % INDEX))
    attempt("write /usr", lambda: written("/usr/planted"))
    attempt("write /etc", lambda: written("/etc/planted"))
    attempt("write beside", lambda: written("/workspace/../planted"))
    attempt("root", lambda: sorted(os.listdir("/")))
    attempt("processes", lambda: [name for name in os.listdir("/proc") if name.isdigit()])
    attempt("first", lambda: open("/proc/1/environ").read())
    attempt("user", os.getuid)
    attempt("mount", lambda: subprocess.check_output(["mount", "-t", "tmpfs", "none", "/tmp"]))
    attempt("environment", lambda: sorted(os.environ))


def build_wheel(directory, settings=None, metadata=None):
    attack()
    info = "curious-1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(directory, "curious-1.0-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("curious.py", "FOUND = " + repr(json.dumps(FOUND)))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: curious\nVersion: 1.0\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(info + "RECORD", "")
    return "curious-1.0-py3-none-any.whl"
