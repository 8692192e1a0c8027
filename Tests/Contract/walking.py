"""Sends the requests of walk.py and compares their answers with openapi.json and with what was expected."""

import base64
import json
import socket

from answers import Document
from generation import png
from service import Answer

DOCUMENT = Document()
PNG = png(32, 32)
B64 = base64.b64encode(PNG).decode()
JSON = {"Content-Type": "application/json"}
IMAGE = {"Content-Type": "image/png"}


class Walk:
    """Counts, and collects what differs."""

    def __init__(self):
        self.count, self.failures, self.met = 0, [], set()

    def check(self, method, target, answer, status, problem=None):
        """Compares an answer with the document and with what the step expects."""
        self.count += 1
        try:
            errors = DOCUMENT.errors(method, target, answer)
        except (ValueError, KeyError) as error:
            errors = [f"{method} {target}: {error!r}"]
        kind = None
        if answer.body and answer.fields.get("content-type") == "application/problem+json":
            kind = json.loads(answer.body)["type"].rpartition(":")[2]
            self.met.add(kind)
        if (answer.status, kind) != (status, problem):
            errors.append(f"{method} {target}: expected {status} {problem or ''}, got {answer.status} {kind or ''}")
        if answer.status in (429, 503) and "retry-after" not in answer.fields:
            errors.append(f"{method} {target}: {answer.status} without Retry-After")
        self.failures += errors

    def step(self, service, method, target, status, problem=None, **request):
        """Sends a request and checks its answer, which is returned."""
        body = request.pop("json", None)
        if body is not None:
            request |= {"body": json.dumps(body), "fields": JSON | request.get("fields", {})}
        answer = service.request(method, target, **request)
        self.check(method, target, answer, status, problem)
        return answer


def raw(port, *pieces):
    """Sends bytes as they are and reads one answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = b""
        while piece := connection.recv(65536):
            received += piece
            head, separator, body = received.partition(b"\r\n\r\n")
            length = next(
                (
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ),
                0,
            )
            if separator and len(body) >= length:
                break
    lines = head.decode("latin-1").split("\r\n")
    return Answer(int(lines[0].split()[1]), [tuple(line.split(": ", 1)) for line in lines[1:]], body)


def form(parts):
    """A multipart/form-data body and its field."""
    body = b""
    for name, value in parts:
        kind = b"\r\nContent-Type: image/png" if isinstance(value, bytes) else b""
        value = value if isinstance(value, bytes) else value.encode()
        body += (
            b'--b\r\nContent-Disposition: form-data; name="'
            + name.encode()
            + b'"'
            + kind
            + b"\r\n\r\n"
            + value
            + b"\r\n"
        )
    return {"body": body + b"--b--\r\n", "fields": {"Content-Type": "multipart/form-data; boundary=b"}}
