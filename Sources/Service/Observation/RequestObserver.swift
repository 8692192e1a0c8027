import Access
import HTTPMessage
import HTTPTypes
import Logging
import Observability

/// Notes what became of a request: in the log, in the metrics and in the audit log.
struct RequestObserver: Sendable {
    let log: Logger
    let metrics: Metrics
    let audit: AuditTrail

    /// What is known of a request once it is answered.
    struct Observation: Sendable {
        let id: String
        let pattern: String
        /// What a key has to allow; nil for a route that is open to everybody.
        let scope: Scope?
        /// Nil for a route that is open to everybody, and for a caller that was not let in.
        let caller: Caller?
        let timing: ServerTiming
        let objects: AuditedObjects

        /// What is known of a request that no route has answered.
        static func of(_ pattern: String, id: String) -> Observation {
            Observation(
                id: id,
                pattern: pattern,
                scope: nil,
                caller: nil,
                timing: ServerTiming(),
                objects: AuditedObjects()
            )
        }
    }

    func record(_ observation: Observation, _ request: Request, _ response: Response) async {
        let status = response.status.code
        let duration = ContinuousClock.now - request.receivedAt
        metrics.count(.requests, ["route": observation.pattern, "code": "\(status)"])
        metrics.observe(.requestSeconds, ["route": observation.pattern], duration)
        log.info("answered", metadata: line(of: observation, request, response, duration))
        guard let scope = observation.scope, scope != .metrics else { return }
        await audit.record(
            "\(request.method.rawValue) \(observation.pattern)",
            of: observation.caller,
            on: observation.objects,
            outcome: status,
            id: observation.id
        )
    }

    private func line(
        of observation: Observation,
        _ request: Request,
        _ response: Response,
        _ duration: Duration
    ) -> Logger.Metadata {
        var line: Logger.Metadata = [
            "requestId": "\(observation.id)", "method": "\(request.method.loggedName)",
            "route": "\(observation.pattern)",
            "status": .stringConvertible(response.status.code),
            "bytesIn": .stringConvertible(request.body.count),
            "bytesOut": .stringConvertible(response.body.count),
            "milliseconds": .stringConvertible(duration.milliseconds),
        ]
        if let key = observation.caller?.keyID { line["keyId"] = "\(key)" }
        if let trace = request.fields[.traceParent].flatMap(TraceContext.init(traceparent:)) {
            line["traceId"] = "\(trace.traceID)"
            line["parentId"] = "\(trace.parentID)"
        }
        for (stage, duration) in observation.timing.stages {
            line["\(stage.rawValue)Milliseconds"] = .stringConvertible(duration.milliseconds)
        }
        return line
    }

    /// Notes what the server refused before there was a request.
    func refused(_ error: APIError, id: String) {
        metrics.count(.requests, ["route": "none", "code": "\(error.status.code)"])
        countRejection(error)
        log.info(
            "refused",
            metadata: [
                "requestId": "\(id)", "status": .stringConvertible(error.status.code),
                "code": "\(error.code)",
            ]
        )
    }

    /// Notes an error that became an answer.
    func failed(_ error: APIError, _ cause: any Error, id: String) {
        countRejection(error)
        guard error.status.code == 500 || error.status.code == 507 else { return }
        // The kind of error only: its message could hold what a client sent.
        log.error(
            "failed",
            metadata: ["requestId": "\(id)", "code": "\(error.code)", "kind": "\(type(of: cause))"]
        )
    }

    private func countRejection(_ error: APIError) {
        guard error.status.code == 503 || error.status.code == 429 else { return }
        metrics.count(.refusals, ["code": error.code])
    }
}

extension HTTPRequest.Method {
    /// The method's name, or `other` for one that a client made up: what clients send does not belong in a log.
    fileprivate var loggedName: String {
        let known: Set<HTTPRequest.Method> = [
            .get, .head, .post, .put, .delete, .options, .patch, .trace, .connect,
        ]
        return known.contains(self) ? rawValue : "other"
    }
}

extension HTTPField.Name {
    // Literals that are valid field names; nothing from outside is unwrapped.
    // swift-format-ignore: NeverForceUnwrap
    static let traceParent = HTTPField.Name("traceparent")!
    // swift-format-ignore: NeverForceUnwrap
    static let serverTiming = HTTPField.Name("Server-Timing")!
    // swift-format-ignore: NeverForceUnwrap
    static let requestTimeout = HTTPField.Name("Request-Timeout")!
    // swift-format-ignore: NeverForceUnwrap
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
