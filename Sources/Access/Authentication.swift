/// What became of a presented key.
public enum Authentication: Equatable, Sendable {
    /// The key is one of ours and may be used now.
    case accepted(Caller)
    /// The key is not accepted; the reason is for the operator's counters, never for the client, to whom all
    /// refusals have to look the same.
    case refused(Refusal)

    /// Why a key is not accepted.
    public enum Refusal: String, CaseIterable, Sendable {
        /// The text does not have the form of a key.
        case malformed
        /// No key has this id.
        case unknownKey = "unknown-key"
        /// The id is one of ours and the secret is not.
        case wrongSecret = "wrong-secret"
        /// The key's time is over.
        case expired
        /// An operator has revoked the key.
        case revoked
    }
}
