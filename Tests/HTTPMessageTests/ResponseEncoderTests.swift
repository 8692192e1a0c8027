import HTTPMessage
import HTTPTypes
import Testing

@Suite struct ResponseEncoderTests {
    private func encoded(
        _ response: Response,
        method: HTTPRequest.Method = .get,
        isHTTP10: Bool = false,
        keepAlive: Bool = true
    ) -> String {
        let framing = ResponseFraming(method: method, isHTTP10: isHTTP10, keepAlive: keepAlive, date: "D")
        return String(decoding: ResponseEncoder.head(of: response, framing: framing), as: UTF8.self)
    }

    @Test func writesStatusFieldsDateAndLength() {
        let response = Response(status: .ok, fields: [.contentType: "text/plain"], body: [1, 2, 3])
        #expect(
            encoded(response)
                == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: D\r\nContent-Length: 3\r\n\r\n"
        )
    }

    @Test func countsButOmitsTheBodyOfHEAD() {
        let response = Response(text: "hello")
        #expect(encoded(response, method: .head).contains("Content-Length: 5\r\n"))
        #expect(!ResponseEncoder.carriesBody(response, method: .head))
        #expect(ResponseEncoder.carriesBody(response, method: .get))
    }

    @Test(arguments: [HTTPResponse.Status.noContent, .notModified, .continue])
    func sendsNoLengthWhereNoContentIsAllowed(status: HTTPResponse.Status) {
        let response = Response(status: status, body: [1])
        #expect(!encoded(response).contains("Content-Length"))
        #expect(!ResponseEncoder.carriesBody(response, method: .get))
    }

    @Test func tellsWhetherTheConnectionStays() {
        let response = Response(status: .ok)
        #expect(!encoded(response).contains("Connection"))
        #expect(encoded(response, keepAlive: false).contains("Connection: close\r\n"))
        #expect(encoded(response, isHTTP10: true).contains("Connection: keep-alive\r\n"))
        #expect(encoded(response, isHTTP10: true, keepAlive: false).contains("Connection: close\r\n"))
    }

    @Test func decidesAboutFramingAlone() {
        let fields: HTTPFields = [
            .contentLength: "99", .transferEncoding: "chunked", .connection: "keep-alive", .date: "yesterday",
        ]
        #expect(
            encoded(Response(status: .ok, fields: fields))
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n"
        )
    }

    @Test func letsNoValueAddALine() {
        let attack = "x\r\nSet-Cookie: a=b\r\n\r\nHTTP/1.1 200 OK\0"
        var fields: HTTPFields = [.location: attack]
        fields.append(HTTPField(name: .eTag, lenientValue: Array(attack.utf8)))
        let status = HTTPResponse.Status(code: 299, reasonPhrase: attack)
        let text = encoded(Response(status: status, fields: fields))
        // Status line, two fields, Date, Content-Length, and the empty line.
        #expect(text.components(separatedBy: "\r\n").count == 7)
        #expect(!text.contains("\0"))
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
