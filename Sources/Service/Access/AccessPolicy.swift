public import Access

/// Who may call the service, and how often.
public struct AccessPolicy: Sendable {
    /// The keys that callers present; nil where whoever reaches the service may do everything.
    public var keys: KeyRing?
    /// How often one key, or one address without a key, may call; nil for as often as it likes.
    public var rate: TokenBuckets?
    /// How presenting wrong keys is slowed down, by address.
    public var failures = FailureBackoff()
    /// The origins whose pages may read answers (Fetch standard, section 3.2), such as `https://pacs.example.org`; none
    /// unless they are listed.
    public var origins: Set<String> = []

    /// Open to everybody, without bounds on the rate.
    public init() {}
}
