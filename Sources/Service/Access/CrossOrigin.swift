import HTTPMessage
import HTTPTypes

/// Which pages of other origins may read answers (Fetch standard, section 3.2): those that are listed.
struct CrossOrigin: Sendable {
    let origins: Set<String>

    /// How long a browser may remember the answer to a preflight request, in seconds.
    private static let maximumAge = 600

    /// Lets the page that asks read the answer, if its origin is listed.
    func grant(_ request: Request, _ response: inout Response) {
        guard !origins.isEmpty else { return }
        // A cache must not give one origin the answer to another.
        response.fields[.vary] = "Origin"
        guard let origin = request.fields[.origin], origins.contains(origin) else { return }
        response.fields[.accessControlAllowOrigin] = origin
        response.fields[.accessControlExposeHeaders] = "ETag, Retry-After, Server-Timing, X-Request-Id"
        guard request.method == .options, request.fields[.accessControlRequestMethod] != nil else { return }
        response.fields[.accessControlAllowMethods] = response.fields[.allow]
        response.fields[.accessControlAllowHeaders] =
            "Authorization, Content-Type, If-Match, If-None-Match, Request-Timeout, traceparent, X-Request-Id"
        response.fields[.accessControlMaxAge] = String(Self.maximumAge)
    }
}
