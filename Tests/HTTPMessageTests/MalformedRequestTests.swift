import HTTPMessage
import HTTPTypes
import Testing

@Suite struct MalformedRequestTests {
    @Test(arguments: malformedSamples)
    func isRefused(_ sample: MalformedSample) throws {
        let error = try #require(failure(in: sample.text))
        #expect(error.status.code == sample.status)
        #expect(error.description.hasSuffix("."))
        #expect(error.problem.status == error.status)
    }

    @Test func smugglesNoSecondRequest() {
        for sample in malformedSamples {
            let smuggled = head("GET /admin HTTP/1.1", "Host: a")
            #expect(!requests(in: sample.text + smuggled).contains { $0.path == "/admin" }, "\(sample.name)")
        }
    }

    @Test func repeatsItsErrorOnFurtherBytes() {
        var parser = RequestParser()
        let (bad, good) = (Array("\u{1}".utf8), Array(head("GET / HTTP/1.1", "Host: a").utf8))
        for bytes in [bad, good] {
            #expect(throws: ParseError.controlCharacter) {
                var offset = 0
                _ = try parser.consume(bytes.span, from: &offset)
            }
        }
    }

    @Test func refusesABareLineFeedBeforeTheHeadIsComplete() {
        #expect(failure(in: "GET / HTTP/1.1\n") == .bareLineFeed)
    }

    @Test func refusesADeclaredBodyBeforeItsFirstByte() {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        let text = head("POST / HTTP/1.1", "Host: a", "Content-Length: 11")
        #expect(failure(in: text, limits: limits) == .bodyOverLimit(limit: 10, received: 11))
        #expect(ParseError.bodyOverLimit(limit: 10, received: 11).problem.received == 11)
    }

    @Test func refusesAChunkedBodyAtTheChunkThatPassesTheLimit() {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        let text = head("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked") + "8\r\n12345678\r\n3\r\n"
        #expect(failure(in: text, limits: limits) == .bodyOverLimit(limit: 10, received: 11))
    }
}
