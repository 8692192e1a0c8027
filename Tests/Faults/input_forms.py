"""The same image and labels in every form of a request: the bytes of `scores` in the answers must be the same.

Raw bodies, forms with parts in any order, with quoted and bare parameters and odd boundaries, and JSON with base64;
each with Content-Length, in chunks of random sizes, over HTTP/1.0, written to the socket in random pieces, and
pipelined. The scores are compared as text, so to the last digit.
"""

import base64
import itertools
import json
import random
import re
import socket
import tempfile

import pictures
from report import Report
from service import Service, parser

LABELS = ["Edema", "Pleural Effusion", "small right apical pneumothorax"]
QUERY = "&".join("label=" + label.replace(" ", "%20") for label in LABELS)
BOUNDARIES = ["b", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "'()+_,-./:=?", "x" * 70, "a b"]


def raw(image):
    kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
    for target in (f"/v1/score?{QUERY}", "/v1/score?" + QUERY.replace("%20", "+")):
        yield "raw", target, kind, image
    yield "raw, type in capitals", f"/v1/score?{QUERY}", kind.upper(), image
    yield "raw, absolute form", f"http://127.0.0.1/v1/score?{QUERY}", kind, image


def form(boundary, parts, quote, end="\r\n"):
    body = b""
    for name, file, content in parts:
        mark = '"' if quote else ""
        disposition = f"form-data; name={mark}{name}{mark}" + (f"; filename={mark}{file}{mark}" if file else "")
        body += f"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}--".encode() + end.encode()


def forms(image, generator):
    labels = [("label", None, label.encode()) for label in LABELS]
    for place, boundary in itertools.product(range(len(LABELS) + 1), BOUNDARIES):
        parts = labels[:place] + [("image", generator.choice([None, "film.jpg"]), image)] + labels[place:]
        for quote in (True, False):
            plain = re.fullmatch(r"[A-Za-z0-9-]+", boundary)
            header = boundary if plain and not quote else f'"{boundary}"'
            body = form(boundary, parts, quote, generator.choice(["\r\n", ""]))
            yield (f"form, image at {place}, boundary {boundary[:12]}, {'quoted' if quote else 'bare'}", "/v1/score",
                   f"multipart/form-data; boundary={header}", body)
    yield ("form, labels in the query", f"/v1/score?{QUERY}", 'multipart/form-data; boundary="b"',
           form("b", [("image", None, image)], True))


def documents(image):
    text = base64.b64encode(image).decode()
    for name, content in (
            ("compact", json.dumps({"image": text, "labels": LABELS}, separators=(",", ":"))),
            ("other order, indented", json.dumps({"labels": LABELS, "image": text}, indent=2)),
            ("escaped", json.dumps({"image": text.replace("/", "\u0001"), "labels": LABELS}).replace("\\u0001", "\\/")),
            ("labels in escapes", json.dumps({"image": text}).rstrip("}") + ', "labels": [' + ", ".join(
                '"' + "".join(f"\\u{ord(letter):04x}" for letter in label) + '"' for label in LABELS) + "]}")):
        yield f"JSON, {name}", "/v1/score", "application/json; charset=utf-8", content.encode()


def message(target, kind, body, version="1.1", chunks=None):
    """A request; `chunks` are the sizes of its chunks, or None for Content-Length."""
    head = f"POST {target} HTTP/{version}\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
    if chunks is None:
        return (head + f"Content-Length: {len(body)}\r\n\r\n").encode() + body
    pieces, place = [], 0
    for size in chunks:
        pieces.append(body[place:place + size])
        place += size
    pieces = [piece for piece in pieces + [body[place:]] if piece]
    framed = b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces)
    return (head + "Transfer-Encoding: chunked\r\n\r\n").encode() + framed + b"0\r\n\r\n"


def read_answer(stream):
    status = int(stream.readline().split()[1])
    length = 0
    while (line := stream.readline().strip()):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, stream.read(length)


def exchange(port, content, answers=1, pieces=None):
    """Sends bytes, in pieces of the sizes given, and reads so many answers."""
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        place = 0
        for size in pieces or []:
            connection.sendall(content[place:place + size])
            place += size
        connection.sendall(content[place:])
        stream = connection.makefile("rb")
        return [read_answer(stream) for _ in range(answers)]


def scores(answer):
    """The bytes of the member `scores`, which is followed by `timings`."""
    status, body = answer
    found = re.search(rb'"scores":(\[.*\]),"timings"', body, re.DOTALL)
    return found[1] if status == 200 and found else f"{status} {body[:200]!r}".encode()


def sizes(generator, total, smallest=1):
    """Random sizes up to the total, from a few bytes to many."""
    found, left = [], total
    while left > 0 and len(found) < 200:
        found.append(min(left, generator.choice([smallest, 2, 3, 17, 100, 1000, 4096, 65536])))
        left -= found[-1]
    return found


def transports(name, target, kind, body, generator):
    """The ways in which one request can be sent: name, bytes, answers, pieces."""
    plain = message(target, kind, body)
    yield name, plain, 1, None
    yield f"{name}; chunked", message(target, kind, body, chunks=sizes(generator, len(body))), 1, None
    yield f"{name}; HTTP/1.0", message(target, kind, body, version="1.0"), 1, None
    yield f"{name}; in pieces", plain, 1, sizes(generator, len(plain))
    chunked = message(target, kind, body, chunks=sizes(generator, len(body)))
    yield f"{name}; chunked, in pieces", chunked, 1, sizes(generator, len(chunked))
    yield f"{name}; pipelined", plain + chunked + plain, 3, None


def compare(service, image, generator, report, title):
    """How many answers were compared; each that differs is an expectation that failed."""
    reference, count, forms_seen, differing = None, 0, 0, 0
    for form_of in itertools.chain(raw(image), forms(image, generator), documents(image)):
        forms_seen += 1
        for name, content, answers, pieces in transports(*form_of, generator):
            for answer in exchange(service.port, content, answers, pieces):
                found, count = scores(answer), count + 1
                reference = reference or found
                differing += found != reference
                if found != reference and differing <= 10:
                    report.expect(False, f"{title}: the scores of '{name}' are those of the raw body ({found[:160]})")
    report.row(title, forms=forms_seen, answers=count, differing=differing)
    report.expect(reference.startswith(b"["), f"{title}: the raw body is scored")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--seed", type=int, default=1)
    arguments = arguments.parse_args()
    report, generator = Report(arguments), random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder) as service:
        compare(service, pictures.png(64, 48), generator, report, "small PNG")
        compare(service, pictures.PHANTOM.read_bytes(), generator, report, "JPEG of 92 KB")
        report.expect(service.end() == 0, "the service stops with status 0")
    report.finish()


if __name__ == "__main__":
    main()
