import Dispatch
import Synchronization

/// Holds a compute thread until the test lets it go on.
final class Gate: Sendable {
    private let reached = Mutex(false)
    private let opened = DispatchSemaphore(value: 0)

    /// Called on the compute thread.
    func pass() {
        reached.withLock { $0 = true }
        opened.wait()
    }

    func isReached() async {
        while !reached.withLock({ $0 }) { await Task.yield() }
    }

    func open() { opened.signal() }
}
