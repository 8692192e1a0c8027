import HTTPMessage
import HTTPTypes

/// What a parser made of some bytes.
enum Finding: Equatable, Sendable {
    case event(ParserEvent)
    case failure(ParseError)
}

/// Feeds pieces one after the other and collects events up to the first error.
func findings(in pieces: [ArraySlice<UInt8>], limits: HTTPLimits = HTTPLimits()) -> [Finding] {
    var parser = RequestParser(limits: limits)
    var findings: [Finding] = []
    for piece in pieces {
        let bytes = Array(piece)
        var offset = 0
        while offset < bytes.count {
            do throws(ParseError) {
                guard let event = try parser.consume(bytes.span, from: &offset) else { break }
                findings.append(.event(event))
            } catch {
                return findings + [.failure(error)]
            }
        }
    }
    return findings
}

func findings(in text: String, limits: HTTPLimits = HTTPLimits()) -> [Finding] {
    findings(in: [Array(text.utf8)[...]], limits: limits)
}

/// The complete requests among the findings.
func requests(in text: String, limits: HTTPLimits = HTTPLimits()) -> [Request] {
    findings(in: text, limits: limits).compactMap { finding in
        guard case .event(.request(let head, let body)) = finding else { return nil }
        return Request(head: head, body: body)
    }
}

/// The error that ended parsing, if one did.
func failure(in text: String, limits: HTTPLimits = HTTPLimits()) -> ParseError? {
    guard case .failure(let error)? = findings(in: text, limits: limits).last else { return nil }
    return error
}

/// The head of the first request, from either event.
func firstHead(in text: String) -> RequestHead? {
    switch findings(in: text).first {
    case .event(.bodyExpected(let head)): head
    case .event(.request(let head, _)): head
    default: nil
    }
}

/// A request line, fields, and the empty line, with CR LF ends.
func head(_ lines: String...) -> String {
    lines.map { $0 + "\r\n" }.joined() + "\r\n"
}
