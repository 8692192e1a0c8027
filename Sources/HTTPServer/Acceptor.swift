import CEpoll
import Glibc
import HTTPMessage

/// Accepts connections on one loop and shares them out among all.
final class Acceptor {
    // Clients that are being told that there is no place for them; beyond these they are just cut.
    private static let turnedAwayLimit = 64
    private static let addressCapacity = 64

    let descriptor: Int32
    private let loops: [EventLoop]
    private let context: ServerContext
    private var lastID: ConnectionID = 0
    private var turnedAway = 0
    private var isPaused = false
    /// Given up when descriptors run out, so that one waiting client can be taken off the queue and cut;
    /// otherwise it would wait, and the listener report it, for ever.
    private var spare: Int32

    init(descriptor: Int32, loops: [EventLoop], context: ServerContext) {
        self.descriptor = descriptor
        self.loops = loops
        self.context = context
        spare = Self.openSpare()
    }

    private static func openSpare() -> Int32 {
        open("/dev/null", O_RDONLY | O_CLOEXEC)
    }

    /// Accepts what waits, up to the limit of one turn.
    func turn(on loop: isolated EventLoop) {
        for _ in 0..<context.configuration.acceptsPerTurn {
            let (accepted, address) = accept()
            if accepted >= 0 {
                place(accepted, address: address, on: loop)
                continue
            }
            switch AcceptFailure(code: -accepted) {
            case .nothingWaiting: return
            case .passing: continue
            case .descriptorsExhausted: return shed(on: loop)
            case .resourcesExhausted: return pause(on: loop)
            }
        }
    }

    private func accept() -> (descriptor: Int32, address: String) {
        var text = [CChar](repeating: 0, count: Self.addressCapacity)
        let accepted = cepoll_accept(descriptor, &text, text.count)
        let address = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return (accepted, String(decoding: address, as: UTF8.self))
    }

    private func place(_ accepted: Int32, address: String, on loop: isolated EventLoop) {
        lastID += 1
        let group = AddressGroup(address)?.key ?? address
        let admission = context.ledger.admit(group)
        let arrival = Arrival(
            id: lastID,
            descriptor: accepted,
            address: address,
            addressGroup: group,
            hasPlace: admission != .refused
        )
        switch admission {
        case .admitted: break
        case .admittedInPlace(let victim): evict(victim)
        case .refused: return turnAway(arrival, on: loop)
        }
        home(of: arrival.id).perform { $0.adopt(arrival) }
    }

    private func home(of id: ConnectionID) -> EventLoop {
        loops[Int(id % ConnectionID(loops.count))]
    }

    private func evict(_ victim: ConnectionID) {
        home(of: victim).perform { $0.evict(victim) }
    }

    private func turnAway(_ arrival: Arrival, on loop: isolated EventLoop) {
        guard turnedAway < Self.turnedAwayLimit else {
            close(arrival.descriptor)
            return
        }
        turnedAway += 1
        loop.turnAway(arrival)
    }

    /// One of the clients that were turned away is gone.
    func forgetTurnedAway() {
        turnedAway -= 1
    }

    /// Makes room when descriptors have run out: an idle connection goes, and one waiting client is cut.
    private func shed(on loop: isolated EventLoop) {
        if let victim = context.ledger.evictLongestIdle() { evict(victim) }
        guard spare >= 0 else { return pause(on: loop) }
        close(spare)
        let (accepted, _) = accept()
        if accepted >= 0 {
            close(accepted)
            context.ledger.count(\.refusedConnections)
        }
        spare = Self.openSpare()
        if spare < 0 { pause(on: loop) }
    }

    private func pause(on loop: isolated EventLoop) {
        isPaused = true
        _ = cepoll_remove(loop.epoll, descriptor)
    }

    /// Listens again after a pause.
    func resume(on loop: isolated EventLoop) {
        guard isPaused else { return }
        if spare < 0 { spare = Self.openSpare() }
        let result = cepoll_add(
            loop.epoll,
            descriptor,
            Watch.readable,
            EventLoop.listenerToken
        )
        isPaused = result != 0
    }

    /// Closes the listening socket.
    func stop(on loop: isolated EventLoop) {
        if !isPaused { _ = cepoll_remove(loop.epoll, descriptor) }
        close(descriptor)
        if spare >= 0 { close(spare) }
        spare = -1
    }
}
