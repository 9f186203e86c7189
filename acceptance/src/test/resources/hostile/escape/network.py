"""Changes its network, and looks for sockets of others in it; returns what it found."""

import socket
import struct


def handler(event):
    found = []
    with open("/proc/net/unix", encoding="utf-8") as file:
        found += [line.strip() for line in file.readlines()[1:]]
    for table in ("tcp", "tcp6", "udp", "udp6", "raw", "packet", "icmp"):
        try:
            with open("/proc/net/" + table, encoding="ascii") as file:
                found += [table + line.rstrip() for line in file.readlines()[1:]]
        except OSError:
            pass
    for name in (
        "\0docker",
        "\0/tmp/.X11-unix/X0",
        "\0dbus",
        "/run/dbus/system_bus_socket",
        "/var/run/docker.sock",
        "/run/systemd/notify",
    ):
        with socket.socket(socket.AF_UNIX) as one:
            if one.connect_ex(name) == 0:
                found.append("connected to " + name)
    return found + links()


def links():
    """Asks the kernel to bring up an interface of its own."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
        link.settimeout(1)
        message = (
            struct.pack("BxHiII", 0, 0, 0, 1, 1) + struct.pack("HH", 4 + 8, 3) + b"own0\0\0\0\0"
        )
        header = struct.pack("IHHII", 16 + len(message), 16, 5 | 0x600, 1, 0)
        link.send(header + message)
        answer = link.recv(4096)
    (error,) = struct.unpack_from("i", answer, 16)
    return ["an interface"] if error == 0 else []
