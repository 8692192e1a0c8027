"""A client that sends bytes as they are and reads answers until the other side ends."""

import socket
from dataclasses import dataclass

# Only so that a service that hangs fails the run instead of stopping it.
PATIENCE_SECONDS = 20


class CloseEarly(Exception):
    """The connection broke inside an answer, or nothing came for far too long."""


@dataclass
class Answer:
    status: int
    request_id: str


def sentinel(identifier):
    """A request that the other side answers and then closes."""
    return (
        f"GET /v1/none/{identifier} HTTP/1.1\r\nHost: a\r\nX-Request-Id: {identifier}\r\nConnection: close\r\n\r\n"
    ).encode()


def exchange(port, data, heads=(), half_close=False):
    """Sends everything and returns the final answers up to the end of input."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            # Refused before everything was sent: the answer is there to be read.
            pass
        return list(answers(connection.makefile("rb"), heads))


def answers(stream, heads):
    place = 0
    while True:
        try:
            line = stream.readline()
        except TimeoutError as error:
            raise CloseEarly("nothing came for too long") from error
        except ConnectionResetError:
            return
        if not line:
            return
        if not line.startswith(b"HTTP/1.1 "):
            # nginx answers a request line without a version as HTTP/0.9 did: with the body alone.
            stream.read()
            yield Answer(0, "")
            return
        status = int(line.split()[1])
        fields = read_fields(stream)
        if status < 200:
            continue
        read_body(stream, status, fields, is_head=place in heads)
        place += 1
        yield Answer(status, fields.get("x-request-id", ""))


def read_fields(stream):
    fields = {}
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        fields[name.lower()] = value.strip()
    if not line:
        raise CloseEarly("the head ends early")
    return fields


def read_body(stream, status, fields, is_head):
    if is_head or status in (204, 304):
        return
    if fields.get("transfer-encoding") == "chunked":
        while size := int(stream.readline(), 16):
            stream.read(size + 2)
        stream.readline()
        return
    length = int(fields.get("content-length", -1))
    body = stream.read(length)
    if 0 <= length != len(body):
        raise CloseEarly("the body ends early")
