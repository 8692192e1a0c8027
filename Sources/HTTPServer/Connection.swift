import CEpoll
import HTTPMessage

/// One client: its socket, buffers and state. It belongs to one loop and is touched on that loop only.
final class Connection {
    let id: ConnectionID
    let descriptor: Int32
    let remoteAddress: String
    /// Whether the ledger counts a place for it; connections refused at the door have none.
    let hasPlace: Bool

    var state: ConnectionState
    var parser: RequestParser
    /// Bytes that arrived behind the request in hand, from `pendingOffset` on.
    var pending: [UInt8] = []
    var pendingOffset = 0
    var receivedAt: ContinuousClock.Instant
    /// Body bytes that were charged to the ledger while parsing.
    var chargedBytes = 0
    var requestHead: RequestHead?
    var receivedBody: [UInt8] = []
    /// The answer between its making and its encoding.
    var response: Response?
    var handlerTask: Task<Void, Never>?
    /// Tells a late answer from the one that is waited for.
    var requestNumber = 0
    var outgoing = Outgoing()
    var lingeredBytes = 0
    /// What the epoll set watches for.
    var interest = Watch.input

    init(_ arrival: Arrival, configuration: ServerConfiguration, now: ContinuousClock.Instant) {
        id = arrival.id
        descriptor = arrival.descriptor
        remoteAddress = arrival.address
        hasPlace = arrival.hasPlace
        state = ConnectionState(configuration: configuration, now: now)
        parser = RequestParser(limits: configuration.limits)
        receivedAt = now
    }
}

/// An accepted socket on its way to its loop.
struct Arrival: Sendable {
    let id: ConnectionID
    let descriptor: Int32
    let address: String
    let hasPlace: Bool
}

/// A response on its way out: head and body, never joined, and how much the system has taken.
struct Outgoing {
    var head: [UInt8] = []
    var body: [UInt8] = []
    private var sent = 0

    /// How a turn of sending ended.
    enum Outcome: Equatable {
        case complete
        case wouldBlock
        case failed
    }

    init() {}

    init(head: [UInt8], body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// Sends until everything is taken or the socket's buffer is full.
    mutating func send(to descriptor: Int32) -> Outcome {
        while sent < head.count + body.count {
            let headOffset = min(sent, head.count)
            let bodyOffset = sent - headOffset
            let count = head.withUnsafeBytes { headBytes in
                body.withUnsafeBytes { bodyBytes in
                    let first = UnsafeRawBufferPointer(rebasing: headBytes[headOffset...])
                    let second = UnsafeRawBufferPointer(rebasing: bodyBytes[bodyOffset...])
                    return cepoll_send(
                        descriptor,
                        first.baseAddress,
                        first.count,
                        second.baseAddress,
                        second.count
                    )
                }
            }
            if count >= 0 {
                sent += count
            } else if !SystemCall.isInterrupted(count) {
                return SystemCall.wouldBlock(count) ? .wouldBlock : .failed
            }
        }
        return .complete
    }
}
