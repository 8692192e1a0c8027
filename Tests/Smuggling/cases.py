"""Requests with which a server, or a server and a proxy before it, can be made to see different requests.

Every request that has an identifier carries it in its target and in X-Request-Id. @@@@A is the request that opens
the case, @@@@B and @@@@C stand in what follows: a second request, or bytes that must never become one. Known paths do not
matter: an unknown one is answered with 404 by the service itself, so that a 404 says that the request was seen.
"""

from dataclasses import dataclass


@dataclass
class Case:
    name: str
    clause: str
    raw: bytes
    # Final statuses in order; interim answers are skipped.
    answers: list
    # Identifiers of the requests that the service must handle, in order.
    seen: str
    # 'stays': a further request is answered; 'closes': no byte follows; 'waits': nothing is answered yet.
    end: str = "closes"
    # Places in `answers` that belong to HEAD.
    head: tuple = ()


CASES = []


def placeholder(letter):
    """What stands for an identifier of four characters and a letter."""
    return "@@@@" + letter


def case(name, clause, raw, answers, seen="", end="closes", head=()):
    raw = raw if isinstance(raw, bytes) else raw.encode("latin-1")
    CASES.append(Case(name, clause, raw, answers, seen, end, head))


def request(method, identifier, *fields, version="1.1", target=None, host="Host: a"):
    """A head with its empty line."""
    line = f"{method} {target or '/v1/none/' + identifier} HTTP/{version}"
    lines = [line] + ([host] if host else []) + [f"X-Request-Id: {identifier}", *fields]
    return "\r\n".join(lines) + "\r\n\r\n"


def get(identifier, *fields, **more):
    return request("GET", identifier, *fields, **more)


def post(identifier, *fields, **more):
    return request("POST", identifier, *fields, **more)


CHUNKED = "Transfer-Encoding: chunked"
HIDDEN = get("@@@@B")
HIDDEN_LENGTH = f"Content-Length: {len(HIDDEN)}"

# Length and coding

case("length and coding", "RFC 9112 6.1", post("@@@@A", "Content-Length: 5", CHUNKED) + "0\r\n\r\n" + HIDDEN, [400])
case("coding and length", "RFC 9112 6.1", post("@@@@A", CHUNKED, HIDDEN_LENGTH) + "0\r\n\r\n" + HIDDEN, [400])
case("length 0 and coding", "RFC 9112 6.1", post("@@@@A", "Content-Length: 0", CHUNKED) + "0\r\n\r\n" + HIDDEN, [400])
case("two lengths", "RFC 9112 6.3", post("@@@@A", "Content-Length: 0", HIDDEN_LENGTH) + HIDDEN, [400])
case("two equal lengths", "RFC 9112 6.3", post("@@@@A", HIDDEN_LENGTH, HIDDEN_LENGTH) + HIDDEN, [400])
case("list of equal lengths", "RFC 9112 6.3", post("@@@@A", "Content-Length: 5, 5") + "hello" + HIDDEN, [400])
case("list of lengths", "RFC 9112 6.3", post("@@@@A", "Content-Length: 0, 5") + "hello" + HIDDEN, [400])
case("signed length", "RFC 9110 8.6", post("@@@@A", "Content-Length: +5") + "hello" + HIDDEN, [400])
case("negative length", "RFC 9110 8.6", post("@@@@A", "Content-Length: -1") + HIDDEN, [400])
case("hexadecimal length", "RFC 9110 8.6", post("@@@@A", "Content-Length: 0x5") + "hello" + HIDDEN, [400])
case("length with underscore", "RFC 9110 8.6", post("@@@@A", "Content-Length: 1_0") + HIDDEN, [400])
case("empty length", "RFC 9110 8.6", post("@@@@A", "Content-Length:") + HIDDEN, [400])
case("length with a blank inside", "RFC 9110 8.6", post("@@@@A", "Content-Length: 1 0") + HIDDEN, [400])
case("length with a decimal point", "RFC 9110 8.6", post("@@@@A", "Content-Length: 5.0") + "hello" + HIDDEN, [400])
case("length beyond 64 bits", "RFC 9110 8.6", post("@@@@A", "Content-Length: 18446744073709551617") + HIDDEN, [400])
case("quoted length", "RFC 9110 8.6", post("@@@@A", 'Content-Length: "5"') + "hello" + HIDDEN, [400])
case("length of 300 MB", "RFC 9110 15.5.14", post("@@@@A", "Content-Length: 300000000") + HIDDEN, [413])
case("length with leading zeros", "RFC 9110 8.6", post("@@@@A", "Content-Length: 0005") + "hello" + get("@@@@B"),
     [404, 404], "AB", "stays")
case("length in an unknown field", "RFC 9110 5.1", post("@@@@A", "Content_Length: 5", "X-Content-Length: 5") + get("@@@@B"),
     [404, 404], "AB", "stays")
case("body shorter than its length", "RFC 9112 8", post("@@@@A", "Content-Length: 5000") + HIDDEN, [], "", "waits")
case("request in a body", "RFC 9112 6.3", post("@@@@A", HIDDEN_LENGTH) + HIDDEN + get("@@@@C"), [404, 404], "AC", "stays")
case("body of GET", "RFC 9110 9.3.1", get("@@@@A", HIDDEN_LENGTH) + HIDDEN + get("@@@@C"), [404, 404], "AC", "stays")
case("chunked body of GET", "RFC 9110 9.3.1", get("@@@@A", CHUNKED) + f"{len(HIDDEN):x}\r\n{HIDDEN}\r\n0\r\n\r\n"
     + get("@@@@C"), [404, 404], "AC", "stays")
case("body of HEAD", "RFC 9110 9.3.2", request("HEAD", "@@@@A", HIDDEN_LENGTH) + HIDDEN + get("@@@@C"), [404, 404], "AC",
     "stays", (0,))
case("body behind length 0", "RFC 9112 6.3", post("@@@@A", "Content-Length: 0") + "(" + HIDDEN, [404, 400], "A")

# Transfer codings

case("gzip, chunked", "RFC 9112 6.1", post("@@@@A", "Transfer-Encoding: gzip, chunked") + "0\r\n\r\n" + HIDDEN, [501])
case("chunked, gzip", "RFC 9112 6.3", post("@@@@A", "Transfer-Encoding: chunked, gzip") + "0\r\n\r\n" + HIDDEN, [501])
case("identity", "RFC 9112 7", post("@@@@A", "Transfer-Encoding: identity") + HIDDEN, [501])
case("chunked and identity in two fields", "RFC 9112 6.1",
     post("@@@@A", CHUNKED, "Transfer-Encoding: identity") + "0\r\n\r\n" + HIDDEN, [501])
case("chunked twice", "RFC 9112 6.1", post("@@@@A", "Transfer-Encoding: chunked, chunked") + "0\r\n\r\n" + HIDDEN, [400])
case("chunked in two fields", "RFC 9112 6.1", post("@@@@A", CHUNKED, CHUNKED) + "0\r\n\r\n" + HIDDEN, [400])
case("look-alike coding", "RFC 9112 7", post("@@@@A", "Transfer-Encoding: xchunked") + "0\r\n\r\n" + HIDDEN, [501])
case("quoted coding", "RFC 9112 7", post("@@@@A", 'Transfer-Encoding: "chunked"') + "0\r\n\r\n" + HIDDEN, [501])
case("coding with a parameter", "RFC 9112 7.1", post("@@@@A", "Transfer-Encoding: chunked;a=b") + "0\r\n\r\n" + HIDDEN,
     [501])
case("coding with a Kelvin sign", "RFC 9112 7",
     post("@@@@A", "Transfer-Encoding: chun\xe2\x84\xaaed") + "0\r\n\r\n" + HIDDEN, [501])
case("empty coding", "RFC 9112 6.1", post("@@@@A", "Transfer-Encoding:", "Content-Length: 5") + "hello" + HIDDEN, [400])
case("list with an empty element", "RFC 9110 5.6.1", post("@@@@A", "Transfer-Encoding: ,chunked") + "0\r\n\r\n"
     + get("@@@@B"), [404, 404], "AB", "stays")
case("vertical tab before the coding", "RFC 9110 5.5", post("@@@@A", "Transfer-Encoding: \x0bchunked") + "0\r\n\r\n"
     + HIDDEN, [400])
case("tab before the coding", "RFC 9112 5.1", post("@@@@A", "Transfer-Encoding:\tchunked") + "0\r\n\r\n" + get("@@@@B"),
     [404, 404], "AB", "stays")
case("coding in capitals", "RFC 9112 7", post("@@@@A", "TRANSFER-ENCODING: CHUNKED") + "0\r\n\r\n" + get("@@@@B"),
     [404, 404], "AB", "stays")
case("coding on HTTP/1.0", "RFC 9112 6.1", post("@@@@A", CHUNKED, "Connection: keep-alive", version="1.0") + "0\r\n\r\n"
     + HIDDEN, [400])
case("coding named by Connection", "RFC 9110 7.6.1",
     post("@@@@A", CHUNKED, "Connection: Transfer-Encoding") + f"{len(HIDDEN):x}\r\n{HIDDEN}\r\n0\r\n\r\n" + get("@@@@C"),
     [404, 404], "AC", "stays")
case("length named by Connection", "RFC 9110 7.6.1",
     post("@@@@A", HIDDEN_LENGTH, "Connection: Content-Length") + HIDDEN + get("@@@@C"), [404, 404], "AC", "stays")

# Lines and fields

case("blank before the colon", "RFC 9112 5.1", post("@@@@A", f"Content-Length : {len(HIDDEN)}") + HIDDEN, [400])
case("tab before the colon", "RFC 9112 5.1", post("@@@@A", "Transfer-Encoding\t: chunked") + "0\r\n\r\n" + HIDDEN, [400])
case("folded coding", "RFC 9112 5.2", post("@@@@A", "Transfer-Encoding:\r\n chunked") + "0\r\n\r\n" + HIDDEN, [400])
case("length in a folded line", "RFC 9112 5.2", post("@@@@A", "X: a\r\n " + HIDDEN_LENGTH) + HIDDEN, [400])
case("blank before the first field", "RFC 9112 2.2",
     "GET /v1/none/@@@@A HTTP/1.1\r\n Host: a\r\nX-Request-Id: @@@@A\r\n\r\n" + HIDDEN, [400])
case("bare LF behind a field", "RFC 9112 2.2",
     post("@@@@A", "X: a\nContent-Length: 0", HIDDEN_LENGTH) + HIDDEN, [400])
case("bare LF ends", "RFC 9112 2.2", get("@@@@A").replace("\r\n", "\n") + HIDDEN, [400])
case("bare LF as the empty line", "RFC 9112 2.2", post("@@@@A", "X: a")[:-2] + "\n" + HIDDEN, [400])
case("bare CR in a value", "RFC 9112 2.2", post("@@@@A", "X: a\rContent-Length: 5") + HIDDEN, [400])
case("bare CR as the empty line", "RFC 9112 2.2", post("@@@@A", "X: a")[:-2] + "\r" + HIDDEN, [400])
case("NUL in a value", "RFC 9110 5.5", post("@@@@A", "X: a\0b") + HIDDEN, [400])
case("NUL in a name", "RFC 9110 5.1", post("@@@@A", "Content-Length\0: 5") + "hello" + HIDDEN, [400])
case("field without a colon", "RFC 9112 5", post("@@@@A", "Transfer-Encoding") + HIDDEN, [400])
case("field without a name", "RFC 9112 5", post("@@@@A", ": chunked") + HIDDEN, [400])
case("control character in a name", "RFC 9110 5.6.2", post("@@@@A", "Trans\x08fer-Encoding: chunked") + HIDDEN, [400])
case("byte above ASCII in a name", "RFC 9110 5.6.2", post("@@@@A", "Transfer\xadEncoding: chunked") + HIDDEN, [400])
case("separator in a name", "RFC 9110 5.6.2", post("@@@@A", "Content(Length: 5") + HIDDEN, [400])
case("101 fields", "RFC 6585 5", get("@@@@A", *["X: a"] * 99) + HIDDEN, [431])
case("17 KiB of fields", "RFC 6585 5", get("@@@@A", *["X: " + "a" * 1700] * 10) + HIDDEN, [431])
case("request line of 9 KiB", "RFC 9112 3", "GET /v1/none/@@@@A?" + "a" * 9000 + " HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
     [414])

# Request line

case("two blanks in the request line", "RFC 9112 3",
     "GET  /v1/none/@@@@A HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN, [400])
case("tab in the request line", "RFC 9112 3", "GET\t/v1/none/@@@@A HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN, [400])
case("request line without version", "RFC 9112 2.3", "GET /v1/none/@@@@A\r\n" + HIDDEN, [400])
case("version in small letters", "RFC 9112 2.3", "GET /v1/none/@@@@A http/1.1\r\nHost: a\r\n\r\n" + HIDDEN, [400])
case("HTTP/2.0", "RFC 9110 15.6.6", "GET /v1/none/@@@@A HTTP/2.0\r\nHost: a\r\n\r\n" + HIDDEN, [505])
case("HTTP/2 preface", "RFC 9113 3.4", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN, [505])
case("HTTP/1.1 with one digit more", "RFC 9112 2.3", "GET /v1/none/@@@@A HTTP/1.10\r\nHost: a\r\n\r\n" + HIDDEN, [400])
case("request in the request line", "RFC 9112 3",
     "GET /v1/none/@@@@A HTTP/1.1 GET /v1/none/@@@@B HTTP/1.1\r\nHost: a\r\n\r\n", [400])
case("separator in the method", "RFC 9110 9.1", "G,T /v1/none/@@@@A HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN, [400])
case("CONNECT", "RFC 9110 9.3.6", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n" + HIDDEN, [501])
case("empty lines before a request", "RFC 9112 2.2", "\r\n\r\n" + get("@@@@A") + "\r\n" + get("@@@@B"), [404, 404], "AB",
     "stays")
case("fragment in the target", "RFC 9112 3.2", get("@@@@A", target="/v1/none/@@@@A#b") + HIDDEN, [400])
case("escaped line end in the target", "RFC 3986 2.1",
     get("@@@@A", target="/v1/none/@@@@A%0d%0aX:%20a") + HIDDEN, [400])
case("dot segments", "RFC 3986 3.3", get("@@@@A", target="/v1/../none/@@@@A") + HIDDEN, [400])
case("escaped dot segments", "RFC 3986 3.3", get("@@@@A", target="/v1/%2e%2e%2f%2e%2e/etc/passwd") + HIDDEN, [400])
case("escape decoded once", "RFC 3986 2.4", get("@@@@A", target="/v1/none/%252e%252e/@@@@A"), [404], "A", "stays")

# Hosts and forms of the target

case("no Host", "RFC 9112 3.2", get("@@@@A", host=None) + HIDDEN, [400])
case("two Hosts", "RFC 9112 3.2", get("@@@@A", "Host: b") + HIDDEN, [400])
case("two equal Hosts", "RFC 9112 3.2", get("@@@@A", "Host: a") + HIDDEN, [400])
case("Host with a path", "RFC 9110 7.2", get("@@@@A", host="Host: a/v1/none/@@@@B") + HIDDEN, [400])
case("Host with user information", "RFC 9110 4.2.4", get("@@@@A", host="Host: u@a") + HIDDEN, [400])
case("Host with a bad port", "RFC 9110 7.2", get("@@@@A", host="Host: a:99999") + HIDDEN, [400])
case("absolute form beside another Host", "RFC 9112 3.2.2",
     get("@@@@A", target="http://b/v1/none/@@@@A") + get("@@@@B"), [404, 404], "AB", "stays")
case("absolute form without a host", "RFC 9110 4.2.1", get("@@@@A", target="http:///v1/none/@@@@A") + HIDDEN, [400])
case("absolute form of a foreign scheme", "RFC 9112 3.2.2", get("@@@@A", target="gopher://b/v1/none/@@@@A") + HIDDEN, [400])
case("asterisk of GET", "RFC 9112 3.2.4", get("@@@@A", target="*") + HIDDEN, [400])
case("asterisk of OPTIONS", "RFC 9112 3.2.4", request("OPTIONS", "@@@@A", target="*") + get("@@@@B"), [204, 404], "AB",
     "stays")

# Chunks

for name, clause, body in [
    ("chunk size with a sign", "RFC 9112 7.1", "+0\r\n\r\n"),
    ("chunk size with a prefix", "RFC 9112 7.1", "0x0\r\n\r\n"),
    ("empty chunk size", "RFC 9112 7.1", "\r\n\r\n"),
    ("blank behind the chunk size", "RFC 9112 7.1", "0 \r\n\r\n"),
    ("blank before the chunk size", "RFC 9112 7.1", " 0\r\n\r\n"),
    ("chunk size with a letter", "RFC 9112 7.1", "1g\r\na\r\n0\r\n\r\n"),
    ("chunk size beyond 64 bits", "RFC 9112 7.1", "10000000000000000\r\na\r\n0\r\n\r\n"),
    ("bare LF behind the chunk size", "RFC 9112 2.2", "1\na\r\n0\r\n\r\n"),
    ("bare LF in a chunk extension", "RFC 9112 7.1.1", "1;a\nb\r\n0\r\n\r\n"),
    ("bare CR in a chunk extension", "RFC 9112 7.1.1", "1;a\rb\r\na\r\n0\r\n\r\n"),
    ("bare CR behind the chunk size", "RFC 9112 2.2", "1\ra\r\n0\r\n\r\n"),
    ("chunk longer than said", "RFC 9112 7.1", "1\r\nab\r\n0\r\n\r\n"),
    ("bare LF behind the chunk", "RFC 9112 7.1", "1\r\na\n0\r\n\r\n"),
    ("chunk without its end", "RFC 9112 7.1", "1\r\na0\r\n\r\n"),
    ("endless chunk extension", "RFC 9112 7.1.1", "1;" + "a" * 300 + "\r\na\r\n0\r\n\r\n"),
    ("folded trailer", "RFC 9112 5.2", "0\r\nX: a\r\n b\r\n\r\n"),
    ("bare LF behind the last chunk", "RFC 9112 7.1", "0\r\n\n"),
    ("trailer without a colon", "RFC 9112 7.1.2", "0\r\nGET\r\n\r\n"),
]:
    case(name, clause, post("@@@@A", CHUNKED) + body + HIDDEN, [400])
case("chunk size beyond the limit", "RFC 9110 15.5.14", post("@@@@A", CHUNKED) + "7fffffffffffffff\r\n" + HIDDEN, [413])
case("request in a chunk", "RFC 9112 7.1", post("@@@@A", CHUNKED) + f"{len(HIDDEN):X}\r\n{HIDDEN}\r\n0\r\n\r\n"
     + get("@@@@C"), [404, 404], "AC", "stays")
case("request in a chunk extension", "RFC 9112 7.1.1",
     post("@@@@A", CHUNKED) + "1;a=\"GET /v1/none/@@@@B HTTP/1.1\"\r\na\r\n0\r\n\r\n" + get("@@@@C"), [404, 404], "AC", "stays")
case("framing in the trailer", "RFC 9110 6.5.1",
     post("@@@@A", CHUNKED) + "0\r\nContent-Length: 99\r\nX-Request-Id: @@@@B\r\n\r\n" + get("@@@@C"), [404, 404], "AC", "stays")
case("chunk that never ends", "RFC 9112 8", post("@@@@A", CHUNKED) + "fff\r\n" + HIDDEN, [], "", "waits")

# Pipelines and persistence

case("three requests at once", "RFC 9112 9.3.2", get("@@@@A") + post("@@@@B", "Content-Length: 2") + "hi" + get("@@@@C"),
     [404, 404, 404], "ABC", "stays")
case("request behind Connection: close", "RFC 9112 9.6", get("@@@@A", "Connection: close") + HIDDEN, [404], "A")
case("request behind HTTP/1.0", "RFC 9112 9.3", get("@@@@A", version="1.0") + HIDDEN, [404], "A")
case("second request malformed", "RFC 9112 9.3.2", get("@@@@A") + "GET / HTTP/1.1\r\nHost : a\r\n\r\n" + HIDDEN,
     [404, 400], "A")
case("HEAD before GET", "RFC 9110 9.3.2", request("HEAD", "@@@@A") + get("@@@@B"), [404, 404], "AB", "stays", (0,))
case("expectation with the body at once", "RFC 9110 10.1.1",
     post("@@@@A", "Expect: 100-continue", HIDDEN_LENGTH) + HIDDEN + get("@@@@C"), [404, 404], "AC", "stays")
case("unknown expectation", "RFC 9110 10.1.1", post("@@@@A", "Expect: 200-ok", HIDDEN_LENGTH) + HIDDEN, [417])
case("upgrade to h2c", "RFC 9110 7.8", get("@@@@A", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
     "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA") + get("@@@@B"), [404, 404], "AB", "stays")
