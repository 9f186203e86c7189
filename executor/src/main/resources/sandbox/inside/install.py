"""Installs packages, in a sandbox of their own: those of a session; or, with arguments, by a command that
is given (where the socket is, then the command), those of a template.

What is installed may run programs of its own, so this is a sandbox like that of any run: no network but
the loopback of its own. The way to the index leads through a socket in the workspace, behind which
somebody outside lets through what goes there; here it is made to look like a proxy on loopback.
"""

import importlib.metadata
import json
import os
import shutil
import socket
import subprocess
import sys
import threading

ORDER = "/run/cloche/job/order.json"
WORKSPACE = "/workspace"
DOOR = WORKSPACE + "/.door"
SCRATCH = WORKSPACE + "/.scratch"
PYTHON, JAVASCRIPT = WORKSPACE + "/python", WORKSPACE + "/javascript"
# Where runs will see what is here.
SEEN = "/run/cloche/packages"
OF_TEMPLATE = "/environment/javascript"
INTERPRETER = "/usr/bin/python3"
RESULT = 3
CHUNK = 64 * 1024
PIP = (
    "-m pip install --no-input --disable-pip-version-check --no-cache-dir --progress-bar off --no-color"
    " --no-warn-script-location --no-compile --target"
).split()
NPM = "install --no-audit --no-fund --no-update-notifier --no-progress --loglevel=error --".split()


def pass_on(source, target):
    try:
        while data := source.recv(CHUNK):
            target.sendall(data)
    except OSError:
        pass  # one side is gone
    for one in (source, target):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is already


def receive(guest, path):
    with guest, socket.socket(socket.AF_UNIX) as door:
        try:
            door.connect(path)
        except OSError:
            return
        back = threading.Thread(target=pass_on, args=(door, guest), daemon=True)
        back.start()
        pass_on(guest, door)
        back.join()


def proxy(path):
    """Listens on loopback; returns the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            guest, _ = listener.accept()
            threading.Thread(target=receive, args=(guest, path), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return "http://127.0.0.1:%d" % listener.getsockname()[1]


def environment(path):
    address = proxy(path)
    names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    names += ("npm_config_proxy", "npm_config_https_proxy")
    return dict(os.environ, **{name: address for name in names})


def run(command, directory, variables):
    code = subprocess.call(command, cwd=directory, env=variables, stdin=subprocess.DEVNULL)
    if code != 0:
        raise SystemExit(code if 0 < code < 256 else 1)


def install_python(packages, variables):
    run([INTERPRETER, *PIP, PYTHON, "--", *packages], SCRATCH, variables)
    # Packages with their compiled form, which cannot be written later, and their later place in it.
    compiled = [INTERPRETER, "-m", "compileall", "-q", "-s", PYTHON, "-p", SEEN + "/python", PYTHON]
    subprocess.call(compiled, cwd=SCRATCH, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def install_javascript(packages, variables):
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed here")
    os.mkdir(JAVASCRIPT)
    with open(JAVASCRIPT + "/package.json", "w", encoding="ascii") as file:
        file.write('{"private": true}\n')
    run([npm, *NPM, *packages], JAVASCRIPT, variables)
    for name in entries(OF_TEMPLATE + "/node_modules"):
        # What the template has and the session has not is still found.
        here = f"{JAVASCRIPT}/node_modules/{name}"
        if not os.path.lexists(here):
            os.makedirs(os.path.dirname(here), exist_ok=True)
            os.symlink(f"{OF_TEMPLATE}/node_modules/{name}", here)


def entries(modules):
    """Names of packages, scopes included."""
    found = []
    for name in sorted(os.listdir(modules)) if os.path.isdir(modules) else []:
        if name.startswith("@"):
            found += [f"{name}/{one}" for one in sorted(os.listdir(f"{modules}/{name}"))]
        elif not name.startswith("."):
            found.append(name)
    return found


def python_found():
    for one in importlib.metadata.distributions(path=[PYTHON]):
        yield {"language": "python", "name": one.metadata["Name"], "version": one.version}


def javascript_found():
    modules = JAVASCRIPT + "/node_modules"
    for name in entries(modules):
        if os.path.islink(f"{modules}/{name}"):
            continue
        try:
            with open(f"{modules}/{name}/package.json", encoding="utf-8") as file:
                version = json.load(file)["version"]
        except (OSError, ValueError, LookupError, TypeError):
            continue  # what a package makes of itself is its own affair
        yield {"language": "javascript", "name": name, "version": version}


def main():
    os.set_inheritable(RESULT, False)
    with open(ORDER, encoding="utf-8") as file:
        order = json.load(file)
    os.mkdir(SCRATCH)
    variables = environment(DOOR)
    found = []
    if order["python"]:
        install_python(order["python"], variables)
        found += python_found()
    if order["javascript"]:
        install_javascript(order["javascript"], variables)
        found += javascript_found()
    elif os.path.isdir(OF_TEMPLATE):
        os.symlink(OF_TEMPLATE, JAVASCRIPT)
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os.unlink(DOOR)
    told = json.dumps(found).encode()
    while told:
        told = told[os.write(RESULT, told) :]


if __name__ == "__main__":
    if sys.argv[1:]:
        run(sys.argv[2:], os.getcwd(), environment(sys.argv[1]))
    else:
        main()
