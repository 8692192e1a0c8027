"""Out of descriptors: 300 connections against `ulimit -n 200`. The service survives, answers again, gives all back.

The connections come from several addresses of the loopback net, so that the limit of connections per address is not
what stops them.
"""

import contextlib
import resource
import socket
import tempfile

import pictures
from report import Report
from service import Service, parser, until

IMAGE = pictures.png(48, 48)
REQUEST = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"


def connect(port, place, send=b""):
    """A connection from one of many addresses; None where it failed."""
    try:
        made = socket.create_connection(("127.0.0.1", port), 5, (f"127.0.1.{1 + place % 30}", 0))
        made.settimeout(5)
        made.sendall(send)
        return made
    except OSError:
        return None


def answered(connection):
    with contextlib.suppress(OSError):
        return connection.recv(65536).startswith(b"HTTP/1.1 200")
    return False


def flood(service, connections, report):
    """Opens connections, half of them with the beginning of a request, and says how many were answered."""
    held = [connect(service.port, place, b"POST /v1/sc" if place % 2 else REQUEST) for place in range(connections)]
    asked = [connection for place, connection in enumerate(held) if connection and place % 2 == 0]
    count = sum(answered(connection) for connection in asked)
    report.row("held", connections=connections, made=sum(item is not None for item in held), asked=len(asked),
               answered=count, descriptors=service.descriptors())
    report.expect(service.is_running, f"the service runs with {connections} connections")
    return held


def healthy(service):
    """Whether a client gets answers; the service may cut one that comes while descriptors are short."""
    with contextlib.suppress(OSError):
        return service.request("GET", "/livez", timeout=5).status == 200
    return False


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--descriptors", type=int, default=200)
    arguments.add_argument("--connections", type=int, default=300)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments = arguments.parse_args()
    report = Report(arguments)
    limit = {resource.RLIMIT_NOFILE: (arguments.descriptors, arguments.descriptors)}
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder, limits=limit) as service:
        service.score(IMAGE)
        before, memory = service.descriptors(), service.memory()
        report.row("start", descriptors=before, memory_mib=memory / 2**20)
        for _ in range(arguments.rounds):
            held = flood(service, arguments.connections, report)
            for connection in held:
                if connection:
                    connection.close()
            report.expect(until(lambda: healthy(service), 15), "the service answers again when the clients have gone")
            report.expect(service.score(IMAGE).status == 200, "and scores")
            settled = until(lambda: service.descriptors() <= before + 1, 15)
            report.expect(settled, f"descriptors return to the start value ({before}, now {service.descriptors()})")
        report.row("end", descriptors=service.descriptors(), memory_mib=service.memory() / 2**20)
        stored = service.put_label_set("ward", '{"labels": ["Edema"]}').status
        report.expect(stored == 201, f"label sets are stored afterwards ({stored})")
        report.expect(service.end() == 0, "the service stops with status 0")
    report.finish()


if __name__ == "__main__":
    main()
