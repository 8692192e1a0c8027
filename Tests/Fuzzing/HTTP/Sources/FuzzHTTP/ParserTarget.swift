import HTTPMessage
import HTTPTypes

/// What a parser made of some bytes.
private enum Finding: Equatable {
    case event(ParserEvent)
    case failure(ParseError)
}

/// Limits so small that short inputs reach them.
private let tightLimits = {
    var limits = HTTPLimits()
    limits.requestLineBytes = 48
    limits.headerBytes = 96
    limits.fieldCount = 4
    limits.bodyBytes = 40
    limits.chunkLineBytes = 12
    limits.chunkExtensionBytes = 16
    return limits
}()

/// Feeds pieces one after the other and collects events up to the first error.
private func findings(_ pieces: [ArraySlice<UInt8>], _ limits: HTTPLimits) -> [Finding] {
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
        require(parser.bufferedBodyBytes <= limits.bodyBytes, "no more of a body is stored than its limit")
    }
    return findings
}

/// Pieces of lengths that repeat two given ones; a length of 0 gives everything at once.
private func pieces(_ bytes: [UInt8], _ first: Int, _ second: Int) -> [ArraySlice<UInt8>] {
    guard first > 0, second > 0 else { return [bytes[...]] }
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    while start < bytes.count {
        let end = min(bytes.count, start + (pieces.count.isMultiple(of: 2) ? first : second))
        pieces.append(bytes[start..<end])
        start = end
    }
    return pieces
}

/// The whole request stream: however it is cut, the events are the same and keep to the limits.
func driveParser(_ input: inout FuzzInput) {
    let choice = input.byte()
    compare(input.remainder(), choice: choice, limits: choice & 0x80 == 0 ? HTTPLimits() : tightLimits)
}

/// A chunked body behind a fixed head.
func driveChunks(_ input: inout FuzzInput) {
    let choice = input.byte()
    let head = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    compare(head + input.remainder(), choice: choice, limits: choice & 0x80 == 0 ? HTTPLimits() : tightLimits)
}

private func compare(_ bytes: [UInt8], choice: UInt8, limits: HTTPLimits) {
    let whole = findings([bytes[...]], limits)
    let split = findings(pieces(bytes, Int(choice & 7) + 1, Int(choice >> 3 & 15) + 1), limits)
    require(whole == split, "a split input gives the same events")
    for finding in whole {
        guard case .event(.request(let head, let body)) = finding else { continue }
        check(head, body, limits)
    }
}

private func check(_ head: RequestHead, _ body: [UInt8], _ limits: HTTPLimits) {
    require(body.count <= limits.bodyBytes, "a body keeps to its limit")
    require(head.request.headerFields.count <= limits.fieldCount, "fields keep to their count")
    require(head.request.method != .connect, "CONNECT is refused")
    require(head.isHTTP10 || head.request.authority != nil, "HTTP/1.1 has a host")
    let codings = head.request.headerFields[values: .transferEncoding]
    let lengths = head.request.headerFields[values: .contentLength]
    require(codings.isEmpty || lengths.isEmpty, "length and coding exclude each other")
    switch head.framing {
    case .none: require(body.isEmpty && codings.isEmpty, "no body without framing")
    case .length(let count):
        require(body.count == count && lengths == [lengths.first ?? ""], "a body has its length")
    case .chunked:
        require(codings.count == 1, "one coding")
        require(codings[0].utf8.allSatisfy { $0 < 0x80 }, "a coding is ASCII")
    }
    check(head.target)
    _ = Request(head: head, body: body).path
}
