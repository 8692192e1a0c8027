import Testing

/// A malformed request and how it is refused.
struct MalformedSample: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let status: Int

    init(_ status: Int, _ name: String, _ text: String) {
        self.name = name
        self.text = text
        self.status = status
    }

    var testDescription: String { "\(name) → \(status)" }
}

private let host = "Host: a"
private let post = "POST / HTTP/1.1"
private let chunkedHead = head(post, host, "Transfer-Encoding: chunked")

let malformedRequestLines: [MalformedSample] = [
    .init(400, "garbage", "\u{1}\u{2}garbage"),
    .init(400, "TLS hello", "\u{16}\u{3}\u{1}\u{2}"),
    .init(400, "no spaces", head("GET")),
    .init(400, "HTTP/0.9", head("GET /")),
    .init(400, "two spaces", head("GET  / HTTP/1.1", host)),
    .init(400, "tab for a space", head("GET\t/ HTTP/1.1", host)),
    .init(400, "trailing blank", head("GET / HTTP/1.1 ", host)),
    .init(400, "leading blank", head(" GET / HTTP/1.1", host)),
    .init(400, "separator in the method", head("G@T / HTTP/1.1", host)),
    .init(400, "lower-case version", head("GET / http/1.1", host)),
    .init(400, "version of one digit", head("GET / HTTP/1", host)),
    .init(505, "HTTP/9.9", head("GET / HTTP/9.9", host)),
    .init(505, "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    .init(400, "target without slash", head("GET index.html HTTP/1.1", host)),
    .init(400, "asterisk for GET", head("GET * HTTP/1.1", host)),
    .init(501, "authority form", head("CONNECT a:443 HTTP/1.1", host)),
    .init(400, "foreign scheme", head("GET ftp://a/ HTTP/1.1", host)),
    .init(400, "user information in the target", head("GET http://u@a/ HTTP/1.1", host)),
    .init(400, "fragment", head("GET /#a HTTP/1.1", host)),
    .init(400, "bytes above ASCII in the target", head("GET /é HTTP/1.1", host)),
    .init(400, "cut escape in the path", head("GET /%2 HTTP/1.1", host)),
    .init(400, "bad escape in the query", head("GET /?a=%zz HTTP/1.1", host)),
    .init(400, "escaped bytes that are not UTF-8", head("GET /?a=%ff HTTP/1.1", host)),
    .init(400, "escaped NUL", head("GET /a%00.png HTTP/1.1", host)),
    .init(400, "escaped line end in the path", head("GET /a%0d%0ab HTTP/1.1", host)),
    .init(400, "target without a host", head("GET http://:80/ HTTP/1.1", host)),
    .init(400, "escaped slash behind a dot segment", head("GET /..%2fetc HTTP/1.1", host)),
    .init(400, "escaped backslash around a dot segment", head("GET /a%5c..%5cetc HTTP/1.1", host)),
    .init(400, "dot segments", head("GET /a/../etc HTTP/1.1", host)),
    .init(400, "escaped dot segments", head("GET /%2e%2e/etc HTTP/1.1", host)),
    .init(414, "request line of 1 MB", "GET /" + String(repeating: "a", count: 1_000_000)),
    .init(400, "five empty lines", String(repeating: "\r\n", count: 5) + head("GET / HTTP/1.1", host)),
]

let malformedFields: [MalformedSample] = [
    .init(400, "no Host", head("GET / HTTP/1.1")),
    .init(400, "two Hosts", head("GET / HTTP/1.1", host, "host: a")),
    .init(400, "two Hosts on HTTP/1.0", head("GET / HTTP/1.0", host, host)),
    .init(400, "Host with a path", head("GET / HTTP/1.1", "Host: a/b")),
    .init(400, "Host with a bad port", head("GET / HTTP/1.1", "Host: a:80x")),
    .init(400, "Host with a port beyond 65,535", head("GET / HTTP/1.1", "Host: a:65536")),
    .init(400, "Host of a port alone", head("GET / HTTP/1.1", "Host: :80")),
    .init(400, "Host with a cut escape", head("GET / HTTP/1.1", "Host: a%2")),
    .init(400, "Host with user information", head("GET / HTTP/1.1", "Host: u@a")),
    .init(400, "list of Hosts", head("GET / HTTP/1.1", "Host: a b")),
    .init(400, "bare LF in the request line", "GET / HTTP/1.1\nHost: a\n\n"),
    .init(400, "bare LF in a field", "GET / HTTP/1.1\r\nHost: a\n\r\n"),
    .init(400, "bare LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
    .init(400, "bare CR", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
    .init(400, "NUL in a value", head("GET / HTTP/1.1", host, "X: a\0b")),
    .init(400, "control character in a value", head("GET / HTTP/1.1", host, "X: a\u{7F}b")),
    .init(400, "field without colon", head("GET / HTTP/1.1", host, "X")),
    .init(400, "field without name", head("GET / HTTP/1.1", host, ": x")),
    .init(400, "blank in a name", head("GET / HTTP/1.1", host, "X Y: a")),
    .init(400, "folded field", head("GET / HTTP/1.1", host, "X: a", " b")),
    .init(400, "Content-Length in a folded line", head(post, host, "X: a", " Content-Length: 4") + "body"),
    .init(400, "blank before the first field", head("GET / HTTP/1.1", " " + host)),
    .init(
        431,
        "101 fields",
        "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "a: b\r\n", count: 100) + "\r\n"
    ),
    .init(431, "field of 1 MB", "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 1_000_000)),
    .init(431, "100,000 fields", "GET / HTTP/1.1\r\n" + String(repeating: "a: b\r\n", count: 100_000)),
    .init(417, "unknown expectation", head(post, host, "Expect: a-miracle", "Content-Length: 1")),
]

let malformedFraming: [MalformedSample] = [
    .init(400, "signed length", head(post, host, "Content-Length: +4") + "body"),
    .init(400, "negative length", head(post, host, "Content-Length: -4") + "body"),
    .init(400, "hexadecimal length", head(post, host, "Content-Length: 0x4") + "body"),
    .init(400, "empty length", head(post, host, "Content-Length:") + "body"),
    .init(400, "length with a decimal point", head(post, host, "Content-Length: 4.0") + "body"),
    .init(400, "blank before the colon", head(post, host, "Content-Length : 4") + "body"),
    .init(400, "list of lengths", head(post, host, "Content-Length: 4, 4") + "body"),
    .init(400, "two equal lengths", head(post, host, "Content-Length: 4", "Content-Length: 4") + "body"),
    .init(400, "two lengths", head(post, host, "Content-Length: 4", "Content-Length: 40") + "body"),
    .init(400, "length of 19 digits", head(post, host, "Content-Length: 9223372036854775807")),
    .init(413, "length of 18 digits", head(post, host, "Content-Length: 999999999999999999")),
    .init(413, "length of 300 MB", head(post, host, "Content-Length: 300000000")),
    .init(
        400,
        "length and coding",
        head(post, host, "Content-Length: 4", "Transfer-Encoding: chunked") + "0\r\n\r\n"
    ),
    .init(501, "gzip, chunked", head(post, host, "Transfer-Encoding: gzip, chunked")),
    .init(
        501,
        "identity and chunked in two fields",
        head(post, host, "Transfer-Encoding: identity", "Transfer-Encoding: chunked")
    ),
    .init(501, "look-alike coding", head(post, host, "Transfer-Encoding: xchunked")),
    .init(501, "Kelvin sign for the k of chunked", head(post, host, "Transfer-Encoding: chun\u{212A}ed")),
    .init(501, "full-width letter in chunked", head(post, host, "Transfer-Encoding: \u{FF43}hunked")),
    .init(400, "chunked twice", head(post, host, "Transfer-Encoding: chunked, chunked")),
    .init(400, "empty coding", head(post, host, "Transfer-Encoding:")),
    .init(
        400,
        "coding on HTTP/1.0",
        head("POST / HTTP/1.0", host, "Transfer-Encoding: chunked") + "0\r\n\r\n"
    ),
    .init(400, "chunk size ZZ", chunkedHead + "ZZ\r\n"),
    .init(400, "signed chunk size", chunkedHead + "+5\r\nhello\r\n0\r\n\r\n"),
    .init(400, "prefixed chunk size", chunkedHead + "0x5\r\nhello\r\n0\r\n\r\n"),
    .init(400, "empty chunk size", chunkedHead + "\r\nhello\r\n0\r\n\r\n"),
    .init(400, "blank behind the chunk size", chunkedHead + "5 \r\nhello\r\n0\r\n\r\n"),
    .init(400, "chunk size of 17 digits", chunkedHead + "00000000000000005\r\nhello\r\n0\r\n\r\n"),
    .init(400, "chunk size beyond Int", chunkedHead + "ffffffffffffffff\r\n"),
    .init(413, "chunk size of Int.max", chunkedHead + "7fffffffffffffff\r\n"),
    .init(413, "sum of chunk sizes beyond Int", chunkedHead + "1\r\na\r\n7fffffffffffffff\r\n"),
    .init(400, "bare LF behind the chunk size", chunkedHead + "5\nhello\r\n0\r\n\r\n"),
    .init(400, "chunk longer than said", chunkedHead + "5\r\nhello!\r\n0\r\n\r\n"),
    .init(400, "bare LF behind the chunk", chunkedHead + "5\r\nhello\n0\r\n\r\n"),
    .init(400, "endless chunk extension", chunkedHead + "5;" + String(repeating: "a", count: 300)),
    .init(
        400,
        "endless chunk extensions",
        chunkedHead + String(repeating: "1;" + String(repeating: "a", count: 200) + "\r\nx\r\n", count: 50)
    ),
    .init(400, "malformed trailer", chunkedHead + "0\r\nno colon\r\n\r\n"),
    .init(431, "endless trailers", chunkedHead + "0\r\n" + String(repeating: "a: b\r\n", count: 1000)),
]

let malformedSamples = malformedRequestLines + malformedFields + malformedFraming

let validSamples: [String] = [
    head("GET / HTTP/1.1", host),
    "\r\n\r\n" + head("GET /a?b=c HTTP/1.1", host, "X:\t y z \t"),
    head("OPTIONS * HTTP/1.1", host),
    head("GET http://example.org:8080/a HTTP/1.1", "Host: other"),
    head("GET / HTTP/1.0", "Connection: Keep-Alive"),
    head(post, host, "Content-Length: 5") + "hello" + head("GET /next HTTP/1.1", host),
    head(post, host, "Content-Length: 0") + head("GET /next HTTP/1.1", host),
    head(post, host, "Expect: 100-continue", "Content-Length: 3") + "\r\n\r",
    chunkedHead + "5\r\nhello\r\n6;a=\"b\"\r\n world\r\n0\r\nX: y\r\n\r\n" + head("HEAD / HTTP/1.1", host),
    chunkedHead + "0\r\n\r\n" + chunkedHead + "A\r\n0123456789\r\n0\r\n\r\n",
    (0..<6).map {
        head("GET /\($0) HTTP/1.1", host) + head(post, host, "Content-Length: \($0)")
            + String(repeating: "x", count: $0)
    }.joined(),
    chunkedHead + "1;a\r\nx\r\n1;b=c\r\ny\r\n0;d\r\nA: b\r\nC: \t d\r\n\r\n" + head("GET /n HTTP/1.0"),
    head(post, host, "Content-Length: 6", "Expect: 100-continue") + "\r\nGET "
        + head("GET / HTTP/1.1", "Host:"),
]

/// Requests that are refused behind one that is taken: the refusal must not move with the cut.
let refusedSecondRequests: [String] = malformedSamples.filter { $0.text.utf8.count < 500 }.map {
    head(post, host, "Content-Length: 3") + "abc" + chunkedHead + "2\r\nde\r\n0\r\nT: u\r\n\r\n" + $0.text
}
