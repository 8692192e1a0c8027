"""A thousand slow clients beside healthy ones: heads and bodies that dribble in, answers that are never read.

The slow clients are a process of their own and come from many addresses. A healthy client scores images over a few
connections, in turns without and with the slow ones, all in one run; with them it must keep 95 % of its throughput.
When the service has cut a slow client it comes back. Answers that nobody reads wait in the kernel, whose memory for
sockets is bounded too (`socket_mib`). At the end descriptors and memory must return to where they were.
"""

import contextlib
import errno
import multiprocessing
import pathlib
import re
import resource
import selectors
import socket
import statistics
import tempfile
import time

import traffic
import pictures
from report import Report
from service import Service, parser, until

HEAD = b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 2000
BODY = b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n"
UNREAD = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 64


class Slow:
    """A slow client; it comes back from another address when it has been cut."""

    def __init__(self, place, kind, port, selector):
        self.place, self.kind, self.port, self.selector, self.comebacks = place, kind, port, selector, 0
        self.connect()

    def connect(self):
        self.socket = socket.socket()
        if self.kind == "unread":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.setblocking(False)
        self.sent = 0
        self.socket.bind((traffic.source(self.place + self.comebacks), 0))
        if self.socket.connect_ex(("127.0.0.1", self.port)) not in (0, errno.EINPROGRESS):
            self.socket.close()
            self.socket = None
        elif self.kind != "unread":
            self.selector.register(self.socket, selectors.EVENT_READ, self)

    def turn(self):
        """Sends a byte of a head or a body, or all of the requests whose answers are not read."""
        if self.socket is None:
            return self.come_back()
        content = {"head": HEAD, "body": BODY + b"x" * 100_000, "unread": UNREAD}[self.kind]
        first = {"head": 20, "body": len(BODY), "unread": len(UNREAD)}[self.kind]
        try:
            if self.kind != "unread" or self.sent < len(content):
                self.sent += self.socket.send(content[self.sent:self.sent + (first if self.sent == 0 else 1)])
            elif self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self.come_back()
        except BlockingIOError:
            pass
        except OSError:
            self.come_back()

    def come_back(self):
        if self.socket is not None:
            with contextlib.suppress(KeyError):
                self.selector.unregister(self.socket)
            self.socket.close()
        self.comebacks += 1
        self.connect()


def be_slow(port, count, pause, pipe):
    """The slow clients' process: every client has its turn once in `pause` seconds, until something is in the pipe."""
    selector, kinds = selectors.DefaultSelector(), ("head", "body", "unread")
    clients = [Slow(place, kinds[place % 3], port, selector) for place in range(count)]
    rounds = 0
    while not pipe.poll():
        began = time.monotonic()
        for place, client in enumerate(clients):
            client.turn()
            if place % 50 == 0:
                for key, _ in selector.select(0):
                    key.data.come_back()
                time.sleep(max(0, began + pause * place / count - time.monotonic()))
        rounds += 1
    held = sum(client.socket is not None for client in clients)
    for client in clients:
        if client.socket:
            client.socket.close()
    pipe.send({"held": held, "comebacks": sum(client.comebacks for client in clients), "cpu": traffic.own_cpu()})


def socket_memory():
    """What the kernel holds for all TCP sockets of this network namespace, in MiB."""
    pages = re.search(r"^TCP:.* mem (\d+)", pathlib.Path("/proc/net/sockstat").read_text(), re.MULTILINE)
    return int(pages[1]) * resource.getpagesize() / 2**20


def is_settled(service):
    """Whether the service has little to do: the slow clients have all come, and their first requests are answered."""
    watch = traffic.Watch(service)
    time.sleep(0.5)
    return watch.cores()["service"] < 0.1


def healthy(service, content, arguments):
    """What the healthy client got, and what that took of the service's processor time."""
    watch, cpu = traffic.Watch(service), service.cpu_seconds()
    outcome = traffic.closed_loop(service.port, [content], arguments.healthy, arguments.seconds)
    return {
        "throughput": outcome.throughput(arguments.seconds), "p99_ms": outcome.percentile(0.99) * 1e3,
        "statuses": dict(outcome.statuses),
        "cpu_ms": 1e3 * (service.cpu_seconds() - cpu) / max(1, outcome.answered), **watch.cores()}


def with_slow(service, content, arguments):
    """What the healthy client got while the slow ones were there, and what became of those."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=be_slow, args=(service.port, arguments.slow, arguments.pause, theirs))
    began = time.monotonic()
    process.start()
    until(lambda: service.descriptors() > 0.9 * min(arguments.slow, 1000) and is_settled(service), 30)
    descriptors, sockets = service.descriptors(), socket_memory()
    figures = healthy(service, content, arguments)
    ours.send("end")
    figures |= ours.recv() | {"descriptors": descriptors, "socket_mib": max(sockets, socket_memory())}
    figures["slow_cores"] = figures.pop("cpu") / (time.monotonic() - began)
    process.join()
    return figures


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--slow", type=int, default=1000, help="slow clients")
    arguments.add_argument("--healthy", type=int, default=4, help="connections of the healthy client")
    arguments.add_argument("--seconds", type=float, default=15, help="each turn; two of them a round")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--pause", type=float, default=3, help="seconds between two bytes of a slow client")
    arguments.add_argument("--report-only", action="store_true", help="do not fail because of ratios of times")
    arguments = arguments.parse_args()
    report = Report(arguments)
    content = traffic.request("/v1/score", pictures.large_png(1000, 1000, 0), "image/png")
    without, beside = [], []
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder) as service:
        traffic.closed_loop(service.port, [content], 4, 2)
        before, memory = service.descriptors(), service.memory()
        for place in range(1, arguments.rounds + 1):
            for turns, turn in ((without, healthy), (beside, with_slow)):
                figures = turn(service, content, arguments)
                turns.append(figures)
                report.row(f"round {place}, {'with' if turn is with_slow else 'without'} slow", **figures)
                report.expect(set(figures["statuses"]) == {200},
                              f"every healthy request is answered ({figures['statuses']})")
            report.expect(figures["descriptors"] > 0.5 * min(arguments.slow, 1000),
                          f"the slow clients were there ({figures['descriptors']} descriptors)")
            report.expect(figures["socket_mib"] <= arguments.slow / 2,
                          f"the kernel holds at most 512 KiB for each slow client ({figures['socket_mib']:.0f} MiB)")
        ratio, cost = (
            statistics.median(turn[key] for turn in beside) / statistics.median(turn[key] for turn in without)
            for key in ("throughput", "cpu_ms"))
        report.row("with against without", throughput=ratio, cpu_ms=cost)
        report.expect(ratio >= 0.95, f"the healthy client keeps 95 % of its throughput ({ratio:.1%})",
                      depends_on_time=True)
        settled = until(lambda: service.descriptors() <= before, 15)
        report.expect(settled, f"descriptors return to the start value ({before}, now {service.descriptors()})")
        report.row("end", memory_mib=service.memory() / 2**20, start_mib=memory / 2**20)
        report.expect(service.memory() <= 1.2 * memory + 16 * 2**20, "memory returns to about the start value")
        report.expect(service.end() == 0, "the service stops with status 0")
    report.finish()


if __name__ == "__main__":
    main()
