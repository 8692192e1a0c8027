import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request over a shared session.
enum Wire {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let type: String
        let requestID: String?
        let body: Data
    }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 16
        configuration.timeoutIntervalForRequest = 60
        return URLSession(configuration: configuration)
    }()

    static func send(
        _ method: String,
        _ url: String,
        type: String?,
        _ body: Data?
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: url)))
        request.httpMethod = method
        request.httpBody = body
        if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        return Answer(
            status: http.statusCode,
            type: http.value(forHTTPHeaderField: "Content-Type") ?? "",
            requestID: http.value(forHTTPHeaderField: "X-Request-Id"),
            body: data
        )
    }
}
