/// Who makes a request, and what that one may do.
public struct Caller: Equatable, Sendable {
    /// The public part of the key, or nil where no key is asked for.
    public let keyID: String?
    /// The name that an operator gave the key, or `local`.
    public let name: String
    /// What is allowed.
    public let scopes: Set<Scope>

    /// Whoever reaches a service that listens on loopback only and has no keys: the machine's users, who may
    /// do everything.
    public static let local = Caller(keyID: nil, name: "local", scopes: Set(Scope.allCases))

    /// A caller with the given rights.
    public init(keyID: String?, name: String, scopes: Set<Scope>) {
        self.keyID = keyID
        self.name = name
        self.scopes = scopes
    }
}
