import Locking

/// Names a connection for as long as the server runs; descriptors are reused, identifiers are not.
typealias ConnectionID = UInt64

/// Whether a new connection gets a place.
package enum Admission: Sendable, Equatable {
    case admitted
    /// Admitted in the place of that idle connection.
    case admittedInPlace(of: UInt64)
    case refused
}

/// The counts that all loops share, behind one lock.
package final class ConnectionLedger: Sendable {
    private struct Idle {
        let address: String
        let since: ContinuousClock.Instant
    }

    private struct Books {
        var counters = ServerCounters()
        var perAddress: [String: Int] = [:]
        var idle: [UInt64: Idle] = [:]
    }

    private let connectionLimit: Int
    private let addressLimit: Int
    private let bodyLimit: Int
    private let responseLimit: Int
    private let books = Guarded(Books())

    package init(configuration: ServerConfiguration) {
        connectionLimit = configuration.connectionLimit
        addressLimit = configuration.connectionLimitPerAddress
        bodyLimit = configuration.bufferedBodyLimit
        responseLimit = configuration.bufferedResponseLimit
    }

    /// The counts now.
    package var counters: ServerCounters {
        books.withLock { $0.counters }
    }

    /// Gives a new connection a place, if need be that of the longest-idle one of the same address or of
    /// any address. The place is counted until `close`.
    package func admit(_ address: String) -> Admission {
        books.withLock { books in
            let addressIsFull = books.perAddress[address, default: 0] >= addressLimit
            var victim: UInt64?
            if addressIsFull || books.counters.openConnections >= connectionLimit {
                victim = Self.longestIdle(&books, address: addressIsFull ? address : nil)
                guard victim != nil else {
                    books.counters.refusedConnections += 1
                    return .refused
                }
            }
            books.counters.acceptedConnections += 1
            books.counters.openConnections += 1
            books.perAddress[address, default: 0] += 1
            return victim.map(Admission.admittedInPlace) ?? .admitted
        }
    }

    /// Picks the longest-idle connection, so that its descriptor can be had.
    package func evictLongestIdle() -> UInt64? {
        books.withLock { Self.longestIdle(&$0, address: nil) }
    }

    private static func longestIdle(_ books: inout Books, address: String?) -> UInt64? {
        let candidates = books.idle.filter { address == nil || $0.value.address == address }
        guard let victim = candidates.min(by: { $0.value.since < $1.value.since })?.key else { return nil }
        // Taken out at once, so that the next one in need picks another.
        books.idle[victim] = nil
        books.counters.evictedConnections += 1
        return victim
    }

    /// Gives a place back.
    package func close(_ connection: UInt64, address: String) {
        books.withLock { books in
            books.idle[connection] = nil
            books.counters.openConnections -= 1
            let left = books.perAddress[address, default: 1] - 1
            books.perAddress[address] = left > 0 ? left : nil
        }
    }

    /// A connection waits for a request's head from now on, and may be picked to make room.
    package func becomeIdle(_ connection: UInt64, address: String, since: ContinuousClock.Instant) {
        books.withLock { $0.idle[connection] = Idle(address: address, since: since) }
    }

    /// A request's head is complete, or the connection is on its way out.
    package func leaveIdle(_ connection: UInt64) {
        books.withLock { $0.idle[connection] = nil }
    }

    /// Whether a body of that announced length would find room.
    package func hasRoom(for bytes: Int) -> Bool {
        books.withLock { bytes <= bodyLimit - $0.counters.bufferedBodyBytes }
    }

    /// Counts body bytes that were stored; false once the sum is over the limit (they are counted still).
    package func charge(_ bytes: Int) -> Bool {
        books.withLock { books in
            books.counters.bufferedBodyBytes += bytes
            return books.counters.bufferedBodyBytes <= bodyLimit
        }
    }

    /// Takes back what `charge` counted.
    package func release(_ bytes: Int) {
        guard bytes > 0 else { return }
        books.withLock { $0.counters.bufferedBodyBytes -= bytes }
    }

    /// Counts the bytes of a response; false, without counting them, where the sum would pass the limit.
    package func chargeResponse(_ bytes: Int) -> Bool {
        books.withLock { books in
            guard bytes <= responseLimit - books.counters.bufferedResponseBytes else { return false }
            books.counters.bufferedResponseBytes += bytes
            return true
        }
    }

    /// Takes back what `chargeResponse` counted.
    package func releaseResponse(_ bytes: Int) {
        guard bytes > 0 else { return }
        books.withLock { $0.counters.bufferedResponseBytes -= bytes }
    }

    /// Counts an event.
    package func count(_ counter: any WritableKeyPath<ServerCounters, Int> & Sendable) {
        books.withLock { $0.counters[keyPath: counter] += 1 }
    }
}
