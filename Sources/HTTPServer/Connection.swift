import CEpoll
import HTTPMessage

/// One client: its socket, buffers and state. It belongs to one loop and is touched on that loop only.
final class Connection {
    let id: ConnectionID
    let descriptor: Int32
    let remoteAddress: String
    /// What counts as one address in the ledger.
    let addressGroup: String
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
    /// Whether the request in hand is answered without its body; nothing is read after it.
    var isBodyUnread = false
    /// The answer between its making and its encoding.
    var response: Response?
    var handlerTask: Task<Void, Never>?
    /// Tells a late answer from the one that is waited for.
    var requestNumber = 0
    var outgoing = Outgoing()
    /// Response bytes that were charged to the ledger.
    var chargedResponseBytes = 0
    /// Bytes received since the connection was accepted.
    var receivedBytes = 0
    /// Watches the body or the response that is under way.
    var rate: RateWatch?
    var lingeredBytes = 0
    /// What the epoll set watches for.
    var interest = Watch.input

    init(_ arrival: Arrival, configuration: ServerConfiguration, now: ContinuousClock.Instant) {
        id = arrival.id
        descriptor = arrival.descriptor
        remoteAddress = arrival.address
        addressGroup = arrival.addressGroup
        hasPlace = arrival.hasPlace
        state = ConnectionState(configuration: configuration, now: now)
        parser = RequestParser(limits: configuration.limits)
        receivedAt = now
    }
}

extension Connection {
    /// The request in hand, with the body that was received.
    func request(_ head: RequestHead) -> Request {
        Request(head: head, body: receivedBody, remoteAddress: remoteAddress, receivedAt: receivedAt)
    }

    /// Bytes of the present phase that have reached the other side: of a body ours, of a response the client's,
    /// whose system has acknowledged them.
    private var movedBytes: Int {
        guard state.phase == .writing else { return receivedBytes }
        return outgoing.sent - Int(max(0, cepoll_unacknowledged(descriptor)))
    }

    /// Begins to watch the rate of the body or the response.
    func watchRate(_ bytesPerSecond: Int, window: Duration, now: ContinuousClock.Instant) {
        guard bytesPerSecond > 0 else {
            rate = nil
            return
        }
        rate = RateWatch(bytesPerSecond: bytesPerSecond, window: window, moved: movedBytes, now: now)
    }

    /// Whether the body or the response has been too slow.
    func isStalled(at now: ContinuousClock.Instant) -> Bool {
        guard state.phase == .body || state.phase == .writing else { return false }
        return rate?.isTooSlow(moved: movedBytes, at: now) ?? false
    }
}

/// An accepted socket on its way to its loop.
struct Arrival: Sendable {
    let id: ConnectionID
    let descriptor: Int32
    let address: String
    let addressGroup: String
    let hasPlace: Bool
}

/// A response on its way out: head and body, never joined, and how much the system has taken.
struct Outgoing {
    var head: [UInt8] = []
    var body: [UInt8] = []
    /// Bytes of head and body that the system has taken.
    private(set) var sent = 0

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
