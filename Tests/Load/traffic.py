"""Clients for load tests in one thread: few instructions a request, many source addresses, open and closed loops.

`open_loop` sends each request at its own time whatever became of those before it, over as many connections as that
takes; latency counts from the time at which a request was due. Connections come from several addresses of the loopback
net, so that the limit of connections per address is not what is measured.
"""

import asyncio
import collections
import math
import os
import pathlib
import resource
import sys
import time

# The service as a child process, the images and the report are shared with the fault tests.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Faults"))

ADDRESSES = 60


def request(target, content, kind):
    head = (f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(content)}\r\n\r\n")
    return head.encode() + content


def source(place):
    """One of many addresses of this machine."""
    return f"127.0.0.{2 + place % ADDRESSES}"


class Connection(asyncio.Protocol):
    """One request at a time; `ask` gives the status and the head, or raises ConnectionError."""

    def __init__(self):
        self.received, self.waiter, self.transport = bytearray(), None, None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0 or self.waiter is None:
            return
        head = bytes(self.received[:end]).lower()
        place = head.find(b"content-length:")
        length = int(head[place + 15:].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(self.received) >= end + 4 + length:
            self.received.clear()
            waiter, self.waiter = self.waiter, None
            if not waiter.done():
                waiter.set_result((int(head[9:12]), head))

    def connection_lost(self, error):
        self.transport = None
        if self.waiter and not self.waiter.done():
            self.waiter.set_exception(ConnectionError(str(error or "closed")))

    def ask(self, content):
        self.waiter = asyncio.get_running_loop().create_future()
        if self.transport is None:
            self.waiter.set_exception(ConnectionError("closed"))
        else:
            self.transport.write(content)
        return self.waiter

    @property
    def is_open(self):
        return self.transport is not None and not self.transport.is_closing()

    def abort(self):
        if self.transport:
            self.transport.abort()


class Pool:
    """Kept connections; a new one is opened where none is free."""

    def __init__(self, port):
        self.port, self.free, self.opened = port, collections.deque(), 0

    async def ask(self, content):
        """The status and the head; a status of 0 where the connection failed."""
        connection = None
        while self.free and not (connection and connection.is_open):
            connection = self.free.pop()
        try:
            if not (connection and connection.is_open):
                self.opened += 1
                _, connection = await asyncio.get_running_loop().create_connection(
                    Connection, "127.0.0.1", self.port, local_addr=(source(self.opened), 0))
            status, head = await asyncio.wait_for(connection.ask(content), 90)
        except (OSError, TimeoutError):
            if connection:
                connection.abort()
            return 0, b""
        if b"connection: close" in head:
            connection.abort()
        else:
            self.free.append(connection)
        return status, head

    def close(self):
        while self.free:
            self.free.pop().abort()


class Outcome:
    """What became of the requests of one run."""

    def __init__(self):
        self.latencies, self.answered_at = [], []
        self.statuses, self.without_retry_after = collections.Counter(), 0
        self.began, self.cpu = time.perf_counter(), own_cpu()

    def add(self, status, head, since):
        self.statuses[status] += 1
        if status == 200:
            now = time.perf_counter()
            self.latencies.append(now - since)
            self.answered_at.append(now)
        elif status in (429, 503) and b"\r\nretry-after:" not in head:
            self.without_retry_after += 1

    def end(self):
        self.seconds = time.perf_counter() - self.began
        self.generator_cores = (own_cpu() - self.cpu) / self.seconds
        return self

    @property
    def answered(self):
        return self.statuses[200]

    def throughput(self, seconds):
        """Answers per second of the first so many seconds; what is answered after the last request does not count."""
        return sum(moment <= self.began + seconds for moment in self.answered_at) / seconds

    @property
    def count(self):
        return sum(self.statuses.values())

    def percentile(self, share):
        """The nearest-rank percentile of the answers' latencies in seconds; infinite where there are none."""
        ordered = sorted(self.latencies)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.inf


def own_cpu():
    """Processor time of this process in seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def machine_cpu():
    """Processor time that the whole machine has used, with what the hypervisor took away, in seconds."""
    user, nice, system, _, _, *rest = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


class Watch:
    """How many cores the service, these clients and all others used since it was made."""

    def __init__(self, service):
        self.service, self.start = service, self.clocks(service)

    @staticmethod
    def clocks(service):
        return time.perf_counter(), service.cpu_seconds(), own_cpu(), machine_cpu()

    def cores(self):
        elapsed, service, clients, machine = (
            now - then for now, then in zip(self.clocks(self.service), self.start))
        return {"service": service / elapsed, "clients": clients / elapsed,
                "others": max(0.0, (machine - service - clients) / elapsed)}


async def _open_loop(pool, contents, rate, seconds):
    outcome, tasks, began = Outcome(), set(), time.perf_counter() + 0.02

    async def one(content, due):
        status, head = await pool.ask(content)
        outcome.add(status, head, due)

    for place in range(max(1, round(rate * seconds))):
        due = began + place / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        task = asyncio.ensure_future(one(contents[place % len(contents)], due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    outcome.sending_seconds = time.perf_counter() - began
    if tasks:
        await asyncio.wait(tasks)
    return outcome.end()


def open_loop(port, contents, rate, seconds):
    """Requests at a constant rate, in turns those of `contents`."""
    async def run():
        pool = Pool(port)
        outcome = await _open_loop(pool, contents, rate, seconds)
        pool.close()
        return outcome
    return asyncio.run(run())


async def _closed_loop(pool, contents, clients, seconds):
    outcome, end = Outcome(), time.perf_counter() + seconds

    async def client(place):
        while (since := time.perf_counter()) < end:
            status, head = await pool.ask(contents[place % len(contents)])
            outcome.add(status, head, since)
            place += 1
            if status == 0:
                await asyncio.sleep(0.01)

    await asyncio.gather(*(client(place) for place in range(clients)))
    return outcome.end()


def closed_loop(port, contents, clients, seconds):
    """Each client sends its next request when its last is answered."""
    async def run():
        pool = Pool(port)
        outcome = await _closed_loop(pool, contents, clients, seconds)
        pool.close()
        return outcome
    return asyncio.run(run())
