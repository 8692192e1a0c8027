/// The stored body, which never reserves more than the client has made believable.
struct BodyBuffer: Sendable {
    /// What has arrived.
    private(set) var bytes: [UInt8] = []
    private var expected: Int?

    // A client must have sent this much before the whole announced length is reserved; otherwise a
    // thousand heads that announce 64 MiB would reserve 64 GiB.
    private static let reservedOnTrust = 64 * 1024

    /// Announces the exact length.
    mutating func expect(_ count: Int) {
        expected = count
        bytes.reserveCapacity(min(count, Self.reservedOnTrust))
    }

    /// Appends, growing to the announced length at once, or by doubling up to `limit`.
    mutating func append(_ input: Span<UInt8>, limit: Int = .max) {
        let needed = bytes.count + input.count
        if needed > bytes.capacity {
            let doubled = bytes.capacity.multipliedReportingOverflow(by: 2)
            bytes.reserveCapacity(
                expected ?? max(needed, min(doubled.overflow ? needed : doubled.partialValue, limit))
            )
        }
        input.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }
}
