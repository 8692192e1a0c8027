"""An HTTP/1.1 load generator for one machine: few connections, kept alive, the same request over and over.

`open_loop` sends each request at its own time whatever became of those before it, and counts latency from that time:
a server that stalls cannot make the generator wait with it. `closed_loop` sends the next when the last is answered.
"""

import asyncio
import collections
import itertools
import math
import time


def request(path, content, content_type, port):
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n")
    return head.encode() + content


def form(parts, boundary="hilum-benchmark-boundary"):
    """A multipart/form-data body and its content type; parts are (name, file name or None, type, bytes)."""
    body = b""
    for name, file, content_type, content in parts:
        disposition = f'form-data; name="{name}"' + (f'; filename="{file}"' if file else "")
        body += f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n".encode()
        body += content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


class Connection:
    """A connection that opens itself again after the server has closed it."""

    def __init__(self, port):
        self.port, self.streams = port, None

    async def send(self, message, patience=60):
        """The status, or the name of what went wrong, and the body."""
        try:
            async with asyncio.timeout(patience):
                if self.streams is None:
                    self.streams = await asyncio.open_connection("127.0.0.1", self.port)
                return await self.exchange(message)
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:
            self.close()
            return type(error).__name__, b""

    async def exchange(self, message):
        reader, writer = self.streams
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        # An answer before the end of the request is a refusal; the rest of the request has nowhere to go.
        if fields.get("connection") == "close" or writer.transport.get_write_buffer_size():
            self.close()
        return int(head.split(" ", 2)[1]), body

    def close(self):
        if self.streams is not None:
            self.streams[1].transport.abort()
            self.streams = None


class Outcome:
    """What became of the requests of one run."""

    def __init__(self):
        self.latencies, self.answered_at, self.statuses, self.body = [], [], collections.Counter(), b""

    def add(self, status, since, body):
        self.statuses[status] += 1
        if status == 200:
            now = time.perf_counter()
            self.latencies.append(now - since)
            self.answered_at.append(now)
            self.body = body

    @property
    def errors(self):
        return {str(status): count for status, count in self.statuses.items() if status != 200}

    @property
    def throughput(self):
        """Answers per second from the first answer to the last, so that the wait for the first does not count."""
        if len(self.answered_at) < 2:
            return 0.0
        return (len(self.answered_at) - 1) / (max(self.answered_at) - min(self.answered_at))

    def percentile(self, share):
        """The nearest-rank percentile in seconds; infinite where nothing was answered."""
        ordered = sorted(self.latencies)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.inf


async def _open_loop(port, message, rate, seconds, clients):
    outcome, count = Outcome(), max(1, round(rate * seconds))
    places, began = iter(range(count)), time.perf_counter() + 0.05
    end = began + seconds + max(5.0, seconds)

    async def client():
        connection = Connection(port)
        for place in places:
            due = began + place / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            if time.perf_counter() > end:
                outcome.add("unsent", due, b"")
                continue
            status, body = await connection.send(message)
            outcome.add(status, due, body)
        connection.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return outcome


def open_loop(port, message, rate, seconds, clients):
    """Requests at a constant rate over at most `clients` connections.

    A request whose time has come while all connections are busy goes on the first that is free; its latency includes
    that wait. What has still not been sent long after the end counts as "unsent".
    """
    return asyncio.run(_open_loop(port, message, rate, seconds, clients))


async def _closed_loop(port, messages, clients, seconds, count, after):
    outcome, began = Outcome(), time.perf_counter()
    places = itertools.count() if count is None else iter(range(count))

    async def client():
        connection = Connection(port)
        for place in places:
            if seconds is not None and time.perf_counter() > began + seconds:
                break
            sent = time.perf_counter()
            status, body = await connection.send(messages[place % len(messages)])
            outcome.add(status, sent, body)
            if after:
                after(sum(outcome.statuses.values()))
        connection.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return outcome


def closed_loop(port, messages, clients=1, seconds=None, count=None, after=None):
    """Each client sends its next request when its last is answered, for so long or so often.

    `after` is called with the number of requests that have been answered so far.
    """
    return asyncio.run(_closed_loop(port, messages, clients, seconds, count, after))
