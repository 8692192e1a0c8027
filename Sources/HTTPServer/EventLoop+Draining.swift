import CEpoll
import Dispatch

extension EventLoop {
    /// Lets running requests finish, closes the rest, and returns when no connection is left; those left at
    /// `end` are cut.
    func drain(until end: ContinuousClock.Instant) async {
        isDraining = true
        forcedEnd = end
        let now = ContinuousClock.now
        for connection in Array(connections.values) { advance(connection, .draining, at: now) }
        guard !connections.isEmpty else { return }
        await withCheckedContinuation { drainWaiters.append($0) }
    }

    /// Wakes those that wait for the last connection to go.
    func finishDrainIfEmpty() {
        guard isDraining, connections.isEmpty else { return }
        for waiter in drainWaiters { waiter.resume() }
        drainWaiters = []
    }

    /// Accepts connections and shares them out among the loops.
    func listen(on descriptor: Int32, among loops: [EventLoop]) throws(ServerError) {
        let result = cepoll_add(
            epoll,
            descriptor,
            Watch.readable,
            Self.listenerToken
        )
        guard result == 0 else { throw .systemCall(name: "epoll_ctl", code: -result) }
        acceptor = Acceptor(descriptor: descriptor, loops: loops, context: context)
    }

    /// Closes the listening socket.
    func stopListening() {
        acceptor?.stop(on: self)
        acceptor = nil
    }

    /// Runs work on this loop, from another loop.
    nonisolated func perform(_ work: @escaping @Sendable (isolated EventLoop) -> Void) {
        executor.queue.async { self.assumeIsolated(work) }
    }
}
