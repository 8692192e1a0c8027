"""Connections that come and go by the hundred thousand: descriptors and memory must return to the start value.

Four kinds, each from many addresses: connect and close (FIN) or reset (RST) at once, the same after a request that was
answered, the same in the middle of a head, and the same in the middle of a body. A request in between must be answered
while they come and go.
"""

import random
import socket
import struct
import tempfile
import time

import traffic
import pictures
from report import Report
from service import Service, parser, until

REQUEST = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF_HEAD = b"POST /v1/score HTTP/1.1\r\nHost: loc"
HALF_BODY = (b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 90000\r\n\r\n"
             + b"\xff" * 40_000)
RESET = struct.pack("ii", 1, 0)
IP_BIND_ADDRESS_NO_PORT = 24


def connect(port, place):
    made = socket.socket()
    # A port is chosen when connecting, so that addresses in TIME_WAIT are not in the way.
    made.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    made.settimeout(10)
    made.bind((traffic.source(place), 0))
    made.connect(("127.0.0.1", port))
    return made


def visit(port, place, content, waits, resets):
    """One connection from its beginning to its end; whether it could be made and its answer, if any, came."""
    try:
        with connect(port, place) as made:
            if content:
                made.sendall(content)
            answered = not waits or made.recv(4096).startswith(b"HTTP/1.1 200")
            if resets:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            return answered
    except OSError:
        return False


def visits(service, report, name, count, draw):
    """So many connections, each of a kind that `draw` chooses: content, whether to wait, whether to reset."""
    began, failed = time.perf_counter(), 0
    watch = traffic.Watch(service)
    for place in range(count):
        failed += not visit(service.port, place, *draw())
        if place % 20_000 == 19_999:
            print(f"{name}: {place + 1} connections, {service.descriptors()} descriptors, "
                  f"{service.memory() / 2**20:.1f} MiB", flush=True)
    seconds = time.perf_counter() - began
    report.row(name, connections=count, failed=failed, each_second=count / seconds, descriptors=service.descriptors(),
               memory_mib=service.memory() / 2**20, **watch.cores())
    report.expect(failed <= count // 1000, f"{name}: connections are taken and answered ({failed} of {count} failed)")


def check_return(service, report, name, descriptors, memory):
    settled = until(lambda: service.descriptors() <= descriptors, 20)
    report.expect(settled, f"{name}: descriptors return to the start value "
                           f"({descriptors}, now {service.descriptors()})")
    now = service.memory()
    report.expect(now <= memory * 1.05 + 4 * 2**20, f"{name}: memory returns to the start value "
                                                    f"({memory / 2**20:.1f} MiB, now {now / 2**20:.1f} MiB)")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--connections", type=int, default=1_000_000, help="of mixed kinds")
    arguments.add_argument("--closed-at-once", type=int, default=5000)
    arguments.add_argument("--cut-bodies", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments = arguments.parse_args()
    report, generator = Report(arguments), random.Random(arguments.seed)
    mixed = [(b"", False), (b"", False), (REQUEST, True), (REQUEST, True), (REQUEST, False), (HALF_HEAD, False)]

    def draw(kinds):
        return (*generator.choice(kinds), generator.random() < 0.5)

    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder) as service:
        image = traffic.request("/v1/score", pictures.png(64, 64), "image/png")
        traffic.closed_loop(service.port, [image], 8, 1)
        # The first hundreds of connections fill what the service keeps for later ones.
        for content in (b"", REQUEST, HALF_BODY):
            visits(service, report, "warming", 500, lambda content=content: (content, content == REQUEST, False))
        time.sleep(3)
        descriptors, memory = service.descriptors(), service.memory()
        report.row("start", descriptors=descriptors, memory_mib=memory / 2**20)
        for name, count, kinds in (("closed at once", arguments.closed_at_once, [(b"", False)]),
                                   ("cut bodies", arguments.cut_bodies, [(HALF_BODY, False)]),
                                   ("mixed", arguments.connections, mixed)):
            visits(service, report, name, count, lambda kinds=kinds: draw(kinds))
            check_return(service, report, name, descriptors, memory)
        outcome = traffic.closed_loop(service.port, [image], 4, 1)
        report.expect(set(outcome.statuses) == {200}, f"images are scored afterwards ({outcome.statuses})")
        report.row("end", descriptors=service.descriptors(), memory_mib=service.memory() / 2**20)
        report.expect(service.end() == 0, "the service stops with status 0")
    report.finish()


if __name__ == "__main__":
    main()
