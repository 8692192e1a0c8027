import HTTPMessage
import HTTPTypes
import Testing

@Suite struct RequestParserTests {
    @Test func readsLineFieldsAndBody() throws {
        let text = head(
            "POST /v1/score?label=A HTTP/1.1",
            "Host: h:80",
            "Content-Type: text/plain",
            "Content-Length: 5"
        )
        let request = try #require(requests(in: text + "hello").first)
        #expect(request.method == .post)
        #expect(request.head.authority == "h:80")
        #expect(request.head.path == "/v1/score?label=A")
        #expect(request.fields[.contentType] == "text/plain")
        #expect(request.body == Array("hello".utf8))
    }

    @Test func announcesABodyBeforeItArrives() throws {
        let text = head("POST / HTTP/1.1", "Host: a", "Expect: 100-Continue", "Content-Length: 5")
        let found = findings(in: text)
        guard case .event(.bodyExpected(let head))? = found.first, found.count == 1 else {
            Issue.record("expected one announcement, got \(found)")
            return
        }
        #expect(head.framing == .length(5))
        #expect(head.expectsContinue)
    }

    @Test func ignoresTheExpectationWithoutBodyAndOnHTTP10() throws {
        let bodiless = try #require(firstHead(in: head("GET / HTTP/1.1", "Host: a", "Expect: 100-continue")))
        #expect(!bodiless.expectsContinue)
        let old = try #require(
            firstHead(in: head("POST / HTTP/1.0", "Expect: 100-continue", "Content-Length: 1"))
        )
        #expect(!old.expectsContinue)
    }

    @Test func decodesChunksAndDropsTrailers() throws {
        let text = head("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: Chunked")
        let body = "5;note=\"a\"\r\nhello\r\n00A\r\n, radiology\r\n0\r\nContent-Length: 3\r\n\r\n"
        // "00A" is 10 bytes: ", radiolog", so the y is one byte too many.
        #expect(failure(in: text + body) == .malformedChunk)
        let exact = body.replacing("00A", with: "00b")
        let request = try #require(requests(in: text + exact).first)
        #expect(request.body == Array("hello, radiology".utf8))
        #expect(request.fields[.contentLength] == nil)
    }

    @Test func takesPipelinedRequestsInOrder() {
        let text = (1...3).map { head("POST /\($0) HTTP/1.1", "Host: a", "Content-Length: 1") + "\($0)" }
            .joined()
        let found = requests(in: text)
        #expect(found.map(\.path) == ["/1", "/2", "/3"])
        #expect(found.map(\.body) == [[0x31], [0x32], [0x33]])
    }

    @Test func leavesPipelinedBytesToTheCaller() throws {
        let first = Array(head("GET /1 HTTP/1.1", "Host: a").utf8)
        let both = first + Array(head("GET /2 HTTP/1.1", "Host: a").utf8)
        var parser = RequestParser()
        var offset = 0
        _ = try parser.consume(both.span, from: &offset)
        #expect(offset == first.count)
    }

    @Test(arguments: [
        (head("GET / HTTP/1.1", "Host: a"), true),
        (head("GET / HTTP/1.1", "Host: a", "Connection: Close"), false),
        (head("GET / HTTP/1.1", "Host: a", "Connection: te, close"), false),
        (head("GET / HTTP/1.1", "Host: a", "Connection: te", "Connection: close"), false),
        (head("GET / HTTP/1.0"), false),
        (head("GET / HTTP/1.0", "Connection: keep-alive"), true),
        (head("GET / HTTP/1.0", "Connection: keep-alive, close"), false),
    ])
    func knowsWhetherTheConnectionStays(text: String, stays: Bool) throws {
        #expect(try #require(firstHead(in: text)).keepAlive == stays)
    }

    @Test func takesTheAuthorityOfAnAbsoluteTarget() throws {
        let request = try #require(
            requests(in: head("GET HTTP://example.org:81/a/b?c=d HTTP/1.1", "Host: other")).first
        )
        #expect(request.head.authority == "example.org:81")
        #expect(request.head.path == "/a/b?c=d")
        #expect(request.pathSegments == ["a", "b"])
    }

    @Test(arguments: [
        ("GET http://a HTTP/1.1", "/"), ("GET http://a?b=c HTTP/1.1", "/?b=c"),
        ("OPTIONS http://a HTTP/1.1", "*"),
        ("OPTIONS * HTTP/1.1", "*"), ("OPTIONS http://a/ HTTP/1.1", "/"),
    ])
    func normalisesATargetWithoutPath(line: String, raw: String) throws {
        #expect(try #require(firstHead(in: head(line, "Host: a"))).target.raw == raw)
    }

    @Test func acceptsNumericHosts() {
        for host in [
            "127.0.0.1:8080", "[::1]", "[::1]:8080", "", "localhost", "a:65535", "a:", "a%C3%A9",
            "[::ffff:1.2.3.4]",
        ] {
            #expect(failure(in: head("GET / HTTP/1.1", "Host: \(host)")) == nil)
        }
        for host in ["[::1", "[]", "::1]", "a:1:2", "a:123456", "[::1]x", "[ab]", "[::g]", "a:65536"] {
            #expect(failure(in: head("GET / HTTP/1.1", "Host: \(host)")) == .malformedHost)
        }
    }

    @Test func takesExactlyTheLimits() {
        var limits = HTTPLimits()
        limits.requestLineBytes = 14
        limits.headerBytes = 9
        limits.fieldCount = 1
        #expect(failure(in: head("GET / HTTP/1.1", "Host: a"), limits: limits) == nil)
        #expect(
            failure(in: head("GET /a HTTP/1.1", "Host: a"), limits: limits)
                == .requestLineOverLimit(limit: 14)
        )
        #expect(
            failure(in: head("GET / HTTP/1.1", "Host: ab"), limits: limits) == .headerBytesOverLimit(limit: 9)
        )
    }

    @Test func takesLettersForThemselvesOnly() throws {
        // U+212A, the Kelvin sign, becomes a plain k when Unicode lower-cases it.
        let request = head("GET / HTTP/1.0", "Connection: \u{212A}eep-alive")
        #expect(try #require(firstHead(in: request)).keepAlive == false)
    }

    @Test func keepsFieldBytesAboveASCII() throws {
        let request = try #require(requests(in: head("GET / HTTP/1.1", "Host: a", "X-Note: Röntgen")).first)
        let name = try #require(HTTPField.Name("x-note"))
        #expect(request.fields[name] == "Röntgen")
    }
}
