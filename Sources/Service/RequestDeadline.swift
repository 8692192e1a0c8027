import HTTPMessage
import HTTPTypes

/// When an answer is of no use any more: after the service's own time, or the client's where that is shorter.
enum RequestDeadline {
    /// The deadline of a request.
    ///
    /// - Parameter longest: The service's own time, from the request's first byte.
    /// - Throws: 400 where `Request-Timeout` is not a number of seconds above 0, such as `2` or `0.5`.
    static func deadline(of request: Request, longest: Duration) throws(APIError) -> ContinuousClock.Instant {
        var deadline = request.receivedAt + longest
        if let other = request.deadline { deadline = min(deadline, other) }
        guard let field = request.fields[.requestTimeout] else { return deadline }
        guard let seconds = seconds(field) else {
            throw .badRequest("Request-Timeout is not a number of seconds above 0, such as 2 or 0.5.")
        }
        return min(deadline, request.receivedAt + seconds)
    }

    /// Digits with at most one point; at most nine digits, so that no sum can overflow.
    private static func seconds(_ text: String) -> Duration? {
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard isPlain, (1...9).contains(text.utf8.count), let seconds = Double(text), seconds > 0 else {
            return nil
        }
        return .seconds(seconds)
    }
}
