import Access
import Foundation
import HTTPMessage
import HTTPTypes
import Observability

/// Finds out who makes a request and whether that one may, before anything is computed.
struct Gatekeeper: Sendable {
    let policy: AccessPolicy
    let metrics: Metrics

    /// The scheme that an answer 401 asks for (RFC 6750 section 3); the same whatever was wrong.
    static let challenge = "Bearer realm=\"hilum\""

    /// Who makes the request.
    ///
    /// A key that counts is taken whatever its neighbours present: behind a proxy all callers share one address, and
    /// nobody guesses 256 bits.
    ///
    /// - Throws: 401 without a key that counts, 429 instead for an address that presented many wrong ones.
    func caller(of request: Request) throws(APIError) -> Caller {
        guard let keys = policy.keys else { return .local }
        guard let presented = Self.bearer(request.fields[.authorization]) else {
            metrics.count(.authenticationFailures, ["reason": "missing"])
            throw .unauthenticated
        }
        let address = Self.address(of: request)
        switch keys.authenticate(presented, at: Date()) {
        case .accepted(let caller):
            policy.failures.recordSuccess(for: address)
            return caller
        case .refused(let refusal):
            if let wait = policy.failures.wait(for: address, at: .now) {
                metrics.count(.authenticationFailures, ["reason": "slowed"])
                throw .rateLimited("Too many wrong keys came from this address.", retryAfter: wait)
            }
            policy.failures.recordFailure(for: address, at: .now)
            metrics.count(.authenticationFailures, ["reason": refusal == .expired ? "expired" : "unknown"])
            throw .unauthenticated
        }
    }

    /// Lets a caller in.
    ///
    /// - Parameter scope: What the route asks for.
    /// - Throws: 403 for a key without the scope, 429 for a caller above its rate.
    func admit(_ caller: Caller, _ request: Request, for scope: Scope) throws(APIError) {
        guard caller.scopes.contains(scope) else {
            metrics.count(.authenticationFailures, ["reason": "scope"])
            throw .forbidden(scope)
        }
        // Whoever reads the metrics does so to see what the others do.
        guard scope != .metrics, let rate = policy.rate else { return }
        if let wait = rate.take(caller.keyID ?? Self.address(of: request), at: .now) {
            metrics.count(.rateLimited, ["scope": caller.keyID == nil ? "address" : "key"])
            throw .rateLimited("This caller is over its rate.", retryAfter: wait)
        }
    }

    /// Whether ``caller(of:)`` or ``admit(_:_:for:)`` would refuse a request now; nothing is counted or taken.
    func turnsAway(_ request: Request, for scope: Scope) -> Bool {
        var caller = Caller.local
        if let keys = policy.keys {
            guard let presented = Self.bearer(request.fields[.authorization]),
                case .accepted(let known) = keys.authenticate(presented, at: Date())
            else { return true }
            caller = known
        }
        guard caller.scopes.contains(scope) else { return true }
        guard scope != .metrics, let rate = policy.rate else { return false }
        return rate.wait(for: caller.keyID ?? Self.address(of: request), at: .now) != nil
    }

    private static func address(of request: Request) -> String {
        AddressGroup(request.remoteAddress)?.key ?? request.remoteAddress
    }

    /// What stands after the scheme's name, which is compared without regard to case (RFC 9110 section 11.1).
    private static func bearer(_ field: String?) -> String? {
        guard let field else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }
}

extension APIError {
    /// The same for a key that is missing, unknown, wrong or out of date.
    static let unauthenticated = APIError(
        .unauthorized,
        "unauthenticated",
        "A key is needed",
        detail:
            "Send a key that counts as 'Authorization: Bearer KEY'. Operators add keys with 'hilum keys add'."
    )

    static func forbidden(_ scope: Scope) -> APIError {
        APIError(
            .forbidden,
            "forbidden",
            "The key does not allow this",
            detail: "This route needs a key with the scope '\(scope.rawValue)'."
        )
    }

    static func rateLimited(_ cause: String, retryAfter wait: Duration) -> APIError {
        let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        var error = APIError(
            .tooManyRequests,
            "rate-limited",
            "Too many requests",
            detail: "\(cause) Ask again in \(seconds) s."
        )
        error.retryAfterSeconds = seconds
        return error
    }
}
